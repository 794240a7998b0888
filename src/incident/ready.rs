//! Whether an incident is in order for an emergency posture, and what is missing (seed 000, *Operational guardrails*).

use super::decide::{PROVISIONER, declaring};
use super::{Command, State};
use crate::hold::{Code, Hold, Offer, Operation};

/// What `static_restore` still needs of the incident, one hold each; empty when the open incident is in order.
///
/// Without an open incident everything it would bring is listed, so that one refusal says it all.
pub fn ready_for_restore(state: &State) -> Vec<Hold<Command>> {
    let open = state.open_incident();
    let wants = [
        (Code::NoIncident, open.is_none(), "an open incident"),
        (Code::NoOwner, open.is_none_or(|incident| incident.owner.is_empty()), "an owner of the incident"),
        (Code::NoStartTime, open.is_none(), "the time the incident began"),
        (
            Code::NoReasonCode,
            open.is_none_or(|incident| incident.reason_code.is_empty()),
            "a reason code of the incident",
        ),
    ];
    let subject = open.map_or("incident", |incident| incident.id.as_str());
    let missing = wants.into_iter().filter(|(_, missing, _)| *missing);
    missing.map(|(code, _, need)| Hold::new(code, subject, need).way(way(open.is_some()))).collect()
}

/// An open incident without an owner or a reason code cannot be amended, only replaced.
fn way(open: bool) -> Offer<Command> {
    if open {
        let text = "close this incident and declare it again with an owner and a reason code";
        return Offer::instruct(Operation::Create, PROVISIONER, text);
    }
    declaring()
}
