//! An own pattern: a regular expression whose named groups are the counts.

use std::fmt;

use regex_lite::{Regex, RegexBuilder};

use super::super::{Counts, Tally, Unreadable, What};
use super::text::{lines, number};

/// The groups a pattern may have.
const GROUPS: [&str; 6] =
    ["files_passed", "files_total", "files_failed", "tests_passed", "tests_total", "tests_failed"];
/// How large a pattern may become when it is compiled, in bytes; time is bounded by this times the output.
const SIZE: usize = 256 << 10;

/// A pattern that has the groups it needs: of files, of tests or of both, `_passed` and one of `_total` and `_failed`.
///
/// It is looked for once in each line. Different groups may be found in different lines; a group that is found again has
/// to say the same.
#[derive(Clone)]
pub struct Pattern {
    regex: Regex,
}

impl Pattern {
    /// # Errors
    /// A sentence: it does not compile, has a group that is not known, or lacks one that is needed.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let regex = RegexBuilder::new(pattern)
            .size_limit(SIZE)
            .build()
            .map_err(|error| format!("`pattern` is not a regular expression that can be used: {error}"))?;
        let all = "`files_passed`, `files_total`, `files_failed`, `tests_passed`, `tests_total`, `tests_failed`";
        let named: Vec<&str> = regex.capture_names().flatten().collect();
        if let Some(unknown) = named.iter().find(|name| !GROUPS.contains(name)) {
            return Err(format!("`pattern` has a group `{unknown}`, which means nothing; the groups are {all}"));
        }
        if named.is_empty() {
            return Err(format!(
                "`pattern` has no named group, such as `(?P<tests_passed>\\d+)`; the groups are {all}"
            ));
        }
        for (what, groups) in [(What::Files, &GROUPS[..3]), (What::Tests, &GROUPS[3..])] {
            let has: Vec<bool> = groups.iter().map(|group| named.contains(group)).collect();
            if has.contains(&true) && !has[0] {
                return Err(format!("`pattern` counts {what} and has no group `{what}_passed`"));
            }
            if has[0] && !has[1] && !has[2] {
                return Err(format!(
                    "`pattern` has `{what}_passed` alone, which does not tell how many there were; add a group \
                     `{what}_total` or `{what}_failed`"
                ));
            }
        }
        Ok(Self { regex })
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }

    /// Whether it has groups for these.
    pub fn counts(&self, what: What) -> bool {
        let group = match what {
            What::Files => GROUPS[0],
            What::Tests => GROUPS[3],
        };
        self.regex.capture_names().flatten().any(|name| name == group)
    }

    pub(super) fn read(&self, text: &str) -> Result<Option<Counts>, Unreadable> {
        let mut found = [None; GROUPS.len()];
        for line in lines(text) {
            let Some(captures) = self.regex.captures(line) else { continue };
            for (slot, group) in found.iter_mut().zip(GROUPS) {
                let Some(word) = captures.name(group) else { continue };
                let Some(count) = number(word.as_str().trim())? else {
                    return Err(Unreadable::contradictory(format!("what matches the group `{group}` is not a number")));
                };
                if slot.replace(count).is_some_and(|before| before != count) {
                    return Err(Unreadable::contradictory(format!("the group `{group}` is found with two numbers")));
                }
            }
        }
        if found == [None; GROUPS.len()] {
            return Ok(None);
        }
        let counts = Counts {
            files: self.tally(What::Files, &found[..3])?,
            tests: self.tally(What::Tests, &found[3..])?,
            errors: 0,
        };
        Ok(Some(counts))
    }

    /// The tally of what the pattern counts; `found` is passed, total and failed.
    fn tally(&self, what: What, found: &[Option<u64>]) -> Result<Option<Tally>, Unreadable> {
        match *found {
            _ if !self.counts(what) => Ok(None),
            [Some(passed), Some(total), failed] => Tally::within(passed, failed.unwrap_or(0), 0, total).map(Some),
            [Some(passed), None, Some(failed)] => Tally::of(passed, failed, 0).map(Some),
            _ => Err(Unreadable::cut_short(format!(
                "the pattern finds some of its groups and not all it needs for {what}"
            ))),
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.as_str()).finish()
    }
}
