//! The fold over resolutions: how many there were under each posture, and the newest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Event, Resolved};
use crate::hold::Stamp;

/// What the ledger says of bundles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// How many requests were resolved under each posture.
    #[serde(default)]
    pub under: BTreeMap<String, u64>,
    /// The newest.
    #[serde(default)]
    pub last: Option<Record>,
}

/// A resolution on the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its entry.
    pub stamp: Stamp,
    /// What was resolved.
    pub resolved: Resolved,
}

/// Folds one entry into the state.
pub fn apply(state: &mut State, event: &Event, stamp: &Stamp) {
    let Event::Resolved(resolved) = event;
    *state.under.entry(resolved.posture.clone()).or_default() += 1;
    state.last = Some(Record { stamp: stamp.clone(), resolved: (**resolved).clone() });
}
