//! `wayhold phase list`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::find::{self, documents};
use crate::cli::{Common, Exit};
use crate::runbook::{self, Document};
use crate::session::Session;

/// List the phases of every runbook
#[derive(Debug, Args)]
pub struct List {
    /// One runbook, by path or by file name
    runbook: Option<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub fn run(verb: &List, session: &mut Session) -> Exit {
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

/// A phase in a few words, for lists.
pub(super) fn summary(path: &str, document: &Document, phase: &runbook::Phase) -> Value {
    let (done, all) = document.progress(&phase.id);
    json!({"runbook": path, "id": phase.id, "canonical_id": phase.canonical_id, "name": phase.name, "line": phase.line,
        "level": phase.level, "status": document.status_of(phase).word(), "boxes": all, "checked": done})
}
