//! The state, commands and events of accepted offers, and what a decision is told of the outside.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::hold::{Caller, Layer, Operation};
use crate::provision::world::{self, Template, World, WorldError};

/// What was accepted, by the path of the world's file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    /// One record a world; it counts only for the file with its digest.
    pub worlds: BTreeMap<String, Accepted>,
}

/// The accepted offers of one world file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Accepted {
    /// Digest of the file they were accepted against.
    pub sha256: String,
    /// Bound requirements, oldest first.
    pub bindings: Vec<Binding>,
    /// Accepted affordances that no edge asked for, oldest first.
    #[serde(default)]
    pub affordances: Vec<Granted>,
}

/// A requirement that was bound by accepting an offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    /// What was accepted.
    #[serde(flatten)]
    pub offer: OfferAccepted,
    /// The entry's place in the ledger.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// An affordance that was accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Granted {
    /// What was accepted.
    #[serde(flatten)]
    pub affordance: AffordanceAccepted,
    /// The entry's place in the ledger.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// What a person or program asks of a world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Accept one offer for a requirement.
    Accept {
        /// Path of the world's file.
        world: String,
        /// The edge that has the requirement.
        edge: String,
        /// What the offer would do.
        operation: Operation,
        /// The node it names; `None` for CREATE.
        provider: Option<String>,
        /// Whose offer; `None` is the best one that fits.
        provisioner: Option<String>,
        /// Digest of the file that the offer was made from; `None` takes the file as it is.
        sha256: Option<String>,
    },
    /// Accept one affordance for a node of the frontier.
    Afford {
        /// Path of the world's file.
        world: String,
        /// The node that would have it.
        destination: String,
        /// Its name in the destination's namespace.
        label: String,
        /// Whose offer; `None` is the one that holds the label.
        provisioner: Option<String>,
    },
    /// Accept the best offer of everything that is open, in order.
    AcceptBest {
        /// Path of the world's file.
        world: String,
    },
}

impl Command {
    /// Path of the world's file.
    pub fn world(&self) -> &str {
        match self {
            Self::Accept { world, .. } | Self::Afford { world, .. } | Self::AcceptBest { world } => world,
        }
    }
}

/// What was accepted for an edge; enough to make the same node again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfferAccepted {
    /// Path of the world's file.
    pub world: String,
    /// Digest of the file.
    pub sha256: String,
    /// The edge that was bound.
    pub edge: String,
    /// What was done.
    pub operation: Operation,
    /// The node that the offer named; none for CREATE.
    #[serde(default)]
    pub provider: Option<String>,
    /// The node that the edge is bound to; a new one for CLONE and CREATE.
    pub node: String,
    /// The edge's label.
    pub label: String,
    /// Whose offer it was.
    pub provisioner: String,
    /// Its price.
    pub cost: u16,
    /// How near its provisioner was.
    pub layer: Layer,
    /// What the node was made from or changed by.
    #[serde(default)]
    pub template: Option<Template>,
    /// Digest of what the provisioner wrote, when it is a program; those bytes are an object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// An affordance that was accepted for a node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AffordanceAccepted {
    /// Path of the world's file.
    pub world: String,
    /// Digest of the file.
    pub sha256: String,
    /// Its name in the destination's namespace.
    pub label: String,
    /// The node that provides it.
    pub source: String,
    /// The node that has it now.
    pub destination: String,
    /// Whose offer it was.
    pub provisioner: String,
    /// How near its provisioner was.
    pub layer: Layer,
}

/// What happened to a world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// An offer was accepted and its edge is bound.
    #[serde(rename = "offer.accepted")]
    OfferAccepted(OfferAccepted),
    /// An affordance was accepted and its label is in the destination's namespace.
    #[serde(rename = "affordance.accepted")]
    AffordanceAccepted(AffordanceAccepted),
}

/// Effects of this domain: there are none, since the world's file is never written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {}

/// A world's file as it was seen.
#[derive(Debug, Clone)]
pub enum SeenWorld {
    /// There is no such file.
    Absent,
    /// The file is no world.
    Broken {
        /// What is wrong with it, at least one.
        errors: Vec<WorldError>,
    },
    /// The file was read.
    Read {
        /// SHA-256 of its bytes, lower-case hex.
        sha256: String,
        /// What it says.
        world: Arc<World>,
    },
}

impl SeenWorld {
    /// Reads a file's text. What is wrong with parts of it is in the world's faults.
    pub fn read(text: &str) -> Self {
        match world::salvage(text) {
            Ok(world) => Self::Read { sha256: world.sha256.clone(), world: Arc::new(world) },
            Err(errors) => Self::Broken { errors },
        }
    }
}

/// What a decision is told of the outside.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The time of asking.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub caller: &'a Caller,
    /// The worlds that were looked at, by path.
    pub worlds: &'a BTreeMap<String, SeenWorld>,
}
