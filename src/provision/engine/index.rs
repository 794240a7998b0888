//! Finds nodes by name, tag and attribute without walking them all.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use serde_json::Value;

use crate::provision::world::{Criteria, Node};

/// Places of nodes, ascending, by what they show. Only looked up and never walked, so hash order shows nowhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Index<'w> {
    ids: HashMap<Cow<'w, str>, usize>,
    names: HashMap<Cow<'w, str>, Vec<usize>>,
    tags: HashMap<Cow<'w, str>, Vec<usize>>,
    attrs: HashMap<(Cow<'w, str>, String), Vec<usize>>,
}

impl<'w> Index<'w> {
    /// Adds a node of the file.
    pub(super) fn add(&mut self, place: usize, node: &'w Node) {
        self.insert(place, node, Cow::Borrowed);
    }

    /// Adds a node that is not in the file.
    pub(super) fn add_new(&mut self, place: usize, node: &Node) {
        self.insert(place, node, |text| Cow::Owned(text.to_owned()));
    }

    fn insert<'n>(&mut self, place: usize, node: &'n Node, keep: impl Fn(&'n str) -> Cow<'w, str>) {
        self.ids.insert(keep(&node.id), place);
        put(&mut self.names, keep(&node.id), place);
        put(&mut self.names, keep(&node.label), place);
        for tag in &node.tags {
            put(&mut self.tags, keep(tag), place);
        }
        for (name, value) in &node.attrs {
            put(&mut self.attrs, (keep(name), mark(value)), place);
        }
    }

    /// Forgets a node before it changes; its id stays, since that never changes.
    pub(super) fn remove(&mut self, place: usize, node: &Node) {
        drop_from(self.names.get_mut(node.label.as_str()), place);
        drop_from(self.names.get_mut(node.id.as_str()), place);
        for tag in &node.tags {
            drop_from(self.tags.get_mut(tag.as_str()), place);
        }
        for (name, value) in &node.attrs {
            drop_from(self.attrs.get_mut(&(Cow::Owned(name.clone()), mark(value))), place);
        }
    }

    /// The node with this id.
    pub(super) fn id(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// The nodes with this id or label.
    pub(super) fn named(&self, name: &str) -> &[usize] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// Nodes among which all are that have the name and meet the criteria: the intersection of every list but those
    /// of attributes whose value is a list or object, which the caller compares. Asked for nothing, it finds none.
    pub(super) fn candidates(&self, name: Option<&str>, criteria: &Criteria) -> Vec<usize> {
        let mut lists: Vec<&[usize]> = Vec::new();
        lists.extend(name.map(|name| self.named(name)));
        for tag in &criteria.has_tags {
            lists.push(self.tags.get(tag.as_str()).map_or(&[], Vec::as_slice));
        }
        for (name, value) in &criteria.attrs {
            let key = (Cow::Borrowed(name.as_str()), mark(value));
            lists.push(self.attrs.get(&key).map_or(&[], Vec::as_slice));
        }
        lists.sort_by_key(|list| list.len());
        let Some((smallest, others)) = lists.split_first() else { return Vec::new() };
        let in_all = |place: &usize| others.iter().all(|list| list.binary_search(place).is_ok());
        smallest.iter().copied().filter(in_all).collect()
    }
}

/// What an attribute's value is filed under. Objects that are equal may be written in another order, so lists and
/// objects share one mark each and are compared afterwards.
fn mark(value: &Value) -> String {
    match value {
        Value::Array(_) => "[]".to_owned(),
        Value::Object(_) => "{}".to_owned(),
        _ => value.to_string(),
    }
}

fn put<K: Eq + Hash>(lists: &mut HashMap<K, Vec<usize>>, key: K, place: usize) {
    let list = lists.entry(key).or_default();
    if let Err(at) = list.binary_search(&place) {
        list.insert(at, place);
    }
}

fn drop_from(list: Option<&mut Vec<usize>>, place: usize) {
    if let Some(list) = list
        && let Ok(at) = list.binary_search(&place)
    {
        list.remove(at);
    }
}
