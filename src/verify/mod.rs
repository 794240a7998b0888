//! Verification gates: what a test run counted, what was recorded of a good one, and the verdict (seed 000,
//! *Verification Checklist*).
//!
//! Lives here: the formats of test runners and reading them ([`read`]), [`Counts`], the recorded [`Expectation`],
//! [`judge`] with its [`Verdict`], a gate as it is configured ([`Gate`]), and what the ledger keeps of its runs ([`State`]).
//! May not: run anything, or know an incident or a posture.
//!
//! When in doubt a gate fails: an output that could mean two things is [`Unreadable`], and never a pass.

mod counts;
mod expectation;
mod format;
mod gate;
mod judge;
mod read;
mod record;
mod unreadable;
mod verdict;

pub use counts::{Counts, MOST, Tally};
pub use expectation::{Expectation, Ratio};
pub use format::Format;
pub use gate::Gate;
pub use judge::judge;
pub use read::{Pattern, read};
pub use record::{
    Acknowledged, Ask, Command, Effect, Event, Open, Ran, Record, RunSeen, Started, State, apply, decide, gate_of, plan,
};
pub use unreadable::Unreadable;
pub use verdict::{Ended, Reason, Verdict, What};

#[cfg(test)]
mod tests;
