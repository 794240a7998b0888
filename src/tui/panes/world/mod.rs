//! A world on the screen: its requirements, what lies around its cursor, who is asked, what was done, and the offers.

mod around;
mod bids;
mod list;
mod switches;
mod work;

pub use around::{count, draw as around};
pub use list::list;
pub use work::receipt_lines;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::provision::Status;
use crate::tui::model::{Model, Pane, Source};
use crate::tui::panes::{incident, offers};
use crate::tui::theme::Theme;

/// From this on everything is shown at once.
const WIDE: (u16, u16) = (110, 21);
/// Rows that the offers keep at least.
const OFFERS: u16 = 9;

/// Draws the worlds over the whole body; answers where the selected row stands.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let open = model.view.state.incident.open.is_some();
    let below = match (open, model.focus) {
        (true, Pane::Incident) => incident::wanted(model).min(area.height / 3),
        (true, _) => 1,
        (false, _) => 0,
    };
    let (area, bottom) = rows(area, area.height.saturating_sub(below));
    if below > 0 {
        incident::draw(buffer, bottom, model);
    }
    if area.width >= WIDE.0 && area.height >= WIDE.1 {
        wide(buffer, area, model)
    } else if area.height >= 15 {
        stacked(buffer, area, model)
    } else {
        focused(buffer, area, model)
    }
}

fn wide(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let wanted = offers_wanted(model);
    let (upper, lower) = rows(area, area.height - wanted.clamp(OFFERS + 3, area.height / 2));
    let (first, rest) = columns(upper, (area.width / 3).clamp(38, 60));
    let (middle, last) = columns(rest, rest.width - 40);
    let stage = &model.stage;
    let switches = stage.sight.as_ref().map_or(0, |sight| sight.switches.len());
    let switches = u16::try_from(switches).unwrap_or(u16::MAX).saturating_add(if model.theme.plain { 1 } else { 2 });
    let (top, bottom) = rows(last, switches.min(last.height.saturating_sub(8)).max(4));
    let cursors = [
        list(buffer, first, model).filter(|_| model.focus == Pane::List),
        around(buffer, middle, model).filter(|_| model.focus == Pane::Main),
        switches::draw(buffer, top, model).filter(|_| model.focus == Pane::Switches),
        offers_of(buffer, lower, model).filter(|_| model.focus == Pane::Offers),
    ];
    work::draw(buffer, bottom, model);
    cursors.into_iter().flatten().next()
}

/// The list beside what has the focus, over the offers.
fn stacked(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let offers = if model.focus == Pane::Offers { area.height * 3 / 5 } else { area.height.div_ceil(2) };
    let (upper, lower) = rows(area, area.height - offers.max(7));
    let first = pair(buffer, upper, model);
    let second = offers_of(buffer, lower, model).filter(|_| model.focus == Pane::Offers);
    first.or(second)
}

fn pair(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let (left, right) = columns(area, (area.width * 9 / 20).min(40));
    let first = list(buffer, left, model).filter(|_| model.focus == Pane::List);
    let second = if model.focus == Pane::Switches {
        switches::draw(buffer, right, model)
    } else {
        around(buffer, right, model).filter(|_| model.focus == Pane::Main)
    };
    first.or(second)
}

fn focused(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    match model.focus {
        Pane::Offers => offers_of(buffer, area, model),
        Pane::List | Pane::Main | Pane::Switches | Pane::Posture | Pane::Incident => pair(buffer, area, model),
    }
}

/// The offers of the requirement, or of an incident the ladder.
fn offers_of(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    match model.source {
        Source::World => bids::draw(buffer, area, model),
        Source::Ladder | Source::Phase => offers::draw(buffer, area, model),
    }
}

/// Rows that the offers of the selected requirement would take with everything said of one.
fn offers_wanted(model: &Model) -> u16 {
    let rows = if model.source == Source::World { model.stage.bids.total } else { model.held.len() };
    u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(12)
}

/// A status as a mark, a word and a style.
fn status(status: Status, theme: Theme) -> (&'static str, Style) {
    let (glyph, style) = match status {
        Status::Open => ("○", theme.text()),
        Status::Bound => ("✔", theme.good()),
        Status::Shadowed => ("·", theme.dim()),
        Status::Unresolved => ("✘", theme.bad()),
        Status::Waived => ("–", theme.dim()),
    };
    (if theme.plain { status.word() } else { glyph }, style)
}

/// The first `count` rows, and the rest.
fn rows(area: Rect, count: u16) -> (Rect, Rect) {
    let count = count.min(area.height);
    (Rect { height: count, ..area }, Rect { y: area.y + count, height: area.height - count, ..area })
}

/// The first `count` columns, and the rest.
fn columns(area: Rect, count: u16) -> (Rect, Rect) {
    let count = count.min(area.width);
    (Rect { width: count, ..area }, Rect { x: area.x + count, width: area.width - count, ..area })
}
