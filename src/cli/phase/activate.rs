//! The acts that a person confirms by typing the phase's id: activate, re-open, settle a contradiction.

use std::io::{BufRead, stdin};

use clap::Args;

use super::{Target, command};
use crate::cli::Exit;
use crate::hold::Code;
use crate::runbook::{Act, Word};
use crate::session::{Session, Stop};

/// Make a phase ACTIVE
///
/// On a terminal the id is asked for; without one this is held, whatever else is given.
#[derive(Debug, Args)]
pub struct Confirmed {
    #[command(flatten)]
    pub(super) target: Target,
    /// The phase's id, typed out, instead of being asked for it
    #[arg(long, value_name = "ID")]
    confirm: Option<String>,
}

/// Make a DONE phase ACTIVE again
#[derive(Debug, Args)]
pub struct Reopen {
    #[command(flatten)]
    pub(super) confirmed: Confirmed,
    /// Why, in one line
    #[arg(long, alias = "because", value_name = "TEXT", default_value = "")]
    reason: String,
}

/// Say which of two contradicting statuses holds
#[derive(Debug, Args)]
pub struct Resolve {
    #[command(flatten)]
    pub(super) confirmed: Confirmed,
    /// The one that holds: NOT_STARTED, ACTIVE, DONE or BLOCKED
    #[arg(long, value_name = "STATUS", value_parser = word)]
    to: Word,
    /// Why, in one line
    #[arg(long, alias = "because", value_name = "TEXT", default_value = "")]
    reason: String,
}

fn word(text: &str) -> Result<Word, String> {
    let words = [Word::NotStarted, Word::Active, Word::Done, Word::Blocked];
    words
        .into_iter()
        .find(|word| word.word().eq_ignore_ascii_case(text))
        .ok_or_else(|| format!("{text} is none of {}", words.map(Word::word).join(", ")))
}

/// What a person answered.
enum Answer {
    /// The id, or what was typed for it; nothing when nobody can be asked.
    Typed(Option<String>),
    /// No.
    No,
    /// It is held by more than the missing confirmation.
    Held(Stop),
}

pub async fn activate(verb: &Confirmed, session: &mut Session) -> Exit {
    let out = verb.target.mutating.out();
    let act = |confirm| Act::Activate { confirm };
    match ask(verb, session, "to activate it; only a person can", act).await {
        Err(sentence) => out.usage(sentence),
        Ok(Answer::Typed(confirm)) => super::act(&verb.target, session, act(confirm)).await,
        Ok(Answer::Held(stop)) => out.stopped(&stop),
        Ok(Answer::No) => declined(verb, session).await,
    }
}

pub async fn reopen(verb: &Reopen, session: &mut Session) -> Exit {
    let act = |confirm| Act::Reopen { reason: verb.reason.clone(), confirm };
    confirmed(&verb.confirmed, session, "to make it ACTIVE again", act).await
}

pub async fn resolve(verb: &Resolve, session: &mut Session) -> Exit {
    let act = |confirm| Act::Resolve { to: verb.to, reason: verb.reason.clone(), confirm };
    let what = format!("to settle that it is {}", verb.to.word());
    confirmed(&verb.confirmed, session, &what, act).await
}

async fn confirmed(verb: &Confirmed, session: &mut Session, what: &str, act: impl Fn(Option<String>) -> Act) -> Exit {
    let out = verb.target.mutating.out();
    match ask(verb, session, what, &act).await {
        Err(sentence) => out.usage(sentence),
        Ok(Answer::Typed(confirm)) => super::act(&verb.target, session, act(confirm)).await,
        Ok(Answer::Held(stop)) => out.stopped(&stop),
        Ok(Answer::No) => {
            out.say("nothing was written");
            Exit::No
        }
    }
}

/// Asks for the id on the terminal, once it is known that nothing but the answer is missing. Nobody is asked when the
/// id was given, when nothing is to be written, or when there is no terminal: the rules say what is missing then.
async fn ask(
    verb: &Confirmed,
    session: &mut Session,
    what: &str,
    act: impl Fn(Option<String>) -> Act,
) -> Result<Answer, String> {
    if verb.confirm.is_some() || verb.target.mutating.dry_run || !session.environment().terminal {
        return Ok(Answer::Typed(verb.confirm.clone()));
    }
    let observed = session.ctx().observed;
    let id = crate::cli::find::phase(&observed, &verb.target.phase)?.id;
    let wanted = command(&verb.target, session, act(Some(id.clone())))?;
    match session.dry_run(&[wanted]).await {
        // A key that is still locked is unlocked after the answer, when the act is carried out.
        Err(Stop::Held(holds)) if holds.iter().all(|hold| hold.code == Code::NeedsPresence) => {}
        Err(stop) => return Ok(Answer::Held(stop)),
        Ok(_) => {}
    }
    let out = verb.target.mutating.out();
    out.say(format!("Type {id} {what}; Enter alone leaves it as it is."));
    let typed = line();
    Ok(if typed.is_empty() { Answer::No } else { Answer::Typed(Some(typed)) })
}

/// Whoever declines says why the phase stays NOT_STARTED (seed 002 §10, 6).
async fn declined(verb: &Confirmed, session: &mut Session) -> Exit {
    let out = verb.target.mutating.out();
    out.say("Why does it stay NOT_STARTED? Enter alone records nothing.");
    let reason = line();
    if reason.is_empty() {
        out.say("nothing was written");
        return Exit::No;
    }
    match super::act(&verb.target, session, Act::Hold { reason }).await {
        Exit::Done => Exit::No,
        other => other,
    }
}

/// One line that a person typed, without the blanks around it; empty at the end of the input.
fn line() -> String {
    let mut answer = String::new();
    match stdin().lock().read_line(&mut answer) {
        Ok(_) => answer.trim().to_owned(),
        Err(_) => String::new(),
    }
}
