//! The worlds: which one is open, its report, and its requirements as rows.

use crate::console::{Command, Subject, why};
use crate::hold::{Offer, Operation, Who};
use crate::provision::{
    self, AffordanceReport, Claim, OfferReport, OffersReport, Reason, Receipt, RequirementReport, SeenWorld, Status,
    offers, overlay, resolve,
};
use crate::session::View;

use super::held::Held;

/// The selected world and requirement. The report is made when a world is opened or changes, and never while drawing.
#[derive(Debug, Clone, Default)]
pub struct Stage {
    /// The path of the selected world.
    pub path: String,
    /// The selected requirement.
    pub selected: usize,
    /// The offers of the selected world; `None` when its file cannot be used or no world was opened yet.
    pub report: Option<OffersReport>,
    /// What it came to, once nothing of it is open.
    pub receipt: Option<Receipt>,
    /// What the report was made from: digest, how much was accepted, and what programs were asked about.
    basis: Option<(String, usize, Option<String>)>,
    open: bool,
}

/// A row of the list.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// A need.
    Requirement(&'a RequirementReport),
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
}

impl Stage {
    /// Opens the worlds screen.
    pub fn open(&mut self, view: &View) {
        self.open = true;
        if !view.ctx.observed.worlds.contains_key(&self.path) {
            self.path = view.ctx.observed.worlds.keys().next().cloned().unwrap_or_default();
        }
        self.refresh(view);
    }

    /// Selects the world `step` places on, around the end.
    pub fn turn(&mut self, view: &View, forward: bool) {
        let paths: Vec<&String> = view.ctx.observed.worlds.keys().collect();
        if paths.is_empty() {
            return;
        }
        let at = paths.iter().position(|path| **path == self.path).unwrap_or(0);
        let next = if forward { at + 1 } else { at + paths.len() - 1 } % paths.len();
        self.path.clone_from(paths[next]);
        self.selected = 0;
        self.refresh(view);
    }

    /// Makes the report anew if the world or what was accepted in it changed.
    pub fn refresh(&mut self, view: &View) {
        let seen = view.ctx.observed.worlds.get(&self.path);
        let (true, Some(SeenWorld::Read { sha256, world })) = (self.open, seen) else {
            self.report = None;
            self.receipt = None;
            self.basis = None;
            return;
        };
        let accepted = view.state.provision.worlds.get(&self.path);
        let count = accepted.map_or(0, |accepted| accepted.bindings.len() + accepted.affordances.len());
        let asked = world.answers().map(|answers| answers.basis.clone());
        let basis = Some((sha256.clone(), count, asked));
        if self.basis != basis {
            let graph = overlay(world, accepted);
            let report = offers(&graph);
            let open = report.requirements.iter().any(|row| row.status == Status::Open)
                || report.affordances.iter().any(|row| row.reason == Claim::Offered);
            self.receipt = (!open).then(|| resolve(&graph).receipt);
            self.report = Some(report);
            self.basis = basis;
        }
        self.selected = self.selected.min(self.len().saturating_sub(1));
    }

    /// How many rows there are: requirements, then affordances.
    pub fn len(&self) -> usize {
        self.report.as_ref().map_or(0, |report| report.requirements.len() + report.affordances.len())
    }

    /// What stands in a row.
    pub fn row(&self, at: usize) -> Option<Row<'_>> {
        let report = self.report.as_ref()?;
        match report.requirements.get(at) {
            Some(row) => Some(Row::Requirement(row)),
            None => report.affordances.get(at - report.requirements.len()).map(Row::Affordance),
        }
    }

    /// The selected requirement, if one is selected.
    pub fn requirement(&self) -> Option<&RequirementReport> {
        match self.row(self.selected)? {
            Row::Requirement(row) => Some(row),
            Row::Affordance(_) => None,
        }
    }

    /// How many offers were accepted here: the work done.
    pub fn accepted(&self, view: &View) -> usize {
        let accepted = view.state.provision.worlds.get(&self.path);
        let digest = self.basis.as_ref().map(|(digest, ..)| digest);
        let counts = accepted.filter(|accepted| Some(&accepted.sha256) == digest);
        counts.map_or(0, |accepted| accepted.bindings.len() + accepted.affordances.len())
    }

    /// What `w` asks about here.
    pub fn subject(&self) -> Option<Subject> {
        if self.path.is_empty() {
            return None;
        }
        Some(Subject::World { path: self.path.clone(), edge: self.requirement().map(|row| row.edge.clone()) })
    }

    /// The offers of the selected requirement as ways past. They come from the report, so that walking through a huge
    /// world asks nobody again; only a requirement without offers asks what a person can do.
    pub fn held(&self, view: &View) -> Held {
        let row = match self.row(self.selected) {
            Some(Row::Requirement(row)) => row,
            Some(Row::Affordance(row)) if row.reason == Claim::Offered => return Held::ladder(vec![self.afford(row)]),
            Some(Row::Affordance(_)) => return Held::default(),
            None => {
                let holds = self.subject().map(|subject| why(&view.state, &subject, &view.ctx));
                return holds.map(Held::of).unwrap_or_default();
            }
        };
        match row.status {
            Status::Open => Held::ladder(row.offers.iter().map(|offer| self.way(row, offer)).collect()),
            Status::Unresolved => {
                self.subject().map(|subject| Held::of(why(&view.state, &subject, &view.ctx))).unwrap_or_default()
            }
            Status::Bound | Status::Shadowed | Status::Waived => Held::default(),
        }
    }

    fn afford(&self, row: &AffordanceReport) -> Offer<Command> {
        let afford = provision::Command::Afford {
            world: self.path.clone(),
            destination: row.destination.clone(),
            label: row.label.clone(),
            provisioner: Some(row.provisioner.clone()),
        };
        let text = format!("{} gets {} from {}", row.destination, row.label, row.source);
        Offer::take(Operation::Existing, &row.provisioner, text, Command::Provision(afford)).at(row.layer)
    }

    fn way(&self, row: &RequirementReport, offer: &OfferReport) -> Offer<Command> {
        let accept = provision::Command::Accept {
            world: self.path.clone(),
            edge: row.edge.clone(),
            operation: offer.operation,
            provider: offer.provider.clone(),
            provisioner: Some(offer.provisioner.clone()),
            sha256: self.basis.as_ref().map(|(digest, ..)| digest.clone()),
        };
        let who = if row.reason == Reason::NeedsHuman { Who::Human } else { Who::Anyone };
        let mut way = Offer::take(offer.operation, &offer.provisioner, &offer.why, Command::Provision(accept));
        way.cost = offer.cost;
        way.at(offer.layer).by(who)
    }
}

impl Stage {
    /// Selects the world at a place of the list, if there is one.
    pub fn go(&mut self, view: &View, place: usize) {
        if let Some(path) = view.ctx.observed.worlds.keys().nth(place) {
            self.path.clone_from(path);
            self.selected = 0;
            self.refresh(view);
        }
    }
}
