//! `wayhold settle`: read the world back and give every unfinished change its outcome.

use clap::Args;
use serde_json::json;

use super::{Common, Exit, passphrase};
use crate::console::pending;
use crate::session::Session;

/// Record what became of changes that were begun and have no outcome
///
/// A recorded edit of a runbook is carried out if the file still stands as it was. A posture is only read back.
#[derive(Debug, Args)]
pub struct Settle {
    #[command(flatten)]
    pub(super) common: Common,
}

pub async fn run(verb: Settle, session: &mut Session) -> Exit {
    let out = verb.common.out();
    if let (Some(unfinished), false) = (pending(session.state()).first(), session.effect_under_way()) {
        passphrase::unlock(session, &unfinished.settle(true), out);
        if let Some(locked) = session.key_hold() {
            return out.refused(&vec![locked]);
        }
    }
    let said = match session.settle_unfinished().await {
        Ok(said) => said,
        Err(stop) => return out.stopped(&stop),
    };
    let left: Vec<_> = pending(session.state()).into_iter().map(|pending| pending.subject).collect();
    if out.json {
        out.object(&json!({"settled": said, "unknown": left}));
    } else if said.is_empty() && left.is_empty() {
        out.line("nothing is unfinished");
    } else {
        for sentence in said {
            out.line(sentence);
        }
        for subject in &left {
            out.line(format!("{subject} is still unfinished"));
        }
    }
    if left.is_empty() { Exit::Done } else { Exit::Attention }
}
