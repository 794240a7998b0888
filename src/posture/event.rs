//! What is recorded. Bodies only gain optional fields; unknown ones are passed over.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Classified, Criterion, Name, OnExpiry, Toggles};

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
    /// An override has ended and is still in force.
    #[serde(rename = "posture.expired")]
    Expired(Expired),
    /// Strict is back while exit criteria are open.
    #[serde(rename = "posture.reverted_unverified")]
    RevertedUnverified(RevertedUnverified),
    /// The live file was changed by somebody else.
    #[serde(rename = "posture.live_changed")]
    LiveChanged(LiveChanged),
    /// A person answered for an exit criterion.
    #[serde(rename = "posture.attested")]
    Attested(Attested),
    /// A person answered for the clock of a machine.
    #[serde(rename = "posture.clock_confirmed")]
    ClockConfirmed(ClockConfirmed),
    /// A person answered for a target beside the posture file.
    #[serde(rename = "posture.target_vouched")]
    Vouched(Vouched),
}

impl Event {
    /// Whether it is about what is in force or live, so that somebody who is at that would want to look again.
    pub const fn changes(&self) -> bool {
        match self {
            Self::Found(_) | Self::Intent(_) | Self::Applied(_) | Self::Unconfirmed(_) | Self::LiveChanged(_) => true,
            Self::Expired(_)
            | Self::RevertedUnverified(_)
            | Self::Attested(_)
            | Self::ClockConfirmed(_)
            | Self::Vouched(_) => false,
        }
    }
}

/// That a machine's clock is right, whatever it looked like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockConfirmed {
    /// By how many seconds it stood before the newest time on the ledger, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_s: Option<i64>,
    /// By how many seconds it had been set, where it had; forward is positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leapt_s: Option<i64>,
    /// On what grounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
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
    /// What happens at the end of the override.
    #[serde(default, skip_serializing_if = "OnExpiry::is_alert")]
    pub on_expiry: OnExpiry,
    /// The targets beside the posture file, in the order in which they are told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// The grant that this only writes again, with a later end or the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<u64>,
    /// Whether a person writes the targets, because they are out of reach.
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_hand: bool,
    /// Where this gives that grant a later end: the end that it had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_until: Option<DateTime<Utc>>,
}

impl Intent {
    /// Whether it only moves the end of a grant in force. Entries that do not say so yet are none.
    pub const fn extends(&self) -> bool {
        self.was_until.is_some()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A target beside the posture file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// `flagd`, or `hook:` and a name.
    pub name: String,
    /// The digest of what it will hold, where that can be read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// What a target beside the posture file said afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetOutcome {
    /// The target's name.
    pub name: String,
    /// Whether it holds what was intended.
    pub ok: bool,
    /// What was found, for a person.
    pub said: String,
    /// The digest of what it holds, or of what a hook wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// An override's end passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expired {
    /// The grant's place in the ledger.
    pub grant: u64,
    /// The profile.
    pub profile: Name,
    /// When it ended, which may be long before it is recorded.
    pub ended_at: DateTime<Utc>,
    /// What was to happen then.
    pub on_expiry: OnExpiry,
}

/// Strict came back before everything was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevertedUnverified {
    /// The grant's place in the ledger.
    pub grant: Option<u64>,
    /// The exit criteria that are open.
    pub unmet: Vec<Criterion>,
    /// Whether the readers did it by themselves, at this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_readers_at: Option<DateTime<Utc>>,
}

/// The live file is not what was last written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveChanged {
    /// The profile that the ledger grants.
    pub granted: Name,
    /// What is live.
    pub classified: Classified,
    /// Its digest, if it was readable.
    pub sha256: Option<String>,
    /// The fields that differ: name, what was granted, what is live.
    pub diff: Vec<(String, String, String)>,
}

/// An attestation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// Which criterion.
    pub criterion: Criterion,
    /// On what grounds, one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
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
    /// What the targets beside the posture file said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<TargetOutcome>,
    /// Whether a person wrote the targets and told what they hold.
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_hand: bool,
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
    /// What the targets beside the posture file said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<TargetOutcome>,
    /// Whether a person wrote the targets and told what they hold.
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_hand: bool,
}

/// A person's word for a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched {
    /// The target's name.
    pub target: String,
    /// On what grounds, one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
