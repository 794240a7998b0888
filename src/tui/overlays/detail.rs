//! Something in full, wrapped and scrolled.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::model::Model;
use crate::tui::widgets::{Pen, popup, wrap};

/// The most lines that one paragraph is shown in.
const LONGEST: usize = 400;

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, title: &str, lines: &[String], scroll: usize) {
    let theme = model.theme;
    let width = 96.min(area.width);
    let text: Vec<String> = lines.iter().flat_map(|line| wrap(line, width.saturating_sub(4), LONGEST)).collect();
    let height = u16::try_from(text.len()).unwrap_or(u16::MAX).saturating_add(4).clamp(6, area.height.max(6));
    let inner = popup(buffer, area, (width, height), title, theme);
    let room = usize::from(inner.height.saturating_sub(2));
    let first = scroll.min(text.len().saturating_sub(room));
    for (row, line) in (0..).zip(text.iter().skip(first).take(room)) {
        Pen::new(buffer, inner, row).text(line, theme.text());
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    if text.len() > room {
        pen.text("   j k", theme.key()).text(" scroll", theme.dim());
        pen.last(&format!("{}/{}", (first + room).min(text.len()), text.len()), theme.dim());
    }
}
