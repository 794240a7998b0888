//! What holds a node or an edge of a world: its unmet needs, each with the ways past it.

use std::collections::HashSet;

use super::ways::{no_offer, unbound, usable};
use super::{Command, SeenWorld, State, overlay};
use crate::hold::{Code, Hold, Offer, Operation};
use crate::provision::engine::{Graph, Leaders, Status, blocking, frontier, requiring, stand};
use crate::provision::world::Edge;

/// What stands between a subject and its next step.
///
/// The subject is an edge id (its requirement, soft ones included), a node id (what blocks it), or `path` itself (what
/// blocks any node of the frontier). An edge whose need an alternative can meet or has met holds nothing.
pub fn holds(state: &State, path: &str, seen: &SeenWorld, subject: &str) -> Vec<Hold<Command>> {
    let world = match usable(path, Some(seen)) {
        Ok(world) => world,
        Err(holds) => return holds,
    };
    let graph = overlay(world, state.worlds.get(path));
    if let Some(place) = graph.edge_place(subject).filter(|place| graph.edge(*place).requirement().is_some()) {
        let edge = graph.edge(place);
        return unmet(path, &graph, &|other| other.id == edge.id, true);
    }
    if graph.node(subject).is_some() {
        return unmet(path, &graph, &|edge| edge.anchor() == subject, false);
    }
    if subject == path {
        let frontier = frontier(&graph);
        return unmet(path, &graph, &|edge| frontier.contains(&edge.anchor()), false);
    }
    let known = "Name a node or an edge with a requirement; `offers` lists them";
    let need = format!("a node or an edge of {path} with this id");
    vec![Hold::new(Code::NoRequirement, subject, need).way(Offer::instruct(Operation::Existing, "person", known))]
}

/// The holds of the chosen edges. Without `soft` only of needs that block.
fn unmet(path: &str, graph: &Graph<'_>, chosen: &dyn Fn(&Edge) -> bool, soft: bool) -> Vec<Hold<Command>> {
    let mut leaders = Leaders::of(graph);
    let candidates: Vec<&Edge> =
        if soft { requiring(graph).map(|place| graph.edge(place)).collect() } else { blocking(graph, &leaders) };
    let slots: HashSet<_> = candidates.into_iter().filter(|edge| chosen(edge)).map(Edge::slot).collect();
    let (mut open, mut without) = (Vec::new(), Vec::new());
    for place in requiring(graph) {
        let edge = graph.edge(place);
        // Alternatives are judged together: whether one holds depends on those before it.
        if !slots.contains(&edge.slot()) {
            continue;
        }
        let (row, quote) = stand(graph, place, &mut leaders);
        match row.status {
            _ if soft && !chosen(edge) => {}
            Status::Open => open.push(unbound(path, graph, edge, &quote)),
            Status::Unresolved => without.push((edge, no_offer(path, edge))),
            Status::Bound | Status::Shadowed | Status::Waived => {}
        }
    }
    // An alternative that has an offer, whichever place it has in the order, stands for the whole group.
    without.retain(|(edge, _)| !leaders.met(edge));
    open.extend(without.into_iter().map(|(_, hold)| hold));
    open
}
