//! `wayhold program`: what a plan says of the whole program, and a person's word for its criteria and guardrails.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::find::{self, documents};
use super::phase::Shown;
use super::{Common, Exit, Mutating};
use crate::console::Command;
use crate::runbook::{self, Document, ProgramItem};
use crate::session::Session;

/// The whole program: scope, authorities, criteria, guardrails, risks
#[derive(Debug, Subcommand)]
pub enum Program {
    /// Show what a plan says of the whole program, and what is attested of it
    Show(Show),
    /// Answer in person for a criterion or a guardrail of the program
    Attest(Attest),
}

/// Show what a plan says of the whole program
#[derive(Debug, Args)]
pub struct Show {
    /// The runbook, by path or by file name; every one that says something when not given
    runbook: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Answer in person for a criterion or a guardrail
#[derive(Debug, Args)]
pub struct Attest {
    /// The runbook, by path or by file name
    runbook: String,
    /// What is attested, as `program show` labels it: c1 (a criterion), r2 (a guardrail)
    label: String,
    /// How you know
    #[arg(long, alias = "reason", value_name = "TEXT", default_value = "")]
    because: String,
    #[command(flatten)]
    shown: Shown,
    #[command(flatten)]
    mutating: Mutating,
}

impl Program {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Show(verb) => &verb.common,
            Self::Attest(verb) => &verb.mutating.common,
        }
    }
}

pub async fn run(verb: &Program, session: &mut Session) -> Exit {
    match verb {
        Program::Show(verb) => show(verb, session),
        Program::Attest(verb) => match attested(verb, session) {
            Ok(command) => verb.mutating.carry_out(session, Command::Runbook(command)).await,
            Err(sentence) => verb.mutating.out().usage(sentence),
        },
    }
}

fn attested(verb: &Attest, session: &mut Session) -> Result<runbook::Command, String> {
    let observed = session.ctx().observed;
    let path = find::book(&observed, &verb.runbook)?;
    let document = documents(&observed).find(|(known, _)| *known == path).map(|(_, document)| document);
    let document = document.ok_or_else(|| format!("{path} cannot be read; `wayhold runbook list` says why"))?;
    let item = find::of_program(&path, document, &verb.label)?.id;
    let evidence = verb.shown.read();
    Ok(runbook::Command::AttestProgram { path, item, statement: verb.because.clone(), evidence })
}

fn show(verb: &Show, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let observed = session.ctx().observed;
    let only = match verb.runbook.as_deref().map(|name| find::book(&observed, name)).transpose() {
        Ok(only) => only,
        Err(sentence) => return out.usage(sentence),
    };
    let chosen = documents(&observed).filter(|(path, document)| match &only {
        Some(only) => only == path,
        None => !document.program().is_empty(),
    });
    let chosen: Vec<_> = chosen.collect();
    if out.json {
        let programs: Vec<_> = chosen.iter().map(|(path, document)| program_json(path, document, session)).collect();
        out.object(&json!({"programs": programs}));
        return Exit::Done;
    }
    if chosen.is_empty() {
        out.line("no plan here says anything of the whole program");
    }
    for (path, document) in chosen {
        for line in lines(path, document, session) {
            out.line(line);
        }
    }
    Exit::Done
}

fn lines(path: &str, document: &Document, session: &Session) -> Vec<String> {
    let program = document.program();
    let adopted = session.state().runbook.runbooks.get(path);
    let mut lines = vec![path.to_owned()];
    let mut plain = |what: &str, items: &[ProgramItem]| {
        lines.extend(items.iter().map(|item| format!("      {what:<13} {}", item.text)));
    };
    plain("in scope", &program.scope_in);
    plain("out of scope", &program.scope_out);
    plain("authority", &program.authorities);
    for one in document.program_attestables() {
        let word = adopted.and_then(|adopted| adopted.attested.get(&one.id));
        let (mark, said) = match word {
            Some(word) => ("✔", format!("  (#{} {}: {})", word.stamp.seq, word.stamp.by, word.statement)),
            None => ("?", String::new()),
        };
        lines.push(format!("  {:>3} {mark} {:<11} {}{said}", one.label, one.attests.word(), one.text));
    }
    for risk in &program.risks {
        let control = risk.control.as_ref().map_or_else(String::new, |control| format!("; control: {control}"));
        let id = risk.id.as_deref().unwrap_or_default();
        lines.push(format!("      {:<13} {}{control}", format!("risk {id}"), risk.text));
    }
    lines.extend(program.next_actions.iter().map(|item| format!("      {:<13} {}", "next action", item.text)));
    lines
}

fn program_json(path: &str, document: &Document, session: &Session) -> Value {
    let program = document.program();
    let adopted = session.state().runbook.runbooks.get(path);
    let texts = |items: &[ProgramItem]| -> Value { items.iter().map(|item| json!(item.text)).collect() };
    let attestables: Vec<_> = document
        .program_attestables()
        .into_iter()
        .map(|one| {
            let word = adopted.and_then(|adopted| adopted.attested.get(&one.id));
            json!({"label": one.label, "id": one.id, "attests": one.attests, "text": one.text, "line": one.line,
                "attested": word.map(|word| json!({"by": word.stamp.by, "at": word.stamp.at, "seq": word.stamp.seq,
                    "statement": word.statement, "evidence": word.evidence}))})
        })
        .collect();
    let risks: Vec<_> = program
        .risks
        .iter()
        .map(|risk| json!({"id": risk.id, "text": risk.text, "control": risk.control, "line": risk.line}))
        .collect();
    json!({"runbook": path, "scope_in": texts(&program.scope_in), "scope_out": texts(&program.scope_out),
        "authorities": texts(&program.authorities), "attestables": attestables, "risks": risks,
        "next_actions": texts(&program.next_actions)})
}
