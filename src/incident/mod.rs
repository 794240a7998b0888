//! Incidents: declared with an owner, a start and a reason, noted on while they last, closed with an end.
//!
//! Lives here: the record that an emergency posture leans on (seed 000, *Operational guardrails*). May not: know a
//! posture or a clock; that closing needs strict by read-back is a rule between domains.

mod command;
mod decide;
mod event;
mod ready;
mod state;

pub use command::{Ask, Command};
pub use decide::decide;
pub use event::{Closing, Declared, Event, Noted};
pub use ready::ready_for_restore;
pub use state::{Closed, Incident, Note, Severity, State, apply};

#[cfg(test)]
mod tests;
