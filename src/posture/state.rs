//! The fold over the posture's entries: what is in force, what is pending, what came of the last attempt.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Applied, Classified, Criterion, Event, Intent, Name, OnExpiry, ReadBack, TargetOutcome, Unconfirmed};
use crate::hold::Stamp;

/// What the ledger says of the posture. What is live is only ever known by reading it back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The override in force.
    pub current: Option<Override>,
    /// Since when strict is in force; with neither this nor an override it is unclear what is.
    pub strict_since: Option<Stamp>,
    /// The intent whose outcome is not known yet.
    pub pending: Option<Pending>,
    /// What came of the last attempt.
    pub last: Option<Outcome>,
    /// The newest loosening, until strict has come back with every exit criterion met and another one begins.
    #[serde(default)]
    pub window: Option<Window>,
    /// The change of the live file by others that is on record and has not been undone since.
    #[serde(default)]
    pub changed: Option<Changed>,
    /// What the targets beside the posture file said to the last attempt.
    #[serde(default)]
    pub targets: Vec<TargetOutcome>,
    /// The newest entry in which a person answered for the clock that it was written by.
    #[serde(default)]
    pub clock: Option<Stamp>,
    /// What a person read back from a target that is out of reach here, until something is written from here.
    #[serde(default)]
    pub by_hand: Option<Name>,
}

/// From the first step away from strict to the way back, and what is known of its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The entry that confirmed the first step.
    pub opened: Stamp,
    /// The newest entry that confirmed a step or an extension: what was verified before it does not count.
    pub loosened: u64,
    /// The newest entry that brought strict back, once one did.
    pub restored: Option<Stamp>,
    /// Whether strict came back while exit criteria were open.
    pub unverified: bool,
    /// The criteria a person answered for, and the entry.
    pub attested: BTreeMap<Criterion, Stamp>,
}

/// A change of the live file by others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The entry that recorded it.
    pub stamp: Stamp,
    /// What the file is since.
    pub classified: Classified,
    /// Its digest, if it was readable.
    pub sha256: Option<String>,
}

/// A loosened posture: it always has a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The profile: compat or `static_restore`.
    pub profile: Name,
    /// The entry that confirmed it.
    pub since: Stamp,
    /// Why.
    pub because: Option<String>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// The incident it belongs to.
    pub incident: Option<String>,
    /// The intent's place in the ledger.
    pub intent: u64,
    /// What happens at its end.
    #[serde(default)]
    pub on_expiry: OnExpiry,
    /// How often it was extended.
    #[serde(default)]
    pub extended: u32,
    /// The entry that recorded that it has ended.
    #[serde(default)]
    pub expired: Option<Stamp>,
}

/// An intent and the entry that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// What is about to be written.
    pub intent: Intent,
    /// The entry.
    pub stamp: Stamp,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was there at founding.
    Found {
        /// What it was.
        classified: Classified,
        /// The entry.
        stamp: Stamp,
    },
    /// It took.
    Applied {
        /// The profile.
        to: Name,
        /// The intent's place in the ledger.
        intent: u64,
        /// Whether a recovery established it.
        recovered: bool,
        /// The entry.
        stamp: Stamp,
    },
    /// It did not take.
    Unconfirmed {
        /// The profile that was asked for.
        wanted: Name,
        /// The intent's place in the ledger.
        intent: u64,
        /// What was live instead.
        classified: Classified,
        /// Whether that was what had been live before.
        unchanged: bool,
        /// The entry.
        stamp: Stamp,
    },
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found { classified, stamp } => write!(f, "the live file was {classified} at #{}", stamp.seq),
            Self::Applied { to, intent, .. } => write!(f, "{to} was applied at #{intent}: 8/8 fields read back"),
            Self::Unconfirmed { wanted, intent, classified, .. } if classified.name() == Some(*wanted) => {
                write!(f, "{wanted} is live since #{intent}, and not every target followed")
            }
            Self::Unconfirmed { wanted, intent, classified, unchanged, .. } => {
                let still = if *unchanged { "still " } else { "now " };
                write!(f, "apply of {wanted} at #{intent} did not take: the live file is {still}{classified}")
            }
        }
    }
}

impl State {
    /// The profile in force by the ledger; `None` when that is unclear.
    pub fn in_force(&self) -> Option<Name> {
        match (&self.current, &self.strict_since) {
            (Some(current), _) => Some(current.profile),
            (None, Some(_)) => Some(Name::Strict),
            (None, None) => None,
        }
    }

    /// The entry since which the profile in force is.
    pub fn since(&self) -> Option<&Stamp> {
        self.current.as_ref().map(|current| &current.since).or(self.strict_since.as_ref())
    }

    /// What is live: as read here, or where that cannot be, as a person last read it.
    pub fn seen(&self, live: &ReadBack) -> Classified {
        match (live.classify(), self.by_hand) {
            (Classified::Unreadable, Some(name)) => name.into(),
            (seen, _) => seen,
        }
    }

    fn unclear(&mut self) {
        self.current = None;
        self.strict_since = None;
    }
}

/// Folds one entry into the state. An outcome of another intent than the pending one changes nothing.
pub fn apply(state: &mut State, event: &Event, stamp: &Stamp) {
    let stamp = stamp.clone();
    match event {
        Event::Found(found) => {
            state.unclear();
            if found.classified == Classified::Strict {
                state.strict_since = Some(stamp.clone());
            }
            state.last = Some(Outcome::Found { classified: found.classified, stamp });
        }
        Event::Intent(intent) => state.pending = Some(Pending { intent: intent.clone(), stamp }),
        Event::Applied(applied) => {
            let Some(pending) = state.pending.take_if(|pending| pending.stamp.seq == applied.intent) else { return };
            state.changed = None;
            state.by_hand = applied.by_hand.then_some(applied.to);
            state.targets.clone_from(&applied.targets);
            state.granted(pending.intent, applied.intent, &stamp);
            let Applied { to, intent, recovered, .. } = *applied;
            state.last = Some(Outcome::Applied { to, intent, recovered, stamp });
        }
        Event::Unconfirmed(unconfirmed) => {
            let Some(pending) = state.pending.take_if(|pending| pending.stamp.seq == unconfirmed.intent) else {
                return;
            };
            state.by_hand = None;
            let took = unconfirmed.classified.name() == Some(unconfirmed.wanted);
            // Where the intent took over from another without an outcome, "unchanged" may mean that the other took.
            if !took && (!unconfirmed.unchanged || pending.intent.supersedes.is_some()) {
                state.unclear();
            }
            // The file itself took, and what fell behind is another target: the grant has its clock all the same.
            if took {
                state.changed = None;
                state.granted(pending.intent, unconfirmed.intent, &stamp);
            }
            state.targets.clone_from(&unconfirmed.targets);
            let Unconfirmed { wanted, intent, classified, unchanged, .. } = *unconfirmed;
            state.last = Some(Outcome::Unconfirmed { wanted, intent, classified, unchanged, stamp });
        }
        Event::Expired(_) => {
            if let Some(current) = &mut state.current {
                current.expired = Some(stamp);
            }
        }
        Event::RevertedUnverified(_) => {
            if let Some(window) = &mut state.window {
                window.unverified = true;
            }
        }
        Event::LiveChanged(changed) => {
            let as_granted = changed.classified.name() == Some(changed.granted);
            let (classified, sha256) = (changed.classified, changed.sha256.clone());
            state.changed = (!as_granted).then_some(Changed { stamp, classified, sha256 });
        }
        Event::ClockConfirmed(_) => {
            // An override that was granted later than it is now is counted from now on.
            if let Some(current) = state.current.as_mut().filter(|current| current.since.at > stamp.at) {
                current.expires_at -= current.since.at - stamp.at;
            }
            state.clock = Some(stamp);
        }
        Event::Vouched(vouched) => {
            if let Some(target) = state.targets.iter_mut().find(|target| target.name == vouched.target) {
                target.ok = true;
                target.said = format!("{} answers for it (#{})", stamp.by, stamp.seq);
            }
        }
        Event::Attested(attested) => {
            if let Some(window) = &mut state.window {
                window.attested.insert(attested.criterion, stamp);
            }
        }
    }
}

impl State {
    /// What an intent that took makes of the grants.
    fn granted(&mut self, intent: Intent, seq: u64, stamp: &Stamp) {
        if intent.to == Name::Strict {
            self.unclear();
            self.strict_since = Some(stamp.clone());
            if let Some(window) = &mut self.window {
                window.restored = Some(stamp.clone());
            }
            return;
        }
        // A loosened posture without an end is not a grant that anyone could have made.
        let Some(expires_at) = intent.expires_at else { return self.unclear() };
        let same = self.current.take().filter(|current| intent.grant == Some(current.intent));
        let current = match same {
            Some(current) if current.expires_at == expires_at => current,
            Some(current) => {
                self.loosened(stamp);
                Override { expires_at, extended: current.extended + 1, expired: None, ..current }
            }
            None => {
                self.loosened(stamp);
                Override {
                    profile: intent.to,
                    since: stamp.clone(),
                    because: intent.because,
                    expires_at,
                    incident: intent.incident,
                    intent: seq,
                    on_expiry: intent.on_expiry,
                    extended: 0,
                    expired: None,
                }
            }
        };
        self.unclear();
        self.current = Some(current);
    }

    /// A step away from strict, or more time away from it: what was attested or verified before does not count.
    fn loosened(&mut self, stamp: &Stamp) {
        let open = self.window.take().filter(|window| window.restored.is_none());
        let opened = open.map_or_else(|| stamp.clone(), |window| window.opened);
        let (loosened, attested) = (stamp.seq, BTreeMap::new());
        self.window = Some(Window { opened, loosened, restored: None, unverified: false, attested });
    }
}
