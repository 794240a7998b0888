//! Whether an incident is in order for an emergency posture, and what is missing (seed 000, *Operational guardrails*).

use super::decide::{PROVISIONER, declaring};
use super::{Change, Command, Incident, State};
use crate::hold::{Code, Hold, Offer, Operation, Who};

/// What `static_restore` still needs of the incident, one hold each; empty when the open incident is in order.
///
/// Without an open incident everything it would bring is listed, so that one refusal says it all.
pub fn ready_for_restore(state: &State) -> Vec<Hold<Command>> {
    let Some(open) = state.open_incident() else {
        let wants = [
            (Code::NoIncident, "an open incident"),
            (Code::NoOwner, "an owner of the incident"),
            (Code::NoStartTime, "the time the incident began"),
            (Code::NoReasonCode, "a reason code of the incident"),
        ];
        return wants.map(|(code, need)| Hold::new(code, "incident", need).way(declaring())).into();
    };
    owned(open).into_iter().chain(reasoned(open)).collect()
}

/// The hold of an incident that nobody owns.
pub(super) fn owned(incident: &Incident) -> Option<Hold<Command>> {
    if !incident.owner.is_empty() {
        return None;
    }
    let text = "own it: say your name and why";
    let change = Change { owner: Some(String::new()), ..Change::default() };
    Some(Hold::new(Code::NoOwner, &incident.id, "an owner of the incident").way(amend(incident, text, change)))
}

fn reasoned(incident: &Incident) -> Option<Hold<Command>> {
    if !incident.reason_code.is_empty() {
        return None;
    }
    let text = "say which reason code of the workspace's list it has";
    let change = Change { reason_code: Some(String::new()), ..Change::default() };
    let way = amend(incident, text, change);
    Some(Hold::new(Code::NoReasonCode, &incident.id, "a reason code of the incident").way(way))
}

/// An amendment in which what nobody has said yet is left empty.
fn amend(incident: &Incident, text: &str, change: Change) -> Offer<Command> {
    let action = Command::Amend { id: Some(incident.id.clone()), change, reason: String::new() };
    Offer::take(Operation::Existing, PROVISIONER, text, action).by(Who::Human)
}
