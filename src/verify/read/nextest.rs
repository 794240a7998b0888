//! `cargo nextest run`: `     Summary [   2.000s] 32 tests run: 32 passed (1 flaky), 4 skipped`.
//!
//! A flaky test is among the passed, as nextest counts it. nextest says skipped of what is ignored and of what a filter
//! left out alike, so neither is counted; a test that becomes ignored is missing from the total.

use super::super::counts::sum;
use super::super::{Counts, Tally, Unreadable};
use super::text::{counted, lines, number};
use super::{add, tests};

pub(super) fn read(text: &str) -> Result<Option<Counts>, Unreadable> {
    let mut total = None;
    for line in lines(text) {
        if let Some(tally) = summary(line)? {
            add(&mut total, tally)?;
        }
    }
    Ok(total.map(tests))
}

fn summary(line: &str) -> Result<Option<Tally>, Unreadable> {
    let rest = line.trim_start().strip_prefix("Summary [").and_then(|rest| rest.split_once("] "));
    let Some((run, parts)) = rest.and_then(|(_, rest)| rest.split_once(": ")) else { return Ok(None) };
    if run.ends_with(" stress run iterations") || run.ends_with(" stress run iteration") {
        return Err(Unreadable::contradictory("a stress run sums up iterations and not tests"));
    }
    let Some(run) = run.strip_suffix(" tests run").or_else(|| run.strip_suffix(" test run")) else { return Ok(None) };
    // `8/10` when the run was cut off.
    let (finished, planned) = run.split_once('/').unwrap_or((run, run));
    let (Some(finished), Some(planned)) = (number(finished)?, number(planned)?) else { return Ok(None) };
    let (mut passed, mut failed) = (0, Vec::new());
    for part in without_parentheses(parts).split(',') {
        match counted(part)? {
            Some((count, "passed")) => passed = count,
            Some((count, "failed" | "exec failed" | "timed out")) => failed.push(count),
            _ => {}
        }
    }
    let failed = sum(&failed)?;
    if sum(&[passed, failed])? != finished {
        return Err(Unreadable::contradictory(format!(
            "{finished} tests were run, and {passed} passed and {failed} failed"
        )));
    }
    Tally::within(passed, failed, 0, planned).map(Some)
}

/// Without the remarks, such as `(1 slow, 1 flaky)`, whose tests are counted already.
fn without_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}
