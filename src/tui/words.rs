//! Sentences: durations, times, and what an entry says to a person.

use chrono::{DateTime, TimeDelta, Utc};

use super::msg::Told;
use crate::console::Event;
use crate::runbook::{Evidence, EvidenceRef};
use crate::{incident, posture, runbook, verify};

/// A duration by its largest unit: `4 s`, `12 min`, `3 h`, `12 d`.
pub fn about(duration: TimeDelta) -> String {
    let seconds = duration.num_seconds().max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86_400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// A countdown: `29:58`, `1:05:00`.
pub fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// As [`about`], where the picture is not drawn anew with every second.
pub fn coarsely(duration: TimeDelta) -> String {
    if duration < TimeDelta::minutes(1) { "<1m".to_owned() } else { about(duration) }
}

/// How long ago `at` was, where the picture is not drawn anew with every second.
pub fn lately(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{} ago", coarsely(now - at))
}

/// How long ago `at` was.
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{} ago", about(now - at))
}

/// Evidence as it was pointed at.
pub fn evidence_refs(evidence: &[EvidenceRef]) -> String {
    let words = evidence.iter().map(|one| match one {
        EvidenceRef::File { path } => path.clone(),
        EvidenceRef::Url { url } => url.clone(),
        EvidenceRef::Commit { sha } => format!("commit {sha}"),
        EvidenceRef::Command { line } => format!("`{line}`"),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Evidence as it was recorded.
pub fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::File { path, sha256, bytes, .. } => {
            format!("{path} ({bytes} bytes, sha256 {})", sha256.get(..12).unwrap_or(sha256))
        }
        Evidence::Url { url, .. } => url.clone(),
        Evidence::Commit { sha, .. } => format!("commit {sha}"),
        Evidence::Command { line, sha256, bytes, .. } => {
            format!("`{line}` ({bytes} bytes of output, sha256 {})", sha256.get(..12).unwrap_or(sha256))
        }
    }
}

/// What `main` of `entries` says, without its author: of an extension that it is one, and until when.
pub fn summary(entries: &[Told], main: &Told) -> String {
    let intents = entries.iter().filter_map(|told| match &told.event {
        Event::Posture(posture::Event::Intent(intent)) => Some((told.stamp.seq, intent)),
        _ => None,
    });
    let Event::Posture(posture::Event::Applied(applied)) = &main.event else { return happened(&main.event) };
    let extended = intents.into_iter().find(|(seq, intent)| *seq == applied.intent && intent.extends());
    match extended.and_then(|(_, intent)| intent.expires_at) {
        Some(end) => format!("extended {} to {}", applied.to, end.format("%H:%MZ")),
        None => happened(&main.event),
    }
}

/// What an entry says, without its author.
pub fn happened(event: &Event) -> String {
    event.told()
}

/// Whether the entry went wrong, so that it is said as trouble.
pub fn lost(event: &Event) -> bool {
    match event {
        Event::Posture(posture::Event::LiveChanged(changed)) => changed.classified.name() != Some(changed.granted),
        Event::Posture(
            posture::Event::Unconfirmed(_) | posture::Event::Expired(_) | posture::Event::RevertedUnverified(_),
        )
        | Event::Runbook(runbook::Event::PatchLost { .. })
        | Event::Incident(incident::Event::ReportLost(_)) => true,
        Event::Verify(verify::Event::Ran(ran)) => !ran.verdict.is_pass(),
        _ => false,
    }
}

/// The text with its first letter as a sentence has it.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The entry of several that says most: an outcome before its intent, what was meant before its effect on a file.
pub fn main_entry(entries: &[Told]) -> Option<&Told> {
    let weight = |told: &&Told| match &told.event {
        event if lost(event) => 4,
        Event::Ledger(_) => 3,
        Event::Runbook(runbook::Event::PatchIntent { .. } | runbook::Event::Patched { .. })
        | Event::Posture(posture::Event::Intent(_) | posture::Event::Attested(_))
        | Event::Verify(verify::Event::Started(_)) => 0,
        Event::Posture(_) => 1,
        _ => 2,
    };
    entries.iter().max_by_key(weight)
}
