//! What a flag file says: which profile it is for, and until when; as JSON that flagd evaluates, and back.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::posture::Name;

/// What a flag file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Says {
    profile: Name,
    until: Option<DateTime<Utc>>,
}

impl Says {
    /// That `profile` is in force; with a deadline, only before it, and strict from then on.
    ///
    /// A reader's clock counts whole seconds, so the deadline is cut to its second: readers may be back at strict up to
    /// a second before it and never after it. Strict has no end and ignores it.
    pub fn new(profile: Name, deadline: Option<DateTime<Utc>>) -> Self {
        let until = deadline.filter(|_| profile != Name::Strict);
        Self { profile, until: until.map(|at| DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)) }
    }

    /// The profile that the file is for.
    pub const fn profile(&self) -> Name {
        self.profile
    }

    /// The first second of strict; `None` when nothing ends by itself.
    pub const fn until(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    /// The profile that a reader of the file gets at `now` by its own clock.
    pub fn effective_at(&self, now: DateTime<Utc>) -> Name {
        match self.until {
            Some(until) if now.timestamp() <= 0 || now.timestamp() >= until.timestamp() => Name::Strict,
            _ => self.profile,
        }
    }

    /// The variant served where no targeting decides.
    pub(super) fn default_variant(&self) -> Name {
        if self.until.is_some() { Name::Strict } else { self.profile }
    }

    /// The targeting, a JSON Logic rule; `None` without a deadline.
    ///
    /// An evaluator that has no clock reads null there, which JSON Logic counts as 0 and as before every deadline; the
    /// comparison with 0 gives it strict. Two-sided comparisons would say it shorter, and not every evaluator has them.
    pub(super) fn targeting(&self) -> Option<Json> {
        let until = self.until?.timestamp();
        let now = json!({ "var": "$flagd.timestamp" });
        let before = json!({ "and": [{ ">": [now, 0] }, { "<": [now, until] }] });
        Some(json!({ "if": [before, self.profile.word(), Name::Strict.word()] }))
    }

    /// What a default variant and a targeting say; `None` when they are none that [`super::render`] writes.
    pub(super) fn of(default_variant: &str, targeting: Option<&Json>) -> Option<Self> {
        let profile = default_variant.parse().ok()?;
        let Some(rule) = targeting else { return Some(Self::new(profile, None)) };
        let loosened = rule.pointer("/if/1")?.as_str()?.parse().ok()?;
        let until = rule.pointer("/if/0/and/1/</1")?.as_i64()?;
        let says = Self::new(loosened, Some(DateTime::from_timestamp(until, 0)?));
        (profile == says.default_variant() && says.targeting().as_ref() == Some(rule)).then_some(says)
    }
}

impl fmt::Display for Says {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.profile)?;
        match self.until {
            Some(until) => {
                write!(f, " until {}, strict from then on", until.to_rfc3339_opts(SecondsFormat::Secs, true))
            }
            None => Ok(()),
        }
    }
}
