//! What was accepted in one world, entry by entry, and how the world stood after each.

use chrono::{DateTime, Utc};

use crate::provision::Accepted;

/// One thing that was accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The entry's place in the ledger.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// What, in words.
    pub what: String,
    /// The edge that it bound; `None` for an affordance that no edge asked for.
    pub edge: Option<String>,
}

/// Everything that was accepted, oldest first.
pub fn steps(accepted: &Accepted) -> Vec<Step> {
    let bindings = accepted.bindings.iter().map(|one| Step {
        seq: one.seq,
        at: one.at,
        by: one.by.clone(),
        what: format!("{} {} for {}", one.offer.operation.word(), one.offer.node, one.offer.edge),
        edge: Some(one.offer.edge.clone()),
    });
    let affordances = accepted.affordances.iter().map(|one| Step {
        seq: one.seq,
        at: one.at,
        by: one.by.clone(),
        what: format!("{} for {}", one.affordance.label, one.affordance.destination),
        edge: None,
    });
    let mut steps: Vec<Step> = bindings.chain(affordances).collect();
    steps.sort_by_key(|step| step.seq);
    steps
}

/// The record after the first `count` steps.
pub fn after(accepted: &Accepted, steps: &[Step], count: usize) -> Accepted {
    let first: std::collections::BTreeSet<u64> = steps.iter().take(count).map(|step| step.seq).collect();
    let mut past = accepted.clone();
    past.bindings.retain(|one| first.contains(&one.seq));
    past.affordances.retain(|one| first.contains(&one.seq));
    past
}
