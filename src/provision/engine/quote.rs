//! All offers for one requirement, in order (seed 003, *Cost Model*, *Layering*). Offers of a hundred thousand nodes are
//! a handful of lots; each offer is made when somebody looks at it.

use std::collections::HashSet;
use std::sync::Arc;

use super::discovery::{Asked, Found, discover};
use super::matches::Matches;
use super::provisioner::look_up;
use super::{Deed, Graph, Need, OfferReport};
use crate::hold::{Layer, Offer, Operation, Who};
use crate::provision::world::{Craft, Requirement, Template, Told, Word};

/// The offers for one requirement, made from one version of the world, best first.
#[derive(Debug, Clone)]
pub struct Quote<'g> {
    changes: u64,
    /// The nodes that match; absent when nobody offers any of them.
    matches: Option<Matches<'g>>,
    /// The nodes that a `reference` names.
    origins: Option<Matches<'g>>,
    template: Option<&'g Arc<Template>>,
    lots: Vec<Lot<'g>>,
    duplicates: usize,
}

/// Offers of one provisioner at one price, in the order of insertion of the nodes that they name.
#[derive(Debug, Clone)]
struct Lot<'g> {
    cost: u16,
    layer: Layer,
    by: &'g str,
    what: What<'g>,
    len: usize,
    /// Places that a nearer provisioner offers already.
    taken: Vec<u32>,
}

#[derive(Debug, Clone)]
enum What<'g> {
    /// One offer for each node that matches; for CLONE for each that one can be made from.
    Each(Operation),
    /// One offer to create.
    Create(&'g Arc<Template>),
    /// One offer that a custom provisioner made.
    One(Box<Offer<Deed>>),
}

impl<'g> Quote<'g> {
    /// How many offers there are, however many are looked at.
    pub fn len(&self) -> usize {
        self.lots.iter().map(|lot| lot.len).sum()
    }

    /// Whether nobody offers anything.
    pub fn is_empty(&self) -> bool {
        self.lots.is_empty()
    }

    /// How many were dropped because a nearer provisioner offers the same.
    pub fn duplicates(&self) -> usize {
        self.duplicates
    }

    /// The best offer.
    pub fn best(&self) -> Option<Offer<Deed>> {
        self.offers(0, 1).pop()
    }

    /// `count` offers from place `from` on, which begins at 0.
    pub fn offers(&self, from: usize, count: usize) -> Vec<Offer<Deed>> {
        let (mut skip, mut left) = (from, count);
        let mut made = Vec::with_capacity(count.min(self.len().saturating_sub(from)));
        for lot in &self.lots {
            if left == 0 {
                break;
            }
            if skip >= lot.len {
                skip -= lot.len;
                continue;
            }
            let before = made.len();
            match &lot.what {
                What::Each(operation) => {
                    if let Some(set) = self.set(*operation) {
                        let places = set.places().filter(|place| !lot.taken.contains(place));
                        let node = |place| set.node(place).id.clone();
                        made.extend(places.skip(skip).take(left).map(|place| self.make(lot, *operation, node(place))));
                    }
                }
                What::Create(template) => made.push(lot.stamp(Deed::Create { template: Arc::clone(template) }.offer())),
                What::One(offer) => made.push((**offer).clone()),
            }
            left -= made.len() - before;
            skip = 0;
        }
        made
    }

    /// The same as they are reported.
    pub fn window(&self, from: usize, count: usize) -> Vec<OfferReport> {
        let offers = self.offers(from, count);
        offers.iter().enumerate().map(|(at, offer)| OfferReport::new(from + at, offer)).collect()
    }

    /// Where the same offer stands here, from 0: of the same provisioner, by the same operation, with the same node. It
    /// is counted and not walked to.
    pub fn place_of(&self, wanted: &OfferReport) -> Option<usize> {
        let mut before = 0;
        for lot in &self.lots {
            if lot.by == wanted.provisioner {
                let found = match &lot.what {
                    What::Each(operation) if *operation == wanted.operation => {
                        self.set(*operation).zip(wanted.provider.as_deref()).and_then(|(set, node)| {
                            let place = set.place(node)?;
                            let there = set.contains(place) && !lot.taken.contains(&place);
                            let taken = lot.taken.iter().filter(|taken| **taken < place).count();
                            there.then(|| set.before(place) - taken)
                        })
                    }
                    What::Create(_) => (wanted.operation == Operation::Create).then_some(0),
                    What::One(offer) => {
                        let node = offer.action.as_ref().and_then(Deed::provider).map(Word::as_str);
                        let same = offer.operation == wanted.operation && offer.text == wanted.why;
                        (same && node == wanted.provider.as_deref()).then_some(0)
                    }
                    What::Each(_) => None,
                };
                if let Some(within) = found {
                    return Some(before + within);
                }
            }
            before += lot.len;
        }
        None
    }

    /// The version they were made from; against any other they are stale.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// Place of the first offer that may be taken without a person's judgement, from `start` on.
    pub(crate) fn pick(&self, start: usize) -> Option<usize> {
        let mut at = 0;
        for lot in &self.lots {
            let open = !matches!(&lot.what, What::One(offer) if offer.who != Who::Anyone);
            if open && at + lot.len > start {
                return Some(at.max(start));
            }
            at += lot.len;
        }
        None
    }

    /// The first offer with this operation and provider, of a certain provisioner if one is named.
    pub(crate) fn find(&self, operation: Operation, provider: Option<&str>, by: Option<&str>) -> Option<Offer<Deed>> {
        self.lots.iter().filter(|lot| by.is_none_or(|by| lot.by == by)).find_map(|lot| match &lot.what {
            What::Each(each) if *each == operation => {
                let set = self.set(operation)?;
                let place = set.place(provider?)?;
                let there = set.contains(place) && !lot.taken.contains(&place);
                there.then(|| self.make(lot, operation, set.node(place).id.clone()))
            }
            What::Create(template) if operation == Operation::Create && provider.is_none() => {
                Some(lot.stamp(Deed::Create { template: Arc::clone(template) }.offer()))
            }
            What::One(offer) => {
                let named = offer.action.as_ref().is_some_and(|deed| deed.provider().map(Word::as_str) == provider);
                (offer.operation == operation && named).then(|| (**offer).clone())
            }
            _ => None,
        })
    }

    fn set(&self, operation: Operation) -> Option<&Matches<'g>> {
        let origins = self.origins.as_ref().filter(|_| operation == Operation::Clone);
        origins.or(self.matches.as_ref())
    }

    fn make(&self, lot: &Lot<'_>, operation: Operation, node: Word) -> Offer<Deed> {
        let template = || self.template.cloned().unwrap_or_default();
        lot.stamp(
            match operation {
                Operation::Update => Deed::Update { node, template: template() },
                Operation::Clone => Deed::Clone { node, template: template() },
                Operation::Existing | Operation::Create => Deed::Bind { node },
            }
            .offer(),
        )
    }
}

impl Lot<'_> {
    fn stamp(&self, mut offer: Offer<Deed>) -> Offer<Deed> {
        self.by.clone_into(&mut offer.provisioner);
        offer.at(self.layer)
    }
}

impl Graph<'_> {
    /// The offers for an edge's requirement; `None` when there is no such edge or it asks for nothing. Nothing is done,
    /// and of however many offers none is made before it is looked at.
    pub fn offers_for(&self, edge: &str) -> Option<Quote<'_>> {
        let place = self.edge_place(edge)?;
        self.edge(place).requirement().map(|_| self.quote(place))
    }

    /// No offers.
    pub(crate) fn no_quote(&self) -> Quote<'_> {
        Quote { changes: self.changes(), matches: None, origins: None, template: None, lots: Vec::new(), duplicates: 0 }
    }

    /// Asks every provisioner about an edge's requirement. A choice asks for nothing and gets nothing.
    pub(crate) fn quote(&self, edge: usize) -> Quote<'_> {
        let edge = self.edge(edge);
        let mut quote = self.no_quote();
        let Some(requirement) = edge.requirement() else { return quote };
        let found = discover(self, edge.anchor());
        let matches = self.matching(requirement, edge.anchor());
        let origins = requirement.reference.as_deref().map(|name| self.origins(name, edge.anchor()));
        quote.template = template(requirement, &found);
        quote.lots.reserve(found.asked.len());
        for asked in &found.asked {
            let (what, len, operation) = match asked {
                Asked::Declared(one) => match (&one.craft, quote.template) {
                    (Craft::Graph, _) => (What::Each(Operation::Existing), matches.len(), Operation::Existing),
                    (Craft::Updating, Some(_)) => (What::Each(Operation::Update), matches.len(), Operation::Update),
                    (Craft::Cloning, Some(_)) => {
                        let origins = origins.as_ref().unwrap_or(&matches);
                        (What::Each(Operation::Clone), origins.len(), Operation::Clone)
                    }
                    (Craft::Template(registry), inline) => {
                        let inline = inline.filter(|_| requirement.template.is_some());
                        let Some(template) = inline.or_else(|| look_up(requirement, registry)) else { continue };
                        (What::Create(template), 1, Operation::Create)
                    }
                    (Craft::Command { .. }, _) => {
                        let offers =
                            self.said(&one.id, &edge.id).into_iter().flat_map(|answer| &answer.offers).map(offer_of);
                        quote.add(*asked, requirement, offers);
                        continue;
                    }
                    (Craft::Updating | Craft::Cloning, None) | (Craft::Affordance(_), _) => continue,
                },
                Asked::Custom(one) => {
                    let need = Need {
                        edge,
                        requirement,
                        matches: &matches,
                        origins: origins.as_ref().unwrap_or(&matches),
                        template: quote.template,
                        graph: self,
                    };
                    let offers = one.offers(&need);
                    quote.add(*asked, requirement, offers.into_iter());
                    continue;
                }
            };
            if len > 0 && requirement.policy.allows(operation) {
                let (layer, by) = (asked.layer(), asked.id());
                quote.lots.push(Lot { cost: operation.cost(), layer, by, what, len, taken: Vec::new() });
            }
        }
        quote.matches = Some(matches);
        quote.origins = origins;
        if quote.lots.len() > 1 {
            // As `hold::rank` orders offers: cost, layer, and then as they were made.
            quote.lots.sort_by_key(|lot| (lot.cost, lot.layer));
            quote.drop_duplicates();
        }
        quote
    }
}

impl<'g> Quote<'g> {
    /// Adds what a provisioner made by itself, held to the policy and signed with its name and layer.
    fn add(&mut self, asked: Asked<'g>, requirement: &Requirement, offers: impl Iterator<Item = Offer<Deed>>) {
        for mut offer in offers.filter(|offer| requirement.policy.allows(offer.operation)) {
            asked.id().clone_into(&mut offer.provisioner);
            let offer = offer.at(asked.layer());
            let (cost, layer, by) = (offer.cost, offer.layer, asked.id());
            self.lots.push(Lot { cost, layer, by, what: What::One(Box::new(offer)), len: 1, taken: Vec::new() });
        }
    }

    /// Keeps of what is offered twice, for the same node by the same operation, what the nearest offers. CREATE and
    /// instructions name no provider, so none of them is ever the same as another.
    fn drop_duplicates(&mut self) {
        let each = |what: &What<'_>| match what {
            What::Each(operation) => Some(1 << *operation as u8),
            What::Create(_) => Some(0),
            What::One(_) => None,
        };
        // Nearly always one provisioner of each kind is asked, and then nothing is offered twice.
        let mut seen = 0_u8;
        let distinct = self.lots.iter().all(|lot| {
            let bit = each(&lot.what);
            bit.is_some_and(|bit| {
                let is_new = seen & bit == 0;
                seen |= bit;
                is_new
            })
        });
        if distinct {
            return;
        }
        let mut whole: Vec<Operation> = Vec::new();
        let mut ones: HashSet<(Word, Operation)> = HashSet::new();
        let mut dropped = 0;
        let lots = std::mem::take(&mut self.lots);
        let mut kept = Vec::with_capacity(lots.len());
        for mut lot in lots {
            match &lot.what {
                What::Each(operation) if whole.contains(operation) => {
                    dropped += lot.len;
                    continue;
                }
                What::Each(operation) => {
                    whole.push(*operation);
                    if let Some(set) = self.set(*operation) {
                        let same = ones.iter().filter(|(_, one)| one == operation);
                        lot.taken =
                            same.filter_map(|(node, _)| set.place(node)).filter(|at| set.contains(*at)).collect();
                        lot.len -= lot.taken.len();
                        dropped += lot.taken.len();
                    }
                    if lot.len == 0 {
                        continue;
                    }
                }
                What::Create(_) => {}
                What::One(offer) => {
                    if let Some(node) = offer.action.as_ref().and_then(Deed::provider) {
                        let set = self.set(offer.operation).filter(|_| whole.contains(&offer.operation));
                        let offered = set.is_some_and(|set| set.place(node).is_some_and(|place| set.contains(place)));
                        if offered || !ones.insert((node.clone(), offer.operation)) {
                            dropped += 1;
                            continue;
                        }
                    }
                }
            }
            kept.push(lot);
        }
        self.lots = kept;
        self.duplicates += dropped;
    }
}

/// An offer as a program told it.
fn offer_of(told: &Told) -> Offer<Deed> {
    let node = told.provider.clone().unwrap_or_else(|| Word::from(""));
    let template = told.template.clone().unwrap_or_default();
    let deed = match told.operation {
        Operation::Existing => Deed::Bind { node },
        Operation::Update => Deed::Update { node, template },
        Operation::Clone => Deed::Clone { node, template },
        Operation::Create => Deed::Create { template },
    };
    let mut offer = deed.offer().by(told.who);
    if let Some(text) = &told.text {
        offer.text.clone_from(text);
    }
    offer
}

/// The inline template, else that of the nearest registry that has one.
fn template<'g>(requirement: &'g Requirement, found: &Found<'g>) -> Option<&'g Arc<Template>> {
    let registered = || found.registries.iter().find_map(|registry| look_up(requirement, registry));
    requirement.template.as_ref().or_else(registered)
}
