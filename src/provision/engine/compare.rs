//! Why one offer stands before another: the first of the four criteria in which they differ.

use std::cmp::Ordering;

use serde::Serialize;

use super::OfferReport;

/// What decides the order of two offers, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// The price.
    Cost,
    /// How near the provisioner is.
    Layer,
    /// Which provisioner was registered first.
    Registration,
    /// Which came first of one provisioner's: the node's place in the world.
    Insertion,
}

/// How two offers of one requirement are ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Rank of the one that stands first.
    pub first: usize,
    /// Rank of the other.
    pub second: usize,
    /// What decides it.
    pub by: Criterion,
    /// The same as a sentence.
    pub why: String,
}

/// Why of two offers of one requirement one stands before the other; `None` when they are the same offer.
///
/// ```
/// use wayhold::provision::{Criterion, compare, offers, overlay, world};
///
/// let text = r#"{"world":"shed","nodes":[{"id":"cart"},{"id":"wheel"}],"edges":[{"id":"e0","kind":"dependency",
///     "source":"cart","requirement":{"identifier":"wheel","template":{"label":"wheel"}}}]}"#;
/// let shed = world::parse(text).map_err(|errors| errors[0].clone())?;
/// let offers = &offers(&overlay(&shed, None)).requirements[0].offers;
/// let compared = compare(&offers[3], &offers[0]).map(|one| (one.first, one.by, one.why));
/// let why = "EXISTING costs 10 and CREATE costs 200; the cheaper one goes first".to_owned();
/// assert_eq!(compared, Some((1, Criterion::Cost, why)));
/// # Ok::<(), world::WorldError>(())
/// ```
pub fn compare(one: &OfferReport, other: &OfferReport) -> Option<Comparison> {
    let (first, second) = match one.rank.cmp(&other.rank) {
        Ordering::Less => (one, other),
        Ordering::Greater => (other, one),
        Ordering::Equal => return None,
    };
    let (by, why) = if first.cost != second.cost {
        let (cheap, dear) = (first.operation.word(), second.operation.word());
        let why = format!("{cheap} costs {} and {dear} costs {}; the cheaper one goes first", first.cost, second.cost);
        (Criterion::Cost, why)
    } else if first.layer != second.layer {
        let (near, far) = (first.layer.word(), second.layer.word());
        let (one, other) = (&first.provisioner, &second.provisioner);
        let why = format!("both cost {}; {one} is {near} and {other} is {far}, which is farther", first.cost);
        (Criterion::Layer, why)
    } else if first.provisioner != second.provisioner {
        let (one, other, layer) = (&first.provisioner, &second.provisioner, first.layer.word());
        let why = format!("both cost {} and are {layer}; {one} is asked before {other}", first.cost);
        (Criterion::Registration, why)
    } else {
        let node = |offer: &OfferReport| offer.provider.clone().unwrap_or_else(|| "a new node".to_owned());
        let (one, other) = (node(first), node(second));
        let why =
            format!("both are {}'s at the same price; {one} comes before {other} in the world", first.provisioner);
        (Criterion::Insertion, why)
    };
    Some(Comparison { first: first.rank, second: second.rank, by, why })
}
