//! The four exit criteria: what has to hold before a loosened posture counts as over (seed 000, *Exit criteria*).

use serde::{Deserialize, Serialize};

use super::checks::{PROVISIONER, hold};
use super::{Ask, Classified, Command, State};
use crate::hold::{Code, Hold, Offer, Operation, Stamp, Who};

/// One exit criterion, in the order of the seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// What made the loosening necessary is over; a person attests it.
    Resolved,
    /// The verification gate passes; its newest run says so, or a person where no gate is configured.
    Verified,
    /// The eight toggles read back as strict.
    Restored,
    /// Nothing needs what strict switches off; a person attests it.
    NoNeed,
}

impl Criterion {
    /// The four, in order.
    pub const ALL: [Self; 4] = [Self::Resolved, Self::Verified, Self::Restored, Self::NoNeed];

    /// Its number, 1 to 4.
    pub const fn number(self) -> u8 {
        match self {
            Self::Resolved => 1,
            Self::Verified => 2,
            Self::Restored => 3,
            Self::NoNeed => 4,
        }
    }

    /// The one with this number.
    pub fn of(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|criterion| criterion.number() == number)
    }

    /// What it says, for a person.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Resolved => "what made it necessary is over",
            Self::Verified => "the gate passes with the recorded totals",
            Self::Restored => "the eight toggles read back as strict",
            Self::NoNeed => "nothing needs what strict switches off",
        }
    }

    /// What it is about, in a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resolved => "the cause",
            Self::Verified => "the gate",
            Self::Restored => "strict",
            Self::NoNeed => "the need",
        }
    }

    /// Whether a person says so; the others are found out.
    pub const fn is_attested(self, gate: &Gate<'_>) -> bool {
        match self {
            Self::Resolved | Self::NoNeed => true,
            Self::Verified => gate.name.is_none(),
            Self::Restored => false,
        }
    }
}

/// The verification gate as it stands, from outside this room.
#[derive(Debug, Clone, Default)]
pub struct Gate<'a> {
    /// Its name; `None` where none is configured.
    pub name: Option<&'a str>,
    /// Its newest run that has ended.
    pub last: Option<GateRun<'a>>,
}

impl Gate<'_> {
    /// Whether its newest run counts as passed.
    pub fn passed(&self) -> bool {
        self.last.as_ref().is_some_and(|run| run.passed)
    }

    /// The criteria that a person says are met, in order.
    pub fn attested(&self) -> Vec<Criterion> {
        Criterion::ALL.into_iter().filter(|criterion| criterion.is_attested(self)).collect()
    }
}

/// A run of the gate that has ended.
#[derive(Debug, Clone)]
pub struct GateRun<'a> {
    /// The entry that recorded its end.
    pub stamp: &'a Stamp,
    /// Whether it counts as passed.
    pub passed: bool,
    /// What came of it, for a person.
    pub said: String,
}

/// One criterion as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub criterion: Criterion,
    /// Whether it is met.
    pub met: bool,
    /// Why, or what is missing, for a person.
    pub because: String,
}

/// That criteria are open, as the end of a sentence: `criterion 2, the gate, is open`.
pub fn open_words(open: &[Criterion]) -> String {
    let named = |one: &Criterion| format!("{} ({})", one.number(), one.name());
    match open {
        [] => "every criterion is met".to_owned(),
        [one] => format!("criterion {}, {}, is open", one.number(), one.name()),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(named).collect();
            format!("criteria {} and {} are open", most.join(", "), named(last))
        }
    }
}

/// How the four stand for the newest loosening; empty when there was none since strict was last at rest.
pub fn criteria(state: &State, ask: &Ask<'_>) -> Vec<Standing> {
    let Some(window) = &state.window else { return Vec::new() };
    let standing = |criterion: Criterion| {
        let (met, because) = match criterion {
            Criterion::Restored => {
                let live = state.seen(ask.live);
                let met = live == Classified::Strict && state.strict_since.is_some();
                (met, format!("the live file reads {live}"))
            }
            Criterion::Verified if ask.gate.name.is_some() => match &ask.gate.last {
                Some(run) if run.stamp.seq > window.loosened => {
                    (run.passed, format!("#{}: {}", run.stamp.seq, run.said))
                }
                Some(_) => (false, "it has not run since the posture was loosened".to_owned()),
                None => (false, "it has not run yet".to_owned()),
            },
            attested => match window.attested.get(&attested) {
                Some(stamp) => (true, format!("{} attested it at #{}", stamp.by, stamp.seq)),
                None => (false, "nobody has attested it yet".to_owned()),
            },
        };
        Standing { criterion, met, because }
    };
    Criterion::ALL.into_iter().map(standing).collect()
}

/// The criteria that are not met, apart from [`Criterion::Restored`], which the live file answers for itself.
pub fn unmet(state: &State, ask: &Ask<'_>) -> Vec<Criterion> {
    let open = criteria(state, ask).into_iter().filter(|standing| !standing.met);
    open.map(|standing| standing.criterion).filter(|criterion| *criterion != Criterion::Restored).collect()
}

/// The criteria that are open although strict is back, where it came back too early.
pub fn unverified(state: &State, ask: &Ask<'_>) -> Vec<Criterion> {
    let early = state.window.as_ref().is_some_and(|window| window.unverified && window.restored.is_some());
    if early { unmet(state, ask) } else { Vec::new() }
}

/// A hold for each criterion that is not met, apart from [`Criterion::Restored`].
pub(super) fn holds(state: &State, ask: &Ask<'_>) -> Vec<Hold<Command>> {
    let open = criteria(state, ask).into_iter().filter(|standing| !standing.met);
    open.filter(|standing| standing.criterion != Criterion::Restored)
        .map(|standing| {
            let Standing { criterion, because, .. } = standing;
            let need = format!("exit criterion {}: {}; {because}", criterion.number(), criterion.text());
            if criterion.is_attested(&ask.gate) {
                let text = format!("attest criterion {}", criterion.number());
                let action = Command::Attest { criterion, note: None };
                let way = Offer::take(Operation::Existing, PROVISIONER, text, action).by(Who::Human);
                return hold(Code::NotAttested, need).way(way);
            }
            // Running it is no act of the posture's; whoever joins the rooms adds the way.
            hold(Code::NotVerified, need)
        })
        .collect()
}
