//! Opening the console, and the embedded demo for those who have no workspace yet.

use std::io::{BufRead, IsTerminal, stdin, stdout};
use std::path::PathBuf;

use clap::Args;

use super::passphrase::{self, Unlocked};
use super::{Exit, find, out::Out};
use crate::console::Command;
use crate::hold::Presence;
use crate::session::{Clock, Environment, Session, Workspace};
use crate::tui;

/// Open the embedded demo in a directory of its own; nothing outside it is touched
#[derive(Debug, Args)]
pub struct Demo {
    /// Open on this world instead of the runbooks: hallway, companion or villain
    scenario: Option<String>,
    /// Put it here instead of a temporary directory, and keep it
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Draw without borders and with a real cursor on the selection
    #[arg(long)]
    plain: bool,
}

/// `wayhold demo`.
pub async fn run(verb: Demo, environment: Environment) -> Exit {
    let out = Out { json: false };
    if !on_terminal(&environment) {
        return no_terminal(out);
    }
    match Box::pin(demo(verb, out, environment)).await {
        Ok(exit) => exit,
        Err(error) => out.failed(&error),
    }
}

async fn demo(verb: Demo, out: Out, mut environment: Environment) -> anyhow::Result<Exit> {
    let temporary;
    // A scenario is shown in a workspace of worlds alone, with nothing in it that could be flipped by accident.
    let alone = verb.scenario.is_some();
    let workspace = match &verb.keep {
        Some(directory) if alone => Workspace::worlds_demo(&environment.current_dir.join(directory))?,
        Some(directory) => Workspace::demo(&environment.current_dir.join(directory))?,
        None => {
            temporary = if alone { Workspace::temporary_worlds_demo() } else { Workspace::temporary_demo() }?;
            temporary.workspace.clone()
        }
    };
    // A demo signs with a key of its own, so that trying it leaves nothing behind.
    environment.config_dir = workspace.private();
    environment.key = None;
    let mut session = Session::open_demo(workspace, environment, Clock::default(), alone).await?;
    let world = verb.scenario.map(|name| find::world(&session.ctx().observed, &name)).transpose();
    match world {
        Ok(world) => show(session, verb.plain, world).await,
        Err(sentence) => Ok(out.usage(sentence)),
    }
}

/// `wayhold [PATH]`.
pub async fn console(path: Option<PathBuf>, plain: bool, environment: Environment) -> Exit {
    let out = Out { json: false };
    if !on_terminal(&environment) {
        return no_terminal(out);
    }
    let from = path.map_or_else(|| environment.current_dir.clone(), |path| environment.current_dir.join(path));
    let opened = async {
        match Workspace::find(&from)? {
            Some(workspace) => {
                // The first picture is of what is in force; what is over comes in right after it.
                let session = Session::open_standing(workspace, environment, Clock::default()).await?;
                show(session, plain, None).await
            }
            None if offered(out, &from) => {
                Box::pin(demo(Demo { scenario: None, keep: None, plain }, out, environment)).await
            }
            None => Ok(Exit::Done),
        }
    };
    Box::pin(opened).await.unwrap_or_else(|error| out.failed(&error))
}

pub(super) fn on_terminal(environment: &Environment) -> bool {
    stdout().is_terminal() && environment.terminal
}

fn no_terminal(out: Out) -> Exit {
    out.usage("the console needs a terminal; `wayhold status` and the other verbs work without one")
}

fn offered(out: Out, from: &std::path::Path) -> bool {
    out.say(format!("There is no wayhold.toml in {} or above it (`wayhold init` makes one).", from.display()));
    out.say("Open the demo workspace in a temporary directory instead? [Y/n]");
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer).is_ok_and(|count| count > 0)
        && matches!(answer.trim(), "" | "y" | "Y" | "yes")
}

/// Opens the console. What is asked on the terminal is asked before: a key that stays locked opens it read-only.
pub(super) async fn show(mut session: Session, plain: bool, world: Option<String>) -> anyhow::Result<Exit> {
    let out = Out { json: false };
    if session.locked_for(&Command::Found).is_some() {
        out.say("Your key has a passphrase. Enter alone opens the console read-only.");
        if passphrase::unlock(&mut session, &Command::Found, out) == Unlocked::Wrong {
            session.close().await;
            return Ok(Exit::NeedsHuman);
        }
    }
    // Where presence rests on a passphrase, a founder without one could never be present.
    let founded = session.state().founded.is_some();
    if !founded && session.presence() == Presence::Passphrase && !passphrase::protect(&mut session, out) {
        session.close().await;
        return Ok(Exit::No);
    }
    let no_color = session.environment().no_color;
    Box::pin(tui::run(session, tui::Options { plain, no_color, world })).await.map(|()| Exit::Done)
}
