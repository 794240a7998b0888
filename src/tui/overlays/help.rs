//! The keys, from the command table: those of the focused pane first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::commands::{self, Id, Row};
use crate::tui::keys;
use crate::tui::model::Model;
use crate::tui::widgets::{Pen, popup};

/// The way through an incident, in order.
const PATH: [Id; 6] = [Id::Declare, Id::Escalate, Id::Gate, Id::Revert, Id::Close, Id::Report];

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, scroll: usize) {
    let theme = model.theme;
    let inner = popup(buffer, area, (110, 36), "Keys", theme);
    let path: Vec<&Row> = PATH.iter().filter_map(|id| commands::TABLE.iter().find(|row| row.id == *id)).collect();
    let mut pen = Pen::new(buffer, inner, 0);
    pen.text("In an incident:", theme.strong());
    for row in path {
        let key = row.keys.first().map(|key| keys::shown(key, theme.plain)).unwrap_or_default();
        pen.text("  ", theme.text()).text(&key, theme.key()).text(" ", theme.text()).text(row.word, theme.text());
    }
    let inner = Rect { y: inner.y + 2.min(inner.height), height: inner.height.saturating_sub(2), ..inner };
    let mut lines: Vec<Option<&Row>> = Vec::new();
    for heading in [true, false] {
        lines.extend(commands::TABLE.iter().filter(|row| row.in_footer(model) == heading).map(Some));
        if heading {
            lines.push(None);
        }
    }
    let room = usize::from(inner.height.saturating_sub(2));
    let first = scroll.min(lines.len().saturating_sub(room));
    for (place, row) in (0..).zip(lines.iter().skip(first).take(room)) {
        let Some(row) = row else { continue };
        let held = model.needs.of(row.id);
        let mut keys: Vec<String> = row.keys.iter().map(|key| keys::shown(key, theme.plain)).collect();
        if keys.is_empty() {
            keys.push(format!(": {}", row.name));
        }
        let style = if held.is_some() { theme.dim() } else { theme.text() };
        let mut pen = Pen::new(buffer, inner, place);
        pen.cell(&keys.join(" "), 18, if held.is_some() { theme.dim() } else { theme.key() }).text(row.sentence, style);
        if let Some(need) = held {
            pen.text(" · held: ", theme.dim()).text(need, theme.dim());
        }
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    pen.text("Esc", theme.key()).text(" back   ", theme.dim());
    if lines.len() > room {
        pen.text("j k", theme.key()).text(" scroll", theme.dim());
        pen.last(&format!("{}/{}", (first + room).min(lines.len()), lines.len()), theme.dim());
    }
}
