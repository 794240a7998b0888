//! `wayhold incident`: declare, note, close, show, list.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Common, Exit, Mutating};
use crate::incident::{self, Incident as Record, Severity};
use crate::session::Session;

/// Incidents: what went wrong, who has it, what was done
#[derive(Debug, Subcommand)]
pub enum Incident {
    /// Declare an incident; it needs a title, the rest has defaults
    Declare(Declare),
    /// Add a note to the timeline
    Note(Note),
    /// Close the incident; the posture has to be strict by read-back
    Close(Close),
    /// Show an incident; the open one when none is named
    Show(Show),
    /// List the incidents
    List(Common),
}

/// Declare an incident
#[derive(Debug, Args)]
pub struct Declare {
    /// What is going wrong
    #[arg(long)]
    title: String,
    /// Who owns it; you when not given
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

/// Show an incident
#[derive(Debug, Args)]
pub struct Show {
    /// The incident; the open one when not given
    id: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Incident {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Declare(verb) => &verb.mutating.common,
            Self::Note(verb) => &verb.mutating.common,
            Self::Close(verb) => &verb.mutating.common,
            Self::Show(verb) => &verb.common,
            Self::List(common) => common,
        }
    }
}

pub async fn run(verb: Incident, session: &mut Session) -> Exit {
    match verb {
        Incident::Declare(verb) => {
            let Declare { title, owner, severity, reason_code, started_at, mutating } = verb;
            let command = incident::Command::Declare { title, owner, severity, reason_code, started_at };
            mutating.carry_out(session, command.into()).await
        }
        Incident::Note(verb) => {
            let mut words = verb.words.into_iter();
            let (id, text) = match (words.next(), words.next()) {
                (Some(id), Some(text)) => (Some(id), text),
                (text, _) => (None, text.unwrap_or_default()),
            };
            verb.mutating.carry_out(session, incident::Command::Note { id, text, at: verb.at }.into()).await
        }
        Incident::Close(verb) => {
            let command = incident::Command::Close { id: verb.id, ended_at: verb.ended_at };
            verb.mutating.carry_out(session, command.into()).await
        }
        Incident::Show(verb) => show(&verb, session),
        Incident::List(common) => list(&common, session),
    }
}

fn show(verb: &Show, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let incidents = &session.state().incident;
    let Some(id) = verb.id.as_ref().or(incidents.open.as_ref()) else {
        return out.usage("no incident is open; `wayhold incident list` shows the closed ones");
    };
    let Some(record) = incidents.incidents.get(id) else {
        return out.usage(format!("there is no incident {id}; `wayhold incident list` shows what there is"));
    };
    if out.json {
        out.object(&as_json(record));
        return Exit::Done;
    }
    out.line(format!("{} {} {}", record.id, record.severity, record.title));
    out.line(format!("owner {}   reason {}   started {}", record.owner, record.reason_code, stamp(record.started_at)));
    out.line(format!("declared {} by {} (#{})", stamp(record.declared.at), record.declared.by, record.declared.seq));
    for note in &record.notes {
        out.line(format!("  {}  {}  {}", stamp(note.at), note.stamp.by, note.text.replace('\n', " / ")));
    }
    match &record.closed {
        Some(closed) => out.line(format!("ended {}, closed by {}", stamp(closed.ended_at), closed.stamp.by)),
        None => out.line("open"),
    }
    Exit::Done
}

fn list(common: &Common, session: &mut Session) -> Exit {
    let out = common.out();
    let records = session.state().incident.in_order();
    if out.json {
        out.object(&json!({"incidents": records.iter().map(|record| as_json(record)).collect::<Vec<_>>()}));
    } else if records.is_empty() {
        out.line("no incident was declared here");
    } else {
        for record in records {
            let end = record.closed.as_ref().map_or_else(|| "open".to_owned(), |closed| stamp(closed.ended_at));
            out.line(format!(
                "{}  {}  {} – {end}  {}  {}",
                record.id,
                record.severity,
                stamp(record.started_at),
                record.owner,
                record.title
            ));
        }
    }
    Exit::Done
}

fn as_json(record: &Record) -> Value {
    let notes: Vec<_> = record
        .notes
        .iter()
        .map(|note| json!({"at": note.at, "recorded_at": note.stamp.at, "by": note.stamp.by, "seq": note.stamp.seq, "text": note.text}))
        .collect();
    json!({"id": record.id, "title": record.title, "owner": record.owner, "severity": record.severity,
        "reason_code": record.reason_code, "started_at": record.started_at, "declared_at": record.declared.at,
        "declared_by": record.declared.by, "seq": record.declared.seq, "notes": notes,
        "ended_at": record.closed.as_ref().map(|closed| closed.ended_at), "open": record.closed.is_none()})
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
