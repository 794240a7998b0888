//! The note of what was checked on this machine: up to which entry, and what marks the ledger's file had then. It is a
//! shortcut and no proof: `wayhold ledger verify` never reads it. Why it can be believed: `docs/decisions/0005-state-cache.md`.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::effects::files;
use crate::ledger::{Head, Marks};

/// Everything up to `head` was checked here, signatures and all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    #[serde(flatten)]
    pub head: Head,
    /// The marks of the file that holds just that; `None` when somebody else wrote to it as well.
    #[serde(default)]
    pub marks: Option<Marks>,
}

fn path(private: &Path) -> PathBuf {
    private.join("verified.json")
}

/// The note, if there is a readable one of this user's.
pub(super) fn read(private: &Path) -> Option<Note> {
    serde_json::from_slice(&files::read_own(&path(private)).ok()?).ok()
}

/// Takes the note away: what it is about is no longer there.
pub(super) fn forget(private: &Path) {
    let _ = std::fs::remove_file(path(private));
}

/// Writes the note; that it cannot be written only costs time at the next start.
pub(super) fn write(private: &Path, note: &Note) {
    if let Ok(text) = serde_json::to_vec(note) {
        let _ = files::replace_unsynced(&path(private), &text);
    }
}
