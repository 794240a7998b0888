//! Findings: what is wrong with a runbook, where, and what to do about it.

use serde::{Serialize, Serializer};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Keeps the phase, or the document, from being acted on.
    Error,
    /// Worth a look.
    Warning,
}

impl Severity {
    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident => $word:literal,)+) => {
        /// What kind of finding it is. Stable: scripts match on the words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode { $($(#[doc = $doc])+ $variant,)+ }

        impl FindingCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as scripts see it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

codes! {
    /// More than one table qualifies as the roadmap.
    RoadmapAmbiguous => "ROADMAP_AMBIGUOUS",
    /// An id has two rows.
    DupRow => "DUP_ROW",
    /// An id has two phase headings.
    DupPhase => "DUP_PHASE",
    /// Row and section disagree.
    StatusMismatch => "STATUS_MISMATCH",
    /// A status is none of the known words.
    StatusUnreadable => "STATUS_UNREADABLE",
    /// A phase states its status twice.
    StatusDup => "STATUS_DUP",
    /// A status is another word for one of the four.
    StatusSynonym => "STATUS_SYNONYM",
    /// A phase of the roadmap states no status in its section.
    SectionNoStatus => "SECTION_NO_STATUS",
    /// A phase of the roadmap has no section.
    NoSection => "NO_SECTION",
    /// More than one phase of a level is ACTIVE.
    MultiActive => "MULTI_ACTIVE",
    /// A phase is DONE and a box that closing needs is open.
    DoneOpenBox => "DONE_OPEN_BOX",
    /// A box's mark is none of the known ones.
    BoxOdd => "BOX_ODD",
    /// A code fence or a comment is never closed.
    FenceUnclosed => "FENCE_UNCLOSED",
    /// There are boxes and no phases.
    NoPhases => "NO_PHASES",
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

/// One thing that is wrong.
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
    /// The other ids it is about.
    #[serde(skip)]
    pub also: Vec<String>,
}
