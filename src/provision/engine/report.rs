//! What `offers --json` and `resolve --json` say, field by field.

use serde::{Serialize, Serializer};

use super::Deed;
use crate::hold::{Layer, Offer, Operation};
use crate::provision::world::{Finding, Node, Policy, Template, Word, WorldError};

/// How a requirement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It has offers, none accepted.
    Open,
    /// It has its node.
    Bound,
    /// Another under the same label goes before it.
    Shadowed,
    /// It is hard and has no offer.
    Unresolved,
    /// It is soft and has no offer.
    Waived,
}

/// Why a requirement stands as it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The first in order was selected.
    BestCost,
    /// Nobody offers anything.
    NoOffers,
    /// The file is in error about what is needed, so nothing is offered.
    InError,
    /// Another has the label; `shadowed_by` says which.
    ShadowedBy,
    /// The first offer was stale; it was asked for again and another was selected.
    StaleRetry,
    /// An offer could not be carried out and a later one was tried.
    FellThrough,
    /// All its offers ask for a person.
    NeedsHuman,
    /// An offer was accepted earlier.
    Accepted,
    /// The world's file names the node.
    InFile,
}

/// One offer of a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferReport {
    /// Its place in order, from 1.
    pub rank: usize,
    /// What it would do.
    pub operation: Operation,
    /// Its price.
    pub cost: u16,
    /// The layer of its provisioner.
    pub layer: Layer,
    /// The layer as a distance, 0 to 3.
    pub proximity: u8,
    /// Whose offer it is.
    pub provisioner: String,
    /// The node it names; none for CREATE.
    pub provider: Option<String>,
    /// The template it uses.
    pub template: Option<Template>,
    /// What accepting it means.
    pub why: String,
}

impl OfferReport {
    pub(super) fn new(place: usize, offer: &Offer<Deed>) -> Self {
        let deed = offer.action.as_ref();
        Self {
            rank: place + 1,
            operation: offer.operation,
            cost: offer.cost,
            layer: offer.layer,
            proximity: offer.layer.proximity(),
            provisioner: offer.provisioner.clone(),
            provider: deed.and_then(Deed::provider).map(Word::to_string),
            template: deed.and_then(Deed::template).cloned(),
            why: offer.text.clone(),
        }
    }
}

/// One requirement and its offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequirementReport {
    /// The edge that has it.
    pub edge: String,
    /// The node that needs it; for an affordance the node that provides, once there is one.
    pub source: Option<String>,
    /// The node that would have the affordance; absent for a dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// The edge's label.
    pub label: String,
    /// What is allowed.
    pub policy: Policy,
    /// Whether it blocks.
    pub hard: bool,
    /// How it stands.
    pub status: Status,
    /// Its offers, best first, as far as they are listed; in a resolve those at selection time.
    pub offers: Vec<OfferReport>,
    /// How many more there are; absent when all are listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
    /// Rank of the offer that is or was selected.
    pub selected: Option<usize>,
    /// Why.
    pub reason: Reason,
    /// Who has the label, when it is shadowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shadowed_by: Option<String>,
    /// How many offers were dropped as duplicates; absent when none was.
    #[serde(skip_serializing_if = "is_zero")]
    pub duplicates: usize,
    /// What was tried in vain, when it was left without a node.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
}

/// One affordance that a provisioner offers to a node of the frontier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AffordanceReport {
    /// Its name in the destination's namespace.
    pub label: String,
    /// The node that provides it.
    pub source: String,
    /// The node that would have it.
    pub destination: String,
    /// Whose offer it is.
    pub provisioner: String,
    /// How near the provisioner is.
    pub layer: Layer,
    /// Whether it is in the namespace.
    pub accepted: bool,
    /// Why it stands so.
    pub reason: Claim,
}

/// How an affordance stands towards the namespace it would enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The label is free.
    Offered,
    /// It has the label.
    Accepted,
    /// Another has the label; who, in words.
    Held(String),
}

impl Serialize for Claim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::Held(who) => who,
        })
    }
}

/// What `offers --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OffersReport {
    /// The world's name.
    pub world: String,
    /// The world's version: digest, count of what was accepted, what is switched off.
    pub version: String,
    /// What should be said first, as when the file changed since offers were accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// What is wrong with parts of the world's file, which are left out; absent when nothing is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<WorldError>,
    /// What went wrong with programs that were asked; absent when nothing did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Every requirement, in declared order.
    pub requirements: Vec<RequirementReport>,
    /// Every affordance offered to the frontier, first in order first.
    pub affordances: Vec<AffordanceReport>,
}

/// What became of one try to accept an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was carried out.
    Accepted,
    /// It could not be carried out.
    Failed,
    /// The world had changed, and asked again it was not the best any more.
    Stale,
}

/// One try to accept an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// What it would do.
    pub operation: Operation,
    /// The node it names.
    pub provider: Option<String>,
    /// Whose offer it was.
    pub provisioner: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub why: String,
}

impl Attempt {
    pub(super) fn new(offer: &Offer<Deed>, outcome: Outcome, why: impl Into<String>) -> Self {
        Self {
            operation: offer.operation,
            provider: offer.action.as_ref().and_then(Deed::provider).map(Word::to_string),
            provisioner: offer.provisioner.clone(),
            outcome,
            why: why.into(),
        }
    }
}

/// The node that meets a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProviderReport {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its tags.
    pub tags: Vec<String>,
}

impl ProviderReport {
    pub(super) fn of(node: &Node) -> Self {
        let tags = node.tags.iter().map(Word::to_string).collect();
        Self { id: node.id.to_string(), label: node.label.to_string(), tags }
    }
}

/// One bound requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BindingReport {
    /// The edge.
    pub edge: String,
    /// What was done.
    pub operation: Operation,
    /// The node that it is bound to.
    pub provider: ProviderReport,
    /// Whether the node is new.
    pub created: bool,
    /// What was tried, in order; empty for an offer that was accepted earlier.
    pub attempts: Vec<Attempt>,
}

/// What a resolve comes to. Lists hold edge ids, `frontier` node ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Requirements bound by offers: the sum of the next four.
    pub satisfied: usize,
    /// Bound to a node that was there.
    pub attached: usize,
    /// Bound to a node that was changed.
    pub updated: usize,
    /// Bound to a copy.
    pub cloned: usize,
    /// Bound to a node made from a template.
    pub created: usize,
    /// Hard and without a node; an alternative may still have met the need.
    pub unresolved: Vec<String>,
    /// Soft and without an offer.
    pub waived: Vec<String>,
    /// Gone behind another under the same label.
    pub shadowed: Vec<String>,
    /// There is a frontier and no node of it is viable.
    pub softlock: bool,
    /// Where the story can go on.
    pub frontier: Vec<String>,
}

/// What `resolve --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResolveReport {
    /// Requirements and affordances, as they came out.
    #[serde(flatten)]
    pub offers: OffersReport,
    /// Every bound requirement, in the order of binding.
    pub bindings: Vec<BindingReport>,
    /// What it comes to.
    pub receipt: Receipt,
    /// Edges whose need no alternative met: what makes the answer no. Not part of the printed report.
    #[serde(skip)]
    pub blocking: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}
