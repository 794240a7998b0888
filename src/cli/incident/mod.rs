//! `wayhold incident`: declare, note, attach, amend, hand over, close, show, list, report.

mod report;
mod show;

use chrono::{DateTime, Utc};
use clap::{ArgGroup, Args, Subcommand};

use super::{Common, Exit, Mutating};
use crate::incident::{Action, Change, Command, Role, Severity};
use crate::session::Session;

/// Incidents: what went wrong, who has it, what was done
#[derive(Debug, Subcommand)]
pub enum Incident {
    /// Declare an incident; it needs a title, the rest has defaults
    Declare(Declare),
    /// Add a note to the timeline
    Note(Note),
    /// Keep a file with the incident, by its digest
    Attach(Attach),
    /// Correct what was declared, or fill in what was left out
    Amend(Amend),
    /// Name who holds a role; the owner commands, and holds every role that nobody was named for
    Role(Assign),
    /// Offer the incident to another person, who owns it once they accept
    Handoff(Handoff),
    /// Accept an incident that was offered to you
    Accept(Accept),
    /// Take an offered handoff back, or decline it
    Withdraw(Withdraw),
    /// Close the incident; the posture has to be strict by read-back
    Close(Close),
    /// Show an incident; the open one when none is named
    Show(show::Show),
    /// List the incidents
    List(Common),
    /// Write the postmortem into snapshots/, as Markdown and as JSON
    Report(report::Report),
}

/// Declare an incident
#[derive(Debug, Args)]
pub struct Declare {
    /// What is going wrong
    #[arg(long)]
    title: String,
    /// Who owns it; you when not given, and nobody yet when a program declares it
    #[arg(long)]
    owner: Option<String>,
    /// SEV1, SEV2 (the default), SEV3 or SEV4
    #[arg(long)]
    severity: Option<Severity>,
    /// One of the workspace's reason codes; the first when not given
    #[arg(long)]
    reason_code: Option<String>,
    /// When it began, RFC 3339; now when not given
    #[arg(long, value_name = "TIME")]
    started_at: Option<DateTime<Utc>>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Add a note to the timeline
#[derive(Debug, Args)]
pub struct Note {
    /// The incident, then the text; the text alone goes to the open one
    #[arg(required = true, num_args = 1..=2, value_names = ["INC", "TEXT"])]
    words: Vec<String>,
    /// When it happened, RFC 3339; now when not given
    #[arg(long, value_name = "TIME")]
    at: Option<DateTime<Utc>>,
    /// It is something to be done afterwards; the report lists it
    #[arg(long)]
    action: bool,
    /// Who does it
    #[arg(long, value_name = "NAME", requires = "action")]
    owner: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Keep a file with the incident
#[derive(Debug, Args)]
pub struct Attach {
    /// The incident, then the file; the file alone goes to the open one
    #[arg(required = true, num_args = 1..=2, value_names = ["INC", "PATH"])]
    words: Vec<String>,
    /// What it shows
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Correct what was declared
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true))]
pub struct Amend {
    /// The incident; the open one when not given
    id: Option<String>,
    /// What is going wrong
    #[arg(long, group = "change")]
    title: Option<String>,
    /// SEV1, SEV2, SEV3 or SEV4
    #[arg(long, group = "change")]
    severity: Option<Severity>,
    /// One of the workspace's reason codes
    #[arg(long, group = "change", value_name = "CODE")]
    reason_code: Option<String>,
    /// Your own name, while nobody owns it; later owners accept a handoff
    #[arg(long, group = "change", value_name = "NAME")]
    owner: Option<String>,
    /// What it meant for those who use the system; the report says it
    #[arg(long, group = "change", value_name = "TEXT")]
    impact: Option<String>,
    /// Why, in one line
    #[arg(long, value_name = "TEXT", alias = "reason")]
    because: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Name who holds a role
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whose").required(true))]
pub struct Assign {
    /// The incident, then the role: operations, communications or scribe. The role alone is in the open one
    #[arg(required = true, num_args = 1..=2, value_names = ["INC", "ROLE"])]
    words: Vec<String>,
    /// Whose it is from now on
    #[arg(long, value_name = "NAME", group = "whose")]
    to: Option<String>,
    /// Give it back to the owner
    #[arg(long, group = "whose")]
    clear: bool,
    #[command(flatten)]
    mutating: Mutating,
}

/// Offer the incident to another person
#[derive(Debug, Args)]
pub struct Handoff {
    /// The incident; the open one when not given
    id: Option<String>,
    /// To whom: somebody whose key is enrolled here
    #[arg(long, value_name = "NAME")]
    to: String,
    /// Why, in one line; needed when you are not the owner
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Accept an incident that was offered to you
#[derive(Debug, Args)]
pub struct Accept {
    /// The incident; the open one when not given
    id: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Take an offered handoff back
#[derive(Debug, Args)]
pub struct Withdraw {
    /// The incident; the open one when not given
    id: Option<String>,
    /// Why, in one line; needed when it is neither your incident nor your offer nor one to you
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Close the incident
#[derive(Debug, Args)]
pub struct Close {
    /// The incident; the open one when not given
    id: Option<String>,
    /// When it ended, RFC 3339; now when not given
    #[arg(long, value_name = "TIME")]
    ended_at: Option<DateTime<Utc>>,
    #[command(flatten)]
    mutating: Mutating,
}

impl Incident {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Declare(verb) => &verb.mutating.common,
            Self::Note(verb) => &verb.mutating.common,
            Self::Attach(verb) => &verb.mutating.common,
            Self::Amend(verb) => &verb.mutating.common,
            Self::Role(verb) => &verb.mutating.common,
            Self::Handoff(verb) => &verb.mutating.common,
            Self::Accept(verb) => &verb.mutating.common,
            Self::Withdraw(verb) => &verb.mutating.common,
            Self::Close(verb) => &verb.mutating.common,
            Self::Show(verb) => &verb.common,
            Self::List(common) => common,
            Self::Report(verb) => &verb.mutating.common,
        }
    }
}

pub async fn run(verb: Incident, session: &mut Session) -> Exit {
    let (command, mutating) = match verb {
        Incident::Declare(verb) => {
            let Declare { title, owner, severity, reason_code, started_at, mutating } = verb;
            (Command::Declare { title, owner, severity, reason_code, started_at }, mutating)
        }
        Incident::Note(verb) => {
            let (id, text) = split(verb.words);
            let action = verb.action.then_some(Action { owner: verb.owner });
            (Command::Note { id, text, at: verb.at, action }, verb.mutating)
        }
        Incident::Attach(verb) => {
            let (id, path) = split(verb.words);
            (Command::Attach { id, path, note: verb.note }, verb.mutating)
        }
        Incident::Amend(verb) => {
            let Amend { id, title, severity, reason_code, owner, impact, because, mutating } = verb;
            let change = Change { title, severity, reason_code, owner, impact };
            (Command::Amend { id, change, reason: because.unwrap_or_default() }, mutating)
        }
        Incident::Role(verb) => {
            let (id, role) = split(verb.words);
            match role.parse::<Role>() {
                Ok(role) => (Command::Assign { id, role, to: verb.to }, verb.mutating),
                Err(sentence) => return verb.mutating.out().usage(sentence),
            }
        }
        Incident::Handoff(Handoff { id, to, because, mutating }) => (Command::Handoff { id, to, because }, mutating),
        Incident::Accept(Accept { id, mutating }) => (Command::Accept { id }, mutating),
        Incident::Withdraw(Withdraw { id, because, mutating }) => (Command::Withdraw { id, because }, mutating),
        Incident::Close(Close { id, ended_at, mutating }) => (Command::Close { id, ended_at }, mutating),
        Incident::Show(verb) => return show::show(&verb, session),
        Incident::List(common) => return show::list(&common, session),
        Incident::Report(verb) => return report::run(verb, session).await,
    };
    mutating.carry_out(session, command.into()).await
}

/// The incident where one is named, and the word behind it.
fn split(words: Vec<String>) -> (Option<String>, String) {
    let mut words = words.into_iter();
    match (words.next(), words.next()) {
        (Some(id), Some(word)) => (Some(id), word),
        (word, _) => (None, word.unwrap_or_default()),
    }
}
