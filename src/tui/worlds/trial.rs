//! What is tried out in one world: who is switched off, what a requirement asks for instead, which tags a node has.
//! It lives as long as the console and is never written anywhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::hold::Layer;
use crate::provision::world::{Requirement, World};
use crate::provision::{Graph, Seat, seats};

/// What is tried out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trial {
    /// Provisioners that are switched off by themselves.
    pub off: BTreeSet<String>,
    /// Layers that are switched off.
    pub layers: BTreeSet<Layer>,
    /// What requirements ask for instead, by edge.
    pub asks: BTreeMap<String, Requirement>,
    /// The tags that nodes have instead, by id.
    pub tags: BTreeMap<String, Vec<String>>,
}

impl Trial {
    /// Whether everything is as the file says.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether offers may be made that the file knows nothing of.
    pub fn rewrites(&self) -> bool {
        !self.asks.is_empty() || !self.tags.is_empty()
    }

    /// Whether somebody is asked.
    pub fn is_on(&self, seat: &Seat) -> bool {
        !self.off.contains(&seat.id) && !self.layers.contains(&seat.layer)
    }

    /// Switches a provisioner or a layer.
    pub fn switch(&mut self, what: &Switch, seats: &[Seat]) {
        match what {
            Switch::Layer(layer) => {
                if !self.layers.remove(layer) {
                    self.layers.insert(*layer);
                }
            }
            Switch::Seat(at) => {
                let Some(seat) = seats.get(*at) else { return };
                if !self.off.remove(&seat.id) {
                    self.off.insert(seat.id.clone());
                }
            }
        }
    }

    /// The world with it. Another digest says that requirements are not the file's.
    pub fn on(&self, world: &World) -> World {
        let mut tried = world.clone();
        for (edge, asked) in &self.asks {
            tried = tried.asking(edge, asked.clone()).unwrap_or(tried);
        }
        let off = seats(world).into_iter().filter(|seat| !self.is_on(seat)).map(|seat| seat.id);
        tried.off.extend(off);
        tried
    }

    /// Gives nodes their other tags.
    pub fn retag(&self, graph: &mut Graph<'_>) {
        for (node, tags) in &self.tags {
            graph.retag(node, tags);
        }
    }

    /// What is tried out, in words.
    pub fn said(&self) -> String {
        let count = |count: usize, one: &str, more: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {more}")),
        };
        let parts = [
            count(self.off.len(), "provisioner off", "provisioners off"),
            count(self.layers.len(), "layer off", "layers off"),
            count(self.asks.len(), "requirement edited", "requirements edited"),
            count(self.tags.len(), "node with other tags", "nodes with other tags"),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// A row of the switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// A layer.
    Layer(Layer),
    /// A provisioner, by its place among the seats.
    Seat(usize),
}

/// The rows of the switches: the layers that have somebody, then everybody, the nearest layer first.
pub fn switches(seats: &[Seat]) -> Vec<Switch> {
    let layers: BTreeSet<Layer> = seats.iter().map(|seat| seat.layer).collect();
    let mut places: Vec<usize> = (0..seats.len()).collect();
    places.sort_by_key(|place| seats[*place].layer);
    layers.into_iter().map(Switch::Layer).chain(places.into_iter().map(Switch::Seat)).collect()
}
