//! `wayhold runbook drift`: what differs between the ledger's version and the file.

use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};
use similar::TextDiff;

use crate::cli::out::Out;
use crate::cli::{Common, Exit, find};
use crate::console::{Ctx, Observed};
use crate::hold::Code;
use crate::runbook::{Adopted, Change, Document, Known, Moved, Seen, changes, propose_moves};
use crate::session::Session;

/// How long a diff may look for the shortest answer before it takes a longer one.
const PATIENCE: Duration = Duration::from_millis(500);

/// Say which files are not as the ledger last wrote them, and what changed
///
/// A change of facts (a status, a gate, an item, a step and so on) is material: it holds its phase until a repin or a
/// restore. A change of words alone is taken over by the next act on the runbook.
#[derive(Debug, Args)]
pub struct Drift {
    /// One runbook, by path or by file name
    runbook: Option<String>,
    /// Show the lines that differ
    #[arg(long)]
    diff: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

/// One runbook that drifts.
struct Drifted<'a> {
    path: &'a str,
    adopted: &'a Adopted,
    /// The ledger's version; `None` when its bytes are gone.
    known: Option<&'a Known>,
    seen: &'a Seen,
}

pub fn run(verb: &Drift, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let ctx = session.ctx();
    let only = match verb.runbook.as_deref().map(|name| find::book(&ctx.observed, name)).transpose() {
        Ok(only) => only,
        Err(sentence) => return out.usage(sentence),
    };
    let drifted: Vec<_> =
        drifted(session, &ctx).into_iter().filter(|one| only.as_deref().is_none_or(|only| only == one.path)).collect();
    if out.json {
        let rows: Vec<_> = drifted.iter().map(|one| one.json(verb.diff)).collect();
        out.object(&json!({"drift": rows}));
    } else if drifted.is_empty() {
        out.line("every adopted runbook is as the ledger last wrote it");
    } else {
        for one in &drifted {
            one.show(out, verb.diff);
        }
    }
    if drifted.is_empty() { Exit::Done } else { Exit::No }
}

fn drifted<'a>(session: &'a Session, ctx: &'a Ctx) -> Vec<Drifted<'a>> {
    let state = &session.state().runbook;
    let drifting = ctx.observed.runbooks.iter().filter(|(path, seen)| state.drifts(path, seen));
    drifting
        .filter_map(|(path, seen)| {
            let adopted = state.runbooks.get(path)?;
            let known = ctx.observed.known.get(path).filter(|known| known.sha256 == adopted.doc);
            Some(Drifted { path, adopted, known, seen })
        })
        .collect()
}

/// The ledger's version of a runbook that drifts and the file's; `None` when the two cannot be compared.
pub fn compared<'a>(observed: &'a Observed, path: &str) -> Option<(&'a Document, &'a Document)> {
    match (observed.known.get(path), observed.runbooks.get(path)) {
        (Some(known), Some(Seen::Read { document, .. })) => Some((&known.document, document)),
        _ => None,
    }
}

impl Drifted<'_> {
    fn changes(&self) -> Option<Vec<Change>> {
        match (self.known, self.seen) {
            (Some(known), Seen::Read { document, .. }) => Some(changes(&known.document, document)),
            _ => None,
        }
    }

    fn moves(&self) -> Vec<Moved> {
        match (self.known, self.seen) {
            (Some(known), Seen::Read { document, .. }) => propose_moves(&known.document, document),
            _ => Vec::new(),
        }
    }

    fn json(&self, with_diff: bool) -> Value {
        let changes = self.changes();
        let found = match self.seen {
            Seen::Read { sha256, .. } => Some(sha256),
            Seen::Absent | Seen::Unreadable { .. } => None,
        };
        let rows = changes.as_ref().map(|changes| {
            let row = |change: &Change| {
                let mut row = serde_json::to_value(change).unwrap_or_default();
                row["shown"] = json!(change.shown());
                row
            };
            changes.iter().map(row).collect::<Vec<_>>()
        });
        let mut answer = json!({"path": self.path, "expected": self.adopted.doc, "found": found, "code": Code::Drift,
            "material": changes.as_ref().is_none_or(|changes| !changes.is_empty()), "changes": rows,
            "moves": self.moves()});
        if with_diff {
            answer["diff"] = json!(self.diff());
        }
        answer
    }

    fn show(&self, out: Out, with_diff: bool) {
        let path = self.path;
        out.line(format!(
            "{path} is not as the ledger last wrote it; those bytes are .wayhold/objects/{}",
            self.adopted.doc
        ));
        match (self.changes(), self.seen) {
            (_, Seen::Absent) => out.line("  the file is not there; `wayhold runbook restore` puts it back"),
            (_, Seen::Unreadable { reason, .. }) => out.line(format!("  it cannot be read: {reason}")),
            (None, _) => out.line("  the ledger's version is gone from the objects, so what changed is not known"),
            (Some(changes), _) if changes.is_empty() => {
                out.line("  words alone: nothing that a phase hangs on changed");
            }
            (Some(changes), _) => self.show_changes(out, &changes),
        }
        if let (true, Some(diff)) = (with_diff, self.diff()) {
            for line in diff.lines() {
                out.line(line);
            }
        }
    }

    fn show_changes(&self, out: Out, changes: &[Change]) {
        let mut phase = None;
        // What is gone stands before what came for it.
        let mut changes: Vec<&Change> = changes.iter().collect();
        changes.sort_by_key(|change| (&change.phase, change.kind, change.was.is_none()));
        for change in changes {
            if phase != Some(&change.phase) {
                let name = if change.phase.is_empty() { "the whole plan" } else { &change.phase };
                out.line(format!("  {name}"));
                phase = Some(&change.phase);
            }
            let item = change.item.as_ref().map_or_else(String::new, |item| format!("  ({item})"));
            out.line(format!("    {}{item}", change.shown()));
        }
        for moved in self.moves() {
            out.line(format!("  a repin would carry over {} to {}", moved.from, moved.to));
        }
    }

    /// The lines that differ, as `diff -u` shows them; nothing when one of the versions is not at hand.
    fn diff(&self) -> Option<String> {
        let known = self.known?;
        let Seen::Read { bytes, .. } = self.seen else { return None };
        let (was, now) = (String::from_utf8_lossy(&known.bytes), String::from_utf8_lossy(bytes));
        let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(was.as_ref(), now.as_ref());
        let shown = diff.unified_diff().context_radius(3).header("the ledger", self.path).to_string();
        Some(crate::hold::text::clean_lines(&shown))
    }
}
