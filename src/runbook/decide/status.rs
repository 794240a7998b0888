//! Changing a phase's status, and what stands beside it: notes, hold reasons, the build-go.

use super::super::phase_rules as phase_rule;
use super::super::rules::{self, Held};
use super::super::{Act, Ask, Class, Document, Event, Mark, State, Status, Word, material, status_edit, thresholds};
use super::ground::{Ground, Reach};

/// Decides an act that says something about a phase or moves its status.
pub(super) fn act(state: &State, ask: &Ask, path: &str, phase: &str, act: &Act) -> Result<Vec<Event>, Vec<Held>> {
    let reach = match act {
        Act::Note { .. } | Act::Hold { .. } => Reach::Phase,
        _ => Reach::Plan,
    };
    if let Act::Note { text } = act {
        return note(state, ask, path, phase, text);
    }
    let ground = Ground::find(state, ask, path, phase, reach).map_err(|hold| vec![hold])?;
    match act {
        Act::Activate { confirm } => activate(&ground, ask, confirm.as_deref()),
        Act::Hold { reason } => hold(&ground, reason),
        Act::Go => go(&ground, ask),
        Act::Block { reason } => {
            let reason = reasoned(&ground, Status::Active, reason)?;
            moved(&ground, Word::Blocked, |path, phase| Event::BlockedBy { path, phase, reason })
        }
        Act::Unblock { reason } => unblock(&ground, reason),
        Act::Reopen { reason, confirm } => reopen(&ground, ask, reason, confirm.as_deref()),
        Act::Resolve { to, reason, confirm } => resolve(&ground, ask, *to, reason, confirm.as_deref()),
        _ => Ok(Vec::new()),
    }
}

/// A note needs nothing but a phase to be about: it is how people say what went wrong, too.
fn note(state: &State, ask: &Ask, path: &str, phase: &str, text: &str) -> Result<Vec<Event>, Vec<Held>> {
    let one = |hold| vec![hold];
    rules::adopted(state, ask, path).map_err(one)?;
    let reading = rules::readable(state, ask, path).map_err(one)?;
    let phase = rules::phase(reading.document, phase).map_err(one)?;
    let text = rules::words(&phase.id, text, "the note has to say something").map_err(one)?;
    Ok(vec![Event::Noted { path: path.to_owned(), phase: phase.id.clone(), text }])
}

/// Everything that keeps a phase from being activated, but for the person who has to be there.
pub(in crate::runbook) fn activation(ground: &Ground) -> Vec<Held> {
    let (path, document, phase) = (ground.path, ground.document(), ground.phase);
    let mut held: Vec<Held> = phase_rule::owns_statuses(ground.adopted, phase).into_iter().collect();
    held.extend(rules::coherent(document, phase));
    held.extend(phase_rule::has_status(document, phase, Status::NotStarted));
    held.extend(phase_rule::alone(document, phase));
    held.extend(phase_rule::parent_active(document, phase));
    held.extend(phase_rule::prior_done(document, phase));
    held.extend(phase_rule::parts(document, phase));
    held.extend(thresholds::unpinned(path, ground.adopted, document, phase));
    held.extend(
        document.gate(&phase.id).iter().filter_map(|clause| rules::gate(path, ground.adopted, document, phase, clause)),
    );
    held
}

fn activate(ground: &Ground, ask: &Ask, confirm: Option<&str>) -> Result<Vec<Event>, Vec<Held>> {
    let mut held = activation(ground);
    held.extend(phase_rule::presence(ask, &ground.phase.id, confirm, "activating a phase"));
    none(held)?;
    let presence = ask.presence();
    moved(ground, Word::Active, |path, phase| Event::Activated { path, phase, presence })
}

fn hold(ground: &Ground, reason: &str) -> Result<Vec<Event>, Vec<Held>> {
    let reason = reasoned(ground, Status::NotStarted, reason)?;
    Ok(vec![Event::HeldBack { path: ground.path.to_owned(), phase: ground.phase.id.clone(), reason }])
}

/// A build-go needs an ACTIVE phase whose progress is complete and in which nothing is undecided (seed 002 §10.1–2).
fn go(ground: &Ground, ask: &Ask) -> Result<Vec<Event>, Vec<Held>> {
    let (document, phase) = (ground.document(), ground.phase);
    let mut held: Vec<Held> = phase_rule::owns_statuses(ground.adopted, phase).into_iter().collect();
    held.extend(rules::coherent(document, phase));
    held.extend(phase_rule::has_status(document, phase, Status::Active));
    let items = document.items(&phase.id).into_iter();
    let open = items.filter(|item| item.class == Class::Progress && item.mark != Mark::Checked);
    held.extend(open.map(|item| rules::open(&item, Vec::new())));
    held.extend(phase_rule::decided(ground.path, ground.adopted, &phase.id));
    held.extend(ask.caller.unless_human(&phase.id, "a build-go"));
    none(held)?;
    let facts = material::bound(document, &phase.id, &ground.adopted.decisions);
    let go = Event::WentGo { path: ground.path.to_owned(), phase: phase.id.clone(), facts };
    Ok(ground.prelude().into_iter().chain([go]).collect())
}

fn unblock(ground: &Ground, reason: &str) -> Result<Vec<Event>, Vec<Held>> {
    let mut held: Vec<Held> = phase_rule::alone(ground.document(), ground.phase).into_iter().collect();
    held.extend(phase_rule::parent_active(ground.document(), ground.phase));
    let reason = reasoned(ground, Status::Blocked, reason).map_err(|more| held.extend(more)).unwrap_or_default();
    none(held)?;
    moved(ground, Word::Active, |path, phase| Event::Unblocked { path, phase, reason })
}

/// A DONE phase is made ACTIVE again by a person, for it is an activation too.
fn reopen(ground: &Ground, ask: &Ask, reason: &str, confirm: Option<&str>) -> Result<Vec<Event>, Vec<Held>> {
    let (document, phase) = (ground.document(), ground.phase);
    let mut held: Vec<Held> = phase_rule::alone(document, phase).into_iter().collect();
    held.extend(phase_rule::parent_active(document, phase));
    held.extend(phase_rule::last_done(document, phase));
    // What contradicts a phase that is called DONE, such as an open box, is a reason to re-open it.
    held.extend(phase_rule::owns_statuses(ground.adopted, phase));
    held.extend(phase_rule::has_status(document, phase, Status::Done));
    let reason = rules::reason(&phase.id, reason).map_err(|hold| held.push(hold)).unwrap_or_default();
    held.extend(phase_rule::presence(ask, &phase.id, confirm, "re-opening a phase"));
    none(held)?;
    let presence = ask.presence();
    moved(ground, Word::Active, |path, phase| Event::Reopened { path, phase, reason, presence })
}

/// A person says which of two statuses holds; it has to be one of the two, and the plan has to be sound with it.
fn resolve(ground: &Ground, ask: &Ask, to: Word, reason: &str, confirm: Option<&str>) -> Result<Vec<Event>, Vec<Held>> {
    let (document, phase) = (ground.document(), ground.phase);
    let mut held: Vec<Held> = phase_rule::owns_statuses(ground.adopted, phase).into_iter().collect();
    held.extend(phase_rule::contradicted(document, phase, to));
    if to == Word::Active {
        held.extend(phase_rule::alone(document, phase));
    }
    let reason = rules::reason(&phase.id, reason).map_err(|hold| held.push(hold)).unwrap_or_default();
    held.extend(phase_rule::presence(ask, &phase.id, confirm, "settling a contradiction"));
    none(held)?;
    let presence = ask.presence();
    moved(ground, to, |path, phase| Event::Resolved { path, phase, to, reason, presence })
}

/// What every change of status asks for, and its reason.
fn reasoned(ground: &Ground, from: Status, reason: &str) -> Result<String, Vec<Held>> {
    let (document, phase) = (ground.document(), ground.phase);
    let mut held: Vec<Held> = phase_rule::owns_statuses(ground.adopted, phase).into_iter().collect();
    held.extend(rules::coherent(document, phase));
    held.extend(phase_rule::has_status(document, phase, from));
    let reason = rules::reason(&phase.id, reason).map_err(|hold| held.push(hold)).unwrap_or_default();
    none(held)?;
    Ok(reason)
}

/// The events of a change of status: what happened, and the intent that writes row and section in one go.
pub(super) fn moved(
    ground: &Ground,
    to: Word,
    happened: impl FnOnce(String, String) -> Event,
) -> Result<Vec<Event>, Vec<Held>> {
    let phase = ground.phase;
    let (edits, after) = status_edit::with_status(ground.reading.bytes, ground.document(), phase, to)
        .map_err(|error| vec![rules::status_edit(phase, &error)])?;
    let intent = ground.intent(edits, &after, &format!("{} to {}", phase.id, to.word())).event();
    let happened = happened(ground.path.to_owned(), phase.id.clone());
    Ok(ground.prelude().into_iter().chain([happened, intent]).collect())
}

pub(super) fn none(held: Vec<Held>) -> Result<(), Vec<Held>> {
    if held.is_empty() { Ok(()) } else { Err(held) }
}

/// Whether a phase that was closed still waits for its next step: the next phase neither ACTIVE nor held with a reason
/// (seed 002 §10, 5 and 6).
pub(in crate::runbook) fn next_step_open(adopted: &super::super::Adopted, document: &Document, phase: &str) -> bool {
    let Some(prior) = document.phase_before(phase) else { return false };
    let Some(closed) = adopted.phases.get(prior).and_then(|record| record.closed.as_ref()) else { return false };
    let held = adopted.phases.get(phase).and_then(|record| record.held.as_ref());
    document.status(phase) == Status::NotStarted && held.is_none_or(|held| held.stamp.seq < closed.seq)
}
