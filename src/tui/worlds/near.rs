//! What lies around the cursor: the frontier as a small tree with what it needs, and the nodes that play a part in it.
//! However large the world, this is a handful of rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::provision::world::Node;
use crate::provision::{Graph, Status, Survey, Surveyed};

/// Nodes of the frontier that are shown.
const BRANCHES: usize = 12;
/// Needs and affordances of one node that are shown.
const NEEDS: usize = 16;
/// Nodes that are shown with all they have.
const NODES: usize = 24;
/// Above so many nodes nobody looks through all of them for those that lie within the cursor.
const WALKED: usize = 20_000;
/// Ancestors of the cursor that are shown.
const ABOVE: usize = 4;

/// What lies around the cursor.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Near {
    /// The tree, line by line; empty in a world without a cursor.
    pub twigs: Vec<Twig>,
    /// The nodes, the cursor first.
    pub nodes: Vec<Node>,
    /// Whether there is a way on, in words.
    pub way: String,
    /// Whether no node of the frontier can go on.
    pub softlock: bool,
}

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twig {
    /// For each level above it whether that one goes on below.
    pub rails: Vec<bool>,
    /// Whether it is the last below what it hangs on.
    pub last: bool,
    /// What it is.
    pub what: What,
}

/// What a line of the tree is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The cursor.
    Cursor(String, Way),
    /// A node that the cursor's choices lead to.
    Choice(String, Way),
    /// A requirement, by its place in the survey.
    Need(usize),
    /// An affordance, by its place in the survey.
    Affordance(usize),
    /// So many more.
    More(usize),
}

/// Whether the story can go on from a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// It is no node of the frontier.
    None,
    /// It can.
    On,
    /// It can once so many hard requirements are met, for which there are offers.
    Open(usize),
    /// It cannot, for this edge.
    Blocked(String),
}

/// What is around the cursor of a graph.
pub fn look(graph: &Graph<'_>, survey: &Survey) -> Near {
    let Some(cursor) = graph.world().cursor.as_deref() else { return Near::default() };
    let frontier: Vec<&str> = survey.receipt.frontier.iter().map(String::as_str).collect();
    let choices: Vec<&str> = frontier.iter().copied().filter(|node| *node != cursor).take(BRANCHES).collect();
    let mut needs: BTreeMap<&str, Vec<What>> = BTreeMap::new();
    let shown: BTreeSet<&str> = choices.iter().copied().chain([cursor]).collect();
    for (place, row) in survey.rows.iter().enumerate() {
        if shown.contains(row.anchor.as_str()) {
            needs.entry(&row.anchor).or_default().push(What::Need(place));
        }
    }
    for (place, row) in survey.affordances.iter().enumerate() {
        if shown.contains(row.destination.as_str()) {
            needs.entry(&row.destination).or_default().push(What::Affordance(place));
        }
    }
    let way = |node: &str| way(node, &frontier, survey);
    let mut twigs = vec![Twig { rails: Vec::new(), last: true, what: What::Cursor(cursor.to_owned(), way(cursor)) }];
    let more = frontier.len().saturating_sub(choices.len() + usize::from(frontier.contains(&cursor)));
    let below = choices.len() + usize::from(more > 0);
    hang(&mut twigs, needs.remove(cursor).unwrap_or_default(), &[], below == 0);
    for (at, node) in choices.iter().enumerate() {
        let last = at + 1 == below;
        twigs.push(Twig { rails: Vec::new(), last, what: What::Choice((*node).to_owned(), way(node)) });
        hang(&mut twigs, needs.remove(node).unwrap_or_default(), &[!last], true);
    }
    if more > 0 {
        twigs.push(Twig { rails: Vec::new(), last: true, what: What::More(more) });
    }
    let nodes = nodes(graph, survey, cursor, &choices, &twigs);
    Near { nodes, twigs, way: said(&frontier, survey), softlock: survey.receipt.softlock }
}

fn hang(twigs: &mut Vec<Twig>, mut needs: Vec<What>, rails: &[bool], ends: bool) {
    let more = needs.len().saturating_sub(NEEDS);
    needs.truncate(NEEDS);
    needs.extend((more > 0).then_some(What::More(more)));
    let count = needs.len();
    for (at, what) in needs.into_iter().enumerate() {
        twigs.push(Twig { rails: rails.to_vec(), last: ends && at + 1 == count, what });
    }
}

fn way(node: &str, frontier: &[&str], survey: &Survey) -> Way {
    if !frontier.contains(&node) {
        return Way::None;
    }
    if let Some((_, edge)) = survey.blocked.iter().find(|(blocked, _)| blocked == node) {
        return Way::Blocked(edge.clone());
    }
    let waits = |row: &&Surveyed| row.hard && row.status == Status::Open && row.anchor == node;
    match survey.rows.iter().filter(waits).count() {
        0 => Way::On,
        count => Way::Open(count),
    }
}

fn said(frontier: &[&str], survey: &Survey) -> String {
    let blocked: BTreeMap<&str, &str> =
        survey.blocked.iter().map(|(node, edge)| (node.as_str(), edge.as_str())).collect();
    let (stuck, free): (Vec<&str>, Vec<&str>) = frontier.iter().partition(|node| blocked.contains_key(*node));
    let listed = |nodes: &[&str], why: bool| {
        let one = |node: &&str| match blocked.get(*node).filter(|_| why) {
            Some(edge) => format!("{node} by {edge}"),
            None => (*node).to_owned(),
        };
        let some: Vec<String> = nodes.iter().take(4).map(one).collect();
        let more = nodes.len().saturating_sub(4);
        if more > 0 { format!("{} and {more} more", some.join(", ")) } else { some.join(", ") }
    };
    match (free.is_empty(), stuck.is_empty()) {
        (true, true) => "There is no frontier".to_owned(),
        (true, false) => format!("Softlock: no node of the frontier can go on. Blocked: {}", listed(&stuck, true)),
        (false, true) => format!("No softlock, a way on: {}", listed(&free, false)),
        (false, false) => format!("No softlock, a way on: {}. Blocked: {}", listed(&free, false), listed(&stuck, true)),
    }
}

/// The cursor, what it lies within, the frontier, and the nodes that are bound or would be.
fn nodes(graph: &Graph<'_>, survey: &Survey, cursor: &str, choices: &[&str], twigs: &[Twig]) -> Vec<Node> {
    let mut ids: Vec<String> = vec![cursor.to_owned()];
    let mut at = graph.node(cursor);
    for _ in 0..ABOVE {
        let Some(parent) = at.and_then(|node| node.parent.as_deref()) else { break };
        ids.push(parent.to_owned());
        at = graph.node(parent);
    }
    ids.extend(choices.iter().map(|node| (*node).to_owned()));
    for twig in twigs {
        match &twig.what {
            What::Need(place) => {
                let row = &survey.rows[*place];
                let provider = || row.best.as_ref().and_then(|best| best.provider.clone());
                ids.extend(row.node.clone().or_else(provider));
            }
            What::Affordance(place) => ids.push(survey.affordances[*place].source.clone()),
            What::Cursor(..) | What::Choice(..) | What::More(_) => {}
        }
    }
    let world = graph.world();
    if world.nodes().len() <= WALKED {
        let within = world.nodes().iter().filter(|node| node.parent.as_deref() == Some(cursor));
        ids.extend(within.take(NODES).map(|node| node.id.to_string()));
    }
    // An affordance that is gone still has a node that could provide it.
    ids.extend(world.provisioners().iter().take(NODES).filter_map(|one| one.node.clone()));
    let mut seen = BTreeSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids.iter().take(NODES).filter_map(|id| graph.node(id)).cloned().collect()
}
