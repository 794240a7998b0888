//! The fold over the posture's entries: what is in force, what is pending, what came of the last attempt.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Applied, Classified, Event, Intent, Name, Unconfirmed};
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
            state.unclear();
            match pending.intent.expires_at {
                Some(expires_at) if pending.intent.to != Name::Strict => {
                    state.current = Some(Override {
                        profile: pending.intent.to,
                        since: stamp.clone(),
                        because: pending.intent.because,
                        expires_at,
                        incident: pending.intent.incident,
                        intent: applied.intent,
                    });
                }
                _ if pending.intent.to == Name::Strict => state.strict_since = Some(stamp.clone()),
                // A loosened posture without an end is not a grant that anyone could have made.
                _ => {}
            }
            let Applied { to, intent, recovered, .. } = *applied;
            state.last = Some(Outcome::Applied { to, intent, recovered, stamp });
        }
        Event::Unconfirmed(unconfirmed) => {
            let Some(pending) = state.pending.take_if(|pending| pending.stamp.seq == unconfirmed.intent) else {
                return;
            };
            // Where the intent took over from another without an outcome, "unchanged" may mean that the other took.
            if !unconfirmed.unchanged || pending.intent.supersedes.is_some() {
                state.unclear();
            }
            let Unconfirmed { wanted, intent, classified, unchanged, .. } = *unconfirmed;
            state.last = Some(Outcome::Unconfirmed { wanted, intent, classified, unchanged, stamp });
        }
    }
}
