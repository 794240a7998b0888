//! Risks with their controls: a paragraph or an item each, or a table (seed 002 §11).

use serde::Serialize;

use super::super::Span;
use super::super::lines::Lines;
use super::chunk::{ChunkKind, chunks};
use super::{Source, table};

/// A risk with its control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// Its id, such as `R1`.
    pub id: Option<String>,
    /// What could happen, on one line.
    pub text: String,
    /// What is done against it, on one line.
    pub control: Option<String>,
    /// Its line.
    pub line: usize,
    /// The bytes that say what could happen.
    pub span: Span,
}

/// The risks that stand in `body`.
pub(super) fn risks(source: &Source, body: &Span) -> Vec<Risk> {
    let mut risks = table::risks(source, body);
    for chunk in chunks(source, body, |line| split_id(line).is_some() || control(line) == Some(0)) {
        let said = &source.text[chunk.span.clone()];
        let at = control(said);
        if let (Some(0), Some(risk)) = (at, risks.last_mut()) {
            risk.control.get_or_insert_with(|| controlled(said));
            continue;
        }
        let end = at.unwrap_or(said.len());
        let (id, skipped) = split_id(&said[..end]).map_or((None, 0), |(id, skipped)| (Some(id), skipped));
        // Running text is a risk only when it says so with an id.
        if !matches!(chunk.kind, ChunkKind::Bullet | ChunkKind::Number) && id.is_none() {
            continue;
        }
        let edge = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '*' | '_');
        let text = said[skipped..end].trim_end_matches(edge);
        let span = chunk.span.start + skipped + text.len() - text.trim_start_matches(edge).len()
            ..chunk.span.start + skipped + text.len();
        if !span.is_empty() {
            risks.push(Risk {
                id: id.map(str::to_owned),
                text: Lines::joined(source.text, &span),
                control: at.map(|at| controlled(&said[at..])),
                line: source.lines.line(chunk.span.start),
                span,
            });
        }
    }
    risks
}

/// Where `Control:` or `Mitigation:` stands: at the start of a line, after a mark, or with a capital letter. "Loss of
/// control: …" is none. Marks of emphasis are allowed around it.
fn control(said: &str) -> Option<usize> {
    let found = said.match_indices(['C', 'M', 'c', 'm']).map(|(at, _)| at).find(|&at| {
        let before = said[..at].trim_end_matches(['*', '_', ' ', '\t']);
        let parted = before.is_empty() || before.ends_with(|c: char| c == '\n' || !(c.is_alphanumeric() || c == '`'));
        let word = !said[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-');
        word && (parted || said[at..].starts_with(['C', 'M'])) && control_words(&said[at..]).is_some()
    })?;
    Some(said[..found].trim_end_matches(['*', '_']).len())
}

/// What follows the word and its colon.
fn control_words(said: &str) -> Option<&str> {
    let word = ["control", "mitigation"]
        .into_iter()
        .find(|word| said.get(..word.len()).is_some_and(|led| led.eq_ignore_ascii_case(word)))?;
    let rest = said[word.len()..].trim_start_matches('s');
    rest.trim_start_matches(['*', '_']).strip_prefix(':')
}

fn controlled(said: &str) -> String {
    let words = control_words(said.trim_start_matches(['*', '_'])).unwrap_or_default();
    let words = words.trim_start_matches(['*', '_']);
    Lines::joined(words, &(0..words.len()))
}

/// The id that a line begins with, when a separator follows, and how many bytes both take.
fn split_id(line: &str) -> Option<(&str, usize)> {
    let led = line.trim_start_matches(['*', '_', '`']);
    let letters = led.len() - led.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let number = led[letters..].trim_start_matches(['-', '.', '_']);
    let after = number.trim_start_matches(|c: char| c.is_ascii_digit());
    if !(1..=5).contains(&letters) || after.len() == number.len() {
        return None;
    }
    let id = &led[..led.len() - after.len()];
    let rest = after.trim_start_matches(['*', '_', '`']);
    let separated = rest.strip_prefix([':', '.', ')']).or_else(|| rest.trim_start().strip_prefix(['-', '–', '—']))?;
    let separated = separated.trim_start_matches(['*', '_', '`']);
    separated.starts_with(char::is_whitespace).then(|| (id, line.len() - separated.len()))
}
