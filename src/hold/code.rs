//! The closed list of hold codes. Stable: scripts match on them, `docs/holds.md` explains each, a test compares the two.

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident => $word:literal,)+) => {
        /// What kind of hold it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order of `docs/holds.md`.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as scripts see it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// What it means, as `docs/holds.md` says it.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc,)+),)+ }
            }
        }
    };
}

codes! {
    /// The workspace has no ledger yet.
    NotFounded => "NOT_FOUNDED",
    /// The workspace already has a ledger.
    AlreadyFounded => "ALREADY_FOUNDED",
    /// The ledger has a bad entry or one from a newer Wayhold; it is read-only.
    LedgerDamaged => "LEDGER_DAMAGED",
    /// The signing key is not one that the ledger knows.
    NotEnrolled => "NOT_ENROLLED",
    /// Only a human's key may do this.
    NeedsHuman => "NEEDS_HUMAN",
    /// A human has to prove to be present.
    NeedsPresence => "NEEDS_PRESENCE",
    /// The name was not typed to confirm, or not this one.
    NotConfirmed => "NOT_CONFIRMED",
    /// The operator's name or key is enrolled already.
    OperatorTaken => "OPERATOR_TAKEN",
    /// An effect was begun and its outcome is not known.
    Unknown => "UNKNOWN",
    /// An effect on this subject is under way in another process.
    InProgress => "IN_PROGRESS",
    /// The words given are too long to be stored, or empty after cleaning.
    TextUnusable => "TEXT_UNUSABLE",
    /// A reason is missing.
    NoReason => "NO_REASON",
    /// The runbook has not been adopted.
    NotAdopted => "NOT_ADOPTED",
    /// The runbook is adopted already.
    AlreadyAdopted => "ALREADY_ADOPTED",
    /// The runbook file is missing, not UTF-8 or too large.
    RunbookUnreadable => "RUNBOOK_UNREADABLE",
    /// The file on disk is not the one that the ledger last wrote.
    Drift => "DRIFT",
    /// The runbook has no such phase.
    NoPhase => "NO_PHASE",
    /// The phase has no such item.
    NoItem => "NO_ITEM",
    /// The facts of the phase contradict each other.
    PhaseConflict => "PHASE_CONFLICT",
    /// The phase is not ACTIVE.
    PhaseNotActive => "PHASE_NOT_ACTIVE",
    /// The phase states no status that could be changed.
    NoStatus => "NO_STATUS",
    /// The file is a deep plan, which never changes a status.
    DeepPlan => "DEEP_PLAN",
    /// The phase before it is not DONE.
    PriorNotDone => "PRIOR_NOT_DONE",
    /// Another phase of the same level is ACTIVE.
    OtherActive => "OTHER_ACTIVE",
    /// The phase it belongs to is not ACTIVE.
    ParentNotActive => "PARENT_NOT_ACTIVE",
    /// The phase lacks one of the five parts that an active phase has.
    PartMissing => "PART_MISSING",
    /// The entry gate has an unmet clause.
    GateUnmet => "GATE_UNMET",
    /// A threshold has not been pinned, or may not be pinned any more.
    ThresholdUnpinned => "THRESHOLD_UNPINNED",
    /// A dimension of the pinned thresholds has no run that passed.
    ScaleRunMissing => "SCALE_RUN_MISSING",
    /// A box is open.
    BoxOpen => "BOX_OPEN",
    /// The box is ticked already.
    BoxTicked => "BOX_TICKED",
    /// The box mark is none of `[ ]`, `[x]`, `[X]`.
    BoxOdd => "BOX_ODD",
    /// The box was ticked before adoption and has no evidence on the ledger.
    Inherited => "INHERITED",
    /// The definition of done has bullets without boxes; each needs an attestation.
    DodNotTickable => "DOD_NOT_TICKABLE",
    /// The phase has no definition of done.
    DodMissing => "DOD_MISSING",
    /// Evidence is missing.
    NoEvidence => "NO_EVIDENCE",
    /// Evidence changed or is gone since it was recorded.
    EvidenceStale => "EVIDENCE_STALE",
    /// A blocker stands open in the plan.
    BlockerOpen => "BLOCKER_OPEN",
    /// A decision is open.
    DecisionOpen => "DECISION_OPEN",
    /// There is no such decision.
    NoDecision => "NO_DECISION",
    /// Nothing has been noted since the phase was activated.
    NoNote => "NO_NOTE",
    /// A phase was closed, and neither is the next one ACTIVE nor does a reason say why not.
    NextStepOpen => "NEXT_STEP_OPEN",
    /// No build-go stands: none was given, or what it was bound to has changed.
    NoGo => "NO_GO",
    /// There is no such step, or it cannot be run.
    NoStep => "NO_STEP",
    /// There is no such run.
    NoRun => "NO_RUN",
    /// The file is as the ledger knows it, so there is nothing to accept or to put back.
    NotDrifted => "NOT_DRIFTED",
    /// A status was changed by hand, which no repin accepts.
    StatusDrift => "STATUS_DRIFT",
    /// There is no open incident.
    NoIncident => "NO_INCIDENT",
    /// An incident is open already.
    IncidentOpen => "INCIDENT_OPEN",
    /// The incident has no title.
    NoTitle => "NO_TITLE",
    /// The incident has no owner.
    NoOwner => "NO_OWNER",
    /// The incident has no start time.
    NoStartTime => "NO_START_TIME",
    /// The incident has no reason code, or one that is not on the list.
    NoReasonCode => "NO_REASON_CODE",
    /// The incident has no end time, or one before its start.
    NoEndTime => "NO_END_TIME",
    /// A handoff of the incident is offered, and neither accepted nor taken back.
    PendingHandoff => "PENDING_HANDOFF",
    /// An owner changes only by a handoff that is offered to a person and accepted by them; this is none.
    NoHandoff => "NO_HANDOFF",
    /// It stands already as it would be changed to.
    NoChange => "NO_CHANGE",
    /// A file of the report is not as Wayhold last wrote it.
    ReportEdited => "REPORT_EDITED",
    /// A time lies in the future or before what it belongs to.
    BadTime => "BAD_TIME",
    /// The live posture is not strict by read-back.
    NotStrict => "NOT_STRICT",
    /// The environment's name was not typed, or not this one.
    WrongEnvironment => "WRONG_ENVIRONMENT",
    /// The profile is missing or broken.
    ProfileUnusable => "PROFILE_UNUSABLE",
    /// The live posture equals the asked one already.
    AlreadyApplied => "ALREADY_APPLIED",
    /// The override's duration is zero, or over the posture's limit.
    BadDuration => "BAD_DURATION",
    /// An extension would end no later than what is granted already.
    NotLater => "NOT_LATER",
    /// The override has expired.
    Overdue => "OVERDUE",
    /// No override is in force.
    NotLoosened => "NOT_LOOSENED",
    /// The verification gate has not passed since the posture was loosened.
    NotVerified => "NOT_VERIFIED",
    /// An exit criterion that only a person can answer for has not been attested.
    NotAttested => "NOT_ATTESTED",
    /// A target beside the posture file does not say what was granted.
    TargetBehind => "TARGET_BEHIND",
    /// There is no such verification, or it cannot be run.
    NoVerification => "NO_VERIFICATION",
    /// The clock stands before entries that are on the ledger already, so that no deadline can be told.
    ClockBehind => "CLOCK_BEHIND",
    /// The clock was set while nobody looked, so that no deadline can be told.
    ClockLeapt => "CLOCK_LEAPT",
    /// The live posture cannot be read, or equals no profile.
    PostureUnclear => "POSTURE_UNCLEAR",
    /// The world file is missing or broken.
    WorldUnusable => "WORLD_UNUSABLE",
    /// The world's file changed since the offer was made.
    WorldChanged => "WORLD_CHANGED",
    /// The world has no such edge or requirement.
    NoRequirement => "NO_REQUIREMENT",
    /// The requirement has offers, and none has been accepted yet.
    Unbound => "UNBOUND",
    /// The requirement is bound already, or shadowed by an alternative.
    AlreadyBound => "ALREADY_BOUND",
    /// A requirement has no offer.
    NoOffer => "NO_OFFER",
    /// The offer is not among those that stand now.
    OfferGone => "OFFER_GONE",
    /// The request is missing, or does not fit its schema.
    RequestUnusable => "REQUEST_UNUSABLE",
    /// The workspace names no bundles, or their directory is not there.
    NoBundles => "NO_BUNDLES",
    /// The prompt analyst is to be passed over without the reason that allows it.
    AnalystBypassUnfounded => "POLICY_PROMPT_ANALYST_FALLBACK_REQUIRES_UNAVAILABLE",
    /// The hub changes its mode without an event and a reason.
    TransitionEventRequired => "POLICY_TRANSITION_EVENT_REQUIRED",
    /// The hub's mode does not deploy this agent.
    ModeBoundary => "POLICY_MODE_BOUNDARY_VIOLATION",
    /// The prompt analyst has to look at the request first.
    AnalystRequired => "POLICY_PROMPT_ANALYST_REQUIRED",
    /// The hub has to decide on bundles first.
    BundleDecisionRequired => "POLICY_BUNDLE_DECISION_REQUIRED",
    /// The hub's decision lacks its id, its version or a bundle.
    BundleDecisionInvalid => "POLICY_BUNDLE_DECISION_INVALID",
    /// An id is asked for that nobody resolves.
    BundleIdUnresolved => "BUNDLE_ID_UNRESOLVED",
    /// An id means two things.
    BundleIdAmbiguous => "BUNDLE_ID_AMBIGUOUS",
    /// A file lies outside of what the request may be given.
    ScopeViolation => "SCOPE_VIOLATION",
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
