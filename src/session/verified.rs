//! The note of how far the signatures were checked on this machine, so that a start need not check them all again.
//! It is a shortcut and no proof: `wayhold ledger verify` never reads it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::effects::files;
use crate::ledger::Head;

#[derive(Serialize, Deserialize)]
struct Note {
    seq: u64,
    hash: String,
}

fn path(private: &Path) -> PathBuf {
    private.join("verified.json")
}

/// The note, if there is a readable one.
pub(super) fn read(private: &Path) -> Option<Head> {
    let note: Note = serde_json::from_slice(&std::fs::read(path(private)).ok()?).ok()?;
    Some(Head { seq: note.seq, hash: note.hash })
}

/// Writes the note; that it cannot be written only costs time at the next start.
pub(super) fn write(private: &Path, head: Option<&Head>) {
    let Some(head) = head else { return };
    let note = Note { seq: head.seq, hash: head.hash.clone() };
    if let Ok(text) = serde_json::to_vec(&note) {
        let _ = files::replace_unsynced(&path(private), &text);
    }
}
