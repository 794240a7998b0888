//! Which entries somebody asked for, and from where on they are looked for.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::PAGE;
use crate::session::{Entry, Session};

/// Which entries are wanted; what is `None` says nothing.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// About this incident: its own, and those of the posture under it.
    pub incident: Option<String>,
    /// Of this kind, or of a family of kinds: `posture.applied`, `posture`.
    pub kind: Option<String>,
    /// By this operator.
    pub actor: Option<String>,
}

impl Wanted {
    /// Whether `entry` is one of them. `begun` are the places of the intents under the incident, and gains those.
    pub(super) fn has(&self, entry: &Entry, begun: &mut BTreeSet<u64>) -> bool {
        let of_kind = |kind: &String| {
            entry.kind == *kind || entry.kind.strip_prefix(kind.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        self.incident.as_ref().is_none_or(|id| about(entry, id, begun))
            && self.kind.as_ref().is_none_or(of_kind)
            && self.actor.as_ref().is_none_or(|actor| entry.actor.id == *actor)
    }
}

/// Whether an entry is about the incident. An outcome names its intent, and the intent names the incident.
fn about(entry: &Entry, id: &str, begun: &mut BTreeSet<u64>) -> bool {
    let key = if entry.kind.starts_with("incident.") { "id" } else { "incident" };
    let named = entry.body.get(key).and_then(Value::as_str) == Some(id);
    if named && entry.kind == "posture.intent" {
        begun.insert(entry.seq);
    }
    named || entry.body.get("intent").and_then(Value::as_u64).is_some_and(|intent| begun.contains(&intent))
}

impl Session {
    /// The first entry that says it was written at `since` or later; everything after it counts, whatever its clock
    /// said. `None` when there is none.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn first_since(&mut self, since: DateTime<Utc>) -> Result<Option<u64>> {
        let mut end = self.count().await?.unwrap_or_default();
        let mut first = None;
        while end > 0 {
            let start = end.saturating_sub(u64::from(PAGE));
            let page = self.entries(start, u32::try_from(end - start).unwrap_or(PAGE)).await?;
            match page.iter().find(|entry| entry.at >= since) {
                Some(entry) => first = Some(entry.seq),
                // Clocks of several machines differ by minutes, and a page is longer than that.
                None if !page.is_empty() => break,
                None => {}
            }
            end = start;
        }
        Ok(first)
    }

    /// Gives every wanted entry from place `from` on, in order, with what it says in words; stops when it answers no.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn each_entry(
        &mut self,
        from: u64,
        wanted: &Wanted,
        mut give: impl FnMut(&Entry, &str) -> bool,
    ) -> Result<()> {
        let mut next = from;
        let mut begun = BTreeSet::new();
        loop {
            let entries = self.entries(next, PAGE).await?;
            let Some(last) = entries.last() else { return Ok(()) };
            next = last.seq + 1;
            for entry in &entries {
                if !wanted.has(entry, &mut begun) {
                    continue;
                }
                if !give(entry, &super::told(entry)) {
                    return Ok(());
                }
            }
        }
    }
}
