//! Alternatives, status and viability: what becomes of a requirement among those that share its label.
//!
//! Dependencies with one label on one source are alternatives, as only one has to be met. Affordances with one label
//! on one destination are too, as a namespace has room for one.

use std::collections::{BTreeMap, HashSet};

use super::Graph;
use super::quote::Quote;
use super::report::{Reason, RequirementReport, Status};
use crate::provision::world::limits::WINDOW;
use crate::provision::world::{Edge, Link, Policy, World};

/// What alternatives have in common beside their label: whether they are affordances, and their anchor.
type Side<'w> = (bool, &'w str);

fn side(edge: &Edge) -> Side<'_> {
    (edge.is_affordance(), edge.anchor())
}

/// Who meets the need of a group.
#[derive(Debug, Clone)]
struct Leader {
    /// The edge's place; `None` is a provisioner's affordance, which goes before every edge.
    edge: Option<usize>,
    name: String,
}

/// Which edge leads each group of alternatives, so far.
#[derive(Debug, Default)]
pub(crate) struct Leaders<'w>(BTreeMap<Side<'w>, BTreeMap<&'w str, Leader>>);

impl<'w> Leaders<'w> {
    /// The groups that are met as the world stands.
    pub(crate) fn of(graph: &Graph<'w>) -> Self {
        let mut leaders = Self::default();
        for place in requiring(graph) {
            let edge = graph.edge(place);
            if graph.far_end(place).is_some() {
                leaders.lead(graph, place);
            } else if edge.is_affordance()
                && let Some(holder) = graph.holder(edge.anchor(), &edge.label)
                && !holder.edge
            {
                let leader = Leader { edge: None, name: holder.by.clone() };
                leaders.0.entry(side(edge)).or_default().insert(&edge.label, leader);
            }
        }
        leaders
    }

    /// The edge meets the need of its group, unless another does already.
    pub(crate) fn lead(&mut self, graph: &Graph<'w>, place: usize) {
        let edge = graph.edge(place);
        let alike = self.0.entry(side(edge)).or_default();
        alike.entry(&edge.label).or_insert_with(|| Leader { edge: Some(place), name: edge.id.clone() });
    }

    fn leader(&self, edge: &'w Edge) -> Option<&Leader> {
        self.0.get(&side(edge))?.get(edge.label.as_str())
    }

    /// Whether the need that this edge shares is met.
    pub(crate) fn met(&self, edge: &'w Edge) -> bool {
        self.leader(edge).is_some()
    }

    /// Who has the label that an affordance would take.
    pub(crate) fn label(&self, destination: &'w str, label: &str) -> Option<&str> {
        self.0.get(&(true, destination))?.get(label).map(|leader| leader.name.as_str())
    }

    /// How an edge that has no node stands, given its offers. An earlier one without an offer stays what it is when a
    /// later one meets the need; every other one is shadowed then.
    pub(crate) fn judge(&self, graph: &Graph<'w>, place: usize, quote: &Quote<'_>) -> (Status, Reason, Option<String>) {
        let edge = graph.edge(place);
        let pick = quote.pick(0);
        if let Some(leader) = self.leader(edge)
            && (pick.is_some() || leader.edge.is_none_or(|lead| lead < place))
        {
            return (Status::Shadowed, Reason::ShadowedBy, Some(leader.name.clone()));
        }
        if pick.is_some() {
            return (Status::Open, Reason::BestCost, None);
        }
        if !quote.is_empty() {
            return (Status::Open, Reason::NeedsHuman, None);
        }
        let in_error = edge.requirement().is_some_and(|asked| asked.policy == Policy::NONE);
        (without(edge), if in_error { Reason::InError } else { Reason::NoOffers }, None)
    }
}

/// What an edge is that no offer could meet.
pub(crate) fn without(edge: &Edge) -> Status {
    if edge.requirement().is_some_and(|asked| asked.hard) { Status::Unresolved } else { Status::Waived }
}

/// The places of the edges that have a requirement, in declared order.
pub(crate) fn requiring<'w>(graph: &Graph<'w>) -> impl Iterator<Item = usize> + use<'w> {
    let world: &'w World = graph.world;
    world.requiring().iter().copied()
}

/// The edges that block their node: hard, and neither they nor an alternative has a node.
pub(crate) fn blocking<'w>(graph: &Graph<'w>, leaders: &Leaders<'w>) -> Vec<&'w Edge> {
    let edges = requiring(graph).map(|place| graph.edge(place));
    edges.filter(|edge| edge.requirement().is_some_and(|asked| asked.hard) && !leaders.met(edge)).collect()
}

/// Where the story can go on: the destinations of the cursor's choices, or the cursor.
pub(crate) fn frontier<'w>(graph: &Graph<'w>) -> Vec<&'w str> {
    let Some(cursor) = graph.world.cursor.as_deref() else { return Vec::new() };
    let (mut nodes, mut seen) = (Vec::new(), HashSet::new());
    for edge in graph.world.edges() {
        if let Link::Choice { source, destination } = &edge.link
            && source == cursor
            && seen.insert(destination)
        {
            nodes.push(destination.as_str());
        }
    }
    if nodes.is_empty() { vec![cursor] } else { nodes }
}

/// The report of one requirement; a bound one says so whatever else was judged.
pub(crate) fn row(graph: &Graph<'_>, place: usize, quote: &Quote<'_>) -> RequirementReport {
    let edge = graph.edge(place);
    let affordance = edge.is_affordance();
    let source = if affordance { graph.far_end(place) } else { Some(edge.anchor()) };
    RequirementReport {
        edge: edge.id.clone(),
        source: source.map(str::to_owned),
        destination: affordance.then(|| edge.anchor().to_owned()),
        label: edge.label.clone(),
        policy: edge.requirement().map_or(Policy::ANY, |asked| asked.policy),
        hard: edge.requirement().is_some_and(|asked| asked.hard),
        status: Status::Bound,
        offers: quote.window(0, WINDOW),
        more: quote.len().saturating_sub(WINDOW),
        selected: None,
        reason: if edge.given().is_some() { Reason::InFile } else { Reason::Accepted },
        shadowed_by: None,
        duplicates: quote.duplicates(),
        attempts: Vec::new(),
    }
}
