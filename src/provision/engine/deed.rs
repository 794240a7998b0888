//! What an offer of the engine would do, as data (seed 003, *Offers*).

use std::sync::Arc;

use serde::Serialize;

use crate::hold::{Offer, Operation};
use crate::provision::world::{Template, Word};

/// The action of an offer. Nothing is done until it is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Bind a node that is there.
    Bind {
        /// The node's id.
        node: Word,
    },
    /// Change a node by a template, then bind it.
    Update {
        /// The node's id.
        node: Word,
        /// What it is changed by.
        template: Arc<Template>,
    },
    /// Copy a node, change the copy by a template, then bind the copy.
    Clone {
        /// The id of the node that is copied.
        node: Word,
        /// What the copy is changed by.
        template: Arc<Template>,
    },
    /// Make a node from a template, then bind it.
    Create {
        /// What it is made from.
        template: Arc<Template>,
    },
}

impl Deed {
    /// The operation it is.
    pub const fn operation(&self) -> Operation {
        match self {
            Self::Bind { .. } => Operation::Existing,
            Self::Update { .. } => Operation::Update,
            Self::Clone { .. } => Operation::Clone,
            Self::Create { .. } => Operation::Create,
        }
    }

    /// The node it names; CREATE names none.
    pub fn provider(&self) -> Option<&Word> {
        match self {
            Self::Bind { node } | Self::Update { node, .. } | Self::Clone { node, .. } => Some(node),
            Self::Create { .. } => None,
        }
    }

    /// The template it uses; EXISTING uses none.
    pub fn template(&self) -> Option<&Template> {
        match self {
            Self::Bind { .. } => None,
            Self::Update { template, .. } | Self::Clone { template, .. } | Self::Create { template } => Some(template),
        }
    }

    /// The template it uses, shared.
    pub(crate) fn shared_template(&self) -> Option<Arc<Template>> {
        match self {
            Self::Bind { .. } => None,
            Self::Update { template, .. } | Self::Clone { template, .. } | Self::Create { template } => {
                Some(Arc::clone(template))
            }
        }
    }

    /// The offer of this deed at its flat price; the engine adds who offers it.
    pub fn offer(self) -> Offer<Self> {
        let text = match &self {
            Self::Bind { node } => format!("Use {node}, which is there"),
            Self::Update { node, .. } => format!("Change {node} by the template and use it"),
            Self::Clone { node, .. } => format!("Copy {node}, change the copy by the template and use that"),
            Self::Create { template } => match &template.label {
                Some(label) => format!("Create {label} from the template"),
                None => "Create it from the template".to_owned(),
            },
        };
        Offer::take(self.operation(), "", text, self)
    }
}
