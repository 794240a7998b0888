//! The command line: every action of the console as a verb, for scripts and for one hand on a phone.
//!
//! Lives here: the clap definitions, one file per verb, text and JSON. May not: open the store, write a file, or
//! decide anything; a verb finds its subject, asks the session, and says what came of it.

#![expect(clippy::doc_markdown, reason = "doc comments here are the help text, where backticks would show")]

mod adopt;
mod bundle;
mod decision;
mod demo;
mod drill;
mod exit;
mod find;
mod history;
mod incident;
mod ledger;
mod lint;
mod log;
mod offers;
mod operator;
mod out;
mod passphrase;
mod phase;
mod posture;
mod program;
mod run;
mod runbook;
mod settle;
mod snapshot;
mod spell;
mod status;
mod step;
mod threshold;
mod verify;
mod why;
mod workspace;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

pub use exit::Exit;
pub use spell::spell;

use crate::console::Command;
use crate::session::{Clock, Done, Environment, Identity, Session, Stop, Workspace};
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
    /// Act with another private key of yours: the name of one under keys/, or a path (with a slash in it)
    #[arg(long = "as", value_name = "NAME|PATH")]
    sign_as: Option<String>,
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
    /// Act with another private key of yours: the name of one under keys/, or a path (with a slash in it)
    #[arg(long = "as", value_name = "NAME|PATH")]
    sign_as: Option<String>,
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
    /// Read Markdown plans and say what is in them and what is wrong; needs no workspace
    Lint(lint::Lint),
    /// Open the embedded demo in a directory of its own
    Demo(demo::Demo),
    /// Carry out a run; Wayhold starts this by itself
    #[command(hide = true)]
    Supervise {
        /// The run's directory
        directory: PathBuf,
    },
    #[command(flatten)]
    Here(Here),
}

/// The verbs of a workspace.
#[derive(Debug, Subcommand)]
enum Here {
    /// Found the ledger here and adopt runbooks
    Adopt(adopt::Adopt),
    /// Say where things stand; exit 5 when something needs attention
    Status(status::Status),
    /// List what holds a subject, and the ways past
    Why(why::Why),
    /// Phases and their items
    #[command(subcommand)]
    Phase(phase::Phase),
    /// Run a command behind a phase's build-go, with its output as evidence
    Run(run::Run),
    /// The named steps of a phase
    #[command(subcommand)]
    Step(step::Step),
    /// Runbooks
    #[command(subcommand)]
    Runbook(runbook::Runbook),
    /// Decisions that a plan waits for
    #[command(subcommand)]
    Decision(decision::Decision),
    /// Thresholds that are pinned before a phase starts
    #[command(subcommand)]
    Threshold(threshold::Threshold),
    /// The whole program: its criteria and guardrails
    #[command(subcommand)]
    Program(program::Program),
    /// The evidence snapshots of phases
    #[command(subcommand)]
    Snapshot(snapshot::Snapshot),
    /// The runtime posture
    #[command(subcommand)]
    Posture(posture::Posture),
    /// Walk the incident path in a copy of this workspace, and keep a dated record of it
    Drill(drill::Drill),
    /// Run a verification, the closing gate unless named, and record its verdict
    Verify(verify::Verify),
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
    /// Bundles of instructions and skills, and what a deploy request gets of them
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// Operators: whose keys may sign here
    #[command(subcommand)]
    Operator(operator::Operator),
    /// The ledger
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// What happened, and the shift report
    Log(log::Log),
    /// Record what became of changes that were begun and have no outcome
    Settle(settle::Settle),
}

impl Here {
    fn common(&self) -> &Common {
        match self {
            Self::Adopt(verb) => verb.common(),
            Self::Status(verb) => &verb.common,
            Self::Why(verb) => &verb.common,
            Self::Phase(verb) => verb.common(),
            Self::Run(verb) => &verb.mutating.common,
            Self::Step(verb) => verb.common(),
            Self::Runbook(verb) => verb.common(),
            Self::Decision(verb) => verb.common(),
            Self::Threshold(verb) => verb.common(),
            Self::Program(verb) => verb.common(),
            Self::Snapshot(verb) => verb.common(),
            Self::Posture(verb) => verb.common(),
            Self::Drill(verb) => &verb.common,
            Self::Verify(verb) => &verb.mutating.common,
            Self::Incident(verb) => verb.common(),
            Self::Offers(verb) => verb.common(),
            Self::Resolve(verb) | Self::World(offers::World::Check(verb)) => &verb.common,
            Self::Bundle(verb) => verb.common(),
            Self::Operator(verb) => verb.common(),
            Self::Ledger(verb) => verb.common(),
            Self::Log(verb) => &verb.common,
            Self::Settle(verb) => &verb.common,
        }
    }

    /// Opens the workspace, and of its past no more than the verb tells.
    async fn open(&self, environment: Environment) -> anyhow::Result<Session> {
        let workspace = self.common().find(&environment)?;
        match self {
            Self::Status(_) => Session::open_standing(workspace, environment, Clock::default()).await,
            _ => Session::open(workspace, environment, Clock::default()).await,
        }
    }

    /// The world file that the verb names; one can be looked at where there is no workspace.
    fn world_file(&self) -> Option<&str> {
        match self {
            Self::Offers(verb) => Some(verb.world()),
            Self::Resolve(verb) | Self::World(offers::World::Check(verb)) => Some(&verb.world),
            _ => None,
        }
    }
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
    // Before anything else is looked at: a supervisor needs no workspace, no key and no runtime.
    if let Some(Verb::Supervise { directory }) = &cli.verb {
        return supervise(directory, plain_out);
    }
    // A gate runs in whatever environment its supervisor gives it; it reads files and nothing else.
    if let Some(Verb::Here(Here::Bundle(bundle::Bundle::Check(verb)))) = &cli.verb {
        return bundle::check(verb);
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return plain_out.failed(&anyhow::Error::new(error).context("the runtime did not start")),
    };
    match Environment::read() {
        Ok(environment) => runtime.block_on(dispatch(cli, environment)),
        Err(error) => plain_out.failed(&error),
    }
}

fn supervise(directory: &Path, out: Out) -> Exit {
    match crate::session::supervise(directory) {
        Ok(()) => Exit::Done,
        Err(error) => out.failed(&anyhow::Error::new(error)),
    }
}

async fn dispatch(cli: Cli, environment: Environment) -> Exit {
    match cli.verb {
        None => match choose_key(environment, cli.sign_as.as_deref()) {
            Ok(environment) => Box::pin(demo::console(cli.path, cli.plain, environment)).await,
            Err(sentence) => Out { json: false }.usage(sentence),
        },
        Some(Verb::Init(verb)) => workspace::init(&verb, &environment),
        Some(Verb::Lint(verb)) => lint::run(&verb, &environment),
        Some(Verb::Demo(verb)) => Box::pin(demo::run(verb, environment)).await,
        Some(Verb::Supervise { directory }) => supervise(&directory, Out { json: false }),
        Some(Verb::Here(verb)) => here(verb, environment).await,
    }
}

/// Opens the workspace, runs the verb, and closes the ledger before the process goes.
async fn here(verb: Here, environment: Environment) -> Exit {
    let loose = verb.world_file().map(|name| environment.current_dir.join(name)).filter(|path| path.is_file());
    let environment = match choose_key(environment, verb.common().sign_as.as_deref()) {
        Ok(environment) => environment,
        Err(sentence) => return verb.common().out().usage(sentence),
    };
    let mut session = match verb.open(environment).await {
        Ok(session) => session,
        Err(error) => {
            return match loose {
                Some(path) => offers::loose(&verb, &path),
                None => verb.common().out().failed(&error),
            };
        }
    };
    let exit = in_session(verb, &mut session, loose.as_deref()).await;
    session.close().await;
    exit
}

/// The environment with the key that `--as` picks.
fn choose_key(mut environment: Environment, word: Option<&str>) -> Result<Environment, String> {
    if let Some(word) = word {
        environment.key = Some(Identity::choose(&environment.config_dir, &environment.current_dir, word)?);
    }
    Ok(environment)
}

async fn in_session(verb: Here, session: &mut Session, loose: Option<&Path>) -> Exit {
    match verb {
        Here::Adopt(verb) => adopt::run(verb, session).await,
        Here::Status(verb) => status::run(verb, session).await,
        Here::Why(verb) => why::run(&verb, session),
        Here::Phase(verb) => phase::run(verb, session).await,
        Here::Run(verb) => run::run(&verb, session).await,
        Here::Step(verb) => step::run(&verb, session).await,
        Here::Runbook(verb) => runbook::run(verb, session).await,
        Here::Decision(verb) => decision::run(&verb, session).await,
        Here::Threshold(verb) => threshold::run(verb, session).await,
        Here::Program(verb) => program::run(&verb, session).await,
        Here::Snapshot(verb) => snapshot::run(&verb, session),
        Here::Posture(verb) => posture::run(verb, session).await,
        Here::Drill(verb) => drill::run(verb, session).await,
        Here::Verify(verb) => verify::run(&verb, session).await,
        Here::Incident(verb) => incident::run(verb, session).await,
        Here::Offers(verb) => offers::offers(&verb, session, loose).await,
        Here::Resolve(verb) => offers::resolve(&verb, session, loose),
        Here::World(offers::World::Check(verb)) => offers::check(&verb, session, loose),
        Here::Settle(verb) => settle::run(verb, session).await,
        Here::Bundle(verb) => bundle::run(&verb, session).await,
        Here::Operator(verb) => operator::run(verb, session).await,
        Here::Ledger(verb) => ledger::run(verb, session).await,
        Here::Log(verb) => log::run(verb, session).await,
    }
}

impl Common {
    fn out(&self) -> Out {
        Out { json: self.json }
    }

    /// Finds the workspace.
    fn find(&self, environment: &Environment) -> anyhow::Result<Workspace> {
        let from = match &self.workspace {
            Some(given) => environment.current_dir.join(given),
            None => environment.current_dir.clone(),
        };
        Workspace::find(&from)?.ok_or_else(|| {
            anyhow::anyhow!(
                "no wayhold.toml in {} or above it; `wayhold init` makes one, `wayhold demo` shows one",
                from.display()
            )
        })
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
        let mut all = match self.prepare(session, commands.first()).await {
            Ok(done) => done,
            Err(stop) => return out.stopped(&stop),
        };
        let (done, stop) = self.run_all(session, commands).await;
        all.extend(done);
        match stop {
            None => out.done(&all),
            Some(stop) => {
                if out.json {
                    out.recovered(&all);
                } else {
                    out.done(&all);
                }
                out.stopped(&stop)
            }
        }
    }

    /// What comes before the first command that writes: its key is unlocked, and what is unfinished is settled, so that
    /// what the command finds is not somebody else's change to its subject.
    async fn prepare(&self, session: &mut Session, first: Option<&Command>) -> Result<Done, Stop> {
        if self.dry_run {
            return Ok(Done::default());
        }
        if let Some(first) = first {
            passphrase::unlock(session, first, self.out());
        }
        let recovered = session.settle_unfinished().await?;
        // Whoever writes next records what has ended meanwhile, before what is asked for now.
        let noticed = session.notice().await?;
        Ok(Done { recovered, ..noticed })
    }

    /// Runs one command whose output is shown as it comes, and says by `ended` what came of it.
    async fn to_its_end(&self, session: &mut Session, command: Command, ended: fn(Out, &Done) -> Exit) -> Exit {
        let out = self.out();
        if self.dry_run {
            return self.carry_out(session, command).await;
        }
        let mut all = match self.prepare(session, Some(&command)).await {
            Ok(done) => done,
            Err(stop) => return out.stopped(&stop),
        };
        let looked_at = session.looked_at();
        let mut lines = run::Lines::new(out);
        let ran = session.run_streaming(command, looked_at, &mut |bytes| lines.take(bytes)).await;
        lines.end();
        match ran {
            Ok(done) => {
                all.extend(done);
                ended(out, &all)
            }
            Err(stop) => {
                out.recovered(&all);
                out.stopped(&stop)
            }
        }
    }

    /// Runs commands one after the other: what was written, and what stopped the first that was not carried out.
    async fn run_all(&self, session: &mut Session, commands: Vec<Command>) -> (Done, Option<Stop>) {
        let mut all = Done::default();
        for command in commands {
            let looked_at = session.looked_at();
            match session.run(command, looked_at).await {
                Ok(done) => all.extend(done),
                Err(stop) => return (all, Some(stop)),
            }
        }
        (all, None)
    }
}
