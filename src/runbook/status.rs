//! Status words: the four, their synonyms, and what a row and a section say together.

use serde::{Deserialize, Serialize};

use super::Span;

/// One of the four statuses a runbook may state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Word {
    /// Not begun.
    NotStarted,
    /// Under way.
    Active,
    /// Closed.
    Done,
    /// Stopped, with a reason.
    Blocked,
}

impl Word {
    /// The word shown and written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "NOT_STARTED",
            Self::Active => "ACTIVE",
            Self::Done => "DONE",
            Self::Blocked => "BLOCKED",
        }
    }
}

/// A status as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusMark {
    /// What it means; `None` when it cannot be read.
    pub word: Option<Word>,
    /// What it says, without marks.
    pub raw: String,
    /// The words in parentheses after it: shown, and deciding nothing.
    pub qualifier: Option<String>,
    /// Whether it is another word for one of the four.
    pub synonym: bool,
    /// The bytes of the word.
    pub span: Span,
    /// Its line.
    pub line: usize,
}

/// What row and section say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not begun.
    NotStarted,
    /// Under way.
    Active,
    /// Closed.
    Done,
    /// Stopped, with a reason.
    Blocked,
    /// Nothing is stated.
    Unknown,
    /// Something is stated that is none of the four.
    Unreadable,
    /// Row and section disagree.
    Conflict,
}

impl Status {
    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "NOT_STARTED",
            Self::Active => "ACTIVE",
            Self::Done => "DONE",
            Self::Blocked => "BLOCKED",
            Self::Unknown => "UNKNOWN",
            Self::Unreadable => "UNREADABLE",
            Self::Conflict => "CONFLICT",
        }
    }

    /// What a row and a section say together. There is no vote: a disagreement is a conflict.
    pub fn combine(row: Option<&StatusMark>, section: Option<&StatusMark>) -> Self {
        let stated = [row, section];
        if stated.iter().flatten().any(|mark| mark.word.is_none()) {
            return Self::Unreadable;
        }
        let mut words = stated.iter().flatten().filter_map(|mark| mark.word);
        let Some(first) = words.next() else { return Self::Unknown };
        if words.any(|word| word != first) { Self::Conflict } else { first.into() }
    }
}

impl From<Word> for Status {
    fn from(word: Word) -> Self {
        match word {
            Word::NotStarted => Self::NotStarted,
            Word::Active => Self::Active,
            Word::Done => Self::Done,
            Word::Blocked => Self::Blocked,
        }
    }
}

/// Reads what stands where a status belongs; `at` is the offset of `source` in the file.
pub(super) fn mark(source: &str, at: usize, line: usize) -> StatusMark {
    let marks = |c: char| c.is_whitespace() || matches!(c, '`' | '*' | '_');
    let trimmed = source.trim_matches(marks);
    // The qualifier goes first, so that the marks between it and the word can be trimmed off the word.
    let (stated, qualifier) = match trimmed.strip_suffix(')').and_then(|open| open.split_once('(')) {
        Some((stated, qualifier)) => (stated.trim_end_matches(marks), Some(qualifier.trim().to_owned())),
        None => (trimmed, None),
    };
    let (word, synonym) = match word(stated) {
        Some((word, synonym)) => (Some(word), synonym),
        None => (None, false),
    };
    let start = at + source.len() - source.trim_start_matches(marks).len();
    StatusMark { word, raw: stated.to_owned(), qualifier, synonym, span: start..start + stated.len(), line }
}

/// The meaning of a status word, and whether it is a synonym. Verdict words such as `HOLD_*` mean nothing here.
fn word(stated: &str) -> Option<(Word, bool)> {
    let exact = [Word::NotStarted, Word::Active, Word::Done, Word::Blocked];
    if let Some(word) = exact.into_iter().find(|word| word.word() == stated) {
        return Some((word, false));
    }
    let folded = stated.to_ascii_uppercase().replace([' ', '-'], "_");
    let meant = match folded.as_str() {
        "COMPLETE" | "CLOSED" | "DONE" => Word::Done,
        "TODO" | "PENDING" | "NOT_STARTED" => Word::NotStarted,
        "IN_PROGRESS" | "ACTIVE" => Word::Active,
        "BLOCKED" => Word::Blocked,
        _ => return None,
    };
    Some((meant, true))
}

/// A status in brackets at the end of a heading, as in `## M1 - Name [IN PROGRESS]`, with the offset of its bracket.
pub(super) fn suffix(source: &str, at: usize, line: usize) -> Option<(usize, StatusMark)> {
    let inner = source.trim_end().strip_suffix(']')?;
    let open = inner.rfind('[')?;
    let found = mark(inner.get(open + 1..)?, at + open + 1, line);
    found.word.is_some().then_some((open, found))
}
