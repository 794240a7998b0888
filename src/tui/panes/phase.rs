//! The selected phase, line by line, as its page says it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::line;
use crate::tui::model::{Model, Pane};
use crate::tui::widgets::{Pen, Window, pane};

/// Draws the pane; answers where the selected line stands.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let focused = model.focus == Pane::Main;
    let Some((document, entry)) = model.document().zip(model.entries.get(model.phase)) else {
        pane(buffer, area, "Phase", None, focused, theme);
        return None;
    };
    let lines = &model.page.lines;
    let height = area.height.saturating_sub(if theme.plain { 1 } else { 2 });
    // Near the top it is shown from there, so that status and gate are not scrolled away for nothing.
    let at = if model.line < usize::from(height) { 0 } else { model.line };
    let window = Window::around(at, lines.len(), height);
    let mark = window.mark(model.line, lines.len());
    let canonical = document.phase(&entry.id).and_then(|phase| phase.canonical_id.clone());
    let canonical = canonical.map(|id| format!("  {id}")).unwrap_or_default();
    let title = format!("{} · {}{canonical}", entry.id, entry.name);
    let inner = pane(buffer, area, &title, mark.as_deref(), focused, theme);
    let mut cursor = None;
    for (row, place) in (0..).zip(window.range()) {
        let here = place == model.line;
        if here {
            cursor = Some(Position { x: inner.x, y: inner.y + row });
        }
        let look = line::Look { selected: here, mark: here, focused };
        line::draw(&mut Pen::new(buffer, inner, row), &lines[place], theme, look);
    }
    cursor
}
