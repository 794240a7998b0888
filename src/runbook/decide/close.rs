//! Closing: the checks, the snapshot, and the status (seed 002 §10). A closing that fails can be put on record too.

use super::super::rules::{self, Held};
use super::super::{Ask, Closing, Event, FileWrite, State, Verdict, Word, holds, phase_rules, snapshot, status_edit};
use super::ground::{Ground, Reach};
use super::status::none;
use crate::hold::digest::sha256;

pub(super) fn close(
    state: &State,
    ask: &Ask,
    path: &str,
    phase: &str,
    closing: &Closing,
) -> Result<Vec<Event>, Vec<Held>> {
    let ground = Ground::find(state, ask, path, phase, Reach::Plan).map_err(|hold| vec![hold])?;
    let open = to_close(&ground, ask);
    let closing = Closing {
        platform_run_id: given(&ground, closing.platform_run_id.as_deref())?,
        note: given(&ground, closing.note.as_deref())?,
        fail: closing.fail,
    };
    if closing.fail {
        return failed(&ground, ask, &closing, &open);
    }
    none(open)?;
    let snapshot = written(&ground, ask, &closing, &[]);
    let phase = ground.phase;
    let (edits, after) = status_edit::with_status(ground.reading.bytes, ground.document(), phase, Word::Done)
        .map_err(|error| vec![rules::status_edit(phase, &error)])?;
    let subject = format!("close {}", phase.id);
    let intent = ground.intent(edits, &after, &subject).with(snapshot.clone()).event();
    let closed = Event::Closed {
        path: path.to_owned(),
        phase: phase.id.clone(),
        snapshot,
        verdict: Verdict::Pass,
        platform_run_id: closing.platform_run_id,
        note: closing.note,
    };
    Ok(ground.prelude().into_iter().chain([closed, intent]).collect())
}

/// Everything between the phase and DONE; the same list that `wayhold why` shows.
pub(in crate::runbook) fn to_close(ground: &Ground, ask: &Ask) -> Vec<Held> {
    let mut open: Vec<Held> = phase_rules::owns_statuses(ground.adopted, ground.phase).into_iter().collect();
    open.extend(phase_rules::states_status(ground.document(), ground.phase));
    open.extend(holds::of_ground(ground, ask));
    open
}

/// A FAIL leaves the status alone; it needs a note on what failed (seed 002 §6.2, field 7).
fn failed(ground: &Ground, ask: &Ask, closing: &Closing, open: &[Held]) -> Result<Vec<Event>, Vec<Held>> {
    let mut held: Vec<Held> =
        phase_rules::has_status(ground.document(), ground.phase, super::super::Status::Active).into_iter().collect();
    if closing.note.is_none() {
        held.push(phase_rules::no_failure_note(ground.phase));
    }
    none(held)?;
    let snapshot = written(ground, ask, closing, open);
    let bytes = ground.reading.bytes;
    let subject = format!("failed closing of {}", ground.phase.id);
    let intent = ground.intent(Vec::new(), bytes, &subject).with(snapshot.clone()).event();
    let failed = Event::Failed {
        path: ground.path.to_owned(),
        phase: ground.phase.id.clone(),
        snapshot,
        open: open.iter().take(64).map(|hold| format!("{} {}", hold.code, hold.subject)).collect(),
        platform_run_id: closing.platform_run_id.clone(),
        note: closing.note.clone(),
    };
    Ok(ground.prelude().into_iter().chain([failed, intent]).collect())
}

/// The snapshot's place and digest; its bytes are made again, the same, when they are stored.
fn written(ground: &Ground, ask: &Ask, closing: &Closing, open: &[Held]) -> FileWrite {
    FileWrite { path: snapshot::path(ground), sha256: sha256(&snapshot::bytes(ground, ask, closing, open)) }
}

/// The bytes of the snapshot that `event` names, made again from what it was decided on.
pub(in crate::runbook) fn snapshot_of(state: &State, event: &Event, ask: &Ask) -> Option<Vec<u8>> {
    let (Event::Closed { path, phase, platform_run_id, note, .. }
    | Event::Failed { path, phase, platform_run_id, note, .. }) = event
    else {
        return None;
    };
    let ground = Ground::find(state, ask, path, phase, Reach::Plan).ok()?;
    let fail = matches!(event, Event::Failed { .. });
    let closing = Closing { platform_run_id: platform_run_id.clone(), note: note.clone(), fail };
    let open = if fail { to_close(&ground, ask) } else { Vec::new() };
    Some(snapshot::bytes(&ground, ask, &closing, &open))
}

fn given(ground: &Ground, words: Option<&str>) -> Result<Option<String>, Vec<Held>> {
    let words = words.filter(|words| !words.trim().is_empty());
    words
        .map(|words| rules::words(&ground.phase.id, words, "it has to say something"))
        .transpose()
        .map_err(|hold| vec![hold])
}
