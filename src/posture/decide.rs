//! The decision: refuse with the unmet checks, or say what happens; and what a recorded intent does to the world.

use chrono::{DateTime, Utc};

use super::checks::{cut_line, expiry};
use super::{
    Applied, Ask, Command, Event, Found, Intent, Name, Pending, ReadBack, State, Unconfirmed, checks, diff_live,
};
use crate::hold::Hold;

/// What the world is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write the target: temporary file, sync, rename; then read back and settle.
    WriteTarget {
        /// The whole text of the file.
        text: String,
        /// Its digest, lower-case hex.
        sha256: String,
    },
}

/// Decides a command. `Ok` with no event means that there is nothing left to do: no intent is pending to be settled.
pub fn decide(state: &State, command: &Command, ask: &Ask<'_>) -> Result<Vec<Event>, Vec<Hold<Command>>> {
    let checks = checks(state, command, ask);
    let unmet: Vec<_> = checks.into_iter().filter(|check| !check.met).map(|check| check.hold).collect();
    if !unmet.is_empty() {
        return Err(unmet);
    }
    Ok(match command {
        Command::Adopt if *ask.live == ReadBack::Absent => vec![intent(state, Name::Strict, None, None, ask)],
        Command::Adopt => vec![found(ask.live)],
        Command::Apply { to, duration, because, .. } => {
            vec![intent(state, *to, expiry(*to, *duration, ask), because.as_deref(), ask)]
        }
        Command::Settle { recovered } => {
            state.pending.iter().map(|pending| outcome(pending, ask.live, *recovered)).collect()
        }
    })
}

/// What an event does to the world, once, when it is recorded. An intent found later is settled, never written again.
pub fn plan(event: &Event) -> Vec<Effect> {
    match event {
        Event::Intent(intent) => {
            let text = intent.toggles.to_json();
            vec![Effect::WriteTarget { text, sha256: intent.to_sha256.clone() }]
        }
        Event::Found(_) | Event::Applied(_) | Event::Unconfirmed(_) => Vec::new(),
    }
}

fn found(live: &ReadBack) -> Event {
    Event::Found(Found { classified: live.classify(), sha256: live.sha256().map(str::to_owned) })
}

fn intent(state: &State, to: Name, expires_at: Option<DateTime<Utc>>, because: Option<&str>, ask: &Ask<'_>) -> Event {
    // The value of a usable profile file is the profile itself; taking it from here keeps strict within reach when
    // its file is broken.
    let toggles = to.toggles();
    Event::Intent(Intent {
        to,
        toggles,
        from: ask.live.classify(),
        from_sha256: ask.live.sha256().map(str::to_owned),
        to_sha256: toggles.sha256(),
        because: cut_line(because),
        expires_at,
        incident: ask.incident.map(str::to_owned),
        supersedes: state.pending.as_ref().map(|pending| pending.stamp.seq),
    })
}

/// The outcome by read-back alone: eight of eight, or not.
fn outcome(pending: &Pending, live: &ReadBack, recovered: bool) -> Event {
    let (intent, wanted) = (pending.stamp.seq, pending.intent.to);
    let classified = live.classify();
    let sha256 = live.sha256().map(str::to_owned);
    let differing = diff_live(live, &pending.intent.toggles).len();
    match sha256 {
        Some(sha256) if differing == 0 => {
            let matched = 8;
            Event::Applied(Applied { intent, to: wanted, classified, matched, sha256, recovered })
        }
        sha256 => {
            // What cannot be read may have changed.
            let readable = !matches!(live, ReadBack::Unreadable { .. });
            let unchanged = readable && sha256 == pending.intent.from_sha256 && classified == pending.intent.from;
            Event::Unconfirmed(Unconfirmed { intent, wanted, classified, sha256, recovered, unchanged })
        }
    }
}
