//! The whole screen: which pane stands where at which size, and what lies over it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::model::{Model, Pane, Screen, Source};
use super::overlays;
use super::panes::{footer, incident, offers, phase, posture, roadmap, state_line, world};
use super::presenter;
use super::widgets::{Pen, wrap};

/// Below this nothing but the state line and a hint is drawn.
const SMALLEST: (u16, u16) = (60, 15);
/// From this on, three columns.
const WIDE: (u16, u16) = (110, 24);

/// Draws the model.
pub fn draw(frame: &mut Frame<'_>, model: &Model) {
    let area = frame.area();
    let cursor = whole(frame.buffer_mut(), area, model);
    if let Some(cursor) = cursor.filter(|cursor| area.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}

/// The screen at a size of its own, whatever the terminal's is: columns, rows.
pub fn picture(model: &Model, size: (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buffer = Buffer::empty(area);
    whole(&mut buffer, area, model);
    buffer
}

/// What the console itself says on a screen of this size, line by line; nothing of what a presenter adds.
pub fn words(model: &Model, size: (u16, u16)) -> String {
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buffer = Buffer::empty(area);
    paint(&mut buffer, area, model);
    let line = |y| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..size.1).map(line).collect::<Vec<_>>().join("\n")
}

fn whole(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let (deck, foot) = presenter::cut(area, model);
    if let Some(foot) = foot {
        presenter::draw(buffer, foot, model);
    }
    paint(buffer, deck, model)
}

/// Draws the model into a buffer; answers where the cursor stands, if one is to be seen.
fn paint(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    state_line::draw(buffer, Rect { height: 1, ..area }, model);
    let small = area.width < SMALLEST.0 || area.height < SMALLEST.1;
    // An overlay takes what there is: a form that was opened must not vanish because a window was made smaller.
    if small && model.overlays.is_empty() {
        hint(buffer, area, model);
        return None;
    }
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(3), ..area };
    let selected = if small { None } else { self::body(buffer, body, model) };
    let line = |up: u16| Rect { y: area.bottom().saturating_sub(up), height: 1.min(area.height), ..area };
    let typed = footer::message(buffer, line(2), model);
    footer::keys(buffer, line(1), model);
    if !model.overlays.is_empty() {
        let over = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area };
        return overlays::draw(buffer, over, model);
    }
    typed.or(selected.filter(|_| model.theme.plain))
}

fn hint(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let lines = [
        format!("{}x{} is too small; the deck needs {}x{}.", area.width, area.height, SMALLEST.0, SMALLEST.1),
        "wayhold status · wayhold why · wayhold posture show".to_owned(),
        "q leaves".to_owned(),
    ];
    let lines = lines.iter().flat_map(|line| wrap(line, area.width, 3));
    for (row, line) in (2..).zip(lines) {
        Pen::new(buffer, area, row).text(&line, theme.text());
    }
}

fn body(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    // Who walks the ladder from a world reads all of it, as on the deck.
    if model.screen == Screen::Worlds && !climbing(model) && model.focus != Pane::Posture {
        world::draw(buffer, area, model)
    } else if area.width >= WIDE.0 && area.height >= WIDE.1 - 3 {
        wide(buffer, area, model)
    } else if area.height >= 18 {
        stacked(buffer, area, model)
    } else {
        focused(buffer, area, model)
    }
}

/// Three columns over the incident.
fn wide(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let below = incident::wanted(model).min(area.height / 3);
    let (top, bottom) = cut_rows(area, area.height - below);
    incident::draw(buffer, bottom, model);
    let right = (area.width * 5 / 12).clamp(46, 62);
    let left = (area.width * 2 / 9).clamp(24, 40);
    let (first, rest) = cut_columns(top, left);
    let (middle, last) = cut_columns(rest, rest.width - right);
    // Who walks the ladder reads all of it, beside the posture; the plan waits.
    if climbing(model) {
        posture::draw(buffer, last, model);
        let wide = Rect { width: first.width + middle.width, ..first };
        return offers::draw(buffer, wide, model);
    }
    let (upper, lower) = cut_rows(last, posture_rows(model, last));
    posture::draw(buffer, upper, model);
    let cursors = [
        list(buffer, first, model).filter(|_| model.focus == Pane::List),
        main(buffer, middle, model).filter(|_| model.focus == Pane::Main),
        offers::draw(buffer, lower, model).filter(|_| model.focus == Pane::Offers),
    ];
    cursors.into_iter().flatten().next()
}

/// The posture takes what its fields and its facts need, and leaves the offers at least nine rows.
fn posture_rows(model: &Model, area: Rect) -> u16 {
    posture::wanted(model, area.width).min(area.height.saturating_sub(9))
}

/// Whether the escalation ladder has the keys.
fn climbing(model: &Model) -> bool {
    model.source == Source::Ladder && model.focus == Pane::Offers
}

/// Two columns, a line of posture, the offers, the incident.
fn stacked(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let below = incident::wanted(model).min(if model.focus == Pane::Incident { 8 } else { 2 });
    let (rest, bottom) = cut_rows(area, area.height - below);
    incident::draw(buffer, bottom, model);
    // Who walks the ladder needs all of it in sight.
    if climbing(model) {
        let (line, rest) = cut_rows(rest, 1);
        state_line::compact(buffer, line, model, model.theme);
        return offers::draw(buffer, rest, model);
    }
    let wanted = if model.focus == Pane::Posture { posture::wanted(model, area.width) + 1 } else { 0 };
    let (rest, lower) = cut_rows(rest, ((rest.height - 1) * 3 / 5 + 1).max(wanted));
    let (upper, line) = cut_rows(rest, rest.height - 1);
    state_line::compact(buffer, line, model, model.theme);
    let selected = offers::draw(buffer, lower, model).filter(|_| model.focus == Pane::Offers);
    if model.focus == Pane::Posture {
        posture::draw(buffer, upper, model);
        return None;
    }
    two(buffer, upper, model).or(selected)
}

/// Only what has the focus, over a line each of posture and incident.
fn focused(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let (rest, bottom) = cut_rows(area, area.height.saturating_sub(2));
    let (line, last) = cut_rows(bottom, 1);
    state_line::compact(buffer, line, model, model.theme);
    incident::draw(buffer, last, model);
    match model.focus {
        Pane::Offers => offers::draw(buffer, rest, model),
        Pane::Posture => {
            posture::draw(buffer, rest, model);
            None
        }
        Pane::Incident if model.view.state.incident.open.is_some() => {
            incident::draw(buffer, rest, model);
            None
        }
        Pane::List | Pane::Main | Pane::Incident | Pane::Switches => two(buffer, rest, model),
    }
}

fn two(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let (left, right) = cut_columns(area, (area.width * 2 / 5).min(34));
    let first = list(buffer, left, model).filter(|_| model.focus == Pane::List);
    let second = main(buffer, right, model).filter(|_| model.focus == Pane::Main);
    first.or(second)
}

fn list(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    match model.screen {
        Screen::Deck => roadmap::draw(buffer, area, model),
        Screen::Worlds => world::list(buffer, area, model),
    }
}

fn main(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    match model.screen {
        Screen::Deck => phase::draw(buffer, area, model),
        Screen::Worlds => world::around(buffer, area, model),
    }
}

/// The first `rows` rows, and the rest.
fn cut_rows(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (Rect { height: rows, ..area }, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

/// The first `columns` columns, and the rest.
fn cut_columns(area: Rect, columns: u16) -> (Rect, Rect) {
    let columns = columns.min(area.width);
    (Rect { width: columns, ..area }, Rect { x: area.x + columns, width: area.width - columns, ..area })
}
