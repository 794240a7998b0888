//! Authority: who asks, who may, and the stamp that an entry leaves. Checked when an offer is taken, never priced.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Presence;

/// What kind of key signs. It belongs to the key, and no flag changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A person.
    Human,
    /// A coding agent or another program acting on its own.
    Agent,
    /// An automation pipeline.
    Ci,
}

impl Kind {
    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Agent => "agent",
            Self::Ci => "ci",
        }
    }
}

/// Who is asking, and whether their presence is proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The operator's name, as enrolled in the ledger.
    pub id: String,
    /// What kind of key they sign with.
    pub kind: Kind,
    /// Whether a human was shown to be present, as the workspace's policy asks.
    pub present: bool,
    /// By what presence is proved here.
    pub presence: Presence,
    /// The file of the signing key, when no passphrase protects it.
    pub bare_key: Option<String>,
}

/// Who may take an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Any enrolled key.
    Anyone,
    /// A human's key.
    Human,
    /// A human's key, with presence proved.
    HumanPresent,
}

impl Who {
    /// Whether `caller` may take what asks for this.
    pub fn admits(self, caller: &Caller) -> bool {
        match self {
            Self::Anyone => true,
            Self::Human => caller.kind == Kind::Human,
            Self::HumanPresent => caller.kind == Kind::Human && caller.present,
        }
    }

    /// The words shown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Human => "human",
            Self::HumanPresent => "human present",
        }
    }
}

/// What an entry says of itself when it is applied: its place, its time, its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The entry's place in the ledger; order is this, never the clock.
    pub seq: u64,
    /// When it was recorded, UTC.
    pub at: DateTime<Utc>,
    /// Who recorded it.
    pub by: String,
}
