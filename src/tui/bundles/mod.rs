//! The bundles page: requests to try, what each comes to under the live posture, and the three profiles side by side.
//!
//! Lives here: what is selected, and the rows, made when something changes and never while drawing. The rules are the
//! bundle room's; it is only asked. May not: look at a file.

mod chain;
mod compare;
mod draw;
mod side;

use std::sync::Arc;

pub(super) use draw::draw;

use super::held::Held;
use super::model::Model;
use super::page::Ink;
use crate::bundle::{self, Registry, Report, Trial, resolve, trials};
use crate::console::{self, Command, Holds};
use crate::hold::{Code, map_all};
use crate::posture::{Name, Toggles};

/// The most requests that are listed.
const MOST: usize = 200;

/// A part of the page that can have the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// The requests.
    #[default]
    Requests,
    /// From the request to its files; in a preview, the profiles side by side.
    Chain,
    /// What refuses the request, and the ways past.
    Ways,
    /// The provisioners, and what is not given.
    Side,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// How far it is indented.
    pub depth: u16,
    /// What it is, a word.
    pub kind: String,
    /// What it says.
    pub text: String,
    /// How that is meant.
    pub ink: Ink,
    /// Whether the end of it says more than its beginning, as with a path.
    pub path: bool,
    /// What stands at its end.
    pub tail: String,
    /// How that is meant.
    pub tail_ink: Ink,
    /// All that there is to say of it.
    pub full: String,
}

impl Row {
    fn new(depth: u16, kind: &str, text: impl Into<String>, ink: Ink) -> Self {
        Self { depth, kind: kind.to_owned(), text: text.into(), ink, ..Self::default() }
    }

    fn tail(mut self, tail: impl Into<String>, ink: Ink) -> Self {
        self.tail = tail.into();
        self.tail_ink = ink;
        self
    }

    fn path(mut self) -> Self {
        self.path = true;
        self
    }

    fn full(mut self, full: impl Into<String>) -> Self {
        self.full = full.into();
        self
    }
}

/// What a request comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It gets so many files.
    Files(usize),
    /// It is refused.
    Refused(Code),
    /// It breaks its schema, or cannot be read.
    Unusable,
    /// No posture says what may be loaded.
    Unclear,
}

impl Verdict {
    fn of(trial: &Trial, registry: &Registry, toggles: Option<Toggles>) -> Self {
        match (&trial.request, toggles) {
            (Err(_), _) => Self::Unusable,
            (Ok(_), None) => Self::Unclear,
            (Ok(request), Some(toggles)) => Self::of_report(&resolve(registry, request, toggles)),
        }
    }

    fn of_report(report: &Report) -> Self {
        report.code().map_or(Self::Files(report.files.len()), Self::Refused)
    }

    /// As a list shows it.
    pub fn word(self) -> String {
        match self {
            Self::Files(count) => files(count),
            Self::Refused(_) => "REFUSED".to_owned(),
            Self::Unusable => "unusable".to_owned(),
            Self::Unclear => "unclear".to_owned(),
        }
    }

    /// How it is meant.
    pub fn ink(self) -> Ink {
        match self {
            Self::Files(_) => Ink::Good,
            Self::Refused(_) | Self::Unusable => Ink::Bad,
            Self::Unclear => Ink::Amber,
        }
    }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// The bundles that were looked at; `None` before, and where the workspace names none.
    registry: Option<Arc<Registry>>,
    /// The live posture, where it is one.
    toggles: Option<Toggles>,
    /// The requests to try.
    pub trials: Vec<Trial>,
    /// What each comes to under the live posture.
    pub verdicts: Vec<Verdict>,
    /// The selected request.
    pub selected: usize,
    /// What has the keys.
    pub focus: Part,
    /// The profile that is previewed; `None` while the live posture is shown.
    pub preview: Option<Name>,
    /// The selected row of the chain, or of the profiles side by side.
    pub chain_at: usize,
    /// The selected way.
    pub way_at: usize,
    /// The selected row at the side.
    pub side_at: usize,
    /// From the request to its files.
    pub chain: Vec<Row>,
    /// The profiles side by side.
    pub table: Vec<compare::Line>,
    /// What refuses the request under the live posture, with its ways past.
    pub held: Held,
    /// The provisioners, and what is not given.
    pub side: Vec<Row>,
    /// What the last move of the live posture did to the selected request.
    pub moved: Option<String>,
}

impl Board {
    /// The page as it opens.
    pub fn of(model: &Model) -> Self {
        let mut board = Self::default();
        board.refresh(model);
        board
    }

    /// The selected request.
    pub fn trial(&self) -> Option<&Trial> {
        self.trials.get(self.selected)
    }

    /// The command that resolves the selected request for the record.
    pub fn command(&self) -> Option<Command> {
        let trial = self.trial()?;
        Some(bundle::Command::Resolve { path: trial.path.clone(), text: trial.text.clone() }.into())
    }

    /// Takes in what is known now: other bundles, another live posture.
    pub fn refresh(&mut self, model: &Model) {
        let registry = model.view.ctx.observed.bundles.clone();
        let toggles = model.view.ctx.observed.posture.as_ref().and_then(|seen| seen.live.toggles().copied());
        let same = match (&self.registry, &registry) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
            (one, other) => one.is_none() && other.is_none(),
        };
        if !same {
            let path = self.trial().map(|trial| trial.path.clone());
            self.trials = registry.as_deref().map(trials).unwrap_or_default();
            self.trials.truncate(MOST);
            let still = self.trials.iter().position(|trial| Some(&trial.path) == path.as_ref());
            self.selected = still.unwrap_or(self.selected).min(self.trials.len().saturating_sub(1));
            self.registry = registry;
            self.moved = None;
        }
        let flipped = self.toggles != toggles;
        if !same || flipped {
            let before = self.verdicts.get(self.selected).copied().filter(|_| same).zip(self.toggles);
            let registry = self.registry.clone().unwrap_or_default();
            self.verdicts = self.trials.iter().map(|trial| Verdict::of(trial, &registry, toggles)).collect();
            self.toggles = toggles;
            let now = self.verdicts.get(self.selected);
            if let (Some((was, from)), Some(now)) = (before, now) {
                self.moved = Some(format!("was {}: {}; now {}", word(Some(from)), was.word(), now.word()));
            }
        }
        self.show(model);
    }

    /// Makes the rows of the selected request anew.
    pub fn show(&mut self, model: &Model) {
        let registry = self.registry.clone().unwrap_or_default();
        let Some(trial) = self.trials.get(self.selected) else {
            self.chain.clear();
            self.table.clear();
            self.side = side::rows(None, &registry);
            self.held = Held::of(self.holds(model));
            return;
        };
        let under = |toggles: Toggles| trial.request.as_ref().ok().map(|request| resolve(&registry, request, toggles));
        let live = self.toggles.and_then(under);
        self.chain = chain::rows(trial, live.as_ref());
        self.side = side::rows(live.as_ref(), &registry);
        self.table = match self.preview {
            Some(_) => compare::lines(&Name::ALL.map(|name| under(name.toggles()))),
            None => Vec::new(),
        };
        self.held = Held::of(self.holds(model));
        self.keep_in_sight();
    }

    /// What holds the selected request under the live posture.
    fn holds(&self, model: &Model) -> Holds {
        let view = &model.view;
        let empty = || bundle::Command::Resolve { path: "a request".to_owned(), text: "{}".into() }.into();
        let command = match self.command() {
            Some(command) => command,
            None if self.registry.is_none() => empty(),
            None => return Vec::new(),
        };
        let mut holds = console::decide(&view.state, &command, &view.ctx).err().unwrap_or_default();
        if self.registry.is_none() {
            holds.retain(|hold| hold.code != Code::RequestUnusable);
        }
        // Without a ledger nothing is resolved, and what the request lacks is still to be seen.
        let trial = self.trial().and_then(|trial| trial.request.as_ref().ok());
        let own = trial.zip(self.toggles).zip(self.registry.as_deref()).filter(|_| view.state.founded.is_none());
        if let Some(refusal) =
            own.and_then(|((request, toggles), registry)| resolve(registry, request, toggles).refusal)
        {
            holds.extend(map_all(refusal.holds, &Command::Bundle));
        }
        holds
    }

    /// Rows that went away take the selection along.
    fn keep_in_sight(&mut self) {
        let rows = if self.preview.is_some() { self.table.len() } else { self.chain.len() };
        self.chain_at = self.chain_at.min(rows.saturating_sub(1));
        self.way_at = self.way_at.min(self.held.len().saturating_sub(1));
        self.side_at = self.side_at.min(self.side.len().saturating_sub(1));
        if !self.parts().contains(&self.focus) {
            self.focus = Part::Chain;
        }
    }

    /// The parts that there are now, in the order in which Tab visits them.
    pub fn parts(&self) -> Vec<Part> {
        match (self.preview, self.held.is_empty()) {
            (Some(_), _) => vec![Part::Requests, Part::Chain],
            (None, true) => vec![Part::Requests, Part::Chain, Part::Side],
            (None, false) => vec![Part::Requests, Part::Chain, Part::Ways, Part::Side],
        }
    }

    /// The live posture as a word.
    pub fn posture(&self) -> String {
        word(self.toggles)
    }
}

fn word(toggles: Option<Toggles>) -> String {
    match toggles {
        None => "UNCLEAR".to_owned(),
        Some(toggles) => {
            let name = Name::ALL.into_iter().find(|name| name.toggles() == toggles);
            name.map_or("MIXED", Name::word).to_uppercase()
        }
    }
}

impl Model {
    /// Whether the bundles page is open, so that the bundles have to be looked at.
    pub fn shows_bundles(&self) -> bool {
        self.overlays.iter().any(|open| matches!(open.what, super::overlays::Overlay::Bundles(_)))
    }
}

impl Board {
    /// Previews a profile, or goes back to what is live.
    pub fn look(&mut self, model: &Model, preview: Option<Name>) {
        if self.preview.is_some() != preview.is_some() {
            self.chain_at = 0;
            self.focus = if preview.is_some() { Part::Chain } else { Part::Requests };
        }
        self.preview = preview;
        self.show(model);
    }

    /// Selects the request `step` places on.
    pub fn select(&mut self, model: &Model, step: isize) {
        let last = self.trials.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(step).min(last);
        (self.chain_at, self.way_at, self.side_at) = (0, 0, 0);
        self.show(model);
    }

    /// Moves the focus on or back, around the end.
    pub fn turn(&mut self, forward: bool) {
        let parts = self.parts();
        let at = parts.iter().position(|part| *part == self.focus).unwrap_or(0);
        let by = if forward { 1 } else { parts.len() - 1 };
        self.focus = parts[(at + by) % parts.len()];
    }

    /// Moves the selection of the part that has the keys.
    pub fn walk(&mut self, model: &Model, step: isize) {
        let moved = |at: usize, rows: usize| at.saturating_add_signed(step).min(rows.saturating_sub(1));
        match self.focus {
            Part::Requests => self.select(model, step),
            Part::Chain if self.preview.is_some() => self.chain_at = moved(self.chain_at, self.table.len()),
            Part::Chain => self.chain_at = moved(self.chain_at, self.chain.len()),
            Part::Ways => self.way_at = moved(self.way_at, self.held.len()),
            Part::Side => self.side_at = moved(self.side_at, self.side.len()),
        }
    }
}
