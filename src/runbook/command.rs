//! What can be asked of this room, and everything it may look at while it answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Act, Document, DriftSeverity, Evidence, Grammar, ItemId, Moved, Role, RunExit, State};
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
    /// Do something with a phase besides its boxes.
    Phase {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// What.
        act: Act,
    },
    /// Answer in person for a criterion or a guardrail of the whole program.
    AttestProgram {
        /// The runbook.
        path: String,
        /// The criterion or guardrail.
        item: ItemId,
        /// What the person says.
        statement: String,
        /// What shows it, if anything.
        evidence: Vec<EvidenceRef>,
    },
    /// Put a decision that is missing on the ledger.
    OpenDecision {
        /// The runbook.
        path: String,
        /// Its name, unique in the runbook.
        id: String,
        /// The phase it holds; every phase when `None`.
        phase: Option<String>,
        /// What has to be decided.
        question: String,
        /// What may be chosen; anything when empty.
        options: Vec<String>,
    },
    /// Decide.
    PinDecision {
        /// The runbook.
        path: String,
        /// The decision.
        id: String,
        /// What is chosen.
        value: String,
        /// Why.
        rationale: String,
    },
    /// Accept the file as it is on disk (seed 002 §2).
    Repin {
        /// The runbook.
        path: String,
        /// What the drift touches.
        impact: String,
        /// How bad it is.
        severity: DriftSeverity,
        /// Why it is accepted.
        reason: String,
        /// The items whose evidence goes over to another item.
        moved: Vec<Moved>,
    },
    /// Put the ledger's version back on disk; what was there is kept among the objects.
    Restore {
        /// The runbook.
        path: String,
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
            | Self::Phase { path, .. }
            | Self::AttestProgram { path, .. }
            | Self::OpenDecision { path, .. }
            | Self::PinDecision { path, .. }
            | Self::Repin { path, .. }
            | Self::Restore { path }
            | Self::Settle { path, .. } => path,
        }
    }

    /// Whether carrying it out changes a file.
    pub fn touches_file(&self) -> bool {
        match self {
            Self::Tick { .. } | Self::Untick { .. } | Self::Restore { .. } | Self::Settle { .. } => true,
            Self::Phase { act, .. } => matches!(
                act,
                Act::Activate { .. }
                    | Act::Close { .. }
                    | Act::Block { .. }
                    | Act::Unblock { .. }
                    | Act::Reopen { .. }
                    | Act::Resolve { .. }
                    | Act::Run { .. }
            ),
            Self::Adopt { .. }
            | Self::AttestProgram { .. }
            | Self::OpenDecision { .. }
            | Self::PinDecision { .. }
            | Self::Repin { .. } => false,
        }
    }

    /// What has to be looked at before the command is decided: evidence that it brings, and evidence that it rests on.
    pub fn looks(&self, state: &State) -> Vec<Look> {
        let given = match self {
            Self::Tick { evidence, .. }
            | Self::AttestProgram { evidence, .. }
            | Self::Phase { act: Act::Attest { evidence, .. } | Act::MeetThreshold { evidence, .. }, .. } => evidence,
            Self::Phase { path, phase, act: Act::Close { .. } } => return state.looks(path, phase),
            _ => return Vec::new(),
        };
        given.iter().filter_map(EvidenceRef::look).collect()
    }
}

/// Something to be looked at for one command.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// A file of the workspace: its digest and its bytes.
    File(String),
    /// A command line: run to its end, its output stored.
    Command(String),
    /// Bytes that were stored: whether they are still what their digest says.
    Object(String),
}

impl Look {
    /// Under which name what was seen is found in [`Ask::evidence`].
    pub fn key(&self) -> String {
        match self {
            Self::File(path) => path.clone(),
            Self::Command(line) => format!("cmd:{line}"),
            Self::Object(sha256) => format!("object:{sha256}"),
        }
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
    /// A command line whose output shows it; run when the evidence is recorded.
    Command {
        /// The line, as a shell reads it.
        line: String,
    },
}

impl EvidenceRef {
    /// What has to be looked at for it; nothing for what is recorded and not fetched.
    pub fn look(&self) -> Option<Look> {
        match self {
            Self::File { path } => Some(Look::File(path.clone())),
            Self::Command { line } => Some(Look::Command(line.clone())),
            Self::Url { .. } | Self::Commit { .. } => None,
        }
    }
}

impl Evidence {
    /// What was looked at when it was recorded.
    pub(super) fn shown_by(&self) -> Option<Look> {
        match self {
            Self::File { path, .. } => Some(Look::File(path.clone())),
            Self::Command { line, .. } => Some(Look::Command(line.clone())),
            Self::Url { .. } | Self::Commit { .. } => None,
        }
    }

    /// What has to be looked at to know whether it still is as it was.
    pub fn look(&self) -> Option<Look> {
        match self {
            Self::File { path, .. } => Some(Look::File(path.clone())),
            Self::Command { sha256, .. } => Some(Look::Object(sha256.clone())),
            Self::Url { .. } | Self::Commit { .. } => None,
        }
    }
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
    /// The ledger's own version of the runbooks whose files differ from it, by path.
    pub known: &'a BTreeMap<String, Known>,
    /// The plan that each deep plan details, by the deep plan's path, as the configuration says.
    pub deep: &'a BTreeMap<String, String>,
    /// The runs that were looked at, by id.
    pub runs: &'a BTreeMap<String, RunSeen>,
    /// What was looked at, by [`Look::key`]; the error is a reason in plain words.
    pub evidence: &'a BTreeMap<String, Result<EvidenceSeen, String>>,
}

impl Ask<'_> {
    /// How the caller was shown to be present, for the ledger.
    pub(super) fn presence(&self) -> String {
        self.caller.proof().map_or_else(String::new, |proof| proof.word().to_owned())
    }
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
        /// Its bytes, when they could be read at all.
        bytes: Option<Arc<[u8]>>,
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
        Self::read_with(bytes, &Grammar::default())
    }

    /// The same for a runbook whose configuration gives it a grammar.
    pub fn read_with(bytes: impl Into<Arc<[u8]>>, grammar: &Grammar) -> Self {
        let bytes = bytes.into();
        match super::read_with(&bytes, grammar) {
            Ok(document) => Self::Read { sha256: sha256(&bytes), bytes, document: Arc::new(document) },
            Err(reason) => Self::Unreadable { reason: reason.to_string(), bytes: Some(bytes) },
        }
    }
}

/// The ledger's version of a runbook, from the object store.
#[derive(Debug, Clone)]
pub struct Known {
    /// The SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Its facts.
    pub document: Arc<Document>,
}

/// A run as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunSeen {
    /// It goes on.
    Running,
    /// It ended.
    Ended {
        /// How.
        exit: RunExit,
        /// The SHA-256 of its output as stored, lower-case hex.
        sha256: Option<String>,
        /// The length of its output as stored, in bytes.
        bytes: u64,
        /// How many secrets were taken out of it.
        redactions: u64,
        /// The output itself, when it is to be stored.
        output: Option<Arc<[u8]>>,
    },
    /// Nobody is at it and no end was written.
    Unknown,
}

/// Evidence as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceSeen {
    /// Its SHA-256, lower-case hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The bytes, to be stored by digest; `None` when they only had to be compared.
    pub content: Option<Arc<[u8]>>,
    /// The exit code of a command.
    pub exit: Option<i32>,
}
