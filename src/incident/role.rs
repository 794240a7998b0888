//! The roles of an incident, and who held which from when to when.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::hold::Stamp;

/// A role of the incident command system, closed list. Whoever owns the incident commands it, and holds every role that
/// nobody else was named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Decides, and answers for the incident: its owner.
    Commander,
    /// Carries out what changes the system.
    Operations,
    /// Tells the people outside what is known.
    Communications,
    /// Keeps the record.
    Scribe,
}

impl Role {
    /// The four, the commander first.
    pub const ALL: [Self; 4] = [Self::Commander, Self::Operations, Self::Communications, Self::Scribe];

    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Commander => "commander",
            Self::Operations => "operations",
            Self::Communications => "communications",
            Self::Scribe => "scribe",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    /// Reads the word, in any case.
    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|role| role.word().eq_ignore_ascii_case(word));
        known.ok_or_else(|| "there is no such role; use commander, operations, communications or scribe".to_owned())
    }
}

/// A role in one person's hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenure {
    /// The role.
    pub role: Role,
    /// Whose it is, or was.
    pub who: String,
    /// The entry that gave it.
    pub from: Stamp,
    /// The entry that took it, or that closed the incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Stamp>,
}
