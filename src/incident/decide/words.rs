//! Words and times that somebody gives: made clean, and the holds on those that cannot be stored.

use chrono::{DateTime, Utc};

use super::PROVISIONER;
use crate::hold::{Code, Hold, Offer, Operation, text};
use crate::incident::Command;

/// The longest title, name or reason in characters after cleaning.
pub(super) const LONGEST_LINE: usize = 200;
/// The longest note in characters after cleaning; an entry holds 60 KiB and a character up to 4 bytes.
pub(super) const LONGEST_NOTE: usize = 4000;

/// Several lines, cleaned each by itself.
pub(super) fn lines(given: &str) -> String {
    given.trim().lines().map(text::clean).collect::<Vec<_>>().join("\n")
}

pub(super) fn fits(what: &str, words: &str, longest: usize) -> Option<Hold<Command>> {
    let length = words.chars().count();
    let need = format!("a {what} of at most {longest} characters; this one has {length}");
    let way = Offer::instruct(Operation::Update, PROVISIONER, format!("shorten the {what}"));
    (length > longest).then(|| Hold::new(Code::TextUnusable, what, need).way(way))
}

/// Words of several lines that have to say something.
pub(super) fn said(subject: &str, what: &str, words: &str) -> Option<Hold<Command>> {
    if words.is_empty() {
        let way = Offer::instruct(Operation::Existing, PROVISIONER, "write what happened");
        return Some(Hold::new(Code::TextUnusable, subject, format!("a {what} that says something")).way(way));
    }
    fits(what, words, LONGEST_NOTE)
}

/// A reason, when one is given; an empty one is none.
pub(super) fn reason(given: Option<&str>) -> Option<String> {
    given.map(text::one_line).filter(|reason| !reason.is_empty())
}

pub(super) fn not_future(subject: &str, what: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Hold<Command>> {
    let need = format!("the time {what}, not one in the future; {at} is after {now}");
    let way = Offer::instruct(Operation::Existing, PROVISIONER, "leave the time out to take the present one");
    (at > now).then(|| Hold::new(Code::BadTime, subject, need).way(way))
}
