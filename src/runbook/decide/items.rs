//! Boxes: ticking with evidence, taking a tick back, and answering in person for what has no box.

use super::super::rules::{self, Held};
use super::super::{
    Adopted, Ask, Attests, Document, Edit, EditError, Event, EvidenceRef, Item, ItemId, Mark, State, Status,
    apply_edits, check_tick, tick_edit,
};
use super::ground::{Ground, Reach, store_known};
use crate::hold::Code;
use crate::hold::digest::sha256;

pub(super) fn tick(
    state: &State,
    ask: &Ask,
    path: &str,
    phase: &str,
    item: &ItemId,
    evidence: &[EvidenceRef],
) -> Result<Vec<Event>, Vec<Held>> {
    let (ground, item) = ground(state, ask, path, phase, item).map_err(|hold| vec![hold])?;
    let mut holds = rules::coherent(ground.document(), ground.phase);
    match item.mark {
        Mark::Open => holds.extend(rules::active(path, ground.document(), ground.phase)),
        Mark::Checked if ground.adopted.ticks.contains_key(&item.id) && !stale(ground.adopted, &item, ask) => {
            holds.push(rules::ticked(&item));
        }
        // An inherited box changes nothing in the file, so it takes its evidence whatever the phase's status; and
        // evidence that went stale is given anew.
        Mark::Checked => {}
        // An error about this very box says it already.
        Mark::Odd if holds.iter().any(|hold| hold.code == Code::BoxOdd) => {}
        Mark::Odd => holds.push(rules::odd(&item)),
    }
    let subject = rules::subject(&item);
    let evidence = rules::evidence(&subject, evidence, ask).map_err(|more| holds.extend(more)).unwrap_or_default();
    if !holds.is_empty() {
        return Err(holds);
    }
    let ticked = Event::Ticked {
        path: path.to_owned(),
        phase: ground.phase.id.clone(),
        item: item.id.clone(),
        number: Some(item.number as u64),
        text: rules::recorded(&item.text),
        evidence,
    };
    if item.mark == Mark::Checked {
        return Ok(vec![ticked]);
    }
    patch(&ground, &item, true, ticked).map_err(|hold| vec![hold])
}

pub(super) fn untick(
    state: &State,
    ask: &Ask,
    path: &str,
    phase: &str,
    item: &ItemId,
    reason: &str,
) -> Result<Vec<Event>, Vec<Held>> {
    let (ground, item) = ground(state, ask, path, phase, item).map_err(|hold| vec![hold])?;
    let (document, phase) = (ground.document(), ground.phase);
    let mut holds = rules::coherent(document, phase);
    match item.mark {
        Mark::Checked => {}
        Mark::Open => holds.push(rules::not_ticked(&item)),
        Mark::Odd => holds.push(rules::odd(&item)),
    }
    // A closed phase is re-opened first: an open box in it would contradict its status.
    if document.status_of(document.governing(phase)) == Status::Done {
        holds.extend(rules::active(path, document, phase));
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
    patch(&ground, &item, false, unticked).map_err(|hold| vec![hold])
}

pub(super) fn attest(
    ground: &Ground,
    ask: &Ask,
    item: &ItemId,
    statement: &str,
    evidence: &[EvidenceRef],
) -> Result<Vec<Event>, Vec<Held>> {
    let phase = ground.phase;
    let mut holds: Vec<Held> = ask.caller.unless_human(&phase.id, "an attestation").into_iter().collect();
    let found = ground.document().attestables(&phase.id).into_iter().find(|found| found.id == *item);
    if let Some(found) = &found {
        let open = || ground.document().item(&phase.id, item).filter(|item| item.mark != Mark::Checked);
        match found.attests {
            Attests::Gate => holds.extend(rules::attestable(ground.document(), phase, found)),
            // A box is what its mark says: only one that is ticked already may be answered for.
            Attests::Box => holds.extend(open().map(|item| rules::open(&item, Vec::new()))),
            Attests::Dod | Attests::Criterion | Attests::Guardrail => {}
        }
    } else {
        holds.push(rules::no_item(&phase.id, item));
    }
    let statement = rules::reason(&phase.id, statement).map_err(|hold| holds.push(hold)).unwrap_or_default();
    let evidence = if evidence.is_empty() {
        Vec::new()
    } else {
        rules::evidence(&phase.id, evidence, ask).map_err(|more| holds.extend(more)).unwrap_or_default()
    };
    let Some(found) = found.filter(|_| holds.is_empty()) else { return Err(holds) };
    Ok(vec![Event::Attested {
        path: ground.path.to_owned(),
        phase: phase.id.clone(),
        item: found.id,
        attests: found.attests,
        text: rules::recorded(&found.text),
        statement,
        evidence,
    }])
}

fn ground<'a>(
    state: &'a State,
    ask: &'a Ask,
    path: &'a str,
    phase: &str,
    item: &ItemId,
) -> Result<(Ground<'a>, Item), Held> {
    let ground = Ground::find(state, ask, path, phase, Reach::Phase)?;
    let item = rules::item(ground.document(), ground.phase, item)?;
    Ok((ground, item))
}

fn stale(adopted: &Adopted, item: &Item, ask: &Ask) -> bool {
    adopted.ticks.get(&item.id).is_some_and(|tick| !rules::fresh(&rules::subject(item), &tick.evidence, ask).is_empty())
}

/// The events of a change of one box: what was found changed in words, what happened, and the intent, proved to change
/// nothing else.
fn patch(ground: &Ground, item: &Item, ticked: bool, happened: Event) -> Result<Vec<Event>, Held> {
    let known_after = match ground.known() {
        Some(known) => {
            let edit = edit_in(&known.document, item, ticked).map_err(|error| rules::edit(item, &error))?;
            store_known(known, &[edit]).map(|bytes| sha256(&bytes))
        }
        None => None,
    };
    let proved = || {
        let edit = tick_edit(ground.document(), item, ticked)?;
        let after = apply_edits(ground.reading.bytes, std::slice::from_ref(&edit))?;
        check_tick(ground.document(), &after, edit.offset, ticked)?;
        Ok((edit, after))
    };
    let (edit, after) = proved().map_err(|error| rules::edit(item, &error))?;
    let verb = if ticked { "tick" } else { "untick" };
    let subject = format!("{verb} {} {}", item.phase, item.number);
    let intent = ground.intent(vec![edit], &after, &subject).knowing(known_after).event();
    Ok(ground.prelude().into_iter().chain([happened, intent]).collect())
}

/// The edit of the same box in another version of the document.
pub(in crate::runbook) fn edit_in(document: &Document, item: &Item, ticked: bool) -> Result<Edit, EditError> {
    let there = document.item(&item.phase, &item.id).ok_or(EditError::NoBox { offset: item.offset })?;
    tick_edit(document, &there, ticked)
}
