//! What lies over the deck: as data here, drawn in the submodules. The last opened is on top and has the keys.

mod declare;
mod detail;
mod draw;
mod help;
mod palette;
mod preview;
mod preview_lines;
mod prompt;
mod why;

use std::time::Duration;

pub use declare::Declare;
pub use draw::draw;
pub(super) use draw::field;
pub use palette::{Palette, matches};
pub use preview::{Preview, What};
pub use prompt::{Ask, Prompt};

use super::field::Field;
use super::held::Held;
use super::model::Model;
use crate::console::{Command, Holds};
use crate::runbook;

/// How long after opening an overlay a confirming key does nothing: a key that repeats, or a paste, is no decision.
pub const GUARD: Duration = Duration::from_millis(300);

/// An open overlay.
#[derive(Debug, Clone)]
pub struct Open {
    /// What it is.
    pub what: Overlay,
    /// When it was opened.
    pub since: Duration,
    /// The newest entry on the screen at that time: what its user decides on.
    pub looked_at: Option<u64>,
}

/// One kind of overlay.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// Holds and ways past.
    Why {
        /// What is held.
        title: String,
        /// The rows.
        held: Held,
        /// The selected row.
        selected: usize,
    },
    /// The form of a declaration.
    Declare(Box<Declare>),
    /// What a command would do, and the key that does it.
    Preview(Preview),
    /// One question, answered in words.
    Prompt(Box<Prompt>),
    /// The commands.
    Palette(Box<Palette>),
    /// The keys.
    Help {
        /// The first line shown.
        scroll: usize,
    },
    /// Something in full.
    Detail {
        /// Its name.
        title: String,
        /// What it says, a paragraph each.
        lines: Vec<String>,
        /// The first line shown.
        scroll: usize,
    },
}

impl Model {
    /// Puts an overlay on top.
    pub fn open(&mut self, what: Overlay) {
        let looked_at = self.view.head.as_ref().map(|head| head.seq);
        self.overlays.push(Open { what, since: self.at, looked_at });
    }

    /// Shows why something is held; a refusal of what was just tried says so.
    pub fn open_why(&mut self, title: impl Into<String>, holds: Holds) {
        let held = Held::of(holds);
        let selected = held.find(|way| way.action.is_some()).unwrap_or(0);
        self.open(Overlay::Why { title: title.into(), held, selected });
    }

    /// Asks once whether to found the ledger here and adopt every runbook that can be read.
    pub fn ask_founding(&mut self) {
        let mut commands = vec![Command::Found];
        commands.extend(self.adoptions());
        self.open(Overlay::Preview(Preview::of(self, commands)));
    }

    /// The adoptions that are still open, one for each readable runbook.
    pub fn adoptions(&self) -> Vec<Command> {
        let readable =
            |path: &String| matches!(self.view.ctx.observed.runbooks.get(path), Some(runbook::Seen::Read { .. }));
        let adopted = &self.view.state.runbook.runbooks;
        let open = self.view.runbooks.iter().filter(|(path, _)| !adopted.contains_key(path) && readable(path));
        open.map(|(path, role)| runbook::Command::Adopt { path: path.clone(), role: *role }.into()).collect()
    }

    /// The adoption of the selected runbook, in the role that the configuration gives it.
    pub fn adoption(&self) -> Option<Command> {
        let path = self.view.ctx.observed.runbooks.contains_key(&self.runbook).then(|| self.runbook.clone())?;
        let role = self.view.runbooks.iter().find(|(known, _)| *known == path).map(|(_, role)| *role);
        Some(runbook::Command::Adopt { path, role: role.unwrap_or_default() }.into())
    }

    /// Opens what `command` needs before it can be run: a form, a question, or its preview.
    pub fn open_for(&mut self, command: Command) {
        use crate::incident::Command as Incident;
        use crate::runbook::Command as Runbook;
        let what = match command {
            Command::Incident(command @ Incident::Declare { .. }) => {
                Overlay::Declare(Box::new(Declare::of(self, &command)))
            }
            Command::Incident(Incident::Note { ref text, .. }) if text.is_empty() => {
                Overlay::Prompt(Box::new(Prompt { ask: Ask::Note, field: Field::lines() }))
            }
            Command::Runbook(Runbook::Tick { path, phase, item, evidence }) if evidence.is_empty() => {
                Overlay::Prompt(Box::new(Prompt { ask: Ask::Evidence { path, phase, item }, field: Field::line("") }))
            }
            Command::Runbook(Runbook::Untick { path, phase, item, reason }) if reason.is_empty() => {
                Overlay::Prompt(Box::new(Prompt { ask: Ask::Untick { path, phase, item }, field: Field::line("") }))
            }
            // Founding alone would leave every runbook to be adopted by hand afterwards.
            Command::Found => return self.ask_founding(),
            other => Overlay::Preview(Preview::of(self, vec![other])),
        };
        self.open(what);
    }
}
