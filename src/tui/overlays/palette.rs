//! The palette: every command by its name, those that are held greyed out with what they need.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::commands::{self, Row};
use crate::tui::field::Field;
use crate::tui::keys;
use crate::tui::model::Model;
use crate::tui::widgets::{Pen, Window, popup};

/// What was typed, and which command is selected.
#[derive(Debug, Clone)]
pub struct Palette {
    /// The words.
    pub field: Field,
    /// The selected one of those that match.
    pub selected: usize,
}

/// The commands whose name or sentence has every word of `text`; those with it in the name come first.
pub fn matches(text: &str) -> Vec<&'static Row> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let named = |row: &Row| words.iter().all(|word| row.name.contains(word));
    let said = |row: &Row| {
        let sentence = row.sentence.to_lowercase();
        words.iter().all(|word| row.name.contains(word) || sentence.contains(word))
    };
    let table = || commands::TABLE.iter().filter(|row| row.listed());
    table().filter(|row| named(row)).chain(table().filter(|row| !named(row) && said(row))).collect()
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, palette: &Palette) -> Position {
    let theme = model.theme;
    let found = matches(&palette.field.text());
    let inner = popup(buffer, area, (92, 24), "Commands", theme);
    let mut pen = Pen::new(buffer, inner, 0);
    pen.text(": ", theme.key());
    let x = super::draw::field(&mut pen, &palette.field, theme.text());
    let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(3), ..inner };
    let window = Window::around(palette.selected, found.len(), list.height);
    for (row, place) in (0..).zip(window.range()) {
        let Some(command) = found.get(place) else { break };
        let here = place == palette.selected;
        let held = model.needs.of(command.id);
        let style = if held.is_some() { theme.dim() } else { theme.text() };
        let mut pen = Pen::new(buffer, list, row);
        if here {
            pen.on(theme.selected(true));
        }
        pen.text(theme.cursor_mark(here), theme.key()).text(" ", style).cell(command.name, 20, style);
        let key = command.keys.first().map(|key| keys::shown(key, theme.plain)).unwrap_or_default();
        pen.cell(&key, 11, if held.is_some() { theme.dim() } else { theme.key() });
        match held {
            Some(need) => {
                pen.text(if theme.plain { "held: " } else { "✘ " }, theme.dim()).text(need, theme.dim());
            }
            None => {
                pen.text(command.sentence, style);
            }
        }
        if here {
            pen.fill();
        }
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    if found.is_empty() {
        pen.text("no command has these words   ", theme.dim());
    }
    pen.text("Enter", theme.key()).text(" runs it, or says why it is held   ", theme.dim());
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    Position { x, y: inner.y }
}
