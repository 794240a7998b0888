//! The engine: which offers meet a requirement, in what order, and what accepting one does (seed 003).
//!
//! Lives here: [`Graph`] (the world as it stands), the provisioners, discovery, quotes, selection, the reports.
//! May not: know commands, events or the ledger. The order of offers is `hold::rank` and nothing else.

mod compare;
mod deed;
mod discovery;
mod graph;
mod matches;
mod offers;
mod over;
mod provisioner;
mod questions;
mod quote;
mod report;
mod resolve;
mod select;
mod survey;
mod whatif;

pub use compare::{Comparison, Criterion, compare};
pub use deed::Deed;
pub use discovery::{Seat, provisioner_ids, seats};
pub use graph::Graph;
pub use matches::Matches;
pub use offers::offers;
pub use provisioner::{Affordance, Need, Provisioner};
pub use questions::questions;
pub use quote::Quote;
pub use report::{
    AffordanceReport, Attempt, BindingReport, Claim, OfferReport, OffersReport, Outcome, ProviderReport, Reason,
    Receipt, RequirementReport, ResolveReport, Status,
};
pub use resolve::resolve;
pub use survey::{Survey, Surveyed, survey};
pub use whatif::{Change, Consequences, Elsewhere, Standing, consequences};

pub(crate) use graph::Bound;
pub(crate) use offers::{affordances, stand};
pub(crate) use resolve::run;
pub(crate) use select::{Leaders, blocking, frontier, requiring};
