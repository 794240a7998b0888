//! The world as its file says it: nodes, edges, provisioners. The file is never written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::answers::Answers;
use super::build::{Crew, Graphed};
use super::index::Index;
use super::{Requirement, Template, Word, WorldError};
use crate::hold::Layer;
use crate::provision::Provisioner;

/// A thing in the world; only a node satisfies a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Unique in the world.
    pub id: Word,
    /// A name, shared by as many nodes as like.
    pub label: Word,
    /// Free words, each once.
    pub tags: Box<[Word]>,
    /// Free facts.
    pub attrs: BTreeMap<String, Value>,
    /// The node that it lies within.
    pub parent: Option<Word>,
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
    Template(BTreeMap<String, Arc<Template>>),
    /// Offers to change a node that matches.
    Updating,
    /// Offers to copy a node and change the copy.
    Cloning,
    /// Offers affordances of its node.
    Affordance(Vec<Proposal>),
    /// Asks a program. The engine runs none: whoever looks at the world asks it, and hands its [`Answers`] in.
    Command {
        /// The program and its arguments.
        argv: Vec<String>,
        /// How long it may take, as written (`500ms`, `5s`, `1m`); a minute at most.
        timeout: Option<String>,
    },
}

impl Craft {
    /// The type, as a world file writes it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Graph => "graph",
            Self::Template(_) => "template",
            Self::Updating => "updating",
            Self::Cloning => "cloning",
            Self::Affordance(_) => "affordance",
            Self::Command { .. } => "command",
        }
    }
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

/// How long a command may take that does not say, and the longest it may say: 5 s and 60 s.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(1));

impl Declared {
    /// How long a command may take.
    pub fn patience(&self) -> Duration {
        let Craft::Command { timeout: Some(text), .. } = &self.craft else { return PATIENCE.0 };
        patience(text).unwrap_or(PATIENCE.0)
    }
}

/// A time limit such as `500ms`, `5s` or `1m`, from one millisecond to a minute.
pub(super) fn patience(text: &str) -> Option<Duration> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => return None,
    };
    let whole = Duration::from_millis(number.parse::<u64>().ok()?.checked_mul(millis)?);
    (!whole.is_zero() && whole <= PATIENCE.1).then_some(whole)
}

/// Something worth saying about a world that is no error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where, as in `edges[3].requirement.template_ref`.
    pub path: String,
    /// What was found, and what it means.
    pub message: String,
}

/// A world, as read from its file. What is large in it is shared, so that a copy costs next to nothing.
#[derive(Debug, Clone)]
pub struct World {
    /// Its name.
    pub name: String,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    /// Where the story stands.
    pub cursor: Option<String>,
    /// The application's own provisioners, in order of registration.
    pub registered: Vec<Arc<dyn Provisioner>>,
    /// Ids of provisioners that are switched off, defaults included.
    pub off: BTreeSet<String>,
    /// What is worth saying about the file.
    pub findings: Arc<[Finding]>,
    /// What is wrong with parts of the file, by [`salvage`](super::salvage); those parts are left out or offered nothing.
    pub faults: Arc<[WorldError]>,
    pub(super) nodes: Arc<(Vec<Node>, Index)>,
    pub(super) graphed: Arc<Graphed>,
    pub(super) crew: Arc<Crew>,
    pub(super) answers: Option<Arc<Answers>>,
}

impl World {
    /// The nodes, in the file's order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes.0
    }

    /// The edges, in the file's order.
    pub fn edges(&self) -> &[Edge] {
        &self.graphed.edges
    }

    /// The declared provisioners, in the file's order.
    pub fn provisioners(&self) -> &[Declared] {
        &self.crew.provisioners
    }

    /// The edge with this id.
    pub fn edge(&self, id: &str) -> Option<&Edge> {
        self.edge_place(id).map(|place| &self.graphed.edges[place])
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.1.id(&self.nodes.0, id).map(|place| &self.nodes.0[place as usize])
    }

    /// Adds one of the application's provisioners, after those that are registered already.
    pub fn register(&mut self, provisioner: Arc<dyn Provisioner>) {
        self.registered.push(provisioner);
    }

    /// The same world in which an edge asks for something else, to see what would be offered then; `None` when the edge
    /// asks for nothing. It has another digest, so that nothing is accepted against it by mistake.
    #[must_use]
    pub fn asking(&self, edge: &str, requirement: Requirement) -> Option<Self> {
        let place = self.edge_place(edge)?;
        let mut edges = self.graphed.edges.clone();
        match &mut edges[place].link {
            Link::Dependency { requirement: asked, .. } | Link::Affordance { requirement: asked, .. } => {
                *asked = requirement;
            }
            Link::Choice { .. } => return None,
        }
        let sha256 = format!("{}*", self.sha256.trim_end_matches('*'));
        Some(Self { sha256, graphed: Arc::new(Graphed::new(edges)), ..self.clone() })
    }

    /// The same world with what its command provisioners said.
    #[must_use]
    pub fn answered(&self, answers: Arc<Answers>) -> Self {
        Self { answers: Some(answers), ..self.clone() }
    }

    /// What its command provisioners said, if they were asked.
    pub fn answers(&self) -> Option<&Arc<Answers>> {
        self.answers.as_ref()
    }

    pub(crate) fn index(&self) -> &Index {
        &self.nodes.1
    }

    pub(crate) fn edge_place(&self, id: &str) -> Option<usize> {
        self.graphed.ids.get(id).map(|place| *place as usize)
    }

    /// Places of the edges that have a requirement, in declared order.
    pub(crate) fn requiring(&self) -> &[usize] {
        &self.graphed.requiring
    }

    pub(crate) fn crew(&self) -> &Crew {
        &self.crew
    }
}
