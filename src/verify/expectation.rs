//! What was recorded of a run that was good, and is compared with: `{ files = "3/3", tests = "32/32" }` (seed 000,
//! *Verification Checklist*).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::counts::MOST;

/// Passed of total, such as `32/32`; more than 0 passed, and not more than there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    passed: u64,
    total: u64,
}

impl Ratio {
    /// # Errors
    /// A sentence: nothing passed, more passed than there are, or a number over [`MOST`].
    pub fn new(passed: u64, total: u64) -> Result<Self, String> {
        let wrong = if passed.max(total) > MOST {
            "is larger than any test run"
        } else if total == 0 {
            "expects that nothing runs, and a run of nothing never passes"
        } else if passed == 0 {
            "expects that nothing passes"
        } else if passed > total {
            "has more passed than there are"
        } else {
            return Ok(Self { passed, total });
        };
        Err(format!("`{passed}/{total}` {wrong}; write how many passed of how many, like `32/32`"))
    }

    /// How many have to pass.
    pub fn passed(&self) -> u64 {
        self.passed
    }

    /// How many there have to be.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many are known not to pass: skipped, ignored, to do.
    pub fn short(&self) -> u64 {
        self.total - self.passed
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.passed, self.total)
    }
}

impl FromStr for Ratio {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| {
            let text = text.trim();
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            // Too many digits for a number is over the bound as well.
            digits.then(|| text.parse().unwrap_or(u64::MAX))
        };
        match text.split_once('/').and_then(|(passed, total)| Some((number(passed)?, number(total)?))) {
            Some((passed, total)) => Self::new(passed, total),
            None => Err(format!(
                "`{}` is not a count; write how many passed of how many, like `32/32`",
                text.escape_debug()
            )),
        }
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a run is compared with; at least one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Entry")]
pub struct Expectation {
    /// Test files, binaries or suites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Ratio>,
    /// Tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tests: Option<Ratio>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    files: Option<Ratio>,
    tests: Option<Ratio>,
}

impl TryFrom<Entry> for Expectation {
    type Error = String;

    fn try_from(entry: Entry) -> Result<Self, String> {
        match entry {
            Entry { files: None, tests: None } => {
                Err("`expect` says nothing; write `expect = { tests = \"32/32\" }`, or leave it out".to_owned())
            }
            Entry { files, tests } => Ok(Self { files, tests }),
        }
    }
}

/// `3/3 files, 32/32 tests`.
impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.files, self.tests) {
            (Some(files), Some(tests)) => write!(f, "{files} files, {tests} tests"),
            (Some(files), None) => write!(f, "{files} files"),
            (None, Some(tests)) => write!(f, "{tests} tests"),
            (None, None) => f.write_str("nothing"),
        }
    }
}
