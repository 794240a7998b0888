//! The fold: one entry onto the state. Replay and live run through here and nowhere else.

use super::{Adopted, Event, Pending, State, Tick, Untick};
use crate::hold::Stamp;

/// Folds one entry into the state. Entries about a runbook that was never adopted change nothing.
pub fn apply(state: &mut State, event: &Event, stamp: &Stamp) {
    if let Event::Adopted { path, role, sha256, .. } = event {
        let adopted = Adopted {
            role: *role,
            adopted: stamp.clone(),
            doc: sha256.clone(),
            previous_doc: None,
            pending: None,
            ticks: std::collections::BTreeMap::new(),
            unticks: Vec::new(),
        };
        state.runbooks.insert(path.clone(), adopted);
        return;
    }
    let Some(runbook) = state.runbooks.get_mut(event.path()) else { return };
    match event {
        Event::Adopted { .. } => {}
        Event::Ticked { phase, item, text, evidence, .. } => {
            // A box that was ticked before keeps its earlier evidence: a lost patch takes nothing off the record.
            let mut kept = runbook.ticks.remove(item).map(|tick| tick.evidence).unwrap_or_default();
            kept.extend(evidence.iter().cloned());
            let tick = Tick { stamp: stamp.clone(), phase: phase.clone(), text: text.clone(), evidence: kept };
            runbook.ticks.insert(item.clone(), tick);
        }
        Event::Unticked { phase, item, text, reason, .. } => {
            let tick = runbook.ticks.remove(item);
            runbook.unticks.push(Untick {
                item: item.clone(),
                stamp: stamp.clone(),
                phase: phase.clone(),
                text: text.clone(),
                reason: reason.clone(),
                tick,
            });
        }
        Event::PatchIntent { doc_before, doc_after, edits, subject, .. } => {
            runbook.pending = Some(Pending {
                intent: stamp.seq,
                doc_before: doc_before.clone(),
                doc_after: doc_after.clone(),
                edits: edits.clone(),
                subject: subject.clone(),
            });
        }
        // An outcome ends the intent it names and no other.
        Event::Patched { intent, .. } | Event::PatchLost { intent, .. }
            if runbook.pending.as_ref().is_none_or(|pending| pending.intent != *intent) => {}
        Event::Patched { doc, .. } => {
            runbook.pending = None;
            runbook.previous_doc = Some(std::mem::replace(&mut runbook.doc, doc.clone()));
        }
        // The ledger goes on expecting the bytes before the patch, so the file shows as drift until a person acts.
        Event::PatchLost { .. } => runbook.pending = None,
    }
}

impl Event {
    /// The path of the runbook that the event is about.
    pub fn path(&self) -> &str {
        match self {
            Self::Adopted { path, .. }
            | Self::Ticked { path, .. }
            | Self::Unticked { path, .. }
            | Self::PatchIntent { path, .. }
            | Self::Patched { path, .. }
            | Self::PatchLost { path, .. } => path,
        }
    }
}
