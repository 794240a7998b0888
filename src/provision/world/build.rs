//! A world from what its file holds. What does not fit is told and left out, so that the rest can be used.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::check::{self, Known};
use super::errors::Errors;
use super::file::{self, File};
use super::parse::{Edges, Provisioners};
use super::path::Path;
use super::{Craft, Declared, Edge, Node, Policy, World, WorldError};
use crate::hold::digest::sha256;

/// Where no provisioner hangs on a node or anything that it lies within.
pub(super) const NOBODY: u32 = u32::MAX;

/// The edges, and where to find them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graphed {
    pub(super) edges: Vec<Edge>,
    pub(super) ids: HashMap<String, u32>,
    pub(super) requiring: Vec<usize>,
}

impl Graphed {
    pub(super) fn new(edges: Vec<Edge>) -> Self {
        let ids = edges.iter().enumerate().map(|(place, edge)| (edge.id.clone(), place as u32)).collect();
        let asks = |(place, edge): (usize, &Edge)| edge.requirement().map(|_| place);
        let requiring = edges.iter().enumerate().filter_map(asks).collect();
        Self { edges, ids, requiring }
    }
}

/// The declared provisioners, and which of them hang on a node.
#[derive(Debug, Clone, Default)]
pub(crate) struct Crew {
    pub(super) provisioners: Vec<Declared>,
    /// Where each stands in the file's list.
    in_file: Vec<usize>,
    /// The nearest node that has provisioners of its own, for each node itself or above it; empty when none has any.
    near: Vec<u32>,
    /// Those provisioners, and the next node above that has some.
    own: BTreeMap<u32, (Vec<usize>, u32)>,
}

impl Crew {
    /// The provisioners that are asked for a node because they hang on it or on what it lies within, nearest first.
    pub(crate) fn near(&self, place: u32) -> impl Iterator<Item = &Declared> {
        let mut at = self.near.get(place as usize).copied().unwrap_or(NOBODY);
        let mut groups = Vec::new();
        while let Some((own, above)) = self.own.get(&at) {
            groups.push(own);
            at = *above;
        }
        groups.into_iter().flatten().map(|one| &self.provisioners[*one])
    }

    /// Whether provisioners hang on nodes at all.
    pub(crate) fn is_local(&self) -> bool {
        !self.own.is_empty()
    }

    /// The path of a provisioner in the file.
    pub(crate) fn path(&self, id: &str) -> String {
        let place = self.provisioners.iter().position(|one| one.id == id);
        place.map_or_else(|| id.to_owned(), |place| format!("provisioners[{}]", self.in_file[place]))
    }
}

/// Reads a world file's text, refusing whatever it does not know.
///
/// # Errors
///
/// All that is wrong: the path, what it is, what to do. Unknown and repeated keys, wrong types, ids used twice,
/// ends that name no node, unknown words, a requirement that asks for nothing, CREATE without any template, and whatever
/// is over one of the [`limits`](super::limits). A `template_ref` that names no template is a finding of the world.
pub fn parse(text: &str) -> Result<World, Vec<WorldError>> {
    let (world, errors) = read(text)?;
    if errors.count() == 0 { Ok(world) } else { Err(errors.first()) }
}

/// Reads a world file's text and uses what can be used of it: a part that is in error is told in
/// [`World::faults`] and left out. A requirement in error stays, and nothing is offered for it.
///
/// # Errors
///
/// What keeps the file as a whole from being used: it is no JSON, no object, over a limit, or a field of the file itself
/// is unknown, repeated, or of the wrong type.
pub fn salvage(text: &str) -> Result<World, Vec<WorldError>> {
    let (mut world, errors) = read(text)?;
    if errors.whole {
        return Err(errors.first());
    }
    world.faults = errors.all().into();
    Ok(world)
}

fn read(text: &str) -> Result<(World, Errors), Vec<WorldError>> {
    let (file, reading) = file::read(text)?;
    let mut errors = reading.errors;
    let world = build(file, &mut errors, sha256(text.as_bytes()));
    Ok((world, errors))
}

fn build(file: File, errors: &mut Errors, sha256: String) -> World {
    let File { name, cursor, nodes: read, edges, provisioners } = file;
    let (edges, provisioners) = (unique_edges(edges, errors), unique_provisioners(provisioners, errors));
    let (mut nodes, mut index, places) = read.finish();
    let known = Known { nodes: &nodes, index: &index };

    let cursor = cursor.filter(|id| known.check(&Path::Key(&Path::Root, "cursor"), id, errors));
    let parents = check::parents(&known, &places, errors);
    let mut edges: Vec<(usize, Edge)> =
        edges.into_iter().filter_map(|(at, edge)| Some((at, check::ends(&known, at, edge, errors)?))).collect();
    let provisioners: Vec<(usize, Declared)> = provisioners
        .into_iter()
        .filter(|(at, one)| {
            let path = Path::At(&PROVISIONERS, *at);
            one.node.as_deref().is_none_or(|id| known.check(&Path::Key(&path, "node"), id, errors))
        })
        .collect();
    let (parents, cut) = check::circles(&known, parents, &places, errors);
    let findings = check::templates(&mut edges, &provisioners, errors);
    let crew = crew(provisioners, &known, &parents);
    drop(parents);
    for place in cut {
        nodes[place].parent = None;
    }
    let edges: Vec<Edge> = edges.into_iter().map(|(_, edge)| edge).collect();
    let asked: BTreeSet<String> = edges
        .iter()
        .filter_map(Edge::requirement)
        .filter(|asked| asked.policy != Policy::NONE)
        .flat_map(|asked| asked.criteria.attrs.keys().cloned())
        .collect();
    index.file_attrs(&nodes, asked);
    World {
        name: name.unwrap_or_default(),
        sha256,
        cursor,
        registered: Vec::new(),
        off: BTreeSet::new(),
        findings: findings.into(),
        faults: Arc::from([]),
        nodes: Arc::new((nodes, index)),
        graphed: Arc::new(Graphed::new(edges)),
        crew: Arc::new(crew),
        answers: None,
    }
}

pub(super) const EDGES: Path<'static> = Path::Key(&Path::Root, "edges");
const PROVISIONERS: Path<'static> = Path::Key(&Path::Root, "provisioners");

fn unique_edges(edges: Edges, errors: &mut Errors) -> Vec<(usize, Edge)> {
    unique(edges.0, &EDGES, |edge| &edge.id, errors)
}

fn unique_provisioners(provisioners: Provisioners, errors: &mut Errors) -> Vec<(usize, Declared)> {
    unique(provisioners.0, &PROVISIONERS, |one| &one.id, errors)
}

/// Leaves out what has an id that an earlier one has.
fn unique<T>(
    list: Vec<(usize, T)>,
    path: &Path<'_>,
    id: impl Fn(&T) -> &String,
    errors: &mut Errors,
) -> Vec<(usize, T)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut kept = Vec::with_capacity(list.len());
    for (at, one) in list {
        if let Some(first) = seen.get(id(&one)) {
            let what = format!("the id `{}` is used by {path}[{first}] already", id(&one));
            let fix = || "give it another id; labels may be shared".to_owned();
            errors.misfit(&Path::Key(&Path::At(path, at), "id"), what, fix);
            continue;
        }
        seen.insert(id(&one).clone(), at);
        kept.push((at, one));
    }
    kept
}

/// Who hangs where. Only worked out when a provisioner hangs on a node.
fn crew(provisioners: Vec<(usize, Declared)>, known: &Known<'_>, parents: &[u32]) -> Crew {
    let (in_file, provisioners): (Vec<usize>, Vec<Declared>) = provisioners.into_iter().unzip();
    let mut own: BTreeMap<u32, (Vec<usize>, u32)> = BTreeMap::new();
    for (at, one) in provisioners.iter().enumerate() {
        // One that offers affordances is asked for nodes of the frontier, whatever it hangs on.
        if let (Some(id), false) = (&one.node, matches!(one.craft, Craft::Affordance(_)))
            && let Some(place) = known.index.id(known.nodes, id)
        {
            own.entry(place).or_insert((Vec::new(), NOBODY)).0.push(at);
        }
    }
    let near = if own.is_empty() { Vec::new() } else { nearest(known.nodes, parents, &own) };
    let above = |place: &u32| parents.get(*place as usize).and_then(|parent| near.get(*parent as usize)).copied();
    let next: HashMap<u32, u32> = own.keys().map(|place| (*place, above(place).unwrap_or(NOBODY))).collect();
    for (place, (_, above)) in &mut own {
        *above = next[place];
    }
    Crew { provisioners, in_file, near, own }
}

/// For each node the nearest that has provisioners, itself or above it; each way up is gone once.
fn nearest(nodes: &[Node], parents: &[u32], own: &BTreeMap<u32, (Vec<usize>, u32)>) -> Vec<u32> {
    let mut near = vec![NOBODY; nodes.len()];
    let mut known: HashSet<u32> = HashSet::new();
    let mut walk = Vec::new();
    for start in 0..nodes.len() as u32 {
        let mut at = start;
        let found = loop {
            if own.contains_key(&at) {
                near[at as usize] = at;
                break at;
            }
            if !known.insert(at) {
                break near[at as usize];
            }
            walk.push(at);
            match parents.get(at as usize).copied() {
                Some(parent) if parent != NOBODY => at = parent,
                _ => break NOBODY,
            }
        };
        for place in walk.drain(..) {
            near[place as usize] = found;
        }
    }
    near
}
