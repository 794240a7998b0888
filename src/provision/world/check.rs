//! Whether the parts of a world fit together: ids, ends, parents, templates.

use std::collections::{BTreeMap, HashSet};

use super::fields::{Errors, nearest, wrong};
use super::{Craft, Edge, Finding, Link, World};

/// Adds what does not fit to `errors`; answers what is merely worth saying.
pub(super) fn check(world: &World, errors: &mut Errors) -> Vec<Finding> {
    unique("nodes", world.nodes.iter().map(|node| node.id.as_str()), errors);
    unique("edges", world.edges.iter().map(|edge| edge.id.as_str()), errors);
    unique("provisioners", world.provisioners.iter().map(|one| one.id.as_str()), errors);
    ends(world, errors);
    parents(world, errors);
    let mut findings = templates(world, errors);
    for (place, one) in world.provisioners.iter().enumerate() {
        if matches!(one.craft, Craft::Command { .. }) {
            findings.push(Finding {
                path: format!("provisioners[{place}]"),
                message: format!("`{}` is a command; commands are not run, so it offers nothing", one.id),
            });
        }
    }
    findings
}

fn unique<'a>(list: &str, ids: impl Iterator<Item = &'a str>, errors: &mut Errors) {
    let mut seen = BTreeMap::new();
    for (place, id) in ids.enumerate() {
        if let Some(first) = seen.insert(id, place) {
            let what = format!("the id `{id}` is used by {list}[{first}] already");
            wrong(errors, &format!("{list}[{place}].id"), what, "give it another id; labels may be shared");
            seen.insert(id, first);
        }
    }
}

fn ends(world: &World, errors: &mut Errors) {
    let ids: HashSet<&str> = world.nodes.iter().map(|node| node.id.as_str()).collect();
    let mut known = |path: String, id: Option<&str>| {
        if let Some(id) = id.filter(|id| !ids.contains(id)) {
            let fix = nearest(id, world.nodes.iter().map(|node| node.id.as_str()));
            wrong(errors, &path, format!("no node has the id `{id}`"), fix);
        }
    };
    known("cursor".to_owned(), world.cursor.as_deref());
    for (place, node) in world.nodes.iter().enumerate() {
        known(format!("nodes[{place}].parent"), node.parent.as_deref());
    }
    for (place, edge) in world.edges.iter().enumerate() {
        let (source, destination) = match &edge.link {
            Link::Dependency { source, destination, .. } => (Some(source.as_str()), destination.as_deref()),
            Link::Affordance { source, destination, .. } => (source.as_deref(), Some(destination.as_str())),
            Link::Choice { source, destination } => (Some(source.as_str()), Some(destination.as_str())),
        };
        known(format!("edges[{place}].source"), source);
        known(format!("edges[{place}].destination"), destination);
    }
    for (place, one) in world.provisioners.iter().enumerate() {
        known(format!("provisioners[{place}].node"), one.node.as_deref());
    }
}

/// A node within itself would make the walk to its ancestors endless.
fn parents(world: &World, errors: &mut Errors) {
    let parents: BTreeMap<&str, &str> =
        world.nodes.iter().filter_map(|node| Some((node.id.as_str(), node.parent.as_deref()?))).collect();
    let mut rooted = HashSet::new();
    for (place, node) in world.nodes.iter().enumerate() {
        let (mut walk, mut at) = (Vec::new(), node.id.as_str());
        let mut on_walk = HashSet::new();
        while !rooted.contains(at) {
            if !on_walk.insert(at) {
                let fix = "remove one parent of the circle";
                wrong(errors, &format!("nodes[{place}].parent"), format!("`{at}` lies within itself"), fix);
                break;
            }
            walk.push(at);
            match parents.get(at) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        rooted.extend(walk);
    }
}

fn templates(world: &World, errors: &mut Errors) -> Vec<Finding> {
    let names: Vec<&str> = world
        .provisioners
        .iter()
        .filter_map(|one| match &one.craft {
            Craft::Template(registry) => Some(registry),
            _ => None,
        })
        .flat_map(|registry| registry.iter().filter(|(_, template)| !template.is_empty()))
        .map(|(name, _)| name.as_str())
        .collect();
    let mut findings = Vec::new();
    for (place, edge) in world.edges.iter().enumerate() {
        let Some(asked) = edge.requirement() else { continue };
        if let Some(name) = asked.template_ref.as_deref().filter(|name| !names.contains(name)) {
            let fix = nearest(name, names.iter().copied());
            let message = format!("no registry has the template `{name}`, so nothing is offered from it; {fix}");
            findings.push(Finding { path: format!("edges[{place}].requirement.template_ref"), message });
        }
        let has_one = asked.template.is_some()
            || asked.template_ref.is_some()
            || asked.identifier.as_deref().is_some_and(|name| names.contains(&name));
        if asked.policy.only_create() && !has_one {
            create_without_template(place, edge, errors);
        }
    }
    findings
}

fn create_without_template(place: usize, edge: &Edge, errors: &mut Errors) {
    let what = format!("`{}` may only be created, and there is no template to create it from", edge.id);
    let fix = "add a template, or allow another operation in its policy";
    wrong(errors, &format!("edges[{place}].requirement"), what, fix);
}
