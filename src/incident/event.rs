//! What is recorded. Bodies only gain optional fields; unknown ones are passed over.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Severity;

/// An entry of the ledger about an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// An incident was declared.
    #[serde(rename = "incident.declared")]
    Declared(Declared),
    /// Something was added to its timeline.
    #[serde(rename = "incident.noted")]
    Noted(Noted),
    /// It was closed.
    #[serde(rename = "incident.closed")]
    Closed(Closing),
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// `INC-YYYYMMDD-n`: the day of declaring, UTC, and a counter from 1.
    pub id: String,
    /// What is going wrong.
    pub title: String,
    /// Who owns it.
    pub owner: String,
    /// How bad it is.
    pub severity: Severity,
    /// Why.
    pub reason_code: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The incident.
    pub id: String,
    /// What happened.
    pub text: String,
    /// When it happened, which may be long before it is recorded.
    pub at: DateTime<Utc>,
}

/// A closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The incident.
    pub id: String,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
}
