//! What can be acted on in a phase's pane.

use crate::runbook::{Attestable, Item, ItemId};

/// One thing to act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// A box.
    Item(Item),
    /// A clause of the entry gate.
    Gate(Attestable),
    /// A bullet of the definition of done.
    Bullet(Attestable),
    /// A decision.
    Decision(String),
    /// A step.
    Step(String),
}

impl Spot {
    /// The box, if it is one.
    pub const fn item(&self) -> Option<&Item> {
        match self {
            Self::Item(item) => Some(item),
            _ => None,
        }
    }

    /// What a person answers for here.
    pub const fn attestable(&self) -> Option<&Attestable> {
        match self {
            Self::Gate(fact) | Self::Bullet(fact) => Some(fact),
            _ => None,
        }
    }

    /// Whether it is the same thing in another version of the file.
    pub fn is(&self, other: &Self) -> bool {
        fn name(spot: &Spot) -> (u8, &str) {
            match spot {
                Spot::Item(Item { id: ItemId(id), .. }) => (0, id),
                Spot::Gate(Attestable { id: ItemId(id), .. }) => (1, id),
                Spot::Bullet(Attestable { id: ItemId(id), .. }) => (2, id),
                Spot::Decision(id) => (3, id),
                Spot::Step(id) => (4, id),
            }
        }
        name(self) == name(other)
    }
}
