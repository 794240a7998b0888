//! The lines of a file: where they begin, and those at the left edge that state a status or are a label.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use super::Span;
use super::facts::topic::{self, Topic};
use super::grammar::Grammar;
use super::label;
use super::scan::Blocks;
use crate::hold::text::is_plain_line;

/// A file by lines.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// Per stretch of [`STRETCH`] bytes, how many lines begin before it.
    before: Vec<usize>,
    count: usize,
    end: usize,
    /// Every `Status:` at the left edge, in order.
    pub(super) statuses: Vec<Stated>,
    /// Where those lines begin that a list item never swallows: statuses and labels.
    pub(super) edges: Vec<usize>,
    /// Every label at the left edge, in order.
    pub(super) labels: Vec<LabelLine>,
    /// Every label about a part or about blockers that has words after it on its own line, in order.
    pub(super) inlines: Vec<Inline>,
    /// Whether a label `Statuses:` lists the words that the document accepts.
    pub(super) declares_statuses: bool,
}

/// A stated status: where its line begins, and the bytes of its value.
#[derive(Debug)]
pub(super) struct Stated {
    pub(super) at: usize,
    pub(super) value: Span,
}

/// A label at the left edge.
#[derive(Debug)]
pub(super) struct LabelLine {
    pub(super) at: usize,
    /// The end of its line.
    pub(super) end: usize,
    pub(super) read: label::Read,
}

/// A label with words after it: `Entry gate: R0 is DONE`.
#[derive(Debug)]
pub(super) struct Inline {
    pub(super) at: usize,
    pub(super) topic: Topic,
    /// What stands after the colon on the same line.
    pub(super) clause: Span,
}

/// How many bytes lie between two places whose line is known without a search. Lines of plans are some forty bytes long.
const STRETCH: usize = 128;

impl Lines {
    /// Splits `text` and reads its left edge from byte `from` on, outside headings, code, HTML and tables.
    pub(super) fn of(text: &str, from: usize, blocks: &Blocks, grammar: &Grammar) -> Self {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        let count = if text.is_empty() || text.ends_with('\n') { starts.len() - 1 } else { starts.len() };
        starts.truncate(count.max(1));
        let mut before = Vec::with_capacity(text.len() / STRETCH + 1);
        for (nth, &start) in starts.iter().enumerate() {
            while before.len() * STRETCH <= start {
                before.push(nth);
            }
        }
        let mut lines = Self {
            starts,
            before,
            count,
            end: text.len(),
            statuses: Vec::new(),
            edges: Vec::new(),
            labels: Vec::new(),
            inlines: Vec::new(),
            declares_statuses: false,
        };
        lines.edge(text, from, blocks, grammar);
        lines
    }

    /// Line feeds, plus one for a last line without one.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The line, from 1, that the byte at `at` is on.
    pub(super) fn line(&self, at: usize) -> usize {
        let before = self.before.get(at / STRETCH).or(self.before.last()).copied().unwrap_or_default();
        let near = self.starts[before..].iter().take_while(|&&start| start <= at);
        (before + near.count()).max(1)
    }

    /// The bytes of a line, its end included; nothing for a line that is not there.
    pub(super) fn span(&self, line: usize) -> Span {
        let at = |line: usize| self.starts.get(line).copied().unwrap_or(self.end);
        line.checked_sub(1).map_or(0..0, |above| at(above)..at(line))
    }

    /// The bytes of an item's words, up to a status or label that Markdown takes for more of them.
    pub(super) fn own_words(&self, words: &Span) -> Span {
        let edge = self.edges.get(self.edges.partition_point(|&edge| edge <= words.start));
        words.start..edge.map_or(words.end, |&edge| edge.min(words.end))
    }

    /// The bytes of `span` on one line, blanks collapsed.
    pub(super) fn joined(text: &str, span: &Span) -> String {
        one_line(&text[span.clone()]).into_owned()
    }

    fn edge(&mut self, text: &str, from: usize, blocks: &Blocks, grammar: &Grammar) {
        let opaque = blocks.opaque.iter().map(|opaque| &opaque.span);
        let mut hidden: Vec<&Span> = opaque.chain(blocks.headings.iter().map(|raw| &raw.span)).collect();
        hidden.sort_by_key(|span| span.start);
        let mut hidden = hidden.into_iter().peekable();
        let mut waiting: Option<usize> = None;
        for at in 0..self.starts.len() {
            let start = self.starts[at];
            let end = self.starts.get(at + 1).copied().unwrap_or(text.len());
            // Most lines are blank, indented, items or rows, which state nothing at the left edge.
            let led = text.as_bytes().get(start..end.min(start + 2)).unwrap_or_default();
            let inner = matches!(led, [b' ' | b'\t' | b'|' | b'>' | b'\n', ..] | [b'-' | b'*' | b'+', b' ' | b'\t']);
            if inner && waiting.is_none() {
                continue;
            }
            let line = text[start..end].trim_end();
            // Without a colon nothing is stated but by what is bold from end to end.
            let bold = matches!(led, b"**" | b"__");
            if !bold && waiting.is_none() && memchr(b':', line.as_bytes()).is_none() {
                continue;
            }
            while hidden.peek().is_some_and(|span| span.end <= start) {
                hidden.next();
            }
            if line.is_empty() || start < from {
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            let opaque = hidden.peek().is_some_and(|span| span.start <= start + indent);
            if let Some(status) = waiting.take() {
                let led = line.trim_start();
                // A box is an item and never the value of a status: ticking it must not change one.
                let value = if opaque || led.contains('[') { "" } else { without_bullet(led) };
                self.statuses.push(Stated { at: status, value: start + line.len() - value.len()..start + line.len() });
            }
            if opaque || indent > 0 || is_bullet(line) {
                continue;
            }
            if let Some(value) = status_value(line) {
                self.edges.push(start);
                let value = start + line.len() - value.len()..start + line.len();
                if text[value.clone()].trim_matches(|c: char| c.is_whitespace() || "*_`".contains(c)).is_empty() {
                    waiting = Some(start);
                } else {
                    self.statuses.push(Stated { at: start, value });
                }
            } else if let Some(read) = label::Read::of_line(line) {
                let unmarked = line.trim_start_matches(|c: char| c.is_whitespace() || "*_`".contains(c));
                self.declares_statuses |= unmarked.starts_with("Statuses") && label::words(line) == "Statuses";
                self.edges.push(start);
                let read = grammar.relabel(line, read);
                self.labels.push(LabelLine { at: start, end: start + line.len(), read });
            } else if let Some(colon) = memchr(b':', line.as_bytes())
                && let Some(topic) = topic::of_head(&line[..colon])
            {
                let clause = line[colon + 1..].trim_start_matches(['*', '_']).trim();
                self.inlines.push(Inline {
                    at: start,
                    topic,
                    clause: start + line.len() - clause.len()..start + line.len(),
                });
            }
        }
        if let Some(status) = waiting {
            self.statuses.push(Stated { at: status, value: text.len()..text.len() });
        }
    }
}

/// `text` on one line, blanks collapsed. Most texts are so already.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_plain_line(text) {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    Cow::Owned(joined)
}

/// What stands after `Status:` at the left edge, marks of emphasis allowed around the word.
pub(super) fn status_value(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(['*', '_']).strip_prefix("Status")?;
    rest.trim_start_matches(['*', '_']).strip_prefix(':')
}

fn without_bullet(line: &str) -> &str {
    if !is_bullet(line) {
        return line;
    }
    line.trim_start_matches(|c: char| c.is_ascii_digit()).get(1..).unwrap_or_default()
}

pub(super) fn is_bullet(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < line.len() && rest.starts_with(['.', ')']);
    let bulleted = line.starts_with(['-', '*', '+']) && line[1..].starts_with([' ', '\t']);
    bulleted || (numbered && rest[1..].starts_with([' ', '\t'])) || line.starts_with(['>', '|'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_on_the_line_that_its_line_feeds_say() {
        for text in [
            String::new(),
            "\n".repeat(3 * STRETCH),
            "one\n".repeat(STRETCH),
            format!("{}\nend", "long ".repeat(STRETCH)),
            format!("{}\r\n{}\n\n", "x".repeat(STRETCH - 2), "y".repeat(2 * STRETCH)),
        ] {
            let lines = Lines::of(&text, 0, &Blocks::default(), &Grammar::default());
            for at in 0..text.len() {
                assert_eq!(lines.line(at), text[..at].matches('\n').count() + 1, "byte {at} of {text:?}");
            }
            assert_eq!(lines.line(text.len()), lines.count().max(1), "the end of {text:?}");
        }
    }
}
