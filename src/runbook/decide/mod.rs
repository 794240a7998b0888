//! What may be done: a command, the state and what was observed give events, or the holds in the way.

mod close;
mod drift;
pub(in crate::runbook) mod ground;
mod items;
mod more;
mod status;

pub use drift::{ABSENT, propose_moves};

pub(super) use close::snapshot_of;
pub(super) use items::edit_in;
pub(super) use status::{activation, next_step_open};

use super::rules::{self, Held};
use super::{Act, Ask, Command, Event, Role, Seen, State, Status};
use crate::hold::{Code, Hold};
use ground::{Ground, Reach};

/// The most ids of ACTIVE phases that an adoption records; a sound runbook has one.
const MAX_ACTIVE: usize = 32;

/// Grants a command with the events to append, or says what holds it.
pub fn decide(state: &State, command: &Command, ask: &Ask) -> Result<Vec<Event>, Vec<Held>> {
    match command {
        Command::Adopt { path, role } => adopt(state, ask, path, *role),
        Command::Tick { path, phase, item, evidence } => items::tick(state, ask, path, phase, item, evidence),
        Command::Untick { path, phase, item, reason } => items::untick(state, ask, path, phase, item, reason),
        Command::Phase { path, phase, act } => of_phase(state, ask, path, phase, act),
        Command::AttestProgram { path, item, statement, evidence } => {
            more::attest_program(state, ask, path, item, statement, evidence)
        }
        Command::OpenDecision { path, id, phase, question, options } => {
            more::open_decision(state, ask, path, (id, phase.as_deref()), question, options)
        }
        Command::PinDecision { path, id, value, rationale } => {
            more::pin_decision(state, ask, path, id, value, rationale)
        }
        Command::Repin { path, impact, severity, reason, moved } => {
            drift::repin(state, ask, path, (impact, *severity, reason), moved)
        }
        Command::Restore { path } => drift::restore(state, ask, path),
        Command::Settle { path, recovered } => settle(state, ask, path, *recovered),
    }
}

fn of_phase(state: &State, ask: &Ask, path: &str, phase: &str, act: &Act) -> Result<Vec<Event>, Vec<Held>> {
    let ground = |reach| Ground::find(state, ask, path, phase, reach).map_err(|hold| vec![hold]);
    match act {
        Act::Attest { item, statement, evidence } => {
            items::attest(&ground(Reach::Phase)?, ask, item, statement, evidence)
        }
        Act::Close { closing } => close::close(state, ask, path, phase, closing),
        Act::PinThreshold { dimension, values } => more::pin_threshold(&ground(Reach::Phase)?, ask, dimension, values),
        Act::MeetThreshold { dimension, passed, evidence } => {
            more::meet_threshold(&ground(Reach::Phase)?, ask, dimension, *passed, evidence)
        }
        Act::Run { run } => more::run(&ground(Reach::Plan)?, run),
        Act::SettleRun { id } => more::settle_run(state, ask, path, phase, id),
        Act::Lost { wanted, by } => {
            rules::adopted(state, ask, path).map_err(|hold| vec![hold])?;
            let (path, phase, wanted) = (path.to_owned(), phase.to_owned(), rules::recorded(wanted));
            Ok(vec![Event::Conflict { path, phase, wanted, by: *by }])
        }
        _ => status::act(state, ask, path, phase, act),
    }
}

fn adopt(state: &State, ask: &Ask, path: &str, role: Role) -> Result<Vec<Event>, Vec<Held>> {
    rules::path(path).map_err(|hold| vec![hold])?;
    if state.runbooks.contains_key(path) {
        return Err(vec![Hold::new(Code::AlreadyAdopted, path, "the runbook is on the ledger already")]);
    }
    let reading = rules::readable(state, ask, path).map_err(|hold| vec![hold])?;
    let document = reading.document;
    let roots = document.phases.iter().filter(|phase| phase.root);
    let active = roots.filter(|phase| document.status_of(phase) == Status::Active);
    Ok(vec![Event::Adopted {
        path: path.to_owned(),
        role,
        sha256: reading.sha256.to_owned(),
        bytes: reading.bytes.len() as u64,
        phases: document.phases.len() as u64,
        boxes: document.boxes.len() as u64,
        checked: document.checked() as u64,
        active: active.take(MAX_ACTIVE).map(|phase| phase.id.clone()).collect(),
        of: ask.deep.get(path).cloned(),
    }])
}

fn settle(state: &State, ask: &Ask, path: &str, recovered: bool) -> Result<Vec<Event>, Vec<Held>> {
    let adopted = rules::adopted(state, ask, path).map_err(|hold| vec![hold])?;
    let Some(pending) = &adopted.pending else { return Ok(Vec::new()) };
    let intent = pending.intent;
    let found = match ask.files.get(path) {
        // What cannot be read is not known to be lost, so it stays UNKNOWN until someone can look.
        Some(Seen::Unreadable { bytes: Some(bytes), .. }) if pending.restore => {
            Some(crate::hold::digest::sha256(bytes))
        }
        Some(Seen::Unreadable { .. }) | None => None,
        Some(Seen::Absent) if pending.doc_before == ABSENT => return Err(vec![rules::not_on_disk(path, pending)]),
        Some(Seen::Absent) => return Ok(vec![Event::PatchLost { path: path.to_owned(), intent, found: None }]),
        Some(Seen::Read { sha256, .. }) => Some(sha256.clone()),
    };
    match found {
        None => Err(vec![rules::readable(state, ask, path).err().unwrap_or_else(|| rules::not_on_disk(path, pending))]),
        Some(found) if found == pending.doc_after => {
            Ok(vec![Event::Patched { path: path.to_owned(), intent, doc: found, recovered }])
        }
        Some(found) if found == pending.doc_before => Err(vec![rules::not_on_disk(path, pending)]),
        Some(found) => Ok(vec![Event::PatchLost { path: path.to_owned(), intent, found: Some(found) }]),
    }
}
