//! The engine: which offers meet a requirement, in what order, and what accepting one does (seed 003).
//!
//! Lives here: [`Graph`] (the world as it stands), the provisioners, discovery, quotes, selection, the reports.
//! May not: know commands, events or the ledger. The order of offers is `hold::rank` and nothing else.

mod deed;
mod discovery;
mod graph;
mod index;
mod offers;
mod provisioner;
mod quote;
mod report;
mod resolve;
mod select;

pub use deed::Deed;
pub use discovery::provisioner_ids;
pub use graph::Graph;
pub use offers::offers;
pub use provisioner::{Affordance, Need, Provisioner};
pub use report::{
    AffordanceReport, Attempt, BindingReport, Claim, OfferReport, OffersReport, Outcome, ProviderReport, Reason,
    Receipt, RequirementReport, ResolveReport, Status,
};
pub use resolve::resolve;

pub(crate) use graph::Bound;
pub(crate) use offers::{affordances, stand};
pub(crate) use resolve::run;
pub(crate) use select::{Leaders, blocking, frontier, requiring};
