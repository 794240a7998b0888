//! What has to be done to files after an append, as data; and the bytes to be stored before one.

use std::sync::Arc;

use super::{Ask, Edit, Event, Seen, State, apply_edits};
use crate::hold::digest::sha256;

/// Work on the world, done once its entry is on the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Change a file by exactly these edits, if and only if it still has `doc_before`.
    Patch {
        /// The runbook.
        path: String,
        /// The SHA-256 that the file must have.
        doc_before: String,
        /// The SHA-256 that it must have afterwards.
        doc_after: String,
        /// The bytes that change.
        edits: Vec<Edit>,
    },
}

/// The effects of an entry that was just appended; never called on replay.
pub fn plan(event: &Event) -> Vec<Effect> {
    match event {
        Event::PatchIntent { path, doc_before, doc_after, edits, .. } => vec![Effect::Patch {
            path: path.clone(),
            doc_before: doc_before.clone(),
            doc_after: doc_after.clone(),
            edits: edits.clone(),
        }],
        Event::Adopted { .. }
        | Event::Ticked { .. }
        | Event::Unticked { .. }
        | Event::Patched { .. }
        | Event::PatchLost { .. } => Vec::new(),
    }
}

/// The effects whose intent is on the ledger and whose outcome is not, with the seq of the intent, for recovery.
pub fn pending(state: &State) -> Vec<(u64, Effect)> {
    let mut open: Vec<_> = state
        .runbooks
        .iter()
        .filter_map(|(path, adopted)| {
            let pending = adopted.pending.as_ref()?;
            let effect = Effect::Patch {
                path: path.clone(),
                doc_before: pending.doc_before.clone(),
                doc_after: pending.doc_after.clone(),
                edits: pending.edits.clone(),
            };
            Some((pending.intent, effect))
        })
        .collect();
    open.sort_by_key(|(intent, _)| *intent);
    open
}

/// The bytes that have to be stored by digest before `events` are appended: a runbook as adopted, and as patched.
pub fn objects(events: &[Event], ask: &Ask) -> Vec<(String, Arc<[u8]>)> {
    events.iter().filter_map(|event| object(event, ask)).collect()
}

fn object(event: &Event, ask: &Ask) -> Option<(String, Arc<[u8]>)> {
    match event {
        Event::Adopted { path, sha256, .. } => match ask.files.get(path)? {
            Seen::Read { sha256: found, bytes, .. } if found == sha256 => Some((sha256.clone(), Arc::clone(bytes))),
            Seen::Read { .. } | Seen::Absent | Seen::Unreadable { .. } => None,
        },
        Event::PatchIntent { path, doc_after, edits, .. } => {
            let Seen::Read { bytes, .. } = ask.files.get(path)? else { return None };
            let after = apply_edits(bytes, edits).ok()?;
            (sha256(&after) == *doc_after).then(|| (doc_after.clone(), after.into()))
        }
        Event::Ticked { .. } | Event::Unticked { .. } | Event::Patched { .. } | Event::PatchLost { .. } => None,
    }
}
