//! `wayhold phase log`: the timeline of a phase.

use clap::Args;
use serde_json::json;

use crate::cli::{Common, Exit, find};
use crate::console::Event;
use crate::runbook;
use crate::session::{Entry, Session};

/// How many entries are read at a time.
const PAGE: u32 = 1024;

/// Show everything that happened to a phase, oldest first; with --json one object per line
#[derive(Debug, Args)]
pub struct Log {
    /// The phase as [RUNBOOK:]ID
    phase: String,
    #[command(flatten)]
    pub(super) common: Common,
}

pub async fn run(verb: &Log, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let observed = session.ctx().observed;
    let found = match find::phase(&observed, &verb.phase) {
        Ok(found) => found,
        Err(sentence) => return out.usage(sentence),
    };
    let adopted = session.state().runbook.runbooks.get(&found.path);
    let decisions = adopted.into_iter().flat_map(|adopted| &adopted.decisions);
    let decisions: Vec<String> =
        decisions.filter(|(_, decision)| decision.concerns(&found.id)).map(|(id, _)| id.clone()).collect();
    let mut next = 0;
    let mut shown = 0;
    loop {
        let entries = match session.entries(next, PAGE).await {
            Ok(entries) => entries,
            Err(error) => return out.failed(&error),
        };
        let Some(last) = entries.last() else { break };
        next = last.seq + 1;
        for entry in &entries {
            let Some(told) = told(entry, &found.path, &found.id, &decisions) else { continue };
            shown += 1;
            if out.json {
                out.object(&json!({"seq": entry.seq, "at": entry.at, "by": entry.actor.id,
                    "actor_kind": entry.actor.kind, "kind": entry.kind, "told": told, "body": entry.body}));
            } else {
                let at = entry.at.format("%Y-%m-%d %H:%M:%SZ");
                out.line(format!("#{:<5} {at}  {}  {told}", entry.seq, entry.actor.id));
            }
        }
    }
    if shown == 0 && !out.json {
        out.line(format!("nothing is on record about {}", found.id));
    }
    Exit::Done
}

/// The entry in words, when it is about the phase: itself, a decision that it waits for, a drift of it that was
/// accepted.
fn told(entry: &Entry, path: &str, phase: &str, decisions: &[String]) -> Option<String> {
    let Ok(Event::Runbook(event)) = Event::from_parts(&entry.kind, &entry.body) else { return None };
    let about = match &event {
        runbook::Event::DecisionOpened { id, .. } | runbook::Event::DecisionPinned { id, .. } => decisions.contains(id),
        runbook::Event::Repinned { changes, .. } => changes.iter().any(|change| change.phase == phase),
        event => event.phase() == Some(phase),
    };
    (about && event.path() == path).then(|| event.told())
}
