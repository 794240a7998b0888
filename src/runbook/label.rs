//! Labels: the lines that say what the bullets under them are for.

use super::said::Said;
use super::{Class, Span};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// Boxes of this class.
    Boxes(Class),
    /// The clauses of an entry gate.
    Gate,
    /// Something else.
    Other,
}

impl Label {
    /// Whether a box under another label inside this one's reach still counts as this one's.
    pub(super) fn lasts(self) -> bool {
        matches!(self, Self::Boxes(_))
    }

    /// The class of a box under it.
    pub(super) fn class(self) -> Class {
        match self {
            Self::Boxes(class) => class,
            Self::Gate | Self::Other => Class::Other,
        }
    }
}

/// A label as it was read: what it announces, and the words that it says so with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) label: Label,
    pub(super) said: Said,
}

impl Read {
    /// What nothing announces.
    pub(super) const NOTHING: Self = Self { label: Label::Other, said: Said::NOTHING };

    /// Reads the words of a label or a heading.
    pub(super) fn of(words: &str) -> Self {
        let said = Said::of(words);
        Self { label: if said.any(&Said::ANNOUNCING) { announce(words) } else { Label::Other }, said }
    }

    /// Reads a line that is a label: it ends in a colon, or is bold from end to end.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        // Most labels announce nothing here, and their words need not be taken out of their marks.
        let said = is_label(line).then(|| Said::of(line))?;
        let label = if said.any(&Said::ANNOUNCING) { announce(&words(line)) } else { Label::Other };
        Some(Self { label, said })
    }
}

/// What a label's words announce.
fn announce(words: &str) -> Label {
    let (mut trigger, mut dod, mut progress, mut entry, mut gate) = (false, false, false, false, false);
    // One walk that looks for what may begin here, instead of one for each phrase.
    for (at, led) in words.bytes().enumerate() {
        let rest = &words.as_bytes()[at..];
        let says =
            |phrase: &str| rest.get(..phrase.len()).is_some_and(|said| said.eq_ignore_ascii_case(phrase.as_bytes()));
        let any = |phrases: &[&str]| phrases.iter().copied().any(says);
        let token = |word: &str| says(word) && stands_alone(words, at..at + word.len());
        match led.to_ascii_lowercase() {
            b'a' => {
                trigger |= says("abort criteria");
                dod |= says("acceptance checklist");
            }
            b'c' => {
                dod |= any(&["completion checklist", "closure checklist"]);
                gate |= any(&["criteria", "conditions"]);
            }
            b'd' => dod |= says("definition of done") || token("dod"),
            b'e' => {
                dod |= says("exit checklist");
                entry |= token("entry");
            }
            b'g' => gate |= says("gate"),
            b'p' => gate |= says("prerequisites"),
            b'r' => trigger |= any(&["rollback criteria", "rollback trigger"]),
            b's' => progress |= any(&["sub-phase progress", "subphase progress", "sub phase progress"]),
            _ => {}
        }
    }
    if trigger {
        Label::Boxes(Class::Trigger)
    } else if dod {
        Label::Boxes(Class::Dod)
    } else if progress {
        Label::Boxes(Class::Progress)
    } else if entry && gate {
        Label::Gate
    } else {
        Label::Other
    }
}

/// Whether no letter or digit stands beside the word at `span`.
fn stands_alone(words: &str, span: Span) -> bool {
    let (before, after) = (words[..span.start].chars().next_back(), words[span.end..].chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Whether a line is a label.
fn is_label(line: &str) -> bool {
    let line = line.trim();
    // Most lines end otherwise, and need not be looked at any further.
    if line.len() > 200 || !line.ends_with([':', '*', '_', '`']) {
        return false;
    }
    let bold = line.len() > 4
        && ["**", "__"].into_iter().any(|m| line.starts_with(m) && line.ends_with(m) && line.matches(m).count() == 2);
    let announces = bold || line.trim_end_matches(['*', '_', '`']).ends_with(':') || line.ends_with(':');
    announces && line.contains(|c: char| !matches!(c, '*' | '_' | '`' | ':') && !c.is_whitespace())
}

/// The words of a line that is a label.
pub(super) fn words(line: &str) -> String {
    let mut words = super::heading::plain(line).into_owned();
    words.truncate(words.trim_end_matches(':').trim_end().len());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_announce_what_is_under_them() {
        for (words, expected) in [
            ("DoD", Label::Boxes(Class::Dod)),
            ("R1 DoD checklist", Label::Boxes(Class::Dod)),
            ("DoD (summary)", Label::Boxes(Class::Dod)),
            ("Definition of Done", Label::Boxes(Class::Dod)),
            ("Acceptance checklist", Label::Boxes(Class::Dod)),
            ("R1 Completion Checklist", Label::Boxes(Class::Dod)),
            ("Sub-phase progress", Label::Boxes(Class::Progress)),
            ("Rollback criteria", Label::Boxes(Class::Trigger)),
            ("Rollback posture", Label::Other),
            ("Entry gate", Label::Gate),
            ("Entry criteria", Label::Gate),
            ("Entry prerequisites", Label::Gate),
            ("Exit criteria", Label::Other),
            ("Current gate", Label::Other),
            ("Checklist", Label::Other),
        ] {
            assert_eq!(Read::of(words).label, expected, "{words}");
        }
    }

    #[test]
    fn a_label_ends_in_a_colon_or_is_bold_throughout() {
        for (line, expected) in [
            ("DoD:", Some("DoD")),
            ("**DoD checklist:**", Some("DoD checklist")),
            ("**DoD checklist**:", Some("DoD checklist")),
            ("**Definition of done**", Some("Definition of done")),
            ("_Notes:_", Some("Notes")),
            ("**Intent:** brew tea.", None),
            ("**One** and **two**", None),
            ("Notes: brew tea", None),
            (":", None),
        ] {
            assert_eq!(is_label(line).then(|| words(line)).as_deref(), expected, "{line}");
            assert_eq!(Read::of_line(line).is_some(), expected.is_some(), "{line}");
        }
    }
}
