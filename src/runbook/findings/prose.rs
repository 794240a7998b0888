//! Sentences that state a phase's status and have been overtaken by it. They decide nothing, so they are only told.

use memchr::memchr2_iter;

use super::Finder;
use crate::runbook::scan::Opaque;
use crate::runbook::{FindingCode, HeadingRole, Mark, Span, Status, Word, heading};

pub(super) fn find(finder: &mut Finder) {
    let (document, extra) = (finder.document, finder.extra);
    if document.phases.is_empty() && document.roadmap.is_none() {
        return;
    }
    let text = extra.text;
    let mut skipped: Option<Skipped> = None;
    let mut told = 0;
    // Every one of the four words has a `D` or a `V`, which prose has seldom, and none has two of them in all.
    for at in memchr2_iter(b'D', b'V', text.as_bytes()) {
        let Some((word, start)) = word_at(text.as_bytes(), at).filter(|&(_, start)| linked(text, start)) else {
            continue;
        };
        let line = extra.lines.line(start);
        let skipped = skipped.get_or_insert_with(|| Skipped::of(finder));
        // One a line: a line without an end must not be told of a thousand times.
        if line == told || start < extra.from || skipped.has(line, start) {
            continue;
        }
        let from = sentence(text, extra.lines.span(line).start, start);
        let Some((id, span)) = claim(text, from, start) else { continue };
        let status = document.status(&id);
        let stated = matches!(status, Status::NotStarted | Status::Active | Status::Done | Status::Blocked);
        if !stated || status == word.into() || !goes_on(text, start + word.word().len()) {
            continue;
        }
        told = line;
        let message = format!("this sentence says that {id} is {}, and its status is {}", word.word(), status.word());
        let hint = "reword the sentence, or leave the status to the roadmap and the Status line";
        finder.raise(FindingCode::ProseClaim, Some(&id), span.start..start + word.word().len(), message, hint);
    }
}

/// The lines and bytes where a status word is no sentence about a phase.
struct Skipped<'a> {
    opaque: std::iter::Peekable<std::slice::Iter<'a, Opaque>>,
    lines: Vec<usize>,
}

impl<'a> Skipped<'a> {
    fn of(finder: &Finder<'a>) -> Self {
        let document = finder.document;
        let statuses = document.phases.iter().filter_map(|phase| Some(phase.status_section.as_ref()?.line));
        let headings = document.headings.iter().filter(|heading| heading.role != HeadingRole::Text).map(|one| one.line);
        // A gate and an open box say what has to become true, and so does a bullet of a definition of done.
        let open = document.boxes.iter().filter(|checkbox| checkbox.mark != Mark::Checked).map(|one| one.line);
        let gates = document.gates.iter().map(|gate| gate.line);
        let plain = document.plain_items.iter().map(|item| item.line);
        let mut lines: Vec<usize> = statuses.chain(headings).chain(open).chain(gates).chain(plain).collect();
        lines.sort_unstable();
        Self { opaque: finder.extra.blocks.opaque.iter().peekable(), lines }
    }

    /// Asked with places in ascending order.
    fn has(&mut self, line: usize, at: usize) -> bool {
        while self.opaque.peek().is_some_and(|opaque| opaque.span.end <= at) {
            self.opaque.next();
        }
        self.opaque.peek().is_some_and(|opaque| opaque.span.start <= at) || self.lines.binary_search(&line).is_ok()
    }
}

/// The status word that has the `D` or `V` at `at`, and where it begins.
fn word_at(bytes: &[u8], at: usize) -> Option<(Word, usize)> {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let (word, place) = match (before, bytes.get(at)?) {
        (Some(b'E'), b'D') if bytes[..at].ends_with(b"BLOCKE") => (Word::Blocked, 6),
        (Some(b'E'), b'D') => (Word::NotStarted, 10),
        (_, b'D') => (Word::Done, 0),
        _ => (Word::Active, 4),
    };
    let start = at.checked_sub(place)?;
    let end = start + word.word().len();
    let joins = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let whole = !joins(start.checked_sub(1).and_then(|at| bytes.get(at))) && !joins(bytes.get(end));
    (whole && bytes.get(start..end) == Some(word.word().as_bytes())).then_some((word, start))
}

/// Whether the word before a status is one that could link it to an id: most statuses are no part of a sentence.
fn linked(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let from = at.saturating_sub(24);
    let before = &bytes[from..at];
    let end = before.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |last| last + 1);
    let start = before[..end].iter().rposition(|byte| !byte.is_ascii_alphanumeric()).map_or(0, |other| other + 1);
    std::str::from_utf8(&before[start..end]).is_ok_and(is_link)
}

/// How far back a sentence is looked at.
const REACH: usize = 240;

/// Where the sentence begins that the byte at `at` is in, on its line or, when the line goes on from it, the one above.
fn sentence(text: &str, line: usize, at: usize) -> usize {
    let mut from = at.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let line = line.max(from);
    let led = text[line..at].trim_start();
    let begins = led.starts_with(['-', '*', '+', '|', '>', '#']) || led.starts_with(|c: char| c.is_ascii_digit());
    let from = if begins { line } else { text[from..line].rfind("\n\n").map_or(from, |blank| from + blank) };
    let stop = text[from..at]
        .rmatch_indices(['.', '!', '?'])
        .find(|&(end, _)| text[from + end + 1..at].starts_with(|c: char| c.is_whitespace()));
    stop.map_or(from, |(end, _)| from + end + 1)
}

/// Whether a word between an id and a status leaves the sentence a statement of fact.
fn is_link(word: &str) -> bool {
    matches!(
        word,
        "is" | "remains" | "stays" | "now" | "still" | "currently" | "already" | "closed" | "as" | "marked" | "has"
    )
}

/// Words before an id that make a condition, a wish or a memory of the sentence.
const CONDITIONS: [&str; 27] = [
    "if",
    "when",
    "once",
    "until",
    "unless",
    "after",
    "before",
    "while",
    "whether",
    "that",
    "requires",
    "require",
    "ensure",
    "confirm",
    "verify",
    "assert",
    "only",
    "where",
    "no",
    "not",
    "must",
    "was",
    "previously",
    "then",
    "such",
    "because",
    "historical",
];

/// The id that the words from `from` to `to` say a status of, and where it stands.
fn claim(text: &str, from: usize, to: usize) -> Option<(String, Span)> {
    let words = words(text, from, to);
    let mut place = words.len();
    let mut linked = false;
    while let Some((_, word)) = place.checked_sub(1).map(|last| words[last]) {
        let word = plain(word);
        // Between the last link and the status there may be an opening backtick alone.
        if word.is_empty() || is_link(word) {
            linked |= matches!(word, "is" | "remains" | "stays");
            place -= 1;
        } else {
            break;
        }
    }
    let (at, said) = *words.get(place.checked_sub(1)?)?;
    if !linked {
        return None;
    }
    let id = heading::whole_id(plain(said))?.into_owned();
    let condition = |word: &str| CONDITIONS.iter().any(|known| known.eq_ignore_ascii_case(word));
    let conditional = words[..place - 1].iter().any(|(_, word)| condition(plain(word)));
    (!conditional).then(|| (id, at..at + said.len()))
}

/// A word without the marks around it.
fn plain(word: &str) -> &str {
    word.trim_matches(['`', '*', '_', ',', ':', ';', '(', ')', '"'])
}

fn words(text: &str, from: usize, to: usize) -> Vec<(usize, &str)> {
    let base = text.as_ptr() as usize;
    text[from..to].split_whitespace().map(|word| (word.as_ptr() as usize - base, word)).collect()
}

/// Whether what follows the status leaves it a statement: "is DONE only when" is a rule.
fn goes_on(text: &str, at: usize) -> bool {
    let rest = text[at..].trim_start_matches(['`', '*', '_', '"', ' ', ')']);
    let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    !matches!(next, "if" | "when" | "once" | "unless" | "only" | "or" | "OR" | "and" | "before" | "after")
}
