//! What the ledger keeps of verifications: that one began, what came of it, who took over other totals.

mod command;
mod decide;
mod event;
mod state;

pub use command::{Ask, Command, RunSeen};
pub use decide::{Effect, decide, gate_of, plan};
pub use event::{Acknowledged, Event, Ran, Started};
pub use state::{Open, Record, State, apply};

#[cfg(test)]
mod tests;
