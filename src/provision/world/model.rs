//! The world as its file says it: nodes, edges, provisioners. The file is never written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::{Requirement, Template};
use crate::hold::Layer;
use crate::provision::Provisioner;

/// A thing in the world; only a node satisfies a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Unique in the world.
    pub id: String,
    /// A name, shared by as many nodes as like.
    pub label: String,
    /// Free words.
    pub tags: Vec<String>,
    /// Free facts.
    pub attrs: BTreeMap<String, Value>,
    /// The node that it lies within.
    pub parent: Option<String>,
}

/// What an edge joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// `source` needs a destination.
    Dependency {
        /// The node that needs it.
        source: String,
        /// The node that the file already names; `None` is open.
        destination: Option<String>,
        /// What is needed.
        requirement: Requirement,
    },
    /// `destination` would like a source, which enters its namespace under the edge's label.
    Affordance {
        /// The node that the file already names; `None` is open.
        source: Option<String>,
        /// The node that would like it.
        destination: String,
        /// What is needed.
        requirement: Requirement,
    },
    /// A step that can be taken from `source`; the cursor's choices are its frontier.
    Choice {
        /// Where the step starts.
        source: String,
        /// Where it leads.
        destination: String,
    },
}

/// An edge of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Unique among the edges.
    pub id: String,
    /// A name; dependencies of one source that share it are alternatives.
    pub label: String,
    /// What it joins.
    pub link: Link,
}

impl Edge {
    /// The requirement, unless this is a choice.
    pub fn requirement(&self) -> Option<&Requirement> {
        match &self.link {
            Link::Dependency { requirement, .. } | Link::Affordance { requirement, .. } => Some(requirement),
            Link::Choice { .. } => None,
        }
    }

    /// The node that the edge hangs on: the source of a dependency or choice, the destination of an affordance.
    pub fn anchor(&self) -> &str {
        match &self.link {
            Link::Dependency { source, .. } | Link::Choice { source, .. } => source,
            Link::Affordance { destination, .. } => destination,
        }
    }

    /// Whether it is an affordance.
    pub fn is_affordance(&self) -> bool {
        matches!(self.link, Link::Affordance { .. })
    }

    /// The slot it would fill: whether an affordance's, on which node, under which label. One node fills it, so edges
    /// that share a slot are alternatives. A choice fills none.
    pub fn slot(&self) -> Option<(bool, &str, &str)> {
        self.requirement().map(|_| (self.is_affordance(), self.anchor(), self.label.as_str()))
    }

    /// The node at the other end, where the file names it.
    pub fn given(&self) -> Option<&str> {
        match &self.link {
            Link::Dependency { destination, .. } => destination.as_deref(),
            Link::Affordance { source, .. } => source.as_deref(),
            Link::Choice { destination, .. } => Some(destination),
        }
    }
}

/// One affordance that an affordance provisioner proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The name it takes in the destination's namespace.
    pub label: String,
    /// Tags that the provisioner's own node must all have.
    pub requires_tags: Vec<String>,
    /// Tags of which the destination must have any; none asks for nothing.
    pub target_tags: Vec<String>,
}

/// What a declared provisioner does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Craft {
    /// Offers nodes that are there.
    Graph,
    /// Offers to create from a template; its registry, by name.
    Template(BTreeMap<String, Template>),
    /// Offers to change a node that matches.
    Updating,
    /// Offers to copy a node and change the copy.
    Cloning,
    /// Offers affordances of its node.
    Affordance(Vec<Proposal>),
    /// Asks a program. It is read and checked, and offers nothing: the engine runs no program.
    Command {
        /// The program and its arguments.
        argv: Vec<String>,
        /// How long it may take, as written (`5s`).
        timeout: Option<String>,
    },
}

/// A provisioner as declared in the world file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Unique among the provisioners.
    pub id: String,
    /// How near it is.
    pub layer: Layer,
    /// For an affordance provisioner the node that provides; for any other the node whose requirements, and those of
    /// what lies within it, it is asked for. `None` is asked for all.
    pub node: Option<String>,
    /// What it does.
    pub craft: Craft,
}

/// Something worth saying about a world that is no error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where, as in `edges[3].requirement.template_ref`.
    pub path: String,
    /// What was found, and what it means.
    pub message: String,
}

/// A world, as read from its file.
#[derive(Debug, Clone)]
pub struct World {
    /// Its name.
    pub name: String,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    /// Where the story stands.
    pub cursor: Option<String>,
    /// The nodes, in the file's order.
    pub nodes: Vec<Node>,
    /// The edges, in the file's order.
    pub edges: Vec<Edge>,
    /// The declared provisioners, in the file's order.
    pub provisioners: Vec<Declared>,
    /// The application's own provisioners, in order of registration.
    pub registered: Vec<Arc<dyn Provisioner>>,
    /// Ids of provisioners that are switched off, defaults included.
    pub off: BTreeSet<String>,
    /// What is worth saying about the file.
    pub findings: Vec<Finding>,
}

impl World {
    /// The edge with this id.
    pub fn edge(&self, id: &str) -> Option<&Edge> {
        self.edges.iter().find(|edge| edge.id == id)
    }

    /// Adds one of the application's provisioners, after those that are registered already.
    pub fn register(&mut self, provisioner: Arc<dyn Provisioner>) {
        self.registered.push(provisioner);
    }
}
