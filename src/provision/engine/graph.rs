//! The world as it stands: the file's nodes and edges, with what was accepted laid over them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::index::Index;
use super::{Attempt, Deed};
use crate::hold::{Layer, Offer, Operation};
use crate::provision::world::{Edge, Link, Node, Requirement, Template, World};

/// A requirement that is bound by an accepted offer.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub(crate) edge: usize,
    pub(crate) node: usize,
    pub(crate) operation: Operation,
    pub(crate) provider: Option<String>,
    pub(crate) provisioner: String,
    pub(crate) cost: u16,
    pub(crate) layer: Layer,
    pub(crate) template: Option<Arc<Template>>,
    pub(crate) attempts: Vec<Attempt>,
}

/// Who has a label in a node's namespace.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    /// The edge or provisioner that put it there.
    pub(crate) by: String,
    /// Whether that is an edge; ids of edges and provisioners may be alike.
    pub(crate) edge: bool,
    /// The node it stands for.
    pub(crate) source: String,
}

/// The effective world: what offers are made from and what accepting them changes.
///
/// Made by [`overlay`](crate::provision::overlay). A copy is independent, so trying something out costs a copy.
#[derive(Debug, Clone)]
pub struct Graph<'w> {
    pub(crate) world: &'w World,
    nodes: Vec<Cow<'w, Node>>,
    index: Index<'w>,
    edges: HashMap<&'w str, usize>,
    bound: HashMap<usize, usize>,
    bindings: Vec<Bound>,
    namespace: BTreeMap<(String, String), Holder>,
    numbers: HashMap<String, usize>,
    changes: u64,
    notice: Option<String>,
}

impl<'w> Graph<'w> {
    /// The world as its file says it, with nothing accepted.
    pub fn new(world: &'w World) -> Self {
        let mut index = Index::default();
        for (place, node) in world.nodes.iter().enumerate() {
            index.add(place, node);
        }
        let mut namespace = BTreeMap::new();
        for edge in &world.edges {
            if let Link::Affordance { source: Some(source), destination, .. } = &edge.link {
                let holder = Holder { by: edge.id.clone(), edge: true, source: source.clone() };
                namespace.entry((destination.clone(), edge.label.clone())).or_insert(holder);
            }
        }
        Self {
            world,
            nodes: world.nodes.iter().map(Cow::Borrowed).collect(),
            index,
            edges: world.edges.iter().enumerate().map(|(place, edge)| (edge.id.as_str(), place)).collect(),
            bound: HashMap::new(),
            bindings: Vec::new(),
            namespace,
            numbers: HashMap::new(),
            changes: 0,
            notice: None,
        }
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.index.id(id).map(|place| self.at(place))
    }

    /// The nodes with this id or label, in order of insertion.
    pub fn named(&self, name: &str) -> Vec<&Node> {
        self.index.named(name).iter().map(|place| self.at(*place)).collect()
    }

    /// What a label stands for in a node's namespace: the node that provides the affordance.
    pub fn name_in(&self, node: &str, label: &str) -> Option<&str> {
        self.holder(node, label).map(|holder| holder.source.as_str())
    }

    /// The world's version: the file's digest, the count of what was accepted, and what is switched off.
    pub fn version(&self) -> String {
        let mut version = format!("{}+{}", self.world.sha256, self.changes);
        for id in &self.world.off {
            version.push('-');
            version.push_str(id);
        }
        version
    }

    /// What should be said about the overlay, as when the file changed since.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    pub(crate) fn set_notice(&mut self, notice: String) {
        self.notice = Some(notice);
    }

    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    pub(crate) fn at(&self, place: usize) -> &Node {
        &self.nodes[place]
    }

    pub(crate) fn edge_place(&self, id: &str) -> Option<usize> {
        self.edges.get(id).copied()
    }

    pub(crate) fn edge(&self, place: usize) -> &'w Edge {
        &self.world.edges[place]
    }

    pub(crate) fn bindings(&self) -> &[Bound] {
        &self.bindings
    }

    pub(crate) fn binding(&self, edge: usize) -> Option<&Bound> {
        self.bound.get(&edge).map(|place| &self.bindings[*place])
    }

    /// The node at the far end of an edge, by the file or by an accepted offer.
    pub(crate) fn far_end(&self, edge: usize) -> Option<&str> {
        let given = self.edge(edge).given();
        given.or_else(|| self.binding(edge).map(|bound| self.at(bound.node).id.as_str()))
    }

    pub(crate) fn holder(&self, node: &str, label: &str) -> Option<&Holder> {
        self.namespace.get(&(node.to_owned(), label.to_owned()))
    }

    /// The nodes that meet a requirement of `anchor`, which itself only does when it is named by its id.
    pub(crate) fn matching(&self, requirement: &Requirement, anchor: &str) -> Vec<&Node> {
        let name = requirement.identifier.as_deref();
        let attrs = &requirement.criteria.attrs;
        let places = self.index.candidates(name, &requirement.criteria);
        let nodes = places.into_iter().map(|place| self.at(place));
        nodes
            .filter(|node| attrs.iter().all(|(name, value)| node.attrs.get(name) == Some(value)))
            .filter(|node| node.id != anchor || name == Some(anchor))
            .collect()
    }

    /// Puts a label into a node's namespace for a provisioner; on failure who has it already.
    pub(crate) fn grant(&mut self, node: &str, label: &str, source: &str, by: &str) -> Result<(), String> {
        if let Some(holder) = self.holder(node, label) {
            return Err(held(label, node, &holder.by));
        }
        let holder = Holder { by: by.to_owned(), edge: false, source: source.to_owned() };
        self.namespace.insert((node.to_owned(), label.to_owned()), holder);
        self.changes += 1;
        Ok(())
    }

    /// Carries out an offer for an edge and binds it. `id` is the id of a new node on replay; else one is derived.
    ///
    /// On failure nothing has changed and the answer says why.
    pub(crate) fn accept(
        &mut self,
        edge: usize,
        offer: &Offer<Deed>,
        id: Option<&str>,
        attempts: Vec<Attempt>,
    ) -> Result<(), String> {
        let asking = self.edge(edge);
        if let Some(node) = self.far_end(edge) {
            return Err(format!("`{}` is bound to {node}", asking.id));
        }
        if asking.is_affordance()
            && let Some(holder) = self.holder(asking.anchor(), &asking.label)
        {
            return Err(held(&asking.label, asking.anchor(), &holder.by));
        }
        let deed = offer.action.as_ref().ok_or("it is an instruction, so there is nothing to carry out")?;
        let node = self.carry_out(deed, asking, id)?;
        if asking.is_affordance() {
            let holder = Holder { by: asking.id.clone(), edge: true, source: self.at(node).id.clone() };
            self.namespace.insert((asking.anchor().to_owned(), asking.label.clone()), holder);
        }
        self.bound.insert(edge, self.bindings.len());
        self.bindings.push(Bound {
            edge,
            node,
            operation: deed.operation(),
            provider: deed.provider().map(str::to_owned),
            provisioner: offer.provisioner.clone(),
            cost: offer.cost,
            layer: offer.layer,
            template: deed.shared_template(),
            attempts,
        });
        self.changes += 1;
        Ok(())
    }

    fn carry_out(&mut self, deed: &Deed, asking: &Edge, id: Option<&str>) -> Result<usize, String> {
        let place = match deed.provider() {
            Some(node) => Some(self.index.id(node).ok_or_else(|| format!("there is no node {node}"))?),
            None => None,
        };
        if deed.template().is_some_and(Template::is_empty) {
            return Err("its template is empty".to_owned());
        }
        match (deed, place) {
            (Deed::Bind { .. }, Some(place)) => Ok(place),
            (Deed::Update { template, .. }, Some(place)) => {
                self.index.remove(place, &self.nodes[place]);
                change(self.nodes[place].to_mut(), template);
                self.index.add_new(place, &self.nodes[place]);
                Ok(place)
            }
            (Deed::Clone { template, .. }, Some(place)) => {
                let mut copy = self.nodes[place].clone().into_owned();
                change(&mut copy, template);
                self.insert(copy, id)
            }
            (Deed::Create { template }, _) => {
                let named = asking.requirement().and_then(|asked| asked.identifier.clone());
                let label = named.unwrap_or_else(|| asking.label.clone());
                let blank = Node { id: String::new(), label, tags: Vec::new(), attrs: BTreeMap::new(), parent: None };
                let mut node = blank;
                change(&mut node, template);
                self.insert(node, id)
            }
            (_, None) => Err("it names no node".to_owned()),
        }
    }

    /// Adds a node whose id is its label and the first number that is free, never random: `door#1`.
    fn insert(&mut self, mut node: Node, id: Option<&str>) -> Result<usize, String> {
        node.id = match id {
            Some(id) if self.index.id(id).is_some() => return Err(format!("there is a node {id} already")),
            Some(id) => id.to_owned(),
            None => {
                let used = self.numbers.entry(node.label.clone()).or_default();
                loop {
                    *used += 1;
                    let id = format!("{}#{used}", node.label);
                    if self.index.id(&id).is_none() {
                        break id;
                    }
                }
            }
        };
        let place = self.nodes.len();
        self.index.add_new(place, &node);
        self.nodes.push(Cow::Owned(node));
        Ok(place)
    }
}

/// Says who holds a label.
pub(crate) fn held(label: &str, node: &str, by: &str) -> String {
    format!("`{label}` on {node} is held by {by}")
}

/// Adds the template's tags, sets its attributes, and takes its label if it has one.
fn change(node: &mut Node, template: &Template) {
    if let Some(label) = &template.label {
        node.label.clone_from(label);
    }
    for tag in &template.tags {
        if !node.tags.contains(tag) {
            node.tags.push(tag.clone());
        }
    }
    node.attrs.extend(template.attrs.clone());
}
