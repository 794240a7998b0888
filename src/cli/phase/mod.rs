//! `wayhold phase`: what phases there are and where they stand, and every act on one.

mod activate;
mod attest;
mod close;
mod list;
mod log;
mod note;
mod show;
mod status;
mod tick;

use clap::{Args, Subcommand};

use super::find;
use super::{Common, Exit, Mutating};
use crate::console::Command;
use crate::runbook::{self, Act, EvidenceRef};
use crate::session::Session;

/// Phases, their items, and what is done with them
#[derive(Debug, Subcommand)]
pub enum Phase {
    /// List the phases of every runbook
    List(list::List),
    /// Show a phase: status, entry gate, items, the five parts, and everything on record about it
    Show(show::Show),
    /// Show everything that happened to a phase, oldest first
    Log(log::Log),
    /// Tick an item, with evidence
    Tick(tick::Tick),
    /// Take a tick back, with a reason; its evidence stays on record
    Untick(tick::Untick),
    /// Answer in person for what no box shows: a gate clause, a bullet, an inherited box
    Attest(attest::Attest),
    /// Write down what was decided or done
    Note(note::Note),
    /// Make a phase ACTIVE; a person does that, by typing its id
    Activate(activate::Confirmed),
    /// Leave a phase NOT_STARTED, and say why
    Hold(status::Reasoned),
    /// Give a phase its build-go: what changes the world may run in it
    Go(status::Go),
    /// Close a phase: the four checks, the snapshot, DONE
    Close(close::Close),
    /// Stop an ACTIVE phase
    Block(status::Reasoned),
    /// Go on with a BLOCKED phase
    Unblock(status::Reasoned),
    /// Make a DONE phase ACTIVE again; a person does that, by typing its id
    Reopen(activate::Reopen),
    /// Say which of two contradicting statuses holds; written in row and section at once
    Resolve(activate::Resolve),
}

/// The phase that an act is about.
#[derive(Debug, Args)]
pub struct Target {
    /// The phase as [RUNBOOK:]ID
    pub(super) phase: String,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

/// Evidence, as many pieces as there are.
#[derive(Debug, Args)]
pub struct Shown {
    /// What shows it: a file, a URL, commit:SHA, or cmd:'LINE', which is run; may be given more than once
    #[arg(long, value_name = "PATH|URL|commit:SHA|cmd:LINE")]
    evidence: Vec<String>,
}

impl Shown {
    /// The evidence that the words name.
    pub(super) fn read(&self) -> Vec<EvidenceRef> {
        self.evidence.iter().map(|word| EvidenceRef::from_word(word)).collect()
    }
}

impl Phase {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::List(verb) => &verb.common,
            Self::Show(verb) => &verb.common,
            Self::Log(verb) => &verb.common,
            Self::Tick(verb) => &verb.target.mutating.common,
            Self::Untick(verb) => &verb.target.mutating.common,
            Self::Attest(verb) => &verb.mutating.common,
            Self::Note(verb) => &verb.target.mutating.common,
            Self::Activate(verb) => &verb.target.mutating.common,
            Self::Hold(verb) | Self::Block(verb) | Self::Unblock(verb) => &verb.target.mutating.common,
            Self::Go(verb) => &verb.target.mutating.common,
            Self::Close(verb) => &verb.target.mutating.common,
            Self::Reopen(verb) => &verb.confirmed.target.mutating.common,
            Self::Resolve(verb) => &verb.confirmed.target.mutating.common,
        }
    }
}

pub async fn run(verb: Phase, session: &mut Session) -> Exit {
    match verb {
        Phase::List(verb) => list::run(&verb, session),
        Phase::Show(verb) => show::run(&verb, session),
        Phase::Log(verb) => log::run(&verb, session).await,
        Phase::Tick(verb) => tick::tick(&verb, session).await,
        Phase::Untick(verb) => tick::untick(&verb, session).await,
        Phase::Attest(verb) => attest::run(&verb, session).await,
        Phase::Note(verb) => act(&verb.target, session, Act::Note { text: verb.text.join(" ") }).await,
        Phase::Activate(verb) => activate::activate(&verb, session).await,
        Phase::Hold(verb) => act(&verb.target, session, Act::Hold { reason: verb.reason }).await,
        Phase::Go(verb) => act(&verb.target, session, Act::Go).await,
        Phase::Close(verb) => close::run(&verb, session).await,
        Phase::Block(verb) => act(&verb.target, session, Act::Block { reason: verb.reason }).await,
        Phase::Unblock(verb) => act(&verb.target, session, Act::Unblock { reason: verb.reason }).await,
        Phase::Reopen(verb) => activate::reopen(&verb, session).await,
        Phase::Resolve(verb) => activate::resolve(&verb, session).await,
    }
}

/// Finds the phase, and carries out one act on it.
async fn act(target: &Target, session: &mut Session, act: Act) -> Exit {
    match command(target, session, act) {
        Ok(command) => target.mutating.carry_out(session, command).await,
        Err(sentence) => target.mutating.out().usage(sentence),
    }
}

/// The command that carries out an act on the phase that is meant.
fn command(target: &Target, session: &mut Session, act: Act) -> Result<Command, String> {
    let observed = session.ctx().observed;
    let found = find::phase(&observed, &target.phase)?;
    Ok(Command::Runbook(runbook::Command::Phase { path: found.path, phase: found.id, act }))
}
