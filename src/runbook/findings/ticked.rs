//! Ticked boxes whose own words say that the work is still to come.

use super::Finder;
use crate::runbook::{FindingCode, Mark};

pub(super) fn find(finder: &mut Finder) {
    let document = finder.document;
    for checkbox in document.boxes.iter().filter(|checkbox| checkbox.mark == Mark::Checked) {
        if let Some(word) = state(&checkbox.text) {
            let message = format!("this box is ticked, and its text says {word}");
            let hint = "take the tick back, or reword the item once the work is done";
            let phase = finder.phase_id(checkbox.phase).map(str::to_owned);
            let span = Finder::brackets(&checkbox.span);
            finder.raise(FindingCode::TickedButDeferred, phase.as_deref(), span, message, hint);
        }
    }
}

/// Words that state work as still to come, with the place of the first `d` that no other of them has before it.
const WORDS: [(&str, usize); 4] = [("deferred", 0), ("pending", 3), ("blocked", 6), ("todo", 2)];

/// What may stand between such a word and the end of its item, or what goes on to say why.
const AFTER: [&str; 7] = ["to", "on", "by", "until", "for", "pending", "in"];

/// Words before it that turn its meaning round, or make it the thing spoken of instead of the state of the item.
const AROUND: [&str; 25] = [
    "no",
    "not",
    "nothing",
    "none",
    "never",
    "without",
    "longer",
    "zero",
    "0",
    "was",
    "were",
    "been",
    "be",
    "what",
    "which",
    "that",
    "who",
    "whatever",
    "any",
    "every",
    "all",
    "if",
    "when",
    "previously",
    "formerly",
];

/// The word by which the item states itself as still to come: at its start or end, in brackets, after a dash or colon.
/// A word in backticks is quoted, and one in the middle of a sentence is what the sentence is about.
fn state(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    // Every one of the words has a `d`; most items have few.
    let places = bytes.iter().enumerate().filter(|(_, byte)| **byte | 0x20 == b'd').map(|(place, _)| place);
    places.flat_map(|place| WORDS.map(|(word, d)| (word, place.wrapping_sub(d)))).find_map(|(word, start)| {
        let said = bytes.get(start..start.checked_add(word.len())?)?;
        let stated = said.eq_ignore_ascii_case(word.as_bytes())
            && stands_alone(text, start, word.len())
            && says_so(text, start, word);
        stated.then_some(word)
    })
}

fn stands_alone(text: &str, start: usize, length: usize) -> bool {
    let joins = |c: char| c.is_alphanumeric() || "`\"'_-/=.".contains(c);
    let before = text[..start].chars().next_back();
    let mut after = text[start + length..].chars();
    let end = after.next();
    // A full stop joins `pending.json` and ends `pending.`.
    let joined = end.is_some_and(|c| joins(c) && (c != '.' || after.next().is_some_and(char::is_alphanumeric)));
    !before.is_some_and(joins) && !joined
}

fn says_so(text: &str, start: usize, word: &str) -> bool {
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '_');
    let before = text[..start].trim_end_matches(marks);
    let after = text[start + word.len()..].trim_start_matches(marks);
    let led = before.is_empty() || before.ends_with(['(', '[', ':', ';', '—', '–']) || before.ends_with(" -");
    let next = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let ends = after.trim_matches(['.', '!', ' ']).is_empty() || after.starts_with([')', ']', ':', ';', ',', '—', '–']);
    let goes_on = ends || after.starts_with("- ") || AFTER.contains(&next);
    if led {
        // "TODO write it" needs no more; "Pending orders are shown" is about orders.
        return goes_on || word == "todo" || before.ends_with(['(', '[']);
    }
    let clause = before.rsplit(['.', ';', ',', '(', '—', '–']).next().unwrap_or_default();
    let words: Vec<String> = clause.split_whitespace().map(str::to_ascii_lowercase).collect();
    if words.iter().any(|word| AROUND.contains(&word.as_str())) {
        return false;
    }
    match word {
        "todo" => false,
        // "Egress is blocked" is what the item is for; "still blocked" and "blocked by the audit" are its state.
        "blocked" => {
            let still = words.last().is_some_and(|last| last == "still" || last == "remains");
            still || (matches!(next, "on" | "until" | "pending") && words.last().is_some_and(|last| last != "are"))
        }
        _ => {
            let copula = words.last().is_some_and(|last| matches!(last.as_str(), "is" | "are" | "remains" | "still"));
            after.trim_matches(['.', '!', ' ']).is_empty() || (copula && goes_on)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_says_its_own_state_and_not_what_it_is_about() {
        for (text, expected) in [
            ("ovens are wired, the inspection is pending", Some("pending")),
            ("`R1.H` gas check pending.", Some("pending")),
            ("the awning (deferred to spring)", Some("deferred")),
            ("the awning (**deferred**)", Some("deferred")),
            ("the awning — deferred", Some("deferred")),
            ("the awning - DEFERRED", Some("deferred")),
            ("TODO: order cups", Some("todo")),
            ("TODO order cups", Some("todo")),
            ("cups (TODO)", Some("todo")),
            ("Deferred: the awning", Some("deferred")),
            ("the hood is blocked on the landlord", Some("blocked")),
            ("the hood: blocked by the landlord", Some("blocked")),
            ("the hood remains blocked", Some("blocked")),
            ("the permit is pending until June", Some("pending")),
            ("nothing is pending", None),
            ("no order is left pending.", None),
            ("street access to the cellar is blocked", None),
            ("deliveries at night are blocked by the gate", None),
            ("pending orders are shown on the board", None),
            ("the board lists what is deferred", None),
            ("orders go from `pending` to `paid`", None),
            ("see proof/pending.json", None),
            ("the deferred payment is booked", None),
            ("the hood was blocked", None),
            ("the todo list is empty", None),
            ("suspending the sign works", None),
            ("no longer blocked", None),
            ("ändern: d", None),
            ("", None),
        ] {
            assert_eq!(state(text), expected, "{text}");
        }
    }
}
