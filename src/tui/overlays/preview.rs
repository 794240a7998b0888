//! The preview of a command: what it would do, what it still asks, and which key does it.

use crate::console::Command;
use crate::posture::{self, Name, span};
use crate::session::parse_duration;
use crate::tui::field::Field;
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
}

/// One thing to type.
#[derive(Debug, Clone)]
pub struct Input {
    /// What it is.
    pub what: What,
    /// What was typed.
    pub field: Field,
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The environment's name, which confirms.
    Environment,
    /// Why.
    Because,
    /// For how long.
    Lasting,
}

impl What {
    /// The word before it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Because => "because",
            Self::Lasting => "for",
        }
    }
}

impl Preview {
    /// The preview of `commands`, its inputs filled in with what is likely meant.
    pub fn of(model: &Model, commands: Vec<Command>) -> Self {
        let mut preview = Self { commands, inputs: Vec::new(), typing: None, error: None };
        if let Some(Command::Posture(posture::Command::Apply { to, duration, because, .. })) = preview.commands.first()
        {
            let mut add = |what, text: &str| preview.inputs.push(Input { what, field: Field::line(text) });
            let ctx = &model.view.ctx;
            if *to == Name::StaticRestore {
                add(What::Environment, "");
            }
            if *to != Name::Strict {
                add(What::Because, because.as_deref().unwrap_or(&likely(model, *to)));
                let lasting = duration.or_else(|| ctx.limits.of(*to).map(|limit| limit.default));
                add(What::Lasting, &lasting.map(span).unwrap_or_default());
            }
            preview.typing = (*to == Name::StaticRestore).then_some(0);
        }
        preview
    }

    /// Whether typing a name confirms, rather than `y`.
    pub fn typed(&self) -> bool {
        self.inputs.first().is_some_and(|input| input.what == What::Environment)
    }

    /// Goes to the next input; after the last one `y` confirms again, unless a name does.
    pub fn step(&mut self) {
        let next = self.typing.map_or(0, |at| at + 1);
        let around = if self.typed() { Some(0) } else { None };
        self.typing = if next < self.inputs.len() { Some(next) } else { around };
    }

    /// The commands with what was typed.
    ///
    /// # Errors
    /// A sentence about the input that cannot be read.
    pub fn finished(&self) -> Result<Vec<Command>, String> {
        let typed = |what| self.inputs.iter().find(|input| input.what == what).map(|input| input.field.text());
        let mut commands = self.commands.clone();
        if let Some(Command::Posture(posture::Command::Apply { duration, because, confirm, .. })) = commands.first_mut()
        {
            *because = typed(What::Because).filter(|text| !text.trim().is_empty()).or(because.take());
            *confirm = typed(What::Environment);
            if let Some(text) = typed(What::Lasting).filter(|text| !text.trim().is_empty()) {
                *duration = Some(parse_duration(&text)?);
            }
        }
        Ok(commands)
    }

    /// What stands over it.
    pub fn title(&self, model: &Model) -> String {
        let environment = &model.view.ctx.environment;
        match self.commands.first() {
            Some(Command::Found) => format!("Found the ledger of {environment}"),
            Some(Command::AddOperator(add)) => format!("Enrol {}", add.id),
            Some(Command::Runbook(runbook::Command::Adopt { path, .. })) if self.commands.len() == 1 => {
                format!("Adopt {path}")
            }
            Some(Command::Runbook(runbook::Command::Adopt { .. })) => format!("Adopt {} runbooks", self.commands.len()),
            Some(Command::Runbook(runbook::Command::Tick { phase, .. })) => format!("Tick an item of {phase}"),
            Some(Command::Runbook(runbook::Command::Untick { phase, .. })) => format!("Untick an item of {phase}"),
            Some(Command::Runbook(runbook::Command::Settle { path, .. })) => format!("Settle {path}"),
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

/// A reason that is true often enough to be worth changing rather than typing.
fn likely(model: &Model, to: Name) -> String {
    let open = model.view.state.incident.open_incident();
    let about = open.map_or_else(String::new, |open| format!("{}: {}", open.id, open.title));
    match (to, about.is_empty()) {
        (Name::StaticRestore, _) if model.view.state.posture.in_force() == Some(Name::Compat) => about,
        (Name::StaticRestore, false) => format!("compat_not_possible: {about}"),
        (Name::StaticRestore, true) => "compat_not_possible".to_owned(),
        (_, false) => about,
        (_, true) => "temporary compat window".to_owned(),
    }
}
