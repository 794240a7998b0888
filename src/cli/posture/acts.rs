//! Changing the posture: every way of it, and what a person says of it.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Change;
use crate::cli::{Exit, Mutating, verify};
use crate::console::Command;
use crate::posture::{self, Criterion, Longer, Name};
use crate::session::{Session, parse_longer};

/// The most that is read of what a person read back; a posture has a few hundred bytes.
const CAP: u64 = 64 << 10;

/// Go back to strict
///
/// Always available. Where a gate is configured it is run afterwards: strict restored without it, or with criteria that
/// nobody has attested, is recorded as reverted_unverified, and holds the close of the incident.
#[derive(Debug, Args)]
pub struct Revert {
    /// Why, in one line
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    /// Attest the exit criteria that only a person can attest
    #[arg(long)]
    attest: bool,
    /// Do not run the gate afterwards
    #[arg(long)]
    no_verify: bool,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

/// Give the override in force a later end
#[derive(Debug, Args)]
pub struct Extend {
    /// For how long from now, such as 30m, or added to the end now granted, such as +10m; the profile's default from now
    /// when not given
    #[arg(long = "for", value_name = "DURATION", value_parser = parse_longer)]
    longer: Option<Longer>,
    /// Why it has to last longer, in one line
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

/// Write the targets again as granted
#[derive(Debug, Args)]
pub struct Restore {
    /// Why, in one line
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

/// Attest an exit criterion
#[derive(Debug, Args)]
pub struct Attest {
    /// Its number: 1 (what made it necessary is over), 4 (nothing needs it any more), or 2 without a gate
    #[arg(value_parser = clap::value_parser!(u8).range(1..=4))]
    number: u8,
    /// On what grounds, in one line
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

/// Answer for a target
#[derive(Debug, Args)]
pub struct Vouch {
    /// The target, such as hook:kubectl
    target: String,
    /// On what grounds, in one line
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

/// Tell what a target holds that was written by hand
#[derive(Debug, Args)]
pub struct Confirm {
    /// The eight fields as JSON, as read from the target; - for standard input; the posture file when not given
    #[arg(long, value_name = "FILE")]
    read_back: Option<PathBuf>,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

pub(super) async fn apply(verb: Change, session: &mut Session) -> Exit {
    let (to, by_hand, mutating) = (verb.profile, verb.by_hand, verb.mutating.clone());
    let exit = mutating.carry_out(session, verb.command().into()).await;
    let out = mutating.out();
    if by_hand && exit == Exit::Done && !mutating.dry_run && !out.json {
        out.line(format!("put exactly these eight fields into the target, and nothing else ({to}):"));
        for line in to.toggles().to_json().lines() {
            out.line(line);
        }
        out.line("then read the target back and tell what it holds: wayhold posture confirm --read-back FILE");
    }
    exit
}

pub(super) async fn revert(verb: Revert, session: &mut Session) -> Exit {
    let mut commands = Vec::new();
    if verb.attest {
        let ctx = session.ctx();
        let gate = ctx.posture(session.state()).map(|ask| ask.gate).unwrap_or_default();
        let note = verb.because.clone();
        commands.extend(
            gate.attested()
                .into_iter()
                .map(|criterion| posture::Command::Attest { criterion, note: note.clone() }.into()),
        );
    }
    let loosened = session.state().posture.in_force() != Some(Name::Strict);
    commands.push(
        posture::Command::Apply { to: Name::Strict, duration: None, because: verb.because, confirm: None }.into(),
    );
    let exit = verb.mutating.carry_out_all(session, commands).await;
    let gate = !session.ctx().gates.is_empty();
    if exit != Exit::Done || verb.mutating.dry_run || verb.no_verify || !gate || !loosened {
        return exit;
    }
    verify::gate(&verb.mutating, session).await
}

pub(super) async fn extend(verb: Extend, session: &mut Session) -> Exit {
    let command = posture::Command::Extend { longer: verb.longer, because: verb.because };
    verb.mutating.carry_out(session, command.into()).await
}

pub(super) async fn restore(verb: Restore, session: &mut Session) -> Exit {
    verb.mutating.carry_out(session, posture::Command::Restore { because: verb.because }.into()).await
}

pub(super) async fn attest(verb: Attest, session: &mut Session) -> Exit {
    let Some(criterion) = Criterion::of(verb.number) else {
        return verb.mutating.out().usage("there are four exit criteria, 1 to 4");
    };
    let command = posture::Command::Attest { criterion, note: verb.because };
    verb.mutating.carry_out(session, command.into()).await
}

pub(super) async fn vouch(verb: Vouch, session: &mut Session) -> Exit {
    let command = posture::Command::Vouch { target: verb.target, note: verb.because };
    verb.mutating.carry_out(session, Command::Posture(command)).await
}

pub(super) async fn confirm(verb: Confirm, session: &mut Session) -> Exit {
    let read_back = match verb.read_back.as_deref().map(read) {
        Some(Ok(text)) => Some(text),
        Some(Err(sentence)) => return verb.mutating.out().usage(sentence),
        None => None,
    };
    verb.mutating.carry_out(session, posture::Command::Confirm { read_back }.into()).await
}

fn read(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(CAP).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(CAP).read_to_string(&mut text))
    };
    read.map(|_| text).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}
