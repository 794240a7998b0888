//! Whether a command can be done now. The rules are the domains'; here they are only asked.

use crate::console::{Command, Holds, decide};
use crate::hold::{Code, Hold, Offer, Operation};
use crate::posture;
use crate::tui::model::{Model, Pane, Screen};
use crate::{incident, provision};

type Answer = Result<(), Holds>;

fn ask(model: &Model, command: impl Into<Command>) -> Answer {
    decide(&model.view.state, &command.into(), &model.view.ctx).map(|_| ())
}

fn hold(code: Code, subject: &str, need: &str, way: &str) -> Answer {
    let way = Offer::instruct(Operation::Existing, "console", way);
    Err(vec![Hold::new(code, subject, need).way(way)])
}

#[expect(clippy::unnecessary_wraps, reason = "the table has one type of question")]
pub(super) fn always(_: &Model) -> Answer {
    Ok(())
}

pub(super) fn tick(model: &Model) -> Answer {
    if model.screen == Screen::Worlds {
        return hold(Code::NoItem, "item", "an item of a phase", "press W for the runbooks");
    }
    if model.items.is_empty() {
        let subject = model.phase_id().unwrap_or("phase");
        return hold(Code::NoItem, subject, "a phase with items", "select another phase");
    }
    if !model.adopted() {
        return match model.adoption() {
            Some(command) if model.view.state.founded.is_some() => {
                let need = "the runbook on the ledger";
                let way = Offer::take(Operation::Existing, "console", "adopt the runbook as it stands", command);
                Err(vec![Hold::new(Code::NotAdopted, &model.runbook, need).way(way)])
            }
            _ => ask(model, Command::Found)
                .and_then(|()| Err(vec![crate::console::not_founded(&model.view.ctx.environment)])),
        };
    }
    Ok(())
}

/// With an incident open the key goes there, which nothing holds.
pub(super) fn declare(model: &Model) -> Answer {
    if model.view.state.incident.open.is_some() {
        return Ok(());
    }
    ask(model, incident::Command::declare("a title"))
}

pub(super) fn escalate(model: &Model) -> Answer {
    if model.view.ctx.observed.posture.is_none() {
        return ask(model, posture::Command::revert());
    }
    Ok(())
}

pub(super) fn revert(model: &Model) -> Answer {
    ask(model, posture::Command::revert())
}

pub(super) fn note(model: &Model) -> Answer {
    ask(model, incident::Command::Note { id: None, text: "a note".to_owned(), at: None })
}

pub(super) fn close(model: &Model) -> Answer {
    ask(model, incident::Command::Close { id: None, ended_at: None })
}

pub(super) fn adopt(model: &Model) -> Answer {
    if model.view.state.founded.is_none() {
        return ask(model, Command::Found);
    }
    match model.adoption() {
        Some(command) => ask(model, command),
        None => hold(Code::NotAdopted, "runbook", "a runbook", "name one in wayhold.toml"),
    }
}

pub(super) fn worlds(model: &Model) -> Answer {
    if model.view.ctx.observed.worlds.is_empty() && model.screen == Screen::Deck {
        return hold(Code::WorldUnusable, "worlds", "a world", "name one under `worlds` in wayhold.toml");
    }
    Ok(())
}

pub(super) fn accept_best(model: &Model) -> Answer {
    let on_world = model.screen == Screen::Worlds && model.focus != Pane::Incident;
    if !on_world {
        return hold(Code::NoRequirement, "world", "an open world", "press W for the worlds");
    }
    ask(model, provision::Command::AcceptBest { world: model.stage.path.clone() })
}
