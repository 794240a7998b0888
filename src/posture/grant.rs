//! How long an override may last, and how long it still does.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::{Name, State};

/// How long one kind of override may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Without a duration asked for.
    pub default: TimeDelta,
    /// At most, for each grant.
    pub max: TimeDelta,
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
        let limit = |default, max| Limit { default: TimeDelta::minutes(default), max: TimeDelta::minutes(max) };
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
    /// Whether it has ended and is still in force. It ends at its last instant, not after it.
    pub overdue: bool,
}

/// What is left of the override in force at `now`; `None` when none is.
pub fn remaining(state: &State, now: DateTime<Utc>) -> Option<Remaining> {
    let left = state.current.as_ref()?.expires_at.signed_duration_since(now);
    Some(Remaining { seconds: left.num_seconds(), overdue: left <= TimeDelta::zero() })
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
