//! Blockers: what a plan says stands in the way, and whether it still does.

use std::collections::BTreeMap;

use memchr::memchr_iter;

use super::super::lines::Lines;
use super::super::scan::RawItem;
use super::super::{Document, Mark, Span, heading, label};
use super::Source;
use super::region::{Owners, Region};
use super::topic::{self, Topic};

/// An item about something that may stand in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// Its line.
    pub line: usize,
    /// Its bytes: the item's words, or `CODE: OPEN` where that alone says so.
    pub span: Span,
    /// Its code, such as `HOOD_MISSING` or `R1-B2`.
    pub code: Option<String>,
    /// What it says, on one line.
    pub text: String,
    /// Whether it stands in the way: `CODE: OPEN`, or an item under current, active, unresolved or open blockers.
    pub open: bool,
    /// Whether it is said to be CLOSED. One that is neither open nor closed only names what might block.
    pub closed: bool,
    /// The phase it belongs to.
    pub phase: Option<usize>,
}

/// Everything that is said about blockers, in order.
pub(super) fn blockers(source: &Source, document: &Document, regions: &[Region]) -> Vec<Blocker> {
    let mut blockers = stated(source, document);
    let stated: Vec<usize> = blockers.iter().map(|(item, _)| *item).collect();
    let listed = |item: usize| stated.binary_search(&item).is_ok();
    let mut found: Vec<Blocker> = Vec::new();
    for region in regions {
        let Topic::Blockers { open } = region.topic else { continue };
        let before = found.len();
        let mut items = 0;
        for (nth, item) in source.items_in(&region.body) {
            items += 1;
            let words = source.clipped(item.words.clone());
            if !listed(nth) && !is_label(source, nth) && clause(source, item).is_none() {
                found.extend(blocker(source, words, open, item.mark.as_ref().map(|(mark, _)| *mark), region.phase));
            }
        }
        if items == 0 && open && found.len() == before {
            found.extend(paragraph(source, region));
        }
    }
    found.extend(inline_items(source, document, listed));
    blockers.extend(found.into_iter().map(|blocker| (0, blocker)));
    blockers.sort_by_key(|(_, blocker)| blocker.span.start);
    // A list inside another one is read twice; that something stands in the way is not lost by it.
    blockers.dedup_by(|(_, later), (_, first)| {
        let same = later.span == first.span;
        first.open |= same && later.open;
        same
    });
    blockers.into_iter().map(|(_, blocker)| blocker).collect()
}

/// Whether an item announces blockers and is none itself.
fn is_label(source: &Source, item: usize) -> bool {
    let label = source.item_labels.binary_search_by_key(&item, |label| label.item);
    let about = label.ok().and_then(|label| topic::of_phase(source.item_labels[label].read));
    matches!(about, Some(Topic::Blockers { .. }))
}

/// An item of a list of blockers; a ticked box no longer stands in the way.
fn blocker(source: &Source, words: Span, open: bool, mark: Option<Mark>, phase: Option<usize>) -> Option<Blocker> {
    let said = &source.text[words.clone()];
    let trimmed = said.trim();
    let span = words.start + said.len() - said.trim_start().len()..words.start + said.trim_end().len();
    // "None of the pumps run" is a blocker, and "None." is none.
    if trimmed.trim_matches(|c: char| !c.is_alphanumeric()).eq_ignore_ascii_case("none") || trimmed.is_empty() {
        return None;
    }
    Some(Blocker {
        line: source.lines.line(span.start),
        code: leading_code(trimmed),
        text: Lines::joined(source.text, &span),
        span,
        open: open && mark != Some(Mark::Checked),
        closed: mark == Some(Mark::Checked),
        phase,
    })
}

/// The running text under a label when there is no list: `Active blockers: the hood is missing`.
fn paragraph(source: &Source, region: &Region) -> Option<Blocker> {
    let mut lines = source.lines_in(&region.body, &[]).skip_while(|(_, line)| line.trim().is_empty());
    let (start, first) = lines.next()?;
    let end = lines
        .take_while(|(_, line)| !line.trim().is_empty())
        .last()
        .map_or(start + first.len(), |(at, line)| at + line.len());
    if !source.text[start..end].contains(char::is_alphanumeric) {
        return None;
    }
    blocker(source, start..end, true, None, region.phase)
}

/// Every `- Active blockers: HOOD_MISSING`.
fn inline_items(source: &Source, document: &Document, listed: impl Fn(usize) -> bool) -> Vec<Blocker> {
    let mut owners = Owners::new(document);
    let mut found = Vec::new();
    for (nth, item) in source.blocks.items.iter().enumerate() {
        if let Some(clause) = clause(source, item).filter(|_| !listed(nth)) {
            let mark = item.mark.as_ref().map(|(mark, _)| *mark);
            found.extend(blocker(source, clause, true, mark, owners.at(item.start)));
        }
    }
    found
}

/// What follows `Active blockers:` on the same line of an item.
fn clause(source: &Source, item: &RawItem) -> Option<Span> {
    let said = &source.text[item.words.clone()];
    // Current, active, unresolved, open: most items begin otherwise, and are not looked at any further.
    let led = said.bytes().find(u8::is_ascii_alphabetic)?;
    if !matches!(led.to_ascii_lowercase(), b'c' | b'a' | b'u' | b'o') {
        return None;
    }
    let colon = said[..said.floor_char_boundary(60)].find(':')?;
    let head = said[..colon].trim_end_matches(['*', '_', '`']);
    let ending = head.get(head.len().checked_sub("blockers".len())?..)?;
    let about = || topic::of_phase(label::Read::of(&heading::plain(head)));
    if !ending.eq_ignore_ascii_case("blockers") || about() != Some(Topic::Blockers { open: true }) {
        return None;
    }
    let words = source.clipped(item.words.clone());
    let after = &source.text[words.end.min(words.start + colon + 1)..words.end];
    let after = after.trim_start_matches(['*', '_', '`']);
    (!after.trim().is_empty()).then(|| words.end - after.len()..words.end)
}

/// The most bytes that are looked at before a word such as `OPEN`, and that are told of what follows a code.
const NEAR: usize = 200;

/// Every `CODE: OPEN` and `CODE: CLOSED` in an item of a phase, with the item.
fn stated(source: &Source, document: &Document) -> Vec<(usize, Blocker)> {
    let text = source.text;
    let items = &source.blocks.items;
    let mut owners = Owners::new(document);
    let mut found = Vec::new();
    for (at, open) in words(text) {
        let Some(nth) = items.partition_point(|item| item.start <= at).checked_sub(1) else { continue };
        let said = source.clipped(items[nth].words.clone());
        if at < said.start || at >= said.end {
            continue;
        }
        let from = text.ceil_char_boundary(said.start.max(at.saturating_sub(NEAR)));
        let Some(code) = code_before(&text[from..at]).map(|code| from + code.start..from + code.end) else { continue };
        let Some(phase) = owners.at(items[nth].start) else { continue };
        let word = if open { "OPEN" } else { "CLOSED" };
        let told = code.start..text.floor_char_boundary(said.end.min(code.start + NEAR));
        found.push((
            nth,
            Blocker {
                line: source.lines.line(code.start),
                code: Some(text[code.clone()].to_owned()),
                text: Lines::joined(text, &told),
                span: code.start..at + word.len(),
                open,
                closed: !open,
                phase: Some(phase),
            },
        ));
    }
    found
}

/// Where `OPEN` and `CLOSED` stand as words of their own, and whether it is `OPEN`. Both have an `O`, which is rare, so
/// that one quick search finds both.
fn words(text: &str) -> impl Iterator<Item = (usize, bool)> {
    let bytes = text.as_bytes();
    let of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    memchr_iter(b'O', bytes).filter_map(move |at| {
        let (start, word) = match at.checked_sub(2) {
            _ if bytes[at..].starts_with(b"OPEN") => (at, "OPEN"),
            Some(start) if bytes[start..].starts_with(b"CLOSED") => (start, "CLOSED"),
            Some(_) | None => return None,
        };
        let led = start.checked_sub(1).is_some_and(|before| of_word(bytes[before]));
        let rest = &bytes[start + word.len()..];
        let followed = rest.strip_prefix(b"-").unwrap_or(rest).first().is_some_and(|&byte| of_word(byte));
        (!led && !followed).then_some((start, word == "OPEN"))
    })
}

/// The code that a text ends in before a word such as `OPEN`: `HOOD_MISSING: `, `` `R1-B2` - ``, `DD-1 (the hood): `.
fn code_before(said: &str) -> Option<Span> {
    let blank = |said: &str| said.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '`' | '*' | '_')).len();
    let colon = |said: &str| said.trim_end_matches([':', '=', '-', '–', '—']).len();
    let word = blank(said);
    let mut end = colon(&said[..word]);
    let separated = end < word;
    end = blank(&said[..end]);
    if let Some(inner) = said[..end].strip_suffix(')') {
        end = blank(&inner[..inner.rfind('(')?]);
    }
    let start = said[..end].trim_end_matches(is_of_code).len();
    let code = &said[start..end];
    let cut = said[..start].ends_with(char::is_alphanumeric);
    // Without a separator a capital word is part of a sentence: "NOT OPEN".
    let telling = separated || code.contains(|c: char| !c.is_ascii_uppercase());
    (!cut && telling && is_code(code)).then_some(start..end)
}

/// The code that an item begins with.
fn leading_code(said: &str) -> Option<String> {
    let led = said.trim_start_matches(['`', '*', '_']);
    let code = &led[..led.find(|c: char| !is_of_code(c)).unwrap_or(led.len())];
    let code = code.trim_end_matches(['-', '.', '_']);
    // One capital word may open any sentence.
    (is_code(code) && code.contains(['_', '-', '.'])).then(|| code.to_owned())
}

fn is_of_code(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.')
}

fn is_code(code: &str) -> bool {
    let led = code.starts_with(|c: char| c.is_ascii_uppercase()) && code.len() > 1;
    led && code.ends_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit())
}

impl Document {
    /// The blockers of a phase, in order; empty for an unknown id.
    pub fn blockers_of(&self, id: &str) -> impl Iterator<Item = &Blocker> {
        self.of(&self.index.blockers, id).filter_map(|&at| self.blockers.get(at))
    }

    /// The codes that a phase calls both OPEN and CLOSED, with the line where the second word stands.
    pub fn conflicting_blockers(&self, id: &str) -> Vec<(&str, usize)> {
        let mut said: BTreeMap<&str, (bool, bool)> = std::collections::BTreeMap::new();
        let mut found = Vec::new();
        for blocker in self.blockers_of(id) {
            let Some(code) = blocker.code.as_deref() else { continue };
            let (open, closed) = said.entry(code).or_default();
            let before = *open && *closed;
            (*open, *closed) = (*open || blocker.open, *closed || blocker.closed);
            if !before && *open && *closed {
                found.push((code, blocker.line));
            }
        }
        found
    }
}
