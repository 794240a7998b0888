//! What holds something, and the ways past: the answer to `w` and to every refusal.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::console::Subject;
use crate::tui::acts;
use crate::tui::held::Held;
use crate::tui::model::Model;
use crate::tui::widgets::offers::{self, Look};
use crate::tui::widgets::{Pen, popup};

pub(super) fn draw(
    buffer: &mut Buffer,
    area: Rect,
    model: &Model,
    (title, of): (&str, Option<&Subject>),
    held: &Held,
    selected: usize,
) -> Option<Position> {
    let theme = model.theme;
    let rows = u16::try_from(held.len()).unwrap_or(u16::MAX).saturating_add(10);
    let inner = popup(buffer, area, (100, rows.clamp(12, area.height.saturating_sub(2).max(12))), title, theme);
    let list = Rect { height: inner.height.saturating_sub(1), ..inner };
    let cursor = if held.is_empty() {
        let mut pen = Pen::new(buffer, inner, 0);
        pen.text("Nothing holds it. ", theme.good());
        if of == Some(&Subject::Incident) {
            pen.text("x", theme.key()).text(" closes the incident", theme.dim());
            if let Some((name, record)) = model.probe_record().filter(|(_, record)| !record.passed()) {
                Pen::new(buffer, inner, 2).text(&model.verified(name, record).1, theme.bad());
            }
        }
        None
    } else {
        offers::draw(buffer, list, held, Look { selected, focused: true, detail: true, theme })
    };
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    let opens = match of {
        Some(Subject::Phase { path, phase }) => acts::way(model, held, selected, path, phase).is_some(),
        _ => held.way(selected).is_some_and(|way| way.action.is_some()),
    };
    if opens {
        pen.text("Enter", theme.key()).text(" opens the preview of this way   ", theme.dim());
    }
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    cursor
}
