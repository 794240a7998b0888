//! What is recorded. Bodies only gain optional fields; unknown ones are passed over.

use serde::{Deserialize, Serialize};

use crate::verify::{Expectation, Verdict};

/// An entry of the ledger about a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// One is about to be run.
    #[serde(rename = "verification.started")]
    Started(Started),
    /// It is over, and this is the verdict.
    #[serde(rename = "verification.ran")]
    Ran(Ran),
    /// A person took over totals that were not the recorded ones.
    #[serde(rename = "verification.acknowledged")]
    Acknowledged(Acknowledged),
}

/// The beginning of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The verification's name.
    pub name: String,
    /// The run's name.
    pub run: String,
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// How long it may take, in seconds.
    pub timeout_s: u64,
    /// What its counts are compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expectation>,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// The verification's name.
    pub name: String,
    /// The run's name.
    pub run: String,
    /// The verdict, with what was counted.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The verdict as a sentence.
    pub said: String,
    /// The digest of the output as stored, lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The bytes of that output.
    #[serde(default)]
    pub bytes: u64,
    /// Places of it that were redacted.
    #[serde(default)]
    pub redactions: u64,
}

/// An acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// The verification's name.
    pub name: String,
    /// The entry whose totals are taken over.
    pub ran: u64,
    /// Why, one line.
    pub because: String,
}
