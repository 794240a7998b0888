//! `wayhold runbook repin`: a drift is accepted, in so many words (seed 002 §2).

use clap::Args;

use super::drift::compared;
use crate::cli::{Exit, Mutating, find};
use crate::console::{Command, Ctx};
use crate::runbook::{self, DriftSeverity, ItemId, Moved, propose_moves};
use crate::session::Session;

/// Accept a file as it is on disk
///
/// Items that were edited keep their evidence: which one became which is proposed as `runbook drift` shows it, unless
/// --move or --no-moves says otherwise. A status that was changed by hand is never accepted.
#[derive(Debug, Args)]
pub struct Repin {
    /// The runbook, by path or by file name
    runbook: String,
    /// What the drift touches
    #[arg(long, value_name = "TEXT", default_value = "")]
    impact: String,
    /// How bad it is: low, medium or high
    #[arg(long, value_parser = severity)]
    severity: DriftSeverity,
    /// Why it is accepted
    #[arg(long, alias = "reason", value_name = "TEXT", default_value = "")]
    because: String,
    /// Carry the evidence of one item over to another, by their ids; may be given more than once
    #[arg(long = "move", value_name = "OLD:NEW", value_parser = pair)]
    moves: Vec<(String, String)>,
    /// Carry no evidence over
    #[arg(long, conflicts_with = "moves")]
    no_moves: bool,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

fn severity(text: &str) -> Result<DriftSeverity, String> {
    let known = DriftSeverity::ALL;
    known
        .into_iter()
        .find(|severity| severity.word().eq_ignore_ascii_case(text))
        .ok_or_else(|| format!("{text} is none of {}", known.map(DriftSeverity::word).join(", ")))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (from, to) = text.split_once(':').ok_or_else(|| format!("{text} is not OLD:NEW, two ids of items"))?;
    Ok((from.to_owned(), to.to_owned()))
}

pub async fn run(verb: &Repin, session: &mut Session) -> Exit {
    let out = verb.mutating.out();
    let ctx = session.ctx();
    let path = match find::book(&ctx.observed, &verb.runbook) {
        Ok(path) => path,
        Err(sentence) => return out.usage(sentence),
    };
    let moved = moves(verb, &ctx, &path);
    for one in &moved {
        let words = text_of(&ctx, &path, &one.to).unwrap_or_default();
        out.say(format!("carries over {} to {}  {words}", one.from, one.to));
    }
    let command = runbook::Command::Repin {
        path,
        impact: verb.impact.clone(),
        severity: verb.severity,
        reason: verb.because.clone(),
        moved,
    };
    verb.mutating.carry_out(session, Command::Runbook(command)).await
}

fn moves(verb: &Repin, ctx: &Ctx, path: &str) -> Vec<Moved> {
    if verb.no_moves {
        return Vec::new();
    }
    if verb.moves.is_empty() {
        return compared(&ctx.observed, path).map_or_else(Vec::new, |(known, found)| propose_moves(known, found));
    }
    let given = verb.moves.iter();
    given.map(|(from, to)| Moved { from: ItemId(from.clone()), to: ItemId(to.clone()) }).collect()
}

fn text_of(ctx: &Ctx, path: &str, item: &ItemId) -> Option<String> {
    let (_, found) = compared(&ctx.observed, path)?;
    found.phases.iter().find_map(|phase| Some(found.item(&phase.id, item)?.text))
}
