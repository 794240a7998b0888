//! Finds nodes of the file by id, label, tag and attribute without walking them. Made once, while the file is read.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

use hashbrown::HashTable;
use serde_json::Value;

use super::lists::Lists;
use super::places::Places;
use super::{Criteria, Node};

/// The index of a file's nodes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    ids: Ids,
    /// Labels that are not the node's id as well.
    pub(super) labels: Lists,
    pub(super) tags: Lists,
    attrs: Attrs,
}

/// Places by id. Only the places are kept, four bytes each: the ids stand in the nodes.
#[derive(Debug, Clone, Default)]
pub(super) struct Ids {
    table: HashTable<u32>,
    hasher: RandomState,
}

impl Ids {
    /// Room for about `count` ids.
    pub(super) fn reserve(&mut self, count: usize) {
        // Only an empty table is enlarged here, so there is nothing to hash again.
        if self.table.is_empty() {
            self.table.reserve(count, |_| 0);
        }
    }

    /// Files the node that comes next; the place of the one that has its id already.
    pub(super) fn put(&mut self, nodes: &[Node], id: &str) -> Result<(), u32> {
        let hash = self.hasher.hash_one(id);
        let hasher = &self.hasher;
        let next = nodes.len() as u32;
        let same = |place: &u32| nodes[*place as usize].id == id;
        if let Some(place) = self.table.find(hash, same) {
            return Err(*place);
        }
        // The one that is filed now is not among the nodes yet.
        let again = |place: &u32| nodes.get(*place as usize).map_or(hash, |node| hasher.hash_one(&*node.id));
        self.table.insert_unique(hash, next, again);
        Ok(())
    }

    fn get(&self, nodes: &[Node], id: &str) -> Option<u32> {
        self.table.find(self.hasher.hash_one(id), |place| nodes[*place as usize].id == id).copied()
    }
}

impl Index {
    pub(super) fn new(ids: Ids, mut labels: Lists, mut tags: Lists) -> Self {
        labels.settle();
        tags.settle();
        Self { ids, labels, tags, attrs: Attrs::default() }
    }

    /// Files the attributes that requirements ask for. Others cost nothing.
    pub(super) fn file_attrs(&mut self, nodes: &[Node], asked: BTreeSet<String>) {
        self.attrs = Attrs::of(asked);
        if !self.attrs.0.is_empty() {
            for (place, node) in nodes.iter().enumerate() {
                self.attrs.put(node, place as u32);
            }
        }
    }

    /// An empty list of attributes for the same names.
    pub(crate) fn same_attrs(&self) -> Attrs {
        Attrs(self.attrs.0.keys().map(|name| (name.clone(), Lists::default())).collect())
    }

    /// The node with this id.
    pub(crate) fn id(&self, nodes: &[Node], id: &str) -> Option<u32> {
        self.ids.get(nodes, id)
    }

    /// The nodes with this label whose id is another.
    pub(crate) fn labelled(&self, label: &str) -> Places<'_> {
        self.labels.get(label)
    }

    /// The nodes with this tag.
    pub(crate) fn tagged(&self, tag: &str) -> Places<'_> {
        self.tags.get(tag)
    }

    /// The nodes among which all are that have this attribute; `None` where only looking at each can say.
    pub(crate) fn having(&self, name: &str, value: &Value) -> Option<Places<'_>> {
        self.attrs.get(name, value)
    }
}

/// Places by the attributes that are asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attrs(BTreeMap<String, Lists>);

impl Attrs {
    fn of(asked: BTreeSet<String>) -> Self {
        Self(asked.into_iter().map(|name| (name, Lists::default())).collect())
    }

    pub(crate) fn put(&mut self, node: &Node, place: u32) {
        for (name, lists) in &mut self.0 {
            if let Some(value) = node.attrs.get(name) {
                let number = lists.number(&mark(value));
                lists.put(number, place);
            }
        }
    }

    pub(crate) fn drop(&mut self, node: &Node, place: u32) {
        for (name, lists) in &mut self.0 {
            if let Some(value) = node.attrs.get(name) {
                lists.drop(&mark(value), place);
            }
        }
    }

    pub(crate) fn get(&self, name: &str, value: &Value) -> Option<Places<'_>> {
        self.0.get(name).map(|lists| lists.get(&mark(value)))
    }
}

/// What an attribute's value is filed under. What is equal has one mark; lists and objects share one each, as equal ones
/// may be written in another order, and are compared afterwards.
fn mark(value: &Value) -> String {
    match value {
        Value::Array(_) => "[]".to_owned(),
        Value::Object(_) => "{}".to_owned(),
        Value::Number(number) if number.is_f64() && number.as_f64() == Some(0.0) => "0.0".to_owned(),
        _ => value.to_string(),
    }
}

/// Whether a node has every attribute that is asked for.
pub(crate) fn has_attrs(node: &Node, criteria: &Criteria) -> bool {
    criteria.attrs.iter().all(|(name, value)| node.attrs.get(name) == Some(value))
}

/// Whether equal marks are equal values, so that nobody need compare.
pub(crate) fn is_exact(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}
