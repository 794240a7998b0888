//! Small answers that every face needs: what a command and an event are about, and how a standing is spelled.

use super::{Command, Event, Status};

impl Command {
    /// The edge, or the affordance; the whole world for the best of all.
    pub fn subject(&self) -> String {
        match self {
            Self::Accept { world, edge, .. } => edge_subject(world, edge),
            Self::Afford { world, destination, label, .. } => affordance_subject(world, destination, label),
            Self::AcceptBest { world } => format!("world {world}"),
        }
    }
}

impl Event {
    /// The edge, or the affordance.
    pub fn subject(&self) -> String {
        match self {
            Self::OfferAccepted(accepted) => edge_subject(&accepted.world, &accepted.edge),
            Self::AffordanceAccepted(accepted) => {
                affordance_subject(&accepted.world, &accepted.destination, &accepted.label)
            }
        }
    }
}

fn edge_subject(world: &str, edge: &str) -> String {
    format!("requirement {edge} of {world}")
}

fn affordance_subject(world: &str, destination: &str, label: &str) -> String {
    format!("affordance {label} of {destination} in {world}")
}

impl Status {
    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Bound => "bound",
            Self::Shadowed => "shadowed",
            Self::Unresolved => "unresolved",
            Self::Waived => "waived",
        }
    }
}
