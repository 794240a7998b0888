//! What each command of the registry does on the deck.

use super::super::acts;
use super::super::bundles::Board;
use super::super::commands::Id;
use super::super::effect::Effect;
use super::super::field::Field;
use super::super::model::{Model, Pane, Screen, Source};
use super::super::overlays::{OnWorld, Overlay, Palette, Preview};
use super::super::page::Spot;
use super::super::sheets::Kind;
use super::{operator, phase, worlds as world};
use crate::console::{self, Command};
use crate::incident;
use crate::posture;
use crate::runbook::Act;
use crate::tui::details;

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
        Id::Open => return open(model),
        Id::Tick => return phase::tick(model),
        Id::Untick => phase::untick(model),
        Id::ClosePhase => return phase::close(model),
        Id::Activate if !model.adopted() => adopt(model),
        Id::Activate => phase::act(model, Act::Activate { confirm: None }),
        Id::BuildGo => phase::act(model, Act::Go),
        Id::HoldPhase => phase::act(model, Act::Hold { reason: String::new() }),
        Id::Block => phase::act(model, Act::Block { reason: String::new() }),
        Id::Unblock => phase::act(model, Act::Unblock { reason: String::new() }),
        Id::Reopen => phase::act(model, Act::Reopen { reason: String::new(), confirm: None }),
        Id::Resolve => phase::act(model, model.resolve()),
        Id::NotePhase => phase::act(model, Act::Note { text: String::new() }),
        Id::Decisions => phase::sheet(model, Kind::Decisions),
        Id::OpenDecision => phase::open_decision(model),
        Id::Drift => phase::sheet(model, Kind::Drift),
        Id::Repin => phase::repin(model),
        Id::Restore => phase::restore(model),
        Id::Program => phase::sheet(model, Kind::Program),
        Id::Steps => {
            let phase = model.phase_id().unwrap_or_default().to_owned();
            phase::sheet(model, Kind::Steps { phase });
        }
        Id::Timeline => return phase::timeline(model),
        Id::Why => return why(model),
        Id::Declare => declare(model),
        Id::Escalate => escalate(model),
        Id::Revert => model.open_for(posture::Command::revert().into()),
        Id::Note => {
            if let Some(command) = phase::note(model) {
                model.open_for(command);
            }
        }
        Id::Probe => return operator::probe(model),
        Id::Gate => return operator::run(model, ""),
        Id::Extend => operator::extend(model),
        Id::Owner => operator::owner(model),
        Id::Withdraw => model.open_for(incident::Command::Withdraw { id: None, because: None }.into()),
        Id::Report => return operator::report(model),
        Id::Close => model.open_for(incident::Command::close().into()),
        Id::Adopt => adopt(model),
        Id::NextFile => turn_file(model, true),
        Id::PreviousFile => turn_file(model, false),
        Id::Bundles => {
            let board = Board::of(model);
            model.open(Overlay::Bundles(Box::new(board)));
            return vec![Effect::Refresh];
        }
        Id::Worlds => worlds(model),
        Id::AcceptBest => world::accept_best(model),
        Id::Compare => world::compare(model),
        Id::Mark => world::mark(model),
        Id::Switch => world::switch(model),
        Id::Edit => world::edit(model),
        Id::Undo => world::undo(model),
        Id::StepBack => world::step(model, false),
        Id::StepOn => world::step(model, true),
        Id::Receipt => model.open(Overlay::World(Box::new(OnWorld::Receipt { scroll: 0 }))),
        Id::Reset => model.open(Overlay::World(Box::new(OnWorld::Reset))),
        Id::Scenario => {}
        Id::Find => model.start_find(),
        Id::FindNext => seek(model, true),
        Id::FindPrevious => seek(model, false),
        Id::Palette => {
            model.open(Overlay::Palette(Box::new(Palette { field: Field::line(""), selected: 0 })));
            model.load_needs();
        }
        Id::Help => {
            model.open(Overlay::Help { scroll: 0 });
            model.load_needs();
        }
        Id::Suspend => return vec![Effect::Suspend],
        Id::Quit => return vec![Effect::Quit],
    }
    Vec::new()
}

/// Esc on the deck: from wherever to the list, and from the worlds to the runbooks.
pub(super) fn back(model: &mut Model) {
    model.find = None;
    // A demo of worlds alone has nothing to go back to.
    let somewhere = !model.view.ctx.observed.runbooks.is_empty() || model.view.ctx.observed.posture.is_some();
    if model.focus == Pane::List && model.screen == Screen::Worlds && somewhere {
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
        Pane::Offers => {
            model.offer = stepped(model.offer, step, model.ways());
            model.stage.look(model.offer);
        }
        Pane::Switches => world::walk_switches(model, step),
        Pane::Main if model.screen == Screen::Worlds => world::scroll(model, step),
        Pane::Incident => {
            let notes = model.view.state.incident.open_incident().map_or(0, |open| open.notes.len());
            model.back = stepped(model.back, 0_isize.saturating_sub(step), notes);
        }
        Pane::Main if model.in_page() && (step == 1 || step == -1) => {
            model.line = model.page.step(model.line, step > 0);
        }
        Pane::List | Pane::Main => model.list_select(stepped(model.list_at(), step, model.list_len())),
    }
}

fn turn_focus(model: &mut Model, by: usize) {
    let incident = model.view.state.incident.open.is_some();
    let panes: &[Pane] = match model.screen {
        Screen::Deck => &Pane::ALL,
        Screen::Worlds if incident => &Pane::WORLDS,
        Screen::Worlds => &Pane::WORLDS[..4],
    };
    let at = panes.iter().position(|pane| *pane == model.focus).unwrap_or(0);
    // Back is as many panes on as the deck has but one.
    let by = if by == 1 { 1 } else { panes.len() - 1 };
    let pane = panes[(at + by) % panes.len()];
    // The ladder has a key of its own; who comes by here without an incident reads what holds the phase.
    if (pane, model.screen, incident) == (Pane::Offers, Screen::Deck, false) {
        (model.source, model.offer) = (Source::Phase, 0);
    }
    model.set_focus(pane);
}

fn open(model: &mut Model) -> Vec<Effect> {
    match (model.focus, model.screen) {
        (Pane::List, Screen::Deck) => {
            model.set_focus(Pane::Main);
            return phase::look(model);
        }
        (Pane::List, Screen::Worlds) => model.set_focus(Pane::Offers),
        (Pane::Switches, _) => world::switch(model),
        (Pane::Offers, _) if model.source == Source::World && model.stage.bids.total > 0 => world::accept(model),
        (Pane::Offers, _) => match way(model) {
            Some(command) => model.open_for(command),
            // The rung that looks again without a gate to run.
            None if model.source == Source::Ladder => return vec![Effect::ReadBack],
            None => show(model, details::held(model)),
        },
        (Pane::Main, Screen::Deck) => match model.spot().cloned() {
            Some(Spot::Decision(id)) => match details::decision(model, &id) {
                Some(detail) if model.record().is_some_and(|adopted| adopted.decisions[&id].pinned.is_some()) => {
                    show(model, Some(detail));
                }
                _ => phase::decision(model, &id),
            },
            Some(Spot::Step(name)) => phase::step(model, &name),
            _ => show(model, details::item(model)),
        },
        (Pane::Main, Screen::Worlds) => model.open(Overlay::World(Box::new(OnWorld::Receipt { scroll: 0 }))),
        (Pane::Posture, _) => model.open_posture(),
        (Pane::Incident, _) => match model.view.state.incident.open {
            Some(_) => show(model, details::incident(model)),
            None if model.reported().is_some() => return phase::last_incident(model),
            None => declare(model),
        },
    }
    Vec::new()
}

/// The command of the selected row of the offers pane.
fn way(model: &Model) -> Option<Command> {
    match (model.source, model.phase_id()) {
        (Source::Phase, Some(phase)) => acts::way(model, &model.held, model.offer, &model.runbook, phase),
        _ => model.held.way(model.offer)?.action.clone(),
    }
}

fn show(model: &mut Model, detail: Option<(String, Vec<String>)>) {
    if let Some((title, lines)) = detail {
        model.open(Overlay::Detail { title, lines, scroll: 0 });
    }
}

fn why(model: &mut Model) -> Vec<Effect> {
    let Some(subject) = model.subject() else { return Vec::new() };
    let title = match &subject {
        console::Subject::Phase { phase, .. } => format!("What stands between {phase} and DONE"),
        console::Subject::Posture => "What stands between the posture and strict".to_owned(),
        console::Subject::Incident => "What stands between the incident and its close".to_owned(),
        console::Subject::World { path, edge: None } => format!("What holds {path}"),
        console::Subject::World { edge: Some(edge), .. } => format!("What holds {edge}"),
    };
    let of_phase = matches!(subject, console::Subject::Phase { .. });
    model.open_why_of(title, subject);
    if of_phase { phase::look(model) } else { Vec::new() }
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
            if text.is_empty() { "Press / to find something first".to_owned() } else { format!("Nothing has {text}") };
        model.say(super::super::model::Tone::Plain, said);
    }
}
