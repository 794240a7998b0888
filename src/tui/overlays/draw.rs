//! Drawing the overlays one over the other, and the fields in them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthChar;

use super::{
    Overlay, by_hand, close, declare, detail, help, next_step, output, palette, preview_lines, prompt, sheet, stand,
    why, world,
};
use crate::tui::field::Field;
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Pen, width};

/// Draws the overlay on top, the only one with keys; answers where the cursor stands. The bundles page is as large as the
/// deck and stands behind it as the deck does.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let below = model.overlays.split_last().map_or(&[][..], |(_, below)| below);
    if let Some(Overlay::Bundles(board)) = below.iter().map(|open| &open.what).rfind(|what| is_page(what)) {
        crate::tui::bundles::draw(buffer, area, model, board);
    }
    match &model.top()?.what {
        Overlay::Why { title, held, selected, of } => {
            why::draw(buffer, area, model, (title, of.as_ref()), held, *selected)
        }
        Overlay::Declare(form) => declare::draw(buffer, area, model, form),
        Overlay::Preview(preview) => preview_lines::draw(buffer, area, model, preview),
        Overlay::Prompt(prompt) => prompt::draw(buffer, area, model, prompt),
        Overlay::Palette(palette) => Some(palette::draw(buffer, area, model, palette)),
        Overlay::Help { scroll } => {
            help::draw(buffer, area, model, *scroll);
            None
        }
        Overlay::Close(found) => close::draw(buffer, area, model, found),
        Overlay::NextStep(step) => next_step::draw(buffer, area, model, step),
        Overlay::Sheet(found) => sheet::draw(buffer, area, model, found),
        Overlay::World(found) => world::draw(buffer, area, model, found),
        Overlay::Bundles(board) => crate::tui::bundles::draw(buffer, area, model, board),
        Overlay::Stand(found) => stand::draw(buffer, area, model, found),
        Overlay::ByHand => {
            by_hand::draw(buffer, area, model);
            None
        }
        Overlay::Output(shown) => {
            output::draw(buffer, area, model, shown);
            None
        }
        Overlay::Detail { title, lines, scroll } => {
            detail::draw(buffer, area, model, title, lines, *scroll);
            None
        }
    }
}

fn is_page(what: &Overlay) -> bool {
    matches!(what, Overlay::Bundles(_))
}

/// Writes a field of one line; what does not fit goes off at the left, so that the cursor stays in sight. Answers the
/// column of the cursor.
pub(in crate::tui) fn field(pen: &mut Pen<'_>, field: &Field, style: Style) -> u16 {
    let text = field.rows().first().map_or("", String::as_str);
    let (_, column) = field.cursor();
    let (shown, offset) = slide(text, column, pen.left());
    let start = pen.x();
    pen.text(&shown, style.add_modifier(ratatui::style::Modifier::UNDERLINED));
    (start + offset).min(start + pen.left().saturating_add(offset))
}

/// The part of a line that has the cursor at `column`, and the cursor's place in it.
fn slide(text: &str, column: usize, room: u16) -> (String, u16) {
    let before: String = text.chars().take(column).collect();
    let room = room.saturating_sub(1).max(1);
    if width(&before) <= room {
        return (text.to_owned(), width(&before));
    }
    let mut skipped = 0;
    let mut rest = before.as_str();
    while width(rest) + 1 > room {
        let Some(c) = rest.chars().next() else { break };
        rest = &rest[c.len_utf8()..];
        skipped += 1;
    }
    let shown: String = std::iter::once('…').chain(text.chars().skip(skipped)).collect();
    (shown, width(rest) + 1)
}

/// Draws a field of several lines; answers where the cursor stands.
pub(super) fn area(buffer: &mut Buffer, place: Rect, field: &Field, theme: Theme) -> Option<Position> {
    if place.height == 0 {
        return None;
    }
    let (line, column) = field.cursor();
    // A column is left for the cursor behind the last character.
    let room = place.width.saturating_sub(1).max(1);
    let mut rows: Vec<String> = Vec::new();
    let mut at = (0, 0);
    for (number, text) in field.rows().iter().enumerate() {
        for (start, part) in fold(text, room) {
            if number == line && start <= column {
                let before: String = part.chars().take(column - start).collect();
                at = (rows.len(), width(&before));
            }
            rows.push(part);
        }
    }
    let first = (at.0 + 1).saturating_sub(usize::from(place.height));
    let style = theme.text().add_modifier(ratatui::style::Modifier::UNDERLINED);
    for (row, text) in (0..place.height).zip(rows.iter().skip(first)) {
        Pen::new(buffer, place, row).text(text, style);
    }
    let y = place.y + u16::try_from(at.0 - first).unwrap_or(0);
    Some(Position { x: place.x + at.1.min(place.width.saturating_sub(1)), y })
}

/// The rows that a line takes in so many columns, each with the character it begins at; broken after a blank where there
/// is one.
fn fold(text: &str, columns: u16) -> Vec<(usize, String)> {
    let chars: Vec<char> = text.chars().collect();
    let mut rows = Vec::new();
    let mut start = 0;
    loop {
        let (mut end, mut used) = (start, 0);
        while let Some(c) = chars.get(end) {
            used += c.width().unwrap_or(0);
            if used > usize::from(columns) && end > start {
                break;
            }
            end += 1;
        }
        if end == chars.len() {
            rows.push((start, chars[start..].iter().collect()));
            return rows;
        }
        let blank = chars[start..end].iter().rposition(|c| *c == ' ').map(|at| start + at + 1);
        let next = blank.unwrap_or(end);
        rows.push((start, chars[start..next].iter().collect()));
        start = next;
    }
}
