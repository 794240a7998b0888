//! What whoever looks first has to record: an override that has ended, a live file that others have changed.

use chrono::{DateTime, Utc};

use super::decide::{Grant, intent};
use super::{
    Ask, Classified, Event, Expired, LiveChanged, Name, OnExpiry, ReadBack, RevertedUnverified, State, diff, remaining,
    unmet,
};

/// The entries that are due; none while an apply is under way, and none twice.
pub(super) fn due(state: &State, ask: &Ask<'_>) -> Vec<Event> {
    if state.pending.is_some() {
        return Vec::new();
    }
    let mut events: Vec<Event> = expired(state, ask).into_iter().collect();
    events.extend(changed(state, ask.live));
    if let Some(ended_at) = fallen_back(state, ask) {
        let grant = state.current.as_ref().map(|current| current.intent);
        // Whoever recorded it may have died before strict was written.
        if !state.window.as_ref().is_some_and(|window| window.unverified) {
            let unmet = unmet(state, ask);
            events.push(Event::RevertedUnverified(RevertedUnverified { grant, unmet, by_readers_at: Some(ended_at) }));
        }
        events.push(intent(state, Grant { to: Name::Strict, ..Grant::default() }, ask));
    }
    events
}

/// A clock that stands behind the ledger tells no end.
fn expired(state: &State, ask: &Ask<'_>) -> Option<Event> {
    let current = state.current.as_ref().filter(|current| current.expired.is_none())?;
    let over = remaining(state, ask.now)?.overdue && !ask.doubts_clock(state);
    let (ended_at, on_expiry) = (current.expires_at, current.on_expiry);
    let expired = Expired { grant: current.intent, profile: current.profile, ended_at, on_expiry };
    over.then_some(Event::Expired(expired))
}

/// Since when the readers of the flagd file answer strict by themselves.
fn fallen_back(state: &State, ask: &Ask<'_>) -> Option<DateTime<Utc>> {
    let current = state.current.as_ref().filter(|current| current.on_expiry == OnExpiry::Reader)?;
    let over = remaining(state, ask.now)?.overdue && !ask.doubts_clock(state);
    over.then_some(current.expires_at)
}

/// The live file as others left it, unless that is on record; also that it is again as it was granted.
fn changed(state: &State, live: &ReadBack) -> Option<Event> {
    let granted = state.in_force()?;
    let classified = live.classify();
    // What cannot be read may be what it was.
    if classified == Classified::Unreadable {
        return None;
    }
    let sha256 = live.sha256().map(str::to_owned);
    let on_record = match &state.changed {
        Some(changed) => changed.classified == classified && changed.sha256 == sha256,
        None => classified.name() == Some(granted),
    };
    if on_record {
        return None;
    }
    let diff = match live.toggles() {
        Some(toggles) => diff(&granted.toggles(), toggles)
            .into_iter()
            .map(|field| {
                let was = field.from.map(|value| value.to_string()).unwrap_or_default();
                (field.field.to_owned(), was, field.to.to_string())
            })
            .collect(),
        None => Vec::new(),
    };
    Some(Event::LiveChanged(LiveChanged { granted, classified, sha256, diff }))
}
