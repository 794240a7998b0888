//! The rules of declaring, noting and closing.

use chrono::{DateTime, Utc};

use super::{Ask, Closing, Command, Declared, Event, Incident, Noted, State};
use crate::hold::{Code, Hold, Offer, Operation, Who, text};

/// The provisioner named in the incidents' offers.
pub(super) const PROVISIONER: &str = "incident";
/// The longest title, owner or id in characters after cleaning.
const LONGEST_LINE: usize = 200;
/// The longest note in characters after cleaning; an entry holds 60 KiB and a character up to 4 bytes.
const LONGEST_NOTE: usize = 4000;

type Holds = Vec<Hold<Command>>;

/// Decides a command: the event to record, or everything that holds it.
pub fn decide(state: &State, command: &Command, ask: &Ask<'_>) -> Result<Vec<Event>, Holds> {
    let event = match command {
        Command::Declare { title, owner, severity, reason_code, started_at } => {
            let mut holds = Vec::new();
            let title = text::one_line(title);
            holds.extend(one_open(state, &title, *started_at));
            holds.extend(titled(&title));
            let owner = owner.as_deref().map(text::one_line).filter(|owner| !owner.is_empty());
            let owner = owner.unwrap_or_else(|| ask.caller.id.clone());
            holds.extend(fits("owner", &owner, LONGEST_LINE));
            let reason_code = reason_code.as_ref().or(ask.reason_codes.first());
            let listed = reason_code.filter(|code| ask.reason_codes.contains(code));
            if listed.is_none() {
                holds.push(unlisted(reason_code, command, ask));
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
        Command::Note { id, text, at } => {
            let mut holds = Vec::new();
            let found = named(state, id.as_deref());
            let incident = found.map_err(|hold| holds.push(hold)).ok();
            let text: Vec<_> = text.trim().lines().map(text::clean).collect();
            let text = text.join("\n");
            let subject = incident.map_or("incident", |incident| incident.id.as_str());
            if text.is_empty() {
                let way = Offer::instruct(Operation::Existing, PROVISIONER, "write what happened");
                holds.push(Hold::new(Code::TextUnusable, subject, "a note that says something").way(way));
            }
            holds.extend(fits("note", &text, LONGEST_NOTE));
            let at = at.unwrap_or(ask.now);
            holds.extend(not_future(subject, "what is noted happened", at, ask.now));
            answer(holds, Event::Noted(Noted { id: subject.to_owned(), text, at }))
        }
        Command::Close { id, ended_at } => {
            let incident = named(state, id.as_deref()).and_then(still_open).map_err(|hold| vec![hold])?;
            let ended_at = ended_at.unwrap_or(ask.now);
            let mut holds = Vec::new();
            holds.extend(not_future(&incident.id, "the incident ended", ended_at, ask.now));
            holds.extend(after_start(incident, ended_at));
            answer(holds, Event::Closed(Closing { id: incident.id.clone(), ended_at }))
        }
    }?;
    Ok(vec![event])
}

fn answer(holds: Holds, event: Event) -> Result<Event, Holds> {
    if holds.is_empty() { Ok(event) } else { Err(holds) }
}

/// A declaration with nothing but a title still to be given.
pub(super) fn declaring() -> Offer<Command> {
    let text = "declare an incident: a title is all it needs, you own it and it begins now";
    Offer::take(Operation::Create, PROVISIONER, text, Command::declare("")).by(Who::Human)
}

fn one_open(state: &State, title: &str, started_at: Option<DateTime<Utc>>) -> Option<Hold<Command>> {
    let open = state.open_incident()?;
    let id = &open.id;
    let need = format!("no other open incident; {id} ({}) is open", open.title);
    let hold = Hold::new(Code::IncidentOpen, id, need);
    let note = if title.is_empty() {
        Offer::instruct(Operation::Existing, PROVISIONER, format!("note it on {id}"))
    } else {
        let action = Command::Note { id: Some(id.clone()), text: title.to_owned(), at: started_at };
        Offer::take(Operation::Existing, PROVISIONER, format!("note it on {id}"), action)
    };
    let action = Command::Close { id: Some(id.clone()), ended_at: None };
    let close = Offer::take(Operation::Update, PROVISIONER, format!("close {id} first"), action).by(Who::Human);
    Some(hold.way(note).way(close))
}

fn titled(title: &str) -> Option<Hold<Command>> {
    if title.is_empty() {
        let way = Offer::instruct(Operation::Existing, PROVISIONER, "say in one line what is going wrong");
        return Some(Hold::new(Code::NoTitle, "incident", "a title").way(way));
    }
    fits("title", title, LONGEST_LINE)
}

fn fits(what: &str, words: &str, longest: usize) -> Option<Hold<Command>> {
    let length = words.chars().count();
    let need = format!("a {what} of at most {longest} characters; this one has {length}");
    let way = Offer::instruct(Operation::Update, PROVISIONER, format!("shorten the {what}"));
    (length > longest).then(|| Hold::new(Code::TextUnusable, what, need).way(way))
}

fn not_future(subject: &str, what: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Hold<Command>> {
    let need = format!("the time {what}, not one in the future; {at} is after {now}");
    let way = Offer::instruct(Operation::Existing, PROVISIONER, "leave the time out to take the present one");
    (at > now).then(|| Hold::new(Code::BadTime, subject, need).way(way))
}

/// A code from outside the list, or a list without codes.
fn unlisted(asked: Option<&String>, command: &Command, ask: &Ask<'_>) -> Hold<Command> {
    let asked = asked.map(|code| format!("; {} is not on it", text::one_line(code))).unwrap_or_default();
    let hold = Hold::new(Code::NoReasonCode, "incident", format!("a reason code of the workspace's list{asked}"));
    if ask.reason_codes.is_empty() {
        let way = Offer::instruct(Operation::Update, PROVISIONER, "list a reason code in the configuration");
        return hold.way(way);
    }
    ask.reason_codes.iter().fold(hold, |hold, code| {
        let mut action = command.clone();
        if let Command::Declare { reason_code, .. } = &mut action {
            *reason_code = Some(code.clone());
        }
        // Which reason is the true one is a person's judgement.
        let way = Offer::take(Operation::Existing, PROVISIONER, format!("declare it as {code}"), action).by(Who::Human);
        hold.way(way)
    })
}

/// `INC-YYYYMMDD-n`, one more than the highest of that day.
fn next_id(state: &State, now: DateTime<Utc>) -> String {
    let day = format!("INC-{}-", now.format("%Y%m%d"));
    let numbers = state.incidents.keys().filter_map(|id| id.strip_prefix(&day)?.parse::<u64>().ok());
    format!("{day}{}", numbers.max().unwrap_or(0) + 1)
}

fn named<'a>(state: &'a State, id: Option<&str>) -> Result<&'a Incident, Hold<Command>> {
    let Some(id) = id else {
        let none = || Hold::new(Code::NoIncident, "incident", "an open incident").way(declaring());
        return state.open_incident().ok_or_else(none);
    };
    state.incidents.get(id).ok_or_else(|| {
        let id: String = text::one_line(id).chars().take(LONGEST_LINE).collect();
        let hold = Hold::new(Code::NoIncident, &id, format!("an incident that exists; there is no {id}"));
        match state.open_incident() {
            Some(open) => {
                hold.way(Offer::instruct(Operation::Existing, PROVISIONER, format!("name {}, the open one", open.id)))
            }
            None => hold.way(declaring()),
        }
    })
}

fn still_open(incident: &Incident) -> Result<&Incident, Hold<Command>> {
    let Some(closed) = &incident.closed else { return Ok(incident) };
    let need = format!("an open incident; {} was closed by {} at #{}", incident.id, closed.stamp.by, closed.stamp.seq);
    let way =
        Offer::instruct(Operation::Existing, PROVISIONER, "add a note to it; a closed incident still takes notes");
    Err(Hold::new(Code::NoIncident, &incident.id, need).way(way))
}

fn after_start(incident: &Incident, ended_at: DateTime<Utc>) -> Option<Hold<Command>> {
    let began = incident.started_at;
    let need = format!("an end that is not before the beginning; {ended_at} is before {began}");
    let way = Offer::instruct(
        Operation::Existing,
        PROVISIONER,
        "leave the end out to take the present time, or name a later one",
    );
    (ended_at < began).then(|| Hold::new(Code::NoEndTime, &incident.id, need).way(way))
}
