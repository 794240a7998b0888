//! What the ledger knows of runbooks: the fold's result. No facts of a file live here; those are read from its bytes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Attested, Decision, Edit, ItemId, PhaseRecord, Repin, Told};
use crate::hold::Stamp;

/// Every adopted runbook, by its path in the workspace.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    /// The runbooks, by path.
    pub runbooks: BTreeMap<String, Adopted>,
}

/// What a runbook may change (seed 002 §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Owns the statuses of its phases.
    #[default]
    Plan,
    /// Details one phase of a plan: its boxes may be ticked, a status never changed.
    Deep,
}

/// One adopted runbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adopted {
    /// What it may change.
    pub role: Role,
    /// The plan whose phase it details, for a deep plan.
    #[serde(default)]
    pub of: Option<String>,
    /// When it was adopted, and by whom.
    pub adopted: Stamp,
    /// The SHA-256, lower-case hex, that the ledger expects of the file on disk.
    pub doc: String,
    /// The digest before the last patch that is known to have landed.
    #[serde(default)]
    pub previous_doc: Option<String>,
    /// A patch that was recorded and whose outcome is not.
    #[serde(default)]
    pub pending: Option<Pending>,
    /// The ticks that stand, with their evidence. A ticked box that is missing here is INHERITED.
    #[serde(default)]
    pub ticks: BTreeMap<ItemId, Tick>,
    /// The ticks that were taken back, oldest first; their evidence stays on record.
    #[serde(default)]
    pub unticks: Vec<Untick>,
    /// What people answered for, by item.
    #[serde(default)]
    pub attested: BTreeMap<ItemId, Attested>,
    /// What is known of each phase, by id.
    #[serde(default)]
    pub phases: BTreeMap<String, PhaseRecord>,
    /// Decisions by name.
    #[serde(default)]
    pub decisions: BTreeMap<String, Decision>,
    /// Drifts that were accepted, oldest first.
    #[serde(default)]
    pub repins: Vec<Repin>,
    /// Closings that came too late, oldest first.
    #[serde(default)]
    pub conflicts: Vec<Told>,
}

/// A patch between its intent and its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The seq of the `runbook.patch_intent` entry.
    pub intent: u64,
    /// The file's SHA-256 before the patch.
    pub doc_before: String,
    /// The file's SHA-256 after the patch.
    pub doc_after: String,
    /// The bytes that change.
    pub edits: Vec<Edit>,
    /// What the patch is for, a few words.
    pub subject: String,
    /// The ledger's version afterwards, when the file differed from it before.
    #[serde(default)]
    pub known_after: Option<String>,
    /// Files that are written first.
    #[serde(default)]
    pub files: Vec<FileWrite>,
    /// The whole file is put back, whatever it holds.
    #[serde(default)]
    pub restore: bool,
}

/// A file that is written from the object store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileWrite {
    /// The file, relative to the workspace.
    pub path: String,
    /// The SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// A box ticked through the console, or an inherited one that was given evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// When, and by whom; of the last one when a box was ticked again.
    pub stamp: Stamp,
    /// The phase's id.
    pub phase: String,
    /// What the box said, at most 200 characters.
    pub text: String,
    /// The evidence, oldest first.
    pub evidence: Vec<Evidence>,
}

/// A tick that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untick {
    /// The item.
    pub item: ItemId,
    /// When, and by whom.
    pub stamp: Stamp,
    /// The phase's id.
    pub phase: String,
    /// What the box said, at most 200 characters.
    pub text: String,
    /// Why.
    pub reason: String,
    /// The tick that stood until then; `None` for an inherited one.
    pub tick: Option<Tick>,
}

/// Evidence as it was seen when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Evidence {
    /// A file of the workspace.
    File {
        /// Its path, relative to the workspace.
        path: String,
        /// Its SHA-256, lower-case hex.
        sha256: String,
        /// Its length in bytes.
        bytes: u64,
        /// When it was seen, UTC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<Utc>>,
    },
    /// A page or an object elsewhere; recorded, not fetched.
    Url {
        /// The address.
        url: String,
        /// When it was recorded, UTC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<Utc>>,
    },
    /// A commit; recorded, not looked up.
    Commit {
        /// Its hash, 7 to 64 hex digits.
        sha: String,
        /// When it was recorded, UTC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<Utc>>,
    },
    /// A command line that was run; its output is kept among the objects.
    Command {
        /// The line.
        line: String,
        /// Its exit code.
        exit: i32,
        /// The SHA-256 of its output, lower-case hex.
        sha256: String,
        /// The length of its output in bytes.
        bytes: u64,
        /// When it was run, UTC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<Utc>>,
    },
}
