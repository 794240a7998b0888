//! The trait of the application's own provisioners, and what declared ones propose to the frontier (seed 003,
//! *Provisioners*).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Deed, Graph, Matches};
use crate::hold::{Layer, Offer};
use crate::provision::world::{Craft, Declared, Edge, Node, Requirement, Template};

/// A need that provisioners are asked about.
#[derive(Debug)]
pub struct Need<'a> {
    /// The edge that has it.
    pub edge: &'a Edge,
    /// What is needed.
    pub requirement: &'a Requirement,
    /// The nodes that match, in order of insertion.
    pub matches: &'a Matches<'a>,
    /// The nodes that a clone is made from: those that `reference` names, else the matches.
    pub origins: &'a Matches<'a>,
    /// The template found for it: inline, or from the nearest registry that has it.
    pub template: Option<&'a Arc<Template>>,
    /// The world as it stands.
    pub graph: &'a Graph<'a>,
}

/// An affordance that a provisioner proposes for a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affordance {
    /// Its name in the node's namespace.
    pub label: String,
    /// The node that provides it.
    pub source: String,
}

/// Something that makes offers. It proposes and never resolves: being asked does no work on the world.
///
/// The standard ones need no such trait: what they offer follows from the matches, and is made when it is looked at.
///
/// ```
/// use std::sync::Arc;
/// use wayhold::hold::{Layer, Offer};
/// use wayhold::provision::{Deed, Need, Provisioner, SeenWorld, offers, overlay, world};
///
/// /// Offers a spare for whatever is asked.
/// #[derive(Debug)]
/// struct Spares;
///
/// impl Provisioner for Spares {
///     fn id(&self) -> &str { "spares" }
///     fn layer(&self) -> Layer { Layer::Application }
///     fn offers(&self, need: &Need<'_>) -> Vec<Offer<Deed>> {
///         let spares = need.graph.named("spare");
///         spares.iter().map(|node| Deed::Bind { node: node.id.clone() }.offer()).collect()
///     }
/// }
///
/// let text = r#"{"world":"shed","nodes":[{"id":"cart"},{"id":"s1","label":"spare"}],"edges":[{"id":"e0",
///     "kind":"dependency","source":"cart","requirement":{"identifier":"wheel"}}]}"#;
/// let mut shed = world::parse(text).map_err(|errors| errors[0].clone())?;
/// shed.register(Arc::new(Spares));
/// let report = offers(&overlay(&shed, None));
/// assert_eq!(report.requirements[0].offers[0].provider.as_deref(), Some("s1"));
/// # Ok::<(), world::WorldError>(())
/// ```
pub trait Provisioner: std::fmt::Debug + Send + Sync {
    /// Its name, unique among those of a world.
    fn id(&self) -> &str;

    /// How near it is.
    fn layer(&self) -> Layer;

    /// What it could do about `need`. The engine drops what the policy forbids and stamps id and layer on the rest.
    fn offers(&self, need: &Need<'_>) -> Vec<Offer<Deed>>;

    /// What it could let `destination` do; asked for nodes of the frontier.
    fn affordances(&self, _destination: &Node, _graph: &Graph<'_>) -> Vec<Affordance> {
        Vec::new()
    }
}

/// What a declared affordance provisioner could let `destination` do.
pub(super) fn proposed(declared: &Declared, destination: &Node, graph: &Graph<'_>) -> Vec<Affordance> {
    let (Craft::Affordance(proposals), Some(own)) = (&declared.craft, &declared.node) else { return Vec::new() };
    let Some(node) = graph.node(own) else { return Vec::new() };
    let has = |node: &Node, tag: &String| node.tags.iter().any(|one| one == tag.as_str());
    proposals
        .iter()
        .filter(|one| one.requires_tags.iter().all(|tag| has(node, tag)))
        .filter(|one| one.target_tags.is_empty() || one.target_tags.iter().any(|tag| has(destination, tag)))
        .map(|one| Affordance { label: one.label.clone(), source: own.clone() })
        .collect()
}

/// The registry's template for a requirement: the one that `template_ref` names, and only without such a name the one
/// under the identifier. An empty template is no template.
pub(super) fn look_up<'t>(
    requirement: &Requirement,
    registry: &'t BTreeMap<String, Arc<Template>>,
) -> Option<&'t Arc<Template>> {
    let name = requirement.template_ref.as_deref().or(requirement.identifier.as_deref())?;
    registry.get(name).filter(|template| !template.is_empty())
}
