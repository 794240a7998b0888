//! Holds and their ways past as rows: the one shape that the offers pane and the why overlay draw.

use crate::console::{Command, Holds};
use crate::hold::{Hold, Offer};

/// Ways past, each under the hold it passes; a ladder has ways and no hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    /// The groups.
    pub groups: Vec<Group>,
    rows: Vec<Row>,
}

/// One hold with its ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The hold; its own ways are taken out of it. `None` for offers that pass nothing.
    pub hold: Option<Hold<Command>>,
    /// The ways past, best first.
    pub ways: Vec<Offer<Command>>,
}

/// One row: a hold, or one of its ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The group.
    pub group: usize,
    /// The way; `None` is the hold itself.
    pub way: Option<usize>,
}

impl Held {
    /// The rows of a refusal.
    pub fn of(holds: Holds) -> Self {
        let groups = holds.into_iter().map(|mut hold| {
            let ways = std::mem::take(&mut hold.ways);
            Group { hold: Some(hold), ways }
        });
        Self::from_groups(groups.collect())
    }

    /// The rows of offers that stand on their own.
    pub fn ladder(ways: Vec<Offer<Command>>) -> Self {
        Self::from_groups(if ways.is_empty() { Vec::new() } else { vec![Group { hold: None, ways }] })
    }

    fn from_groups(groups: Vec<Group>) -> Self {
        let mut rows = Vec::new();
        for (place, group) in groups.iter().enumerate() {
            if group.hold.is_some() {
                rows.push(Row { group: place, way: None });
            }
            rows.extend((0..group.ways.len()).map(|way| Row { group: place, way: Some(way) }));
        }
        Self { groups, rows }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing holds and nothing is offered.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many holds there are.
    pub fn holds(&self) -> usize {
        self.groups.iter().filter(|group| group.hold.is_some()).count()
    }

    /// A row.
    pub fn row(&self, at: usize) -> Option<Row> {
        self.rows.get(at).copied()
    }

    /// The hold of a row.
    pub fn hold(&self, at: usize) -> Option<&Hold<Command>> {
        self.groups.get(self.row(at)?.group)?.hold.as_ref()
    }

    /// The way of a row; `None` on the row of a hold.
    pub fn way(&self, at: usize) -> Option<&Offer<Command>> {
        let row = self.row(at)?;
        self.groups.get(row.group)?.ways.get(row.way?)
    }

    /// The first row whose way satisfies `wanted`.
    pub fn find(&self, wanted: impl Fn(&Offer<Command>) -> bool) -> Option<usize> {
        (0..self.len()).find(|&at| self.way(at).is_some_and(&wanted))
    }
}
