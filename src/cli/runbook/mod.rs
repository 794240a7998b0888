//! `wayhold runbook`: which there are, which differ from the ledger, accepting a drift or putting the file back.

mod drift;
mod list;
mod repin;

pub use drift::compared;

use clap::{Args, Subcommand};

use super::{Common, Exit, Mutating, find};
use crate::console::Command;
use crate::runbook;
use crate::session::Session;

/// Runbooks: which there are, and which differ from the ledger
#[derive(Debug, Subcommand)]
pub enum Runbook {
    /// List the runbooks of the workspace
    List(Common),
    /// Say which files are not as the ledger last wrote them, and what changed. Exit 3 when any is
    Drift(drift::Drift),
    /// Accept a file as it is on disk, with impact, severity and reason
    Repin(repin::Repin),
    /// Put the ledger's version back on disk; what is there now is kept among the objects
    Restore(Restore),
}

/// Put the ledger's version back on disk
#[derive(Debug, Args)]
pub struct Restore {
    /// The runbook, by path or by file name
    runbook: String,
    #[command(flatten)]
    mutating: Mutating,
}

impl Runbook {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::List(common) => common,
            Self::Drift(verb) => &verb.common,
            Self::Repin(verb) => &verb.mutating.common,
            Self::Restore(verb) => &verb.mutating.common,
        }
    }
}

pub async fn run(verb: Runbook, session: &mut Session) -> Exit {
    match verb {
        Runbook::List(common) => list::run(&common, session),
        Runbook::Drift(verb) => drift::run(&verb, session),
        Runbook::Repin(verb) => repin::run(&verb, session).await,
        Runbook::Restore(verb) => {
            let observed = session.ctx().observed;
            match find::book(&observed, &verb.runbook) {
                Ok(path) => {
                    verb.mutating.carry_out(session, Command::Runbook(runbook::Command::Restore { path })).await
                }
                Err(sentence) => verb.mutating.out().usage(sentence),
            }
        }
    }
}
