//! Whether the parts of a world fit together: ends, parents, templates. Each is looked at once.

use std::collections::BTreeSet;

use super::build::{EDGES, NOBODY};
use super::errors::Errors;
use super::fields::nearest;
use super::index::Index;
use super::limits::LISTED;
use super::path::Path;
use super::{Craft, Declared, Edge, Finding, Link, Node, Policy};

/// The nodes there are.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) nodes: &'k [Node],
    pub(super) index: &'k Index,
}

impl Known<'_> {
    /// Whether there is such a node; if not, that is told.
    pub(super) fn check(&self, path: &Path<'_>, id: &str, errors: &mut Errors) -> bool {
        let there = self.index.id(self.nodes, id).is_some();
        if !there {
            let fix = || nearest(id, self.nodes.iter().map(|node| node.id.as_str()));
            errors.misfit(path, format!("no node has the id `{id}`"), fix);
        }
        there
    }
}

const NODES: Path<'static> = Path::Key(&Path::Root, "nodes");

/// The place of every node's parent, [`NOBODY`] where there is none; empty when no node has one. `places` says where
/// the nodes stand in the file, when not all of them are left.
pub(super) fn parents(known: &Known<'_>, places: &[usize], errors: &mut Errors) -> Vec<u32> {
    if known.nodes.iter().all(|node| node.parent.is_none()) {
        return Vec::new();
    }
    let one = |(place, node): (usize, &Node)| {
        let Some(id) = node.parent.as_deref() else { return NOBODY };
        let at = places.get(place).copied().unwrap_or(place);
        let there = known.check(&Path::Key(&Path::At(&NODES, at), "parent"), id, errors);
        there.then(|| known.index.id(known.nodes, id)).flatten().unwrap_or(NOBODY)
    };
    known.nodes.iter().enumerate().map(one).collect()
}

/// Cuts circles of parents, as a walk to the ancestors would be endless in one. The nodes whose parent counts no more,
/// for this or because there is none, come with it.
pub(super) fn circles(
    known: &Known<'_>,
    mut parents: Vec<u32>,
    places: &[usize],
    errors: &mut Errors,
) -> (Vec<u32>, Vec<usize>) {
    // The walk on which a node was met; 0 is none yet.
    let mut met = vec![0_u32; parents.len()];
    for start in 0..parents.len() {
        let walk = start as u32 + 1;
        let mut at = start;
        while met[at] == 0 {
            met[at] = walk;
            let parent = parents[at];
            if parent == NOBODY {
                break;
            }
            if met[parent as usize] == walk {
                let name = &known.nodes[parent as usize].id;
                let place = places.get(at).copied().unwrap_or(at);
                let fix = || "remove one parent of the circle".to_owned();
                let path = Path::At(&NODES, place);
                errors.misfit(&Path::Key(&path, "parent"), format!("`{name}` lies within itself"), fix);
                parents[at] = NOBODY;
                break;
            }
            at = parent as usize;
        }
    }
    let cut =
        |(place, parent): (usize, &u32)| (*parent == NOBODY && known.nodes[place].parent.is_some()).then_some(place);
    let cut = parents.iter().enumerate().filter_map(cut).collect();
    (parents, cut)
}

/// The edge with ends that there are: `None` when there is nothing for it to hang on. Where the file names a node for a
/// requirement and there is none, the requirement is in error.
pub(super) fn ends(known: &Known<'_>, at: usize, mut edge: Edge, errors: &mut Errors) -> Option<Edge> {
    let here = Path::At(&EDGES, at);
    let (from, to) = (Path::Key(&here, "source"), Path::Key(&here, "destination"));
    let mut check = |path: &Path<'_>, id: &str| known.check(path, id, errors);
    match &mut edge.link {
        Link::Dependency { source, destination, requirement } => {
            let hangs = check(&from, source);
            if destination.as_deref().is_some_and(|id| !check(&to, id)) {
                *destination = None;
                requirement.policy = Policy::NONE;
            }
            hangs.then_some(edge)
        }
        Link::Affordance { source, destination, requirement } => {
            if source.as_deref().is_some_and(|id| !check(&from, id)) {
                *source = None;
                requirement.policy = Policy::NONE;
            }
            check(&to, destination).then_some(edge)
        }
        Link::Choice { source, destination } => {
            let both = [check(&from, source), check(&to, destination)];
            both.into_iter().all(|there| there).then_some(edge)
        }
    }
}

/// Requirements that need a template and have none are in error; what is merely worth saying is answered.
pub(super) fn templates(
    edges: &mut [(usize, Edge)],
    provisioners: &[(usize, Declared)],
    errors: &mut Errors,
) -> Vec<Finding> {
    let names: BTreeSet<&str> = provisioners
        .iter()
        .filter_map(|(_, one)| match &one.craft {
            Craft::Template(registry) => Some(registry),
            _ => None,
        })
        .flat_map(|registry| registry.iter().filter(|(_, template)| !template.is_empty()))
        .map(|(name, _)| name.as_str())
        .collect();
    let mut findings = Vec::new();
    let mut more = 0;
    for (at, edge) in edges {
        let path = Path::At(&EDGES, *at);
        let path = Path::Key(&path, "requirement");
        let id = edge.id.clone();
        let asked = match &mut edge.link {
            Link::Dependency { requirement, .. } | Link::Affordance { requirement, .. } => requirement,
            Link::Choice { .. } => continue,
        };
        if asked.policy == Policy::NONE {
            continue;
        }
        if let Some(name) = asked.template_ref.as_deref().filter(|name| !names.contains(name)) {
            if findings.len() < LISTED {
                let fix = nearest(name, names.iter().copied());
                let message = format!("no registry has the template `{name}`, so nothing is offered from it; {fix}");
                findings.push(Finding { path: Path::Key(&path, "template_ref").to_string(), message });
            } else {
                more += 1;
            }
        }
        let has_one = asked.template.is_some()
            || asked.template_ref.is_some()
            || asked.identifier.as_deref().is_some_and(|name| names.contains(name));
        if asked.policy.only_create() && !has_one {
            let what = format!("`{id}` may only be created, and there is no template to create it from");
            let fix = || "add a template, or allow another operation in its policy".to_owned();
            errors.misfit(&path, what, fix);
            asked.policy = Policy::NONE;
        }
    }
    for (at, one) in provisioners {
        if matches!(one.craft, Craft::Command { .. }) {
            let message = format!("`{}` is a program; it is run when somebody asks for this world's offers", one.id);
            findings.push(Finding { path: format!("provisioners[{at}]"), message });
        }
    }
    if more > 0 {
        let message = format!("{more} more requirements name a template that no registry has");
        findings.push(Finding { path: "edges".to_owned(), message });
    }
    findings
}
