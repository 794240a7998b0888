//! The provisioner engine: worlds, requirements, offers, selection, receipts (seed 003).
//!
//! Lives here: [`world`] (files and their types), the engine that makes and ranks offers, the reports of [`offers`] and
//! [`resolve`], and the domain that records what was accepted. May not: read a file, run a program, look at a clock.

mod domain;
mod engine;
mod glance;
pub mod world;

pub use domain::{
    Accepted, AffordanceAccepted, Ask, Binding, Command, Effect, Event, Granted, OfferAccepted, SeenWorld, State,
    apply, decide, holds, objects, overlay, plan,
};
pub use engine::{
    Affordance, AffordanceReport, Attempt, BindingReport, Change, Claim, Comparison, Consequences, Criterion, Deed,
    Elsewhere, Graph, Matches, Need, OfferReport, OffersReport, Outcome, ProviderReport, Provisioner, Quote, Reason,
    Receipt, RequirementReport, ResolveReport, Seat, Standing, Status, Survey, Surveyed, compare, consequences, offers,
    provisioner_ids, questions, resolve, seats, survey,
};

#[cfg(test)]
mod tests;
