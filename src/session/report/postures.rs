//! The postures that stood, one after the other, out of the ledger's entries.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::incident::PostureSpan;
use crate::session::Entry;

/// The fold.
#[derive(Debug, Default)]
pub(super) struct Postures {
    /// The postures in the order of the ledger.
    pub(super) spans: Vec<PostureSpan>,
    /// The intents by their place.
    intents: BTreeMap<u64, Value>,
}

/// Whether the entry says what stands from then on.
pub(super) fn settles(entry: &Entry) -> bool {
    matches!(entry.kind.as_str(), "posture.found" | "posture.applied")
}

impl Postures {
    /// Takes in one entry; one that is not about the posture changes nothing.
    pub(super) fn take(&mut self, entry: &Entry) {
        let body = &entry.body;
        let word = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or("UNKNOWN").to_owned();
        match entry.kind.as_str() {
            "posture.intent" => {
                self.intents.insert(entry.seq, body.clone());
            }
            // The file took in both: of the other a target beside it fell behind.
            "posture.applied" => self.took(body, word("to"), entry.at),
            "posture.unconfirmed" if word("classified") == word("wanted") => {
                self.took(body, word("wanted"), entry.at);
            }
            "posture.found" => self.open(word("classified"), entry.at, None),
            "posture.unconfirmed" if body.get("unchanged").and_then(Value::as_bool) != Some(true) => {
                self.open(word("classified"), entry.at, None);
            }
            "posture.live_changed" => {
                // The deadline of what was granted goes on, whatever somebody made of the file.
                let expires_at = self.spans.last().and_then(|last| last.expires_at);
                self.open(word("classified"), entry.at, expires_at.filter(|_| word("classified") != "strict"));
            }
            "posture.reverted_unverified" => {
                if let Some(at) = time(body, "by_readers_at") {
                    self.open("strict".to_owned(), at, None);
                }
            }
            _ => {}
        }
    }

    fn took(&mut self, body: &Value, profile: String, at: DateTime<Utc>) {
        let intent = body.get("intent").and_then(Value::as_u64);
        let intent = intent.and_then(|seq| self.intents.remove(&seq)).unwrap_or_default();
        let expires_at = time(&intent, "expires_at");
        // The same grant, written once more with another end.
        let again = intent.get("grant").is_some_and(Value::is_u64);
        match self.spans.last_mut() {
            Some(last) if again && last.profile == profile => prolong(last, at, expires_at),
            _ => self.open(profile, at, expires_at),
        }
    }

    fn open(&mut self, profile: String, from: DateTime<Utc>, expires_at: Option<DateTime<Utc>>) {
        if let Some(last) = self.spans.last_mut() {
            last.to = Some(from);
        }
        self.spans.push(PostureSpan { profile, from, to: None, expires_at, overdue: 0 });
    }
}

fn prolong(span: &mut PostureSpan, at: DateTime<Utc>, expires_at: Option<DateTime<Utc>>) {
    if let Some(before) = span.expires_at {
        span.overdue += (at - before).num_seconds().max(0);
    }
    span.expires_at = expires_at;
}

fn time(body: &Value, key: &str) -> Option<DateTime<Utc>> {
    body.get(key)?.as_str()?.parse().ok()
}
