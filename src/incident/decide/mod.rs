//! The rules: what a command records, or everything that holds it.

mod amend;
mod close;
mod declare;
mod handoff;
mod record;
mod report;
mod words;

pub(super) use declare::declaring;

use super::{Ask, Command, Event, Incident, State};
use crate::hold::{Code, Hold, Offer, Operation, text};
use words::LONGEST_LINE;

/// The provisioner named in the incidents' offers.
pub(super) const PROVISIONER: &str = "incident";

type Holds = Vec<Hold<Command>>;

/// Decides a command: the event to record, or everything that holds it.
///
/// # Errors
/// The holds, each with its ways past.
pub fn decide(state: &State, command: &Command, ask: &Ask<'_>) -> Result<Vec<Event>, Holds> {
    let event = match command {
        Command::Declare { .. } => declare::declare(state, command, ask),
        Command::Note { id, text, at, action } => record::note(state, id.as_deref(), text, *at, action.as_ref(), ask),
        Command::Attach { id, path, note } => record::attach(state, id.as_deref(), path, note.as_deref(), ask),
        Command::Amend { id, change, reason } => amend::amend(state, id.as_deref(), change, reason, ask),
        Command::Assign { id, role, to } => amend::assign(state, id.as_deref(), *role, to.as_deref(), ask),
        Command::Handoff { id, to, because } => handoff::offer(state, id.as_deref(), to, because.as_deref(), ask),
        Command::Accept { id } => handoff::accept(state, id.as_deref(), ask),
        Command::Withdraw { id, because } => handoff::withdraw(state, id.as_deref(), because.as_deref(), ask),
        Command::Close { id, ended_at } => close::close(state, id.as_deref(), *ended_at, ask),
        Command::Report { id, md_sha256, json_sha256, head, force } => {
            return report::report(state, id, [md_sha256, json_sha256], head, force.as_deref(), ask);
        }
        Command::Drill { drilled } => Ok(Event::Drilled(drilled.clone())),
        Command::Settle { id, recovered } => return Ok(report::settle(state, id, *recovered, ask)),
    }?;
    Ok(vec![event])
}

fn answer(holds: Holds, event: Event) -> Result<Event, Holds> {
    if holds.is_empty() { Ok(event) } else { Err(holds) }
}

/// The incident that is named, or the open one.
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
