//! What happened to a runbook, as the ledger stores it. Bodies only ever gain optional fields.

use serde::{Deserialize, Serialize};

use super::{Edit, Evidence, ItemId, Role};

/// An entry's kind and body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// A runbook was put on the ledger; its bytes are stored by digest.
    #[serde(rename = "runbook.adopted")]
    Adopted {
        /// The file, relative to the workspace.
        path: String,
        /// What it may change.
        role: Role,
        /// The SHA-256 of its bytes, lower-case hex.
        sha256: String,
        /// Its length in bytes.
        bytes: u64,
        /// How many phases it has.
        phases: u64,
        /// How many boxes it has.
        boxes: u64,
        /// How many of them were ticked.
        checked: u64,
        /// The ids of its ACTIVE phases.
        active: Vec<String>,
    },
    /// A box was ticked, or an inherited one was given evidence.
    #[serde(rename = "phase.ticked")]
    Ticked {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The item.
        item: ItemId,
        /// The item's number in its phase at that time, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<u64>,
        /// What the box says, at most 200 characters.
        text: String,
        /// The evidence as it was seen.
        evidence: Vec<Evidence>,
    },
    /// A tick was taken back.
    #[serde(rename = "phase.unticked")]
    Unticked {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The item.
        item: ItemId,
        /// What the box says, at most 200 characters.
        text: String,
        /// Why.
        reason: String,
    },
    /// The file is about to be changed by exactly these edits.
    #[serde(rename = "runbook.patch_intent")]
    PatchIntent {
        /// The runbook.
        path: String,
        /// The file's SHA-256 before.
        doc_before: String,
        /// The file's SHA-256 after.
        doc_after: String,
        /// The bytes that change.
        edits: Vec<Edit>,
        /// What it is for, a few words.
        subject: String,
    },
    /// The change was found on disk.
    #[serde(rename = "runbook.patched")]
    Patched {
        /// The runbook.
        path: String,
        /// The seq of the intent.
        intent: u64,
        /// The file's SHA-256 now.
        doc: String,
        /// Whether it was found after an interruption.
        recovered: bool,
    },
    /// The file is neither what it was nor what it should have become.
    #[serde(rename = "runbook.patch_lost")]
    PatchLost {
        /// The runbook.
        path: String,
        /// The seq of the intent.
        intent: u64,
        /// The SHA-256 that was found; nothing when the file is absent or cannot be read.
        #[serde(default)]
        found: Option<String>,
    },
}
