//! Opening the console, and the embedded demo for those who have no workspace yet.

use std::io::{BufRead, IsTerminal, stdin, stdout};
use std::path::PathBuf;

use clap::Args;

use super::{Exit, out::Out};
use crate::session::{Clock, Environment, Session, Workspace};
use crate::tui;

/// Open the embedded demo in a directory of its own; nothing outside it is touched
#[derive(Debug, Args)]
pub struct Demo {
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
    match demo(verb, environment).await {
        Ok(()) => Exit::Done,
        Err(error) => out.failed(&error),
    }
}

async fn demo(verb: Demo, mut environment: Environment) -> anyhow::Result<()> {
    let temporary;
    let workspace = if let Some(directory) = verb.keep {
        Workspace::demo(&environment.current_dir.join(directory))?
    } else {
        temporary = Workspace::temporary_demo()?;
        temporary.workspace.clone()
    };
    // A demo signs with a key of its own, so that trying it leaves nothing behind.
    environment.config_dir = workspace.private();
    show(Session::open(workspace, environment, Clock::default()).await?, verb.plain).await
}

/// `wayhold [PATH]`.
pub async fn console(path: Option<PathBuf>, plain: bool, environment: Environment) -> Exit {
    let out = Out { json: false };
    if !stdout().is_terminal() || !environment.terminal {
        return out.usage("the console needs a terminal; `wayhold status` and the other verbs work without one");
    }
    let from = path.map_or_else(|| environment.current_dir.clone(), |path| environment.current_dir.join(path));
    let opened = async {
        match Workspace::find(&from)? {
            Some(workspace) => show(Session::open(workspace, environment, Clock::default()).await?, plain).await,
            None if offered(out, &from) => demo(Demo { keep: None, plain }, environment).await,
            None => Ok(()),
        }
    };
    match opened.await {
        Ok(()) => Exit::Done,
        Err(error) => out.failed(&error),
    }
}

fn offered(out: Out, from: &std::path::Path) -> bool {
    out.say(format!("There is no wayhold.toml in {} or above it (`wayhold init` makes one).", from.display()));
    out.say("Open the demo workspace in a temporary directory instead? [Y/n]");
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer).is_ok_and(|count| count > 0)
        && matches!(answer.trim(), "" | "y" | "Y" | "yes")
}

async fn show(session: Session, plain: bool) -> anyhow::Result<()> {
    let no_color = session.environment().no_color;
    // The console's future is large, and each caller would carry a copy of its size.
    Box::pin(tui::run(session, tui::Options { plain, no_color })).await
}
