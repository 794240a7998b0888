//! The nodes that meet a requirement: counted and looked up without making a list of them.

use super::Graph;
use crate::provision::world::{Node, Places, Requirement, has_attrs, is_exact};

/// Nodes that meet a requirement, in order of insertion. However many they are, this is small; nodes are only looked up
/// when they are walked.
#[derive(Debug, Clone)]
pub struct Matches<'g> {
    graph: &'g Graph<'g>,
    places: Places<'g>,
    /// One that is among the places and does not count.
    but: Option<u32>,
}

impl<'g> Matches<'g> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len() - usize::from(self.but.is_some())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The nodes, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = &'g Node> {
        let graph = self.graph;
        self.places().map(move |place| graph.at(place))
    }

    pub(super) fn places(&self) -> impl Iterator<Item = u32> {
        let but = self.but;
        self.places.iter().filter(move |place| Some(*place) != but)
    }

    /// The place of the node with this id, whether it is among them or not.
    pub(super) fn place(&self, id: &str) -> Option<u32> {
        self.graph.place(id)
    }

    pub(super) fn node(&self, place: u32) -> &'g Node {
        self.graph.at(place)
    }

    /// How many of them come before `place`.
    pub(super) fn before(&self, place: u32) -> usize {
        self.places.before(place) - usize::from(self.but.is_some_and(|but| but < place))
    }

    pub(super) fn contains(&self, place: u32) -> bool {
        self.but != Some(place) && self.places.contains(place)
    }
}

impl Graph<'_> {
    /// The nodes that meet a requirement of `anchor`, which itself only does when it is named by its id.
    pub(crate) fn matching<'g>(&'g self, requirement: &Requirement, anchor: &str) -> Matches<'g> {
        let (name, criteria) = (requirement.identifier.as_deref(), &requirement.criteria);
        if let (Some(name), true) = (name, criteria.is_empty()) {
            return self.origins(name, anchor);
        }
        let mut sets: Vec<Places<'g>> = Vec::new();
        sets.extend(name.map(|name| self.places_named(name)));
        for tag in &criteria.has_tags {
            sets.push(self.over().tagged(self.world.index().tagged(tag), tag));
        }
        let mut compare = false;
        for (name, value) in &criteria.attrs {
            match self.world.index().having(name, value) {
                Some(of_file) => {
                    sets.push(self.over().having(of_file, name, value));
                    compare |= !is_exact(value);
                }
                None => compare = true,
            }
        }
        let mut places = if sets.is_empty() && !criteria.attrs.is_empty() {
            // Nobody asked for these attributes when the file was read, so there is no way but to look at every node.
            Places::of((0..self.over().len()).filter(|place| has_attrs(self.at(*place), criteria)).collect())
        } else {
            intersection(sets)
        };
        if compare {
            places = places.filter(|place| has_attrs(self.at(place), criteria));
        }
        self.but_anchor(places, anchor, name == Some(anchor))
    }

    /// The nodes with this id or label, but `anchor` when only its label is meant.
    pub(crate) fn origins<'g>(&'g self, name: &str, anchor: &str) -> Matches<'g> {
        self.but_anchor(self.places_named(name), anchor, name == anchor)
    }

    fn but_anchor<'g>(&'g self, places: Places<'g>, anchor: &str, named: bool) -> Matches<'g> {
        let but = match &places {
            _ if named => None,
            Places::None => None,
            Places::One(one) => (self.at(*one).id == anchor).then_some(*one),
            Places::Many(_) => self.place(anchor).filter(|place| places.contains(*place)),
        };
        Matches { graph: self, places, but }
    }

    pub(super) fn places_named<'g>(&'g self, name: &str) -> Places<'g> {
        let labelled = self.over().labelled(self.world.index().labelled(name), name);
        match self.place(name) {
            None => labelled,
            Some(place) => Places::One(place).or(labelled),
        }
    }
}

/// What is in all sets, the smallest first, so that no step looks at more than there is in it.
fn intersection(mut sets: Vec<Places<'_>>) -> Places<'_> {
    if sets.len() > 1 {
        sets.sort_by_key(Places::len);
    }
    let mut sets = sets.into_iter();
    let Some(mut places) = sets.next() else { return Places::None };
    for other in sets {
        places = places.and(&other);
    }
    places
}
