//! The effective world: the file, with what was accepted against it laid over.

use std::sync::Arc;

use super::{Accepted, OfferAccepted};
use crate::hold::{Offer, Operation};
use crate::provision::engine::{Deed, Graph};
use crate::provision::world::{Word, World};

/// Lays accepted offers over a world. A record of another digest counts for nothing and is said so as a notice.
pub fn overlay<'w>(world: &'w World, accepted: Option<&Accepted>) -> Graph<'w> {
    let mut graph = Graph::new(world);
    let Some(accepted) = accepted else { return graph };
    let count = accepted.bindings.len() + accepted.affordances.len();
    if accepted.sha256 != world.sha256 {
        if count > 0 {
            graph.set_notice(format!(
                "The world's file has changed, so it starts fresh: offers accepted against the earlier file ({count}) no longer count"
            ));
        }
        return graph;
    }
    let mut lost = 0;
    for binding in &accepted.bindings {
        let done = graph
            .edge_place(&binding.offer.edge)
            .ok_or_else(String::new)
            .and_then(|edge| graph.accept(edge, &offer(&binding.offer), Some(&binding.offer.node), Vec::new()));
        lost += usize::from(done.is_err());
    }
    for granted in &accepted.affordances {
        let one = &granted.affordance;
        let known = graph.node(&one.destination).is_some() && graph.node(&one.source).is_some();
        let done = known && graph.grant(&one.destination, &one.label, &one.source, &one.provisioner).is_ok();
        lost += usize::from(!done);
    }
    graph.heed_answers();
    if lost > 0 {
        graph.set_notice(format!("Some accepted offers ({lost} of {count}) do not fit this world and are left out"));
    }
    graph
}

/// The offer that was accepted, made again from its record.
fn offer(record: &OfferAccepted) -> Offer<Deed> {
    let node = Word::from(record.provider.clone().unwrap_or_default());
    let template = Arc::new(record.template.clone().unwrap_or_default());
    let deed = match record.operation {
        Operation::Existing => Deed::Bind { node },
        Operation::Update => Deed::Update { node, template },
        Operation::Clone => Deed::Clone { node, template },
        Operation::Create => Deed::Create { template },
    };
    let mut offer = deed.offer().at(record.layer);
    offer.provisioner.clone_from(&record.provisioner);
    offer.cost = record.cost;
    offer
}
