//! Verification gates: what a test run counted, what was recorded of a good one, and the verdict (seed 000,
//! *Verification Checklist*).
//!
//! Lives here: the formats of test runners and reading them ([`read`]), [`Counts`], the recorded [`Expectation`],
//! [`judge`] with its [`Verdict`], and a gate as it is configured ([`Gate`]). May not: run anything, know a ledger, an
//! incident or a posture, or import any other room.
//!
//! When in doubt a gate fails: an output that could mean two things is [`Unreadable`], and never a pass.

mod counts;
mod expectation;
mod format;
mod gate;
mod judge;
mod read;
mod unreadable;
mod verdict;

pub use counts::{Counts, MOST, Tally};
pub use expectation::{Expectation, Ratio};
pub use format::Format;
pub use gate::Gate;
pub use judge::judge;
pub use read::{Pattern, read};
pub use unreadable::Unreadable;
pub use verdict::{Ended, Reason, Verdict, What};

#[cfg(test)]
mod tests;
