//! What stands between a phase and DONE: the shortest list that is true, with the ways past (`wayhold why`), and which
//! of the closing checks each hold belongs to.

use super::decide::ground::{Drift, Ground, Reach};
use super::rules::{self, Held};
use super::{Ask, Class, Command, EvidenceRef, Item, Mark, State, Status, decide, phase_rules, thresholds};
use crate::hold::{Code, Hold, Offer, Operation, Who};

/// Every hold between the phase and DONE, in the order in which it makes sense to take them.
pub fn holds(state: &State, path: &str, phase: &str, ask: &Ask) -> Vec<Held> {
    match Ground::find(state, ask, path, phase, Reach::Plan) {
        Ok(ground) => of_ground(&ground, ask),
        Err(hold) => {
            let mut holds = vec![hold];
            // A drift that leaves the phase alone keeps it from closing, and the rest of the list is still true.
            if let Ok(ground) = Ground::find(state, ask, path, phase, Reach::Phase) {
                holds.extend(of_ground(&ground, ask));
            }
            holds
        }
    }
}

pub(super) fn of_ground(ground: &Ground, ask: &Ask) -> Vec<Held> {
    let (path, document, phase, adopted) = (ground.path, ground.document(), ground.phase, ground.adopted);
    let status = document.status_of(phase);
    if status == Status::Done {
        // What is DONE stays DONE, unless something contradicts it.
        return rules::coherent(document, phase);
    }
    let mut holds = match status {
        Status::NotStarted => before_activation(ground),
        _ => rules::coherent(document, phase),
    };
    // A part of a phase waits for the phase whose status governs it; the phase itself has said so already.
    if status != Status::NotStarted {
        holds.extend(rules::active(path, document, phase));
    }
    let drifted = matches!(&ground.drift, Drift::Elsewhere { changes, .. } if !changes.is_empty());
    // Nothing is offered as an action that would be refused.
    let actionable = holds.is_empty() && !drifted;
    if status != Status::NotStarted {
        let gate = document.gate(&phase.id);
        holds.extend(gate.iter().filter_map(|clause| rules::gate(path, adopted, document, phase, clause)));
    }
    for item in document.items(&phase.id) {
        if item.class.gates() {
            holds.extend(of_item(ground, &item, ask, actionable));
        }
    }
    if !document.has_dod_boxes(&phase.id) {
        let bullets = document.bullets(&phase.id);
        if bullets.is_empty() {
            holds.push(rules::no_definition(phase));
        }
        let open = bullets.iter().filter(|bullet| !adopted.attested.contains_key(&bullet.id));
        holds.extend(open.map(|bullet| rules::plain(path, phase, bullet)));
    }
    let attested = adopted.attested.values().filter(|attested| attested.phase == phase.id);
    holds.extend(attested.flat_map(|attested| rules::fresh(&phase.id, &attested.evidence, ask)));
    holds.extend(phase_rules::unblocked(document, phase));
    holds.extend(phase_rules::decided(path, adopted, &phase.id));
    holds.extend(phase_rules::runs_known(path, adopted, phase));
    if status != Status::NotStarted {
        holds.extend(thresholds::unpinned(path, adopted, document, phase));
        holds.extend(thresholds::unmet(path, adopted, document, phase));
        if status != Status::Unknown {
            holds.extend(phase_rules::noted(path, adopted, phase));
        }
    }
    holds
}

/// A phase that has not begun is held by what its activation asks for, and by the person who has not activated it.
fn before_activation(ground: &Ground) -> Vec<Held> {
    let mut holds = decide::activation(ground);
    let (document, phase) = (ground.document(), ground.phase);
    if decide::next_step_open(ground.adopted, document, &phase.id) {
        holds.push(phase_rules::next_step(ground.path, phase));
    } else {
        holds.extend(rules::active(ground.path, document, phase));
    }
    holds
}

fn of_item(ground: &Ground, item: &Item, ask: &Ask, actionable: bool) -> Vec<Held> {
    let offers = || if actionable { known_evidence(ground.path, item, ask) } else { Vec::new() };
    let adopted = ground.adopted;
    match item.mark {
        Mark::Open => vec![rules::open(item, offers())],
        Mark::Checked => match adopted.ticks.get(&item.id) {
            Some(tick) => rules::fresh(&rules::subject(item), &tick.evidence, ask),
            None if adopted.attested.contains_key(&item.id) => Vec::new(),
            None => vec![rules::inherited(ground.path, ground.phase, item, offers())],
        },
        // In a definition of done it is an error of the phase, which was said above.
        Mark::Odd if item.class == Class::Dod => Vec::new(),
        Mark::Odd => vec![rules::odd(item)],
    }
}

/// Ticks with evidence that was seen and that the item itself names between backticks.
fn known_evidence(path: &str, item: &Item, ask: &Ask) -> Vec<Offer<Command>> {
    let named = |file: &str| item.text.split('`').skip(1).step_by(2).any(|token| token == file);
    let seen = ask.evidence.iter().filter(|(file, seen)| seen.is_ok() && named(file));
    seen.map(|(file, _)| {
        let tick = Command::Tick {
            path: path.to_owned(),
            phase: item.phase.clone(),
            item: item.id.clone(),
            evidence: vec![EvidenceRef::File { path: file.clone() }],
        };
        Offer::take(Operation::Existing, "evidence", format!("attach {}", crate::hold::text::clean(file)), tick)
    })
    .collect()
}

/// The closing checks of seed 002 §10, 1 to 4: boxes and words, evidence, drift and contradictions, notes.
pub const CHECKS: [&str; 4] = [
    "every item is ticked or attested",
    "the evidence is there, as it was recorded",
    "nothing drifted, contradicts itself or is undecided",
    "what was decided and done is noted",
];

/// Which of the closing checks a hold belongs to, from 0.
pub const fn check_of(code: Code) -> usize {
    match code {
        Code::BoxOpen
        | Code::BoxOdd
        | Code::Inherited
        | Code::DodNotTickable
        | Code::DodMissing
        | Code::GateUnmet
        | Code::ScaleRunMissing
        | Code::ThresholdUnpinned => 0,
        Code::EvidenceStale | Code::NoEvidence => 1,
        Code::NoNote => 3,
        _ => 2,
    }
}

impl Hold<Command> {
    /// Whether only a person can end it.
    pub fn needs_person(&self) -> bool {
        !self.ways.is_empty() && self.ways.iter().all(|way| way.who != Who::Anyone)
    }
}
