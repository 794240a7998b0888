//! `wayhold runbook`: list and drift.

use clap::{Args, Subcommand};
use serde_json::json;

use super::find;
use super::{Common, Exit};
use crate::hold::Code;
use crate::runbook::{Role, Seen};
use crate::session::Session;

/// Runbooks: which there are, and which differ from the ledger
#[derive(Debug, Subcommand)]
pub enum Runbook {
    /// List the runbooks of the workspace
    List(Common),
    /// Say which files are not as the ledger last wrote them. Exit 3 when any is
    Drift(Drift),
}

/// Say which files are not as the ledger last wrote them
#[derive(Debug, Args)]
pub struct Drift {
    /// One runbook, by path or by file name
    runbook: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Runbook {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::List(common) => common,
            Self::Drift(verb) => &verb.common,
        }
    }
}

pub fn run(verb: Runbook, session: &mut Session) -> Exit {
    match verb {
        Runbook::List(common) => list(&common, session),
        Runbook::Drift(verb) => drift(&verb, session),
    }
}

fn list(common: &Common, session: &mut Session) -> Exit {
    let out = common.out();
    let observed = session.ctx().observed;
    let configured = session.workspace().runbooks();
    let mut rows = Vec::new();
    for (path, seen) in &observed.runbooks {
        let adopted = session.state().runbook.runbooks.get(path);
        let role = adopted.map(|adopted| adopted.role);
        let role = role.or_else(|| configured.iter().find(|(known, _)| known == path).map(|(_, role)| *role));
        let (phases, boxes, checked, problem) = match seen {
            Seen::Read { document, .. } => (document.phases.len(), document.boxes.len(), document.checked(), None),
            Seen::Absent => (0, 0, 0, Some("the file is not there".to_owned())),
            Seen::Unreadable { reason } => (0, 0, 0, Some(reason.clone())),
        };
        let drift = session.state().runbook.drifts(path, seen);
        rows.push((path, role.unwrap_or(Role::Plan), adopted.is_some(), drift, phases, boxes, checked, problem));
    }
    if out.json {
        let rows: Vec<_> = rows
            .iter()
            .map(|(path, role, adopted, drift, phases, boxes, checked, problem)| {
                json!({"path": path, "role": role, "adopted": adopted, "drift": drift, "phases": phases, "boxes": boxes,
                    "checked": checked, "problem": problem})
            })
            .collect();
        out.object(&json!({"runbooks": rows}));
        return Exit::Done;
    }
    for (path, _, adopted, drift, phases, boxes, checked, problem) in rows {
        let standing = match (adopted, drift) {
            (false, _) => "not adopted",
            (true, true) => "DRIFT",
            (true, false) => "adopted",
        };
        let facts = problem.unwrap_or_else(|| format!("{phases} phases, boxes {checked}/{boxes}"));
        out.line(format!("{path:<40} {standing:<12} {facts}"));
    }
    Exit::Done
}

fn drift(verb: &Drift, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let ctx = session.ctx();
    let only = match verb.runbook.as_deref().map(|name| find::book(&ctx.observed, name)).transpose() {
        Ok(only) => only,
        Err(sentence) => return out.usage(sentence),
    };
    let drifted: Vec<_> = ctx
        .observed
        .runbooks
        .iter()
        .filter(|(path, _)| only.as_ref().is_none_or(|only| only == *path))
        .filter(|(path, seen)| session.state().runbook.drifts(path, seen))
        .filter_map(|(path, _)| Some((path, session.state().runbook.runbooks.get(path)?)))
        .collect();
    if out.json {
        let rows: Vec<_> = drifted
            .iter()
            .map(|(path, adopted)| json!({"path": path, "expected": adopted.doc, "code": Code::Drift}))
            .collect();
        out.object(&json!({"drift": rows}));
    } else if drifted.is_empty() {
        out.line("every adopted runbook is as the ledger last wrote it");
    } else {
        for (path, adopted) in &drifted {
            out.line(format!(
                "{path} is not as the ledger last wrote it; those bytes are .wayhold/objects/{}",
                adopted.doc
            ));
        }
    }
    if drifted.is_empty() { Exit::Done } else { Exit::No }
}
