//! `wayhold adopt`: found the ledger, adopt runbooks. Explicit, never in passing.

use std::io::{BufRead, stdin};

use clap::Args;
use serde_json::json;

use super::{Common, Exit, Mutating, passphrase};
use crate::console::Command;
use crate::runbook;
use crate::session::Session;

/// Found the ledger of this workspace, and adopt runbooks as they stand
///
/// Adopting stores a runbook's bytes. Boxes that are ticked already count as INHERITED until they get evidence.
#[derive(Debug, Args)]
pub struct Adopt {
    /// The runbooks, relative to the workspace
    paths: Vec<String>,
    /// Adopt every runbook that the configuration names
    #[arg(long, conflicts_with = "paths")]
    all: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    mutating: Mutating,
}

impl Adopt {
    pub(super) fn common(&self) -> &Common {
        &self.mutating.common
    }
}

pub async fn run(verb: Adopt, session: &mut Session) -> Exit {
    let out = verb.mutating.out();
    let configured = session.workspace().runbooks();
    if !verb.all && verb.paths.is_empty() {
        let names: Vec<_> = configured.iter().map(|(path, _)| path.as_str()).collect();
        return out.usage(format!("name the runbooks to adopt, or say --all (there are: {})", names.join(", ")));
    }
    let mut wanted = Vec::new();
    for path in &verb.paths {
        match configured.iter().find(|(known, _)| known == path) {
            Some(known) => wanted.push(known.clone()),
            None => wanted.push((path.clone(), runbook::Role::Plan)),
        }
    }
    if verb.all {
        wanted =
            configured.into_iter().filter(|(path, _)| !session.state().runbook.runbooks.contains_key(path)).collect();
    }
    let mut commands = Vec::new();
    if session.state().founded.is_none() {
        commands.push(Command::Found);
    }
    commands.extend(wanted.into_iter().map(|(path, role)| Command::Runbook(runbook::Command::Adopt { path, role })));
    if commands.is_empty() {
        if out.json {
            out.object(&json!({"entries": []}));
        } else {
            out.line("nothing to adopt: every runbook of the configuration is adopted");
        }
        return Exit::Done;
    }
    if !verb.yes && !verb.mutating.dry_run && !agreed(&commands, out, session.workspace()) {
        out.say("nothing was written");
        return Exit::No;
    }
    let founds = commands.first() == Some(&Command::Found) && !verb.mutating.dry_run;
    // `--yes` promises not to ask; a key without a passphrase can be given one later.
    if founds && verb.yes {
        passphrase::left_bare(session, out);
    } else if founds && !passphrase::protect(session, out) {
        out.say("nothing was written");
        return Exit::No;
    }
    verb.mutating.carry_out_all(session, commands).await
}

fn agreed(commands: &[Command], out: super::Out, workspace: &crate::session::Workspace) -> bool {
    let runbooks = commands.iter().filter(|command| matches!(command, Command::Runbook(_))).count();
    let found = if commands.first() == Some(&Command::Found) { "found the ledger and " } else { "" };
    out.say(format!("In {}: {found}adopt {runbooks} runbook(s) as they stand? [y/N]", workspace.root.display()));
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}
