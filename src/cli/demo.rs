//! Opening the console, and the embedded demo for those who have no workspace yet.

use std::io::{BufRead, IsTerminal, stdin, stdout};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::Args;

use super::passphrase::{self, Unlocked};
use super::{Exit, find, out::Out};
use crate::console::Command;
use crate::hold::Presence;
use crate::session::{Clock, Environment, Frames, SCRIPTS, Session, Workspace};
use crate::tui;
use crate::tui::play::Script;

/// Open the embedded demo in a directory of its own; nothing outside it is touched
#[derive(Debug, Default, Args)]
pub struct Demo {
    /// Open on this world instead of the runbooks: hallway, companion or villain
    scenario: Option<String>,
    /// Put it here instead of a temporary directory, and keep it
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Draw without borders and with a real cursor on the selection
    #[arg(long)]
    plain: bool,
    /// Let a script press the keys: a file, or hallway, companion or villain. Any key stops it, q leaves
    #[arg(long, value_name = "FILE")]
    script: Option<String>,
    /// Keep a frame as SVG in this directory after each step of the script; without a terminal it is played at once.
    /// Exit 3 when something that the script expects is not on the screen
    #[arg(long, value_name = "DIR", requires = "script")]
    svg: Option<PathBuf>,
    /// Show each key large at the foot of the screen, with what it does; a script does so anyway
    #[arg(long)]
    present: bool,
    /// The time at which the demo's clock stands still, such as 2026-11-21T03:14:00Z, for frames that are always the same
    #[arg(long, value_name = "TIME")]
    clock: Option<DateTime<Utc>>,
}

/// The longest script that is read.
const LONGEST: u64 = 1 << 20;

/// `wayhold demo`.
pub async fn run(verb: Demo, environment: Environment) -> Exit {
    let out = Out { json: false };
    let unseen = !on_terminal(&environment);
    if unseen && verb.svg.is_none() {
        return match verb.script {
            Some(_) => out.usage("the console needs a terminal; with --svg DIR a script is played without one"),
            None => no_terminal(out),
        };
    }
    let script = match verb.script.as_deref().map(|name| script(name, &environment.current_dir)).transpose() {
        Ok(script) => script,
        Err(sentence) => return out.usage(sentence),
    };
    let frames = verb.svg.as_ref().map(|directory| Frames::begin(&environment.current_dir.join(directory)));
    let frames = match frames.transpose() {
        Ok(frames) => frames,
        Err(error) => return out.usage(format!("{error:#}")),
    };
    let play = script.map(|script| tui::Play { script, frames, unseen });
    match Box::pin(demo(verb, play, out, environment)).await {
        Ok(exit) => exit,
        Err(error) => out.failed(&error),
    }
}

/// Reads a script: a file, or one that is embedded.
fn script(name: &str, current_dir: &Path) -> Result<Script, String> {
    let path = current_dir.join(name);
    let read = match std::fs::metadata(&path) {
        Ok(meta) if meta.is_file() && meta.len() > LONGEST => {
            return Err(format!("{name} has {} bytes, and a script may have at most {LONGEST}", meta.len()));
        }
        Ok(meta) if meta.is_file() => {
            std::fs::read_to_string(&path).map_err(|error| format!("{name} cannot be read: {error}"))?
        }
        _ => {
            let known = SCRIPTS.map(|(known, _)| known).join(", ");
            let embedded = SCRIPTS.iter().find(|(known, _)| *known == name);
            let wrong = || format!("{name} is no file and no script that Wayhold brings along; those are {known}");
            embedded.map(|(_, text)| (*text).to_owned()).ok_or_else(wrong)?
        }
    };
    Script::parse(name, &read).map_err(|wrong| wrong.to_string())
}

async fn demo(verb: Demo, play: Option<tui::Play>, out: Out, mut environment: Environment) -> anyhow::Result<Exit> {
    let temporary;
    // A scenario is shown in a workspace of worlds alone, with nothing in it that could be flipped by accident.
    // A script that Wayhold brings along is about the one of its name.
    let named = play.as_ref().map(|play| play.script.name.clone());
    let named = named.filter(|name| SCRIPTS.iter().any(|(known, _)| known == name));
    let scenario = verb.scenario.or(named);
    let alone = scenario.is_some();
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
    // Whoever plays a script without a terminal is taken to be there: all of it is theirs, and goes with it.
    environment.terminal |= play.is_some();
    let clock = verb.clock.map_or_else(Clock::default, Clock::fixed);
    let mut session = Session::open_demo(workspace, environment, clock, alone).await?;
    let world = scenario.map(|name| find::world(&session.ctx().observed, &name)).transpose();
    match world {
        Ok(world) => show(session, Shown { plain: verb.plain, present: verb.present, world, play }).await,
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
                show(session, Shown { plain, ..Shown::default() }).await
            }
            None if offered(out, &from) => {
                Box::pin(demo(Demo { plain, ..Demo::default() }, None, out, environment)).await
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

/// How the console is opened.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) plain: bool,
    pub(super) present: bool,
    pub(super) world: Option<String>,
    pub(super) play: Option<tui::Play>,
}

/// Opens the console. What is asked on the terminal is asked before: a key that stays locked opens it read-only.
pub(super) async fn show(mut session: Session, shown: Shown) -> anyhow::Result<Exit> {
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
    let Shown { plain, present, world, play } = shown;
    let present = present || play.is_some();
    let options = tui::Options { plain, no_color, world, present };
    let Some(play) = play else {
        return Box::pin(tui::run(session, options)).await.map(|()| Exit::Done);
    };
    Ok(match Box::pin(tui::play(session, options, play)).await? {
        Some(unmet) => {
            out.say(unmet.to_string());
            Exit::No
        }
        None => Exit::Done,
    })
}
