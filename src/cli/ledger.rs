//! `wayhold ledger`: show, verify, export, reseal.

use clap::{Args, Subcommand};
use serde_json::json;

use super::out::{Out, brief, entry_json};
use super::{Common, Exit, passphrase};
use crate::console::Command;
use crate::session::{Entry, Session};

/// The ledger: what was taken, by whom, on what evidence
#[derive(Debug, Subcommand)]
pub enum Ledger {
    /// Show the newest entries
    Show(Show),
    /// Check every entry, link and signature; names the first bad one. Exit 3 when there is one
    Verify(Common),
    /// Print every entry as a JSON line, with hash and signature
    Export(Export),
    /// Go on from the last good entry of a damaged ledger, in a new file; the old one is kept
    Reseal(Reseal),
}

/// Go on with a damaged ledger
///
/// The entries that hold are copied byte for byte into a new file, with one more, `ledger.resealed`: what was wrong, the
/// last good entry, where the damaged file is kept, and why. Where a good copy of the ledger exists, put that back
/// instead. Nothing is done to a ledger that holds, or that a newer Wayhold wrote.
#[derive(Debug, Args)]
pub struct Reseal {
    /// Why the last good copy is not put back, in one line
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Show the newest entries
#[derive(Debug, Args)]
pub struct Show {
    /// How many
    #[arg(long, short = 'n', default_value_t = 20)]
    count: u32,
    /// From this entry on, instead of the newest
    #[arg(long, value_name = "SEQ")]
    from: Option<u64>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Print every entry as a JSON line
#[derive(Debug, Args)]
pub struct Export {
    /// Print who may sign instead, as ssh-keygen reads it
    #[arg(long)]
    allowed_signers: bool,
    #[command(flatten)]
    common: Common,
}

impl Ledger {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Show(verb) => &verb.common,
            Self::Verify(common) => common,
            Self::Export(verb) => &verb.common,
            Self::Reseal(verb) => &verb.common,
        }
    }
}

pub async fn run(verb: Ledger, session: &mut Session) -> Exit {
    match verb {
        Ledger::Show(verb) => show(verb, session).await,
        Ledger::Verify(common) => verify(common, session).await,
        Ledger::Export(verb) => export(verb, session).await,
        Ledger::Reseal(verb) => reseal(verb, session).await,
    }
}

/// Says so where there is no ledger.
pub(super) fn unfounded(common: &Common, session: &Session) -> Option<Exit> {
    if session.head().is_some() || session.damage().is_some() {
        return None;
    }
    let out = common.out();
    if out.json {
        out.object(&json!({"error": "unfounded"}));
    }
    out.say("this workspace has no ledger yet; `wayhold adopt --all` founds one");
    Some(Exit::Attention)
}

async fn show(verb: Show, session: &mut Session) -> Exit {
    let out = verb.common.out();
    if let Some(exit) = unfounded(&verb.common, session) {
        return exit;
    }
    let rows = match page(&verb, session).await {
        Ok(rows) => rows,
        Err(error) => return out.failed(&error),
    };
    if out.json {
        out.object(&json!({"entries": rows.iter().map(entry_json).collect::<Vec<_>>(), "damage": session.damage()}));
    } else {
        for entry in &rows {
            let at = entry.at.format("%Y-%m-%d %H:%M:%SZ");
            out.line(format!(
                "#{:<5} {at}  {:<12} {:<22} {}",
                entry.seq,
                entry.actor.id,
                entry.kind,
                brief(&entry.body)
            ));
        }
    }
    match session.damage() {
        Some(damage) => {
            out.say(format!("the ledger is read-only: {damage}"));
            Exit::No
        }
        None => Exit::Done,
    }
}

async fn page(verb: &Show, session: &mut Session) -> anyhow::Result<Vec<Entry>> {
    let all = session.count().await?.unwrap_or_default();
    let from = verb.from.unwrap_or_else(|| all.saturating_sub(u64::from(verb.count)));
    session.entries(from, verb.count).await
}

async fn verify(common: Common, session: &mut Session) -> Exit {
    let out = common.out();
    if let Some(exit) = unfounded(&common, session) {
        return exit;
    }
    if let (Some(what), None) = (session.damage(), session.head()) {
        return damaged(out, None, what);
    }
    match session.verify().await {
        Ok(Ok(head)) => {
            let (count, head) = head.map_or((0, String::new()), |head| (head.seq + 1, head.hash));
            if out.json {
                out.object(&json!({"ok": true, "entries": count, "head": head}));
            } else {
                out.line(format!("{count} entries, every hash, link and signature in order; head {head}"));
            }
            Exit::Done
        }
        Ok(Err(damage)) => damaged(out, Some(damage.seq), &damage.to_string()),
        Err(error) => match (session.damage(), session.head()) {
            (Some(what), head) => damaged(out, Some(head.map_or(0, |head| head.seq + 1)), what),
            (None, _) => out.failed(&error),
        },
    }
}

async fn reseal(verb: Reseal, session: &mut Session) -> Exit {
    let out = verb.common.out();
    passphrase::unlock(session, &Command::Found, out);
    match Box::pin(session.reseal(&verb.because.unwrap_or_default())).await {
        Ok(done) => out.done(&done),
        Err(stop) => out.stopped(&stop),
    }
}

fn damaged(out: Out, first_bad: Option<u64>, what: &str) -> Exit {
    if out.json {
        out.object(&json!({"ok": false, "first_bad": first_bad, "what": what}));
    }
    out.say(format!("the ledger is damaged: {what}"));
    out.say(
        "nothing more is written to it; put the last good copy back, or go on: `wayhold ledger reseal --because TEXT`",
    );
    Exit::No
}

async fn export(verb: Export, session: &mut Session) -> Exit {
    let out = verb.common.out();
    if let Some(exit) = unfounded(&verb.common, session) {
        return exit;
    }
    if verb.allowed_signers {
        out.raw(session.allowed_signers().trim_end());
        return Exit::Done;
    }
    match session.export(|line| out.raw(line)).await {
        Ok(()) => Exit::Done,
        Err(error) => out.failed(&error),
    }
}
