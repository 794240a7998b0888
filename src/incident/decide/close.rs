//! Closing: by a person, of an incident that somebody owns and nobody is being offered, with an end after its start.

use chrono::{DateTime, Utc};

use super::words::not_future;
use super::{Holds, PROVISIONER, answer, handoff, named, still_open};
use crate::hold::{Code, Hold, Offer, Operation};
use crate::incident::{Ask, Closing, Command, Event, Incident, State, ready};

pub(super) fn close(
    state: &State,
    id: Option<&str>,
    ended_at: Option<DateTime<Utc>>,
    ask: &Ask<'_>,
) -> Result<Event, Holds> {
    let incident = named(state, id).and_then(still_open).map_err(|hold| vec![hold])?;
    let ended_at = ended_at.unwrap_or(ask.now);
    let mut holds = Vec::new();
    holds.extend(ask.caller.unless_human(&incident.id, "closing an incident"));
    holds.extend(ready::owned(incident));
    holds.extend(handoff::pending(incident));
    holds.extend(not_future(&incident.id, "the incident ended", ended_at, ask.now));
    holds.extend(after_start(incident, ended_at));
    answer(holds, Event::Closed(Closing { id: incident.id.clone(), ended_at }))
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
