//! Incidents: declared with an owner, a start and a reason, noted on while they last, handed over, closed with an end,
//! and told afterwards.
//!
//! Lives here: the record that an emergency posture leans on (seed 000, *Operational guardrails*), and the postmortem as
//! a pure rendering. May not: know a posture or a clock; that closing needs strict by read-back is a rule between
//! domains.

mod apply;
mod command;
mod decide;
mod drill;
mod effect;
mod event;
mod file;
pub mod markdown;
mod metrics;
mod postmortem;
mod ready;
mod report;
mod role;
mod state;
mod told;

pub use apply::apply;
pub use command::{Ask, Change, Command};
pub use decide::decide;
pub use drill::{Drill, Drilled};
pub use effect::{Effect, objects, pending, plan};
pub use event::{
    Accepted, Action, Amended, Attached, Closing, Declared, Event, Noted, Offered, ReportLost, ReportWritten, Reported,
    RoleAssigned, Withdrawn,
};
pub use file::{FileSeen, FileWrite, Head, report_paths};
pub use metrics::{Metrics, PostureSpan, Stay, Window, measure};
pub use postmortem::{ActionItem, FORMAT, Facts, Moment, Postmortem, Verification};
pub use ready::ready_for_restore;
pub use report::span;
pub use role::{Role, Tenure};
pub use state::{Amendment, Attachment, Closed, Handoff, Incident, Note, Report, Severity, State};

#[cfg(test)]
mod tests;
