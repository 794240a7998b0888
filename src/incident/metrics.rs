//! Figures of an incident, out of plain data: how long until it was declared, mitigated and restored, and how long each
//! posture stood. A clock that went back gives zero, never less.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The profile that everything goes back to.
const STRICT: &str = "strict";

/// A posture that stood for a while, in the order of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostureSpan {
    /// The profile, or what the live file read as when it was none.
    pub profile: String,
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when; it still stands when there is none.
    pub to: Option<DateTime<Utc>>,
    /// The last deadline that it was given.
    pub expires_at: Option<DateTime<Utc>>,
    /// Seconds past earlier deadlines, each until it was moved.
    pub overdue: i64,
}

/// The time that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// When the incident began.
    pub started_at: DateTime<Utc>,
    /// When it was declared.
    pub declared_at: DateTime<Utc>,
    /// When it ended; it is open when there is none.
    pub ended_at: Option<DateTime<Utc>>,
    /// Up to when is known what stood.
    pub as_of: DateTime<Utc>,
}

/// A posture within the incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// The profile.
    pub profile: String,
    /// Since when, within the incident.
    pub from: DateTime<Utc>,
    /// Until when, within the incident.
    pub to: DateTime<Utc>,
    /// The last deadline that it was given.
    pub expires_at: Option<DateTime<Utc>>,
    /// Seconds it stood.
    pub lasted_s: i64,
    /// Seconds of it past a deadline.
    pub overdue_s: i64,
}

/// The figures, in seconds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metrics {
    /// From the start to the end, or as far as is known.
    pub lasted_s: i64,
    /// From the start to the declaration.
    pub to_declare_s: i64,
    /// From the start to the first posture change that took within it; `None` without one.
    pub to_mitigate_s: Option<i64>,
    /// From the start until strict stood again for good, or to the end when no posture was changed; `None` until then.
    pub to_restore_s: Option<i64>,
    /// How long each posture stood within it.
    pub in_posture_s: BTreeMap<String, i64>,
    /// How long any posture but strict did.
    pub loosened_s: i64,
    /// How long a posture stood past its deadline.
    pub overdue_s: i64,
}

/// Measures `spans`, which are in the order of the ledger, within `window`.
pub fn measure(window: &Window, spans: &[PostureSpan]) -> (Vec<Stay>, Metrics) {
    let began = window.started_at;
    let end = window.ended_at.unwrap_or(window.as_of).max(began);
    let stays: Vec<Stay> = spans.iter().filter_map(|span| stay(span, began, end)).collect();
    let mut in_posture_s = BTreeMap::new();
    for stay in &stays {
        *in_posture_s.entry(stay.profile.clone()).or_default() += stay.lasted_s;
    }
    // What stood when it began was no answer to it.
    let mitigated = stays.iter().find(|stay| stay.from > began);
    let metrics = Metrics {
        lasted_s: seconds(end - began),
        to_declare_s: seconds(window.declared_at - began),
        to_mitigate_s: mitigated.map(|stay| seconds(stay.from - began)),
        to_restore_s: restored(window, &stays).map(|at| seconds(at - began)),
        loosened_s: stays.iter().filter(|stay| stay.profile != STRICT).map(|stay| stay.lasted_s).sum(),
        overdue_s: stays.iter().map(|stay| stay.overdue_s).sum(),
        in_posture_s,
    };
    (stays, metrics)
}

/// What of a span lies within the incident; `None` when nothing does.
fn stay(span: &PostureSpan, began: DateTime<Utc>, end: DateTime<Utc>) -> Option<Stay> {
    let from = span.from.max(began);
    let to = span.to.unwrap_or(end).min(end);
    if to < from || span.to.is_some_and(|to| to <= began) {
        return None;
    }
    let late = span.expires_at.map_or(0, |expires_at| seconds(to - expires_at.max(from)));
    Some(Stay {
        profile: span.profile.clone(),
        from,
        to,
        expires_at: span.expires_at,
        lasted_s: seconds(to - from),
        overdue_s: late + span.overdue,
    })
}

/// When strict stood again for good. Without a posture change it is the end that restored the service.
fn restored(window: &Window, stays: &[Stay]) -> Option<DateTime<Utc>> {
    let loosened = stays.iter().rposition(|stay| stay.profile != STRICT);
    match loosened {
        None => window.ended_at,
        Some(last) => stays.get(last + 1).map(|strict| strict.from).or(window.ended_at),
    }
}

fn seconds(span: TimeDelta) -> i64 {
    span.num_seconds().max(0)
}
