//! Runtime posture: the eight toggles, the three profiles, what is live, and the overrides that have a clock.
//!
//! Lives here: the strict reader, invariants, classification, difference, the rules of applying and settling, the
//! escalation ladder (seed 000). May not: write or read a file, know a clock, or know what an incident is beyond its id;
//! that `static_restore` needs an open incident is a rule between domains.

mod checks;
mod command;
mod decide;
mod event;
pub mod flagd;
mod grant;
mod holds;
mod ladder;
mod live;
mod profiles;
mod reader;
mod state;
mod toggles;

pub use checks::{Check, checks};
pub use command::{Ask, Command};
pub use decide::{Effect, decide, plan};
pub use event::{Applied, Event, Found, Intent, Unconfirmed};
pub use grant::{Limit, Limits, Remaining, remaining, span};
pub use holds::holds;
pub use ladder::ladder;
pub use live::{Classified, FieldDiff, ReadBack, diff, diff_live};
pub use profiles::{Name, Profiles};
pub use reader::ProfileError;
pub use state::{Outcome, Override, Pending, State, apply};
pub use toggles::{FallbackMode, FallbackPolicy, ProvisioningMode, ReasonCode, Toggles, Value};

#[cfg(test)]
mod tests;
