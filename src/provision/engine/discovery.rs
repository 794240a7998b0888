//! Which provisioners are asked, and in what order (seed 003, *Provisioner Discovery*).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::mem::discriminant;
use std::sync::{Arc, LazyLock};

use super::provisioner::proposed;
use super::{Affordance, Graph, Provisioner};
use crate::hold::Layer;
use crate::provision::world::{Craft, Declared, Node, Template, World};

/// What is asked when a world declares none of that type: GLOBAL, and last.
static DEFAULTS: LazyLock<[Declared; 4]> = LazyLock::new(|| {
    let default = |id: &str, craft| Declared { id: format!("default.{id}"), layer: Layer::Global, node: None, craft };
    [
        default("graph", Craft::Graph),
        default("template", Craft::Template(BTreeMap::new())),
        default("updating", Craft::Updating),
        default("cloning", Craft::Cloning),
    ]
});

/// Somebody who is asked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked<'w> {
    /// One that the file declares, or a default.
    Declared(&'w Declared),
    /// One of the application's.
    Custom(&'w dyn Provisioner),
}

impl<'w> Asked<'w> {
    pub(super) fn id(self) -> &'w str {
        match self {
            Self::Declared(one) => &one.id,
            Self::Custom(one) => one.id(),
        }
    }

    pub(super) fn layer(self) -> Layer {
        match self {
            Self::Declared(one) => one.layer,
            Self::Custom(one) => one.layer(),
        }
    }

    pub(super) fn affordances(self, destination: &Node, graph: &Graph<'_>) -> Vec<Affordance> {
        match self {
            Self::Declared(one) => proposed(one, destination, graph),
            Self::Custom(one) => one.affordances(destination, graph),
        }
    }
}

/// Who is asked about a need, nearest first.
#[derive(Debug, Clone)]
pub(super) struct Found<'w> {
    /// The provisioners.
    pub(super) asked: Vec<Asked<'w>>,
    /// The template registries among them.
    pub(super) registries: Vec<&'w BTreeMap<String, Arc<Template>>>,
}

impl<'w> Found<'w> {
    /// `local` are the provisioners that hang on the node and its ancestors; after them come the world's, the
    /// application's, the defaults; each once, without those that are switched off.
    ///
    /// A default stands in for a type that is not declared on the way. One that is declared and switched off stays off.
    pub(super) fn of(world: &'w World, local: &[&'w Declared]) -> Self {
        let global = world.provisioners().iter().filter(|one| one.node.is_none());
        let declared: Vec<&'w Declared> = local.iter().copied().chain(global).collect();
        let types: HashSet<_> = declared.iter().map(|one| discriminant(&one.craft)).collect();
        let defaults = DEFAULTS.iter().filter(|one| !types.contains(&discriminant(&one.craft)));
        let registry = |one: &&'w Declared| match &one.craft {
            Craft::Template(registry) if !world.off.contains(&one.id) => Some(registry),
            _ => None,
        };
        let registries = declared.iter().filter_map(registry).collect();
        let mut seen = HashSet::new();
        let asked = declared
            .into_iter()
            .map(Asked::Declared)
            .chain(world.registered.iter().map(|one| Asked::Custom(&**one)))
            .chain(defaults.map(Asked::Declared))
            .filter(|one| seen.insert(one.id()) && !world.off.contains(one.id()))
            .collect();
        Self { asked, registries }
    }
}

/// The provisioners that are asked about a need of `anchor`: the node's, its ancestors', the world's, the
/// application's, the defaults. Nearly always nobody hangs on the way, and then it is the same for every node.
pub(super) fn discover<'g>(graph: &'g Graph<'_>, anchor: &str) -> Cow<'g, Found<'g>> {
    let crew = graph.world.crew();
    if crew.is_local()
        && let Some(place) = graph.place(anchor)
    {
        let local: Vec<&Declared> = crew.near(place).collect();
        if !local.is_empty() {
            return Cow::Owned(Found::of(graph.world, &local));
        }
    }
    Cow::Borrowed(&**graph.asked())
}

/// The provisioners that are asked for affordances: those of the world, then the application's, nearest layer first.
pub(super) fn companions<'w>(graph: &Graph<'w>) -> Vec<Asked<'w>> {
    let world: &'w World = graph.world;
    let declared = world.provisioners().iter().map(Asked::Declared);
    let mut all: Vec<_> = declared.chain(world.registered.iter().map(|one| Asked::Custom(&**one))).collect();
    all.retain(|one| !world.off.contains(one.id()));
    all.sort_by_key(|one| one.layer());
    all
}

/// Every id that a world can switch off: what it declares, the application's, the defaults.
pub fn provisioner_ids(world: &World) -> Vec<&str> {
    let declared = world.provisioners().iter().map(|one| one.id.as_str());
    declared
        .chain(world.registered.iter().map(|one| one.id()))
        .chain(DEFAULTS.iter().map(|one| one.id.as_str()))
        .collect()
}

/// Somebody whom a world can ask, for a list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Its id.
    pub id: String,
    /// How near it is.
    pub layer: Layer,
    /// What it is: `graph`, `template`, `updating`, `cloning`, `affordance`, `command`, `custom`.
    pub kind: &'static str,
    /// The node that it hangs on.
    pub node: Option<String>,
}

/// Everybody whom a world asks while nobody is switched off: those it declares, the application's, and the defaults that
/// stand in for a type which the world declares for no one.
pub fn seats(world: &World) -> Vec<Seat> {
    let global = || world.provisioners().iter().filter(|one| one.node.is_none());
    let types: HashSet<_> = global().map(|one| discriminant(&one.craft)).collect();
    let defaults = DEFAULTS.iter().filter(|one| !types.contains(&discriminant(&one.craft)));
    let of =
        |one: &Declared| Seat { id: one.id.clone(), layer: one.layer, kind: one.craft.word(), node: one.node.clone() };
    let custom =
        |one: &Arc<dyn Provisioner>| Seat { id: one.id().to_owned(), layer: one.layer(), kind: "custom", node: None };
    let declared = world.provisioners().iter().map(of);
    declared.chain(world.registered.iter().map(custom)).chain(defaults.map(of)).collect()
}
