//! What holds a subject, and the ways past: the answer behind `w`, `wayhold why` and the offers pane.

use super::decide::{exit_holds, governed, not_founded, posture_holds};
use super::{Command, Ctx, Holds, State, decide, needs};
use crate::hold::{Offer, Who, map_all};
use crate::{incident, posture, provision, runbook, verify};

/// Something that can be selected and asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A phase of a runbook: what stands between it and DONE.
    Phase {
        /// The runbook's path.
        path: String,
        /// The phase's id.
        phase: String,
    },
    /// The posture: what stands between it and each profile.
    Posture,
    /// The open incident: what stands between it and its close.
    Incident,
    /// A world, or one edge of it.
    World {
        /// The world file's path.
        path: String,
        /// One requirement's edge; all when `None`.
        edge: Option<String>,
    },
}

/// What holds `subject` now; empty when nothing does.
pub fn why(state: &State, subject: &Subject, ctx: &Ctx) -> Holds {
    if let (Subject::Phase { .. } | Subject::Posture | Subject::Incident, None) = (subject, &state.founded) {
        return vec![not_founded(&ctx.environment)];
    }
    match subject {
        Subject::Phase { path, phase } => {
            let mut holds = map_all(runbook::holds(&state.runbook, path, phase, &ctx.runbook()), &Command::Runbook);
            holds.extend(needs(state, path, phase, ctx));
            holds
        }
        Subject::Posture => at_rest(state, ctx),
        Subject::Incident => {
            let close = incident::Command::Close { id: None, ended_at: None }.into();
            decide(state, &close, ctx).err().unwrap_or_default()
        }
        Subject::World { path, edge } => {
            let seen = ctx.observed.worlds.get(path).unwrap_or(&provision::SeenWorld::Absent);
            let subject = edge.as_deref().unwrap_or(path);
            map_all(provision::holds(&state.provision, path, seen, subject), &Command::Provision)
        }
    }
}

/// Strict is the posture to be in: whatever else the live file says is held until the way back is taken, and its exit
/// criteria are met.
fn at_rest(state: &State, ctx: &Ctx) -> Holds {
    if let Err(holds) = governed(ctx) {
        return holds;
    }
    let mut holds = posture_holds(state, ctx);
    holds.extend(exit_holds(state, ctx));
    holds
}

/// The escalation ladder as offers, best first (seed 000, *Rollback and Exit Criteria*).
pub fn ladder(state: &State, ctx: &Ctx) -> Vec<Offer<Command>> {
    let Some(ask) = ctx.posture(state) else { return Vec::new() };
    let mut rungs: Vec<_> =
        posture::ladder(&state.posture, &ask).into_iter().map(|offer| offer.map(&Command::Posture)).collect();
    // The rung that re-verifies runs the gate, where one is configured.
    let reverify = rungs.iter_mut().find(|rung| rung.action.is_none());
    if let (Some(rung), Some(_)) = (reverify, ask.gate.name) {
        let action = verify::Command::run("");
        rung.action = Some(action.into());
        rung.who = Who::Anyone;
    }
    rungs
}
