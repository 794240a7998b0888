//! The world as it stands: the file's nodes and edges, with what was accepted laid over them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::discovery::Found;
use super::over::Over;
use super::{Attempt, Deed};
use crate::hold::{Layer, Offer, Operation};
use crate::provision::world::{Answer, Answers, Edge, Link, Node, Template, Word, World};

/// A requirement that is bound by an accepted offer.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub(crate) edge: usize,
    pub(crate) node: u32,
    pub(crate) operation: Operation,
    pub(crate) provider: Option<Word>,
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
/// Made by [`overlay`](crate::provision::overlay). A copy is independent and costs what was accepted, not what the world
/// holds, so that trying something out is cheap.
#[derive(Debug, Clone)]
pub struct Graph<'w> {
    pub(crate) world: &'w World,
    over: Over,
    /// Who is asked about a need of a node that no provisioner hangs on or above.
    asked: Arc<Found<'w>>,
    bound: HashMap<usize, usize>,
    bindings: Vec<Bound>,
    namespace: BTreeMap<String, BTreeMap<String, Holder>>,
    numbers: HashMap<Word, usize>,
    changes: u64,
    heeds_answers: bool,
    notice: Option<String>,
}

impl<'w> Graph<'w> {
    /// The world as its file says it, with nothing accepted.
    pub fn new(world: &'w World) -> Self {
        let mut graph = Self {
            world,
            over: Over::new(world),
            asked: Arc::new(Found::of(world, &[])),
            bound: HashMap::new(),
            bindings: Vec::new(),
            namespace: BTreeMap::new(),
            numbers: HashMap::new(),
            changes: 0,
            heeds_answers: false,
            notice: None,
        };
        for place in world.requiring() {
            let edge = &world.edges()[*place];
            if let Link::Affordance { source: Some(source), destination, .. } = &edge.link {
                let holder = Holder { by: edge.id.clone(), edge: true, source: source.clone() };
                let labels = graph.namespace.entry(destination.clone()).or_default();
                labels.entry(edge.label.clone()).or_insert(holder);
            }
        }
        graph.heed_answers();
        graph
    }

    /// The world that it is of, as its file says it.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.place(id).map(|place| self.at(place))
    }

    /// The nodes with this id or label, in order of insertion.
    pub fn named(&self, name: &str) -> Vec<&Node> {
        self.places_named(name).iter().map(|place| self.at(place)).collect()
    }

    /// What a label stands for in a node's namespace: the node that provides the affordance.
    pub fn name_in(&self, node: &str, label: &str) -> Option<&str> {
        self.holder(node, label).map(|holder| holder.source.as_str())
    }

    /// Gives a node other tags, to see what would be offered then; `false` when there is no such node. Nothing is written:
    /// what is made from this graph is an answer to *what if*.
    pub fn retag(&mut self, id: &str, tags: &[String]) -> bool {
        let Some(place) = self.place(id) else { return false };
        let old = self.at(place).clone();
        let tags: Box<[Word]> = tags.iter().map(|tag| Word::from(tag.as_str())).collect();
        if tags != old.tags {
            self.over.change(place, &old, Node { tags, ..old.clone() });
            self.changes += 1;
        }
        true
    }

    /// The world's version: the file's digest, the count of what was accepted, and what is switched off.
    pub fn version(&self) -> String {
        let mut version = self.basis();
        for id in &self.world.off {
            version.push('-');
            version.push_str(id);
        }
        version
    }

    /// The version that programs are asked about: what is switched off changes none of their answers.
    pub fn basis(&self) -> String {
        format!("{}+{}", self.world.sha256, self.changes)
    }

    /// What should be said about the overlay, as when the file changed since.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    pub(crate) fn set_notice(&mut self, notice: String) {
        self.notice = Some(notice);
    }

    /// Answers of programs count when they were asked about the world as it is now. What is tried out from here on goes
    /// by the same answers, as nobody can ask about a world that is not.
    pub(crate) fn heed_answers(&mut self) {
        self.heeds_answers = self.world.answers().is_some_and(|answers| answers.basis == self.basis());
    }

    /// What programs said about this world, unless it has changed since.
    pub(crate) fn answers(&self) -> Option<&'w Answers> {
        self.world.answers().filter(|_| self.heeds_answers).map(Arc::as_ref)
    }

    /// What a program said about an edge.
    pub(crate) fn said(&self, provisioner: &str, edge: &str) -> Option<&'w Answer> {
        self.answers()?.of(provisioner, edge)
    }

    pub(super) fn asked(&self) -> &Arc<Found<'w>> {
        &self.asked
    }

    pub(super) fn over(&self) -> &Over {
        &self.over
    }

    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    pub(crate) fn at(&self, place: u32) -> &Node {
        let of_file = || &self.world.nodes()[place as usize];
        if self.over.is_empty() { of_file() } else { self.over.node(place).unwrap_or_else(of_file) }
    }

    pub(crate) fn place(&self, id: &str) -> Option<u32> {
        self.world.index().id(self.world.nodes(), id).or_else(|| self.over.id(id))
    }

    pub(crate) fn edge_place(&self, id: &str) -> Option<usize> {
        self.world.edge_place(id)
    }

    pub(crate) fn edge(&self, place: usize) -> &'w Edge {
        &self.world.edges()[place]
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
        self.namespace.get(node)?.get(label)
    }

    /// Puts a label into a node's namespace for a provisioner; on failure who has it already.
    pub(crate) fn grant(&mut self, node: &str, label: &str, source: &str, by: &str) -> Result<(), String> {
        if let Some(holder) = self.holder(node, label) {
            return Err(held(label, node, &holder.by));
        }
        let holder = Holder { by: by.to_owned(), edge: false, source: source.to_owned() };
        self.namespace.entry(node.to_owned()).or_default().insert(label.to_owned(), holder);
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
            let holder = Holder { by: asking.id.clone(), edge: true, source: self.at(node).id.to_string() };
            self.namespace.entry(asking.anchor().to_owned()).or_default().insert(asking.label.clone(), holder);
        }
        self.bound.insert(edge, self.bindings.len());
        self.bindings.push(Bound {
            edge,
            node,
            operation: deed.operation(),
            provider: deed.provider().cloned(),
            provisioner: offer.provisioner.clone(),
            cost: offer.cost,
            layer: offer.layer,
            template: deed.shared_template(),
            attempts,
        });
        self.changes += 1;
        Ok(())
    }

    fn carry_out(&mut self, deed: &Deed, asking: &Edge, id: Option<&str>) -> Result<u32, String> {
        let place = match deed.provider() {
            Some(node) => Some(self.place(node).ok_or_else(|| format!("there is no node {node}"))?),
            None => None,
        };
        if deed.template().is_some_and(Template::is_empty) {
            return Err("its template is empty".to_owned());
        }
        match (deed, place) {
            (Deed::Bind { .. }, Some(place)) => Ok(place),
            (Deed::Update { template, .. }, Some(place)) => {
                let old = self.at(place).clone();
                let new = changed(old.clone(), template);
                self.over.change(place, &old, new);
                Ok(place)
            }
            (Deed::Clone { template, .. }, Some(place)) => self.insert(changed(self.at(place).clone(), template), id),
            (Deed::Create { template }, _) => self.insert(changed(blank(asking), template), id),
            (_, None) => Err("it names no node".to_owned()),
        }
    }

    /// Adds a node whose id is its label and the first number that is free, never random: `door#1`.
    fn insert(&mut self, mut node: Node, id: Option<&str>) -> Result<u32, String> {
        node.id = match id {
            Some(id) if self.place(id).is_some() => return Err(format!("there is a node {id} already")),
            Some(id) => Word::from(id),
            None => {
                let mut used = self.numbers.get(&node.label).copied().unwrap_or_default();
                let id = loop {
                    used += 1;
                    let id = format!("{}#{used}", node.label);
                    if self.place(&id).is_none() {
                        break id;
                    }
                };
                self.numbers.insert(node.label.clone(), used);
                Word::from(id)
            }
        };
        Ok(self.over.add(node))
    }
}

/// What CREATE begins with: a node with nothing but the requirement's name.
fn blank(asking: &Edge) -> Node {
    let named = asking.requirement().and_then(|asked| asked.identifier.as_deref());
    let label = Word::from(named.unwrap_or(&asking.label));
    Node { id: Word::from(""), label, tags: Box::default(), attrs: BTreeMap::new(), parent: None }
}

/// Says who holds a label.
pub(crate) fn held(label: &str, node: &str, by: &str) -> String {
    format!("`{label}` on {node} is held by {by}")
}

/// The node with the template's tags added, its attributes set, and its label if it has one.
fn changed(mut node: Node, template: &Template) -> Node {
    if let Some(label) = &template.label {
        node.label = Word::from(label.as_str());
    }
    let mut tags = node.tags.into_vec();
    for tag in &template.tags {
        if tags.iter().all(|one| one != tag.as_str()) {
            tags.push(Word::from(tag.as_str()));
        }
    }
    node.tags = tags.into_boxed_slice();
    node.attrs.extend(template.attrs.clone());
    node
}
