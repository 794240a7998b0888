//! Words from outside, made safe to stand in Markdown: shown as they are, never acted on. Nothing becomes a heading, a
//! table cell, a picture, raw HTML or a link that can be followed.

use std::fmt::Write as _;

use crate::hold::text;

/// What stands between two characters that would be a link together.
const APART: &str = "<!-- -->";

/// Words for a sentence, a heading, an item of a list or a cell of a table; line breaks become `<br>`.
pub fn inline(words: &str) -> String {
    let clean = text::clean_lines(words.trim());
    let lines = clean.split('\n').map(|line| line.split(' ').map(token).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("<br>")
}

/// A word of a closed list, an id or a digest, as code.
pub fn code(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -_.:/…".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !is_link(word) { format!("`{word}`") } else { inline(word) }
}

/// One word. An address is shown as code, which nothing makes a link of.
fn token(word: &str) -> String {
    if is_link(word) && !word.contains(['`', '|', '\\']) {
        let address = word.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        return format!("`{address}`{}", &word[address.len()..]);
    }
    let mut shown = String::with_capacity(word.len() + 8);
    let mut before = None;
    let mut rest = word.chars().peekable();
    while let Some(c) = rest.next() {
        // Between two letters an underscore is no emphasis, and names are full of them.
        let within = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escaped = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '^' | '{' | '}' => true,
            '_' => !(within(before) && within(rest.peek().copied())),
            _ => false,
        };
        if escaped {
            shown.push('\\');
        }
        let _ = write!(shown, "{c}");
        if is_link(word) && matches!(c, ':' | '@' | 'w' | 'W') {
            shown.push_str(APART);
        }
        before = Some(c);
    }
    shown
}

/// Whether a reader that makes links of bare addresses may find one in the word.
fn is_link(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.contains("://") || lower.contains("www.") || word.contains('@') || lower.contains("mailto:")
}
