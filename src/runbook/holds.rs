//! What stands between a phase and DONE: the shortest list that is true, with the ways past (`wayhold why`).

use super::rules::{self, Held};
use super::{Adopted, Ask, Class, Command, Document, EvidenceRef, Item, Mark, Phase, State, Status};
use crate::hold::{Offer, Operation};

/// Every hold between the phase and DONE, in the order in which it makes sense to take them.
pub fn holds(state: &State, path: &str, phase: &str, ask: &Ask) -> Vec<Held> {
    let adopted = match rules::adopted(state, ask, path) {
        Ok(adopted) => adopted,
        Err(hold) => return vec![hold],
    };
    let mut holds: Vec<Held> = rules::settled(path, adopted).into_iter().collect();
    let found = rules::readable(state, ask, path).and_then(|reading| {
        holds.extend(rules::undrifted(path, adopted, &reading));
        Ok((reading.document, rules::phase(reading.document, phase)?))
    });
    match found {
        Ok((document, phase)) => of_phase(path, adopted, document, phase, ask, &mut holds),
        Err(hold) => holds.push(hold),
    }
    holds
}

fn of_phase(path: &str, adopted: &Adopted, document: &Document, phase: &Phase, ask: &Ask, holds: &mut Vec<Held>) {
    holds.extend(rules::coherent(document, phase));
    // What is DONE stays DONE, unless something contradicts it.
    if document.status_of(phase) == Status::Done {
        return;
    }
    holds.extend(rules::active(document, phase));
    // Nothing is offered as an action that would be refused.
    let actionable = holds.is_empty();
    holds.extend(document.gate_of(&phase.id).filter_map(|clause| rules::gate(document, phase, clause)));
    let mut defined = false;
    for item in document.items(&phase.id) {
        defined |= item.class == Class::Dod;
        if !item.class.gates() {
            continue;
        }
        let offers = || if actionable { known_evidence(path, &item, ask) } else { Vec::new() };
        match item.mark {
            Mark::Open => holds.push(rules::open(&item, offers())),
            Mark::Checked if adopted.ticks.contains_key(&item.id) => {}
            Mark::Checked => holds.push(rules::inherited(&item, offers())),
            // In a definition of done it is an error of the phase, which was said above.
            Mark::Odd if item.class == Class::Dod => {}
            Mark::Odd => holds.push(rules::odd(&item)),
        }
    }
    if defined {
        return;
    }
    let plain: Vec<Held> = document.plain_items_of(&phase.id).map(|item| rules::plain(phase, item)).collect();
    if plain.is_empty() {
        holds.push(rules::no_definition(phase));
    }
    holds.extend(plain);
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
