//! Why an output has no counts that could be trusted.

use serde::{Deserialize, Serialize};

use super::counts::MOST;

/// Why an output cannot be read. Nothing of the output itself is quoted, but for digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Unreadable {
    /// Nothing in it looks like what was looked for.
    #[error("the output has no counts {}", looked_for(format))]
    NoCounts {
        /// The word of the format, such as `cargo`.
        format: String,
    },
    /// It ends before its counts do, or the run stopped itself.
    #[error("the output is not complete: {why}")]
    CutShort {
        /// What is missing.
        why: String,
    },
    /// It says two things that cannot both be so.
    #[error("the output contradicts itself: {why}")]
    Contradictory {
        /// Which two.
        why: String,
    },
    /// A count, or a sum of counts, is over [`MOST`].
    #[error("the output has a count over {MOST}")]
    TooLarge,
}

fn looked_for(format: &str) -> String {
    match format {
        "auto" => "in any format that is known; say how to read it with `format` or `pattern`".to_owned(),
        format => format!("of the format {format}"),
    }
}

impl Unreadable {
    pub(super) fn cut_short(why: impl Into<String>) -> Self {
        Self::CutShort { why: why.into() }
    }

    pub(super) fn contradictory(why: impl Into<String>) -> Self {
        Self::Contradictory { why: why.into() }
    }
}
