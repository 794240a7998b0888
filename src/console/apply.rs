//! The fold: one event into the state. No rule is checked here; what is in the ledger happened.

use super::{Enrolled, Event, Founded, LedgerEvent, State};
use crate::hold::Stamp;
use crate::{bundle, incident, posture, provision, runbook, verify};

/// Applies one event. `stamp` is its entry's place, time and author.
pub fn apply(state: &mut State, event: &Event, stamp: &Stamp) {
    match event {
        Event::Ledger(LedgerEvent::Founded { environment, operator }) => {
            state.founded = Some(Founded { environment: environment.clone(), stamp: stamp.clone() });
            state.operators.push(Enrolled { operator: operator.clone(), stamp: stamp.clone() });
        }
        Event::Ledger(LedgerEvent::Resealed(_)) => {}
        Event::Ledger(LedgerEvent::Added { operator, .. }) => {
            state.operators.push(Enrolled { operator: operator.clone(), stamp: stamp.clone() });
        }
        Event::Runbook(event) => runbook::apply(&mut state.runbook, event, stamp),
        Event::Posture(event) => posture::apply(&mut state.posture, event, stamp),
        Event::Incident(event) => incident::apply(&mut state.incident, event, stamp),
        Event::Provision(event) => provision::apply(&mut state.provision, event, stamp),
        Event::Bundle(event) => bundle::apply(&mut state.bundle, event, stamp),
        Event::Verify(event) => verify::apply(&mut state.verify, event, stamp),
    }
    if let Some(subject) = event.subject() {
        state.touched.insert(subject, stamp.clone());
    }
    state.last = Some(stamp.clone());
}
