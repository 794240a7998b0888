//! What of a state is in force now: the state without what is over and only told again. It stays small however long the
//! ledger grows, so that neither `wayhold status` nor the first picture waits for years of closed incidents.
//!
//! Lives here: what is left out. May not: leave out anything that `status` shows, or that a rule asks for about an open
//! phase, the open incident or the posture.

use crate::console::State;

/// Leaves out closed incidents, what was noted and run under a phase before it was closed or activated last, ticks that
/// were taken back, drifts that were accepted. A state without them folds further entries the same way: none of it is
/// looked at by a fold, and what is over stays over.
pub(super) fn shed(state: &mut State) {
    let open = state.incident.open.clone();
    state.incident.incidents.retain(|id, _| Some(id) == open.as_ref());
    for adopted in state.runbook.runbooks.values_mut() {
        adopted.unticks.clear();
        adopted.repins.clear();
        adopted.conflicts.clear();
        for record in adopted.phases.values_mut() {
            let since = record.activated.as_ref().map_or(0, |stamp| stamp.seq);
            let since = if record.closed.is_some() { u64::MAX } else { since };
            record.notes.retain(|note| note.stamp.seq >= since);
            record.snapshots.retain(|snapshot| snapshot.stamp.seq >= since);
            record.runs.retain(|_, run| run.ended.is_none() || run.started.seq >= since);
        }
    }
    state.touched.clear();
}
