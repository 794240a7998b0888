//! The verdict on a run, and every reason there is for not passing.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Counts, Expectation, Ratio, Tally, Unreadable};

/// How the command ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// By itself, with this code.
    Exit(i32),
    /// By this signal.
    Signal(i32),
    /// It took too long and was ended.
    TimedOut,
    /// It was asked to end.
    Cancelled,
    /// Nobody knows: what was to stay with it died before it.
    Unknown,
    /// It never ran; the reason, cleaned for a person.
    NotStarted(String),
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Test files, binaries or suites.
    Files,
    /// Tests.
    Tests,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Files => "files",
            Self::Tests => "tests",
        })
    }
}

/// Why a run fails. The words are a clause, without a capital and a full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Reason {
    /// The exit code is not 0.
    #[error("the command ended with exit {code}")]
    Exit {
        /// The code.
        code: i32,
    },
    /// A signal ended it.
    #[error("the command was ended by signal {signal}")]
    Signal {
        /// The number.
        signal: i32,
    },
    /// It took longer than its timeout.
    #[error("the command took too long and was ended")]
    TimedOut,
    /// It was asked to end.
    #[error("the command was cancelled")]
    Cancelled,
    /// Nobody knows how it ended.
    #[error("how the command ended is not known")]
    Unknown,
    /// The verification is not configured any more.
    #[error("the verification is not in the configuration any more")]
    Unconfigured,
    /// It never ran.
    #[error("the command did not start: {because}")]
    NotStarted {
        /// The reason, cleaned for a person.
        because: String,
    },
    /// There are no counts to go by.
    #[error("{because}")]
    Unreadable {
        /// What is wrong with the output.
        because: Unreadable,
    },
    /// None passed and none failed: `0/0`, or all skipped.
    #[error("{found} {what}: none was run")]
    NoneRan {
        /// Of what.
        what: What,
        /// What was found.
        found: Tally,
    },
    /// Some failed.
    #[error("{found} {what} passed, {} failed", found.failed)]
    Failed {
        /// Of what.
        what: What,
        /// What was found.
        found: Tally,
    },
    /// None failed, and more than known did not pass: skipped or not run.
    #[error("{found} {what} passed, {} skipped or not run{}", found.short(), known(*recorded))]
    DidNotRun {
        /// Of what.
        what: What,
        /// What was found.
        found: Tally,
        /// What was recorded, if anything was.
        recorded: Option<Ratio>,
    },
    /// Something was recorded that the output does not count.
    #[error("the output does not count {what}, and {recorded} is recorded")]
    NotCounted {
        /// Of what.
        what: What,
        /// What was recorded.
        recorded: Ratio,
    },
    /// There were errors outside of every test.
    #[error("{count} {} outside of every test", if *count == 1 { "error" } else { "errors" })]
    Errors {
        /// How many.
        count: u64,
    },
}

fn known(recorded: Option<Ratio>) -> String {
    match recorded {
        Some(recorded) => format!("; recorded is {recorded}"),
        None => "; record them with `expect` if that is meant".to_owned(),
    }
}

/// The answer of a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It passed.
    Pass {
        /// What was counted; nothing where the exit code alone is asked for.
        found: Counts,
    },
    /// Everything passed, and it is not what was recorded. A human has to acknowledge it.
    OtherTotals {
        /// What was recorded.
        recorded: Expectation,
        /// What was counted.
        found: Counts,
    },
    /// It failed.
    Fail {
        /// Why; never empty.
        reasons: Vec<Reason>,
        /// What was counted, where that could be read.
        found: Option<Counts>,
    },
}

impl Verdict {
    /// The verdict on a run whose verification has gone from the configuration meanwhile.
    pub fn unconfigured() -> Self {
        Self::Fail { reasons: vec![Reason::Unconfigured], found: None }
    }

    /// Whether it passed.
    pub fn is_pass(&self) -> bool {
        matches!(self, Self::Pass { .. })
    }

    /// `pass`, `other_totals` or `fail`, as in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pass { .. } => "pass",
            Self::OtherTotals { .. } => "other_totals",
            Self::Fail { .. } => "fail",
        }
    }

    /// What was counted, where that could be read.
    pub fn found(&self) -> Option<&Counts> {
        match self {
            Self::Pass { found } | Self::OtherTotals { found, .. } => Some(found),
            Self::Fail { found, .. } => found.as_ref(),
        }
    }
}

/// One line for a person, without a final full stop.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pass { found } if *found == Counts::default() => f.write_str("passed: the command ended with exit 0"),
            Self::Pass { found } => write!(f, "passed: {found}"),
            Self::OtherTotals { recorded, found } => {
                write!(f, "other totals: {found} passed, recorded is {recorded}; a person has to acknowledge it")
            }
            Self::Fail { reasons, .. } => {
                let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
                write!(f, "failed: {}", reasons.join("; "))
            }
        }
    }
}
