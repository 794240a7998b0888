//! `wayhold verify`: a verification, run to its end, with its verdict on the ledger.

use clap::Args;
use serde_json::json;

use super::out::Out;
use super::{Exit, Mutating};
use crate::console::Event;
use crate::session::{Done, Session};
use crate::verify::{self, Verdict};

/// Run a verification and record its verdict
///
/// Exit 0 when it passed, 3 when it failed or its totals are not the recorded ones. Its output goes to standard output;
/// with --json to standard error. It goes on when this process ends, and whoever looks next records the verdict.
#[derive(Debug, Args)]
pub struct Verify {
    /// Which of the `[[verification]]` tables; the one called gate, or the first, when not given
    name: Option<String>,
    /// Run nothing: take over the totals of the newest run, in which everything passed with other totals
    #[arg(long, requires = "because")]
    acknowledge: bool,
    /// Why the totals differ, in one line
    #[arg(long, value_name = "TEXT", requires = "acknowledge")]
    because: Option<String>,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

pub async fn run(verb: &Verify, session: &mut Session) -> Exit {
    let name = verb.name.clone().unwrap_or_default();
    if verb.acknowledge {
        let command = verify::Command::Acknowledge { name, because: verb.because.clone() };
        return verb.mutating.carry_out(session, command.into()).await;
    }
    to_its_end(&verb.mutating, session, &name).await
}

/// Runs the closing gate.
pub(super) async fn gate(mutating: &Mutating, session: &mut Session) -> Exit {
    to_its_end(mutating, session, "").await
}

async fn to_its_end(mutating: &Mutating, session: &mut Session, name: &str) -> Exit {
    let run = if mutating.dry_run { "verify".to_owned() } else { session.fresh_verification_id() };
    let command = verify::Command::Run { name: name.to_owned(), run };
    mutating.to_its_end(session, command.into(), ended).await
}

fn ended(out: Out, done: &Done) -> Exit {
    let ran = done.entries.iter().rev().find_map(|entry| match Event::from_parts(&entry.kind, &entry.body) {
        Ok(Event::Verify(verify::Event::Ran(ran))) => Some(ran),
        _ => None,
    });
    if out.json {
        let verdict = ran.as_ref().map(|ran| &ran.verdict);
        out.done_with(done, json!({"verification": verdict, "said": ran.as_ref().map(|ran| &ran.said)}));
    } else {
        out.done_aside(done);
        if let Some(ran) = &ran {
            out.say(format!("{}: {}", ran.name, ran.said));
        }
    }
    match ran.map(|ran| ran.verdict) {
        Some(Verdict::Pass { .. }) => Exit::Done,
        Some(Verdict::OtherTotals { .. } | Verdict::Fail { .. }) => Exit::No,
        None => Exit::CouldNot,
    }
}
