//! Drawing a sheet: the lines around the selected entry, and the keys that act on it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::model::Model;
use crate::tui::panes::line;
use crate::tui::sheets::{About, Kind, Pick, Sheet, WIDEST};
use crate::tui::widgets::{Pen, popup};

/// How many lines of a sheet fit on a screen of `rows`.
pub fn room(rows: u16) -> usize {
    usize::from(rows.saturating_sub(6)).max(1)
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, sheet: &Sheet) -> Option<Position> {
    let theme = model.theme;
    let wanted = u16::try_from(sheet.lines.len()).unwrap_or(u16::MAX).saturating_add(4);
    let height = wanted.clamp(8, area.height.max(8));
    let inner = popup(buffer, area, (WIDEST.min(area.width), height), &sheet.title, theme);
    let rows = usize::from(inner.height.saturating_sub(2));
    let here = sheet.here();
    // The selected entry stands whole in sight, with a third of the room before it.
    let first = (here.start + sheet.within).saturating_sub(if here.len() < rows { (rows - here.len()) / 3 } else { 0 });
    let first = first.min(sheet.lines.len().saturating_sub(rows));
    let mut cursor = None;
    for (row, place) in (0..).zip(first..sheet.lines.len().min(first + rows)) {
        let selected = here.contains(&place);
        if selected && cursor.is_none() {
            cursor = Some(Position { x: inner.x, y: inner.y + row });
        }
        let mark = selected && place == here.start;
        line::draw(
            &mut Pen::new(buffer, inner, row),
            &sheet.lines[place],
            theme,
            line::Look { selected, mark, focused: mark },
        );
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    for (key, word) in keys(model, sheet) {
        pen.text(key, theme.key()).text(word, theme.dim()).text("   ", theme.dim());
    }
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    if sheet.lines.len() > rows {
        pen.last(&format!("{}/{}", (sheet.selected + 1).min(sheet.entries.len()), sheet.entries.len()), theme.dim());
    }
    cursor
}

fn keys(model: &Model, sheet: &Sheet) -> Vec<(&'static str, &'static str)> {
    let mut keys = Vec::new();
    match (&sheet.kind, sheet.pick()) {
        (_, Pick::Decision(_)) => keys.push(("Enter", " decides")),
        (_, Pick::Attest(_)) => keys.push(("Space", " attests")),
        (_, Pick::Step(_)) => keys.push(("Enter", " previews what runs")),
        (_, Pick::Run(_)) => keys.push(("Enter", " shows its output")),
        (_, Pick::Older) => keys.push(("Enter", " reads on")),
        (_, Pick::None) => {}
    }
    match &sheet.kind {
        Kind::Timeline(loaded) => match model.other_timeline(&loaded.about) {
            Some(About::Incident { .. }) => keys.push(("Tab", " the incident's")),
            Some(About::Phase { .. }) => keys.push(("Tab", " the phase's")),
            None => {}
        },
        Kind::Decisions => keys.push(("a", " adds one")),
        Kind::Drift => keys.extend([("a", " accepts it"), ("u", " puts the ledger's version back")]),
        Kind::Program | Kind::Steps { .. } => {}
    }
    keys.push(("j k", " move"));
    keys
}
