//! Running text in chunks: list items and paragraphs of a section, by its lines alone.

use super::super::lines::is_bullet;
use super::super::{Span, scan};
use super::Source;

/// An item at the outermost level of its list, a line of an inner one, or a paragraph.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    pub(super) kind: ChunkKind,
    /// Its words, bullet, number and box excluded.
    pub(super) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChunkKind {
    Bullet,
    Number,
    /// An item inside another one.
    Inner,
    Text,
    /// A line that announces what is under it.
    Label,
}

/// The chunks of `body`; `opens` says of a line of running text that it begins a chunk of its own.
pub(super) fn chunks(source: &Source, body: &Span, opens: impl Fn(&str) -> bool) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    // Where the next line has to begin to go on with the last chunk, and the indentation of the list that is open.
    let mut next = None;
    let mut list: Option<usize> = None;
    for (at, line) in source.lines_in(body, &[]) {
        let inked = line.trim_start();
        let indent = line.len() - inked.len();
        let end = at + line.len();
        if inked.is_empty() || is_rule(inked) {
            next = None;
            continue;
        }
        if let Some(words) = item(inked) {
            let outer = list.is_none_or(|outer| indent <= outer + 1);
            if outer {
                list = Some(indent);
            }
            let numbered = inked.starts_with(|c: char| c.is_ascii_digit());
            let kind = match (outer, numbered) {
                (false, _) => ChunkKind::Inner,
                (true, true) => ChunkKind::Number,
                (true, false) => ChunkKind::Bullet,
            };
            chunks.push(Chunk { kind, span: end - words.len()..end });
        } else if let Some(last) = chunks.last_mut().filter(|last| {
            let announces = indent == 0 && inked.ends_with(':') && last.kind != ChunkKind::Text;
            next == Some(at) && !announces && !opens(inked)
        }) {
            last.span.end = end;
            if inked.ends_with(':') && last.kind == ChunkKind::Text {
                last.kind = ChunkKind::Label;
            }
        } else if indent == 0 || list.is_none() {
            list = None;
            let kind = if inked.ends_with(':') { ChunkKind::Label } else { ChunkKind::Text };
            chunks.push(Chunk { kind, span: end - inked.len()..end });
        } else {
            // A later paragraph of an item.
            next = None;
            continue;
        }
        next = source.text[end..].find('\n').map(|feed| end + feed + 1);
    }
    chunks.retain(|chunk| !chunk.span.is_empty());
    chunks
}

/// The words of a line that is a list item, its bullet, number and box excluded.
fn item(inked: &str) -> Option<&str> {
    if !is_bullet(inked) || inked.starts_with(['>', '|']) {
        return None;
    }
    let led = inked.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = led.get(1..).unwrap_or_default().trim_start();
    Some(scan::without_mark(words))
}

fn is_rule(inked: &str) -> bool {
    let mark = inked.chars().next().unwrap_or_default();
    matches!(mark, '-' | '*' | '_') && inked.chars().all(|c| c == mark || c == ' ') && inked.matches(mark).count() > 2
}
