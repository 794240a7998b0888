//! The roadmap: every phase of the runbook, its status and how far it is.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::runbook::Seen;
use crate::tui::model::{Model, Pane};
use crate::tui::widgets::{Pen, Window, pane, width, wrap};

/// Draws the pane; answers where the selected row stands.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let focused = model.focus == Pane::List;
    let total = model.entries.len();
    let height = area.height.saturating_sub(if theme.plain { 1 } else { 2 });
    let window = Window::around(model.phase, total, height);
    let inner = pane(buffer, area, &title(model), window.mark(model.phase, total).as_deref(), focused, theme);
    let mut cursor = None;
    if total == 0 {
        for (row, line) in (0..).zip(wrap(&nothing(model), inner.width, usize::from(inner.height))) {
            Pen::new(buffer, inner, row).text(&line, theme.dim());
        }
        return None;
    }
    let adopted = model.adopted();
    let shown = if adopted { window } else { Window::around(model.phase, total, height.saturating_sub(1)) };
    let shift = u16::from(!adopted);
    if !adopted {
        let mut pen = Pen::new(buffer, inner, 0);
        pen.text("not adopted · ", theme.amber()).text("a", theme.key()).text(" adopts it", theme.amber());
    }
    let ids = model.entries[shown.range()].iter().map(|entry| width(&entry.id)).max().unwrap_or(0).min(10);
    let glyphs = if theme.plain { 12 } else { 2 };
    for (row, at) in (shift..).zip(shown.range()) {
        let entry = &model.entries[at];
        let here = at == model.phase;
        let mut pen = Pen::new(buffer, inner, row);
        if here {
            pen.on(theme.selected(focused));
            cursor = Some(Position { x: inner.x, y: inner.y + row });
        }
        let (glyph, style) = theme.status(entry.status);
        pen.text(theme.cursor_mark(here), theme.key());
        pen.blank(u16::try_from(entry.depth * 2).unwrap_or(8).min(8)).cell(glyph, glyphs, style);
        pen.cell(&entry.id, ids + 1, if entry.depth == 0 { theme.strong() } else { theme.text() });
        let count = if entry.boxes > 0 { format!(" {}/{}", entry.ticked, entry.boxes) } else { String::new() };
        let room = pen.left().saturating_sub(width(&count));
        pen.cell(&entry.name, room, style).text(&count, theme.text());
        if here {
            pen.fill();
        }
    }
    cursor
}

fn title(model: &Model) -> String {
    let paths = &model.view.ctx.observed.runbooks;
    let name = model.runbook.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    match paths.len() {
        0 => "Roadmap".to_owned(),
        1 => format!("Roadmap · {name}"),
        count => {
            let at = paths.keys().position(|path| *path == model.runbook).unwrap_or(0);
            format!("[{}/{count}] {name}", at + 1)
        }
    }
}

fn nothing(model: &Model) -> String {
    match model.view.ctx.observed.runbooks.get(&model.runbook) {
        None => "No runbook is named in wayhold.toml. Add one: [[runbook]] path = \"runbooks/*.md\"".to_owned(),
        Some(Seen::Absent) => format!("{} is not there. Put it back, or take it out of wayhold.toml.", model.runbook),
        Some(Seen::Unreadable { reason, .. }) => format!("{} cannot be read: {reason}", model.runbook),
        Some(Seen::Read { .. }) => format!("No heading of {} opens a phase.", model.runbook),
    }
}
