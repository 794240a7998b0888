//! What adds to the record: notes and attachments, by anyone, also after the end.

use chrono::{DateTime, Utc};

use super::words::{LONGEST_LINE, fits, lines, not_future, reason, said};
use super::{Holds, PROVISIONER, answer, named};
use crate::hold::{Code, Hold, Offer, Operation, text};
use crate::incident::{Action, Ask, Attached, Command, Event, FileSeen, Noted, State};

pub(super) fn note(
    state: &State,
    id: Option<&str>,
    given: &str,
    at: Option<DateTime<Utc>>,
    action: Option<&Action>,
    ask: &Ask<'_>,
) -> Result<Event, Holds> {
    let mut holds = Vec::new();
    let incident = named(state, id).map_err(|hold| holds.push(hold)).ok();
    let text = lines(given);
    let subject = incident.map_or("incident", |incident| incident.id.as_str());
    holds.extend(said(subject, "note", &text));
    let at = at.unwrap_or(ask.now);
    holds.extend(not_future(subject, "what is noted happened", at, ask.now));
    let action = action.map(|action| Action { owner: reason(action.owner.as_deref()) });
    if let Some(owner) = action.as_ref().and_then(|action| action.owner.as_deref()) {
        holds.extend(fits("owner", owner, LONGEST_LINE));
    }
    answer(holds, Event::Noted(Noted { id: subject.to_owned(), text, at, action }))
}

pub(super) fn attach(
    state: &State,
    id: Option<&str>,
    path: &str,
    note: Option<&str>,
    ask: &Ask<'_>,
) -> Result<Event, Holds> {
    let mut holds = Vec::new();
    let incident = named(state, id).map_err(|hold| holds.push(hold)).ok();
    let subject = incident.map_or("incident", |incident| incident.id.as_str());
    let note = note.map(lines).filter(|note| !note.is_empty());
    holds.extend(note.as_deref().and_then(|note| said(subject, "note", note)));
    let shown = text::clean(path);
    holds.extend(fits("path", &shown, 1024));
    let found = match ask.files.get(path) {
        Some(FileSeen::Read { sha256, content }) => Some((sha256.clone(), content.len() as u64)),
        Some(FileSeen::Unreadable { reason }) => {
            holds.push(no_file(&shown, reason));
            None
        }
        Some(FileSeen::Absent) | None => {
            holds.push(no_file(&shown, &format!("{shown} is not there")));
            None
        }
    };
    let (sha256, bytes) = found.unwrap_or_default();
    answer(holds, Event::Attached(Attached { id: subject.to_owned(), path: shown, sha256, bytes, note }))
}

fn no_file(path: &str, why: &str) -> Hold<Command> {
    let why = text::one_line(why);
    let way =
        Offer::instruct(Operation::Existing, PROVISIONER, "name a file that is there, from the workspace or whole");
    Hold::new(Code::NoEvidence, path, format!("a file to attach; {why}")).way(way)
}
