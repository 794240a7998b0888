//! How every requirement of a world stands, with the best offer of each and no other made: what a list of them shows.

use super::graph::Graph;
use super::offers::{affordances, said, weigh};
use super::report::{AffordanceReport, OfferReport, Reason, Receipt, Status};
use super::resolve::receipt;
use super::select::{Leaders, blocking, requiring};
use crate::hold::Operation;
use crate::provision::world::{Edge, Finding, Policy, WorldError};

/// A world as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// The world's version: digest, count of what was accepted, what is switched off.
    pub version: String,
    /// What should be said first, as when the file changed since offers were accepted.
    pub notice: Option<String>,
    /// What is wrong with parts of the world's file.
    pub errors: Vec<WorldError>,
    /// What went wrong with programs that were asked, or that some were not.
    pub findings: Vec<Finding>,
    /// Every requirement, in declared order.
    pub rows: Vec<Surveyed>,
    /// Every affordance offered to the frontier, first in order first.
    pub affordances: Vec<AffordanceReport>,
    /// What was done so far, and what nothing on offer would meet.
    pub receipt: Receipt,
    /// The nodes that stay blocked whatever is accepted, with an edge that blocks each.
    pub blocked: Vec<(String, String)>,
}

/// How one requirement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surveyed {
    /// The edge that has it.
    pub edge: String,
    /// The node that it hangs on: the source of a dependency, the destination of an affordance.
    pub anchor: String,
    /// Whether it would like a source rather than a destination.
    pub affordance: bool,
    /// The edge's label.
    pub label: String,
    /// What is allowed.
    pub policy: Policy,
    /// Whether it blocks.
    pub hard: bool,
    /// How it stands.
    pub status: Status,
    /// Why.
    pub reason: Reason,
    /// Who has the label, when it is shadowed.
    pub shadowed_by: Option<String>,
    /// The node that it is bound to.
    pub node: Option<String>,
    /// How it was bound, and by whose offer; `None` when the file names the node.
    pub bound: Option<(Operation, String)>,
    /// The offer that would be taken; where all ask for a person, the first.
    pub best: Option<OfferReport>,
    /// How many offers it has.
    pub offers: usize,
}

/// How a world stands. Of each requirement the best offer is made, whatever the number of offers.
///
/// ```
/// use wayhold::provision::{Status, overlay, survey, world};
///
/// let text = r#"{"world":"shed","cursor":"cart","nodes":[{"id":"cart"},{"id":"wheel"}],"edges":[{"id":"e0",
///     "kind":"dependency","source":"cart","requirement":{"identifier":"wheel"}}]}"#;
/// let shed = world::parse(text).map_err(|errors| errors[0].clone())?;
/// let stands = survey(&overlay(&shed, None));
/// assert_eq!((stands.rows[0].status, stands.rows[0].offers), (Status::Open, 1));
/// assert!(stands.blocked.is_empty() && !stands.receipt.softlock);
/// # Ok::<(), world::WorldError>(())
/// ```
pub fn survey(graph: &Graph<'_>) -> Survey {
    let mut leaders = Leaders::of(graph);
    let rows: Vec<Surveyed> = requiring(graph).map(|place| one(graph, place, &mut leaders)).collect();
    let of = |wanted: Status| {
        let rows = rows.iter().filter(|row| row.status == wanted);
        rows.map(|row| row.edge.clone()).collect()
    };
    let receipt = receipt(graph, &leaders, of);
    let mut blocked: Vec<(String, String)> = Vec::new();
    for edge in blocking(graph, &leaders) {
        if blocked.last().is_none_or(|(node, _)| node != edge.anchor()) {
            blocked.push((edge.anchor().to_owned(), edge.id.clone()));
        }
    }
    Survey {
        version: graph.version(),
        notice: graph.notice().map(str::to_owned),
        errors: graph.world.faults.to_vec(),
        findings: said(graph),
        affordances: affordances(graph, &leaders),
        rows,
        receipt,
        blocked,
    }
}

fn one<'w>(graph: &Graph<'w>, place: usize, leaders: &mut Leaders<'w>) -> Surveyed {
    let ((status, reason, shadowed_by), quote) = weigh(graph, place, leaders);
    let edge: &Edge = graph.edge(place);
    let asked = edge.requirement();
    let bound = graph.binding(place);
    Surveyed {
        edge: edge.id.clone(),
        anchor: edge.anchor().to_owned(),
        affordance: edge.is_affordance(),
        label: edge.label.clone(),
        policy: asked.map_or(Policy::ANY, |asked| asked.policy),
        hard: asked.is_some_and(|asked| asked.hard),
        status,
        reason: if edge.given().is_some() { Reason::InFile } else { reason },
        shadowed_by,
        node: graph.far_end(place).map(str::to_owned),
        bound: bound.map(|bound| (bound.operation, bound.provisioner.clone())),
        best: quote.window(quote.pick(0).unwrap_or(0), 1).pop(),
        offers: quote.len(),
    }
}
