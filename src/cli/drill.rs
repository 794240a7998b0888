//! `wayhold drill`: the incident path in a copy of the workspace, by hand in the console or by itself.

use clap::Args;
use serde_json::json;

use super::out::Out;
use super::{Common, Exit, demo, passphrase};
use crate::console::Command;
use crate::posture::{self, Name};
use crate::session::{Clock, Session, Stop};
use crate::{incident, verify};

/// Walk the incident path in a copy of this workspace
///
/// The copy has a ledger, a posture file and a flagd file of its own, and its environment is called DRILL-NAME in every
/// frame. No hook is told; the verifications are run as always. What came of it is one entry of this workspace's ledger,
/// with the drill's whole signed ledger as an object. Exit 0 when it went all the way, 3 when not.
#[derive(Debug, Args)]
pub struct Drill {
    /// Walk the whole path without the console: declare, compat, static_restore, back to strict, verify, close
    #[arg(long)]
    auto: bool,
    /// What is assumed to go wrong
    #[arg(long, default_value = "a drill", value_name = "TEXT")]
    title: String,
    /// Draw without borders and with a real cursor on the selection
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

pub async fn run(verb: Drill, session: &mut Session) -> Exit {
    let out = verb.common.out();
    if !verb.auto && !demo::on_terminal(session.environment()) {
        return out.usage("a drill by hand needs a terminal; `wayhold drill --auto` walks the path by itself");
    }
    // What came of it has to go on this workspace's ledger in the end.
    if let Err(stop) = session.dry_run(&[]).await {
        return out.stopped(&stop);
    }
    match Box::pin(drill(&verb, session)).await {
        Ok(exit) => exit,
        Err(stop) => out.stopped(&stop),
    }
}

async fn drill(verb: &Drill, session: &mut Session) -> Result<Exit, Stop> {
    let out = verb.common.out();
    let command: Command = incident::Command::declare(&verb.title).into();
    passphrase::unlock(session, &command, out);
    let room = session.workspace().drill()?;
    let environment = session.environment().clone();
    let open = || Session::open(room.workspace.clone(), environment.clone(), Clock::default());
    let mut drilling = open().await?;
    drilling.run(Command::Found, None).await?;
    let walked = if verb.auto {
        walk(&verb.title, &mut drilling, out).await
    } else {
        demo::show(drilling, demo::Shown { plain: verb.plain, ..Default::default() }).await?;
        drilling = open().await?;
        Ok(())
    };
    let came = drilling.drilled().await?;
    drilling.close().await;
    let Some((drilled, export)) = came else {
        out.say("no incident was declared in the drill, so there is nothing to record");
        return Ok(Exit::No);
    };
    let (whole, digest, said) = (drilled.is_whole(), drilled.export_sha256.clone(), drilled.to_string());
    let done = session.keep_drill(drilled.clone(), &export).await?;
    let kept = session.object_path(&digest);
    let exit = out.done_with(&done, json!({"drill": drilled, "ledger": kept}));
    if !out.json {
        out.line(said);
        out.line(format!("its ledger is {}", kept.display()));
    }
    walked?;
    Ok(if exit == Exit::Done && !whole { Exit::No } else { exit })
}

/// The path as a person would walk it, through the same commands.
async fn walk(title: &str, session: &mut Session, out: Out) -> Result<(), Stop> {
    let environment = session.workspace().config.environment.clone();
    let because = Some("drill".to_owned());
    let apply = |to| {
        let confirm = Some(environment.clone());
        Command::from(posture::Command::Apply { to, duration: None, because: because.clone(), confirm })
    };
    step(session, out, incident::Command::declare(title)).await?;
    step(session, out, apply(Name::Compat)).await?;
    step(session, out, apply(Name::StaticRestore)).await?;
    let ctx = session.ctx();
    let gate = verify::gate_of(&ctx.gates).is_some();
    let attested = ctx.posture(session.state()).map(|ask| ask.gate.attested()).unwrap_or_default();
    for criterion in attested {
        step(session, out, posture::Command::Attest { criterion, note: because.clone() }).await?;
    }
    step(session, out, posture::Command::revert()).await?;
    if gate {
        let done = session.verify_streaming("", &mut |_| {}).await?;
        done.entries.iter().for_each(|entry| say(out, entry));
    }
    step(session, out, incident::Command::close()).await
}

async fn step(session: &mut Session, out: Out, command: impl Into<Command>) -> Result<(), Stop> {
    let looked_at = session.looked_at();
    let done = session.run(command.into(), looked_at).await?;
    done.entries.iter().for_each(|entry| say(out, entry));
    match done.trouble {
        Some(trouble) => Err(Stop::Failed(anyhow::anyhow!("the drill stopped: {trouble}"))),
        None => Ok(()),
    }
}

fn say(out: Out, entry: &crate::session::Entry) {
    out.say(format!("drill #{} {}", entry.seq, entry.kind));
}
