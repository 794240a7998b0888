//! The decision: refuse with the unmet checks, or say what happens; and what a recorded intent does to the world.

use chrono::{DateTime, Utc};

use super::checks::{cut_line, expiry, later_end};
use super::targets::{self, Until};
use super::{
    Applied, Ask, Attested, ClockConfirmed, Command, Event, Found, Intent, Name, OnExpiry, Override, Pending, ReadBack,
    RevertedUnverified, State, Unconfirmed, Vouched, checks, diff_live, is_behind, latest, notice, unmet,
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
    /// Write the flagd file in the same way.
    WriteFlagd {
        /// The whole text of the file.
        text: String,
    },
    /// Run a hook and wait for its end.
    Hook {
        /// Its name.
        name: String,
        /// The intent it is told of.
        intent: u64,
        /// What it reads on standard input: one JSON object and a line break.
        input: String,
    },
}

/// What is granted by an intent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grant<'a> {
    pub to: Name,
    pub until: Until,
    pub because: Option<&'a str>,
    /// The grant that is only written again.
    pub again: Option<u64>,
    pub by_hand: bool,
    /// The end that is moved.
    pub was_until: Option<DateTime<Utc>>,
}

impl Default for Grant<'_> {
    fn default() -> Self {
        let until = (None, OnExpiry::Alert);
        Self { to: Name::Strict, until, because: None, again: None, by_hand: false, was_until: None }
    }
}

/// Decides a command. `Ok` with no event means that there is nothing left to do: no intent is pending to be settled, or
/// there is nothing to notice.
pub fn decide(state: &State, command: &Command, ask: &Ask<'_>) -> Result<Vec<Event>, Vec<Hold<Command>>> {
    let checks = checks(state, command, ask);
    let unmet: Vec<_> = checks.into_iter().filter(|check| !check.met).map(|check| check.hold).collect();
    if !unmet.is_empty() {
        return Err(unmet);
    }
    Ok(match command {
        Command::Adopt if *ask.live == ReadBack::Absent => vec![intent(state, Grant::default(), ask)],
        Command::Adopt => vec![found(ask.live)],
        Command::Apply { to, duration, because, .. } | Command::ByHand { to, duration, because, .. } => {
            let on_expiry = ask.limits.of(*to).map_or(OnExpiry::Alert, |limit| limit.on_expiry);
            let until = (expiry(*to, *duration, ask), on_expiry);
            let by_hand = matches!(command, Command::ByHand { .. });
            let grant = Grant { to: *to, until, because: because.as_deref(), by_hand, ..Grant::default() };
            vec![intent(state, grant, ask)]
        }
        Command::Extend { longer, because } => {
            let Some(current) = &state.current else { return Ok(Vec::new()) };
            let until = (later_end(state, current, *longer, ask), current.on_expiry);
            let grant = Grant { was_until: Some(current.expires_at), ..again(current, until, because.as_deref()) };
            vec![intent(state, grant, ask)]
        }
        Command::Restore { because } => vec![match &state.current {
            Some(current) => {
                intent(state, again(current, (Some(current.expires_at), current.on_expiry), because.as_deref()), ask)
            }
            None => intent(state, Grant { because: because.as_deref(), ..Grant::default() }, ask),
        }],
        Command::Settle { recovered } => match &state.pending {
            // What a person writes is settled by what the person reads back.
            Some(pending) if !pending.intent.by_hand => settled(state, pending, ask.live, *recovered, ask),
            _ => Vec::new(),
        },
        Command::Confirm { read_back } => match &state.pending {
            Some(pending) if pending.intent.by_hand => {
                let told = read_back.as_ref().map(|text| ReadBack::of(text.as_bytes()));
                settled(state, pending, told.as_ref().unwrap_or(ask.live), false, ask)
            }
            _ => Vec::new(),
        },
        Command::Attest { criterion, note } => {
            vec![Event::Attested(Attested { criterion: *criterion, note: cut_line(note.as_deref()) })]
        }
        Command::Vouch { target, note } => {
            vec![Event::Vouched(Vouched { target: target.clone(), note: cut_line(note.as_deref()) })]
        }
        Command::TrustClock { note } => {
            let behind = is_behind(state, ask.now, ask.latest).then(|| latest(state, ask.latest)).flatten();
            vec![Event::ClockConfirmed(ClockConfirmed {
                behind_s: behind.map(|latest| (latest - ask.now).num_seconds()),
                leapt_s: ask.leapt.map(|leapt| leapt.num_seconds()),
                note: cut_line(note.as_deref()),
            })]
        }
        Command::Notice => notice::due(state, ask),
    })
}

/// What an event does to the world, once, when it is recorded as entry `seq`. An intent found later is settled, never
/// written again.
pub fn plan(event: &Event, seq: u64) -> Vec<Effect> {
    match event {
        Event::Intent(intent) if !intent.by_hand => {
            let text = intent.toggles.to_json();
            let mut effects = vec![Effect::WriteTarget { text, sha256: intent.to_sha256.clone() }];
            effects.extend(targets::telling(intent, seq));
            effects
        }
        Event::Intent(_)
        | Event::Found(_)
        | Event::Applied(_)
        | Event::Unconfirmed(_)
        | Event::Expired(_)
        | Event::RevertedUnverified(_)
        | Event::LiveChanged(_)
        | Event::Attested(_)
        | Event::ClockConfirmed(_)
        | Event::Vouched(_) => Vec::new(),
    }
}

fn found(live: &ReadBack) -> Event {
    Event::Found(Found { classified: live.classify(), sha256: live.sha256().map(str::to_owned) })
}

/// The grant in force, written again.
fn again<'a>(current: &Override, until: Until, because: Option<&'a str>) -> Grant<'a> {
    Grant { to: current.profile, until, because, again: Some(current.intent), ..Grant::default() }
}

pub(super) fn intent(state: &State, grant: Grant<'_>, ask: &Ask<'_>) -> Event {
    // The value of a usable profile file is the profile itself; taking it from here keeps strict within reach when
    // its file is broken.
    let toggles = grant.to.toggles();
    let (expires_at, on_expiry) = grant.until;
    Event::Intent(Intent {
        to: grant.to,
        toggles,
        from: ask.live.classify(),
        from_sha256: ask.live.sha256().map(str::to_owned),
        to_sha256: toggles.sha256(),
        because: cut_line(grant.because),
        expires_at,
        incident: ask.incident.map(str::to_owned),
        supersedes: state.pending.as_ref().map(|pending| pending.stamp.seq),
        on_expiry,
        // A person who writes the posture where this program cannot reach answers for whatever else is there.
        targets: if grant.by_hand { Vec::new() } else { targets::targets(ask.setup, grant.to, grant.until) },
        grant: grant.again,
        by_hand: grant.by_hand,
        was_until: grant.was_until,
    })
}

/// The outcome, and with it that strict came back too early, if it did.
fn settled(state: &State, pending: &Pending, live: &ReadBack, recovered: bool, ask: &Ask<'_>) -> Vec<Event> {
    let outcome = outcome(pending, live, recovered, ask);
    let back = matches!(&outcome, Event::Applied(applied) if applied.to == Name::Strict);
    let mut events = vec![outcome];
    let open = state.window.as_ref().is_some_and(|window| window.restored.is_none());
    let unmet = unmet(state, ask);
    // What the readers did by themselves is on record by now.
    let told = state.window.as_ref().is_some_and(|window| window.unverified);
    if back && open && !told && !unmet.is_empty() {
        let grant = state.current.as_ref().map(|current| current.intent);
        events.push(Event::RevertedUnverified(RevertedUnverified { grant, unmet, by_readers_at: None }));
    }
    events
}

/// The outcome by read-back alone: eight of eight and every target, or not.
fn outcome(pending: &Pending, live: &ReadBack, recovered: bool, ask: &Ask<'_>) -> Event {
    let (intent, wanted, by_hand) = (pending.stamp.seq, pending.intent.to, pending.intent.by_hand);
    let classified = live.classify();
    let sha256 = live.sha256().map(str::to_owned);
    let differing = diff_live(live, &pending.intent.toggles).len();
    let targets = targets::outcomes(&pending.intent, ask);
    match sha256 {
        Some(sha256) if differing == 0 && targets.iter().all(|target| target.ok) => {
            let matched = 8;
            Event::Applied(Applied { intent, to: wanted, classified, matched, sha256, recovered, targets, by_hand })
        }
        sha256 => {
            // What cannot be read may have changed.
            let readable = !matches!(live, ReadBack::Unreadable { .. });
            let before = sha256 == pending.intent.from_sha256 && classified == pending.intent.from;
            let unchanged = readable && before && classified.name() != Some(wanted);
            Event::Unconfirmed(Unconfirmed {
                intent,
                wanted,
                classified,
                sha256,
                recovered,
                unchanged,
                targets,
                by_hand,
            })
        }
    }
}
