//! The Test Anything Protocol, versions 12 to 14.
//!
//! Only points at the left edge count: a subtest, which is indented, counts through the point that sums it up. A point
//! with `# SKIP` or `# TODO` counts as skipped, whether it is ok or not. A point that was planned and never came was
//! not run. Several documents, each beginning with its version line, are added up.

use super::super::{Counts, Tally, Unreadable};
use super::text::{lines, number};
use super::{add, tests};

pub(super) fn read(text: &str) -> Result<Option<Counts>, Unreadable> {
    let mut total = None;
    let mut document = Document::default();
    let mut bailed = false;
    for line in lines(text) {
        if let Some(version) = line.strip_prefix("TAP version ") {
            if number(version)?.is_some() {
                let begun = Document { begun: true, ..Document::default() };
                if let Some(tally) = std::mem::replace(&mut document, begun).close()? {
                    add(&mut total, tally)?;
                }
            }
        } else if let Some(planned) = plan(line)? {
            document.plan(planned)?;
        } else if let Some(point) = point(line)? {
            document.point(&point);
        } else {
            bailed |= line.trim_start().get(..9).is_some_and(|start| start.eq_ignore_ascii_case("bail out!"));
        }
    }
    let is_tap = total.is_some() || document.begun || document.planned.is_some();
    if bailed && is_tap {
        return Err(Unreadable::cut_short("the run bailed out"));
    }
    if let Some(tally) = document.close()? {
        add(&mut total, tally)?;
    }
    Ok(total.map(tests))
}

#[derive(Default)]
struct Document {
    /// Whether its version line was read.
    begun: bool,
    planned: Option<u64>,
    /// How many points came before the plan.
    before_plan: usize,
    /// The numbers of the points, given or counted on.
    ids: Vec<u64>,
    passed: u64,
    failed: u64,
    skipped: u64,
}

struct Point {
    ok: bool,
    id: Option<u64>,
    directive: bool,
}

impl Document {
    fn plan(&mut self, planned: u64) -> Result<(), Unreadable> {
        if self.planned.replace(planned).is_some() {
            return Err(Unreadable::contradictory("it has more than one plan"));
        }
        self.before_plan = self.ids.len();
        Ok(())
    }

    fn point(&mut self, point: &Point) {
        let next = self.ids.last().map_or(1, |last| last.saturating_add(1));
        self.ids.push(point.id.unwrap_or(next));
        match point {
            Point { directive: true, .. } => self.skipped += 1,
            Point { ok: true, .. } => self.passed += 1,
            Point { ok: false, .. } => self.failed += 1,
        }
    }

    /// The tally; `None` where nothing shows that this is the protocol: neither a version line nor a plan.
    fn close(mut self) -> Result<Option<Tally>, Unreadable> {
        let Some(planned) = self.planned else {
            let why = format!("it has no plan, and {} test points", self.ids.len());
            return if self.begun { Err(Unreadable::cut_short(why)) } else { Ok(None) };
        };
        if self.before_plan > 0 && self.before_plan < self.ids.len() {
            return Err(Unreadable::contradictory("its plan stands between the test points"));
        }
        let points = self.ids.len();
        self.ids.sort_unstable();
        self.ids.dedup();
        let within =
            self.ids.first().is_none_or(|first| *first >= 1) && self.ids.last().is_none_or(|last| *last <= planned);
        if !within || self.ids.len() < points {
            return Err(Unreadable::contradictory(format!(
                "{planned} test points are planned, and the numbers of the {points} that came do not fit"
            )));
        }
        Tally::within(self.passed, self.failed, self.skipped, planned).map(Some)
    }
}

/// `1..32`, maybe with a reason after `#`.
fn plan(line: &str) -> Result<Option<u64>, Unreadable> {
    let Some(rest) = line.strip_prefix("1..") else { return Ok(None) };
    let count = rest.split_once('#').map_or(rest, |(count, _)| count);
    number(count.trim_end())
}

/// `ok 1 - words # directive`.
fn point(line: &str) -> Result<Option<Point>, Unreadable> {
    let (ok, rest) = match (line.strip_prefix("not ok"), line.strip_prefix("ok")) {
        (Some(rest), _) => (false, rest),
        (_, Some(rest)) => (true, rest),
        _ => return Ok(None),
    };
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return Ok(None);
    }
    let id = number(rest.split_whitespace().next().unwrap_or_default())?;
    Ok(Some(Point { ok, id, directive: directive(rest) }))
}

/// Whether `# SKIP` or `# TODO` stands on the line, in any case; `\#` is a `#` of the description.
fn directive(rest: &str) -> bool {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        if c == '#' && !escaped {
            let word = rest[at + 1..].trim_start();
            let is = |known: &str| word.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(known));
            // `# skip` may go on as one word, `# SKIPPED:`; a todo is the word alone.
            if is("skip") || (is("todo") && !word[4..].starts_with(|c: char| c.is_alphanumeric() || c == '_')) {
                return true;
            }
        }
        escaped = c == '\\' && !escaped;
    }
    false
}
