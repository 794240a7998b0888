//! Offers: a way past a hold, with its price and who may take it (seed 003, *Offers*, *Cost Model*, *Layering*).

use serde::{Deserialize, Serialize};

use super::{Caller, Who};

/// What taking an offer would do to the world, in order of price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Operation {
    /// Use what is there.
    Existing,
    /// Refresh what is there.
    Update,
    /// Start from a precedent.
    Clone,
    /// Do the work.
    Create,
}

impl Operation {
    /// The flat price: 10, 50, 100 or 200.
    pub const fn cost(self) -> u16 {
        match self {
            Self::Existing => 10,
            Self::Update => 50,
            Self::Clone => 100,
            Self::Create => 200,
        }
    }

    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Existing => "EXISTING",
            Self::Update => "UPDATE",
            Self::Clone => "CLONE",
            Self::Create => "CREATE",
        }
    }
}

/// How near the provisioner is; the nearer one wins a tie on cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Layer {
    /// The node, or the phase itself.
    Local,
    /// The world, or the plan.
    Author,
    /// The application.
    Application,
    /// Built-in defaults.
    Global,
}

impl Layer {
    /// Distance from the subject, 0 (LOCAL) to 3 (GLOBAL).
    pub const fn proximity(self) -> u8 {
        match self {
            Self::Local => 0,
            Self::Author => 1,
            Self::Application => 2,
            Self::Global => 3,
        }
    }

    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Local => "LOCAL",
            Self::Author => "AUTHOR",
            Self::Application => "APPLICATION",
            Self::Global => "GLOBAL",
        }
    }
}

/// A proposal. It is data: it costs nothing until it is taken, and can be listed, filtered, compared and audited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer<A> {
    /// What would be done.
    pub operation: Operation,
    /// The price, lower is better; [`Operation::cost`] unless a domain prices otherwise.
    pub cost: u16,
    /// How near the provisioner is.
    pub layer: Layer,
    /// Who may take it. Authority filters and never changes the price.
    pub who: Who,
    /// The provisioner that made the offer.
    pub provisioner: String,
    /// What taking it means, for a person to read.
    pub text: String,
    /// What is carried out when it is taken; `None` is an instruction that a person follows.
    pub action: Option<A>,
}

impl<A> Offer<A> {
    /// An offer that carries out `action`, LOCAL, for anyone, at the operation's flat price.
    pub fn take(operation: Operation, provisioner: impl Into<String>, text: impl Into<String>, action: A) -> Self {
        Self {
            operation,
            cost: operation.cost(),
            layer: Layer::Local,
            who: Who::Anyone,
            provisioner: provisioner.into(),
            text: text.into(),
            action: Some(action),
        }
    }

    /// An instruction: something a person does outside the console.
    pub fn instruct(operation: Operation, provisioner: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            operation,
            cost: operation.cost(),
            layer: Layer::Local,
            who: Who::Human,
            provisioner: provisioner.into(),
            text: text.into(),
            action: None,
        }
    }

    /// The same offer from a provisioner in `layer`.
    #[must_use]
    pub fn at(mut self, layer: Layer) -> Self {
        self.layer = layer;
        self
    }

    /// The same offer, for `who` only.
    #[must_use]
    pub fn by(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    /// The same offer with its action translated.
    pub fn map<B>(self, translate: &impl Fn(A) -> B) -> Offer<B> {
        Offer {
            operation: self.operation,
            cost: self.cost,
            layer: self.layer,
            who: self.who,
            provisioner: self.provisioner,
            text: self.text,
            action: self.action.map(translate),
        }
    }
}

/// The one ordering of offers: cost, then layer, then the order in which they were made (registration, then insertion).
pub fn rank<A>(offers: &mut [Offer<A>]) {
    offers.sort_by_key(|offer| (offer.cost, offer.layer));
}

/// The best offer that `caller` may take without a person's judgement: the first in order that is an action and is
/// open to anyone. "Accept the best" never takes one that needs a human.
pub fn best<'a, A>(offers: &'a [Offer<A>], caller: &Caller) -> Option<&'a Offer<A>> {
    offers
        .iter()
        .filter(|offer| offer.action.is_some() && offer.who == Who::Anyone && offer.who.admits(caller))
        .min_by_key(|offer| (offer.cost, offer.layer))
}
