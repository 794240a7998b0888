//! Amending what was declared, and naming who holds a role. Both take a person.

use super::declare::{titled, unlisted};
use super::words::{LONGEST_LINE, fits, lines, reason, said};
use super::{Holds, PROVISIONER, answer, handoff, named, still_open};
use crate::hold::{Code, Hold, Offer, Operation, Who, text};
use crate::incident::{Amended, Ask, Change, Command, Event, Incident, Role, RoleAssigned, State};

pub(super) fn amend(
    state: &State,
    id: Option<&str>,
    change: &Change,
    given: &str,
    ask: &Ask<'_>,
) -> Result<Event, Holds> {
    let incident = named(state, id).map_err(|hold| vec![hold])?;
    let id = incident.id.as_str();
    let mut holds = Vec::new();
    holds.extend(ask.caller.unless_human(id, "amending an incident"));
    let mut clean = Change {
        title: change.title.as_deref().map(text::one_line),
        severity: change.severity,
        reason_code: change.reason_code.clone(),
        owner: reason(change.owner.as_deref()),
        impact: change.impact.as_deref().map(lines),
    };
    holds.extend(clean.title.as_deref().and_then(titled));
    holds.extend(clean.impact.as_deref().and_then(|impact| said(id, "impact", impact)));
    if let Some(code) = clean.reason_code.as_ref().filter(|code| !ask.reason_codes.contains(code)) {
        let with = |code: &str| Command::Amend {
            id: Some(id.to_owned()),
            change: Change { reason_code: Some(code.to_owned()), ..change.clone() },
            reason: given.to_owned(),
        };
        holds.push(unlisted(id, Some(code), ask, with));
    }
    if let Some(owner) = &clean.owner {
        holds.extend(ownable(incident, owner, ask));
    }
    keep_changes(&mut clean, incident);
    if clean == Change::default() && holds.is_empty() {
        holds.push(no_change(id, "something that says other than it does now"));
    }
    let because = reason(Some(given));
    match &because {
        None => holds.push(no_reason(id, "a reason for the amendment")),
        Some(because) => holds.extend(fits("reason", because, LONGEST_LINE)),
    }
    let amended = Amended { id: id.to_owned(), change: clean, reason: because.unwrap_or_default() };
    answer(holds, Event::Amended(amended))
}

/// Only the first owner is said; every later one accepts a handoff. Nobody is made the owner by somebody else.
fn ownable(incident: &Incident, owner: &str, ask: &Ask<'_>) -> Holds {
    if owner == incident.owner {
        return Vec::new();
    }
    let id = &incident.id;
    if let Err(closed) = still_open(incident) {
        return vec![closed];
    }
    if incident.owner.is_empty() && owner == ask.caller.id {
        return Vec::new();
    }
    let need = if incident.owner.is_empty() {
        format!("the word of {owner}, who would own {id}")
    } else {
        format!("a handoff that {owner} accepts; {id} is {}'s", incident.owner)
    };
    let action = Command::Handoff { id: Some(id.clone()), to: owner.to_owned(), because: None };
    let way = Offer::take(Operation::Existing, PROVISIONER, format!("offer {id} to {owner}"), action).by(Who::Human);
    vec![Hold::new(Code::NoHandoff, id, need).way(way)]
}

/// What already says so is no change.
fn keep_changes(change: &mut Change, incident: &Incident) {
    change.title.take_if(|title| *title == incident.title);
    change.severity.take_if(|severity| *severity == incident.severity);
    change.reason_code.take_if(|code| *code == incident.reason_code);
    change.owner.take_if(|owner| *owner == incident.owner);
    change.impact.take_if(|impact| Some(&*impact) == incident.impact.as_ref());
}

pub(super) fn assign(
    state: &State,
    id: Option<&str>,
    role: Role,
    to: Option<&str>,
    ask: &Ask<'_>,
) -> Result<Event, Holds> {
    let incident = named(state, id).and_then(still_open).map_err(|hold| vec![hold])?;
    let id = incident.id.as_str();
    let mut holds = Vec::new();
    holds.extend(ask.caller.unless_human(id, "naming who holds a role"));
    let to = reason(to);
    holds.extend(to.as_deref().and_then(|to| fits("name", to, LONGEST_LINE)));
    if role == Role::Commander {
        let need = "a handoff: the owner commands, and an owner changes only by accepting";
        let hold = Hold::new(Code::NoHandoff, id, need);
        holds.push(handoff::to_each(hold, incident, ask));
    } else if to.as_deref() == incident.named(role) {
        let who = to.as_deref().unwrap_or("its owner");
        holds.push(no_change(id, &format!("somebody else for {role}; {who} has it already")));
    }
    answer(holds, Event::RoleAssigned(RoleAssigned { id: id.to_owned(), role, to }))
}

fn no_change(id: &str, need: &str) -> Hold<Command> {
    let way = Offer::instruct(
        Operation::Existing,
        PROVISIONER,
        format!("leave it: `wayhold incident show {id}` says how it stands"),
    );
    Hold::new(Code::NoChange, id, need).way(way)
}

pub(super) fn no_reason(id: &str, need: &str) -> Hold<Command> {
    let way = Offer::instruct(Operation::Existing, PROVISIONER, "say why in one line");
    Hold::new(Code::NoReason, id, need).way(way)
}
