//! `wayhold log`: what happened, by the order of the ledger; and the shift report.

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::out::{Out, entry_json};
use super::{Common, Exit, ledger};
use crate::incident::markdown::inline;
use crate::session::{Entry, Session, Wanted, parse_duration};

/// What happened, oldest first: the newest entries, or all since a time
#[derive(Debug, Args)]
pub struct Log {
    /// How many of the newest entries are looked at; 20, or all with a filter or --from
    #[arg(long, short = 'n', conflicts_with = "since")]
    count: Option<u32>,
    /// From this entry on
    #[arg(long, value_name = "SEQ", conflicts_with = "since")]
    from: Option<u64>,
    /// Since a time (RFC 3339), or for how long, such as 8h
    #[arg(long, value_name = "TIME|DURATION", value_parser = parse_since)]
    since: Option<Since>,
    /// Only about this incident
    #[arg(long, value_name = "INC")]
    incident: Option<String>,
    /// Only of this kind, such as posture.applied, or of a family, such as posture
    #[arg(long)]
    kind: Option<String>,
    /// Only by this operator
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// text (the default) or md
    #[arg(long, value_enum, default_value_t = Format::Text, conflicts_with = "json")]
    format: Format,
    /// The shift report of that time instead of its entries, as Markdown
    #[arg(long, requires = "since", conflicts_with_all = ["incident", "kind", "actor", "count"])]
    report: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

/// How entries are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line each
    Text,
    /// A table in Markdown
    Md,
}

/// From when on.
#[derive(Debug, Clone, Copy)]
enum Since {
    At(DateTime<Utc>),
    Ago(TimeDelta),
}

impl Since {
    fn at(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Ago(span) => now.checked_sub_signed(span).unwrap_or(DateTime::<Utc>::MIN_UTC),
        }
    }
}

fn parse_since(word: &str) -> Result<Since, String> {
    if let Ok(at) = word.parse::<DateTime<Utc>>() {
        return Ok(Since::At(at));
    }
    let wrong = || "use a duration such as 8h, or a time such as 2026-11-21T03:00:00Z".to_owned();
    parse_duration(word).map(Since::Ago).map_err(|_| wrong())
}

pub async fn run(verb: Log, session: &mut Session) -> Exit {
    let out = verb.common.out();
    if let Some(exit) = ledger::unfounded(&verb.common, session) {
        return exit;
    }
    let exit = if verb.report { shift(&verb, session).await } else { entries(&verb, session).await };
    match (exit, session.damage()) {
        (Ok(()), None) => Exit::Done,
        (Ok(()), Some(damage)) => {
            out.say(format!("the ledger is read-only: {damage}"));
            Exit::No
        }
        (Err(error), _) => out.failed(&error),
    }
}

async fn shift(verb: &Log, session: &mut Session) -> anyhow::Result<()> {
    let out = verb.common.out();
    let now = session.now();
    let since = verb.since.map_or(now, |since| since.at(now));
    let shift = session.shift(since).await?;
    if out.json {
        out.object(&shift);
    } else {
        out.raw(shift.to_markdown().trim_end());
    }
    Ok(())
}

async fn entries(verb: &Log, session: &mut Session) -> anyhow::Result<()> {
    let out = verb.common.out();
    let now = session.now();
    let all = session.count().await?.unwrap_or_default();
    let wanted = Wanted { incident: verb.incident.clone(), kind: verb.kind.clone(), actor: verb.actor.clone() };
    let filtered = wanted.incident.is_some() || wanted.kind.is_some() || wanted.actor.is_some();
    let from = match (verb.since, verb.from) {
        (Some(since), _) => session.first_since(since.at(now)).await?.unwrap_or(all),
        (None, Some(from)) => from,
        (None, None) if filtered && verb.count.is_none() => 0,
        (None, None) => all.saturating_sub(u64::from(verb.count.unwrap_or(20))),
    };
    let most = match (verb.count, verb.from) {
        (Some(count), Some(_)) => u64::from(count),
        _ => u64::MAX,
    };
    if verb.format == Format::Md {
        out.raw("| Entry | Recorded (UTC) | Who | Kind | What |\n|---|---|---|---|---|");
    }
    let mut rows = Vec::new();
    let mut shown = 0;
    let give = |entry: &Entry, told: &str| {
        shown += 1;
        if shown > most {
            return false;
        }
        if out.json {
            rows.push(row(entry, told));
            return true;
        }
        line(out, verb.format, entry, told)
    };
    session.each_entry(from, &wanted, give).await?;
    if out.json {
        out.object(&json!({"entries": rows, "damage": session.damage()}));
    }
    Ok(())
}

/// The entry as it stands in the ledger, with what it says in words beside its fields.
fn row(entry: &Entry, told: &str) -> Value {
    let mut row = entry_json(entry);
    row["told"] = json!(told);
    row
}

fn line(out: Out, format: Format, entry: &Entry, told: &str) -> bool {
    let at = entry.at.format("%Y-%m-%d %H:%M:%S");
    let (seq, by, kind) = (entry.seq, &entry.actor.id, &entry.kind);
    match format {
        Format::Md => out.page(&format!("| {seq} | {at} | {} | {} | {} |", inline(by), inline(kind), inline(told))),
        Format::Text => {
            let text = format!("#{seq:<5} {at}Z  {by:<12} {kind:<22} {told}");
            out.page(&crate::hold::text::clean(&text))
        }
    }
}
