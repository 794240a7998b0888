//! What may be asked of the posture, and what is known when it is asked.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Limits, Name, Profiles, ReadBack};
use crate::hold::Caller;

/// What may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// At founding, once: records a present target as found; asks for strict where there is no target.
    Adopt,
    /// Puts a profile in force.
    Apply {
        /// Which.
        to: Name,
        /// For how long; without it the posture's default. Strict has no end and ignores it.
        #[serde(default, with = "seconds", skip_serializing_if = "Option::is_none")]
        duration: Option<TimeDelta>,
        /// Why, one line of at most 300 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
        /// The name of this environment as the person typed it; only `static_restore` asks for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirm: Option<String>,
    },
    /// Gives the pending intent its outcome by what was read back.
    Settle {
        /// Whether this is a recovery, long after the write, and not its own read-back.
        recovered: bool,
    },
}

impl Command {
    /// Applies strict, from anywhere.
    pub const fn revert() -> Self {
        Self::Apply { to: Name::Strict, duration: None, because: None, confirm: None }
    }
}

/// What is known when a command is decided.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The time of asking; durations count from here.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub caller: &'a Caller,
    /// The name of this environment.
    pub environment: &'a str,
    /// The profile files.
    pub profiles: &'a Profiles,
    /// The target as it was just read.
    pub live: &'a ReadBack,
    /// How long each override may last.
    pub limits: &'a Limits,
    /// The open incident, if one is in order; recorded with the intent.
    pub incident: Option<&'a str>,
}

/// A duration as whole seconds.
mod seconds {
    use super::{Deserialize, Deserializer, Serialize, Serializer, TimeDelta};

    #[expect(clippy::ref_option, reason = "serde's `with` passes a reference to the field")]
    pub(super) fn serialize<S: Serializer>(duration: &Option<TimeDelta>, to: S) -> Result<S::Ok, S::Error> {
        duration.map(|duration| duration.num_seconds()).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<TimeDelta>, D::Error> {
        let Some(seconds) = Option::<i64>::deserialize(from)? else { return Ok(None) };
        let duration = TimeDelta::try_seconds(seconds);
        duration.map(Some).ok_or_else(|| serde::de::Error::custom("a duration out of range"))
    }
}
