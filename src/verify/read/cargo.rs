//! `cargo test`: one `running 12 tests` and one `test result: ok. 12 passed; 0 failed; …` for each test binary, the
//! documentation tests among them.
//!
//! What a filter left out is not counted. An ignored test is, as skipped.

use super::super::counts::sum;
use super::super::{Counts, Tally, Unreadable};
use super::add;
use super::text::{counted, lines};

pub(super) fn read(text: &str) -> Result<Option<Counts>, Unreadable> {
    let (mut begun, mut announced) = (0_u64, 0_u64);
    let (mut files, mut tests) = (None, None);
    let mut quoting = false;
    for line in lines(text) {
        if let "failures:" | "successes:" = line {
            quoting = true;
        } else if let Some(count) = header(line)? {
            // What the tests of this binary printed stands between the list of their names and its result.
            if quoting {
                continue;
            }
            begun += 1;
            announced = sum(&[announced, count])?;
        } else if let Some((ok, tally)) = result(line)? {
            quoting = false;
            add(&mut files, Tally::of(u64::from(ok), u64::from(!ok), 0)?)?;
            add(&mut tests, tally)?;
        }
    }
    let total = |tally: Option<Tally>| tally.map_or(0, |tally| tally.total);
    let (ended, counted) = (total(files), total(tests));
    if begun > ended {
        return Err(Unreadable::cut_short(format!("{begun} test binaries began and {ended} gave a result")));
    }
    // Where a filter took the headers out of the output, there is nothing to compare with.
    if begun > 0 && (begun, announced) != (ended, counted) {
        let why = format!("{begun} test binaries announced {announced} tests, and {ended} results count {counted}");
        return Err(Unreadable::contradictory(why));
    }
    Ok(tests.map(|tests| Counts { files, tests: Some(tests), errors: 0 }))
}

/// `running 12 tests`, maybe with words before `tests` and a seed after it.
fn header(line: &str) -> Result<Option<u64>, Unreadable> {
    let Some(rest) = line.strip_prefix("running ") else { return Ok(None) };
    let rest = rest.split_once(" (shuffle seed").map_or(rest, |(rest, _)| rest);
    match rest.rsplit(' ').next() {
        Some("test" | "tests") => Ok(counted(rest)?.map(|(count, _)| count)),
        _ => Ok(None),
    }
}

/// The result of one binary, and whether it calls itself ok. It may follow an unfinished line of standard error.
fn result(line: &str) -> Result<Option<(bool, Tally)>, Unreadable> {
    let Some((_, rest)) = line.split_once("test result: ") else { return Ok(None) };
    let (ok, rest) = match (rest.strip_prefix("ok. "), rest.strip_prefix("FAILED. ")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Ok(None),
    };
    let (mut passed, mut failed, mut ignored, mut measured) = (None, None, 0, 0);
    for part in rest.split("; ") {
        match counted(part)? {
            Some((count, "passed")) => passed = Some(count),
            Some((count, "failed")) => failed = Some(count),
            Some((count, "ignored")) => ignored = count,
            Some((count, "measured")) => measured = count,
            _ => {}
        }
    }
    let (Some(passed), Some(failed)) = (passed, failed) else { return Ok(None) };
    if ok == (failed > 0) {
        let word = if ok { "ok" } else { "FAILED" };
        return Err(Unreadable::contradictory(format!("a result is {word} and has {failed} failed")));
    }
    Ok(Some((ok, Tally::of(sum(&[passed, measured])?, failed, ignored)?)))
}
