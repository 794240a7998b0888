//! What is recorded. Bodies only gain optional fields; unknown ones are passed over.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Classified, Name, Toggles};

/// An entry of the ledger about the posture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// A target was there at founding.
    #[serde(rename = "posture.found")]
    Found(Found),
    /// A profile is about to be written to the target.
    #[serde(rename = "posture.intent")]
    Intent(Intent),
    /// The target reads back as intended.
    #[serde(rename = "posture.applied")]
    Applied(Applied),
    /// The target does not read back as intended.
    #[serde(rename = "posture.unconfirmed")]
    Unconfirmed(Unconfirmed),
}

/// What the target was at founding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its class.
    pub classified: Classified,
    /// Its digest, if it was readable.
    pub sha256: Option<String>,
}

/// What is about to be written, and on what grounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The profile.
    pub to: Name,
    /// Its eight fields as they will be written.
    pub toggles: Toggles,
    /// What was live before.
    pub from: Classified,
    /// Its digest, if it was readable.
    pub from_sha256: Option<String>,
    /// The digest of what will be written.
    pub to_sha256: String,
    /// Why, one line.
    pub because: Option<String>,
    /// When the override ends; strict has no end.
    pub expires_at: Option<DateTime<Utc>>,
    /// The incident it belongs to.
    pub incident: Option<String>,
    /// The earlier intent without an outcome that this one takes over from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<u64>,
}

/// The write took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// The intent's place in the ledger.
    pub intent: u64,
    /// The profile.
    pub to: Name,
    /// What is live now.
    pub classified: Classified,
    /// How many of the eight fields read back as intended: 8.
    pub matched: u8,
    /// The digest of the bytes read back.
    pub sha256: String,
    /// Whether it was established by a recovery.
    pub recovered: bool,
}

/// The write did not take, or not wholly, or it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unconfirmed {
    /// The intent's place in the ledger.
    pub intent: u64,
    /// The profile that was asked for.
    pub wanted: Name,
    /// What is live now.
    pub classified: Classified,
    /// Its digest, if it was readable.
    pub sha256: Option<String>,
    /// Whether it was established by a recovery.
    pub recovered: bool,
    /// Whether what is live is still what was live before the intent.
    pub unchanged: bool,
}
