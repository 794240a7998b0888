//! `wayhold phase tick` and `untick`.

use clap::Args;

use super::{Shown, Target};
use crate::cli::{Exit, find};
use crate::console::Command;
use crate::runbook;
use crate::session::Session;

/// Tick an item, or give an inherited one its evidence
#[derive(Debug, Args)]
pub struct Tick {
    #[command(flatten)]
    pub(super) target: Target,
    /// The item's number in `phase show`, or its id
    item: String,
    #[command(flatten)]
    shown: Shown,
}

/// Take a tick back
#[derive(Debug, Args)]
pub struct Untick {
    #[command(flatten)]
    pub(super) target: Target,
    /// The item's number in `phase show`, or its id
    item: String,
    /// Why
    #[arg(long, alias = "because", value_name = "TEXT", default_value = "")]
    reason: String,
}

pub async fn tick(verb: &Tick, session: &mut Session) -> Exit {
    let evidence = verb.shown.read();
    let command = |path, phase, item| runbook::Command::Tick { path, phase, item, evidence };
    on_item(&verb.target, &verb.item, session, command).await
}

pub async fn untick(verb: &Untick, session: &mut Session) -> Exit {
    let reason = verb.reason.clone();
    let command = |path, phase, item| runbook::Command::Untick { path, phase, item, reason };
    on_item(&verb.target, &verb.item, session, command).await
}

async fn on_item(
    target: &Target,
    word: &str,
    session: &mut Session,
    command: impl FnOnce(String, String, runbook::ItemId) -> runbook::Command,
) -> Exit {
    let observed = session.ctx().observed;
    let found = find::phase(&observed, &target.phase).and_then(|phase| Ok((find::item(&phase, word)?, phase)));
    match found {
        Ok((item, phase)) => {
            let command = command(phase.path, phase.id, item.id);
            target.mutating.carry_out(session, Command::Runbook(command)).await
        }
        Err(sentence) => target.mutating.out().usage(sentence),
    }
}
