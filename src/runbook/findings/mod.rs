//! The rules that say what is wrong with a runbook, each of them one function. `find` runs them all.
//!
//! Lives here: findings about one file, and in `across` those about several. May not: change a fact, or decide what may
//! be done; `Document::errors` says whom an error keeps from being acted on, and the rules of the room ask it.

mod across;
mod boxes;
mod facts;
mod nested;
mod order;
mod prose;
mod shape;
mod status;
mod ticked;

pub use across::Across;

use super::lines::Lines;
use super::scan::Blocks;
use super::{Document, Finding, FindingCode, Phase, Severity, Span, StatusMark};

/// What the rules need besides the facts.
pub(super) struct Extra<'a> {
    pub(super) text: &'a str,
    /// Where the Markdown begins.
    pub(super) from: usize,
    pub(super) lines: &'a Lines,
    pub(super) blocks: &'a Blocks,
    /// The lines of the tables that read as the roadmap.
    pub(super) tables: &'a [usize],
    /// The phases that state their status twice, with the line of the second.
    pub(super) duplicate_statuses: &'a [(usize, usize)],
    /// What the front matter's grammar cannot be read for.
    pub(super) grammar: Option<String>,
    /// The line on which the front matter names a world, and why that cannot be one's name.
    pub(super) world: Option<(usize, String)>,
}

/// Fills in the findings of `document`, by place, and who the errors keep from being acted on.
pub(super) fn find(document: &mut Document, extra: &Extra) {
    let mut finder = Finder { document, extra, found: Vec::new() };
    shape::find(&mut finder);
    status::find(&mut finder);
    order::find(&mut finder);
    boxes::find(&mut finder);
    facts::find(&mut finder);
    nested::find(&mut finder);
    ticked::find(&mut finder);
    prose::find(&mut finder);
    let mut found = finder.found;
    found.sort_by_key(|finding| (finding.line, finding.code, finding.column));
    for (at, finding) in found.iter().enumerate() {
        if finding.severity != Severity::Error {
            continue;
        }
        let Some(phase) = &finding.phase else {
            document.index.document_errors.push(at);
            continue;
        };
        for id in finding.also.iter().chain([phase]) {
            document.index.errors.entry(id.clone()).or_default().push(at);
        }
    }
    document.findings = found;
}

/// One run over one document.
struct Finder<'a> {
    document: &'a Document,
    extra: &'a Extra<'a>,
    found: Vec<Finding>,
}

impl Finder<'_> {
    /// Adds a finding about the bytes `span`, as far as they are on the line where they begin.
    fn raise(&mut self, code: FindingCode, phase: Option<&str>, span: Span, message: String, hint: &str) {
        let finding = self.finding(code, phase, span, message, hint);
        self.found.push(finding);
    }

    fn finding(&self, code: FindingCode, phase: Option<&str>, span: Span, message: String, hint: &str) -> Finding {
        let Extra { text, lines, .. } = self.extra;
        let line = lines.line(span.start);
        let whole = lines.span(line);
        let end = whole.start + text[whole.clone()].trim_end_matches(['\r', '\n']).len();
        let mut stop = span.end.min(end).max(span.start);
        while !text.is_char_boundary(stop) {
            stop += 1;
        }
        let span = span.start..stop;
        let before = text[whole.start..span.start].trim_start_matches('\u{feff}');
        Finding {
            code,
            severity: code.severity(),
            phase: phase.map(str::to_owned),
            line,
            column: before.chars().count() + 1,
            span: Some(span),
            message,
            hint: hint.to_owned(),
            also: Vec::new(),
        }
    }

    /// What stands on a line, blanks and byte order mark aside.
    fn line(&self, line: usize) -> Span {
        let span = self.extra.lines.span(line);
        let text = &self.extra.text[span.clone()];
        let led = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let start = span.start + text.len() - led.len();
        start..start + led.trim_end().len()
    }

    /// The first cell of a table's row.
    fn first_cell(&self, line: usize) -> Span {
        let row = self.line(line);
        let text = &self.extra.text[row.clone()];
        let led = text.strip_prefix('|').unwrap_or(text);
        let cell = led.split('|').next().unwrap_or(led);
        let start = row.start + text.len() - led.len() + cell.len() - cell.trim_start().len();
        start..start + cell.trim().len()
    }

    /// The words of a phase's heading.
    fn heading(&self, phase: &Phase) -> Span {
        self.words_of(phase.heading)
    }

    /// The words of a heading, without its `#` marks.
    fn words_of(&self, heading: usize) -> Span {
        self.extra.blocks.headings.get(heading).map_or(0..0, |raw| raw.words.clone())
    }

    /// The word of a status; what stands on its line when there is none.
    fn mark(&self, mark: &StatusMark) -> Span {
        let here = !mark.span.is_empty() && self.extra.lines.line(mark.span.start) == mark.line;
        if here { mark.span.clone() } else { self.line(mark.line) }
    }

    /// A box with its brackets, when `span` is what stands between them.
    fn brackets(span: &Span) -> Span {
        span.start.saturating_sub(1)..span.end + 1
    }

    fn phase_id(&self, phase: Option<usize>) -> Option<&str> {
        Some(self.document.phases.get(phase?)?.id.as_str())
    }
}
