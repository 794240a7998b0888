//! The model: everything the screen is drawn from, as plain data. No rule of a domain lives here.

use std::collections::BTreeMap;
use std::time::Duration;

use super::held::Held;
use super::needs::Needs;
use super::overlays::{Open, Output};
use super::page::{self, Page, Spot};
use super::presenter::Presenter;
use super::roadmap::{Entry, entries};
use super::standing::Standing;
use super::theme::Theme;
use super::worlds::Stage;
use crate::console::{self, Command, Holds, Subject};
use crate::hold::{Code, Offer};
use crate::posture::{self, Name};
use crate::runbook::{Adopted, Change, Document, Item, Mark, Seen, Status, check_of};
use crate::session::View;

/// What fills the deck's left and middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Runbooks and their phases.
    Deck,
    /// Worlds and their requirements.
    Worlds,
}

/// A part of the screen that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The roadmap, or the requirements of a world.
    List,
    /// The selected phase, or the selected requirement.
    Main,
    /// The posture.
    Posture,
    /// Holds and ways past.
    Offers,
    /// The incident.
    Incident,
    /// The provisioners of a world.
    Switches,
}

impl Pane {
    /// The panes of the deck in the order in which Tab visits them.
    pub const ALL: [Self; 5] = [Self::List, Self::Main, Self::Posture, Self::Offers, Self::Incident];

    /// The panes of the worlds in that order; the last only while there is an incident.
    pub const WORLDS: [Self; 5] = [Self::List, Self::Offers, Self::Switches, Self::Main, Self::Incident];
}

/// Whose holds and ways the offers pane shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The selected phase.
    Phase,
    /// The escalation ladder.
    Ladder,
    /// The selected requirement of the selected world.
    World,
}

/// How a message above the footer is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Good,
    /// Something to know.
    Plain,
    /// Something did not work.
    Bad,
}

/// The message above the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What it says, one line.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
    /// When it came up.
    pub since: Duration,
}

/// Everything there is to draw.
#[derive(Debug, Clone)]
pub struct Model {
    /// The state and the world as last seen.
    pub view: View,
    /// Colours and glyphs.
    pub theme: Theme,
    /// What fills left and middle.
    pub screen: Screen,
    /// Where keys go.
    pub focus: Pane,
    /// What the offers pane follows.
    pub source: Source,
    /// The path of the selected runbook.
    pub runbook: String,
    /// The selected phase, as a place in [`Model::entries`].
    pub phase: usize,
    /// The selected line of the phase's page.
    pub line: usize,
    /// The selected row of the offers pane.
    pub offer: usize,
    /// How far the incident's timeline is scrolled back.
    pub back: usize,
    /// The worlds.
    pub stage: Stage,
    /// What lies over the deck; the last is on top.
    pub overlays: Vec<Open>,
    /// The message above the footer.
    pub toast: Option<Toast>,
    /// What was last looked for, and whether it is being typed.
    pub find: Option<super::find::Find>,
    /// Time since the start.
    pub at: Duration,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The rows of the roadmap.
    pub entries: Vec<Entry>,
    /// What the rows were made from: path and digest.
    made_of: (String, String),
    /// The selected phase, line by line.
    pub page: Page,
    /// What stands between the selected phase and DONE.
    pub why: Holds,
    /// The rows of the offers pane.
    pub held: Held,
    /// What the commands on the screen need that are held.
    pub needs: Needs,
    /// How the selected runbook's file differs from the ledger's version.
    pub drift: Drift,
    /// The phase whose evidence is looked at with every look at the files.
    pub looked: Option<(String, String)>,
    /// How posture and incident stand.
    pub standing: Standing,
    /// What runs wrote, by their ids.
    pub outputs: BTreeMap<String, Output>,
    /// The foot of a screen that is presented.
    pub presenter: Option<Presenter>,
}

/// The material changes of a runbook's file, kept until file or ledger change.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// The two digests it was made from: the ledger's and the file's.
    of: Option<(String, String)>,
    /// The changes; empty when it does not drift, or in words alone.
    pub changes: Vec<Change>,
    /// Whether the file drifts at all.
    pub drifts: bool,
    /// Whether the ledger's version is at hand to compare with.
    pub known: bool,
}

impl Model {
    /// The deck as it opens on `view`: at the first runbook with an ACTIVE phase, on that phase, on its first open item.
    pub fn new(view: View, theme: Theme) -> Self {
        let mut model = Self {
            view,
            theme,
            screen: Screen::Deck,
            focus: Pane::List,
            source: Source::Phase,
            runbook: String::new(),
            phase: 0,
            line: 0,
            offer: 0,
            back: 0,
            stage: Stage::default(),
            overlays: Vec::new(),
            toast: None,
            find: None,
            at: Duration::ZERO,
            size: (120, 40),
            entries: Vec::new(),
            made_of: Default::default(),
            page: Page::default(),
            why: Vec::new(),
            held: Held::default(),
            needs: Needs::default(),
            drift: Drift::default(),
            looked: None,
            standing: Standing::default(),
            outputs: BTreeMap::new(),
            presenter: None,
        };
        let active = |seen: &Seen| matches!(seen, Seen::Read { document, .. } if active_phase(document).is_some());
        let observed = &model.view.ctx.observed.runbooks;
        let first = observed.iter().find(|(_, seen)| active(seen)).or_else(|| observed.iter().next());
        model.runbook = first.map(|(path, _)| path.clone()).unwrap_or_default();
        model.load_standing();
        model.open_runbook();
        // Who comes to an incident that goes on finds its keys at once.
        if model.view.state.incident.open.is_some() {
            model.set_focus(Pane::Incident);
        }
        if model.view.state.founded.is_none() && model.view.damage.is_none() {
            model.ask_founding();
        }
        model
    }

    /// As [`Model::new`], in colour.
    pub fn from_view(view: View) -> Self {
        Self::new(view, Theme { color: true, plain: false })
    }

    /// Selects the ACTIVE phase of the selected runbook and its first open item.
    pub fn open_runbook(&mut self) {
        self.load_entries();
        self.phase = self.entries.iter().position(|entry| entry.status == Status::Active).unwrap_or(0);
        self.open_phase();
    }

    /// Goes to the worlds, on the one at `path` or else the first.
    pub fn open_world(&mut self, path: String) {
        self.screen = Screen::Worlds;
        self.stage.path = path;
        self.stage.open(&self.view);
        self.set_focus(Pane::List);
    }

    /// Selects the first open item of the selected phase, or else the first thing to act on.
    pub fn open_phase(&mut self) {
        self.load_page();
        let open = |spot: &Spot| spot.item().is_some_and(|item| item.mark == Mark::Open);
        self.line = self.page.find(open).or_else(|| self.page.find(|_| true)).unwrap_or(0);
        self.offer = 0;
        self.load_held();
    }

    /// Takes in a new look at the world; every selection stays on what it was on, if that is still there.
    pub fn take(&mut self, view: View) {
        let phase = self.phase_id().map(str::to_owned);
        let spot = self.spot().cloned();
        self.view = view;
        if !self.view.ctx.observed.runbooks.contains_key(&self.runbook) {
            self.runbook = self.view.ctx.observed.runbooks.keys().next().cloned().unwrap_or_default();
        }
        self.load_entries();
        let still = self.entries.get(self.phase).is_some_and(|entry| phase.as_ref() == Some(&entry.id));
        if !still {
            let same = |entry: &Entry| phase.as_ref() == Some(&entry.id);
            let near = self.phase.min(self.entries.len().saturating_sub(1));
            self.phase = self.entries.iter().position(same).unwrap_or(near);
        }
        self.load_page();
        let same = spot.and_then(|spot| self.page.find(|known| known.is(&spot)));
        self.line = same.unwrap_or(self.line.min(self.page.lines.len().saturating_sub(1)));
        self.stage.refresh(&self.view);
        self.load_standing();
        let before = std::mem::take(&mut self.held);
        self.load_held();
        self.offer = self.offer.min(self.ways().saturating_sub(1));
        if self.source == Source::Ladder && before != self.held {
            self.select_step();
        }
        self.refresh_overlays();
    }

    /// The rows of the roadmap, made anew only when the file is another.
    fn load_entries(&mut self) {
        let digest = match self.view.ctx.observed.runbooks.get(&self.runbook) {
            Some(Seen::Read { sha256, .. }) => sha256.clone(),
            Some(Seen::Absent | Seen::Unreadable { .. }) | None => String::new(),
        };
        let made_of = (self.runbook.clone(), digest);
        if self.made_of != made_of || made_of.1.is_empty() {
            self.entries = self.document().map(entries).unwrap_or_default();
            self.made_of = made_of;
        }
        self.load_drift();
    }

    fn load_drift(&mut self) {
        let observed = &self.view.ctx.observed;
        let seen = observed.runbooks.get(&self.runbook);
        let drifts = seen.is_some_and(|seen| self.view.state.runbook.drifts(&self.runbook, seen));
        let known = observed.known.get(&self.runbook).filter(|_| drifts);
        let (Some(known), Some(Seen::Read { sha256, document, .. })) = (known, seen) else {
            self.drift = Drift { drifts, ..Drift::default() };
            return;
        };
        let of = Some((known.sha256.clone(), sha256.clone()));
        if self.drift.of != of {
            let changes = crate::runbook::changes(&known.document, document);
            self.drift = Drift { of, changes, drifts, known: true };
        }
    }

    /// Selects the next step of the ladder: compat, then `static_restore`, and from there the way back; strict where the
    /// live posture is not what is granted.
    pub fn select_step(&mut self) {
        let next = self.next_step();
        let is_next = |action: &Option<Command>| matches!(action, Some(Command::Posture(posture::Command::Apply { to, .. })) if *to == next);
        self.offer = self.held.find(|way| is_next(&way.action)).unwrap_or(0);
    }

    /// The profile that the next step of the ladder leads to.
    pub fn next_step(&self) -> Name {
        let in_force = self.view.state.posture.in_force();
        // What somebody else put there is no step to go on from: the safe side first.
        let as_granted = self.live().is_none_or(|live| live.name() == in_force);
        match in_force.filter(|_| as_granted) {
            None if !as_granted => Name::Strict,
            Some(Name::Compat) => Name::StaticRestore,
            Some(Name::StaticRestore) => Name::Strict,
            Some(Name::Strict) | None => Name::Compat,
        }
    }

    /// Makes the page of the selected phase anew.
    fn load_page(&mut self) {
        let id = self.phase_id().unwrap_or_default().to_owned();
        let subject = Subject::Phase { path: self.runbook.clone(), phase: id.clone() };
        self.why = console::why(&self.view.state, &subject, &self.view.ctx);
        let Some(document) = self.document().filter(|_| !id.is_empty()) else {
            self.page = Page::default();
            return;
        };
        let world = console::world_of(&self.view.ctx.observed, &self.runbook);
        let drift = match (self.drift.drifts, self.drift.known) {
            (true, false) => None,
            _ => Some(self.drift.changes.iter().filter(|change| change.phase == id).count()),
        };
        let wishes = self.wishes(&self.runbook, &id).len();
        let sight = page::Sight {
            document,
            adopted: self.record(),
            id: &id,
            why: &self.why,
            drift,
            go: self.go_stands(&id),
            world,
            wishes,
        };
        self.page = page::build(&sight, &self.children());
    }

    /// Whether the build-go of a phase stands; `None` when none was given.
    fn go_stands(&self, id: &str) -> Option<bool> {
        self.record()?.phases.get(id)?.go.as_ref()?;
        let held = console::decide(&self.view.state, &super::acts::probe_run(&self.runbook, id), &self.view.ctx);
        let dead = held.err().is_some_and(|holds| holds.iter().any(|hold| hold.code == crate::hold::Code::NoGo));
        Some(!dead)
    }

    /// The rows of the roadmap right below the selected phase.
    fn children(&self) -> Vec<&Entry> {
        let Some(own) = self.entries.get(self.phase) else { return Vec::new() };
        let below = self.entries[self.phase + 1..].iter().take_while(|entry| entry.depth > own.depth);
        below.filter(|entry| entry.depth == own.depth + 1).collect()
    }

    /// Makes the rows of the offers pane anew, and what holds the commands that are shown.
    pub fn load_held(&mut self) {
        self.held = match self.source {
            Source::Ladder => Held::ladder(console::ladder(&self.view.state, &self.view.ctx)),
            Source::World => {
                self.stage.look(self.offer.min(self.stage.bids.total.saturating_sub(1)));
                self.stage.held(&self.view)
            }
            Source::Phase if self.screen == Screen::Deck && self.phase_id().is_some() => self.held_phase(),
            Source::Phase => match self.subject() {
                Some(subject) => Held::of(console::why(&self.view.state, &subject, &self.view.ctx)),
                None => Held::default(),
            },
        };
        self.load_needs();
    }

    /// What holds the selected phase, and what it could use.
    fn held_phase(&self) -> Held {
        let wishes = self.wishes(&self.runbook, self.phase_id().unwrap_or_default());
        let needs = self.why.iter().any(|hold| matches!(hold.code, Code::Unbound | Code::NoOffer));
        if !needs && wishes.is_empty() {
            return Held::of(self.why.clone());
        }
        // The items are many, and stand on the phase's page too: what it needs and could use goes before them.
        let (items, others): (Holds, Holds) = self.why.iter().cloned().partition(|hold| check_of(hold.code) == 0);
        let mut held = Held::of(others);
        for wish in wishes {
            held.offer(wish);
        }
        held.extend(items);
        held
    }

    /// The offers for what a phase could use and does not wait for, need by need.
    pub fn wishes(&self, path: &str, phase: &str) -> Vec<Vec<Offer<Command>>> {
        let wishes = console::wishes(&self.view.state, path, phase, &self.view.ctx).into_iter().map(|wish| {
            let soft = |way: Offer<Command>| Offer { text: format!("{}, soft: {}", wish.subject, way.text), ..way };
            wish.ways.into_iter().filter(|way| way.action.is_some()).map(soft).collect()
        });
        wishes.filter(|ways: &Vec<_>| !ways.is_empty()).collect()
    }

    /// How many rows the offers pane has.
    pub fn ways(&self) -> usize {
        match self.source {
            Source::World if self.stage.bids.total > 0 => self.stage.bids.total,
            Source::World | Source::Ladder | Source::Phase => self.held.len(),
        }
    }

    /// Moves the focus; the offers pane follows what has it. An open incident keeps the ladder in sight.
    pub fn set_focus(&mut self, pane: Pane) {
        self.focus = pane;
        let incident = self.view.state.incident.open.is_some();
        let source = match (pane, self.screen) {
            (Pane::Offers, _) => self.source,
            (Pane::Posture | Pane::Incident, _) => Source::Ladder,
            (_, Screen::Worlds) => Source::World,
            (Pane::List, Screen::Deck) if incident => Source::Ladder,
            (_, Screen::Deck) => Source::Phase,
        };
        let turned = source != self.source;
        self.source = source;
        self.load_held();
        if turned {
            self.offer = 0;
            if source == Source::Ladder {
                self.select_step();
            }
        }
    }

    /// The selected runbook's facts, if its file can be read.
    pub fn document(&self) -> Option<&Document> {
        match self.view.ctx.observed.runbooks.get(&self.runbook)? {
            Seen::Read { document, .. } => Some(document),
            Seen::Absent | Seen::Unreadable { .. } => None,
        }
    }

    /// The id of the selected phase.
    pub fn phase_id(&self) -> Option<&str> {
        self.entries.get(self.phase).map(|entry| entry.id.as_str())
    }

    /// What the selected line of the page can be acted on as.
    pub fn spot(&self) -> Option<&Spot> {
        self.page.spot(self.line)
    }

    /// The selected item.
    pub fn item(&self) -> Option<&Item> {
        self.spot().and_then(Spot::item)
    }

    /// What the ledger knows of the selected runbook.
    pub fn record(&self) -> Option<&Adopted> {
        self.view.state.runbook.runbooks.get(&self.runbook)
    }

    /// Whether the selected runbook is on the ledger.
    pub fn adopted(&self) -> bool {
        self.record().is_some()
    }

    /// What `w` asks about: whatever is selected.
    pub fn subject(&self) -> Option<Subject> {
        let phase = || Some(Subject::Phase { path: self.runbook.clone(), phase: self.phase_id()?.to_owned() });
        match (self.focus, self.screen) {
            (Pane::Posture, _) => Some(Subject::Posture),
            (Pane::Incident, _) => Some(Subject::Incident),
            (Pane::Offers, _) if self.source == Source::Ladder => Some(Subject::Posture),
            (_, Screen::Deck) => phase(),
            (_, Screen::Worlds) => self.stage.subject(),
        }
    }

    /// How the live posture stands, for every place that says so: as read here, or as a person last read it where it
    /// is out of reach.
    pub fn live(&self) -> Option<posture::Classified> {
        Some(self.view.state.posture.seen(&self.view.ctx.observed.posture.as_ref()?.live))
    }

    /// Shows a message above the footer.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.toast = Some(Toast { text: text.into(), tone, since: self.at });
    }

    /// The overlay on top.
    pub fn top(&self) -> Option<&Open> {
        self.overlays.last()
    }
}

/// The first ACTIVE root phase.
fn active_phase(document: &Document) -> Option<&str> {
    let active = |phase: &&crate::runbook::Phase| phase.root && document.status_of(phase) == Status::Active;
    document.phases.iter().find(active).map(|phase| phase.id.as_str())
}
