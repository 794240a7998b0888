//! The offers of a world: asked for, ranked and judged; nothing is done.

use std::collections::BTreeMap;

use super::discovery::companions;
use super::graph::held;
use super::quote::Quote;
use super::report::{AffordanceReport, Claim, OffersReport, Reason, Status};
use super::select::{Leaders, frontier, requiring, row};
use super::{Graph, RequirementReport};
use crate::provision::world::{Craft, Declared, Finding};

/// Every requirement of the world with its offers, and the affordances offered to its frontier.
///
/// ```
/// use wayhold::hold::Operation;
/// use wayhold::provision::{offers, overlay, world};
///
/// let text = r#"{"world":"shed","nodes":[{"id":"cart"},{"id":"wheel"}],"edges":[{"id":"e0","kind":"dependency",
///     "source":"cart","requirement":{"identifier":"wheel","policy":"EXISTING"}}]}"#;
/// let shed = world::parse(text).map_err(|errors| errors[0].clone())?;
/// let report = offers(&overlay(&shed, None));
/// assert_eq!(report.requirements[0].offers[0].operation, Operation::Existing);
/// # Ok::<(), world::WorldError>(())
/// ```
pub fn offers(graph: &Graph<'_>) -> OffersReport {
    let mut leaders = Leaders::of(graph);
    let requirements = requiring(graph).map(|place| stand(graph, place, &mut leaders).0).collect();
    OffersReport {
        world: graph.world.name.clone(),
        version: graph.version(),
        notice: graph.notice().map(str::to_owned),
        errors: graph.world.faults.to_vec(),
        findings: said(graph),
        requirements,
        affordances: affordances(graph, &leaders),
    }
}

/// What went wrong with programs that were asked, or that some were not.
pub(super) fn said(graph: &Graph<'_>) -> Vec<Finding> {
    if let Some(answers) = graph.answers() {
        return answers.findings.clone();
    }
    let on = |one: &&Declared| matches!(one.craft, Craft::Command { .. }) && !graph.world.off.contains(&one.id);
    let unasked = graph.world.provisioners().iter().filter(on).map(|one| Finding {
        path: graph.world.crew().path(&one.id),
        message: format!("`{}` was not asked, so what it might offer is not among the offers", one.id),
    });
    unasked.collect()
}

/// How one edge stands, with the offers it was judged by; an open one leads its group from then on.
pub(crate) fn stand<'g, 'w>(
    graph: &'g Graph<'w>,
    place: usize,
    leaders: &mut Leaders<'w>,
) -> (RequirementReport, Quote<'g>) {
    let ((status, reason, shadowed_by), quote) = weigh(graph, place, leaders);
    let mut row = row(graph, place, &quote);
    if status != Status::Bound {
        (row.status, row.reason, row.shadowed_by) = (status, reason, shadowed_by);
    }
    if row.status == Status::Open {
        row.selected = quote.pick(0).map(|place| place + 1);
    }
    (row, quote)
}

/// The same without a report: none of its offers is made.
pub(super) fn weigh<'g, 'w>(
    graph: &'g Graph<'w>,
    place: usize,
    leaders: &mut Leaders<'w>,
) -> ((Status, Reason, Option<String>), Quote<'g>) {
    if graph.far_end(place).is_some() {
        return ((Status::Bound, Reason::Accepted, None), graph.no_quote());
    }
    let quote = graph.quote(place);
    let judged = leaders.judge(graph, place, &quote);
    if judged.0 == Status::Open && quote.pick(0).is_some() {
        leaders.lead(graph, place);
    }
    (judged, quote)
}

/// The affordances offered to each node of the frontier. A label goes to the first in order of layer and registration;
/// those that come too late say who has it.
pub(crate) fn affordances<'w>(graph: &Graph<'w>, leaders: &Leaders<'w>) -> Vec<AffordanceReport> {
    let companions = companions(graph);
    let mut rows = Vec::new();
    for destination in frontier(graph) {
        let Some(node) = graph.node(destination) else { continue };
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for provisioner in &companions {
            for affordance in provisioner.affordances(node, graph) {
                if affordance.source == destination {
                    continue;
                }
                let label = affordance.label;
                let mine = graph.holder(destination, &label).is_some_and(|holder| {
                    !holder.edge && holder.by == provisioner.id() && holder.source == affordance.source
                });
                let other = graph.holder(destination, &label).map(|holder| holder.by.clone());
                let other = other
                    .or_else(|| leaders.label(destination, &label).map(str::to_owned))
                    .or_else(|| taken.get(&label).cloned());
                let reason = match other {
                    _ if mine => Claim::Accepted,
                    Some(by) => Claim::Held(held(&label, destination, &by)),
                    None => {
                        taken.insert(label.clone(), provisioner.id().to_owned());
                        Claim::Offered
                    }
                };
                rows.push(AffordanceReport {
                    label,
                    source: affordance.source,
                    destination: destination.to_owned(),
                    provisioner: provisioner.id().to_owned(),
                    layer: provisioner.layer(),
                    accepted: mine,
                    reason,
                });
            }
        }
    }
    rows
}
