//! A pen that writes one line from left to right and never over its end.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{fit, width};

/// Writes one line of an area.
#[derive(Debug)]
pub struct Pen<'a> {
    buffer: &'a mut Buffer,
    x: u16,
    y: u16,
    end: u16,
    base: Style,
}

impl<'a> Pen<'a> {
    /// A pen at the start of line `row` of `area`; it writes nothing when there is no such line.
    pub fn new(buffer: &'a mut Buffer, area: Rect, row: u16) -> Self {
        let area = area.intersection(buffer.area);
        let there = row < area.height;
        let y = area.y.saturating_add(row);
        Self { buffer, x: area.x, y, end: if there { area.right() } else { area.x }, base: Style::new() }
    }

    /// Everything written from here on lies on `style`.
    pub fn on(&mut self, style: Style) -> &mut Self {
        self.base = style;
        self
    }

    /// Columns left.
    pub fn left(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    /// The column of the next character.
    pub fn x(&self) -> u16 {
        self.x
    }

    /// An inverted line is of one colour: marks that keep theirs would make holes in it.
    fn styled(&self, style: Style) -> Style {
        if self.base.add_modifier.contains(Modifier::REVERSED) { self.base } else { style.patch(self.base) }
    }

    /// Writes `text`, cut with an ellipsis when it does not fit.
    pub fn text(&mut self, text: &str, style: Style) -> &mut Self {
        let shown = fit(text, self.left());
        if !shown.is_empty() {
            let style = self.styled(style);
            let (x, _) = self.buffer.set_stringn(self.x, self.y, &shown, self.left().into(), style);
            self.x = x;
        }
        self
    }

    /// Writes `text` into a column of `columns`, filled up with blanks.
    pub fn cell(&mut self, text: &str, columns: u16, style: Style) -> &mut Self {
        let columns = columns.min(self.left());
        let start = self.x;
        let shown = fit(text, columns);
        self.text(&shown, style);
        self.blank(columns.saturating_sub(self.x - start))
    }

    /// Writes `text` at the end of the line, after blanks.
    pub fn last(&mut self, text: &str, style: Style) -> &mut Self {
        let wanted = width(text).min(self.left());
        self.blank(self.left() - wanted).text(text, style)
    }

    /// Writes blanks.
    pub fn blank(&mut self, columns: u16) -> &mut Self {
        let columns = columns.min(self.left());
        for _ in 0..columns {
            self.buffer[(self.x, self.y)].set_symbol(" ").set_style(self.base);
            self.x += 1;
        }
        self
    }

    /// Fills the rest of the line.
    pub fn fill(&mut self) {
        self.blank(self.left());
    }

    /// Fills the rest of the line with `symbol`.
    pub fn rule(&mut self, symbol: &str, style: Style) {
        let style = self.styled(style);
        while self.left() > 0 {
            self.buffer[(self.x, self.y)].set_symbol(symbol).set_style(style);
            self.x += 1;
        }
    }
}
