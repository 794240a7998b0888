//! The frame of a pane and of an overlay. Plain mode has a title line instead of a box.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use super::{Pen, fit, width};
use crate::tui::theme::Theme;

/// Draws the frame of a pane and answers what is inside it. `mark` stands at the right end of the title.
pub fn pane(buffer: &mut Buffer, area: Rect, title: &str, mark: Option<&str>, focused: bool, theme: Theme) -> Rect {
    let area = area.intersection(buffer.area);
    if area.width < 4 || area.height < 2 {
        return Rect { height: 0, ..area };
    }
    let style = theme.border(focused);
    if theme.plain {
        let line = Rect { width: area.width - 1, ..area };
        let mut pen = Pen::new(buffer, line, 0);
        pen.text(if focused { "* " } else { "  " }, style).text(title, theme.strong());
        if let Some(mark) = mark {
            pen.text(" (", theme.dim()).text(mark, theme.dim()).text(")", theme.dim());
        }
        return Rect { x: area.x, y: area.y + 1, width: area.width - 1, height: area.height - 1 };
    }
    // The focused pane differs in its lines too, not in colour alone.
    let border = if focused { BorderType::Thick } else { BorderType::Plain };
    Block::bordered().border_type(border).border_style(style).render(area, buffer);
    let room = area.width - 4;
    let marked = mark.map_or(0, |mark| width(mark) + 3);
    let mut pen = Pen::new(buffer, Rect { x: area.x + 1, width: area.width - 2, ..area }, 0);
    // The title lies on the frame and must not take its colour.
    let title_style = if focused { style } else { theme.text().fg(Color::Reset) };
    pen.text(" ", style).text(&fit(title, room.saturating_sub(marked)), title_style).text(" ", style);
    if let Some(mark) = mark.filter(|mark| width(mark) + 2 <= pen.left()) {
        let x = area.right() - width(mark) - 3;
        Pen::new(buffer, Rect { x, y: area.y, width: width(mark) + 2, height: 1 }, 0)
            .text(" ", style)
            .text(mark, theme.dim())
            .text(" ", style);
    }
    Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
}

/// Clears a place in the middle of `area` and draws the frame of an overlay there; answers what is inside it.
pub fn popup(buffer: &mut Buffer, area: Rect, size: (u16, u16), title: &str, theme: Theme) -> Rect {
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    Clear.render(place, buffer);
    let inner = pane(buffer, place, title, None, true, theme);
    if theme.plain { inner } else { Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner } }
}
