//! `wayhold decision`: open, pin, list. Nothing is decided by default (seed 002 §10.2).

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::find;
use super::{Common, Exit, Mutating};
use crate::console::Command;
use crate::runbook::{self, Decision as Record};
use crate::session::Session;

/// Decisions that a plan waits for
#[derive(Debug, Subcommand)]
pub enum Decision {
    /// Put a decision that is missing on the ledger; it holds its phase until it is pinned
    Open(Open),
    /// Decide, and say why
    Pin(Pin),
    /// List the decisions, the open ones first
    List(List),
}

/// Put a decision that is missing on the ledger
#[derive(Debug, Args)]
pub struct Open {
    /// Its name, unique in the runbook
    id: String,
    /// What has to be decided
    question: String,
    /// What may be chosen; anything when not given; may be given more than once
    #[arg(long = "option", value_name = "TEXT")]
    options: Vec<String>,
    /// The phase it holds, as [RUNBOOK:]ID; every phase of the runbook when not given
    #[arg(long, value_name = "PHASE")]
    phase: Option<String>,
    /// The runbook, by path or by file name; the only adopted one when not given
    #[arg(long, conflicts_with = "phase")]
    runbook: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Decide
#[derive(Debug, Args)]
pub struct Pin {
    /// The decision
    id: String,
    /// What is chosen
    value: String,
    /// Why
    #[arg(long, alias = "reason", value_name = "TEXT", default_value = "")]
    because: String,
    /// The runbook, where several have a decision of that name
    #[arg(long)]
    runbook: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// List the decisions
#[derive(Debug, Args)]
pub struct List {
    /// Only the open ones. Exit 3 when there are any
    #[arg(long)]
    open: bool,
    /// Only those of this runbook
    #[arg(long)]
    runbook: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Decision {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Open(verb) => &verb.mutating.common,
            Self::Pin(verb) => &verb.mutating.common,
            Self::List(verb) => &verb.common,
        }
    }
}

pub async fn run(verb: &Decision, session: &mut Session) -> Exit {
    match verb {
        Decision::Open(verb) => match opened(verb, session) {
            Ok(command) => verb.mutating.carry_out(session, Command::Runbook(command)).await,
            Err(sentence) => verb.mutating.out().usage(sentence),
        },
        Decision::Pin(verb) => match pinned(verb, session) {
            Ok(command) => verb.mutating.carry_out(session, Command::Runbook(command)).await,
            Err(sentence) => verb.mutating.out().usage(sentence),
        },
        Decision::List(verb) => list(verb, session),
    }
}

fn opened(verb: &Open, session: &mut Session) -> Result<runbook::Command, String> {
    let observed = session.ctx().observed;
    let (path, phase) = if let Some(address) = &verb.phase {
        let found = find::phase(&observed, address)?;
        (found.path, Some(found.id))
    } else {
        (find::adopted_book(session.state(), &observed, verb.runbook.as_deref())?, None)
    };
    let (id, question, options) = (verb.id.clone(), verb.question.clone(), verb.options.clone());
    Ok(runbook::Command::OpenDecision { path, id, phase, question, options })
}

fn pinned(verb: &Pin, session: &mut Session) -> Result<runbook::Command, String> {
    let observed = session.ctx().observed;
    let state = session.state();
    let having: Vec<&String> = state
        .runbook
        .runbooks
        .iter()
        .filter(|(_, adopted)| adopted.decisions.contains_key(&verb.id))
        .map(|(path, _)| path)
        .collect();
    let path = match (&verb.runbook, having.as_slice()) {
        (None, [only]) => (*only).clone(),
        (None, [_, ..]) => {
            let known: Vec<_> = having.iter().map(|path| find::stem(path)).collect();
            return Err(format!("{} is in {} runbooks; say which: {}", verb.id, having.len(), known.join(", ")));
        }
        (given, _) => find::adopted_book(state, &observed, given.as_deref())?,
    };
    let (id, value, rationale) = (verb.id.clone(), verb.value.clone(), verb.because.clone());
    Ok(runbook::Command::PinDecision { path, id, value, rationale })
}

fn list(verb: &List, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let observed = session.ctx().observed;
    let only = match verb.runbook.as_deref().map(|name| find::book(&observed, name)).transpose() {
        Ok(only) => only,
        Err(sentence) => return out.usage(sentence),
    };
    let books = session.state().runbook.runbooks.iter();
    let books = books.filter(|(path, _)| only.as_ref().is_none_or(|only| only == *path));
    let mut rows: Vec<(&str, &str, &Record)> = books
        .flat_map(|(path, adopted)| adopted.decisions.iter().map(move |(id, one)| (path.as_str(), id.as_str(), one)))
        .filter(|(_, _, one)| !verb.open || one.pinned.is_none())
        .collect();
    rows.sort_by_key(|(_, _, one)| (one.pinned.is_some(), one.opened.seq));
    let any_open = rows.iter().any(|(_, _, one)| one.pinned.is_none());
    if out.json {
        let rows: Vec<_> = rows.into_iter().map(row_json).collect();
        out.object(&json!({"decisions": rows}));
    } else if rows.is_empty() {
        out.line(if verb.open { "no decision is open" } else { "no decision is on the ledger" });
    } else {
        for (path, id, one) in rows {
            let of = one.phase.as_ref().map_or_else(String::new, |phase| format!(":{phase}"));
            let standing = match &one.pinned {
                Some(pinned) => {
                    format!("{}  ({}; #{} {})", pinned.value, pinned.rationale, pinned.stamp.seq, pinned.stamp.by)
                }
                None if one.options.is_empty() => "OPEN".to_owned(),
                None => format!("OPEN  ({})", one.options.join(" | ")),
            };
            out.line(format!("{id}  {}{of}  {}  {standing}", find::stem(path), one.question));
        }
    }
    if verb.open && any_open { Exit::No } else { Exit::Done }
}

fn row_json((path, id, one): (&str, &str, &Record)) -> Value {
    let pinned = one.pinned.as_ref();
    json!({"runbook": path, "id": id, "phase": one.phase, "question": one.question, "options": one.options,
        "open": pinned.is_none(), "opened_by": one.opened.by, "opened_at": one.opened.at, "seq": one.opened.seq,
        "value": pinned.map(|pinned| &pinned.value), "because": pinned.map(|pinned| &pinned.rationale),
        "pinned_by": pinned.map(|pinned| &pinned.stamp.by), "pinned_at": pinned.map(|pinned| pinned.stamp.at)})
}
