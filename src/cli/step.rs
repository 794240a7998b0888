//! `wayhold step`: the named shell blocks of a phase, and running one.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::find::{self, documents};
use super::phase::Target;
use super::{Common, Exit, run as runs};
use crate::runbook::{Runnable, Step as Block};
use crate::session::Session;

/// The named steps of a phase
#[derive(Debug, Subcommand)]
pub enum Step {
    /// List the steps, and what each would run
    List(List),
    /// Run a step; one that changes something needs the phase's build-go
    Run(Run),
}

/// List the steps
#[derive(Debug, Args)]
pub struct List {
    /// One phase, as [RUNBOOK:]ID
    phase: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Run a step
#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    target: Target,
    /// The step's name
    name: String,
}

impl Step {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::List(verb) => &verb.common,
            Self::Run(verb) => &verb.target.mutating.common,
        }
    }
}

pub async fn run(verb: &Step, session: &mut Session) -> Exit {
    match verb {
        Step::List(verb) => list(verb, session),
        Step::Run(verb) => {
            let what = Runnable::Step(verb.name.clone());
            runs::started(&verb.target.mutating, session, &verb.target.phase, what, None).await
        }
    }
}

fn list(verb: &List, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let observed = session.ctx().observed;
    let only = match verb.phase.as_deref().map(|address| find::phase(&observed, address)).transpose() {
        Ok(only) => only,
        Err(sentence) => return out.usage(sentence),
    };
    let mut rows: Vec<(&str, &str, &Block)> = Vec::new();
    for (path, document) in documents(&observed) {
        for phase in &document.phases {
            if only.as_ref().is_none_or(|only| only.path == path && only.id == phase.id) {
                rows.extend(document.steps_of(&phase.id).map(|step| (path, phase.id.as_str(), step)));
            }
        }
    }
    if out.json {
        out.object(&json!({"steps": rows.into_iter().map(row_json).collect::<Vec<_>>()}));
    } else if rows.is_empty() {
        out.line("there are no named steps here");
    } else {
        for (path, phase, step) in rows {
            out.line(format!("{}:{phase} {}  {}, line {}", find::stem(path), step.name, step.kind.word(), step.line));
            for problem in &step.problems {
                out.line(format!("    cannot be run: {problem}"));
            }
            for line in step.script.lines() {
                out.line(format!("    {}", line.replace('\t', "    ")));
            }
        }
    }
    Exit::Done
}

fn row_json((path, phase, step): (&str, &str, &Block)) -> Value {
    json!({"runbook": path, "phase": phase, "name": step.name, "kind": step.kind, "shell": step.lang,
        "script": step.script, "timeout": step.timeout, "idempotent": step.idempotent, "rollback": step.rollback,
        "line": step.line, "runnable": step.is_runnable(), "problems": step.problems})
}
