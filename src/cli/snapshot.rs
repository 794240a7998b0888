//! `wayhold snapshot`: show one, and look again at what was recorded.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::find;
use super::{Common, Exit};
use crate::runbook::SnapshotRef;
use crate::session::{Broken, Session, SnapshotCheck};

/// The evidence snapshots of phases
#[derive(Debug, Subcommand)]
pub enum Snapshot {
    /// Show a snapshot: the newest of a phase, or one by its name
    Show(Show),
    /// Look again at every recorded snapshot and at the evidence in it. Exit 3 when anything is not as it was
    Verify(Verify),
}

/// Show a snapshot
#[derive(Debug, Args)]
pub struct Show {
    /// A phase as [RUNBOOK:]ID, or a snapshot by its path or its file name
    name: String,
    #[command(flatten)]
    common: Common,
}

/// Look again at every recorded snapshot
#[derive(Debug, Args)]
pub struct Verify {
    /// Only those of this phase, as [RUNBOOK:]ID
    phase: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Snapshot {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Show(verb) => &verb.common,
            Self::Verify(verb) => &verb.common,
        }
    }
}

pub fn run(verb: &Snapshot, session: &mut Session) -> Exit {
    match verb {
        Snapshot::Show(verb) => show(verb, session),
        Snapshot::Verify(verb) => verify(verb, session),
    }
}

fn show(verb: &Show, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let snapshot = match chosen(&verb.name, session) {
        Ok(snapshot) => snapshot,
        Err(sentence) => return out.usage(sentence),
    };
    let bytes = match session.snapshot_bytes(&snapshot) {
        Ok(bytes) => bytes,
        Err(why) => return out.failed(&anyhow::anyhow!("{} cannot be shown: {why}", snapshot.path)),
    };
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    if out.json {
        out.object(&json!({"path": snapshot.path, "sha256": snapshot.sha256, "seq": snapshot.stamp.seq,
            "snapshot": value}));
        return Exit::Done;
    }
    let seq = snapshot.stamp.seq;
    out.line(format!("{}  {}  (#{seq} {})", snapshot.path, snapshot.verdict.word(), snapshot.stamp.by));
    for line in String::from_utf8_lossy(&bytes).lines() {
        out.line(line);
    }
    Exit::Done
}

/// The snapshot that a name means: by path, by file name with or without its ending, or the newest of a phase.
fn chosen(name: &str, session: &mut Session) -> Result<SnapshotRef, String> {
    let books = session.state().runbook.runbooks.values();
    let all: Vec<SnapshotRef> =
        books.flat_map(|adopted| adopted.phases.values()).flat_map(|record| record.snapshots.iter().cloned()).collect();
    let file = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let named = |one: &&SnapshotRef| {
        one.path == name || file(&one.path) == name || file(&one.path).strip_suffix(".json") == Some(name)
    };
    if let Some(found) = all.iter().find(named) {
        return Ok(found.clone());
    }
    let observed = session.ctx().observed;
    let found = find::phase(&observed, name).map_err(|sentence| match all.as_slice() {
        [] => format!("{sentence}; no snapshot is on the ledger"),
        all => {
            let known: Vec<_> = all.iter().map(|one| file(&one.path)).collect();
            format!("{sentence}; snapshots: {}", known.join(", "))
        }
    })?;
    let record = session.state().runbook.runbooks.get(&found.path).and_then(|adopted| adopted.phases.get(&found.id));
    let newest = record.and_then(|record| record.snapshots.last());
    newest.cloned().ok_or_else(|| format!("{} has no snapshot; closing the phase writes one", found.id))
}

fn verify(verb: &Verify, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let observed = session.ctx().observed;
    let only = match verb.phase.as_deref().map(|address| find::phase(&observed, address)).transpose() {
        Ok(only) => only,
        Err(sentence) => return out.usage(sentence),
    };
    let checks =
        session.check_snapshots(|path, phase| only.as_ref().is_none_or(|only| only.path == path && only.id == phase));
    let broken = checks.iter().any(|check| !check.broken.is_empty());
    if out.json {
        let rows: Vec<_> = checks.iter().map(row_json).collect();
        out.object(&json!({"ok": !broken, "snapshots": rows}));
    } else if checks.is_empty() {
        out.line("no snapshot is on the ledger here");
    } else {
        for check in &checks {
            let mark = if check.broken.is_empty() { "✔" } else { "✘" };
            let unverified = match check.unverified {
                0 => String::new(),
                count => format!(", {count} UNVERIFIED (addresses and commits are not fetched)"),
            };
            out.line(format!(
                "{mark} {}:{}  {}  {}  evidence {}{unverified}",
                find::stem(&check.runbook),
                check.phase,
                check.snapshot.path,
                check.snapshot.verdict.word(),
                check.looked_at
            ));
            for broken in &check.broken {
                out.line(format!("    {}", broken.shown()));
            }
        }
    }
    if broken { Exit::No } else { Exit::Done }
}

fn row_json(check: &SnapshotCheck) -> Value {
    let broken: Vec<_> = check
        .broken
        .iter()
        .map(|broken| match broken {
            Broken::File(why) => json!({"what": "file", "why": why}),
            Broken::Object(why) => json!({"what": "object", "why": why}),
            Broken::Evidence { what, why } => json!({"what": "evidence", "evidence": what, "why": why}),
        })
        .collect();
    json!({"runbook": check.runbook, "phase": check.phase, "path": check.snapshot.path,
        "sha256": check.snapshot.sha256, "verdict": check.snapshot.verdict, "seq": check.snapshot.stamp.seq,
        "evidence": check.looked_at, "unverified": check.unverified, "ok": check.broken.is_empty(), "broken": broken})
}
