//! What can be asked of a phase besides its boxes, and what is recorded of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Evidence, EvidenceRef, ItemId, Word};
use crate::hold::Stamp;

/// A wish about one phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Answer in person for what no box and no rule can show: a gate clause, a bullet, an inherited box.
    Attest {
        /// What is attested.
        item: ItemId,
        /// What the person says.
        statement: String,
        /// What shows it, if anything.
        evidence: Vec<EvidenceRef>,
    },
    /// Write something down (seed 002 §10, 4).
    Note {
        /// What.
        text: String,
    },
    /// Make it ACTIVE: a person does that, by typing its id (seed 002 §10.1).
    Activate {
        /// What was typed.
        confirm: Option<String>,
    },
    /// Leave it `NOT_STARTED`, with the reason (seed 002 §10, 6).
    Hold {
        /// Why.
        reason: String,
    },
    /// Allow what changes the world in it (seed 002 §10.1).
    Go,
    /// Close it, or record that it could not be closed (seed 002 §10).
    Close {
        /// What the snapshot has to say besides what the ledger knows.
        closing: Closing,
    },
    /// Stop it: ACTIVE becomes BLOCKED.
    Block {
        /// Why.
        reason: String,
    },
    /// Go on: BLOCKED becomes ACTIVE.
    Unblock {
        /// What is gone.
        reason: String,
    },
    /// Make a DONE phase ACTIVE again.
    Reopen {
        /// Why.
        reason: String,
        /// What was typed.
        confirm: Option<String>,
    },
    /// Say which of two contradicting statuses holds, in row and section at once.
    Resolve {
        /// The one that holds.
        to: Word,
        /// Why.
        reason: String,
        /// What was typed.
        confirm: Option<String>,
    },
    /// Fix one threshold before the phase is activated (seed 002 §9.2).
    PinThreshold {
        /// The dimension and what is pinned in it.
        dimension: String,
        /// Value by name.
        values: BTreeMap<String, String>,
    },
    /// Record a run against the pinned thresholds of one dimension.
    MeetThreshold {
        /// The dimension.
        dimension: String,
        /// Whether the run passed.
        passed: bool,
        /// What shows it.
        evidence: Vec<EvidenceRef>,
    },
    /// Run a command behind the phase's build-go.
    Run {
        /// The run.
        run: RunRequest,
    },
    /// Put a closing on record that came too late.
    Lost {
        /// What was asked for.
        wanted: String,
        /// The entry that came first.
        by: u64,
    },
    /// Record what became of a run.
    SettleRun {
        /// The run.
        id: String,
    },
}

/// What a closing says besides what the ledger knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Closing {
    /// The platform's run id; `N/A` when there was no run.
    pub platform_run_id: Option<String>,
    /// A note on failure or rollback.
    pub note: Option<String>,
    /// Record FAIL with what is still open, and leave the status alone.
    pub fail: bool,
}

/// A command that is to be run behind a phase's build-go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRequest {
    /// The run's name, unique in the ledger.
    pub id: String,
    /// The program and its arguments, or a step's script.
    pub what: Runnable,
    /// After how many seconds it is stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u64>,
}

/// What runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Runnable {
    /// A program with its arguments, without a shell.
    Argv(Vec<String>),
    /// A named step of the runbook.
    Step(String),
}

/// Something that somebody wrote, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// When, and by whom.
    pub stamp: Stamp,
    /// What.
    pub text: String,
}

/// An attestation that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// When, and by whom.
    pub stamp: Stamp,
    /// The phase's id; empty for the program.
    pub phase: String,
    /// What was attested, at most 200 characters.
    pub text: String,
    /// What the person said.
    pub statement: String,
    /// What shows it.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// What the ledger knows of one phase.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PhaseRecord {
    /// The last activation or re-opening.
    pub activated: Option<Stamp>,
    /// The build-go that was given last, while it has not been taken back by a status change.
    pub go: Option<Go>,
    /// Why it was left `NOT_STARTED`, the last time somebody said so.
    pub held: Option<Told>,
    /// Why it is BLOCKED.
    pub blocked: Option<Told>,
    /// Notes, oldest first.
    pub notes: Vec<Told>,
    /// The last closing.
    pub closed: Option<Stamp>,
    /// Every snapshot, oldest first.
    pub snapshots: Vec<SnapshotRef>,
    /// Thresholds by dimension.
    pub thresholds: BTreeMap<String, Threshold>,
    /// Runs by id.
    pub runs: BTreeMap<String, RunRecord>,
}

/// A build-go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Go {
    /// When, and by whom.
    pub stamp: Stamp,
    /// The digest of the facts that it is bound to; another digest kills it.
    pub facts: String,
}

/// Where a snapshot is, and what it has to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotRef {
    /// When, and by whom.
    pub stamp: Stamp,
    /// The file, relative to the workspace.
    pub path: String,
    /// Its SHA-256, lower-case hex; the same bytes are kept among the objects.
    pub sha256: String,
    /// `PASS` or `FAIL`.
    pub verdict: Verdict,
}

/// What a closing found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verdict {
    /// Every check passed.
    Pass,
    /// Something is open.
    Fail,
}

impl Verdict {
    /// The word shown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
        }
    }
}

/// One dimension of the thresholds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// When it was pinned, and by whom.
    pub stamp: Stamp,
    /// Value by name.
    pub values: BTreeMap<String, String>,
    /// The runs against it, oldest first.
    #[serde(default)]
    pub runs: Vec<ThresholdRun>,
}

/// A run against pinned thresholds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThresholdRun {
    /// When, and by whom.
    pub stamp: Stamp,
    /// Whether it passed.
    pub passed: bool,
    /// What shows it.
    pub evidence: Vec<Evidence>,
}

/// A run behind a build-go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// When it was begun, and by whom.
    pub started: Stamp,
    /// What runs, on one line.
    pub shown: String,
    /// What became of it; nothing while it runs or when that is not known.
    pub ended: Option<RunEnded>,
}

/// What became of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEnded {
    /// When it was recorded, and by whom.
    pub stamp: Stamp,
    /// How it ended.
    pub exit: RunExit,
    /// The SHA-256 of its output as stored, lower-case hex.
    pub sha256: Option<String>,
    /// The length of its output as stored, in bytes.
    pub bytes: u64,
    /// How many secrets were taken out of it.
    pub redactions: u64,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunExit {
    /// With this code.
    Code(i32),
    /// Killed by this signal.
    Signal(i32),
    /// Stopped after its time was up.
    TimedOut,
    /// Stopped by a person.
    Cancelled,
    /// It never began.
    NotStarted(String),
    /// Its supervisor died, so nobody knows.
    Unknown,
}

impl RunExit {
    /// Whether it did what it was to do.
    pub fn passed(&self) -> bool {
        *self == Self::Code(0)
    }

    /// In words for a person.
    pub fn shown(&self) -> String {
        match self {
            Self::Code(code) => format!("exit {code}"),
            Self::Signal(signal) => format!("killed by signal {signal}"),
            Self::TimedOut => "stopped after its time was up".to_owned(),
            Self::Cancelled => "cancelled".to_owned(),
            Self::NotStarted(why) => format!("not started: {why}"),
            Self::Unknown => "UNKNOWN: its supervisor died".to_owned(),
        }
    }
}

/// A decision that the plan waits for (seed 002 §10.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The phase it holds; `None` holds every phase of the runbook.
    pub phase: Option<String>,
    /// What has to be decided.
    pub question: String,
    /// What may be chosen; empty when anything may.
    pub options: Vec<String>,
    /// When it was opened, and by whom.
    pub opened: Stamp,
    /// What was chosen; `None` while it is open.
    pub pinned: Option<Pinned>,
}

impl Decision {
    /// Whether it is about a phase.
    pub fn concerns(&self, phase: &str) -> bool {
        self.phase.as_deref().is_none_or(|own| own == phase || phase.starts_with(&format!("{own}.")))
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// When, and by whom.
    pub stamp: Stamp,
    /// What was chosen.
    pub value: String,
    /// Why.
    pub rationale: String,
}

/// A drift that was accepted (seed 002 §2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repin {
    /// When, and by whom.
    pub stamp: Stamp,
    /// The digest before.
    pub from: String,
    /// The digest after.
    pub to: String,
    /// What the drift touches.
    pub impact: String,
    /// How bad it is.
    pub severity: DriftSeverity,
    /// Why it is accepted.
    pub reason: String,
}

/// How bad a drift is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DriftSeverity {
    /// Nothing that was shown before has to be shown again.
    Low,
    /// Some of it has.
    Medium,
    /// The plan's meaning changed.
    High,
}

impl DriftSeverity {
    /// Every severity, the least first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word shown and typed.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// An item that a repin carries over: its evidence follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The item in the ledger's version.
    pub from: ItemId,
    /// The item in the file.
    pub to: ItemId,
}
