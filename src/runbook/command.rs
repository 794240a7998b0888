//! What can be asked of this room, and everything it may look at while it answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Document, ItemId, Role};
use crate::hold::Caller;
use crate::hold::digest::sha256;

/// A wish; [`super::decide`] grants it or says what holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Put a runbook on the ledger as it stands.
    Adopt {
        /// The file, relative to the workspace.
        path: String,
        /// What it may change.
        role: Role,
    },
    /// Tick a box, or give an inherited one its evidence.
    Tick {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The item.
        item: ItemId,
        /// What shows that it is done; at least one.
        evidence: Vec<EvidenceRef>,
    },
    /// Take a tick back; its evidence stays on record.
    Untick {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The item.
        item: ItemId,
        /// Why.
        reason: String,
    },
    /// Record what became of a patch that was begun, from what the file holds now.
    Settle {
        /// The runbook.
        path: String,
        /// Whether this mends an interrupted run rather than ends a live one.
        recovered: bool,
    },
}

impl Command {
    /// The path of the runbook that the command is about.
    pub fn path(&self) -> &str {
        match self {
            Self::Adopt { path, .. }
            | Self::Tick { path, .. }
            | Self::Untick { path, .. }
            | Self::Settle { path, .. } => path,
        }
    }

    /// The evidence files that have to be observed before the command is decided.
    pub fn evidence_files(&self) -> Vec<&str> {
        let Self::Tick { evidence, .. } = self else { return Vec::new() };
        evidence
            .iter()
            .filter_map(|evidence| match evidence {
                EvidenceRef::File { path } => Some(path.as_str()),
                EvidenceRef::Url { .. } | EvidenceRef::Commit { .. } => None,
            })
            .collect()
    }
}

/// Evidence as it is pointed at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum EvidenceRef {
    /// A file of the workspace.
    File {
        /// Its path, relative to the workspace.
        path: String,
    },
    /// A page or an object elsewhere.
    Url {
        /// The address, with its scheme.
        url: String,
    },
    /// A commit.
    Commit {
        /// Its hash, 7 to 64 hex digits.
        sha: String,
    },
}

/// What a command is decided on besides the state: the time, who asks, and what was observed.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The time of asking, UTC.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub caller: &'a Caller,
    /// The runbook files that were looked at, by path.
    pub files: &'a BTreeMap<String, Seen>,
    /// The evidence files that were looked at, by path; the error is a reason in plain words.
    pub evidence: &'a BTreeMap<String, Result<EvidenceSeen, String>>,
}

/// A runbook file as it was found.
#[derive(Debug, Clone)]
pub enum Seen {
    /// There is no such file.
    Absent,
    /// It is there and cannot be used as a runbook.
    Unreadable {
        /// Why, in plain words.
        reason: String,
    },
    /// It was read.
    Read {
        /// The SHA-256 of its bytes, lower-case hex.
        sha256: String,
        /// Its bytes.
        bytes: Arc<[u8]>,
        /// Its facts.
        document: Arc<Document>,
    },
}

impl Seen {
    /// What was found when `bytes` were read from a runbook file.
    pub fn read(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        match super::read(&bytes) {
            Ok(document) => Self::Read { sha256: sha256(&bytes), bytes, document: Arc::new(document) },
            Err(reason) => Self::Unreadable { reason: reason.to_string() },
        }
    }
}

/// An evidence file as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceSeen {
    /// Its SHA-256, lower-case hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}
