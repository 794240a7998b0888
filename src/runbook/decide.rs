//! What may be done: a command, the state and what was observed give events, or the holds in the way.

use super::rules::{self, Held, Reading};
use super::{
    Adopted, Ask, Command, Event, EvidenceRef, Item, ItemId, Mark, Phase, Role, Seen, State, Status, apply_edits,
    check_tick, tick_edit,
};
use crate::hold::digest::sha256;
use crate::hold::{Code, Hold};

/// The most ids of ACTIVE phases that an adoption records; a sound runbook has one.
const MAX_ACTIVE: usize = 32;

/// Grants a command with the events to append, or says what holds it.
pub fn decide(state: &State, command: &Command, ask: &Ask) -> Result<Vec<Event>, Vec<Held>> {
    match command {
        Command::Adopt { path, role } => adopt(state, ask, path, *role),
        Command::Tick { path, phase, item, evidence } => tick(state, ask, path, phase, item, evidence),
        Command::Untick { path, phase, item, reason } => untick(state, ask, path, phase, item, reason),
        Command::Settle { path, recovered } => settle(state, ask, path, *recovered),
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
    }])
}

/// What a box is to be changed in: an adopted runbook whose file is the one that the ledger knows.
struct Ground<'a> {
    adopted: &'a Adopted,
    reading: Reading<'a>,
    phase: &'a Phase,
    item: Item,
}

fn ground<'a>(state: &'a State, ask: &'a Ask, path: &str, phase: &str, item: &ItemId) -> Result<Ground<'a>, Held> {
    let adopted = rules::adopted(state, ask, path)?;
    if let Some(hold) = rules::settled(path, adopted) {
        return Err(hold);
    }
    let reading = rules::readable(state, ask, path)?;
    if let Some(hold) = rules::undrifted(path, adopted, &reading) {
        return Err(hold);
    }
    let phase = rules::phase(reading.document, phase)?;
    let item = rules::item(reading.document, phase, item)?;
    Ok(Ground { adopted, reading, phase, item })
}

fn tick(
    state: &State,
    ask: &Ask,
    path: &str,
    phase: &str,
    item: &ItemId,
    evidence: &[EvidenceRef],
) -> Result<Vec<Event>, Vec<Held>> {
    let Ground { adopted, reading, phase, item } = ground(state, ask, path, phase, item).map_err(|hold| vec![hold])?;
    let mut holds = rules::coherent(reading.document, phase);
    match item.mark {
        Mark::Open => holds.extend(rules::active(reading.document, phase)),
        Mark::Checked if adopted.ticks.contains_key(&item.id) => holds.push(rules::ticked(&item)),
        // An inherited box changes nothing in the file, so it takes its evidence whatever the phase's status.
        Mark::Checked => {}
        // An error about this very box says it already.
        Mark::Odd if holds.iter().any(|hold| hold.code == Code::BoxOdd) => {}
        Mark::Odd => holds.push(rules::odd(&item)),
    }
    let evidence = rules::evidence(&item, evidence, ask).map_err(|more| holds.extend(more)).unwrap_or_default();
    if !holds.is_empty() {
        return Err(holds);
    }
    let ticked = Event::Ticked {
        path: path.to_owned(),
        phase: phase.id.clone(),
        item: item.id.clone(),
        number: Some(item.number as u64),
        text: rules::recorded(&item.text),
        evidence,
    };
    if item.mark == Mark::Checked {
        return Ok(vec![ticked]);
    }
    Ok(vec![ticked, patch(path, &reading, &item, true).map_err(|hold| vec![hold])?])
}

fn untick(
    state: &State,
    ask: &Ask,
    path: &str,
    phase: &str,
    item: &ItemId,
    reason: &str,
) -> Result<Vec<Event>, Vec<Held>> {
    let Ground { reading, phase, item, .. } = ground(state, ask, path, phase, item).map_err(|hold| vec![hold])?;
    let mut holds = rules::coherent(reading.document, phase);
    match item.mark {
        Mark::Checked => {}
        Mark::Open => holds.push(rules::not_ticked(&item)),
        Mark::Odd => holds.push(rules::odd(&item)),
    }
    // A closed phase is re-opened first: an open box in it would contradict its status.
    if reading.document.status_of(reading.document.governing(phase)) == Status::Done {
        holds.extend(rules::active(reading.document, phase));
    }
    let reason = rules::reason(&phase.id, reason).map_err(|hold| holds.push(hold)).unwrap_or_default();
    if !holds.is_empty() {
        return Err(holds);
    }
    let unticked = Event::Unticked {
        path: path.to_owned(),
        phase: phase.id.clone(),
        item: item.id.clone(),
        text: rules::recorded(&item.text),
        reason,
    };
    Ok(vec![unticked, patch(path, &reading, &item, false).map_err(|hold| vec![hold])?])
}

/// The intent to change one box, proved to change nothing else.
fn patch(path: &str, reading: &Reading, item: &Item, ticked: bool) -> Result<Event, Held> {
    let proved = || {
        let edit = tick_edit(reading.document, item, ticked)?;
        let after = apply_edits(reading.bytes, std::slice::from_ref(&edit))?;
        check_tick(reading.document, &after, edit.offset, ticked)?;
        Ok((edit, sha256(&after)))
    };
    let (edit, doc_after) = proved().map_err(|error| rules::edit(item, &error))?;
    let verb = if ticked { "tick" } else { "untick" };
    Ok(Event::PatchIntent {
        path: path.to_owned(),
        doc_before: reading.sha256.to_owned(),
        doc_after,
        edits: vec![edit],
        subject: rules::recorded(&format!("{verb} {} {}", item.phase, item.number)),
    })
}

fn settle(state: &State, ask: &Ask, path: &str, recovered: bool) -> Result<Vec<Event>, Vec<Held>> {
    let adopted = rules::adopted(state, ask, path).map_err(|hold| vec![hold])?;
    let Some(pending) = &adopted.pending else { return Ok(Vec::new()) };
    let intent = pending.intent;
    let found = match ask.files.get(path) {
        // What cannot be read is not known to be lost, so it stays UNKNOWN until someone can look.
        Some(Seen::Unreadable { .. }) | None => None,
        Some(Seen::Absent) => return Ok(vec![Event::PatchLost { path: path.to_owned(), intent, found: None }]),
        Some(Seen::Read { sha256, .. }) => Some(sha256),
    };
    match found {
        None => Err(vec![rules::readable(state, ask, path).err().unwrap_or_else(|| rules::not_on_disk(path, pending))]),
        Some(found) if *found == pending.doc_after => {
            Ok(vec![Event::Patched { path: path.to_owned(), intent, doc: found.clone(), recovered }])
        }
        Some(found) if *found == pending.doc_before => Err(vec![rules::not_on_disk(path, pending)]),
        Some(found) => Ok(vec![Event::PatchLost { path: path.to_owned(), intent, found: Some(found.clone()) }]),
    }
}
