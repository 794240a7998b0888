//! What an offer would change, and what it would cost elsewhere: found out on a copy, which costs what was accepted and
//! not what the world holds.

use serde::Serialize;
use serde_json::{Value, json};

use super::graph::Graph;
use super::offers::weigh;
use super::report::Status;
use super::select::{Leaders, requiring};
use crate::hold::Operation;
use crate::provision::world::Node;

/// What accepting one offer would come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Consequences {
    /// The edge that would be bound.
    pub edge: String,
    /// The offer's place in order, from 1.
    pub rank: usize,
    /// What would be done.
    pub operation: Operation,
    /// The node that it would be bound to; of a new node the id that it would get.
    pub node: String,
    /// Whether that node would be new.
    pub is_new: bool,
    /// The node's fields that would differ; empty for one that is used as it is.
    pub changes: Vec<Change>,
    /// The other requirements that would stand differently, in declared order.
    pub elsewhere: Vec<Elsewhere>,
}

impl Consequences {
    /// Edges that have no offer now, or a dearer one, and for which this node would be there to use.
    pub fn satisfies(&self) -> impl Iterator<Item = &str> {
        self.elsewhere.iter().filter(|one| one.is_satisfied_by(&self.node)).map(|one| one.edge.as_str())
    }

    /// Edges whose label would be taken.
    pub fn shadows(&self) -> impl Iterator<Item = &str> {
        let shadowed = |one: &&Elsewhere| one.now.status != Status::Shadowed && one.then.status == Status::Shadowed;
        self.elsewhere.iter().filter(shadowed).map(|one| one.edge.as_str())
    }

    /// Edges whose best offer would be gone, or dearer.
    pub fn costs(&self) -> impl Iterator<Item = &str> {
        let dearer = |one: &&Elsewhere| match (one.now.cost, one.then.cost) {
            (Some(now), Some(then)) => then > now,
            (now, then) => now.is_some() && then.is_none() && one.then.status != Status::Shadowed,
        };
        self.elsewhere.iter().filter(dearer).map(|one| one.edge.as_str())
    }
}

/// One field of a node, before and after; `null` where there is nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// `id`, `label`, `tags`, or `attrs.` and a name.
    pub field: String,
    /// What stands there now.
    pub before: Value,
    /// What would stand there.
    pub after: Value,
}

/// Another requirement, as it stands and as it would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// The edge.
    pub edge: String,
    /// How it stands.
    pub now: Standing,
    /// How it would stand.
    pub then: Standing,
}

impl Elsewhere {
    fn is_satisfied_by(&self, node: &str) -> bool {
        let cheaper = match (self.now.cost, self.then.cost) {
            (None, Some(_)) => true,
            (Some(now), Some(then)) => then < now,
            (_, None) => false,
        };
        let uses = self.then.operation == Some(Operation::Existing) && self.then.provider.as_deref() == Some(node);
        self.then.status == Status::Open && uses && (cheaper || self.now.status != Status::Open)
    }
}

/// How a requirement stands, with the offer that would be taken for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Open, bound, shadowed, unresolved or waived.
    pub status: Status,
    /// What would be done for it.
    pub operation: Option<Operation>,
    /// At what price.
    pub cost: Option<u16>,
    /// With which node.
    pub provider: Option<String>,
    /// How many offers it has.
    pub offers: usize,
}

/// What accepting an edge's offer at `rank` (from 1) would come to. The graph is left as it is.
///
/// ```
/// use wayhold::provision::{consequences, overlay, world};
///
/// let text = r#"{"world":"shed","nodes":[{"id":"cart"}],"edges":[
///     {"id":"e0","kind":"dependency","source":"cart","requirement":{"identifier":"wheel","template":{"label":"wheel"}}},
///     {"id":"e1","kind":"dependency","source":"cart","requirement":{"identifier":"wheel","policy":"EXISTING"}}]}"#;
/// let shed = world::parse(text).map_err(|errors| errors[0].clone())?;
/// let came = consequences(&overlay(&shed, None), "e0", 1).map_err(|why| world::WorldError {
///     path: "e0".into(), what: why, fix: String::new() })?;
/// assert_eq!((came.node.as_str(), came.is_new), ("wheel#1", true));
/// assert_eq!(came.satisfies().collect::<Vec<_>>(), ["e1"]);
/// # Ok::<(), world::WorldError>(())
/// ```
///
/// # Errors
///
/// A sentence that says why it cannot be found out: no such edge, no offer at that rank, or one that is an instruction or
/// cannot be carried out.
pub fn consequences(graph: &Graph<'_>, edge: &str, rank: usize) -> Result<Consequences, String> {
    let quote = graph.offers_for(edge).ok_or_else(|| format!("no requirement {edge}"))?;
    let place = graph.edge_place(edge).unwrap_or_default();
    let first = rank.checked_sub(1).and_then(|at| quote.offers(at, 1).pop());
    let offer = first.ok_or_else(|| format!("{edge} has {} offers and no {rank}", quote.len()))?;
    let mut then = graph.clone();
    then.accept(place, &offer, None, Vec::new())?;
    let Some(bound) = then.binding(place) else { return Err(format!("{edge} would not be bound")) };
    let (node, operation) = (bound.node, bound.operation);
    let after = then.at(node);
    let before = match operation {
        Operation::Existing | Operation::Update => graph.node(&after.id),
        // What a copy begins as is told, so that it shows what the template makes of it.
        Operation::Clone => offer.action.as_ref().and_then(|deed| graph.node(deed.provider()?)),
        Operation::Create => None,
    };
    let others = standings(graph).into_iter().zip(standings(&then));
    let differs = |((edge, now), (_, then)): ((&str, Standing), (&str, Standing))| {
        (now != then).then(|| Elsewhere { edge: edge.to_owned(), now, then })
    };
    Ok(Consequences {
        edge: edge.to_owned(),
        rank,
        operation,
        node: after.id.to_string(),
        is_new: matches!(operation, Operation::Clone | Operation::Create),
        changes: changes(before, after),
        elsewhere: others.filter(|((other, _), _)| *other != edge).filter_map(differs).collect(),
    })
}

fn standings<'w>(graph: &Graph<'w>) -> Vec<(&'w str, Standing)> {
    let mut leaders = Leaders::of(graph);
    let one = |place| {
        let ((status, ..), quote) = weigh(graph, place, &mut leaders);
        let offer = quote.pick(0).and_then(|at| quote.offers(at, 1).pop());
        let provider = offer.as_ref().and_then(|offer| offer.action.as_ref()?.provider().map(ToString::to_string));
        let standing = Standing {
            status,
            operation: offer.as_ref().map(|offer| offer.operation),
            cost: offer.as_ref().map(|offer| offer.cost),
            provider,
            offers: quote.len(),
        };
        (graph.edge(place).id.as_str(), standing)
    };
    requiring(graph).map(one).collect()
}

fn changes(before: Option<&Node>, after: &Node) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |field: String, before: Value, after: Value| {
        if before != after {
            changes.push(Change { field, before, after });
        }
    };
    note("id".to_owned(), json!(before.map(|node| &node.id)), json!(after.id));
    note("label".to_owned(), json!(before.map(|node| &node.label)), json!(after.label));
    note("tags".to_owned(), json!(before.map(|node| &node.tags)), json!(after.tags));
    for (name, value) in &after.attrs {
        let was = before.and_then(|node| node.attrs.get(name)).cloned().unwrap_or_default();
        note(format!("attrs.{name}"), was, value.clone());
    }
    changes
}
