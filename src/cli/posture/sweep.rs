//! `wayhold posture sweep`: what a timer does, so that an override does not outlive its end unseen.

use clap::Args;
use serde_json::json;

use crate::cli::{Common, Exit, passphrase};
use crate::posture::{self, Name, OnExpiry, remaining};
use crate::session::{Done, Session, Stop};
use crate::verify::gate_of;

/// Record what has ended or was changed by others
///
/// For cron and timers. Writes `posture.expired` with the true end of an override that nobody reverted, and
/// `posture.live_changed` when the live file is not what was granted. Where the override says `on_expiry = "revert"` it
/// runs the gate, and goes back to strict if that passes. Exit 5 while an override is overdue or the live file is not as
/// granted, else 0.
#[derive(Debug, Args)]
pub struct Sweep {
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) async fn run(verb: Sweep, session: &mut Session) -> Exit {
    let out = verb.common.out();
    passphrase::unlock(session, &posture::Command::Notice.into(), out);
    let done = match swept(session).await {
        Ok(done) => done,
        Err(stop) => return out.stopped(&stop),
    };
    session.deliver_notifications();
    let ctx = session.ctx();
    let state = &session.state().posture;
    let overdue = remaining(state, ctx.now).is_some_and(|left| left.overdue);
    let changed = state.changed.is_some();
    let exit = out.done_with(&done, json!({"overdue": overdue, "changed_by_others": changed}));
    if !out.json && done.entries.is_empty() && !overdue && !changed {
        out.line("nothing has ended and nothing was changed");
    }
    if exit == Exit::Done && (overdue || changed) { Exit::Attention } else { exit }
}

async fn swept(session: &mut Session) -> Result<Done, Stop> {
    let mut done = Done { recovered: session.settle_unfinished().await?, ..Done::default() };
    done.recovered.extend(session.settle_verifications().await?);
    done.extend(session.notice().await?);
    if !is_to_revert(session) {
        return Ok(done);
    }
    done.extend(session.verify_streaming("", &mut |_| {}).await?);
    // While the gate ran somebody may have extended it.
    session.follow().await?;
    let passed = session.ctx().posture(session.state()).is_some_and(|ask| ask.gate.passed());
    if passed && is_to_revert(session) {
        let because = Some("the override has ended, and the gate passed".to_owned());
        let revert = posture::Command::Apply { to: Name::Strict, duration: None, because, confirm: None };
        done.extend(session.run(revert.into(), None).await?);
    }
    Ok(done)
}

/// Whether the override in force has ended, is to be reverted by a sweep, and there is a gate to pass first.
fn is_to_revert(session: &mut Session) -> bool {
    let ctx = session.ctx();
    let state = session.state();
    let over = remaining(&state.posture, ctx.now).is_some_and(|left| left.overdue);
    let asked = state.posture.current.as_ref().is_some_and(|current| current.on_expiry == OnExpiry::Revert);
    over && asked && !ctx.doubts_clock(state) && gate_of(&ctx.gates).is_some() && state.posture.pending.is_none()
}
