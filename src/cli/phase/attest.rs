//! `wayhold phase attest`: a person's word for what no box and no rule can show.

use clap::Args;

use super::Shown;
use crate::cli::find::{self, FoundPhase};
use crate::cli::{Exit, Mutating};
use crate::console::{Command, State};
use crate::runbook::{self, Act, EvidenceRef, ItemId, Mark};
use crate::session::Session;

/// Answer in person for what no box shows: a gate clause, a bullet, an inherited box
///
/// Several labels are answered for with the same words; when one of them is held, none is written.
#[derive(Debug, Args)]
pub struct Attest {
    /// The phase as [RUNBOOK:]ID
    phase: String,
    /// What is attested, as `phase show` labels it: g1 (a gate clause), d2 (a bullet), 3 (an inherited box)
    #[arg(required_unless_present = "inherited")]
    labels: Vec<String>,
    /// Every inherited box that closing the phase asks for
    #[arg(long)]
    inherited: bool,
    /// How you know
    #[arg(long, alias = "reason", value_name = "TEXT", default_value = "")]
    because: String,
    #[command(flatten)]
    shown: Shown,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

pub async fn run(verb: &Attest, session: &mut Session) -> Exit {
    let out = verb.mutating.out();
    let observed = session.ctx().observed;
    let found = match find::phase(&observed, &verb.phase) {
        Ok(found) => found,
        Err(sentence) => return out.usage(sentence),
    };
    let items = match chosen(verb, &found, session.state()) {
        Ok(items) => items,
        Err(sentence) => return out.usage(sentence),
    };
    if items.is_empty() {
        if out.json {
            out.object(&serde_json::json!({"entries": []}));
        } else {
            out.line(format!("nothing to attest: {} has no inherited box that closing asks for", found.id));
        }
        return Exit::Done;
    }
    let evidence = verb.shown.read();
    let command = |item: ItemId| {
        let act = Act::Attest { item, statement: verb.because.clone(), evidence: evidence.clone() };
        Command::Runbook(runbook::Command::Phase { path: found.path.clone(), phase: found.id.clone(), act })
    };
    let commands: Vec<Command> = items.into_iter().map(command).collect();
    // All or none. A command line that is evidence is left out, since looking at it means to run it.
    let runs = evidence.iter().any(|one| matches!(one, EvidenceRef::Command { .. }));
    if commands.len() > 1
        && !runs
        && !verb.mutating.dry_run
        && let Err(stop) = session.dry_run(&commands).await
    {
        return out.stopped(&stop);
    }
    verb.mutating.carry_out_all(session, commands).await
}

/// What is meant, each once, in the order given.
fn chosen(verb: &Attest, found: &FoundPhase<'_>, state: &State) -> Result<Vec<ItemId>, String> {
    let mut items = Vec::new();
    for label in &verb.labels {
        items.push(find::attestable(found, label)?.id);
    }
    if verb.inherited {
        let adopted = state.runbook.runbooks.get(&found.path);
        let answered = |id: &ItemId| {
            adopted.is_some_and(|adopted| adopted.ticks.contains_key(id) || adopted.attested.contains_key(id))
        };
        let boxes = found.document.items(&found.id).into_iter();
        let inherited = boxes.filter(|item| item.class.gates() && item.mark == Mark::Checked && !answered(&item.id));
        items.extend(inherited.map(|item| item.id));
    }
    let mut once = Vec::new();
    for item in items {
        if !once.contains(&item) {
            once.push(item);
        }
    }
    Ok(once)
}
