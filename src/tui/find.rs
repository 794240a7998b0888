//! Finding words: phases, items and decisions of every runbook from the deck, requirements from a world.

use super::field::Field;
use super::model::{Model, Pane, Screen};
use super::page::Spot;
use crate::runbook::Seen;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Find {
    /// The words.
    pub field: Field,
    /// Whether they are being typed.
    pub typing: bool,
    /// Where the selection stood before.
    from: From,
    /// Everything that can be found.
    hits: Vec<Hit>,
    /// The place found last.
    at: Option<usize>,
}

/// Where the selection stood.
#[derive(Debug, Clone)]
enum From {
    Deck { runbook: String, phase: Option<String>, line: usize },
    World(usize),
}

/// One place that words can be found in.
#[derive(Debug, Clone)]
struct Hit {
    runbook: String,
    phase: String,
    what: What,
    /// In lower case.
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Phase,
    Item(usize),
    Decision(String),
}

impl Find {
    /// Whether the place found last lies in the phase's pane.
    fn in_page(&self) -> bool {
        self.at.and_then(|at| self.hits.get(at)).is_some_and(|hit| hit.what != What::Phase)
    }
}

impl Model {
    /// Begins to look for words, from where the selection stands.
    pub fn start_find(&mut self) {
        let from = match self.screen {
            Screen::Worlds => From::World(self.stage.selected),
            Screen::Deck => {
                From::Deck { runbook: self.runbook.clone(), phase: self.phase_id().map(str::to_owned), line: self.line }
            }
        };
        self.find = Some(Find { field: Field::line(""), typing: true, from, hits: Vec::new(), at: None });
        self.index(true);
    }

    /// Goes back to where the selection stood before.
    pub fn find_back(&mut self) {
        match self.find.as_ref().map(|find| find.from.clone()) {
            Some(From::World(row)) => self.list_select(row),
            Some(From::Deck { runbook, phase, line }) => {
                self.go(&runbook, phase.as_deref());
                self.line = line.min(self.page.lines.len().saturating_sub(1));
            }
            None => {}
        }
        if let Some(find) = &mut self.find {
            find.at = None;
        }
        self.index(false);
    }

    /// Stays at the place found: the focus goes to the pane that it is in.
    pub fn find_stay(&mut self) {
        let Some(find) = &mut self.find else { return };
        find.typing = false;
        let in_page = find.in_page();
        if self.screen == Screen::Deck && find.at.is_some() {
            self.set_focus(if in_page { Pane::Main } else { Pane::List });
        }
    }

    /// Moves to the next place that has the words; `again` leaves the present one first. Answers whether there is one.
    pub fn seek(&mut self, forward: bool, again: bool) -> bool {
        let Some(needle) = self.find.as_ref().map(|find| find.field.text().to_lowercase()) else { return false };
        if needle.is_empty() {
            return false;
        }
        if self.screen == Screen::Worlds {
            return self.seek_row(&needle, forward, again);
        }
        // What can be found may have changed since the words were typed.
        if self.find.as_ref().is_some_and(|find| !find.typing) {
            self.index(true);
        }
        let Some(find) = &self.find else { return false };
        let total = find.hits.len();
        if total == 0 {
            return false;
        }
        let at = find.at.unwrap_or(0).min(total - 1);
        let has = |place: &usize| find.hits[*place].text.contains(&needle);
        let Some(place) = around(at, total, forward, again).find(has) else { return false };
        let hit = find.hits[place].clone();
        self.go(&hit.runbook, Some(&hit.phase));
        let wanted = |spot: &Spot| match (&hit.what, spot) {
            (What::Item(number), Spot::Item(item)) => item.number == *number,
            (What::Decision(id), Spot::Decision(known)) => known == id,
            _ => false,
        };
        self.line = self.page.find(wanted).unwrap_or(self.line);
        if let Some(find) = &mut self.find {
            find.at = Some(place);
        }
        if self.find.as_ref().is_some_and(|find| !find.typing) {
            self.find_stay();
        }
        true
    }

    fn seek_row(&mut self, needle: &str, forward: bool, again: bool) -> bool {
        let total = self.stage.len();
        if total == 0 {
            return false;
        }
        let at = self.stage.selected.min(total - 1);
        let has = |place: &usize| self.stage.row(*place).is_some_and(|row| row.name().to_lowercase().contains(needle));
        let Some(place) = around(at, total, forward, again).find(has) else { return false };
        self.list_select(place);
        true
    }

    /// Selects a phase of a runbook.
    fn go(&mut self, runbook: &str, phase: Option<&str>) {
        if self.runbook != runbook {
            runbook.clone_into(&mut self.runbook);
            self.open_runbook();
        }
        if self.phase_id() == phase {
            return;
        }
        if let Some(at) = self.entries.iter().position(|entry| Some(entry.id.as_str()) == phase) {
            self.phase = at;
            self.open_phase();
        }
    }

    /// Finds out where the selection stands among what can be found; `anew` lists that first.
    fn index(&mut self, anew: bool) {
        let Some(mut find) = self.find.take() else { return };
        if anew {
            find.hits = if self.screen == Screen::Deck { self.hits() } else { Vec::new() };
        }
        let (phase, spot) = (self.phase_id(), self.spot());
        let here = |hit: &Hit| hit.runbook == self.runbook && Some(hit.phase.as_str()) == phase;
        let exact = |hit: &Hit| match (&hit.what, spot) {
            (What::Phase, _) => self.focus != Pane::Main,
            (What::Item(number), Some(Spot::Item(item))) => self.focus == Pane::Main && item.number == *number,
            (What::Decision(id), Some(Spot::Decision(known))) => self.focus == Pane::Main && known == id,
            _ => false,
        };
        let still = find.at.filter(|at| find.hits.get(*at).is_some_and(here));
        find.at = still
            .or_else(|| find.hits.iter().position(|hit| here(hit) && exact(hit)))
            .or_else(|| find.hits.iter().position(here));
        self.find = Some(find);
    }

    fn hits(&self) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (runbook, seen) in &self.view.ctx.observed.runbooks {
            let Seen::Read { document, .. } = seen else { continue };
            let decisions = self.view.state.runbook.runbooks.get(runbook).map(|adopted| &adopted.decisions);
            let mut add = |phase: &str, what, text: String| {
                let (runbook, phase) = (runbook.clone(), phase.to_owned());
                hits.push(Hit { runbook, phase, what, text: text.to_lowercase() });
            };
            for phase in &document.phases {
                let name = document.row(&phase.id).and_then(|row| row.name.as_ref()).unwrap_or(&phase.name);
                add(&phase.id, What::Phase, format!("{} {name}", phase.id));
                for (at, found) in document.boxes_of(&phase.id).enumerate() {
                    add(&phase.id, What::Item(at + 1), found.text.clone());
                }
                for (id, decision) in decisions.into_iter().flatten() {
                    if decision.phase.as_ref() == Some(&phase.id) {
                        add(&phase.id, What::Decision(id.clone()), format!("{id} {}", decision.question));
                    }
                }
            }
            let rows = document.roadmap.iter().flat_map(|roadmap| &roadmap.rows);
            for row in rows.filter(|row| document.phase(&row.id).is_none()) {
                add(&row.id, What::Phase, format!("{} {}", row.id, row.name.as_deref().unwrap_or_default()));
            }
            // A decision about every phase is found once, where the runbook begins.
            let first = document.phases.first().map(|phase| phase.id.clone()).unwrap_or_default();
            for (id, decision) in decisions.into_iter().flatten().filter(|(_, decision)| decision.phase.is_none()) {
                add(&first, What::Decision(id.clone()), format!("{id} {}", decision.question));
            }
        }
        hits
    }

    /// Whether keys walk through the phase's page.
    pub fn in_page(&self) -> bool {
        self.focus == Pane::Main && self.screen == Screen::Deck
    }

    /// How many rows the list has in which keys move.
    pub fn list_len(&self) -> usize {
        match self.screen {
            Screen::Deck if self.in_page() => self.page.lines.len(),
            Screen::Deck => self.entries.len(),
            Screen::Worlds => self.stage.len(),
        }
    }

    /// The selected row of that list.
    pub fn list_at(&self) -> usize {
        match self.screen {
            Screen::Deck if self.in_page() => self.line,
            Screen::Deck => self.phase,
            Screen::Worlds => self.stage.selected,
        }
    }

    /// Selects a row of that list.
    pub fn list_select(&mut self, place: usize) {
        match self.screen {
            Screen::Deck if self.in_page() => self.line = place,
            Screen::Deck if place != self.phase => {
                self.phase = place;
                self.open_phase();
            }
            Screen::Deck => {}
            Screen::Worlds => {
                self.stage.select(place);
                self.offer = 0;
                self.load_held();
            }
        }
    }
}

/// The places of a list in the order in which they are looked at, around its end.
fn around(at: usize, total: usize, forward: bool, again: bool) -> impl Iterator<Item = usize> {
    (usize::from(again)..=total)
        .map(move |step| if forward { (at + step) % total } else { (at + total * 2 - step) % total })
}
