//! Bundles: which instructions and skills a deploy request gets, under the posture that it is asked under (seed 000,
//! *Ownership Model*, *Toggle Matrix*, *Developer Request-Shape Notes*).
//!
//! Lives here: the registry of bundles, both request shapes, the policy rules, the provisioners that a posture switches on
//! and off, what they come to ([`resolve`]), and what the ledger keeps of a resolution. May not: read a file (facts of
//! files are handed in, links resolved), know the posture that is live, or look at a clock.
//!
//! A bundle id is a requirement of the provisioner engine; see [`crate::provision`].

mod check;
mod decide;
mod effective;
mod event;
mod file;
mod holds;
mod json;
mod offers;
mod policy;
mod registry;
mod report;
mod request;
mod resolve;
mod scope;
mod source;
mod state;
mod trial;
mod wanted;

pub use check::{Case, CaseResult, Expected, FileResult, Got, Scenario, Summary, judge, scenario};
pub use decide::{Ask, Command, decide};
pub use effective::{Effective, effective, sample};
pub use event::{BundleRef, Event, FileRef, Resolved};
pub use file::FileFact;
pub use policy::{Label, Mode};
pub use registry::{Finding, Item, Kind, Registry, Rule};
pub use report::{Blocked, Chosen, Loaded, Refusal, Report, Switch, Wanted};
pub use request::{Action, Request, RequestError, schema};
pub use resolve::resolve;
pub use scope::Scope;
pub use source::Source;
pub use state::{Record, State, apply};
pub use trial::{Trial, trials};

#[cfg(test)]
mod tests;
