//! What the held commands of the registry need, asked when something changes and not with every picture.

use std::collections::BTreeMap;

use super::commands::{self, Id};
use super::model::Model;
use super::overlays::Overlay;

/// The first need of each command that is held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs(BTreeMap<Id, String>);

impl Needs {
    /// What a command needs, if it is held.
    pub fn of(&self, id: Id) -> Option<&String> {
        self.0.get(&id)
    }
}

impl Model {
    /// Asks what holds the commands of the footer, or all of them while the palette or the help shows them.
    pub fn load_needs(&mut self) {
        let all = matches!(self.top().map(|open| &open.what), Some(Overlay::Palette(_) | Overlay::Help { .. }));
        let asked = commands::TABLE.iter().filter(|row| all || row.in_footer(self));
        let held = asked.filter_map(|row| {
            let holds = (row.enabled)(self).err()?;
            Some((row.id, holds.into_iter().next().map(|hold| hold.need).unwrap_or_default()))
        });
        self.needs = Needs(held.collect());
    }
}
