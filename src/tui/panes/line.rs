//! One line of a page or a sheet.

use crate::tui::page::Line;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Pen, width};

/// How a line is shown.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether it belongs to what is selected.
    pub selected: bool,
    /// Whether the mark of the selection stands on it.
    pub mark: bool,
    /// Whether the keys go here.
    pub focused: bool,
}

/// Columns that a text keeps before the short end of a line takes the place of the long one.
const ROOM: u16 = 30;

/// Draws the line.
pub fn draw(pen: &mut Pen<'_>, line: &Line, theme: Theme, look: Look) {
    if look.selected && look.mark {
        pen.on(theme.selected(look.focused));
    }
    if line.head.is_empty() {
        pen.text(theme.cursor_mark(look.mark), theme.key());
    } else {
        pen.text(&line.head, theme.strong()).text(if line.text.is_empty() { "" } else { "  " }, theme.text());
    }
    if let Some(number) = line.number {
        pen.text(&format!("{number:>2} "), theme.dim());
    }
    let (glyph, style) = line.glyph.shown(theme);
    if !glyph.is_empty() {
        pen.text(glyph, style).text(" ", theme.text());
    }
    let [long, short] = &line.tail;
    let tail = if pen.left() >= width(long) + ROOM { long } else { short };
    let gap = u16::from(!tail.is_empty());
    if tail.is_empty() {
        pen.text(&line.text, line.ink.style(theme));
    } else {
        let room = pen.left().saturating_sub(width(tail) + gap);
        pen.cell(&line.text, room, line.ink.style(theme)).text(" ", theme.text());
        pen.text(tail, line.tail_ink.style(theme));
    }
    if look.selected && look.mark {
        pen.fill();
    }
}
