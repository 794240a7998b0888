//! What happened to a runbook, as the ledger stores it. Bodies only ever gain optional fields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Attests, Change, DriftSeverity, Edit, Evidence, FileWrite, ItemId, Moved, Role, RunExit, Verdict, Word};

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
        /// The plan whose phase it details, for a deep plan.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
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
    /// A person answered for what no box and no rule can show.
    #[serde(rename = "phase.attested")]
    Attested {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// What was attested.
        item: ItemId,
        /// What kind of thing it is.
        attests: Attests,
        /// What it says, at most 200 characters.
        text: String,
        /// What the person says.
        statement: String,
        /// What shows it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Evidence>,
    },
    /// A person answered for a criterion or a guardrail of the whole program.
    #[serde(rename = "program.attested")]
    ProgramAttested {
        /// The runbook.
        path: String,
        /// What was attested.
        item: ItemId,
        /// What kind of thing it is.
        attests: Attests,
        /// What it says, at most 200 characters.
        text: String,
        /// What the person says.
        statement: String,
        /// What shows it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Evidence>,
    },
    /// Something was noted about a phase.
    #[serde(rename = "phase.noted")]
    Noted {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// What.
        text: String,
    },
    /// A phase was made ACTIVE by a person.
    #[serde(rename = "phase.activated")]
    Activated {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// How the person was shown to be present.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        presence: String,
    },
    /// A phase was left `NOT_STARTED`, with a reason.
    #[serde(rename = "phase.held")]
    HeldBack {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// Why.
        reason: String,
    },
    /// A build-go was given.
    #[serde(rename = "phase.go")]
    WentGo {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The SHA-256 of the facts that it is bound to, lower-case hex.
        facts: String,
    },
    /// A phase was closed.
    #[serde(rename = "phase.closed")]
    Closed {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The snapshot: where, and its digest.
        snapshot: FileWrite,
        /// What the closing found.
        verdict: Verdict,
        /// The platform's run id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        platform_run_id: Option<String>,
        /// A note on failure or rollback.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A phase could not be closed, and that was put on record.
    #[serde(rename = "phase.failed")]
    Failed {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The snapshot: where, and its digest.
        snapshot: FileWrite,
        /// The codes of what was open, each with its subject.
        open: Vec<String>,
        /// The platform's run id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        platform_run_id: Option<String>,
        /// A note on failure or rollback.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A phase was stopped.
    #[serde(rename = "phase.blocked")]
    BlockedBy {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// Why.
        reason: String,
    },
    /// A stopped phase goes on.
    #[serde(rename = "phase.unblocked")]
    Unblocked {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// What is gone.
        reason: String,
    },
    /// A closed phase was made ACTIVE again by a person.
    #[serde(rename = "phase.reopened")]
    Reopened {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// Why.
        reason: String,
        /// How the person was shown to be present.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        presence: String,
    },
    /// A person said which of two contradicting statuses holds.
    #[serde(rename = "phase.resolved")]
    Resolved {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The one that holds.
        to: Word,
        /// Why.
        reason: String,
        /// How the person was shown to be present.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        presence: String,
    },
    /// A threshold was pinned.
    #[serde(rename = "threshold.pinned")]
    ThresholdPinned {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The dimension.
        dimension: String,
        /// Value by name.
        values: BTreeMap<String, String>,
    },
    /// A run against pinned thresholds was recorded.
    #[serde(rename = "threshold.met")]
    ThresholdMet {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The dimension.
        dimension: String,
        /// Whether it passed.
        passed: bool,
        /// What shows it.
        evidence: Vec<Evidence>,
    },
    /// A command is about to run behind a build-go.
    #[serde(rename = "run.started")]
    RunStarted {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The run's name.
        run: String,
        /// The program and its arguments.
        argv: Vec<String>,
        /// The step that it is, if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<String>,
        /// The step's script.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        script: Option<String>,
        /// After how many seconds it is stopped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        timeout: Option<u64>,
        /// The facts that the build-go is bound to.
        facts: String,
    },
    /// What became of a run.
    #[serde(rename = "run.ended")]
    RunOver {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// The run's name.
        run: String,
        /// How it ended.
        exit: RunExit,
        /// The SHA-256 of its output as stored, lower-case hex.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<String>,
        /// The length of its output as stored.
        bytes: u64,
        /// How many secrets were taken out of it.
        redactions: u64,
    },
    /// A decision is missing.
    #[serde(rename = "decision.opened")]
    DecisionOpened {
        /// The runbook.
        path: String,
        /// Its name.
        id: String,
        /// The phase it holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phase: Option<String>,
        /// What has to be decided.
        question: String,
        /// What may be chosen.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<String>,
    },
    /// A decision was made.
    #[serde(rename = "decision.pinned")]
    DecisionPinned {
        /// The runbook.
        path: String,
        /// Its name.
        id: String,
        /// What was chosen.
        value: String,
        /// Why.
        rationale: String,
    },
    /// A drift was accepted: the file as it is on disk is what the ledger expects from now on.
    #[serde(rename = "runbook.repinned")]
    Repinned {
        /// The runbook.
        path: String,
        /// The SHA-256 of the version before.
        from: String,
        /// The SHA-256 of the version after.
        to: String,
        /// What the drift touches.
        impact: String,
        /// How bad it is.
        severity: DriftSeverity,
        /// Why it is accepted.
        reason: String,
        /// The items whose evidence goes over to another item.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        moved: Vec<Moved>,
        /// The items that are gone, or whose tick was taken off by hand.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        gone: Vec<ItemId>,
        /// What changed, as far as an entry holds it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<Change>,
    },
    /// A change of words alone was found in the file and taken over.
    #[serde(rename = "runbook.edited")]
    Edited {
        /// The runbook.
        path: String,
        /// The SHA-256 of the version before.
        from: String,
        /// The SHA-256 of the version after.
        to: String,
    },
    /// A closing came too late: somebody else had changed the phase meanwhile (seed 002, P11).
    #[serde(rename = "conflict.recorded")]
    Conflict {
        /// The runbook.
        path: String,
        /// The phase's id.
        phase: String,
        /// What was asked for.
        wanted: String,
        /// The entry that came first.
        by: u64,
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
        /// The ledger's version afterwards, when the file differed from it before in what the change does not touch.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        known_after: Option<String>,
        /// Files that are written first, from the object store.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileWrite>,
        /// The whole file is put back from the object store; `doc_before` is `absent` when there was none.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        restore: bool,
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
