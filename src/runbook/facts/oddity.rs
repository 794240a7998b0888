//! What is odd about the bytes of a file: nothing to refuse it for, and nothing to overlook.

use std::collections::BTreeMap;

use super::super::front;
use crate::hold::text::is_hostile;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Odd {
    /// A byte order mark, at the start or inside.
    ByteOrderMark,
    /// Line 1 opens front matter that does not close, or does not read as keys and values.
    FrontMatter,
    /// A control character other than a tab or a line ending; NUL is one of them.
    Control(char),
    /// A character that hides or reorders its neighbours.
    Hidden(char),
}

/// Something odd, once for each kind and character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oddity {
    /// The first line it is on.
    pub line: usize,
    /// What it is.
    pub what: Odd,
    /// How many lines it is on.
    pub lines: usize,
}

/// What is odd, by the first line that has it.
pub(super) fn oddities(text: &str) -> Vec<Oddity> {
    let mut found = Vec::new();
    if front::is_broken(text) {
        found.push(Oddity { line: 1, what: Odd::FrontMatter, lines: 1 });
    }
    if suspicious(text.as_bytes()) {
        characters(text, &mut found);
    }
    found.sort_by_key(|oddity| (oddity.line, oddity.what));
    found
}

fn characters(text: &str, found: &mut Vec<Oddity>) {
    // Per oddity, where it is in `found`, and the last line that has it.
    let mut seen: BTreeMap<Odd, (usize, usize)> = BTreeMap::new();
    for (line, words) in text.split_inclusive('\n').enumerate().map(|(before, words)| (before + 1, words)) {
        let words = words.strip_suffix('\n').map_or(words, |words| words.strip_suffix('\r').unwrap_or(words));
        for c in words.chars().filter(|&c| c != '\t' && is_hostile(c)) {
            let what = match c {
                '\u{feff}' => Odd::ByteOrderMark,
                c if c.is_control() => Odd::Control(c),
                c => Odd::Hidden(c),
            };
            let next = found.len();
            let (at, last) = seen.entry(what).or_insert_with(|| {
                found.push(Oddity { line, what, lines: 0 });
                (next, 0)
            });
            if *last < line {
                *last = line;
                found[*at].lines += 1;
            }
        }
    }
}

/// Whether an odd character may be there; never missing one. Nearly every stretch of every file is plain ASCII, and a
/// machine sees that of many bytes at a time.
fn suspicious(bytes: &[u8]) -> bool {
    const BLOCK: usize = 64;
    let at = |at: usize| bytes.get(at).copied().unwrap_or(b' ');
    let odd = |byte: u8| !matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    bytes.chunks(BLOCK).enumerate().any(|(nth, block)| {
        let from = nth * BLOCK;
        block.iter().fold(false, |any, &byte| any | odd(byte))
            && (from..from + block.len()).any(|here| may_begin(at(here), at(here + 1), at(here + 2)))
    })
}

/// Whether an odd character may begin with these bytes.
fn may_begin(first: u8, second: u8, third: u8) -> bool {
    match first {
        b'\t' | b'\n' => false,
        b'\r' => second != b'\n',
        0..b' ' | 0x7F | 0xF3 => true,
        0xC2 => second < 0xA0,
        0xD8 => second == 0x9C,
        0xE2 => match second {
            0x80 => matches!(third, 0x8B | 0x8E | 0x8F | 0xA8..),
            0x81 => third >= 0xA6,
            _ => false,
        },
        0xEF => second >= 0xBB,
        _ => false,
    }
}

impl std::fmt::Display for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ByteOrderMark => f.write_str("a byte order mark, which no Markdown needs"),
            Self::FrontMatter => {
                f.write_str("front matter is opened on line 1 and does not read as one, so it is taken for text")
            }
            Self::Control(c) => write!(f, "the control character U+{:04X}, shown escaped", u32::from(*c)),
            Self::Hidden(c) => {
                write!(f, "the character U+{:04X}, which can hide or reorder text; shown escaped", u32::from(*c))
            }
        }
    }
}
