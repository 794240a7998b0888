//! Events into state. Never refuses: what is on the ledger has happened.

use super::{Accepted, Binding, Effect, Event, Granted, State};
use crate::hold::Stamp;

/// Applies one event. One against another digest than those before it starts that world's record afresh.
pub fn apply(state: &mut State, event: &Event, stamp: &Stamp) {
    let (seq, at, by) = (stamp.seq, stamp.at, stamp.by.clone());
    match event {
        Event::OfferAccepted(offer) => {
            let record = record(state, &offer.world, &offer.sha256);
            record.bindings.push(Binding { offer: offer.clone(), seq, at, by });
        }
        Event::AffordanceAccepted(affordance) => {
            let record = record(state, &affordance.world, &affordance.sha256);
            record.affordances.push(Granted { affordance: affordance.clone(), seq, at, by });
        }
    }
}

fn record<'s>(state: &'s mut State, world: &str, sha256: &str) -> &'s mut Accepted {
    let record = state.worlds.entry(world.to_owned()).or_default();
    if record.sha256 != sha256 {
        *record = Accepted { sha256: sha256.to_owned(), ..Accepted::default() };
    }
    record
}

/// The effects of an event: none, as the world's file is never written.
pub fn plan(_event: &Event) -> Vec<Effect> {
    Vec::new()
}
