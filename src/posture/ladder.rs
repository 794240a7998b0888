//! The escalation ladder, as offers: the safe side first, then the smaller loosening, then the larger (seed 000,
//! *Rollback and Exit Criteria*).

use super::checks::{PROVISIONER, confirm, not_applied, revert, settle};
use super::{Ask, Command, Name, State, diff, diff_live, span};
use crate::hold::{Offer, Operation, Who, rank};

/// What can be done about the posture now, best first.
///
/// EXISTING 10: back to strict, where it is not in force and live already; re-verifying, or settling what is pending.
/// UPDATE 50: compat. CREATE 200: `static_restore`. What is in force and live is not offered again. Taking an offer to
/// loosen still has to meet [`super::checks`].
pub fn ladder(state: &State, ask: &Ask<'_>) -> Vec<Offer<Command>> {
    let open = |to| not_applied(state, to, ask).met;
    let mut rungs = Vec::new();
    if open(Name::Strict) {
        rungs.push(revert(ask.live));
    }
    rungs.push(match &state.pending {
        Some(pending) if pending.intent.by_hand => confirm(),
        Some(_) => settle(),
        None => Offer::instruct(
            Operation::Existing,
            PROVISIONER,
            "re-verify strict: read the live posture back and run the verification before loosening anything",
        ),
    });
    for (to, operation) in [(Name::Compat, Operation::Update), (Name::StaticRestore, Operation::Create)] {
        if let (true, Some(limit)) = (open(to), ask.limits.of(to)) {
            let action = Command::Apply { to, duration: Some(limit.default), because: None, confirm: None };
            let text = loosen(to, &span(limit.default), diff_live(ask.live, &to.toggles()).len());
            rungs.push(Offer::take(operation, PROVISIONER, text, action).by(Who::Human));
        }
    }
    rank(&mut rungs);
    rungs
}

fn loosen(to: Name, lasting: &str, count: usize) -> String {
    let (kind, only) =
        if to == Name::Compat { ("temporary compat", "") } else { ("static_restore", ", for an active incident only") };
    let back = diff(&to.toggles(), &Name::Strict.toggles()).len();
    format!(
        "{kind}: {lasting}, {count} of 8 fields change{only}; the way back is strict, {back} fields, open to anyone"
    )
}
