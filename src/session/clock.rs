//! The clock of one process, and whether it has leapt since it was last looked at.
//!
//! Lives here: the time, and the anchor that it is held against: what the clock said when the machine had run for so
//! long. The two part only where somebody, or something, set the clock. May not: say what follows from a leap; that is
//! the posture's rule.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::effects::files;
use crate::posture::is_leap;

/// The clock of one process: UTC in whole milliseconds, and never earlier than it said before.
#[derive(Debug, Default)]
pub struct Clock {
    latest: Option<DateTime<Utc>>,
    fixed: bool,
    /// How far a fixed clock was set without time passing.
    leapt: TimeDelta,
    anchor: Option<Anchor>,
}

/// What the clock said when the machine had run for so long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Anchor {
    /// Which start of which machine; empty where that cannot be told, and then it is of use to this process alone.
    boot: String,
    /// How long it had run, sleep included, in milliseconds.
    up_ms: i64,
    at: DateTime<Utc>,
}

impl Clock {
    /// A clock that stands still, for tests and for pictures.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self { latest: Some(at), fixed: true, ..Self::default() }
    }

    /// Moves a fixed clock; a running one runs on.
    pub fn set(&mut self, at: DateTime<Utc>) {
        self.latest = Some(at);
    }

    /// Sets a fixed clock to another time without any time passing.
    #[cfg(test)]
    fn leap(&mut self, by: TimeDelta) {
        self.leapt += by;
        self.latest = self.latest.map(|at| at + by);
    }

    /// The time now.
    pub fn now(&mut self) -> DateTime<Utc> {
        let now = match self.latest {
            Some(latest) if self.fixed => latest,
            Some(latest) => latest.max(wall()),
            None => wall(),
        };
        self.latest = Some(now);
        now
    }

    /// Takes what an earlier process anchored, if this machine has not been started anew since.
    pub(super) fn begin(&mut self, private: &Path) {
        let now = self.reading();
        let kept = kept(private).filter(|kept| now.as_ref().is_some_and(|now| kept.boot == now.boot));
        self.anchor = kept.or(now);
    }

    /// How far the clock has been set since it was anchored; forward is positive. `None` while it goes on as time does.
    pub(super) fn leapt(&mut self, private: &Path) -> Option<TimeDelta> {
        let leapt = self.parted()?;
        if !is_leap(leapt) {
            return None;
        }
        // Somebody may have confirmed it meanwhile.
        self.begin(private);
        self.parted().filter(|leapt| is_leap(*leapt))
    }

    /// After a write: the next process is told, unless the clock is in doubt and nobody has confirmed it.
    pub(super) fn keep(&mut self, private: &Path, confirmed: bool) {
        let leapt = self.parted().unwrap_or_default();
        let is_kept = kept(private).is_some_and(|kept| self.anchor.as_ref().is_some_and(|own| own.boot == kept.boot));
        // What is set by less than counts does not add up to what does.
        let adjusted = leapt.abs() > TimeDelta::seconds(2);
        if !confirmed && (is_leap(leapt) || is_kept && !adjusted) {
            return;
        }
        self.anchor = self.reading();
        if let Some(anchor) = self.anchor.as_ref().filter(|anchor| !anchor.boot.is_empty())
            && let Ok(text) = serde_json::to_vec(anchor)
        {
            // Without it a leap between two processes goes unseen, as it does on the first day.
            let _ = files::replace_unsynced(&path(private), &text);
        }
    }

    fn parted(&self) -> Option<TimeDelta> {
        let (anchor, now) = (self.anchor.as_ref()?, self.reading()?);
        (anchor.boot == now.boot)
            .then(|| (now.at - anchor.at) - TimeDelta::milliseconds(now.up_ms.saturating_sub(anchor.up_ms)))
    }

    fn reading(&self) -> Option<Anchor> {
        match self.latest.filter(|_| self.fixed) {
            Some(at) => Some(Anchor { boot: "fixed".to_owned(), up_ms: (at - self.leapt).timestamp_millis(), at }),
            None => Some(Anchor { boot: BOOT.clone(), up_ms: up_ms()?, at: wall() }),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn wall() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(3)
}

fn path(private: &Path) -> PathBuf {
    private.join("clock.json")
}

fn kept(private: &Path) -> Option<Anchor> {
    serde_json::from_slice(&files::read_own(&path(private)).ok()?).ok()
}

/// Asked with every look at the clock, and the same for as long as a process lives.
static BOOT: LazyLock<String> = LazyLock::new(boot);

#[cfg(target_os = "linux")]
fn boot() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").map(|id| id.trim().to_owned()).unwrap_or_default()
}

#[cfg(not(target_os = "linux"))]
fn boot() -> String {
    String::new()
}

/// How long the machine has run. Linux tells the time of sleep apart; elsewhere this clock runs on in it.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere nobody knows")]
fn up_ms() -> Option<i64> {
    #[cfg(target_os = "linux")]
    const RUNS_ON: rustix::time::ClockId = rustix::time::ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    const RUNS_ON: rustix::time::ClockId = rustix::time::ClockId::Monotonic;
    let up = rustix::time::clock_gettime(RUNS_ON);
    Some(up.tv_sec * 1000 + up.tv_nsec / 1_000_000)
}

#[cfg(not(unix))]
fn up_ms() -> Option<i64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_passes_is_no_leap_and_a_clock_that_is_set_is_one_until_somebody_confirms_it() {
        let room = tempfile::tempdir().unwrap();
        let begun = |at: DateTime<Utc>| {
            let mut clock = Clock::fixed(at);
            clock.begin(room.path());
            clock
        };
        let at = "2026-11-21T03:00:00Z".parse().unwrap();
        let mut clock = begun(at);
        clock.keep(room.path(), false);
        clock.set(at + TimeDelta::hours(9));
        assert_eq!(clock.leapt(room.path()), None);
        clock.leap(TimeDelta::seconds(60));
        assert_eq!(clock.leapt(room.path()), None, "a minute is forgiven");
        clock.leap(TimeDelta::seconds(1));
        assert_eq!(clock.leapt(room.path()), Some(TimeDelta::seconds(61)));
        clock.keep(room.path(), false);
        assert_eq!(clock.leapt(room.path()), Some(TimeDelta::seconds(61)), "an entry does not make it right");
        let mut other = begun(at);
        other.leap(TimeDelta::seconds(-61));
        assert_eq!(other.leapt(room.path()), Some(TimeDelta::seconds(-61)));
        clock.keep(room.path(), true);
        assert_eq!(clock.leapt(room.path()), None);
    }

    #[test]
    fn a_running_clock_goes_on_as_time_does_and_an_anchor_of_another_start_is_none() {
        let room = tempfile::tempdir().unwrap();
        std::fs::write(room.path().join("clock.json"), r#"{"boot":"another","up_ms":0,"at":"2001-01-01T00:00:00Z"}"#)
            .unwrap();
        let mut clock = Clock::default();
        clock.begin(room.path());
        assert_eq!(clock.leapt(room.path()), None);
    }
}
