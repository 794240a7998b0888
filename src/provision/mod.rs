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
    apply, decide, holds, overlay, plan,
};
pub use engine::{
    Affordance, AffordanceReport, Attempt, BindingReport, Claim, Deed, Graph, Need, OfferReport, OffersReport, Outcome,
    ProviderReport, Provisioner, Reason, Receipt, RequirementReport, ResolveReport, Status, offers, provisioner_ids,
    resolve,
};

#[cfg(test)]
mod tests;
