//! What a test run counted: tallies of files and of tests, and adding them up. May not: know any output format.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Expectation, Ratio, Unreadable};

/// The largest count that is taken: what a JSON number holds exactly, and so what the ledger stores.
pub const MOST: u64 = (1 << 53) - 1;

/// How many there were of one kind, and what became of them. `passed + failed + skipped` is at most `total`; what is
/// missing was never run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// As many as the runner itself calls passed.
    pub passed: u64,
    /// Failed, errored, timed out or could not be started.
    pub failed: u64,
    /// Counted, and neither passed nor failed: skipped, ignored, to do, expected to fail.
    #[serde(default)]
    pub skipped: u64,
    /// All of them.
    pub total: u64,
}

impl Tally {
    /// A tally of which nothing is missing.
    pub(super) fn of(passed: u64, failed: u64, skipped: u64) -> Result<Self, Unreadable> {
        let total = sum(&[passed, failed, skipped])?;
        Ok(Self { passed, failed, skipped, total })
    }

    /// A tally with a total of its own, which the parts may not exceed.
    pub(super) fn within(passed: u64, failed: u64, skipped: u64, total: u64) -> Result<Self, Unreadable> {
        let parts = sum(&[passed, failed, skipped])?;
        if parts > total {
            return Err(Unreadable::contradictory(format!("its parts add up to {parts}, its total is {total}")));
        }
        Ok(Self { passed, failed, skipped, total })
    }

    /// Both together.
    pub(super) fn plus(self, other: Self) -> Result<Self, Unreadable> {
        Ok(Self {
            passed: sum(&[self.passed, other.passed])?,
            failed: sum(&[self.failed, other.failed])?,
            skipped: sum(&[self.skipped, other.skipped])?,
            total: sum(&[self.total, other.total])?,
        })
    }

    /// How many did not pass, for whatever reason.
    pub fn short(&self) -> u64 {
        self.total.saturating_sub(self.passed)
    }

    /// Passed of total, as an expectation records it; `None` where nothing passed.
    pub fn ratio(&self) -> Option<Ratio> {
        Ratio::new(self.passed, self.total).ok()
    }
}

/// `31/32`.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.passed, self.total)
    }
}

/// Adds counts up, up to [`MOST`].
pub(super) fn sum(parts: &[u64]) -> Result<u64, Unreadable> {
    let total = parts.iter().try_fold(0_u64, |total, part| total.checked_add(*part));
    total.filter(|total| *total <= MOST).ok_or(Unreadable::TooLarge)
}

/// What one run counted. Both tallies are absent only where the exit code alone is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Test files, binaries or suites, where the format counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Tally>,
    /// Tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tests: Option<Tally>,
    /// Errors outside of every test. More than none never passes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub errors: u64,
}

impl Counts {
    /// These counts as an expectation, for recording them after a person acknowledged them; `None` where nothing of a
    /// kind passed, or nothing was counted.
    pub fn as_expectation(&self) -> Option<Expectation> {
        let ratio = |tally: Option<Tally>| tally.map(|tally| tally.ratio().ok_or(())).transpose();
        let expectation = Expectation { files: ratio(self.files).ok()?, tests: ratio(self.tests).ok()? };
        (expectation.files.is_some() || expectation.tests.is_some()).then_some(expectation)
    }
}

/// `3/3 files, 31/32 tests`; `no counts` where there are none.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.files, self.tests) {
            (Some(files), Some(tests)) => write!(f, "{files} files, {tests} tests"),
            (Some(files), None) => write!(f, "{files} files"),
            (None, Some(tests)) => write!(f, "{tests} tests"),
            (None, None) => f.write_str("no counts"),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
