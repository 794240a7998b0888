//! `JUnit` XML: `testsuites`, `testsuite` within each other, `testcase` with `failure`, `error` or `skipped`.
//!
//! Cases are counted where a suite lists them, and its attributes may not contradict them; where it lists none, the
//! attributes count. Files are the suites that hold cases of their own. What stands before, between and after the roots
//! is passed over, a document type with it, and no entity is ever expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::counts::sum;
use super::super::{Counts, Tally, Unreadable};
use super::text::number;

/// How deep elements may lie within each other; reports need five or six.
const DEEPEST: usize = 256;

pub(super) fn read(text: &str) -> Result<Option<Counts>, Unreadable> {
    let mut rest = text;
    let mut total: Option<Suite> = None;
    while let Some(at) = rest.find("<testsuite") {
        rest = &rest[at..];
        let mut report = Report::default();
        let end = document(rest, &mut report)?;
        rest = rest.get(end..).unwrap_or_default();
        if let Some(root) = report.root {
            total = Some(total.unwrap_or_default().plus(&root)?);
        }
    }
    Ok(total.map(|total| Counts { files: Some(total.files), tests: Some(total.tests), errors: 0 }))
}

/// Reads one root up to its end, and says where that is.
fn document(text: &str, report: &mut Report) -> Result<usize, Unreadable> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event();
        match event {
            Ok(Event::Start(start)) => {
                report.open(&start, depth)?;
                depth += 1;
                if depth > DEEPEST {
                    return Err(Unreadable::contradictory(format!("its elements lie more than {DEEPEST} deep")));
                }
            }
            Ok(Event::Empty(start)) => {
                report.open(&start, depth)?;
                report.close(depth)?;
                if depth == 0 {
                    break;
                }
            }
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                report.close(depth)?;
                if depth == 0 {
                    break;
                }
            }
            Ok(Event::Eof) if depth > 0 => return Err(Unreadable::cut_short("a report ends within an element")),
            Ok(Event::Eof) => break,
            // The reader stops where a tag is cut off, before it says that the document is over.
            Err(quick_xml::Error::Syntax(_)) => return Err(Unreadable::cut_short("a report ends within a tag")),
            Err(_) => return Err(Unreadable::contradictory("its XML is not well-formed")),
            Ok(_) => {}
        }
    }
    Ok(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX))
}

/// What is known of a suite, with the suites inside it.
#[derive(Default)]
struct Suite {
    files: Tally,
    tests: Tally,
}

impl Suite {
    fn plus(&self, other: &Self) -> Result<Self, Unreadable> {
        Ok(Self { files: self.files.plus(other.files)?, tests: self.tests.plus(other.tests)? })
    }
}

/// The attributes of a suite that count.
#[derive(Default)]
struct Stated {
    tests: Option<u64>,
    /// Failures and errors together.
    failed: Option<u64>,
    skipped: u64,
}

/// A suite that is not closed yet.
struct Open {
    depth: usize,
    stated: Stated,
    own: Tally,
    within: Suite,
}

/// A case that is not closed yet.
struct Case {
    depth: usize,
    failed: bool,
    skipped: bool,
}

#[derive(Default)]
struct Report {
    suites: Vec<Open>,
    case: Option<Case>,
    root: Option<Suite>,
}

impl Report {
    fn open(&mut self, start: &BytesStart<'_>, depth: usize) -> Result<(), Unreadable> {
        let name = start.local_name().into_inner();
        match (&mut self.case, name) {
            (None, "testsuite" | "testsuites") if depth == self.suites.len() => {
                let stated = stated(start)?;
                self.suites.push(Open { depth, stated, own: Tally::default(), within: Suite::default() });
            }
            (None, "testcase") if !self.suites.is_empty() => {
                let not_run = attribute(start, &["status", "result"]);
                let skipped = not_run.iter().any(|value| matches!(&**value, "notrun" | "disabled" | "skipped"));
                self.case = Some(Case { depth, failed: false, skipped });
            }
            (Some(case), "failure" | "error") if depth == case.depth + 1 => case.failed = true,
            (Some(case), "skipped") if depth == case.depth + 1 => case.skipped = true,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, depth: usize) -> Result<(), Unreadable> {
        if let Some(case) = self.case.take_if(|case| case.depth == depth)
            && let Some(suite) = self.suites.last_mut()
        {
            let (failed, skipped) = (case.failed, case.skipped && !case.failed);
            let one = Tally::of(u64::from(!failed && !skipped), u64::from(failed), u64::from(skipped))?;
            suite.own = suite.own.plus(one)?;
        }
        if self.suites.last().is_some_and(|suite| suite.depth == depth)
            && let Some(suite) = self.suites.pop()
        {
            let whole = suite.whole()?;
            match self.suites.last_mut() {
                Some(outer) => outer.within = outer.within.plus(&whole)?,
                None => self.root = Some(whole),
            }
        }
        Ok(())
    }
}

impl Open {
    fn whole(self) -> Result<Suite, Unreadable> {
        let Self { stated, own, within, .. } = self;
        if own.total + within.tests.total > 0 {
            let listed = own.plus(within.tests)?;
            // Some count the suites inside a suite with it and some do not. More than are listed is no contradiction:
            // pytest adds subtests, which it does not list.
            let agrees = stated.tests.is_none_or(|stated| stated >= own.total)
                && stated.failed.is_none_or(|stated| [own, listed].iter().any(|one| (stated > 0) == (one.failed > 0)));
            if !agrees {
                return Err(Unreadable::contradictory("a suite has other counts than the cases it lists"));
            }
            // Skipped cases that are only stated count as well.
            let unlisted = stated.tests.unwrap_or(0).saturating_sub(listed.total);
            let unlisted = unlisted.min(stated.skipped.saturating_sub(listed.skipped));
            let tests = listed.plus(Tally::of(0, 0, unlisted)?)?;
            return Ok(Suite { files: file(own)?.plus(within.files)?, tests });
        }
        let Some(total) = stated.tests else { return Ok(within) };
        let failed = stated.failed.unwrap_or(0);
        let passed = total.checked_sub(sum(&[failed, stated.skipped])?);
        let Some(passed) = passed else {
            return Err(Unreadable::contradictory("a suite has more failed and skipped than tests"));
        };
        let tests = Tally::of(passed, failed, stated.skipped)?;
        Ok(Suite { files: file(tests)?.plus(within.files)?, tests })
    }
}

/// A suite with these cases of its own, as a file; none has no file.
fn file(own: Tally) -> Result<Tally, Unreadable> {
    let failed = own.failed > 0;
    let skipped = !failed && own.passed == 0;
    let one = |is: bool| u64::from(own.total > 0 && is);
    Tally::of(one(!failed && !skipped), one(failed), one(skipped))
}

fn stated(start: &BytesStart<'_>) -> Result<Stated, Unreadable> {
    let count = |names: &[&str]| -> Result<Option<u64>, Unreadable> {
        let values = attribute(start, names);
        let counts: Vec<u64> = values
            .iter()
            .map(|value| number(value.trim()))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect();
        if counts.is_empty() { Ok(None) } else { sum(&counts).map(Some) }
    };
    Ok(Stated {
        tests: count(&["tests"])?,
        failed: count(&["failures", "errors"])?,
        skipped: count(&["skipped", "disabled"])?.unwrap_or(0),
    })
}

/// The values of the attributes with these names, as they are written.
fn attribute<'a>(start: &'a BytesStart<'_>, names: &[&str]) -> Vec<std::borrow::Cow<'a, str>> {
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    attributes
        .flatten()
        .filter(|attribute| names.contains(&attribute.key.local_name().into_inner()))
        .map(|attribute| attribute.value)
        .collect()
}
