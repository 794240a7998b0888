//! How long an override may last, and how long it still does.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Name, Override, State};

/// What happens when an override ends and nobody has reverted it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnExpiry {
    /// Every reader of the ledger says OVERDUE; nothing is written but that it expired.
    #[default]
    Alert,
    /// The sweep runs the gate, and reverts to strict if that passes.
    Revert,
    /// The readers of the flagd file fall back by themselves: the end is compiled into its targeting.
    Reader,
}

impl OnExpiry {
    /// The word of the configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Revert => "revert",
            Self::Reader => "reader",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) const fn is_alert(&self) -> bool {
        matches!(self, Self::Alert)
    }
}

/// How long one kind of override may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Without a duration asked for.
    pub default: TimeDelta,
    /// At most, for each grant.
    pub max: TimeDelta,
    /// What happens at its end.
    pub on_expiry: OnExpiry,
}

/// How long overrides may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For compat.
    pub compat: Limit,
    /// For `static_restore`.
    pub static_restore: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        let limit = |default, max| Limit {
            default: TimeDelta::minutes(default),
            max: TimeDelta::minutes(max),
            on_expiry: OnExpiry::Alert,
        };
        Self { compat: limit(60, 120), static_restore: limit(30, 30) }
    }
}

impl Limits {
    /// The limit of a profile; strict is no override and has none.
    pub const fn of(&self, name: Name) -> Option<Limit> {
        match name {
            Name::Strict => None,
            Name::Compat => Some(self.compat),
            Name::StaticRestore => Some(self.static_restore),
        }
    }
}

/// What is left of the override in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Remaining {
    /// Whole seconds until it ends; negative after that.
    pub seconds: i64,
    /// Whether it has ended and is still in force, or nobody can tell because the clock stands well before the grant. It
    /// ends at its last instant, not after it.
    pub overdue: bool,
}

/// What is left of the override in force at `now`; `None` when none is.
pub fn remaining(state: &State, now: DateTime<Utc>) -> Option<Remaining> {
    let current = state.current.as_ref()?;
    let left = current.expires_at.signed_duration_since(now);
    // By a clock that stands before the grant itself nobody can tell that it has not ended.
    let behind = stands_before(now, granted(state));
    Some(Remaining { seconds: left.num_seconds(), overdue: behind || left <= TimeDelta::zero() })
}

/// How much longer an override shall last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Longer {
    /// Until so long from now.
    FromNow(#[serde(with = "whole_seconds")] TimeDelta),
    /// So much beyond the end that is granted; from now where that has passed.
    Added(#[serde(with = "whole_seconds")] TimeDelta),
}

impl Longer {
    /// The end that it asks for.
    pub fn end(self, current: &Override, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::FromNow(duration) => now.checked_add_signed(duration),
            Self::Added(duration) => current.expires_at.max(now).checked_add_signed(duration),
        }
    }
}

impl fmt::Display for Longer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FromNow(duration) => f.pad(&span(*duration)),
            Self::Added(duration) => f.pad(&format!("+{}", span(*duration))),
        }
    }
}

mod whole_seconds {
    use chrono::TimeDelta;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &TimeDelta, to: S) -> Result<S::Ok, S::Error> {
        duration.num_seconds().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<TimeDelta, D::Error> {
        let duration = TimeDelta::try_seconds(i64::deserialize(from)?);
        duration.ok_or_else(|| serde::de::Error::custom("a duration out of range"))
    }
}

/// A time of day, with its date where that is another than now's.
pub fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let today = at.date_naive() == now.date_naive();
    at.format(if today { "%H:%MZ" } else { "%F %H:%MZ" }).to_string()
}

/// Whether the clock stands so far before [`latest`] that no deadline can be told by it: more than 60 s.
pub fn is_behind(state: &State, now: DateTime<Utc>, newest: Option<DateTime<Utc>>) -> bool {
    stands_before(now, latest(state, newest))
}

fn stands_before(now: DateTime<Utc>, latest: Option<DateTime<Utc>>) -> bool {
    latest.is_some_and(|latest| latest.signed_duration_since(now) > TimeDelta::seconds(60))
}

/// The newest time that is known when the posture is asked about: that of the newest entry, or that of the override in
/// force, which an entry of a slow clock after it does not make any older.
pub fn latest(state: &State, newest: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    newest.max(granted(state))
}

/// When the override in force was granted; not where a person has answered for an earlier time since.
fn granted(state: &State) -> Option<DateTime<Utc>> {
    let current = state.current.as_ref()?;
    let confirmed = state.clock.as_ref().filter(|confirmed| confirmed.seq > current.since.seq);
    Some(confirmed.map_or(current.since.at, |confirmed| confirmed.at.min(current.since.at)))
}

/// How a clock was set, for a person: `forward by 9h`.
pub fn leap(leapt: TimeDelta) -> String {
    let way = if leapt > TimeDelta::zero() { "forward" } else { "back" };
    format!("{way} by {}", span(leapt.abs()))
}

/// Whether a clock that was set by so much tells no deadline any more: 60 s, forward or back.
pub fn is_leap(leapt: TimeDelta) -> bool {
    leapt.abs() > TimeDelta::seconds(60)
}

/// A duration as people write it, in whole minutes from the first one on.
pub fn roughly(duration: TimeDelta) -> String {
    span(if duration < TimeDelta::minutes(1) { duration } else { TimeDelta::minutes(duration.num_minutes()) })
}

/// A duration as people write it: `30m`, `1h30m`, `45s`. Negative ones count as zero.
pub fn span(duration: TimeDelta) -> String {
    let seconds = duration.num_seconds().max(0);
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let text = parts.iter().filter(|(count, _)| *count > 0).fold(String::new(), |text, (count, unit)| {
        let count = count.to_string();
        text + &count + unit
    });
    if text.is_empty() { "0s".to_owned() } else { text }
}
