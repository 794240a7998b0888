//! The console's core: `State Command Event Effect Ctx` and the pure functions over them, composed from the domains.
//!
//! Lives here: the wrapping of each domain, and the rules *between* domains (`static_restore` needs an incident in
//! order; closing an incident needs strict by read-back, closing a phase what it needs of its world; nothing happens before the ledger is founded).
//! May not: hold a rule of a single domain, read a clock, touch a file, or know a face.

mod apply;
mod bundles;
mod command;
mod ctx;
mod decide;
mod effect;
mod event;
mod needs;
mod operators;
mod reseal;
mod state;
mod told;
mod why;

pub use apply::apply;
pub use command::Command;
pub use ctx::{Ctx, Founder, Observed, ObservedPosture};
pub use decide::{decide, not_founded, posture_checks};
pub use effect::{Effect, Pending, objects, pending, plan};
pub use event::{Event, LedgerEvent, Operator, UnknownEvent};
pub use needs::{Named, needs, wishes, world_of};
pub use operators::{AddOperator, Enrolled, not_enrolled};
pub use reseal::{Damaged, Mark, Resealed, reseal};
pub use state::{Founded, State};
pub use why::{Subject, ladder, why};

use crate::hold::Hold;

/// A refusal: every hold, each with its ways past.
pub type Holds = Vec<Hold<Command>>;

#[cfg(test)]
mod tests;
