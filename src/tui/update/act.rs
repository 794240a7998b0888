//! What each command of the registry does on the deck.

use super::super::commands::Id;
use super::super::effect::Effect;
use super::super::field::Field;
use super::super::find::Find;
use super::super::model::{Model, Pane, Screen, Source};
use super::super::overlays::{Overlay, Palette, Preview};
use crate::console::{self, Command};
use crate::posture;
use crate::runbook::{self, Mark};
use crate::tui::details;
use crate::{incident, provision};

pub(super) fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    match id {
        Id::Up => walk(model, -1),
        Id::Down => walk(model, 1),
        Id::Top => walk(model, isize::MIN),
        Id::Bottom => walk(model, isize::MAX),
        Id::PageUp => walk(model, -page(model)),
        Id::PageDown => walk(model, page(model)),
        Id::Next => turn_focus(model, 1),
        Id::Previous => turn_focus(model, Pane::ALL.len() - 1),
        Id::Open => open(model),
        Id::Tick => tick(model),
        Id::Why => why(model),
        Id::Declare => declare(model),
        Id::Escalate => escalate(model),
        Id::Revert => preview(model, posture::Command::revert().into()),
        Id::Note => model.open_for(incident::Command::Note { id: None, text: String::new(), at: None }.into()),
        Id::Close => preview(model, incident::Command::Close { id: None, ended_at: None }.into()),
        Id::Adopt => adopt(model),
        Id::NextFile => turn_file(model, true),
        Id::PreviousFile => turn_file(model, false),
        Id::Worlds => worlds(model),
        Id::AcceptBest => {
            preview(model, provision::Command::AcceptBest { world: model.stage.path.clone() }.into());
        }
        Id::Find => {
            model.find = Some(Find { field: Field::line(""), typing: true, from: model.list_at() });
        }
        Id::FindNext => seek(model, true),
        Id::FindPrevious => seek(model, false),
        Id::Palette => model.open(Overlay::Palette(Box::new(Palette { field: Field::line(""), selected: 0 }))),
        Id::Help => model.open(Overlay::Help { scroll: 0 }),
        Id::Suspend => return vec![Effect::Suspend],
        Id::Quit => return vec![Effect::Quit],
    }
    Vec::new()
}

/// Esc on the deck: from wherever to the list, and from the worlds to the runbooks.
pub(super) fn back(model: &mut Model) {
    model.find = None;
    if model.focus == Pane::List && model.screen == Screen::Worlds {
        model.screen = Screen::Deck;
    }
    model.set_focus(Pane::List);
}

/// A digit that selects a world, on the worlds screen.
pub(super) fn digit(model: &Model, name: &str) -> Option<usize> {
    let digit: usize = name.parse().ok().filter(|digit| (1..=9).contains(digit))?;
    (model.screen == Screen::Worlds).then_some(digit - 1)
}

fn page(model: &Model) -> isize {
    isize::try_from(model.size.1 / 2).unwrap_or(1).max(1)
}

/// The row `step` from `at` in a list of `total`.
pub(super) fn stepped(at: usize, step: isize, total: usize) -> usize {
    at.saturating_add_signed(step).min(total.saturating_sub(1))
}

fn walk(model: &mut Model, step: isize) {
    match model.focus {
        Pane::Posture => {}
        Pane::Offers => model.offer = stepped(model.offer, step, model.held.len()),
        Pane::Incident => {
            let notes = model.view.state.incident.open_incident().map_or(0, |open| open.notes.len());
            model.back = stepped(model.back, 0_isize.saturating_sub(step), notes);
        }
        Pane::List | Pane::Main => model.list_select(stepped(model.list_at(), step, model.list_len())),
    }
}

fn turn_focus(model: &mut Model, by: usize) {
    let at = Pane::ALL.iter().position(|pane| *pane == model.focus).unwrap_or(0);
    model.set_focus(Pane::ALL[(at + by) % Pane::ALL.len()]);
}

fn open(model: &mut Model) {
    match (model.focus, model.screen) {
        (Pane::List, Screen::Deck) => model.set_focus(Pane::Main),
        (Pane::List, Screen::Worlds) => model.set_focus(Pane::Offers),
        (Pane::Offers, _) => match model.held.way(model.offer).map(|way| way.action.clone()) {
            Some(Some(command)) => model.open_for(command),
            _ => show(model, details::held(model)),
        },
        (Pane::Main, Screen::Deck) => show(model, details::item(model)),
        (Pane::Main, Screen::Worlds) => show(model, details::requirement(model)),
        (Pane::Posture, _) => show(model, details::posture(model)),
        (Pane::Incident, _) => match model.view.state.incident.open {
            Some(_) => show(model, details::incident(model)),
            None => declare(model),
        },
    }
}

fn show(model: &mut Model, detail: Option<(String, Vec<String>)>) {
    if let Some((title, lines)) = detail {
        model.open(Overlay::Detail { title, lines, scroll: 0 });
    }
}

fn preview(model: &mut Model, command: Command) {
    model.open_for(command);
}

/// From the roadmap the key goes to the phase first: an item is only ticked where it is seen to be selected.
fn tick(model: &mut Model) {
    if model.focus != Pane::Main {
        model.set_focus(Pane::Main);
        return;
    }
    let (Some(item), Some(phase)) = (model.items.get(model.item), model.phase_id()) else { return };
    let (path, phase, id) = (model.runbook.clone(), phase.to_owned(), item.id.clone());
    let known = model.view.state.runbook.tick(&path, &id).is_some();
    let command = match item.mark {
        Mark::Checked if known => runbook::Command::Untick { path, phase, item: id, reason: String::new() },
        // A box that was ticked before adoption takes its evidence the way an open one does.
        Mark::Open | Mark::Checked | Mark::Odd => {
            runbook::Command::Tick { path, phase, item: id, evidence: Vec::new() }
        }
    };
    model.open_for(command.into());
}

fn why(model: &mut Model) {
    let Some(subject) = model.subject() else { return };
    let title = match &subject {
        console::Subject::Phase { phase, .. } => format!("What stands between {phase} and DONE"),
        console::Subject::Posture => "What stands between the posture and strict".to_owned(),
        console::Subject::Incident => "What stands between the incident and its close".to_owned(),
        console::Subject::World { path, edge: None } => format!("What holds {path}"),
        console::Subject::World { edge: Some(edge), .. } => format!("What holds {edge}"),
    };
    let holds = console::why(&model.view.state, &subject, &model.view.ctx);
    model.open_why(title, holds);
}

fn declare(model: &mut Model) {
    if model.view.state.incident.open.is_some() {
        model.set_focus(Pane::Incident);
        return;
    }
    model.open_for(incident::Command::declare("").into());
}

/// The ladder, with the next step up selected: compat, or what lies beyond it.
fn escalate(model: &mut Model) {
    model.source = Source::Ladder;
    model.set_focus(Pane::Offers);
    model.select_step();
}

fn adopt(model: &mut Model) {
    if model.view.state.founded.is_none() {
        model.ask_founding();
        return;
    }
    if let Some(command) = model.adoption() {
        model.open(Overlay::Preview(Preview::of(model, vec![command])));
    }
}

fn turn_file(model: &mut Model, forward: bool) {
    if model.screen == Screen::Worlds {
        model.stage.turn(&model.view, forward);
        model.offer = 0;
        model.load_held();
        return;
    }
    let paths: Vec<&String> = model.view.ctx.observed.runbooks.keys().collect();
    if paths.is_empty() {
        return;
    }
    let at = paths.iter().position(|path| **path == model.runbook).unwrap_or(0);
    let next = if forward { at + 1 } else { at + paths.len() - 1 } % paths.len();
    model.runbook = paths[next].clone();
    model.open_runbook();
}

fn worlds(model: &mut Model) {
    if model.screen == Screen::Worlds {
        model.screen = Screen::Deck;
    } else {
        model.open_world(model.stage.path.clone());
    }
    model.set_focus(Pane::List);
}

fn seek(model: &mut Model, forward: bool) {
    if !model.seek(forward, true) {
        let text = model.find.as_ref().map(|find| find.field.text()).unwrap_or_default();
        let said =
            if text.is_empty() { "Press / to find something first".to_owned() } else { format!("No row has {text}") };
        model.say(super::super::model::Tone::Plain, said);
    }
}
