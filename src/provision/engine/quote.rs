//! All offers for one requirement, in order (seed 003, *Cost Model*, *Layering*).

use std::collections::HashSet;
use std::sync::Arc;

use super::discovery::{Found, discover};
use super::provisioner::look_up;
use super::{Deed, Graph, Need};
use crate::hold::{Offer, Who, rank};
use crate::provision::world::{Node, Requirement, Template};

/// The offers for one requirement, made from one version of the world.
#[derive(Debug, Clone)]
pub(crate) struct Quote {
    /// The version they were made from; against any other they are stale.
    pub(crate) changes: u64,
    /// The offers, best first.
    pub(crate) offers: Vec<Offer<Deed>>,
    /// How many were dropped because a nearer provisioner offers the same.
    pub(crate) duplicates: usize,
}

impl Quote {
    /// Place of the first offer that may be taken without a person's judgement, from `start` on.
    pub(crate) fn pick(&self, start: usize) -> Option<usize> {
        (start..self.offers.len()).find(|place| self.offers[*place].who == Who::Anyone)
    }
}

impl Graph<'_> {
    /// Asks every provisioner about an edge's requirement. A choice asks for nothing and gets nothing.
    pub(crate) fn quote(&self, edge: usize) -> Quote {
        let edge = self.edge(edge);
        let mut quote = Quote { changes: self.changes(), offers: Vec::new(), duplicates: 0 };
        let Some(requirement) = edge.requirement() else { return quote };
        let found = discover(self, edge.anchor());
        let matches = self.matching(requirement, edge.anchor());
        let origins = requirement.reference.as_deref().map(|name| self.origins(name, edge.anchor()));
        let template = template(requirement, &found);
        let need = Need {
            edge,
            requirement,
            matches: &matches,
            origins: origins.as_deref().unwrap_or(&matches),
            template: template.as_ref(),
            graph: self,
        };
        for provisioner in found.provisioners {
            for mut offer in provisioner.offers(&need) {
                if requirement.policy.allows(offer.operation) {
                    provisioner.id().clone_into(&mut offer.provisioner);
                    quote.offers.push(offer.at(provisioner.layer()));
                }
            }
        }
        rank(&mut quote.offers);
        let made = quote.offers.len();
        let mut seen = HashSet::new();
        // CREATE and instructions name no provider, so none of them is ever the same as another.
        quote.offers.retain(|offer| match offer.action.as_ref().and_then(Deed::provider) {
            Some(provider) => seen.insert((provider.to_owned(), offer.operation)),
            None => true,
        });
        quote.duplicates = made - quote.offers.len();
        quote
    }

    fn origins(&self, name: &str, anchor: &str) -> Vec<&Node> {
        self.named(name).into_iter().filter(|node| node.id != anchor || name == anchor).collect()
    }
}

/// The inline template, else that of the nearest registry that has one.
fn template(requirement: &Requirement, found: &Found<'_>) -> Option<Arc<Template>> {
    let registered = || found.registries.iter().find_map(|registry| look_up(requirement, |name| registry.get(name)));
    requirement.template.as_ref().or_else(registered).map(|template| Arc::new(template.clone()))
}
