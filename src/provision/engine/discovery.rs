//! Which provisioners are asked, and in what order (seed 003, *Provisioner Discovery*).

use std::collections::{BTreeMap, HashSet};
use std::mem::discriminant;
use std::sync::LazyLock;

use super::{Graph, Provisioner};
use crate::hold::Layer;
use crate::provision::world::{Craft, Declared, Template, World};

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

/// Who is asked about a need, nearest first.
pub(super) struct Found<'g> {
    /// The provisioners.
    pub(super) provisioners: Vec<&'g dyn Provisioner>,
    /// The template registries among them.
    pub(super) registries: Vec<&'g BTreeMap<String, Template>>,
}

/// The provisioners that are asked about a need of `anchor`: the node's, its ancestors', the world's, the
/// application's, the defaults; each once, nearest first, without those that are switched off.
///
/// A default stands in for a type that is not declared on the way. One that is declared and switched off stays off.
pub(super) fn discover<'g>(graph: &'g Graph<'_>, anchor: &str) -> Found<'g> {
    let world: &'g World = graph.world;
    let mut declared: Vec<&Declared> = Vec::new();
    let mut at = graph.node(anchor);
    while let Some(node) = at {
        declared.extend(world.provisioners.iter().filter(|one| one.node.as_deref() == Some(&node.id)));
        at = node.parent.as_deref().and_then(|parent| graph.node(parent));
    }
    declared.extend(world.provisioners.iter().filter(|one| one.node.is_none()));
    let types: HashSet<_> = declared.iter().map(|one| discriminant(&one.craft)).collect();
    let defaults = DEFAULTS.iter().filter(|one| !types.contains(&discriminant(&one.craft)));
    let registries = declared.iter().filter(|one| !world.off.contains(&one.id)).filter_map(|one| match &one.craft {
        Craft::Template(registry) => Some(registry),
        _ => None,
    });
    let registries = registries.collect();

    let mut seen = HashSet::new();
    let provisioners = declared
        .into_iter()
        .map(|one| one as &dyn Provisioner)
        .chain(world.registered.iter().map(|one| &**one as &dyn Provisioner))
        .chain(defaults.map(|one| one as &dyn Provisioner))
        .filter(|one| seen.insert(one.id().to_owned()) && !world.off.contains(one.id()))
        .collect();
    Found { provisioners, registries }
}

/// The provisioners that are asked for affordances: those of the world, then the application's, nearest layer first.
pub(super) fn companions<'g>(graph: &'g Graph<'_>) -> Vec<&'g dyn Provisioner> {
    let world: &'g World = graph.world;
    let declared = world.provisioners.iter().map(|one| one as &dyn Provisioner);
    let mut all: Vec<_> = declared.chain(world.registered.iter().map(|one| &**one as &dyn Provisioner)).collect();
    all.retain(|one| !world.off.contains(one.id()));
    all.sort_by_key(|one| one.layer());
    all
}

/// Every id that a world can switch off: what it declares, the application's, the defaults.
pub fn provisioner_ids(world: &World) -> Vec<&str> {
    let declared = world.provisioners.iter().map(|one| one.id.as_str());
    declared
        .chain(world.registered.iter().map(|one| one.id()))
        .chain(DEFAULTS.iter().map(|one| one.id.as_str()))
        .collect()
}
