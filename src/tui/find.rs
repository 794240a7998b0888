//! Finding words in the roadmap, the phase's items and the requirements of a world.

use super::field::Field;
use super::model::{Model, Pane, Screen};

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Find {
    /// The words.
    pub field: Field,
    /// Whether they are being typed.
    pub typing: bool,
    /// Where the selection stood before.
    pub from: usize,
}

impl Model {
    /// Moves the selection of the focused list to the next row that has the words; `again` leaves the present row first.
    /// Answers whether there is one.
    pub fn seek(&mut self, forward: bool, again: bool) -> bool {
        let Some(needle) = self.find.as_ref().map(|find| find.field.text().to_lowercase()) else { return false };
        let total = self.list_len();
        if needle.is_empty() || total == 0 {
            return false;
        }
        let at = self.list_at().min(total - 1);
        let start = usize::from(again);
        let found =
            (start..=total).map(|step| if forward { (at + step) % total } else { (at + total * 2 - step) % total });
        let found = found.into_iter().find(|&place| self.list_text(place).to_lowercase().contains(&needle));
        let Some(place) = found else { return false };
        self.list_select(place);
        true
    }

    fn in_items(&self) -> bool {
        self.focus == Pane::Main && self.screen == Screen::Deck
    }

    /// How many rows the list has in which finding and moving happen.
    pub fn list_len(&self) -> usize {
        match self.screen {
            Screen::Deck if self.in_items() => self.items.len(),
            Screen::Deck => self.entries.len(),
            Screen::Worlds => self.stage.len(),
        }
    }

    /// The selected row of that list.
    pub fn list_at(&self) -> usize {
        match self.screen {
            Screen::Deck if self.in_items() => self.item,
            Screen::Deck => self.phase,
            Screen::Worlds => self.stage.selected,
        }
    }

    fn list_text(&self, place: usize) -> String {
        match self.screen {
            Screen::Deck if self.in_items() => self.items.get(place).map(|item| item.text.clone()),
            Screen::Deck => self.entries.get(place).map(|entry| format!("{} {}", entry.id, entry.name)),
            Screen::Worlds => self.stage.row(place).map(|row| row.name()),
        }
        .unwrap_or_default()
    }

    /// Selects a row of that list.
    pub fn list_select(&mut self, place: usize) {
        match self.screen {
            Screen::Deck if self.in_items() => self.item = place,
            Screen::Deck if place != self.phase => {
                self.phase = place;
                self.open_phase();
            }
            Screen::Deck => {}
            Screen::Worlds => {
                self.stage.selected = place;
                self.offer = 0;
                self.load_held();
            }
        }
    }
}
