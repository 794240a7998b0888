//! The worlds: which one is open, how it stands with what is tried out, and its requirements as rows.
//!
//! Everything that panes show of a world is made here when a world is opened or changes, and never while drawing.

mod acts;
mod bids;
mod near;
mod past;
mod sight;
mod trial;

use std::collections::{BTreeMap, BTreeSet};

pub use bids::{Bid, Bids, Moved};
pub use near::{Twig, Way, What};
pub use sight::{Sight, deed};
pub use trial::{Switch, Trial};

use super::held::Held;
use crate::console::{Subject, why};
use crate::provision::{AffordanceReport, Attempt, Claim, OfferReport, Reason, SeenWorld, Status, Surveyed};
use crate::session::View;

/// The worlds of a demo in the order of the keys that go there.
const SCENARIOS: [&str; 3] = ["worlds/hallway.json", "worlds/companion.json", "worlds/villain.json"];

/// The selected world and requirement.
#[derive(Debug, Clone, Default)]
pub struct Stage {
    /// The path of the selected world.
    pub path: String,
    /// The selected requirement.
    pub selected: usize,
    /// The selected switch.
    pub switch: usize,
    /// The first line shown of what lies around the cursor.
    pub scroll: usize,
    /// How the world stands; `None` when its file cannot be used or no world was opened yet.
    pub sight: Option<Sight>,
    /// The offers of the selected requirement.
    pub bids: Bids,
    /// An offer that others are compared with, and its edge.
    pub mark: Option<(String, OfferReport)>,
    /// The rows that stand differently since the last change.
    pub turned: BTreeSet<usize>,
    /// How many of the accepted offers are shown; all when `None`.
    pub step: Option<usize>,
    /// What was tried for each edge when the best of everything was last asked for.
    pub attempts: BTreeMap<String, Vec<Attempt>>,
    /// Whether this is a demo, which has the shipped scenarios in their order.
    pub demo: bool,
    /// The offer that was looked at last.
    at: usize,
    trials: BTreeMap<String, Trial>,
    basis: Option<Basis>,
    open: bool,
}

/// What a sight was made from.
#[derive(Debug, Clone, PartialEq)]
struct Basis {
    path: String,
    sha256: String,
    answers: Option<String>,
    accepted: usize,
    trial: Trial,
    step: Option<usize>,
}

/// A row of the list.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// A need.
    Requirement(&'a Surveyed),
    /// Something that a companion offers to the frontier.
    Affordance(&'a AffordanceReport),
}

impl Row<'_> {
    /// Its name.
    pub fn name(&self) -> String {
        match self {
            Self::Requirement(row) if row.edge == row.label => row.label.clone(),
            Self::Requirement(row) => format!("{}: {}", row.edge, row.label),
            Self::Affordance(row) => format!("{}: {}", row.destination, row.label),
        }
    }

    /// How it stands.
    pub fn status(&self) -> Status {
        match self {
            Self::Requirement(row) => row.status,
            Self::Affordance(row) => match row.reason {
                Claim::Offered => Status::Open,
                Claim::Accepted => Status::Bound,
                Claim::Held(_) => Status::Shadowed,
            },
        }
    }

    /// How it stands, in few words.
    pub fn gist(&self) -> String {
        match self {
            Self::Requirement(row) => match (row.status, &row.best, &row.node) {
                (Status::Bound, _, Some(node)) => node.clone(),
                (Status::Shadowed, ..) => {
                    row.shadowed_by.as_ref().map_or_else(String::new, |by| format!("behind {by}"))
                }
                (Status::Open, Some(best), _) => format!("{} {}", best.operation.word(), best.cost),
                _ => "no offers".to_owned(),
            },
            Self::Affordance(row) => row.source.clone(),
        }
    }

    /// How it stands and why, as a sentence.
    pub fn reason(&self) -> String {
        match self {
            Self::Affordance(row) => match &row.reason {
                Claim::Offered => format!("offered by {} ({})", row.provisioner, row.layer.word()),
                Claim::Accepted => format!("accepted: `{}` of {} is {}", row.label, row.destination, row.source),
                Claim::Held(who) => format!("not offered: {who}"),
            },
            Self::Requirement(row) => {
                let best = row.best.as_ref().map(|best| deed(best.operation, best.provider.as_deref()));
                let best = best.unwrap_or_default();
                match (row.reason, &row.bound, &row.node) {
                    (Reason::Accepted, Some((operation, by)), Some(node)) => {
                        format!("bound to {node} by {} of {by}", operation.word())
                    }
                    (Reason::InFile, _, Some(node)) => format!("bound to {node} in the world's file"),
                    (Reason::ShadowedBy, ..) => {
                        let by = row.shadowed_by.as_deref().unwrap_or("another");
                        format!("shadowed: {by} goes before it under the label {}", row.label)
                    }
                    (Reason::NeedsHuman, ..) => format!("open: {best} and every other offer ask for a person"),
                    (Reason::InError, ..) => "unresolved: the file is in error about what is needed".to_owned(),
                    (Reason::NoOffers, ..) if row.hard => "unresolved: nobody offers anything".to_owned(),
                    (Reason::NoOffers, ..) => "waived: nobody offers anything, and it is soft".to_owned(),
                    _ => format!("open: {best} is the best of {}", row.offers),
                }
            }
        }
    }
}

impl Stage {
    /// Opens the worlds screen.
    pub fn open(&mut self, view: &View) {
        self.open = true;
        if !view.ctx.observed.worlds.contains_key(&self.path) {
            self.path = self.paths(view).first().map(ToString::to_string).unwrap_or_default();
        }
        self.refresh(view);
    }

    /// The worlds in the order in which keys go through them.
    pub fn paths<'v>(&self, view: &'v View) -> Vec<&'v str> {
        let mut paths: Vec<&str> = view.ctx.observed.worlds.keys().map(String::as_str).collect();
        if self.demo {
            let place = |path: &str| SCENARIOS.iter().position(|one| *one == path).unwrap_or(SCENARIOS.len());
            paths.sort_by_key(|path| place(path));
        }
        paths
    }

    /// Selects the next world, or the one before, around the end.
    pub fn turn(&mut self, view: &View, forward: bool) {
        let paths = self.paths(view);
        if paths.is_empty() {
            return;
        }
        let at = paths.iter().position(|path| **path == self.path).unwrap_or(0);
        let next = if forward { at + 1 } else { at + paths.len() - 1 } % paths.len();
        self.go(view, next);
    }

    /// Selects the world at a place of the list, if there is one.
    pub fn go(&mut self, view: &View, place: usize) {
        if let Some(path) = self.paths(view).get(place) {
            (*path).clone_into(&mut self.path);
            (self.selected, self.scroll, self.switch, self.step, self.at) = (0, 0, 0, None, 0);
            self.refresh(view);
        }
    }

    /// Looks anew if the world, what was accepted in it or what is tried out changed.
    pub fn refresh(&mut self, view: &View) {
        let seen = view.ctx.observed.worlds.get(&self.path);
        let (true, Some(SeenWorld::Read { sha256, world })) = (self.open, seen) else {
            (self.sight, self.basis, self.bids) = (None, None, Bids::default());
            return;
        };
        let record = view.state.provision.worlds.get(&self.path);
        let counting = record.filter(|record| record.sha256 == *sha256);
        let accepted = counting.map_or(0, |record| record.bindings.len() + record.affordances.len());
        self.step = self.step.filter(|step| *step < accepted);
        let basis = Basis {
            path: self.path.clone(),
            sha256: sha256.clone(),
            answers: world.answers().map(|answers| answers.basis.clone()),
            accepted,
            trial: self.trial(),
            step: self.step,
        };
        if self.basis.as_ref() == Some(&basis) {
            return;
        }
        let same = self.basis.as_ref().is_some_and(|before| before.path == basis.path);
        let sight = Sight::of(world, record, &basis.trial, self.step);
        let before = self.sight.replace(sight).filter(|_| same);
        self.basis = Some(basis);
        self.selected = self.selected.min(self.len().saturating_sub(1));
        self.load(self.at);
        self.turned.clear();
        let (Some(before), Some(sight)) = (before, &self.sight) else { return };
        self.turned = turned(&before, sight);
        let edge = sight.survey.rows.get(self.selected).map(|row| row.edge.clone());
        if let Some(edge) = edge {
            self.bids.compare(&before, &edge);
        }
    }

    /// The world was looked at: what moved is no news any more.
    pub fn settle(&mut self) {
        self.turned.clear();
        self.bids.settle();
    }

    /// Makes the offers around the one at `offer`, unless they are made.
    pub fn look(&mut self, offer: usize) {
        self.at = offer;
        if !self.bids.covers(offer) {
            self.load(offer);
        }
        let edge = self.requirement().map(|row| row.edge.clone());
        if let Some(sight) = &self.sight {
            self.bids.weigh(sight, edge.as_deref(), offer);
        }
    }

    fn load(&mut self, offer: usize) {
        let bids = self.sight.as_ref().map(|sight| Bids::of(sight, self.row(self.selected), offer));
        self.bids = bids.unwrap_or_default();
    }

    /// Selects a row.
    pub fn select(&mut self, place: usize) {
        (self.selected, self.at) = (place, 0);
        self.load(0);
    }

    /// How many rows there are: requirements, then affordances.
    pub fn len(&self) -> usize {
        self.sight.as_ref().map_or(0, |sight| sight.survey.rows.len() + sight.survey.affordances.len())
    }

    /// What stands in a row.
    pub fn row(&self, at: usize) -> Option<Row<'_>> {
        let survey = &self.sight.as_ref()?.survey;
        match survey.rows.get(at) {
            Some(row) => Some(Row::Requirement(row)),
            None => survey.affordances.get(at - survey.rows.len()).map(Row::Affordance),
        }
    }

    /// Whether there are so many requirements that nothing about all of them is asked with each key.
    pub fn is_large(&self) -> bool {
        self.sight.as_ref().is_some_and(|sight| sight.survey.rows.len() > bids::WEIGHED)
    }

    /// The selected requirement, if one is selected.
    pub fn requirement(&self) -> Option<&Surveyed> {
        match self.row(self.selected)? {
            Row::Requirement(row) => Some(row),
            Row::Affordance(_) => None,
        }
    }

    /// What is tried out in the selected world.
    pub fn trial(&self) -> Trial {
        self.trials.get(&self.path).cloned().unwrap_or_default()
    }

    /// Tries something else out in the selected world.
    pub fn attempt(&mut self, view: &View, trial: Trial) {
        self.trials.insert(self.path.clone(), trial);
        self.refresh(view);
    }

    /// Forgets everything that is tried out, in every world.
    pub fn forget(&mut self) {
        self.trials.clear();
        self.attempts.clear();
        (self.step, self.mark) = (None, None);
    }

    /// What `w` asks about here.
    pub fn subject(&self) -> Option<Subject> {
        if self.path.is_empty() {
            return None;
        }
        Some(Subject::World { path: self.path.clone(), edge: self.requirement().map(|row| row.edge.clone()) })
    }

    /// What holds the selected requirement when it has no offers, with what a person can do. Rules know the world as it
    /// is, so while another one is shown nothing is asked.
    pub fn held(&self, view: &View) -> Held {
        let shown_as_it_is = self.step.is_none() && self.trial().is_empty();
        let held = match self.row(self.selected) {
            Some(Row::Requirement(row)) => row.status == Status::Unresolved,
            Some(Row::Affordance(_)) => false,
            None => self.sight.is_none(),
        };
        let subject = self.subject().filter(|_| held && shown_as_it_is);
        subject.map(|subject| Held::of(why(&view.state, &subject, &view.ctx))).unwrap_or_default()
    }
}

/// The rows that stand differently: another status, another best offer.
fn turned(before: &Sight, now: &Sight) -> BTreeSet<usize> {
    let was: BTreeMap<&str, &Surveyed> = before.survey.rows.iter().map(|row| (row.edge.as_str(), row)).collect();
    let best = |row: &Surveyed| row.best.as_ref().map(|best| (best.operation, best.provider.clone()));
    let other = |row: &Surveyed| {
        was.get(row.edge.as_str()).is_none_or(|was| was.status != row.status || best(was) != best(row))
    };
    let rows = now.survey.rows.iter().enumerate().filter(|(_, row)| other(row)).map(|(place, _)| place);
    let first = now.survey.rows.len();
    let fresh = now.survey.affordances.iter().enumerate();
    let fresh = fresh.filter(|(_, row)| !before.survey.affordances.contains(row)).map(|(place, _)| first + place);
    rows.chain(fresh).collect()
}
