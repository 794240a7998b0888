//! Holds and their ways past as rows: the one shape that the offers pane and the why overlay draw.

use crate::console::{Command, Holds};
use crate::hold::{Hold, Offer};
use crate::runbook::{CHECKS, check_of};

/// Ways past, each under the hold it passes; a ladder has ways and no hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    /// The groups.
    pub groups: Vec<Group>,
    rows: Vec<Row>,
    checks: Vec<Check>,
}

/// One hold with its ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The hold; its own ways are taken out of it. `None` for offers that pass nothing.
    pub hold: Option<Hold<Command>>,
    /// The ways past, best first.
    pub ways: Vec<Offer<Command>>,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    /// A closing check, over the holds that belong to it.
    Check(usize),
    /// The hold of a group.
    Hold(usize),
    /// A way of a group.
    Way(usize, usize),
}

/// A closing check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it asks for.
    pub text: &'static str,
    /// Whether nothing holds it.
    pub passed: bool,
}

impl Held {
    /// The rows of a refusal.
    pub fn of(holds: Holds) -> Self {
        let mut held = Self::default();
        for hold in holds {
            held.add(hold);
        }
        held
    }

    /// Adds the rows of a refusal below what is there.
    pub fn extend(&mut self, holds: Holds) {
        for hold in holds {
            self.add(hold);
        }
    }

    /// The rows of a refusal under the closing checks that they belong to; `all` shows those that passed too.
    pub fn by_check(holds: Holds, all: bool) -> Self {
        let mut held = Self::default();
        let mut of_check: [Holds; CHECKS.len()] = Default::default();
        for hold in holds {
            of_check[check_of(hold.code)].push(hold);
        }
        for (text, holds) in CHECKS.into_iter().zip(of_check) {
            if !all && holds.is_empty() {
                continue;
            }
            held.rows.push(Row::Check(held.checks.len()));
            held.checks.push(Check { text, passed: holds.is_empty() });
            for hold in holds {
                held.add(hold);
            }
        }
        held
    }

    /// The rows of offers that stand on their own.
    pub fn ladder(ways: Vec<Offer<Command>>) -> Self {
        let mut held = Self::default();
        held.offer(ways);
        held
    }

    /// Adds offers that stand on their own, below what is there.
    pub fn offer(&mut self, ways: Vec<Offer<Command>>) {
        if ways.is_empty() {
            return;
        }
        let group = self.groups.len();
        self.rows.extend((0..ways.len()).map(|way| Row::Way(group, way)));
        self.groups.push(Group { hold: None, ways });
    }

    fn add(&mut self, mut hold: Hold<Command>) {
        let ways = std::mem::take(&mut hold.ways);
        let group = self.groups.len();
        self.rows.push(Row::Hold(group));
        self.rows.extend((0..ways.len()).map(|way| Row::Way(group, way)));
        self.groups.push(Group { hold: Some(hold), ways });
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

    /// The closing checks, in order.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The closing check of a row that opens one.
    pub fn check(&self, at: usize) -> Option<&Check> {
        match self.rows.get(at)? {
            Row::Check(check) => self.checks.get(*check),
            Row::Hold(_) | Row::Way(..) => None,
        }
    }

    /// The hold of a row, or the one that its way passes.
    pub fn hold(&self, at: usize) -> Option<&Hold<Command>> {
        match self.rows.get(at)? {
            Row::Check(_) => None,
            Row::Hold(group) | Row::Way(group, _) => self.groups.get(*group)?.hold.as_ref(),
        }
    }

    /// The way of a row; `None` on the row of a hold or a check.
    pub fn way(&self, at: usize) -> Option<&Offer<Command>> {
        match self.rows.get(at)? {
            Row::Way(group, way) => self.groups.get(*group)?.ways.get(*way),
            Row::Check(_) | Row::Hold(_) => None,
        }
    }

    /// The first row whose way satisfies `wanted`.
    pub fn find(&self, wanted: impl Fn(&Offer<Command>) -> bool) -> Option<usize> {
        (0..self.len()).find(|&at| self.way(at).is_some_and(&wanted))
    }
}
