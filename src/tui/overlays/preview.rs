//! The preview of a command: what it would do, what it still asks, and which key does it.

use super::input::{self, Input, What};
use super::preview_lines;
use crate::console::{Command, Holds};
use crate::posture::{self, Name};
use crate::tui::model::Model;
use crate::{bundle, incident, provision, runbook, verify};

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
    /// Whether this person also answers for the exit criteria that a person answers for.
    pub attests: bool,
    /// Leaving it records nothing, and that is said: a closed phase waits for its next step.
    pub pending: bool,
}

impl Preview {
    /// The preview of `commands`, its inputs filled in with what is likely meant.
    pub fn of(model: &Model, commands: Vec<Command>) -> Self {
        let inputs = commands.first().map(|command| input::asked(model, command)).unwrap_or_default();
        let mut preview = Self { commands, inputs, typing: None, error: None, attests: false, pending: false };
        let picks = |input: &Input| input.what == What::To && input.choices.len() > 1;
        preview.typing = preview.inputs.iter().position(|input| input.wanting() || picks(input));
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
    pub fn finished(&self, model: &Model) -> Result<Vec<Command>, String> {
        let mut commands = self.commands.clone();
        if let Some(command) = commands.first_mut() {
            input::fill(command, &self.inputs)?;
        }
        if self.attests {
            // Before strict comes back: what is open then is recorded with it.
            let attest = |criterion| posture::Command::Attest { criterion, note: None }.into();
            commands.splice(0..0, model.attestable().into_iter().map(attest));
        }
        Ok(commands)
    }

    /// The commands with what was typed, as far as it can be read, and without what is attested on the way.
    pub(super) fn meant(&self, model: &Model) -> Vec<Command> {
        let mut commands = self.finished(model).unwrap_or_else(|_| self.commands.clone());
        commands.drain(..commands.len().saturating_sub(self.commands.len()));
        commands
    }

    /// What is known to hold it, with what was typed so far.
    pub fn holds(&self, model: &Model) -> Holds {
        preview_lines::known_holds(model, &self.meant(model))
    }

    /// Whether it is the way back to strict, with exit criteria that this person can answer for.
    pub fn can_attest(&self, model: &Model) -> bool {
        self.reverts() && !model.attestable().is_empty()
    }

    /// Whether it is the way back to strict.
    pub fn reverts(&self) -> bool {
        matches!(self.commands.first(), Some(Command::Posture(posture::Command::Apply { to: Name::Strict, .. })))
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
            Some(Command::Posture(command)) => posture_title(command, environment),
            Some(Command::Incident(incident::Command::Close { .. })) => {
                let open = model.view.state.incident.open.as_deref();
                format!("Close {}", open.unwrap_or("the incident"))
            }
            Some(Command::Incident(incident::Command::Handoff { to, .. })) if to.is_empty() => {
                let open = model.view.state.incident.open.as_deref();
                format!("Offer {} to another person", open.unwrap_or("the incident"))
            }
            Some(Command::Incident(command)) => command.title(),
            Some(Command::Provision(provision::Command::AcceptBest { world })) => {
                format!("Accept the best offers of {world}")
            }
            Some(Command::Provision(command)) => format!("Accept an offer of {}", command.world()),
            Some(Command::Verify(verify::Command::Run { name, .. })) => {
                format!("Run {}", if name.is_empty() { "the gate" } else { name })
            }
            Some(Command::Bundle(bundle::Command::Resolve { path, .. })) => format!("Resolve the bundles of {path}"),
            Some(Command::Verify(_)) => "Take other totals over".to_owned(),
            None => String::new(),
        }
    }
}

fn posture_title(command: &posture::Command, environment: &str) -> String {
    match command {
        posture::Command::Apply { to: Name::Strict, .. } => format!("Revert {environment} to strict"),
        posture::Command::Apply { to, .. } => format!("Apply {to} to {environment}"),
        posture::Command::ByHand { to, .. } => format!("Apply {to} to {environment} by hand"),
        posture::Command::Extend { .. } => format!("Extend the override of {environment}"),
        posture::Command::Restore { .. } => format!("Write the posture of {environment} again"),
        posture::Command::Confirm { .. } => "Tell what the target holds".to_owned(),
        posture::Command::Attest { criterion, .. } => format!("Attest exit criterion {}", criterion.number()),
        posture::Command::TrustClock { .. } => "Answer for the clock of this machine".to_owned(),
        posture::Command::Vouch { target, .. } => format!("Answer for the target {target}"),
        posture::Command::Adopt | posture::Command::Settle { .. } | posture::Command::Notice => {
            "Read the live posture back".to_owned()
        }
    }
}
