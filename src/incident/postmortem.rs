//! The postmortem as data: what a report says, and its JSON. Built by whoever can read the ledger; pure from there on.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::metrics::{Metrics, Stay};
use super::{Attachment, Head, Severity, Tenure};

/// The format's name and version, the first field of every report.
pub const FORMAT: &str = "wayhold.postmortem/1";

/// Everything that a report says of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postmortem {
    /// [`FORMAT`].
    pub format: String,
    /// The environment.
    pub environment: String,
    /// What it is about.
    pub incident: Facts,
    /// The newest entry that went into it.
    pub head: Head,
    /// When that entry was written.
    pub as_of: DateTime<Utc>,
    /// The figures.
    pub metrics: Metrics,
    /// Who held which role when, in the order of taking them.
    pub roles: Vec<Tenure>,
    /// What happened, in the order of the ledger.
    pub timeline: Vec<Moment>,
    /// The postures that stood, in the order of the ledger.
    pub postures: Vec<Stay>,
    /// The verifications that ran, in the order of the ledger.
    pub verifications: Vec<Verification>,
    /// The files kept with it, in the order of the ledger.
    pub evidence: Vec<Attachment>,
    /// What is to be done afterwards, in the order of the ledger.
    pub actions: Vec<ActionItem>,
}

/// The incident itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Its id.
    pub id: String,
    /// What went wrong.
    pub title: String,
    /// How bad it was.
    pub severity: Severity,
    /// Why, a code of the workspace's list.
    pub reason_code: String,
    /// Who owned it last; empty when nobody did.
    pub owner: String,
    /// What it meant for those who use the system, if somebody said so.
    pub impact: Option<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was declared.
    pub declared_at: DateTime<Utc>,
    /// Who declared it.
    pub declared_by: String,
    /// When it ended; it is open when there is none.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who closed it.
    pub closed_by: Option<String>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The entry; the order is this, never a clock.
    pub seq: u64,
    /// The entry's kind.
    pub kind: String,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub by: String,
    /// What happened, without who and when.
    pub text: String,
}

/// A verification that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Its entry.
    pub seq: u64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Its name.
    pub name: String,
    /// What came of it, in a word or a few.
    pub verdict: String,
    /// What was counted, as `tests 32/32, files 3/3`; empty when nothing was.
    pub counts: String,
    /// The digest of its output.
    pub sha256: Option<String>,
}

/// Something to be done afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionItem {
    /// The note's entry.
    pub seq: u64,
    /// What.
    pub text: String,
    /// Who does it, if somebody was named.
    pub owner: Option<String>,
    /// Who noted it.
    pub by: String,
}

impl Postmortem {
    /// The JSON file: the same fields in the same order each time, with a line break at its end.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
