//! The preview of a command: what it would do, what it still asks, and which key does it.

use super::input::{self, Input};
use crate::console::Command;
use crate::posture::{self, Name};
use crate::tui::model::Model;
use crate::{incident, provision, runbook};

/// A preview of one command, or of several that belong together.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The commands, without what is still typed.
    pub commands: Vec<Command>,
    /// What may be typed.
    pub inputs: Vec<Input>,
    /// The input that has the keys; `None` while `y` confirms.
    pub typing: Option<usize>,
    /// Why what was typed cannot be read.
    pub error: Option<String>,
    /// Leaving it records nothing, and that is said: a closed phase waits for its next step.
    pub pending: bool,
}

impl Preview {
    /// The preview of `commands`, its inputs filled in with what is likely meant.
    pub fn of(model: &Model, commands: Vec<Command>) -> Self {
        let inputs = commands.first().map(|command| input::asked(model, command)).unwrap_or_default();
        let mut preview = Self { commands, inputs, typing: None, error: None, pending: false };
        preview.typing = preview.inputs.iter().position(Input::wanting);
        preview
    }

    /// Whether typing a name confirms, rather than `y`.
    pub fn typed(&self) -> bool {
        self.inputs.iter().any(|input| input.what.confirms())
    }

    /// Goes to the next input; after the last one `y` confirms again, unless a name does.
    pub fn step(&mut self) {
        let next = self.typing.map_or(0, |at| at + 1);
        let around = if self.typed() { Some(0) } else { None };
        self.typing = if next < self.inputs.len() { Some(next) } else { around };
    }

    /// Goes on from an input that is filled in: to the next one that waits for words, or to the key that confirms.
    /// Answers whether nothing waits any more.
    pub fn advance(&mut self) -> bool {
        let Some(at) = self.typing else { return true };
        let later = |place: &usize| *place > at && self.inputs[*place].asks();
        if self.typed() {
            let wanting = self.inputs.iter().position(Input::wanting);
            self.typing = wanting.or(self.typing);
            return wanting.is_none();
        }
        if self.inputs[at].wanting() {
            return false;
        }
        self.typing = (0..self.inputs.len()).find(later).or_else(|| self.inputs.iter().position(Input::wanting));
        self.typing.is_none()
    }

    /// The commands with what was typed.
    ///
    /// # Errors
    /// A sentence about the input that cannot be read.
    pub fn finished(&self) -> Result<Vec<Command>, String> {
        let mut commands = self.commands.clone();
        if let Some(command) = commands.first_mut() {
            input::fill(command, &self.inputs)?;
        }
        Ok(commands)
    }

    /// What stands over it.
    pub fn title(&self, model: &Model) -> String {
        let environment = &model.view.ctx.environment;
        match self.commands.first() {
            Some(Command::Found) => format!("Found the ledger of {environment}"),
            Some(Command::AddOperator(add)) => format!("Enrol {}", add.id),
            Some(Command::Runbook(runbook::Command::Adopt { .. })) if self.commands.len() > 1 => {
                format!("Adopt {} runbooks", self.commands.len())
            }
            Some(Command::Runbook(command)) => command.title(),
            Some(Command::Posture(posture::Command::Apply { to: Name::Strict, .. })) => {
                format!("Revert {environment} to strict")
            }
            Some(Command::Posture(posture::Command::Apply { to, .. })) => format!("Apply {to} to {environment}"),
            Some(Command::Posture(posture::Command::Adopt | posture::Command::Settle { .. })) => {
                "Read the live posture back".to_owned()
            }
            Some(Command::Incident(incident::Command::Close { .. })) => {
                let open = model.view.state.incident.open.as_deref();
                format!("Close {}", open.unwrap_or("the incident"))
            }
            Some(Command::Incident(_)) => "Note".to_owned(),
            Some(Command::Provision(provision::Command::AcceptBest { world })) => {
                format!("Accept the best offers of {world}")
            }
            Some(Command::Provision(command)) => format!("Accept an offer of {}", command.world()),
            None => String::new(),
        }
    }
}
