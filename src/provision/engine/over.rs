//! What accepted offers laid over the file's nodes: those that are new and those that changed, with an index of their own.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use crate::provision::world::{Attrs, Lists, Node, Places, Word, World};

/// New and changed nodes. A copy of it is all that a copy of the world costs.
#[derive(Debug, Clone)]
pub(super) struct Over {
    nodes: HashMap<u32, Node>,
    /// Ids of the new ones; one that changed keeps its id.
    ids: HashMap<Word, u32>,
    /// The file's nodes that changed, for which the file's index counts no more.
    stale: RoaringBitmap,
    labels: Lists,
    tags: Lists,
    attrs: Attrs,
    next: u32,
}

impl Over {
    pub(super) fn new(world: &World) -> Self {
        Self {
            nodes: HashMap::new(),
            ids: HashMap::new(),
            stale: RoaringBitmap::new(),
            labels: Lists::default(),
            tags: Lists::default(),
            attrs: world.index().same_attrs(),
            next: world.nodes().len() as u32,
        }
    }

    /// Whether nothing is laid over.
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// A node that is new or changed.
    pub(super) fn node(&self, place: u32) -> Option<&Node> {
        self.nodes.get(&place)
    }

    /// How many nodes there are with those of the file.
    pub(super) fn len(&self) -> u32 {
        self.next
    }

    /// A new node by its id.
    pub(super) fn id(&self, id: &str) -> Option<u32> {
        self.ids.get(id).copied()
    }

    /// Adds a node; the caller has seen that its id is free.
    pub(super) fn add(&mut self, node: Node) -> u32 {
        let place = self.next;
        self.next += 1;
        self.ids.insert(node.id.clone(), place);
        self.file(place, node);
        place
    }

    /// Puts a changed node in the place of `old`.
    pub(super) fn change(&mut self, place: u32, old: &Node, new: Node) {
        if self.nodes.contains_key(&place) {
            self.labels.drop(&old.label, place);
            for tag in &old.tags {
                self.tags.drop(tag, place);
            }
            self.attrs.drop(old, place);
        } else {
            self.stale.insert(place);
        }
        self.file(place, new);
    }

    fn file(&mut self, place: u32, node: Node) {
        let number = self.labels.number(&node.label);
        self.labels.put(number, place);
        for tag in &node.tags {
            let number = self.tags.number(tag);
            self.tags.put(number, place);
        }
        self.attrs.put(&node, place);
        self.nodes.insert(place, node);
    }

    /// What the file's index says of a label, as it is now.
    pub(super) fn labelled<'g>(&'g self, of_file: Places<'g>, label: &str) -> Places<'g> {
        if self.is_empty() { of_file } else { of_file.without(&self.stale).or(self.labels.get(label)) }
    }

    /// What the file's index says of a tag, as it is now.
    pub(super) fn tagged<'g>(&'g self, of_file: Places<'g>, tag: &str) -> Places<'g> {
        if self.is_empty() { of_file } else { of_file.without(&self.stale).or(self.tags.get(tag)) }
    }

    /// What the file's index says of an attribute, as it is now.
    pub(super) fn having<'g>(&'g self, of_file: Places<'g>, name: &str, value: &serde_json::Value) -> Places<'g> {
        if self.is_empty() {
            return of_file;
        }
        of_file.without(&self.stale).or(self.attrs.get(name, value).unwrap_or_default())
    }
}
