//! `wayhold phase`: list, show, tick, untick.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::find::{self, documents, stem};
use super::{Common, Exit, Mutating};
use crate::console::Command;
use crate::runbook::{self, Document, EvidenceRef, Item, Mark};
use crate::session::Session;

/// Phases and their items
#[derive(Debug, Subcommand)]
pub enum Phase {
    /// List the phases of every runbook
    List(List),
    /// Show a phase: status, entry gate, numbered items
    Show(Show),
    /// Tick an item, with evidence
    Tick(Tick),
    /// Take a tick back, with a reason; its evidence stays on record
    Untick(Untick),
}

/// List the phases of every runbook
#[derive(Debug, Args)]
pub struct List {
    /// One runbook, by path or by file name
    runbook: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Show a phase
#[derive(Debug, Args)]
pub struct Show {
    /// The phase as [RUNBOOK:]ID
    phase: String,
    #[command(flatten)]
    common: Common,
}

/// Tick an item
#[derive(Debug, Args)]
pub struct Tick {
    /// The phase as [RUNBOOK:]ID
    phase: String,
    /// The item's number in `phase show`
    item: usize,
    /// What shows that it is done: a file, a URL, or commit:SHA; may be given more than once
    #[arg(long, value_name = "PATH|URL|commit:SHA")]
    evidence: Vec<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Take a tick back
#[derive(Debug, Args)]
pub struct Untick {
    /// The phase as [RUNBOOK:]ID
    phase: String,
    /// The item's number in `phase show`
    item: usize,
    /// Why
    #[arg(long, alias = "because", value_name = "TEXT", default_value = "")]
    reason: String,
    #[command(flatten)]
    mutating: Mutating,
}

impl Phase {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::List(verb) => &verb.common,
            Self::Show(verb) => &verb.common,
            Self::Tick(verb) => &verb.mutating.common,
            Self::Untick(verb) => &verb.mutating.common,
        }
    }
}

pub async fn run(verb: Phase, session: &mut Session) -> Exit {
    match verb {
        Phase::List(verb) => list(&verb, session),
        Phase::Show(verb) => show(&verb, session),
        Phase::Tick(verb) => {
            let evidence: Vec<EvidenceRef> = verb.evidence.iter().map(|word| EvidenceRef::from_word(word)).collect();
            let command = |path, phase, item| runbook::Command::Tick { path, phase, item, evidence };
            on_item(&verb.phase, verb.item, &verb.mutating, session, command).await
        }
        Phase::Untick(verb) => {
            let command = |path, phase, item| runbook::Command::Untick { path, phase, item, reason: verb.reason };
            on_item(&verb.phase, verb.item, &verb.mutating, session, command).await
        }
    }
}

async fn on_item(
    phase: &str,
    number: usize,
    mutating: &Mutating,
    session: &mut Session,
    command: impl FnOnce(String, String, runbook::ItemId) -> runbook::Command,
) -> Exit {
    let out = mutating.out();
    let observed = session.ctx().observed;
    let found = find::phase(&observed, phase).and_then(|phase| Ok((find::item(&phase, number)?, phase)));
    match found {
        Ok((item, phase)) => {
            let command = command(phase.path, phase.id, item.id);
            mutating.carry_out(session, Command::Runbook(command)).await
        }
        Err(sentence) => out.usage(sentence),
    }
}

fn list(verb: &List, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let observed = session.ctx().observed;
    let only = match verb.runbook.as_deref().map(|name| find::book(&observed, name)).transpose() {
        Ok(only) => only,
        Err(sentence) => return out.usage(sentence),
    };
    let books = || documents(&observed).filter(|(path, _)| only.as_deref().is_none_or(|only| only == *path));
    if out.json {
        let phases: Vec<Value> = books()
            .flat_map(|(path, document)| document.phases.iter().map(move |phase| summary(path, document, phase)))
            .collect();
        out.object(&json!({"phases": phases}));
        return Exit::Done;
    }
    for (path, document) in books() {
        let adopted = if session.state().runbook.runbooks.contains_key(path) { "" } else { "  (not adopted)" };
        out.line(format!("{path}{adopted}"));
        for phase in &document.phases {
            let (done, all) = document.progress(&phase.id);
            let indent = "  ".repeat(document.depth(phase) + 1);
            let status = document.status_of(phase);
            out.line(format!("{indent}{:<10} {:<13} {done:>3}/{all:<3} {}", phase.id, status.word(), phase.name));
        }
    }
    Exit::Done
}

fn show(verb: &Show, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let observed = session.ctx().observed;
    let found = match find::phase(&observed, &verb.phase) {
        Ok(found) => found,
        Err(sentence) => return out.usage(sentence),
    };
    let (document, path) = (found.document, found.path.as_str());
    let Some(phase) = document.phase(&found.id) else { return Exit::Usage };
    let items = document.items(&found.id);
    if out.json {
        let mut answer = summary(path, document, phase);
        answer["items"] = items.iter().map(|item| item_json(session, path, item)).collect();
        answer["plain_items"] = document.plain_items_of(&found.id).map(|item| json!(item.text)).collect();
        answer["entry_gate"] = gate(document, &found.id);
        out.object(&answer);
        return Exit::Done;
    }
    out.line(format!(
        "{} {}  {}  ({}, line {})",
        phase.id,
        phase.name,
        document.status_of(phase).word(),
        stem(path),
        phase.line
    ));
    for clause in document.gate_of(&found.id) {
        let mark = match document.is_met(clause) {
            Some(true) => "met     ",
            Some(false) => "not met ",
            None => "attest  ",
        };
        out.line(format!("  gate  {mark} {}", clause.text));
    }
    for item in &items {
        let proof = proof(session, path, item);
        out.line(format!("  {:>3} {} {:<9} {}{}", item.number, mark(item.mark), item.class.word(), item.text, proof));
    }
    for item in document.plain_items_of(&found.id) {
        out.line(format!("      -   dod       {}", item.text));
    }
    Exit::Done
}

fn summary(path: &str, document: &Document, phase: &runbook::Phase) -> Value {
    let (done, all) = document.progress(&phase.id);
    json!({"runbook": path, "id": phase.id, "canonical_id": phase.canonical_id, "name": phase.name, "line": phase.line,
        "level": phase.level, "status": document.status_of(phase).word(), "boxes": all, "checked": done})
}

fn gate(document: &Document, id: &str) -> Value {
    document
        .gate_of(id)
        .map(|clause| json!({"text": clause.text, "needs_done": clause.needs_done, "met": document.is_met(clause)}))
        .collect()
}

fn item_json(session: &Session, path: &str, item: &Item) -> Value {
    let tick = session.state().runbook.tick(path, &item.id);
    json!({"number": item.number, "id": item.id, "class": item.class.word(), "checked": item.mark == Mark::Checked,
        "text": item.text, "line": item.line, "inherited": item.mark == Mark::Checked && tick.is_none(),
        "evidence": tick.map(|tick| &tick.evidence), "by": tick.map(|tick| &tick.stamp.by), "seq": tick.map(|tick| tick.stamp.seq)})
}

fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Checked => "[x]",
        Mark::Open => "[ ]",
        Mark::Odd => "[?]",
    }
}

fn proof(session: &Session, path: &str, item: &Item) -> String {
    match session.state().runbook.tick(path, &item.id) {
        Some(tick) => format!("  (#{} {})", tick.stamp.seq, tick.stamp.by),
        None if item.mark == Mark::Checked => "  (INHERITED)".to_owned(),
        None => String::new(),
    }
}
