//! Declaring: a title, an owner who is a person, a start and a reason.

use chrono::{DateTime, Utc};

use super::words::{self, LONGEST_LINE, fits, not_future};
use super::{Holds, PROVISIONER, answer};
use crate::hold::{Code, Hold, Kind, Offer, Operation, Who, text};
use crate::incident::{Ask, Command, Declared, Event, State};

pub(super) fn declare(state: &State, command: &Command, ask: &Ask<'_>) -> Result<Event, Holds> {
    let Command::Declare { title, owner, severity, reason_code, started_at } = command else { return Err(Vec::new()) };
    let mut holds = Vec::new();
    let title = text::one_line(title);
    holds.extend(one_open(state, &title, *started_at));
    holds.extend(titled(&title));
    let owner = words::reason(owner.as_deref()).unwrap_or_else(|| own(ask));
    holds.extend(fits("owner", &owner, LONGEST_LINE));
    holds.extend(a_person(&owner, command, ask));
    let reason_code = reason_code.as_ref().or(ask.reason_codes.first());
    let listed = reason_code.filter(|code| ask.reason_codes.contains(code));
    if listed.is_none() {
        holds.push(unlisted("incident", reason_code, ask, |code| with_code(command, code)));
    }
    let started_at = started_at.unwrap_or(ask.now);
    holds.extend(not_future("incident", "the incident began", started_at, ask.now));
    let declared = Declared {
        id: next_id(state, ask.now),
        title,
        owner,
        severity: severity.unwrap_or_default(),
        reason_code: listed.cloned().unwrap_or_default(),
        started_at,
    };
    answer(holds, Event::Declared(declared))
}

/// A declaration with nothing but a title still to be given.
pub(in crate::incident) fn declaring() -> Offer<Command> {
    let text = "declare an incident: a title is all it needs, you own it and it begins now";
    Offer::take(Operation::Create, PROVISIONER, text, Command::declare("")).by(Who::Human)
}

/// A person who declares owns what they declared. A program may raise the alarm, and then nobody owns it yet.
fn own(ask: &Ask<'_>) -> String {
    if Who::Human.admits(ask.caller) { ask.caller.id.clone() } else { String::new() }
}

/// The owner answers for the incident, which a program cannot.
fn a_person(owner: &str, command: &Command, ask: &Ask<'_>) -> Option<Hold<Command>> {
    let kind = ask.people.get(owner).copied().filter(|kind| *kind != Kind::Human)?;
    let need = format!("an owner who is a person; {owner} signs with a key of kind {}", kind.word());
    let mut action = command.clone();
    if let Command::Declare { owner, .. } = &mut action {
        *owner = None;
    }
    let text = "declare it without an owner, or own it yourself if you are a person";
    Some(Hold::new(Code::NeedsHuman, "incident", need).way(Offer::take(Operation::Existing, PROVISIONER, text, action)))
}

fn one_open(state: &State, title: &str, started_at: Option<DateTime<Utc>>) -> Option<Hold<Command>> {
    let open = state.open_incident()?;
    let id = &open.id;
    let need = format!("no other open incident; {id} ({}) is open", open.title);
    let hold = Hold::new(Code::IncidentOpen, id, need);
    let note = if title.is_empty() {
        Offer::instruct(Operation::Existing, PROVISIONER, format!("note it on {id}"))
    } else {
        let action = Command::Note { id: Some(id.clone()), text: title.to_owned(), at: started_at, action: None };
        Offer::take(Operation::Existing, PROVISIONER, format!("note it on {id}"), action)
    };
    let action = Command::Close { id: Some(id.clone()), ended_at: None };
    let close = Offer::take(Operation::Update, PROVISIONER, format!("close {id} first"), action).by(Who::Human);
    Some(hold.way(note).way(close))
}

pub(super) fn titled(title: &str) -> Option<Hold<Command>> {
    if title.is_empty() {
        let way = Offer::instruct(Operation::Existing, PROVISIONER, "say in one line what is going wrong");
        return Some(Hold::new(Code::NoTitle, "incident", "a title").way(way));
    }
    fits("title", title, LONGEST_LINE)
}

/// A code from outside the list, or a list without codes. `action` is the command with another code.
pub(super) fn unlisted(
    subject: &str,
    asked: Option<&String>,
    ask: &Ask<'_>,
    action: impl Fn(&str) -> Command,
) -> Hold<Command> {
    let asked = asked.map(|code| format!("; {} is not on it", text::one_line(code))).unwrap_or_default();
    let hold = Hold::new(Code::NoReasonCode, subject, format!("a reason code of the workspace's list{asked}"));
    if ask.reason_codes.is_empty() {
        let way = Offer::instruct(Operation::Update, PROVISIONER, "list a reason code in the configuration");
        return hold.way(way);
    }
    ask.reason_codes.iter().fold(hold, |hold, code| {
        // Which reason is the true one is a person's judgement.
        let text = format!("say that it is {code}");
        hold.way(Offer::take(Operation::Existing, PROVISIONER, text, action(code)).by(Who::Human))
    })
}

fn with_code(command: &Command, code: &str) -> Command {
    let mut action = command.clone();
    if let Command::Declare { reason_code, .. } = &mut action {
        *reason_code = Some(code.to_owned());
    }
    action
}

/// `INC-YYYYMMDD-n`, one more than the highest of that day.
fn next_id(state: &State, now: DateTime<Utc>) -> String {
    let day = format!("INC-{}-", now.format("%Y%m%d"));
    let numbers = state.incidents.keys().filter_map(|id| id.strip_prefix(&day)?.parse::<u64>().ok());
    format!("{day}{}", numbers.max().unwrap_or(0) + 1)
}
