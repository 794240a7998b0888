//! What may be asked of the posture, and what is known when it is asked.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Criterion, Gate, Limits, Longer, Name, Profiles, ReadBack, Setup, State, TargetSeen, is_behind};
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
    /// Gives the override in force a later end; the limit counts from now.
    Extend {
        /// How much longer; without it the posture's default from now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        longer: Option<Longer>,
        /// Why, one line of at most 300 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// Writes the targets again as the grant in force says, where they say something else.
    Restore {
        /// Why, one line of at most 300 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// Grants a profile that a person puts into targets which are out of reach here: nothing is written.
    ByHand {
        /// Which.
        to: Name,
        /// As for [`Command::Apply`].
        #[serde(default, with = "seconds", skip_serializing_if = "Option::is_none")]
        duration: Option<TimeDelta>,
        /// As for [`Command::Apply`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
        /// As for [`Command::Apply`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirm: Option<String>,
    },
    /// Gives the pending grant by hand its outcome by what the person read back from the target.
    Confirm {
        /// The eight fields as the target holds them, JSON; without it the posture file is read back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        read_back: Option<String>,
    },
    /// Answers for an exit criterion.
    Attest {
        /// Which.
        criterion: Criterion,
        /// On what grounds, one line of at most 300 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Answers for a target that did not say by itself that it holds what was granted.
    Vouch {
        /// The target's name.
        target: String,
        /// On what grounds, one line of at most 300 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Answers for the clock of this machine, which stands before the ledger or was set.
    TrustClock {
        /// On what grounds, one line of at most 300 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Records what whoever looks first has to record: an override that ended, a live file that was changed by others.
    Notice,
}

impl Command {
    /// Applies strict, from anywhere.
    pub const fn revert() -> Self {
        Self::Apply { to: Name::Strict, duration: None, because: None, confirm: None }
    }
}

/// What is known when a command is decided.
#[derive(Debug, Clone)]
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
    /// The targets beside the posture file.
    pub setup: &'a Setup,
    /// Those targets as they were just looked at, by name.
    pub targets: &'a BTreeMap<String, TargetSeen>,
    /// The verification gate as it stands.
    pub gate: Gate<'a>,
    /// When the newest entry was recorded: a clock that stands well before it cannot tell a deadline.
    pub latest: Option<DateTime<Utc>>,
    /// How far this machine's clock was set since it was last looked at; `None` where it goes on as time does.
    pub leapt: Option<TimeDelta>,
}

impl Ask<'_> {
    /// Whether no deadline can be told by this machine's clock.
    pub fn doubts_clock(&self, state: &State) -> bool {
        self.leapt.is_some() || is_behind(state, self.now, self.latest)
    }
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
