//! The rules by which a run passes. Each is here and nowhere else.

use super::{Counts, Ended, Expectation, Ratio, Reason, Tally, Unreadable, Verdict, What};

/// The verdict on a run that ended so and counted that.
///
/// Only a command that ended by itself with exit 0 can pass, and never one whose counts have a failure or an error, or
/// whose output cannot be read. Beyond that, of files and of tests each:
/// - something has to have passed: `0/0` fails always;
/// - what is recorded has to be counted, and no more may be skipped or not run than is recorded. `31/32` fails where
///   `32/32` is recorded;
/// - where everything else is well and the totals are others than those recorded, it is [`Verdict::OtherTotals`];
/// - where nothing at all is recorded, everything has to have passed.
///
/// Counts without any tally are those of a format that reads none; then the exit code alone decides.
pub fn judge(expectation: Option<&Expectation>, ended: &Ended, counts: Result<Counts, Unreadable>) -> Verdict {
    let mut reasons: Vec<Reason> = not_well(ended).into_iter().collect();
    let found = match counts {
        Ok(found) => found,
        Err(because) => {
            // Of a command that was stopped it is no news that its output is not complete.
            if matches!(ended, Ended::Exit(_)) {
                reasons.push(Reason::Unreadable { because });
            }
            return Verdict::Fail { reasons, found: None };
        }
    };
    if found.errors > 0 {
        reasons.push(Reason::Errors { count: found.errors });
    }
    let mut others = false;
    for (what, tally, recorded) in [
        (What::Files, found.files, expectation.and_then(|expected| expected.files)),
        (What::Tests, found.tests, expectation.and_then(|expected| expected.tests)),
    ] {
        match tally {
            None => reasons.extend(recorded.map(|recorded| Reason::NotCounted { what, recorded })),
            Some(tally) => match unmet(what, tally, recorded, expectation.is_some()) {
                Some(reason) => reasons.push(reason),
                None => others |= recorded.is_some_and(|recorded| tally.ratio() != Some(recorded)),
            },
        }
    }
    match expectation {
        _ if !reasons.is_empty() => Verdict::Fail { reasons, found: Some(found) },
        Some(recorded) if others => Verdict::OtherTotals { recorded: *recorded, found },
        _ => Verdict::Pass { found },
    }
}

fn not_well(ended: &Ended) -> Option<Reason> {
    match ended {
        Ended::Exit(0) => None,
        Ended::Exit(code) => Some(Reason::Exit { code: *code }),
        Ended::Signal(signal) => Some(Reason::Signal { signal: *signal }),
        Ended::TimedOut => Some(Reason::TimedOut),
        Ended::Cancelled => Some(Reason::Cancelled),
        Ended::Unknown => Some(Reason::Unknown),
        Ended::NotStarted(because) => Some(Reason::NotStarted { because: because.clone() }),
    }
}

/// `expects` is whether anything is recorded, of this or of the other kind: who records tests only leaves it open how
/// many files are skipped.
fn unmet(what: What, found: Tally, recorded: Option<Ratio>, expects: bool) -> Option<Reason> {
    if found.failed > 0 {
        return Some(Reason::Failed { what, found });
    }
    if found.passed == 0 {
        return Some(Reason::NoneRan { what, found });
    }
    let known = match recorded {
        Some(recorded) => recorded.short(),
        None if expects => return None,
        None => 0,
    };
    (found.short() > known).then_some(Reason::DidNotRun { what, found, recorded })
}
