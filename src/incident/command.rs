//! What may be asked of the incidents, and what is known when it is asked.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Severity;
use crate::hold::Caller;

/// What may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Opens an incident; at most one is open.
    Declare {
        /// What is going wrong, one line of 1 to 200 characters.
        title: String,
        /// Who owns it; without one, the caller.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
        /// How bad it is; without one, SEV2.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        severity: Option<Severity>,
        /// Why, a code of the workspace's list; without one, the first of the list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason_code: Option<String>,
        /// When it began, not in the future; without one, now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        started_at: Option<DateTime<Utc>>,
    },
    /// Adds to the timeline; also of a closed incident, when it is named.
    Note {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// What happened, 1 to 4,000 characters; line breaks are kept.
        text: String,
        /// When it happened, not in the future; without one, now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<Utc>>,
    },
    /// Ends the incident.
    Close {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// When it ended, from its start to now; without one, now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended_at: Option<DateTime<Utc>>,
    },
}

impl Command {
    /// Declares with every default but the title.
    pub fn declare(title: impl Into<String>) -> Self {
        Self::Declare { title: title.into(), owner: None, severity: None, reason_code: None, started_at: None }
    }
}

/// What is known when a command is decided.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The time of asking.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub caller: &'a Caller,
    /// The closed list of reason codes, the default first.
    pub reason_codes: &'a [String],
}
