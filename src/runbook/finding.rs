//! Findings: what is wrong with a runbook, where, and what to do about it. The rules that raise them are in `findings`.

use serde::{Serialize, Serializer};

use super::Span;

/// How much a finding weighs, the heaviest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Keeps the phase, or the document, from being acted on.
    Error,
    /// Worth a look.
    Warning,
    /// Good to know; nothing is wrong.
    Info,
}

impl Severity {
    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident => $word:literal, $severity:ident;)+) => {
        /// What kind of finding it is. Stable: scripts match on the words, and `docs/findings.md` explains each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode { $($(#[doc = $doc])+ $variant,)+ }

        impl FindingCode {
            /// Every code, in the order of `docs/findings.md`.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as scripts see it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// How much it usually weighs. `STATUS_SYNONYM`, `BOX_ODD` and `DOD_NOT_TICKABLE` may weigh otherwise.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// What it means, as `docs/findings.md` says it.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc,)+),)+ }
            }
        }
    };
}

codes! {
    /// More than one table qualifies as the roadmap.
    RoadmapAmbiguous => "ROADMAP_AMBIGUOUS", Error;
    /// An id has two rows in the roadmap.
    DupRow => "DUP_ROW", Error;
    /// An id has two phase headings.
    DupPhase => "DUP_PHASE", Error;
    /// A phase's row and its section state different statuses.
    StatusMismatch => "STATUS_MISMATCH", Error;
    /// A status is none of the known words.
    StatusUnreadable => "STATUS_UNREADABLE", Error;
    /// A phase states its status twice in its own extent.
    StatusDup => "STATUS_DUP", Error;
    /// A phase of the roadmap states no status in its section.
    SectionNoStatus => "SECTION_NO_STATUS", Error;
    /// A phase of the roadmap has no section.
    NoSection => "NO_SECTION", Error;
    /// More than one phase of a level is ACTIVE.
    MultiActive => "MULTI_ACTIVE", Error;
    /// A phase is ACTIVE or DONE, and the one before it is not DONE.
    Order => "ORDER", Error;
    /// A phase is DONE, and a box that closing needs is open.
    DoneOpenBox => "DONE_OPEN_BOX", Error;
    /// The mark of a box is neither a blank nor an x.
    BoxOdd => "BOX_ODD", Error;
    /// A code fence or a comment is never closed.
    FenceUnclosed => "FENCE_UNCLOSED", Error;
    /// A phase is to be closed and has no definition of done.
    DodMissing => "DOD_MISSING", Error;
    /// One blocker is both OPEN and CLOSED.
    BlockerConflict => "BLOCKER_CONFLICT", Error;
    /// The grammar in the front matter cannot be read.
    GrammarUnreadable => "GRAMMAR_UNREADABLE", Error;
    /// The world in the front matter cannot be read.
    WorldUnreadable => "WORLD_UNREADABLE", Error;
    /// There are boxes and no phases.
    NoPhases => "NO_PHASES", Warning;
    /// A status is another word for one of the four.
    StatusSynonym => "STATUS_SYNONYM", Warning;
    /// A phase heading's id is not in the roadmap.
    NoRoadmapRow => "NO_ROADMAP_ROW", Warning;
    /// A phase is ACTIVE, and every box that closing needs is ticked.
    ActiveAllChecked => "ACTIVE_ALL_CHECKED", Warning;
    /// A phase is `NOT_STARTED`, and a box that closing needs is ticked.
    NotStartedChecked => "NOT_STARTED_CHECKED", Warning;
    /// A box is ticked, and its text says that the work is still to come.
    TickedButDeferred => "TICKED_BUT_DEFERRED", Warning;
    /// A box and the boxes nested under it disagree.
    BoxParentChild => "BOX_PARENT_CHILD", Warning;
    /// A definition of done has bullets only, so none of it can be ticked.
    DodNotTickable => "DOD_NOT_TICKABLE", Warning;
    /// A box is open in one file, and another file calls its phase DONE.
    CrossFileOpenBox => "CROSS_FILE_OPEN_BOX", Warning;
    /// A step has a name and cannot be run.
    StepUnusable => "STEP_UNUSABLE", Warning;
    /// The file opens front matter that does not close or does not read.
    FrontMatter => "FRONT_MATTER", Warning;
    /// The file has a byte order mark, or characters that control a terminal or hide text.
    ControlChars => "CONTROL_CHARS", Warning;
    /// A phase stands after a heading that says otherwise of its status.
    Container => "CONTAINER", Info;
    /// A sentence says otherwise of a phase's status.
    ProseClaim => "PROSE_CLAIM", Info;
    /// A heading is led by a phase's id and does not open the phase.
    Annex => "ANNEX", Info;
    /// A box stands in a table or in running text, where it counts for nothing.
    BoxInText => "BOX_IN_TEXT", Info;
    /// Evidence is named that cannot be checked from here.
    EvidenceUnverified => "EVIDENCE_UNVERIFIED", Info;
}

impl std::fmt::Display for FindingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for FindingCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind it is.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// The phase's id; `None` when it is about the whole document.
    pub phase: Option<String>,
    /// Where, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// Where in the line, in characters from 1.
    pub column: usize,
    /// The bytes it is about, on that one line; `None` when it is about no place in particular.
    pub span: Option<Span>,
    /// The other ids it is about.
    #[serde(skip)]
    pub also: Vec<String>,
}

impl Finding {
    /// The column behind the last character it is about, in the text that it was found in.
    pub fn end_column(&self, text: &str) -> usize {
        let marked = self.span.as_ref().and_then(|span| text.get(span.clone()));
        self.column + marked.map_or(0, |marked| marked.chars().count())
    }
}
