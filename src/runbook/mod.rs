//! Runbooks: Markdown plans as facts and findings, edits as data, ticks and their evidence on the ledger.
//!
//! Lives here: reading a file into a [`Document`], its findings, the bytes an edit changes, and what may be ticked when.
//! May not: open a file, ask the time, or know how an answer is shown. A file is tolerated in reading and never
//! guessed at in deciding: an ambiguity that touches a phase keeps that phase from being acted on.

mod act;
mod apply;
mod attestable;
mod command;
mod decide;
mod document;
mod edit;
mod effect;
mod event;
mod facts;
mod finding;
mod findings;
mod flow;
mod front;
mod glance;
mod grammar;
mod heading;
mod history;
mod holds;
mod index;
mod label;
mod lines;
mod lint;
mod material;
mod phase_rules;
mod proposal;
mod read;
mod roadmap;
mod rules;
mod said;
mod scan;
mod slug;
mod snapshot;
mod stages;
mod standing;
mod state;
mod status;
mod status_edit;
mod thresholds;
mod told;

pub use act::{
    Act, Attested, Closing, Decision, DriftSeverity, Go, Moved, PhaseRecord, Pinned, Repin, RunEnded, RunExit,
    RunRecord, RunRequest, Runnable, SnapshotRef, Threshold, ThresholdRun, Told, Verdict,
};
pub use apply::apply;
pub use attestable::{Attestable, Attests};
pub use command::{Ask, Command, EvidenceRef, EvidenceSeen, Known, Look, RunSeen, Seen};
pub use decide::{ABSENT, decide, propose_moves};
pub use document::{
    Checkbox, Class, Document, Family, GateClause, Heading, HeadingRole, Item, ItemId, Mark, Phase, PlainItem, Roadmap,
    Row, Span,
};
pub use edit::{Edit, EditError, apply_edits, check_tick, tick_edit};
pub use effect::{Effect, objects, open_runs, pending, plan};
pub use event::Event;
pub use facts::{
    Blocker, Dimension, EvidenceRow, Odd, Oddity, Part, Parts, Program, ProgramItem, Risk, Step, StepKind,
    ThresholdRule, Token, TokenKind,
};
pub use finding::{Finding, FindingCode, Severity};
pub use findings::Across;
pub use grammar::{Grammar, IdFrom, StageHeading};
pub use history::{Contents, Found, History, Point, Replayed, Run, Transition, Unticked, Version, replay};
pub use holds::{CHECKS, check_of, holds};
pub use lint::{FileFacts, PhaseFacts};
pub use material::{Change, FactKind, changes};
pub use proposal::Proposal;
pub use read::{read, read_with};
pub use snapshot::FORMAT as SNAPSHOT_FORMAT;
pub use standing::GoState;
pub use state::{Adopted, Evidence, FileWrite, Pending, Role, State, Tick, Untick};
pub use status::{Status, StatusMark, Word};
pub use thresholds::dimension_name;

/// The most bytes a runbook may have.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Why bytes are no runbook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The bytes are not UTF-8.
    #[error("it is not UTF-8 text: the first bad byte is at offset {offset}")]
    NotUtf8 {
        /// The first bad byte.
        offset: usize,
    },
    /// There are more than [`MAX_BYTES`] of them.
    #[error("it has {bytes} bytes, and a runbook may have at most {MAX_BYTES}")]
    TooLarge {
        /// How many there are.
        bytes: usize,
    },
}

#[cfg(test)]
mod tests;
