//! What stands between the posture and rest: strict, by read-back, with nothing unfinished and nothing overdue.

use super::checks::{hold, revert, unsettled};
use super::{Ask, Classified, Command, State, remaining};
use crate::hold::{Code, Hold};

/// Every hold between what is live and strict at rest; empty when strict is in force and live (seed 000, *Exit
/// criteria*).
pub fn holds(state: &State, ask: &Ask<'_>) -> Vec<Hold<Command>> {
    let mut holds = Vec::new();
    let live = ask.live.classify();
    if let Some(pending) = &state.pending {
        holds.push(unsettled(pending));
    } else if live.name().is_none() || live.name() != state.in_force() {
        let granted = state.in_force().map_or_else(|| "nothing".to_owned(), |name| name.to_string());
        let need = format!("the live posture reads {live}, and the ledger grants {granted}");
        holds.push(hold(Code::PostureUnclear, need).way(revert(ask.live)));
    }
    if let (Some(left), Some(current)) = (remaining(state, ask.now), &state.current)
        && left.overdue
    {
        let ended = current.expires_at.format("%Y-%m-%d %H:%M:%SZ");
        let need = format!("{} was granted until {ended}, and is still in force", current.profile);
        holds.push(hold(Code::Overdue, need).way(revert(ask.live)));
    }
    if live != Classified::Strict {
        holds.push(
            hold(Code::NotStrict, format!("the live posture reads {live}, and strict is needed")).way(revert(ask.live)),
        );
    }
    holds
}
