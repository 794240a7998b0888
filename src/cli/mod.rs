//! The command line: every action of the console as a verb, for scripts and for one hand on a phone.
//!
//! Lives here: the clap definitions, one file per verb, text and JSON. May not: open the store, write a file, or
//! decide anything; a verb finds its subject, asks the session, and says what came of it.

#![expect(clippy::doc_markdown, reason = "doc comments here are the help text, where backticks would show")]

mod adopt;
mod demo;
mod exit;
mod find;
mod incident;
mod ledger;
mod lint;
mod offers;
mod out;
mod phase;
mod posture;
mod runbook;
mod settle;
mod spell;
mod status;
mod why;
mod workspace;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use exit::Exit;
pub use spell::spell;

use crate::console::Command;
use crate::session::{Clock, Done, Environment, Session, Workspace};
use out::Out;

/// A terminal console for running risky change: every hold, every way past it, one signed ledger.
#[derive(Debug, Parser)]
#[command(name = "wayhold", version, after_help = exit::HELP, args_conflicts_with_subcommands = true)]
struct Cli {
    /// The workspace to open: a directory with a wayhold.toml, or any directory below one
    path: Option<PathBuf>,
    /// Draw without borders and with a real cursor on the selection, for screen readers
    #[arg(long)]
    plain: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// What every verb takes.
#[derive(Debug, Clone, Args)]
struct Common {
    /// Answer with one JSON object on standard output
    #[arg(long)]
    json: bool,
    /// The workspace, when it is not the current directory or one above it
    #[arg(long, short = 'C', value_name = "DIR")]
    workspace: Option<PathBuf>,
}

/// What every verb that changes something takes besides.
#[derive(Debug, Clone, Args)]
struct Mutating {
    #[command(flatten)]
    common: Common,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make this directory a workspace
    Init(workspace::Init),
    /// Found the ledger here and adopt runbooks
    Adopt(adopt::Adopt),
    /// Say where things stand; exit 5 when something needs attention
    Status(status::Status),
    /// Read Markdown plans and say what is in them and what is wrong; needs no workspace
    Lint(lint::Lint),
    /// List what holds a subject, and the ways past
    Why(why::Why),
    /// Phases and their items
    #[command(subcommand)]
    Phase(phase::Phase),
    /// Runbooks
    #[command(subcommand)]
    Runbook(runbook::Runbook),
    /// The runtime posture
    #[command(subcommand)]
    Posture(posture::Posture),
    /// Incidents
    #[command(subcommand)]
    Incident(incident::Incident),
    /// List the offers of a world, or accept one
    Offers(offers::Offers),
    /// Resolve a world and print what would be bound
    Resolve(offers::Resolve),
    /// Worlds
    #[command(subcommand)]
    World(offers::World),
    /// The ledger
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// The newest entries (short for `ledger show`)
    Log(ledger::Show),
    /// Record what became of changes that were begun and have no outcome
    Settle(settle::Settle),
    /// Open the embedded demo in a directory of its own
    Demo(demo::Demo),
}

/// Parses the command line, runs it, and says how it ended.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the command line")]
pub fn run() -> Exit {
    let cli = match Cli::try_parse_from(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    let plain_out = Out { json: false };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return plain_out.failed(&anyhow::Error::new(error).context("the runtime did not start")),
    };
    match Environment::read() {
        Ok(environment) => runtime.block_on(dispatch(cli, environment)),
        Err(error) => plain_out.failed(&error),
    }
}

async fn dispatch(cli: Cli, environment: Environment) -> Exit {
    let Some(verb) = cli.verb else { return demo::console(cli.path, cli.plain, environment).await };
    match verb {
        Verb::Init(verb) => workspace::init(&verb, &environment),
        Verb::Lint(verb) => lint::run(&verb, &environment),
        Verb::Demo(verb) => demo::run(verb, environment).await,
        Verb::Adopt(verb) => adopt::run(verb, environment).await,
        Verb::Status(verb) => status::run(verb, environment).await,
        Verb::Why(verb) => why::run(verb, environment).await,
        Verb::Phase(verb) => phase::run(verb, environment).await,
        Verb::Runbook(verb) => runbook::run(verb, environment).await,
        Verb::Posture(verb) => posture::run(verb, environment).await,
        Verb::Incident(verb) => incident::run(verb, environment).await,
        Verb::Offers(verb) => offers::offers(verb, environment).await,
        Verb::Resolve(verb) => offers::resolve(verb, environment).await,
        Verb::World(verb) => offers::world(verb, environment).await,
        Verb::Settle(verb) => settle::run(verb, environment).await,
        Verb::Ledger(verb) => ledger::run(verb, environment).await,
        Verb::Log(verb) => ledger::show(verb, environment).await,
    }
}

impl Common {
    fn out(&self) -> Out {
        Out { json: self.json }
    }

    /// Opens the workspace.
    async fn open(&self, environment: Environment) -> anyhow::Result<Session> {
        let from = match &self.workspace {
            Some(given) => environment.current_dir.join(given),
            None => environment.current_dir.clone(),
        };
        let workspace = Workspace::find(&from)?.ok_or_else(|| {
            anyhow::anyhow!(
                "no wayhold.toml in {} or above it; `wayhold init` makes one, `wayhold demo` shows one",
                from.display()
            )
        })?;
        Session::open(workspace, environment, Clock::default()).await
    }
}

impl Mutating {
    fn out(&self) -> Out {
        self.common.out()
    }

    /// Runs one command as of what the session has seen, and says what was written, or what would be.
    async fn carry_out(&self, session: &mut Session, command: Command) -> Exit {
        self.carry_out_all(session, vec![command]).await
    }

    /// Runs commands one after the other, up to the first that is held.
    async fn carry_out_all(&self, session: &mut Session, commands: Vec<Command>) -> Exit {
        let out = self.out();
        if self.dry_run {
            return match session.dry_run(&commands).await {
                Ok(events) => {
                    out.would_write(&events);
                    Exit::Done
                }
                Err(stop) => out.stopped(&stop),
            };
        }
        // Settled before the command looks, so that what it finds is not somebody else's change to its subject.
        let mut all = match session.settle_unfinished().await {
            Ok(recovered) => Done { recovered, ..Done::default() },
            Err(stop) => return out.stopped(&stop),
        };
        for command in commands {
            let looked_at = session.looked_at();
            match session.run(command, looked_at).await {
                Ok(done) => all.extend(done),
                Err(stop) => {
                    if out.json {
                        out.recovered(&all);
                    } else {
                        out.done(&all);
                    }
                    return out.stopped(&stop);
                }
            }
        }
        out.done(&all)
    }
}
