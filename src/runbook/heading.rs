//! The grammar of headings: which one opens a phase, and under what id.

use std::borrow::Cow;

use memchr::memchr2;

use super::Family;

/// What a heading's words make of it, before its neighbours are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Title {
    /// Opens a phase.
    Phase { id: String, name: String, family: Family, root: bool },
    /// Led by an id, and no phase.
    Annex(String),
    /// Holds phases.
    Container,
    /// Anything else.
    Text,
}

/// Words that make a phase with the number after them.
const WORDS: [&str; 6] = ["phase", "stage", "wave", "milestone", "commit", "gate"];

/// Leads that say something of a phase before naming it, as in `Closed Phase - M3 - Name`.
const LEADS: [&str; 6] = ["closed", "completed", "current", "active", "next", "previous"];

/// Words that make a container of a heading about phases.
const CONTAINERS: [&str; 9] =
    ["active", "current", "remaining", "next", "closed", "completed", "detail", "details", "stubs"];

/// `text` without emphasis and code marks, its blanks collapsed.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    // Most words have no marks, and are taken over as they are.
    if !text.bytes().any(|byte| matches!(byte, b'`' | b'*' | b'_')) {
        return super::lines::one_line(text);
    }
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let start = plain.len();
        if start > 0 {
            plain.push(' ');
        }
        let before = plain.len();
        let mut rest = word.trim_matches('_');
        while let Some(mark) = memchr2(b'`', b'*', rest.as_bytes()) {
            plain.push_str(&rest[..mark]);
            rest = &rest[mark + 1..];
        }
        plain.push_str(rest);
        if plain.len() == before {
            plain.truncate(start);
        }
    }
    Cow::Owned(plain)
}

/// Reads a heading of level 2 to 5 from its [`plain`] words.
pub(super) fn classify(text: &str) -> Title {
    let text = text.trim_start_matches(|c: char| !c.is_ascii() || c == ' ');
    if let Some(title) = lettered_section(text) {
        return title;
    }
    let (rest, numbered) = without_section_number(text);
    let rest = without_lead(rest);
    if let Some(title) = word_led(rest).or_else(|| id_led(rest, numbered)) {
        return title;
    }
    if let Some((name, id)) = trailing_phase(rest) {
        return Title::Phase { id: id.text.into_owned(), name: name.to_owned(), family: Family::Strong, root: id.root };
    }
    if !rest.as_bytes().windows("phase".len()).any(|word| word.eq_ignore_ascii_case(b"phase")) {
        return Title::Text;
    }
    let folded = rest.to_ascii_lowercase();
    let mut words = folded.split(|c: char| !c.is_alphanumeric());
    let about_phases = words.clone().any(|word| matches!(word, "phase" | "phases"));
    if about_phases && words.any(|word| CONTAINERS.contains(&word)) {
        return Title::Container;
    }
    Title::Text
}

/// The id that a table cell or a gate clause consists of: `M1`, `M1.A`, `Phase 0`.
pub(super) fn whole_id(text: &str) -> Option<Cow<'_, str>> {
    let (id, rest) = worded_id(text).or_else(|| id(text))?;
    rest.is_empty().then_some(id.text)
}

/// The id that `text` begins with, marks of emphasis and code aside; a range is none.
pub(super) fn leading_id(text: &str) -> Option<String> {
    // No id is longer, and none but the second of a range stands after it.
    let led = plain(&text[..text.floor_char_boundary(MAX_PARTS * 3)]);
    if let Some((id, _)) = worded_id(&led) {
        return Some(id.text.into_owned());
    }
    let (id, rest) = id(&led)?;
    let cut = rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/'));
    (!cut && !is_range(&id.text, rest)).then(|| id.text.into_owned())
}

#[derive(Debug)]
struct Id<'a> {
    text: Cow<'a, str>,
    root: bool,
}

/// `8) Name`, `7.1 Name`: the name, and whether there was a number.
pub(super) fn without_section_number(text: &str) -> (&str, bool) {
    let number = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let rest = &text[number..];
    let rest = rest.strip_prefix(')').unwrap_or(rest);
    if text.starts_with(|c: char| c.is_ascii_digit()) && rest.starts_with(' ') {
        (rest.trim_start(), true)
    } else {
        (text, false)
    }
}

fn without_lead(text: &str) -> &str {
    let Some((lead, rest)) = text.split_once(' ') else { return text };
    let Some(rest) = rest.strip_prefix("Phase ") else { return text };
    if !LEADS.iter().any(|known| known.eq_ignore_ascii_case(lead)) {
        return text;
    }
    rest.strip_prefix(['-', '–', '—', ':']).map_or(text, str::trim_start)
}

/// `4.1.A — Name`: a section number that ends in a letter is an id, when a separator follows.
fn lettered_section(text: &str) -> Option<Title> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c.is_ascii_uppercase() || c == '.'))?;
    let (id, rest) = text.split_at(end);
    let (numbers, letter) = id.rsplit_once('.')?;
    let numeric = numbers.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !numeric || !letter.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let name = separated(rest)?.to_owned();
    Some(Title::Phase { id: id.to_owned(), name, family: Family::Strong, root: false })
}

/// `Phase 0 — Name`, `Commit 1: Name`, `Phase P0 - Name`.
fn word_led(text: &str) -> Option<Title> {
    let strong = |id: Id, name: &str| {
        let (id, root) = (id.text.into_owned(), id.root);
        Title::Phase { id, name: name.into(), family: Family::Strong, root }
    };
    if let Some((id, rest)) = worded_id(text) {
        let name = separated(rest).or_else(|| rest.strip_prefix(' '));
        return name.map(|name| strong(id, name.trim_start()));
    }
    let (word, rest) = text.split_once(' ')?;
    if !is_word(word) {
        return None;
    }
    let (id, rest) = id(rest)?;
    if is_range(&id.text, rest) {
        return None;
    }
    Some(match separated(rest) {
        Some(name) => strong(id, name),
        None if rest.starts_with(' ') => Title::Annex(id.text.into_owned()),
        None => return None,
    })
}

fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase()) && WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// A word and a number, as one id: `phase-0`, `phase-3.A`; and the rest. A range of numbers is prose.
fn worded_id(text: &str) -> Option<(Id<'_>, &str)> {
    let (word, rest) = text.split_once(' ')?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if !is_word(word) || digits == 0 {
        return None;
    }
    let letter = rest[digits..].starts_with(|c: char| c.is_ascii_alphabetic());
    let base = digits + usize::from(letter);
    let end = base + parts(&rest[base..]);
    let number = &rest[..end];
    let dashed = number.split_once('-').is_some_and(|(_, part)| part.starts_with(|c: char| c.is_ascii_digit()));
    let (left, ranged) = (&rest[end..], rest[end..].starts_with(".."));
    let spanned = left.strip_prefix(['–', '—']).is_some_and(|left| left.starts_with(|c: char| c.is_ascii_digit()));
    let cut = left.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '%' | '+'));
    if dashed || ranged || spanned || cut {
        return None;
    }
    let text = format!("{}-{number}", word.to_ascii_lowercase());
    Some((Id { text: text.into(), root: end == base }, left))
}

/// `M1 - Name`, `M1.A Name`, and annexes such as `M1 Completion Checklist`.
fn id_led(text: &str, numbered: bool) -> Option<Title> {
    let (id, rest) = id(text)?;
    if is_range(&id.text, rest) {
        return None;
    }
    let (id, root) = (id.text, id.root);
    if let Some(name) = separated(rest) {
        return Some(Title::Phase { id: id.into_owned(), name: name.to_owned(), family: Family::Strong, root });
    }
    let name = rest.strip_prefix(' ')?;
    Some(if root || numbered {
        Title::Annex(id.into_owned())
    } else {
        Title::Phase { id: id.into_owned(), name: name.to_owned(), family: Family::Weak, root: false }
    })
}

/// What follows a separator: a dash between blanks, an en or em dash, a colon, a parenthesis, or the end.
fn separated(rest: &str) -> Option<&str> {
    let trimmed = rest.trim_start();
    if trimmed.is_empty() || trimmed.starts_with('(') {
        return Some(trimmed);
    }
    if let Some(name) = trimmed.strip_prefix(['–', '—', ':']) {
        return Some(name.trim_start());
    }
    let name = trimmed.strip_prefix('-')?;
    (trimmed.len() < rest.len()).then(|| name.trim_start())
}

/// An id at the start of `text`, and the rest.
fn id(text: &str) -> Option<(Id<'_>, &str)> {
    let letters = text.len() - text.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let after = &text[letters..];
    let dotted = after.strip_prefix('.').filter(|after| after.starts_with(|c: char| c.is_ascii_digit()));
    let at = match dotted {
        Some(_) if (2..=6).contains(&letters) => letters + 1,
        None if (1..=5).contains(&letters) => letters,
        Some(_) | None => return None,
    };
    let digits = text[at..].len() - text[at..].trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 {
        return None;
    }
    let mut base = at + digits;
    if dotted.is_none() && bounded(&text[base..], 1) && text[base..].starts_with(|c: char| c.is_ascii_uppercase()) {
        base += 1;
    }
    let end = base + parts(&text[base..]);
    Some((Id { text: text[..end].into(), root: end == base }, &text[end..]))
}

/// Whether `text` has an ASCII word of `length` bytes at its start that ends there.
fn bounded(text: &str, length: usize) -> bool {
    text.get(length..).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// The most bytes of the parts of an id; a longer run of them is no id, and must not be walked part by part.
const MAX_PARTS: usize = 48;

/// The length of the `.A`, `-B1`, `.2` at the start of `text`.
fn parts(text: &str) -> usize {
    let mut length = 0;
    while let Some(rest) = text[length..].strip_prefix(['.', '-']) {
        let part = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()).len();
        if part == 0 || part > 8 || length + part >= MAX_PARTS || !bounded(rest, part) {
            break;
        }
        length += 1 + part;
    }
    length
}

/// Whether an id opens a range: `M1..M3`, `P4-P7`, `M1 - M3`. A range is prose.
fn is_range(id: &str, rest: &str) -> bool {
    let prefix = id.trim_end_matches(|c: char| !c.is_ascii_uppercase());
    let prefix = &prefix[..prefix.bytes().take_while(u8::is_ascii_uppercase).count()];
    let sibling =
        |text: &str| text.strip_prefix(prefix).is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()));
    let dashed = id.split_once('-').is_some_and(|(_, part)| sibling(part));
    let spaced = rest.trim_start().strip_prefix(['-', '–', '—']).is_some_and(|rest| sibling(rest.trim_start()));
    rest.starts_with("..") || dashed || spaced
}

/// `Name (Phase P0)`.
fn trailing_phase(text: &str) -> Option<(&str, Id<'_>)> {
    let (name, inner) = text.strip_suffix(')')?.rsplit_once('(')?;
    if let Some((id, "")) = worded_id(inner) {
        return Some((name.trim_end(), id));
    }
    let (id, rest) = id(inner.strip_prefix("Phase ")?)?;
    rest.is_empty().then_some((name.trim_end(), id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match classify(&plain(text)) {
            Title::Phase { id, name, family, root } => {
                format!(
                    "{} {id}{} | {name}",
                    if family == Family::Strong { "strong" } else { "weak" },
                    if root { "" } else { "+" }
                )
            }
            Title::Annex(id) => format!("annex {id}"),
            Title::Container => "container".into(),
            Title::Text => "text".into(),
        }
    }

    #[test]
    fn headings_are_read_by_their_lead() {
        for (heading, expected) in [
            ("R1 - Warm up", "strong R1 | Warm up"),
            ("R1 — Warm up", "strong R1 | Warm up"),
            ("R1–Warm up", "strong R1 | Warm up"),
            ("R1: Warm up", "strong R1 | Warm up"),
            ("R1 (warm up)", "strong R1 | (warm up)"),
            ("**`R1`** - Warm up", "strong R1 | Warm up"),
            ("R1", "strong R1 | "),
            ("R12B - Warm up", "strong R12B | Warm up"),
            ("R1.A - Kettle", "strong R1.A+ | Kettle"),
            ("R1-B2 - Kettle", "strong R1-B2+ | Kettle"),
            ("RUN.0 - Kettle", "strong RUN.0 | Kettle"),
            ("RUN.0.A - Kettle", "strong RUN.0.A+ | Kettle"),
            ("4) R1 - Warm up", "strong R1 | Warm up"),
            ("7.1 R1.A - Kettle", "strong R1.A+ | Kettle"),
            ("4.1.A — Kettle", "strong 4.1.A+ | Kettle"),
            ("Closed Phase - R3 - Cool down", "strong R3 | Cool down"),
            ("Phase 0 — Tidy", "strong phase-0 | Tidy"),
            ("Phase 3.A — Tidy", "strong phase-3.A+ | Tidy"),
            ("Commit 2: Move", "strong commit-2 | Move"),
            ("Stage 2", "strong stage-2 | "),
            ("Wave 3 first sites", "strong wave-3 | first sites"),
            ("Milestone R4 - Ship", "strong R4 | Ship"),
            ("Kettle on (Phase P0)", "strong P0 | Kettle on"),
            ("R1.A Kettle on", "weak R1.A+ | Kettle on"),
            ("R1-A Kettle on", "weak R1-A+ | Kettle on"),
            ("3) R1.A Kettle on", "annex R1.A"),
            ("9) R4 Active Phase + Remaining Phases", "annex R4"),
            ("7) R2 Completion Checklist", "annex R2"),
            ("R2 Completion Checklist", "annex R2"),
            ("Current Active Phase", "container"),
            ("9) Remaining Phases (until activation)", "container"),
            ("R1..R9 overview", "text"),
            ("R1.H..R1.K close", "text"),
            ("P4-P7 - Control", "text"),
            ("P4 - P7 Control", "text"),
            ("Phase 1-3 summary", "text"),
            ("Phase 1..3", "text"),
            ("Phases of the moon", "text"),
            ("r1 - Warm up", "text"),
            ("R1/R2 shared", "text"),
            ("1.2 Statistics", "text"),
            ("HTTP gateways", "text"),
            ("", "text"),
        ] {
            assert_eq!(read(heading), expected, "{heading}");
        }
    }

    #[test]
    fn an_id_with_another_prefix_after_the_dash_is_part_of_the_name() {
        assert_eq!(read("M6 - P4-P7 Control"), "strong M6 | P4-P7 Control");
        assert_eq!(read("M1 - P(-1) Packaging"), "strong M1 | P(-1) Packaging");
    }

    #[test]
    fn a_cell_is_an_id_only_when_it_is_nothing_else() {
        for (cell, expected) in [
            ("R1", Some("R1")),
            ("R1.A", Some("R1.A")),
            ("Phase 0", Some("phase-0")),
            ("R1 and R2", None),
            ("R1..R2", None),
            ("Risk", None),
        ] {
            assert_eq!(whole_id(cell).as_deref(), expected, "{cell}");
        }
    }
}
