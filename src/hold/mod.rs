//! The ground: the vocabulary of every *no* and every *way past* it.
//!
//! Lives here: [`Hold`], [`Offer`], operations and their cost, layers, authority, and the one ordering of offers.
//! May not: know any domain, read a clock or a file, or decide anything but order and authority.
//!
//! A refusal anywhere in Wayhold is a `Vec<Hold<A>>`. There is no second type for unmet conditions, nor for fixes.

mod authority;
mod code;
pub mod digest;
mod offer;
mod presence;
pub mod text;

pub use authority::{Caller, Kind, Stamp, Who};
pub use code::Code;
pub use offer::{Layer, Offer, Operation, best, rank};
pub use presence::Presence;

use serde::Serialize;

/// One thing between a subject and its next step: a requirement that is not met (seed 003, *Requirements*).
///
/// `A` is what an offer does when it is taken: a command in the console, a deed in the provisioner engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hold<A> {
    /// What kind of hold this is; stable, for scripts. `docs/holds.md` explains each.
    pub code: Code,
    /// What is held: a phase, an item, `posture`, an incident id, an edge.
    pub subject: String,
    /// What is needed, one plain sentence without a final full stop.
    pub need: String,
    /// The ways past it, best first; empty when nothing here can help.
    pub ways: Vec<Offer<A>>,
}

impl<A> Hold<A> {
    /// A hold without ways past it yet.
    pub fn new(code: Code, subject: impl Into<String>, need: impl Into<String>) -> Self {
        Self { code, subject: subject.into(), need: need.into(), ways: Vec::new() }
    }

    /// Adds one way past, keeping the ways in [`rank`] order.
    #[must_use]
    pub fn way(mut self, offer: Offer<A>) -> Self {
        self.ways.push(offer);
        rank(&mut self.ways);
        self
    }

    /// The same hold with its actions translated, as when a domain's answer becomes the console's.
    pub fn map<B>(self, translate: &impl Fn(A) -> B) -> Hold<B> {
        Hold {
            code: self.code,
            subject: self.subject,
            need: self.need,
            ways: self.ways.into_iter().map(|offer| offer.map(translate)).collect(),
        }
    }
}

/// Translates every hold of a refusal; see [`Hold::map`].
pub fn map_all<A, B>(holds: Vec<Hold<A>>, translate: &impl Fn(A) -> B) -> Vec<Hold<B>> {
    holds.into_iter().map(|hold| hold.map(translate)).collect()
}

#[cfg(test)]
mod tests;
