//! vitest: ` Test Files  1 failed | 2 passed (3)` and `      Tests  1 failed | 31 passed (32)`.
//!
//! A workspace that runs vitest more than once prints the two lines each time; they are added up.

use super::super::counts::sum;
use super::super::{Counts, Tally, Unreadable};
use super::add;
use super::text::{counted, lines, number};

pub(super) fn read(text: &str) -> Result<Option<Counts>, Unreadable> {
    let (mut files, mut tests) = (None, None);
    let (mut of_files, mut of_tests) = (0_u64, 0_u64);
    let mut errors: Vec<u64> = Vec::new();
    for line in lines(text).map(str::trim_start) {
        if let Some(tally) = state(line, "Test Files")? {
            of_files += 1;
            add(&mut files, tally)?;
        } else if let Some(tally) = state(line, "Tests")? {
            of_tests += 1;
            add(&mut tests, tally)?;
        } else if let Some(rest) = title(line, "Errors")
            && let Some((count, "error" | "errors")) = counted(rest)?
        {
            errors.push(count);
        }
    }
    if of_files > 0 && of_files != of_tests {
        let why = format!("it has {of_files} lines of test files and {of_tests} of tests");
        return Err(Unreadable::cut_short(why));
    }
    let errors = sum(&errors)?;
    Ok(tests.map(|tests| Counts { files, tests: Some(tests), errors }))
}

/// What follows a title of the summary.
fn title<'a>(line: &'a str, title: &str) -> Option<&'a str> {
    line.strip_prefix(title).filter(|rest| rest.starts_with(' ')).map(str::trim)
}

/// `1 failed | 31 passed (32)`. Other words make it a line of something else.
fn state(line: &str, of: &str) -> Result<Option<Tally>, Unreadable> {
    let Some(rest) = title(line, of) else { return Ok(None) };
    if rest == "no tests" {
        return Ok(Some(Tally::default()));
    }
    let Some((parts, total)) = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) else { return Ok(None) };
    let Some(total) = number(total)? else { return Ok(None) };
    let (mut passed, mut failed, mut skipped) = (0, 0, Vec::new());
    for part in parts.split('|') {
        match counted(part)? {
            Some((count, "passed")) => passed = count,
            Some((count, "failed")) => failed = count,
            Some((count, "skipped" | "todo" | "expected fail")) => skipped.push(count),
            _ => return Ok(None),
        }
    }
    Tally::within(passed, failed, sum(&skipped)?, total).map(Some)
}
