//! Keys on the bundles page. What concerns the posture or the incident is the same key as everywhere, and comes up over
//! the page, so that a flip is seen on it.

use super::super::bundles::{Board, Part};
use super::super::commands::{self, Id};
use super::super::held::Held;
use super::super::model::{Model, Screen};
use super::super::overlays::Overlay;
use super::modal::Then;
use crate::console::{self, Command};
use crate::posture::{self, Name};

pub(super) fn on(model: &Model, board: &mut Board, name: &str, step: isize) -> Then {
    board.moved = None;
    let place = board.preview.and_then(|shown| Name::ALL.into_iter().position(|name| name == shown));
    match name {
        "q" | "B" => return Then::Back,
        "Tab" => board.turn(true),
        "Shift-Tab" => board.turn(false),
        // Live, strict, compat, static_restore: a row of four that one walks along.
        "Right" | "l" => board.look(model, Some(Name::ALL[place.map_or(0, |at| (at + 1).min(2))])),
        "Left" | "h" => board.look(model, place.and_then(|at| at.checked_sub(1)).map(|at| Name::ALL[at])),
        "0" => board.look(model, None),
        "1" | "2" | "3" => board.look(model, name.parse().ok().and_then(|at: usize| Name::ALL.get(at - 1).copied())),
        "[" => board.select(model, -1),
        "]" => board.select(model, 1),
        "Enter" => return enter(model, board),
        "w" => return why(board, "What holds"),
        "e" => return escalate(model),
        _ if step != 0 => board.walk(model, step),
        _ => {
            return commands::of_key(name, Screen::Deck)
                .filter(|row| passes(model, row.id))
                .map_or(Then::Nothing, |row| Then::Do(row.id));
        }
    }
    Then::Nothing
}

/// Resolves for the record under the live posture, shows what holds that, or opens the selected way. A preview is never recorded.
fn enter(model: &Model, board: &mut Board) -> Then {
    if board.preview.is_some() {
        board.look(model, None);
        return Then::Nothing;
    }
    if board.focus == Part::Ways || board.trial().is_none() {
        let way = board.held.way(board.way_at).and_then(|way| way.action.clone());
        return way.map_or(Then::Nothing, Then::Open);
    }
    // What is held already is not asked for a confirmation that cannot be had.
    if !board.held.is_empty() {
        return why(board, "Held:");
    }
    board.command().map_or(Then::Nothing, Then::Open)
}

fn why(board: &Board, of: &str) -> Then {
    let subject = board.trial().map_or("the bundles", |trial| trial.path.as_str());
    over(format!("{of} {subject}"), board.held.clone(), |way| way.action.is_some())
}

/// The ladder over the page, at its next step.
fn escalate(model: &Model) -> Then {
    let ladder = console::ladder(&model.view.state, &model.view.ctx);
    if ladder.is_empty() {
        return Then::Do(Id::Escalate);
    }
    let next = model.next_step();
    let is_next = |action: &Option<Command>| matches!(action, Some(Command::Posture(posture::Command::Apply { to, .. })) if *to == next);
    over("Escalation ladder".to_owned(), Held::ladder(ladder), |way| is_next(&way.action))
}

fn over(title: String, held: Held, first: impl Fn(&crate::hold::Offer<Command>) -> bool) -> Then {
    let selected = held.find(first).unwrap_or(0);
    Then::Over(Box::new(Overlay::Why { title, held, selected, of: None }))
}

/// Whether a key of the registry does here what it does everywhere. What acts on the selected phase does not: it is out of
/// sight.
fn passes(model: &Model, id: Id) -> bool {
    let incident = model.view.state.incident.open.is_some();
    match id {
        Id::Note | Id::Timeline => incident,
        Id::Declare
        | Id::Revert
        | Id::Probe
        | Id::Gate
        | Id::Extend
        | Id::Owner
        | Id::Close
        | Id::Report
        | Id::Help
        | Id::Palette
        | Id::Worlds => true,
        _ => false,
    }
}

/// Whether the page stays under what a command opens; it goes when the command leads elsewhere.
pub(super) fn stays_under(model: &Model, id: Id) -> bool {
    match id {
        Id::Palette | Id::Worlds => false,
        Id::Declare => model.view.state.incident.open.is_none(),
        _ => true,
    }
}
