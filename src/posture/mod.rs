//! Runtime posture: the eight toggles, the three profiles, what is live, and the overrides that have a clock.
//!
//! Lives here: the strict reader, invariants, classification, difference, the rules of applying, extending and settling,
//! the targets and what they are told, the exit criteria, the escalation ladder (seed 000). May not: write or read a file, know a clock, or know what an incident is beyond its id;
//! that `static_restore` needs an open incident is a rule between domains.

mod checks;
mod command;
mod criteria;
mod decide;
mod event;
pub mod flagd;
mod grant;
mod holds;
mod ladder;
mod live;
mod notice;
mod profiles;
mod reader;
mod state;
mod targets;
mod toggles;

pub use checks::{Check, checks};
pub use command::{Ask, Command};
pub use criteria::{Criterion, Gate, GateRun, Standing, criteria, open_words, unmet, unverified};
pub use decide::{Effect, decide, plan};
pub use event::{
    Applied, Attested, ClockConfirmed, Event, Expired, Found, Intent, LiveChanged, RevertedUnverified, Target,
    TargetOutcome, Unconfirmed, Vouched,
};
pub use grant::{
    Limit, Limits, Longer, OnExpiry, Remaining, is_behind, is_leap, latest, leap, moment, remaining, roughly, span,
};
pub use holds::{exit_holds, holds};
pub use ladder::ladder;
pub use live::{Classified, FieldDiff, ReadBack, diff, diff_live};
pub use profiles::{Name, Profiles};
pub use reader::ProfileError;
pub use state::{Changed, Outcome, Override, Pending, State, Window, apply};
pub use targets::{FLAGD, HOOK, Setup, TargetSeen};
pub use toggles::{FallbackMode, FallbackPolicy, ProvisioningMode, ReasonCode, Toggles, Value};

#[cfg(test)]
mod tests;
