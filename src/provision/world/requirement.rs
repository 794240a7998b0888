//! What an open edge asks for: identifier, criteria, template, policy (seed 003, *Requirements*).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Policy;

/// What a node has to look like, beside its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Criteria {
    /// Tags that must all be present.
    pub has_tags: Vec<String>,
    /// Attributes that must be equal.
    pub attrs: BTreeMap<String, Value>,
}

impl Criteria {
    /// Whether nothing is asked; such criteria match no node rather than every node.
    pub fn is_empty(&self) -> bool {
        self.has_tags.is_empty() && self.attrs.is_empty()
    }
}

/// What a node is made from, or changed by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The label a node gets; without one it keeps its own, or takes the requirement's name.
    #[serde(default)]
    pub label: Option<String>,
    /// Tags added.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Attributes set.
    #[serde(default)]
    pub attrs: BTreeMap<String, Value>,
}

impl Template {
    /// Whether it says nothing; an empty template is no template.
    pub fn is_empty(&self) -> bool {
        self.label.is_none() && self.tags.is_empty() && self.attrs.is_empty()
    }
}

/// What an open edge needs, and by which operations it may be met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Requirement {
    /// The id or label that a node must have.
    pub identifier: Option<String>,
    /// What else a node must show.
    pub criteria: Criteria,
    /// An inline template; it goes before `template_ref` and the registry entry under the identifier.
    pub template: Option<Arc<Template>>,
    /// A template by its name in a registry.
    pub template_ref: Option<String>,
    /// The id or label of the node that a clone is made from.
    pub reference: Option<String>,
    /// The operations allowed.
    pub policy: Policy,
    /// Whether it blocks its node when nothing is offered.
    pub hard: bool,
}

impl Requirement {
    /// What stands for a requirement that cannot be read: hard, and met by nothing.
    pub(super) fn unmeetable() -> Self {
        Self {
            identifier: None,
            criteria: Criteria::default(),
            template: None,
            template_ref: None,
            reference: None,
            policy: Policy::NONE,
            hard: true,
        }
    }
}
