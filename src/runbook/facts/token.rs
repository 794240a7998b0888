//! Evidence tokens: what a phase's evidence part and its gating boxes name between backticks.

use memchr::memchr;
use serde::Serialize;

use super::super::scan::OpaqueKind;
use super::super::{Document, Span};
use super::Source;
use super::part::Part;
use super::region::Region;
use super::topic::Topic;

/// What a token names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// An object in a store: `s3://…`, `gs://…`.
    ObjectStore,
    /// Any other address with a scheme.
    Url,
    /// A path in the workspace: relative, with a slash, and an extension or a slash at its end.
    Path,
    /// A bare name.
    Name,
    /// Something with a gap to be filled: `< > * { }` or `..`.
    Pattern,
}

impl TokenKind {
    /// Whether a machine can look whether it is there. Everything else stays unverified, which is not a pass.
    pub const fn is_checkable(self) -> bool {
        matches!(self, Self::Path)
    }

    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ObjectStore => "object store",
            Self::Url => "url",
            Self::Path => "path",
            Self::Name => "name",
            Self::Pattern => "pattern",
        }
    }
}

/// A token between backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its line.
    pub line: usize,
    /// Its bytes, without the backticks.
    pub span: Span,
    /// What it says.
    pub text: String,
    /// What it names.
    pub kind: TokenKind,
    /// The phase it belongs to.
    pub phase: usize,
}

/// The tokens of every phase's evidence part, its row in an evidence table, and its boxes that closing needs.
pub(super) fn tokens(source: &Source, document: &Document, regions: &[Region]) -> Vec<Token> {
    let mut tokens = Vec::new();
    for region in regions.iter().filter(|region| region.topic == Topic::Part(Part::Evidence)) {
        let Some(phase) = region.phase else { continue };
        for (at, line) in source.lines_in(&region.body, &[OpaqueKind::Table]) {
            between_backticks(source, at, line, phase, &mut tokens);
        }
    }
    for row in &document.evidence_rows {
        if let Some(phase) = row.phase {
            between_backticks(source, row.span.start, &source.text[row.span.clone()], phase, &mut tokens);
        }
    }
    let marked = source.blocks.items.iter().filter(|item| item.mark.is_some());
    for (checkbox, item) in document.boxes.iter().zip(marked) {
        if let Some(phase) = checkbox.phase.filter(|_| checkbox.class.gates()) {
            let words = source.clipped(item.words.clone());
            between_backticks(source, words.start, &source.text[words], phase, &mut tokens);
        }
    }
    // A box may stand in an evidence part, and a row of a table too.
    tokens.sort_by_key(|token: &Token| token.span.start);
    tokens.dedup_by(|later, first| later.span == first.span);
    tokens
}

/// The most bytes of a token. What is longer is no name of anything, and looking for its end would take too long.
const MAX_TOKEN: usize = 1_000;

/// Adds what stands between equally many backticks on one line of `said`, which begins at `at`.
fn between_backticks(source: &Source, at: usize, said: &str, phase: usize, tokens: &mut Vec<Token>) {
    let mut from = 0;
    while let Some(open) = memchr(b'`', &said.as_bytes()[from..]).map(|open| from + open) {
        let fence = backticks(&said[open..]);
        let inside = open + fence;
        let near = &said[inside..said.floor_char_boundary(inside + MAX_TOKEN)];
        let line = match memchr(b'\n', near.as_bytes()) {
            Some(end) => &near[..end],
            None if inside + near.len() == said.len() => near,
            // A run that is cut off may be as long as any.
            None => near.trim_end_matches('`'),
        };
        let Some(length) = closing(line, fence) else {
            from = inside;
            continue;
        };
        from = inside + length + fence;
        let text = line[..length].trim();
        if text.is_empty() {
            continue;
        }
        let start = at + inside + length - line[..length].trim_start().len();
        tokens.push(Token {
            line: source.lines.line(start),
            span: start..start + text.len(),
            text: text.to_owned(),
            kind: TokenKind::of(text),
            phase,
        });
    }
}

/// How many backticks `said` begins with.
fn backticks(said: &str) -> usize {
    said.bytes().take_while(|&byte| byte == b'`').count()
}

/// Where a run of exactly `fence` backticks begins.
fn closing(line: &str, fence: usize) -> Option<usize> {
    let mut at = 0;
    loop {
        let run = at + memchr(b'`', &line.as_bytes()[at..])?;
        let length = backticks(&line[run..]);
        if length == fence {
            return Some(run);
        }
        at = run + length;
    }
}

impl TokenKind {
    /// What `text` names.
    pub fn of(text: &str) -> Self {
        let (mut gap, mut dots, mut scheme) = (false, false, None);
        for (at, byte) in text.bytes().enumerate() {
            let rest = &text.as_bytes()[at..];
            match byte {
                b'<' | b'>' | b'*' | b'{' | b'}' => gap = true,
                b'.' => dots |= rest.starts_with(b".."),
                b':' if scheme.is_none() && rest.starts_with(b"://") => scheme = Some(&text[..at]),
                _ => {}
            }
        }
        if gap || (scheme.is_none() && dots) {
            return Self::Pattern;
        }
        match scheme {
            Some("s3" | "gs") => Self::ObjectStore,
            Some(scheme) if !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+') => {
                Self::Url
            }
            None if is_path(text) => Self::Path,
            Some(_) | None => Self::Name,
        }
    }
}

/// Relative, with a slash, without blanks or other marks, and with an extension or a slash at its end. `A/B/C` may be
/// three words, and nobody should be told that such a file is missing.
fn is_path(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '+' | '@' | '=' | ',');
    if !text.contains('/') || text.starts_with('-') || !text.chars().all(plain) {
        return false;
    }
    let inside = text.strip_suffix('/').unwrap_or(text);
    let mut parts = inside.as_bytes().split(|&byte| byte == b'/');
    let extension = |name: &[u8]| {
        let dot = name.iter().rposition(|&byte| byte == b'.');
        dot.is_some_and(|dot| dot > 0 && dot + 1 < name.len())
    };
    let ended = inside.len() < text.len() || parts.clone().next_back().is_some_and(extension);
    ended && parts.all(|part| !part.is_empty() && part != b".")
}

impl Document {
    /// The evidence tokens of a phase, in order; empty for an unknown id.
    pub fn tokens_of(&self, id: &str) -> impl Iterator<Item = &Token> {
        self.of(&self.index.tokens, id).filter_map(|&at| self.tokens.get(at))
    }
}
