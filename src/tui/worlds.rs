//! The worlds: which one is open, its report, and its requirements as rows.

use crate::console::{Command, Subject, why};
use crate::hold::{Offer, Who};
use crate::provision::{
    self, OfferReport, OffersReport, Reason, RequirementReport, SeenWorld, Status, offers, overlay,
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
    /// What the report was made from: digest, and how much was accepted.
    basis: Option<(String, usize)>,
    open: bool,
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
            self.basis = None;
            return;
        };
        let accepted = view.state.provision.worlds.get(&self.path);
        let count = accepted.map_or(0, |accepted| accepted.bindings.len() + accepted.affordances.len());
        let basis = Some((sha256.clone(), count));
        if self.basis != basis {
            self.report = Some(offers(&overlay(world, accepted)));
            self.basis = basis;
        }
        self.selected = self.selected.min(self.len().saturating_sub(1));
    }

    /// How many requirements there are.
    pub fn len(&self) -> usize {
        self.report.as_ref().map_or(0, |report| report.requirements.len())
    }

    /// The selected requirement.
    pub fn requirement(&self) -> Option<&RequirementReport> {
        self.report.as_ref()?.requirements.get(self.selected)
    }

    /// How many offers were accepted here: the work done.
    pub fn accepted(&self, view: &View) -> usize {
        let accepted = view.state.provision.worlds.get(&self.path);
        let digest = self.basis.as_ref().map(|(digest, _)| digest);
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
        let Some(row) = self.requirement() else {
            return self.subject().map(|subject| Held::of(why(&view.state, &subject, &view.ctx))).unwrap_or_default();
        };
        match row.status {
            Status::Open => Held::ladder(row.offers.iter().map(|offer| self.way(row, offer)).collect()),
            Status::Unresolved => {
                self.subject().map(|subject| Held::of(why(&view.state, &subject, &view.ctx))).unwrap_or_default()
            }
            Status::Bound | Status::Shadowed | Status::Waived => Held::default(),
        }
    }

    fn way(&self, row: &RequirementReport, offer: &OfferReport) -> Offer<Command> {
        let accept = provision::Command::Accept {
            world: self.path.clone(),
            edge: row.edge.clone(),
            operation: offer.operation,
            provider: offer.provider.clone(),
            provisioner: Some(offer.provisioner.clone()),
            sha256: self.basis.as_ref().map(|(digest, _)| digest.clone()),
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
