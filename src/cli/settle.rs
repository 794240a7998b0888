//! `wayhold settle`: read the world back and give every unfinished change its outcome.

use clap::Args;
use serde_json::json;

use super::{Common, Exit, passphrase};
use crate::console::{Command, pending};
use crate::runbook::{self, Act, open_runs};
use crate::session::Session;

/// Record what became of changes that were begun and have no outcome
///
/// A recorded edit of a runbook is carried out if the file still stands as it was. A posture is only read back. A run
/// that is over gets its end; one that goes on is left alone.
#[derive(Debug, Args)]
pub struct Settle {
    #[command(flatten)]
    pub(super) common: Common,
}

pub async fn run(verb: Settle, session: &mut Session) -> Exit {
    let out = verb.common.out();
    if let Some(first) = first(session) {
        passphrase::unlock(session, &first, out);
        if let Some(locked) = session.key_hold() {
            return out.refused(&vec![locked]);
        }
    }
    let mut said = match session.settle_unfinished().await {
        Ok(said) => said,
        Err(stop) => return out.stopped(&stop),
    };
    match session.settle_verifications().await {
        Ok(runs) => said.extend(runs),
        Err(stop) => return out.stopped(&stop),
    }
    match session.settle_runs().await {
        Ok(runs) => said.extend(runs),
        Err(stop) => return out.stopped(&stop),
    }
    let left: Vec<_> = pending(session.state()).into_iter().map(|pending| pending.subject).collect();
    let running: Vec<_> = open_runs(&session.state().runbook).into_iter().map(|(_, phase, id)| (phase, id)).collect();
    if out.json {
        let running: Vec<_> = running.iter().map(|(phase, id)| json!({"phase": phase, "run": id})).collect();
        out.object(&json!({"settled": said, "unknown": left, "running": running}));
    } else if said.is_empty() && left.is_empty() && running.is_empty() {
        out.line("nothing is unfinished");
    } else {
        for sentence in said {
            out.line(sentence);
        }
        for subject in &left {
            out.line(format!("{subject} is still unfinished"));
        }
        for (phase, id) in &running {
            out.line(format!("{id} of {phase} goes on"));
        }
    }
    if left.is_empty() { Exit::Done } else { Exit::Attention }
}

/// The first command that settling would carry out, if nobody else is at it.
fn first(session: &Session) -> Option<Command> {
    let unfinished =
        pending(session.state()).first().filter(|_| !session.effect_under_way()).map(|one| one.settle(true));
    unfinished.or_else(|| {
        let (path, phase, id) = open_runs(&session.state().runbook).into_iter().next()?;
        Some(runbook::Command::Phase { path, phase, act: Act::SettleRun { id } }.into())
    })
}
