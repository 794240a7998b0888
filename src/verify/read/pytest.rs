//! pytest: `=== 2 failed, 30 passed, 1 skipped, 1 xfailed in 0.10s ===`, under `-q` without the `=`.
//!
//! An error counts as failed; what is expected to fail counts as skipped, also when it passed. Deselected tests and
//! reruns are not counted.

use super::super::counts::sum;
use super::super::{Counts, Tally, Unreadable};
use super::text::{counted, lines};
use super::{add, tests};

pub(super) fn read(text: &str) -> Result<Option<Counts>, Unreadable> {
    let (mut framed, mut bare) = (None, None);
    for line in lines(text) {
        let inside = line.trim_matches('=').trim();
        if let Some(tally) = summary(inside)? {
            let within = line.starts_with('=') && line.ends_with('=');
            add(if within { &mut framed } else { &mut bare }, tally)?;
        }
    }
    // Where pytest frames its summary, another line that looks like one is somebody else's.
    Ok(framed.or(bare).map(tests))
}

fn summary(line: &str) -> Result<Option<Tally>, Unreadable> {
    let Some((parts, time)) = line.rsplit_once(" in ") else { return Ok(None) };
    if !is_time(time) {
        return Ok(None);
    }
    if parts == "no tests ran" {
        return Ok(Some(Tally::default()));
    }
    let (mut passed, mut failed, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
    let (mut known, mut unknown) = (false, false);
    for part in parts.split(", ") {
        let Some((count, word)) = counted(part)? else { return Ok(None) };
        match word {
            "passed" => passed.push(count),
            "failed" | "error" | "errors" | "subtests failed" => failed.push(count),
            "skipped" | "xfailed" | "xpassed" => skipped.push(count),
            "deselected" | "warning" | "warnings" | "rerun" | "subtests passed" | "subtests skipped" => {}
            _ => unknown = true,
        }
        known |=
            matches!(word, "passed" | "failed" | "error" | "errors" | "skipped" | "xfailed" | "xpassed" | "deselected");
    }
    match (known, unknown) {
        (false, _) => Ok(None),
        (true, true) => Err(Unreadable::contradictory("its summary has a kind of result that is not pytest's own")),
        (true, false) => Tally::of(sum(&passed)?, sum(&failed)?, sum(&skipped)?).map(Some),
    }
}

/// `0.10s`, or `65.20s (0:01:05)`; before pytest 5.3 `0.10 seconds`.
fn is_time(text: &str) -> bool {
    let seconds = text.split_once(" (").map_or(text, |(seconds, _)| seconds);
    let digits = seconds.strip_suffix(" seconds").or_else(|| seconds.strip_suffix('s'));
    let digits = digits.and_then(|seconds| seconds.split_once('.'));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.is_some_and(|(whole, part)| all(whole) && all(part))
}
