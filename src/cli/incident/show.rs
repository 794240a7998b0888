//! `wayhold incident show` and `list`.

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::{Value, json};

use crate::cli::out::Out;
use crate::cli::{Common, Exit};
use crate::incident::{Incident, Note, Role};
use crate::session::Session;

/// Show an incident
#[derive(Debug, Args)]
pub struct Show {
    /// The incident; the open one when not given
    id: Option<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) fn show(verb: &Show, session: &mut Session) -> Exit {
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
    } else {
        in_words(record, out);
    }
    Exit::Done
}

fn in_words(record: &Incident, out: Out) {
    out.line(format!("{} {} {}", record.id, record.severity, record.title));
    let owner = record.owner_word();
    out.line(format!("owner {owner}   reason {}   started {}", record.reason_code, stamp(record.started_at)));
    out.line(format!("declared {} by {} (#{})", stamp(record.declared.at), record.declared.by, record.declared.seq));
    if record.is_solo() {
        out.line(format!("roles: SOLO, {owner} holds all of them"));
    } else {
        let roles = Role::ALL.map(|role| format!("{role} {}", record.holder(role).unwrap_or("nobody")));
        out.line(format!("roles: {}", roles.join(", ")));
    }
    if let Some(impact) = &record.impact {
        out.line(format!("impact: {}", on_one_line(impact)));
    }
    if let Some(handoff) = &record.handoff {
        let because = handoff.because.as_deref().map(|because| format!(": {because}")).unwrap_or_default();
        let (by, seq) = (&handoff.stamp.by, handoff.stamp.seq);
        out.line(format!("handoff offered to {} by {by} (#{seq}){because}; not accepted yet", handoff.to));
    }
    for amendment in &record.amendments {
        for (field, was, now) in &amendment.fields {
            let was = if was.is_empty() { "nothing" } else { was };
            out.line(format!(
                "amended {} by {}: {field} {} → {}: {}",
                stamp(amendment.stamp.at),
                amendment.stamp.by,
                on_one_line(was),
                on_one_line(now),
                amendment.reason
            ));
        }
    }
    for note in &record.notes {
        out.line(format!("  {}  {}  {}{}", times(note), note.stamp.by, mark(note), on_one_line(&note.text)));
    }
    for file in &record.attachments {
        let note = file.note.as_deref().map(|note| format!("  {}", on_one_line(note))).unwrap_or_default();
        let digest = file.sha256.get(..12).unwrap_or(&file.sha256);
        out.line(format!(
            "  {}  {}  attached {} ({} bytes, sha256 {digest}…){note}",
            stamp(file.stamp.at),
            file.stamp.by,
            file.path,
            file.bytes
        ));
    }
    match &record.closed {
        Some(closed) => out.line(format!("ended {}, closed by {}", stamp(closed.ended_at), closed.stamp.by)),
        None => out.line("open"),
    }
    if let Some(report) = &record.report {
        let word = match report.written {
            Some(true) => "written",
            Some(false) => "not as it should have become",
            None => "UNKNOWN, run `wayhold settle`",
        };
        let paths = report.made.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>().join(" and ");
        out.line(format!("report as of #{}: {paths}, {word}", report.made.head_seq));
    }
}

/// When it happened; and when it was recorded, where that is another time.
fn times(note: &Note) -> String {
    let happened = stamp(note.at);
    let recorded = stamp(note.stamp.at);
    if happened == recorded { happened } else { format!("{happened} (recorded {recorded})") }
}

fn mark(note: &Note) -> String {
    match note.action.as_ref().map(|action| action.owner.as_deref()) {
        None => String::new(),
        Some(None) => "TO DO: ".to_owned(),
        Some(Some(owner)) => format!("TO DO ({owner}): "),
    }
}

fn on_one_line(text: &str) -> String {
    text.replace('\n', " / ")
}

pub(super) fn list(common: &Common, session: &mut Session) -> Exit {
    let out = common.out();
    let records = session.state().incident.in_order();
    if out.json {
        out.object(&json!({"incidents": records.iter().map(|record| as_json(record)).collect::<Vec<_>>()}));
    } else if records.is_empty() {
        out.line("no incident was declared here");
    } else {
        for record in records {
            let end = record.closed.as_ref().map_or_else(|| "open".to_owned(), |closed| stamp(closed.ended_at));
            let handoff = record.handoff.as_ref().map(|handoff| format!("  (handoff to {} pending)", handoff.to));
            out.line(format!(
                "{}  {}  {} – {end}  {}  {}{}",
                record.id,
                record.severity,
                stamp(record.started_at),
                record.owner_word(),
                record.title,
                handoff.unwrap_or_default()
            ));
        }
    }
    Exit::Done
}

pub(super) fn as_json(record: &Incident) -> Value {
    let recorded = |stamp: &crate::hold::Stamp| json!({"at": stamp.at, "by": stamp.by, "seq": stamp.seq});
    let notes: Vec<_> = record
        .notes
        .iter()
        .map(|note| {
            json!({"at": note.at, "recorded_at": note.stamp.at, "by": note.stamp.by, "seq": note.stamp.seq,
            "text": note.text, "action": note.action.is_some(),
            "action_owner": note.action.as_ref().and_then(|action| action.owner.as_ref())})
        })
        .collect();
    let attachments: Vec<_> = record
        .attachments
        .iter()
        .map(|file| {
            json!({"path": file.path, "sha256": file.sha256, "bytes": file.bytes, "note": file.note,
            "recorded": recorded(&file.stamp)})
        })
        .collect();
    let amendments: Vec<_> = record
        .amendments
        .iter()
        .map(|one| {
            let fields: Vec<_> =
                one.fields.iter().map(|(field, was, now)| json!({"field": field, "was": was, "now": now})).collect();
            json!({"fields": fields, "reason": one.reason, "recorded": recorded(&one.stamp)})
        })
        .collect();
    let roles: serde_json::Map<String, Value> =
        Role::ALL.into_iter().map(|role| (role.word().to_owned(), json!(record.holder(role)))).collect();
    let tenures: Vec<_> = record
        .tenures
        .iter()
        .map(|one| {
            json!({"role": one.role, "who": one.who, "from": recorded(&one.from),
            "until": one.until.as_ref().map(recorded)})
        })
        .collect();
    json!({"id": record.id, "title": record.title, "owner": Some(&record.owner).filter(|owner| !owner.is_empty()),
        "severity": record.severity,
        "reason_code": record.reason_code, "impact": record.impact, "started_at": record.started_at,
        "declared_at": record.declared.at, "declared_by": record.declared.by, "seq": record.declared.seq,
        "solo": record.is_solo(), "roles": roles, "tenures": tenures,
        "handoff": record.handoff.as_ref().map(|handoff| json!({"to": handoff.to, "because": handoff.because,
            "recorded": recorded(&handoff.stamp)})),
        "notes": notes, "attachments": attachments, "amendments": amendments,
        "ended_at": record.closed.as_ref().map(|closed| closed.ended_at), "open": record.closed.is_none(),
        "report": record.report.as_ref().map(|report| json!({"files": report.made.files, "head": report.head(),
            "written": report.written, "recorded": recorded(&report.stamp)}))})
}

pub(super) fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
