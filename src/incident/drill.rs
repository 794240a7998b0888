//! A drill: the incident path walked in a copy of the workspace, and what the ledger of the workspace itself keeps of it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::span;
use crate::hold::Stamp;

/// What came of a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drilled {
    /// What was assumed to go wrong: the title of the drill's incident.
    pub title: String,
    /// When its first entry was made.
    pub started_at: DateTime<Utc>,
    /// When its newest was.
    pub ended_at: DateTime<Utc>,
    /// The loosened postures that were applied, in order.
    pub applied: Vec<String>,
    /// Whether strict was in force and live at the end.
    pub strict: bool,
    /// Whether every exit criterion was met.
    pub verified: bool,
    /// Whether its incident was closed.
    pub closed: bool,
    /// From the incident's start to the first change of the posture, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_mitigate_s: Option<i64>,
    /// From the incident's start until strict stood again, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_restore_s: Option<i64>,
    /// How many entries its ledger has.
    pub entries: u64,
    /// The hash of the newest.
    pub head_hash: String,
    /// The digest of its ledger as exported, signatures and all; the bytes are an object.
    pub export_sha256: String,
}

impl Drilled {
    /// Whether it went all the way: loosened, back at strict with every criterion met, and closed.
    pub fn is_whole(&self) -> bool {
        !self.applied.is_empty() && self.strict && self.verified && self.closed
    }
}

impl fmt::Display for Drilled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let applied = if self.applied.is_empty() { "nothing".to_owned() } else { self.applied.join(" and ") };
        let seconds = (self.ended_at - self.started_at).num_seconds();
        write!(f, "drilled “{}”: {applied} applied, {}", self.title, span(seconds))?;
        let missing: Vec<_> = [(self.strict, "strict"), (self.verified, "verified"), (self.closed, "closed")]
            .into_iter()
            .filter_map(|(met, word)| (!met).then_some(word))
            .collect();
        if missing.is_empty() {
            f.write_str(", carried through")
        } else {
            write!(f, "; not {}", missing.join(", not "))
        }
    }
}

/// A drill and the entry that records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drill {
    /// What came of it.
    pub drilled: Drilled,
    /// When and by whom it was recorded.
    pub stamp: Stamp,
}
