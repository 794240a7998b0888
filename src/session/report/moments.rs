//! The timeline of an incident, out of the ledger's entries.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::told;
use crate::console::Event;
use crate::incident::{self, Incident, Moment};
use crate::session::Entry;

/// What stands in the ledger beside an incident and is not about it.
const ELSEWHERE: &[&str] =
    &["ledger", "runbook", "phase", "program", "threshold", "decision", "conflict", "offer", "affordance"];

/// An entry as it stands, before anything is known of what it is about.
pub(super) fn moment(entry: &Entry) -> Moment {
    Moment {
        seq: entry.seq,
        kind: entry.kind.clone(),
        occurred_at: entry.at,
        recorded_at: entry.at,
        by: entry.actor.id.clone(),
        text: told(entry),
    }
}

/// A posture change that was begun.
struct Begun {
    moment: Moment,
    /// Why and until when it was to be.
    grounds: String,
    /// Whether it only moves the end of what is in force.
    extends: bool,
}

/// The fold.
pub(super) struct Moments<'a> {
    incident: Option<&'a Incident>,
    list: Vec<Moment>,
    /// Posture changes that were begun, by their place.
    begun: BTreeMap<u64, Begun>,
}

impl<'a> Moments<'a> {
    pub(super) const fn of(incident: &'a Incident) -> Self {
        Self { incident: Some(incident), list: Vec::new(), begun: BTreeMap::new() }
    }

    /// One of no incident, for what is not about any.
    pub(super) const fn plain() -> Self {
        Self { incident: None, list: Vec::new(), begun: BTreeMap::new() }
    }

    /// Takes in one entry. Whether it belongs to the timeline.
    pub(super) fn take(&mut self, entry: &Entry) -> bool {
        if ELSEWHERE.contains(&entry.kind.split('.').next().unwrap_or_default()) {
            return false;
        }
        let mut moment = moment(entry);
        match Event::from_parts(&entry.kind, &entry.body) {
            Ok(Event::Incident(event)) => {
                let Some(incident) = self.incident.filter(|incident| incident.id == event.incident()) else {
                    return false;
                };
                if event.is_report() {
                    return false;
                }
                moment.text = own(&event, incident, entry.seq);
                moment.occurred_at = occurred(&event).unwrap_or(entry.at);
            }
            _ if entry.kind == "posture.intent" => {
                let extends = entry.body.get("was_until").is_some();
                self.begun.insert(entry.seq, Begun { moment, grounds: grounds(&entry.body), extends });
                return true;
            }
            _ => {
                if let Some(at) = entry.body.get("ended_at").and_then(Value::as_str).and_then(|at| at.parse().ok()) {
                    moment.occurred_at = at;
                }
                // What was begun and what came of it are one thing to a reader.
                let intent = entry.body.get("intent").and_then(Value::as_u64);
                if let Some(begun) = intent.and_then(|seq| self.begun.remove(&seq)) {
                    let extended = if begun.extends { "extended it; " } else { "" };
                    moment.text = format!("{extended}{}{}", moment.text, begun.grounds);
                }
            }
        }
        self.list.push(moment);
        true
    }

    /// The timeline in the order of the ledger.
    pub(super) fn into_list(mut self) -> Vec<Moment> {
        let open = self.begun.into_values().map(|Begun { mut moment, .. }| {
            moment.text.push_str("; what came of it is not recorded");
            moment
        });
        self.list.extend(open);
        self.list.sort_by_key(|moment| moment.seq);
        self.list
    }
}

/// Why and until when a posture change was to be.
fn grounds(intent: &Value) -> String {
    let word = |key: &str| intent.get(key).and_then(Value::as_str);
    let until = word("expires_at").and_then(|at| at.parse::<DateTime<Utc>>().ok());
    let until = until.map(|at| format!("; until {}", at.format("%Y-%m-%d %H:%M:%SZ"))).unwrap_or_default();
    let because = word("because").map(|because| format!("; because: {because}")).unwrap_or_default();
    format!("{until}{because}")
}

/// An entry of the incident itself, which need not be named in its own timeline.
fn own(event: &incident::Event, incident: &Incident, seq: u64) -> String {
    use incident::Event as Incident;
    match event {
        Incident::Declared(event) => {
            let began = event.started_at.format("%Y-%m-%d %H:%M:%SZ");
            format!("declared the incident as {}: {}; it began at {began}", event.severity, event.title)
        }
        Incident::Noted(event) => match event.action.as_ref().map(|action| action.owner.as_deref()) {
            None => event.text.clone(),
            Some(None) => format!("to be done: {}", event.text),
            Some(Some(owner)) => format!("to be done by {owner}: {}", event.text),
        },
        Incident::Attached(event) => {
            let note = event.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
            format!("attached {}{note}", event.path)
        }
        Incident::Amended(event) => {
            let amendment = incident.amendments.iter().find(|one| one.stamp.seq == seq);
            let fields = amendment.map(|one| &one.fields).into_iter().flatten().map(|(field, was, now)| {
                if was.is_empty() { format!("{field}: {now}") } else { format!("{field} {was} → {now}") }
            });
            format!("amended {}; because: {}", fields.collect::<Vec<_>>().join(", "), event.reason)
        }
        Incident::RoleAssigned(event) => match &event.to {
            Some(to) => format!("named {to} for {}", event.role),
            None => format!("gave {} back to the owner", event.role),
        },
        Incident::Offered(event) => {
            let because = event.because.as_deref().map(|because| format!("; because: {because}"));
            format!("offered the incident to {}{}", event.to, because.unwrap_or_default())
        }
        Incident::Accepted(event) if event.from.is_empty() => "accepted the incident".to_owned(),
        Incident::Accepted(event) => format!("accepted the incident from {}", event.from),
        Incident::Withdrawn(event) => {
            let because = event.because.as_deref().map(|because| format!("; because: {because}"));
            format!("took back the offer to {}{}", event.to, because.unwrap_or_default())
        }
        Incident::Closed(_) => "closed the incident".to_owned(),
        Incident::Reported(_) | Incident::ReportWritten(_) | Incident::ReportLost(_) | Incident::Drilled(_) => {
            event.told()
        }
    }
}

/// When it happened, where the entry says another time than its own.
fn occurred(event: &incident::Event) -> Option<DateTime<Utc>> {
    match event {
        incident::Event::Noted(event) => Some(event.at),
        incident::Event::Closed(event) => Some(event.ended_at),
        _ => None,
    }
}
