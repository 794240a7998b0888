//! One gate as it is configured: `[[verification]]` of the workspace.

use std::time::Duration;

use serde::Deserialize;

use super::read::Pattern;
use super::{Ended, Expectation, Format, Verdict, judge};

/// How long a gate may take where nothing is said.
const TIMEOUT: Duration = Duration::from_mins(10);
/// The bounds of a gate's timeout.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_hours(24);
/// The longest name.
const LONGEST_NAME: usize = 64;

/// One command whose output is counted and compared. Only a gate that was checked exists.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Entry")]
pub struct Gate {
    /// What people call it: 1 to 64 of `A-Z a-z 0-9 . _ -`, not beginning with a dot or a dash.
    pub name: String,
    /// The program and its arguments, which no shell reads; never empty.
    pub argv: Vec<String>,
    /// How long it may take: 1 s to 24 h, 10 min where nothing is said.
    pub timeout: Duration,
    /// How its output is read.
    pub format: Format,
    /// What its counts are compared with.
    pub expect: Option<Expectation>,
}

impl Gate {
    /// Reads the output and judges the run.
    pub fn judge(&self, ended: &Ended, output: &[u8]) -> Verdict {
        judge(self.expect.as_ref(), ended, self.format.read(output))
    }

    /// Checks what can only be checked of all gates together: that no two share a name.
    ///
    /// # Errors
    /// A sentence with the name.
    pub fn check_all(gates: &[Self]) -> Result<(), String> {
        let twice =
            gates.iter().enumerate().find(|(at, gate)| gates[..*at].iter().any(|other| other.name == gate.name));
        match twice {
            Some((_, gate)) => Err(format!("two gates have the name `{}`; give each its own", gate.name)),
            None => Ok(()),
        }
    }
}

/// The keys of `docs/verification.md`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    argv: Vec<String>,
    timeout: Option<String>,
    format: Option<String>,
    pattern: Option<String>,
    expect: Option<Expectation>,
}

impl TryFrom<Entry> for Gate {
    type Error = String;

    fn try_from(entry: Entry) -> Result<Self, String> {
        let Entry { name, argv, timeout, format, pattern, expect } = entry;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if name.is_empty() || name.len() > LONGEST_NAME || name.starts_with(['.', '-']) || !name.bytes().all(plain) {
            return Err(format!(
                "`{}` is not a name for a gate; write 1 to {LONGEST_NAME} letters, digits, `.`, `_` or `-`, beginning \
                 with a letter, a digit or `_`",
                name.escape_debug()
            ));
        }
        let in_gate = |why: String| format!("gate `{name}`: {why}");
        if argv.first().is_none_or(|program| program.trim().is_empty()) {
            return Err(in_gate("`argv` names no program; write the program and its arguments as a list".to_owned()));
        }
        if argv.iter().any(|word| word.contains('\0')) {
            return Err(in_gate("`argv` has a NUL character, which no program can be given".to_owned()));
        }
        let timeout = timeout.as_deref().map_or(Ok(TIMEOUT), duration).map_err(in_gate)?;
        let format = match (format, pattern) {
            (Some(_), Some(_)) => Err("`format` and `pattern` are both set; keep one of them".to_owned()),
            (None, Some(pattern)) => Pattern::new(&pattern).map(Format::Pattern),
            (Some(word), None) => Format::named(&word),
            (None, None) => Ok(Format::default()),
        };
        let format = format.map_err(in_gate)?;
        if let Some(expectation) = &expect {
            format.fits(expectation).map_err(in_gate)?;
        }
        Ok(Self { name, argv, timeout, format, expect })
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let parsed = humantime::parse_duration(text.trim()).ok();
    parsed.filter(|duration| (SHORTEST..=LONGEST).contains(duration)).ok_or_else(|| {
        let text = text.escape_debug();
        format!("`{text}` is not a timeout; write one like `90s`, `10m` or `1h`, from 1 second to 24 hours")
    })
}
