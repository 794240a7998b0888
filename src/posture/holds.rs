//! What stands between the posture and rest: strict, by read-back, with nothing unfinished and nothing overdue.

use super::checks::{PROVISIONER, clock_doubt, hold, restore, revert, unsettled};
use super::{Ask, Classified, Command, Name, State, criteria, remaining, targets};
use crate::hold::{Code, Hold, Offer, Operation, Who};

/// Every hold between what is live and strict at rest; empty when strict is in force and live (seed 000, *Exit
/// criteria*).
pub fn holds(state: &State, ask: &Ask<'_>) -> Vec<Hold<Command>> {
    let mut holds = Vec::new();
    let live = state.seen(ask.live);
    if let Some(pending) = &state.pending {
        holds.push(unsettled(pending));
    } else if live.name().is_none() || live.name() != state.in_force() {
        let granted = state.in_force().map_or_else(|| "nothing".to_owned(), |name| name.to_string());
        let need = format!("the live posture reads {live}, and the ledger grants {granted}");
        let mut unclear = hold(Code::PostureUnclear, need);
        if state.in_force().is_some_and(|granted| granted != Name::Strict) {
            unclear = unclear.way(restore(state));
        }
        holds.push(unclear.way(revert(ask.live)));
    }
    if state.pending.is_none() {
        for (target, said) in targets::behind(state, ask) {
            let need = format!("the target {target} to hold what is granted; {said}");
            let action = Command::Vouch { target: target.clone(), note: None };
            let text = format!("look at {target} yourself and answer for it");
            let vouch = Offer::take(Operation::Existing, PROVISIONER, text, action).by(Who::Human);
            let failed = hold(Code::TargetBehind, need).way(restore(state));
            holds.push(if target == targets::FLAGD { failed } else { failed.way(vouch) });
        }
    }
    let doubt = clock_doubt(state, ask).filter(|_| state.current.is_some());
    let told = doubt.is_none();
    holds.extend(doubt.map(|doubt| doubt.way(revert(ask.live))));
    if let (Some(left), Some(current)) = (remaining(state, ask.now), &state.current)
        && left.overdue
        && told
    {
        let ended = current.expires_at.format("%Y-%m-%d %H:%M:%SZ");
        let need = format!("{} was granted until {ended}, and is still in force", current.profile);
        holds.push(hold(Code::Overdue, need).way(revert(ask.live)).way(extend()));
    }
    if live != Classified::Strict {
        holds.push(
            hold(Code::NotStrict, format!("the live posture reads {live}, and strict is needed")).way(revert(ask.live)),
        );
    }
    holds
}

/// What stands between the newest loosening and its end besides the posture itself: the exit criteria that are open.
pub fn exit_holds(state: &State, ask: &Ask<'_>) -> Vec<Hold<Command>> {
    criteria::holds(state, ask)
}

fn extend() -> Offer<Command> {
    let text = "extend it: a reason and a new end, counted from now";
    Offer::take(Operation::Update, PROVISIONER, text, Command::Extend { longer: None, because: None }).by(Who::Human)
}
