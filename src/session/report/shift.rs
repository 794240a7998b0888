//! The shift report: what happened since a time, and how things stand now.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::moments::moment;
use super::{Moments, PAGE};
use crate::console::pending;
use crate::incident::markdown::{code, inline};
use crate::incident::{Head, Metrics, Moment, Stay, Window, measure, span};
use crate::session::{Entry, Session};

/// What happened in a shift, and what is handed on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shift {
    /// The environment.
    pub environment: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when: now.
    pub until: DateTime<Utc>,
    /// The newest entry; `None` before founding.
    pub head: Option<Head>,
    /// How many entries were written.
    pub entries: u64,
    /// How many each operator wrote.
    pub by: BTreeMap<String, u64>,
    /// How things stand.
    pub now: Now,
    /// Incidents that were declared, closed or handed over.
    pub incidents: Vec<Moment>,
    /// Changes of the posture.
    pub posture: Vec<Moment>,
    /// The postures that stood.
    pub postures: Vec<Stay>,
    /// How long each did.
    pub metrics: Metrics,
    /// Phases that were activated, closed, held or blocked.
    pub phases: Vec<Moment>,
}

/// How things stand, for whoever takes over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Now {
    /// The posture by the ledger; `None` when that is unclear or none is governed.
    pub posture: Option<String>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// It should have ended.
    pub overdue: bool,
    /// The open incident: id, severity, title, owner.
    pub incident: Option<[String; 4]>,
    /// The pending handoff of the open incident: from whom, to whom.
    pub handoff: Option<[String; 2]>,
    /// What was begun and has no outcome.
    pub unknown: Vec<String>,
}

impl Session {
    /// The report of the time since `since`.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn shift(&mut self, since: DateTime<Utc>) -> Result<Shift> {
        let until = self.now();
        let from = self.first_since(since).await?;
        let place = from.unwrap_or_else(|| self.head().map_or(0, |head| head.seq + 1));
        let mut postures = self.postures_before(place, since).await?;
        let mut shift = Shift {
            environment: self.workspace().config.environment.clone(),
            since,
            until,
            head: self.head().map(|head| Head { seq: head.seq, hash: head.hash.clone() }),
            entries: 0,
            by: BTreeMap::new(),
            now: self.stands(until),
            incidents: Vec::new(),
            posture: Vec::new(),
            postures: Vec::new(),
            metrics: Metrics::default(),
            phases: Vec::new(),
        };
        let mut changes = Moments::plain();
        let mut next = place;
        loop {
            let entries = self.entries(next, PAGE).await?;
            let Some(last) = entries.last() else { break };
            next = last.seq + 1;
            for entry in &entries {
                shift.take(entry);
                postures.take(entry);
                if entry.kind.starts_with("posture.") {
                    changes.take(entry);
                }
            }
        }
        shift.posture = changes.into_list();
        let window = Window { started_at: since, declared_at: since, ended_at: None, as_of: until };
        (shift.postures, shift.metrics) = measure(&window, &postures.spans);
        Ok(shift)
    }

    fn stands(&self, now: DateTime<Utc>) -> Now {
        let state = self.state();
        let expires_at = state.posture.current.as_ref().map(|current| current.expires_at);
        let open = state.incident.open_incident();
        Now {
            posture: state.posture.in_force().map(|name| name.to_string()),
            expires_at,
            overdue: expires_at.is_some_and(|at| at <= now),
            incident: open
                .map(|open| [open.id.clone(), open.severity.to_string(), open.title.clone(), open.owner.clone()]),
            handoff: open.and_then(|open| open.handoff.as_ref().map(|offer| [open.owner.clone(), offer.to.clone()])),
            unknown: pending(state).into_iter().map(|one| one.subject).collect(),
        }
    }
}

impl Shift {
    fn take(&mut self, entry: &Entry) {
        self.entries += 1;
        *self.by.entry(entry.actor.id.clone()).or_default() += 1;
        let list = match entry.kind.as_str() {
            "incident.declared"
            | "incident.closed"
            | "incident.amended"
            | "incident.handoff_offered"
            | "incident.handoff_accepted"
            | "incident.handoff_withdrawn" => &mut self.incidents,
            "phase.activated" | "phase.closed" | "phase.failed" | "phase.held" | "phase.blocked"
            | "phase.unblocked" | "phase.reopened" | "phase.go" => &mut self.phases,
            _ => return,
        };
        list.push(moment(entry));
    }

    /// The report as Markdown.
    pub fn to_markdown(&self) -> String {
        let mut page = String::new();
        let mut line = |line: String| {
            page.push_str(&line);
            page.push('\n');
        };
        let (since, until) = (stamp(self.since), stamp(self.until));
        line(format!("# Shift report of {}: {since} to {until}\n", inline(&self.environment)));
        line("## Handed on\n".to_owned());
        self.now.lines().into_iter().for_each(|one| line(format!("- {one}")));
        for (title, none, moments) in [
            ("Incidents", "No incident was declared, closed or handed over.", &self.incidents),
            ("Posture", "The posture was not changed.", &self.posture),
            ("Phases", "No phase moved.", &self.phases),
        ] {
            line(format!("\n## {title}\n"));
            if moments.is_empty() {
                line(none.to_owned());
            } else {
                line("| Entry | Recorded (UTC) | Who | What |".to_owned());
                line("|---|---|---|---|".to_owned());
            }
            for one in moments {
                let at = one.recorded_at.format("%Y-%m-%d %H:%M:%S");
                line(format!("| {} | {at} | {} | {} |", one.seq, inline(&one.by), inline(&one.text)));
            }
            if title == "Posture" && !self.metrics.in_posture_s.is_empty() {
                let stood = self.metrics.in_posture_s.iter();
                let stood: Vec<_> = stood.map(|(name, seconds)| format!("{} {}", code(name), span(*seconds))).collect();
                let late = match self.metrics.overdue_s {
                    0 => "none of it overdue".to_owned(),
                    late => format!("**{} of it overdue**", span(late)),
                };
                line(format!("\nIn this time: {}; {late}.", stood.join(", ")));
            }
        }
        line("\n## Ledger\n".to_owned());
        let by: Vec<_> = self.by.iter().map(|(who, count)| format!("{} {count}", inline(who))).collect();
        let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
        let entries = if self.entries == 1 { "1 entry".to_owned() } else { format!("{} entries", self.entries) };
        line(match &self.head {
            Some(head) => format!("{entries}{by}; the newest is entry {}, {}", head.seq, code(&head.hash)),
            None => "There is no ledger yet.".to_owned(),
        });
        page
    }
}

impl Now {
    fn lines(&self) -> Vec<String> {
        let posture = match (&self.posture, self.expires_at) {
            (Some(name), Some(at)) if self.overdue => format!("**{} is OVERDUE** since {}", code(name), stamp(at)),
            (Some(name), Some(at)) => format!("Posture {}, until {}", code(name), stamp(at)),
            (Some(name), None) => format!("Posture {}", code(name)),
            (None, _) => "Posture: by the ledger it is not known which".to_owned(),
        };
        let incident = match &self.incident {
            Some([id, severity, title, owner]) => {
                let owner = if owner.is_empty() { "nobody yet".to_owned() } else { inline(owner) };
                format!("**Open: {} {severity}** {}, owned by {owner}", inline(id), inline(title))
            }
            None => "No incident is open".to_owned(),
        };
        let mut lines = vec![posture, incident];
        if let Some([from, to]) = &self.handoff {
            let from = if from.is_empty() { "nobody".to_owned() } else { inline(from) };
            lines.push(format!("**Handoff pending**: from {from} to {}, not accepted yet", inline(to)));
        }
        lines.extend(self.unknown.iter().map(|one| format!("**UNKNOWN**: {} has no outcome yet", inline(one))));
        lines
    }
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
