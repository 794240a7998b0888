//! Handoff: an offer, and the acceptance of the one person it was made to. The owner changes in no other way.

use super::amend::no_reason;
use super::words::{LONGEST_LINE, fits, reason};
use super::{Holds, PROVISIONER, answer, named, still_open};
use crate::hold::{Code, Hold, Kind, Offer, Operation, Who, text};
use crate::incident::{Accepted, Ask, Command, Event, Handoff, Incident, Offered, State, Withdrawn};

/// How many people are offered by name.
const NAMES: usize = 5;

pub(super) fn offer(
    state: &State,
    id: Option<&str>,
    to: &str,
    because: Option<&str>,
    ask: &Ask<'_>,
) -> Result<Event, Holds> {
    let incident = named(state, id).and_then(still_open).map_err(|hold| vec![hold])?;
    let id = incident.id.as_str();
    let mut holds = Vec::new();
    holds.extend(ask.caller.unless_human(id, "handing an incident over"));
    let to = text::one_line(to);
    holds.extend(receivable(incident, &to, ask));
    holds.extend(pending(incident));
    let because = reason(because);
    let theirs = incident.owner.is_empty() || incident.owner == ask.caller.id;
    if because.is_none() && !theirs {
        let need = format!("a reason: {id} is {}'s, and you offer it in their place", incident.owner);
        holds.push(no_reason(id, &need));
    }
    holds.extend(because.as_deref().and_then(|because| fits("reason", because, LONGEST_LINE)));
    answer(holds, Event::Offered(Offered { id: id.to_owned(), to, because }))
}

/// Nobody accepts without a key of their own here, and a program cannot own.
fn receivable(incident: &Incident, to: &str, ask: &Ask<'_>) -> Option<Hold<Command>> {
    let need = match ask.people.get(to) {
        _ if to == incident.owner && !to.is_empty() => format!("somebody else; {} is {to}'s already", incident.id),
        Some(Kind::Human) => return None,
        Some(kind) => format!("a person to hand it to; {to} signs with a key of kind {}", kind.word()),
        None if to.is_empty() => "the name of who shall own it".to_owned(),
        None => {
            let shown: String = to.chars().take(LONGEST_LINE).collect();
            format!("somebody who can accept; {shown} has no key here")
        }
    };
    Some(to_each(Hold::new(Code::NoHandoff, &incident.id, need), incident, ask))
}

/// The hold with an offer to each person who could take the incident, and to have another enrolled.
pub(super) fn to_each(hold: Hold<Command>, incident: &Incident, ask: &Ask<'_>) -> Hold<Command> {
    let id = &incident.id;
    let people = ask.people.iter().filter(|(name, kind)| **kind == Kind::Human && **name != incident.owner);
    let hold = people.take(NAMES).fold(hold, |hold, (name, _)| {
        let action = Command::Handoff { id: Some(id.clone()), to: name.clone(), because: None };
        hold.way(Offer::take(Operation::Existing, PROVISIONER, format!("offer {id} to {name}"), action).by(Who::Human))
    });
    let text = "have their key enrolled first: wayhold operator add NAME --kind human --key FILE.pub";
    hold.way(Offer::instruct(Operation::Create, PROVISIONER, text))
}

/// The hold of an offer that was neither accepted nor taken back.
pub(super) fn pending(incident: &Incident) -> Option<Hold<Command>> {
    let Handoff { to, stamp, .. } = incident.handoff.as_ref()?;
    let id = || Some(incident.id.clone());
    let need = format!("no pending handoff; {} offered {} to {to} at #{}", stamp.by, incident.id, stamp.seq);
    let accept =
        Offer::take(Operation::Existing, PROVISIONER, format!("{to} accepts it"), Command::Accept { id: id() });
    let action = Command::Withdraw { id: id(), because: None };
    let withdraw = Offer::take(Operation::Update, PROVISIONER, "take the offer back", action);
    Some(Hold::new(Code::PendingHandoff, &incident.id, need).way(accept.by(Who::Human)).way(withdraw.by(Who::Human)))
}

pub(super) fn accept(state: &State, id: Option<&str>, ask: &Ask<'_>) -> Result<Event, Holds> {
    let incident = named(state, id).and_then(still_open).map_err(|hold| vec![hold])?;
    let id = incident.id.as_str();
    let mut holds = Vec::new();
    holds.extend(ask.caller.unless_human(id, "accepting an incident"));
    let offered = standing(incident, ask).map_err(|hold| holds.push(hold)).ok();
    if let Some(Handoff { to, .. }) = offered.filter(|offered| offered.to != ask.caller.id) {
        let need = format!("an offer to you; {id} is offered to {to}, and only {to}'s own key takes it");
        let way = Offer::instruct(Operation::Existing, PROVISIONER, format!("have {to} accept it"));
        let text = "take the offer back; then it can be offered to you";
        let action = Command::Withdraw { id: Some(id.to_owned()), because: None };
        let withdraw = Offer::take(Operation::Update, PROVISIONER, text, action).by(Who::Human);
        holds.push(Hold::new(Code::NoHandoff, id, need).way(way).way(withdraw));
    }
    let (to, offer) = offered.map(|offered| (offered.to.clone(), offered.stamp.seq)).unwrap_or_default();
    answer(holds, Event::Accepted(Accepted { id: id.to_owned(), from: incident.owner.clone(), to, offer }))
}

pub(super) fn withdraw(state: &State, id: Option<&str>, because: Option<&str>, ask: &Ask<'_>) -> Result<Event, Holds> {
    let incident = named(state, id).and_then(still_open).map_err(|hold| vec![hold])?;
    let id = incident.id.as_str();
    let mut holds = Vec::new();
    holds.extend(ask.caller.unless_human(id, "taking an offer back"));
    let offered = standing(incident, ask).map_err(|hold| holds.push(hold)).ok();
    let because = reason(because);
    holds.extend(because.as_deref().and_then(|because| fits("reason", because, LONGEST_LINE)));
    if let Some(Handoff { to, stamp, .. }) = offered {
        let concerned = [&incident.owner, to, &stamp.by].contains(&&ask.caller.id);
        if because.is_none() && !concerned {
            let need = format!("a reason: the offer of {id} is between {} and {to}", stamp.by);
            holds.push(no_reason(id, &need));
        }
    }
    let (to, offer) = offered.map(|offered| (offered.to.clone(), offered.stamp.seq)).unwrap_or_default();
    answer(holds, Event::Withdrawn(Withdrawn { id: id.to_owned(), to, offer, because }))
}

/// The offer that stands.
fn standing<'a>(incident: &'a Incident, ask: &Ask<'_>) -> Result<&'a Handoff, Hold<Command>> {
    incident.handoff.as_ref().ok_or_else(|| {
        let hold = Hold::new(Code::NoHandoff, &incident.id, "an offered handoff; none is pending");
        to_each(hold, incident, ask)
    })
}
