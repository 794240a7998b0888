//! `wayhold phase close`: the four checks one by one, the snapshot, and what the next phase waits for (seed 002 §10).

use clap::Args;
use serde_json::{Value, json};

use super::{Target, command};
use crate::cli::find;
use crate::cli::out::{Out, holds_json};
use crate::cli::{Exit, spell};
use crate::console::{Command, Holds, Observed};
use crate::hold::Code;
use crate::runbook::{self, Act, CHECKS, Closing, check_of};
use crate::session::{Done, Session, Stop};

/// Close a phase: the four checks, the snapshot, DONE
///
/// The checks are those of `wayhold why PHASE`; evidence is looked at again. With --fail the verdict FAIL is recorded,
/// with what is open, and the status stays as it is.
#[derive(Debug, Args)]
pub struct Close {
    #[command(flatten)]
    pub(super) target: Target,
    /// The platform's run id, for the snapshot; N/A when not given
    #[arg(long, value_name = "ID")]
    run_id: Option<String>,
    /// A note on failure or rollback, for the snapshot
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Record that the phase could not be closed; needs --note
    #[arg(long)]
    fail: bool,
}

pub async fn run(verb: &Close, session: &mut Session) -> Exit {
    let (mutating, out) = (&verb.target.mutating, verb.target.mutating.out());
    let close = |fail| {
        let note = verb.note.clone();
        Act::Close { closing: Closing { platform_run_id: verb.run_id.clone(), note, fail } }
    };
    let commands = command(&verb.target, session, close(false)).and_then(|check| {
        let wanted = command(&verb.target, session, close(verb.fail))?;
        Ok((check, wanted))
    });
    let (check, wanted) = match commands {
        Ok(commands) => commands,
        Err(sentence) => return out.usage(sentence),
    };
    let before = match mutating.prepare(session, Some(&wanted)).await {
        Ok(before) => before,
        Err(stop) => return out.stopped(&stop),
    };
    let open = match session.dry_run(&[check]).await {
        Ok(_) => Holds::new(),
        Err(Stop::Held(holds)) if holds.iter().any(|hold| before_checks(hold.code)) => return out.refused(&holds),
        Err(Stop::Held(holds)) => holds,
        Err(stop) => return out.stopped(&stop),
    };
    if !out.json {
        show_checks(out, &open);
    }
    if mutating.dry_run {
        return mutating.carry_out(session, wanted).await;
    }
    let observed = session.ctx().observed;
    match mutating.run_all(session, vec![wanted]).await {
        (done, None) => closed(verb, session, &observed, &then(before, done), &open),
        (done, Some(Stop::Held(holds))) if out.json => {
            out.recovered(&then(before, done));
            out.object(&json!({"holds": holds_json(&holds), "checks": checks(&holds)}));
            Out { json: false }.refused(&holds)
        }
        (done, Some(stop)) => {
            out.recovered(&then(before, done));
            out.stopped(&stop)
        }
    }
}

/// What keeps the phase from being looked at at all.
const fn before_checks(code: Code) -> bool {
    matches!(
        code,
        Code::NotFounded
            | Code::NotEnrolled
            | Code::LedgerDamaged
            | Code::NotAdopted
            | Code::NoPhase
            | Code::RunbookUnreadable
    )
}

/// A check by its number, its words, and the holds that belong to it.
fn by_check(open: &Holds) -> impl Iterator<Item = (usize, &'static str, Holds)> {
    let of = |check| open.iter().filter(|hold| check_of(hold.code) == check).cloned().collect();
    CHECKS.into_iter().enumerate().map(move |(check, words)| (check + 1, words, of(check)))
}

fn checks(open: &Holds) -> Vec<Value> {
    by_check(open)
        .map(|(number, words, holds)| {
            let codes: Vec<_> = holds.iter().map(|hold| json!({"code": hold.code, "subject": hold.subject})).collect();
            json!({"check": number, "text": words, "passed": holds.is_empty(), "open": codes})
        })
        .collect()
}

fn show_checks(out: Out, open: &Holds) {
    for (number, words, holds) in by_check(open) {
        match holds.len() {
            0 => out.line(format!("✔ {number}  {words}")),
            count => out.line(format!("✘ {number}  {words}: {count} open")),
        }
    }
}

/// Says what the snapshot is, and that the next phase is somebody's turn (checks 5 and 6).
fn closed(verb: &Close, session: &mut Session, observed: &Observed, done: &Done, open: &Holds) -> Exit {
    let out = verb.target.mutating.out();
    let verdict = if verb.fail { "FAIL" } else { "PASS" };
    let written = done.entries.iter().find(|entry| matches!(entry.kind.as_str(), "phase.closed" | "phase.failed"));
    let snapshot = written.and_then(|entry| entry.body.get("snapshot")).cloned().unwrap_or_default();
    let next = if verb.fail { None } else { next_step(verb, session, observed) };
    let with = json!({"checks": checks(open), "verdict": verdict, "snapshot": snapshot,
        "next": next.as_ref().map(|next| json!({"phase": next.phase, "pending": true,
            "activate": spell(&next.activate), "hold": spell(&next.hold)}))});
    let exit = out.done_with(done, with);
    if !out.json {
        let of = |field: &str| snapshot.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        out.line(format!("{verdict}  snapshot {}  sha256 {}", of("path"), of("sha256")));
        if let Some(next) = next {
            out.line(format!("5 or 6 is pending: {} is activated by a person, or left with a reason", next.phase));
            out.line(format!("    {}", spell(&next.activate)));
            out.line(format!("    {}", spell(&next.hold)));
        }
    }
    exit
}

struct Next {
    phase: String,
    activate: Command,
    hold: Command,
}

/// The phase whose turn it is now, with the two ways to take it.
fn next_step(verb: &Close, session: &Session, observed: &Observed) -> Option<Next> {
    let found = find::phase(observed, &verb.target.phase).ok()?;
    let next = found.document.phase_after(&found.id)?;
    let adopted = session.state().runbook.runbooks.get(&found.path)?;
    if !adopted.next_step_open(found.document, next) {
        return None;
    }
    let act = |act| Command::Runbook(runbook::Command::Phase { path: found.path.clone(), phase: next.to_owned(), act });
    let activate = act(Act::Activate { confirm: Some(next.to_owned()) });
    Some(Next { phase: next.to_owned(), activate, hold: act(Act::Hold { reason: String::new() }) })
}

/// What was settled before, and what was written after it.
fn then(mut before: Done, later: Done) -> Done {
    before.extend(later);
    before
}
