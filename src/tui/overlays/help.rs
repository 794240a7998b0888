//! The keys, from the command table: those of the focused pane first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::commands::{self, Id, Row};
use crate::tui::keys;
use crate::tui::model::Model;
use crate::tui::widgets::{Pen, popup, width, wrap};

/// The way through an incident: its steps in order, then what is needed at any of them.
const PATH: [Id; 12] = [
    Id::Declare,
    Id::Escalate,
    Id::Probe,
    Id::Gate,
    Id::Revert,
    Id::Close,
    Id::Report,
    Id::Extend,
    Id::Note,
    Id::Owner,
    Id::Timeline,
    Id::Why,
];

/// One line: the keys where a command begins, and what is said of it.
struct Said {
    keys: String,
    text: String,
    held: bool,
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, scroll: usize) {
    let theme = model.theme;
    let inner = popup(buffer, area, (116, area.height), "Keys", theme);
    let above = path(buffer, inner, model) + 1;
    let inner = Rect { y: inner.y + above.min(inner.height), height: inner.height.saturating_sub(above), ..inner };
    let column = 2 + commands::TABLE.iter().map(|row| width(&shown(row, model))).max().unwrap_or(0);
    let mut lines: Vec<Option<Said>> = Vec::new();
    for heading in [true, false] {
        for row in commands::TABLE.iter().filter(|row| row.in_footer(model) == heading) {
            lines.extend(said(row, model, inner.width.saturating_sub(column)).into_iter().map(Some));
        }
        if heading {
            lines.push(None);
        }
    }
    let room = usize::from(inner.height.saturating_sub(2));
    let first = scroll.min(lines.len().saturating_sub(room));
    for (place, said) in (0..).zip(lines.iter().skip(first).take(room)) {
        let Some(said) = said else { continue };
        let mut pen = Pen::new(buffer, inner, place);
        pen.cell(&said.keys, column, if said.held { theme.dim() } else { theme.key() });
        pen.text(&said.text, if said.held { theme.dim() } else { theme.text() });
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    pen.text("Esc", theme.key()).text(" back   ", theme.dim());
    if lines.len() > room {
        pen.text("j k", theme.key()).text(" scroll", theme.dim());
        pen.last(&format!("{}/{}", (first + room).min(lines.len()), lines.len()), theme.dim());
    }
}

/// Draws the way through an incident; answers how many lines it takes.
fn path(buffer: &mut Buffer, inner: Rect, model: &Model) -> u16 {
    let theme = model.theme;
    let mut row = 0;
    let mut pen = Pen::new(buffer, inner, row);
    pen.text("In an incident:", theme.strong());
    for command in PATH.iter().filter_map(|id| commands::TABLE.iter().find(|row| row.id == *id)) {
        let key = command.keys.first().map(|key| keys::shown(key, theme.plain)).unwrap_or_default();
        if width(&key) + width(command.word) + 3 > pen.left() {
            row += 1;
            pen = Pen::new(buffer, inner, row);
        }
        pen.text("  ", theme.text()).text(&key, theme.key()).text(" ", theme.text()).text(command.word, theme.text());
    }
    row + 1
}

/// The keys of a command, or its name where it has none.
fn shown(row: &Row, model: &Model) -> String {
    let keys: Vec<String> = row.keys.iter().map(|key| keys::shown(key, model.theme.plain)).collect();
    if keys.is_empty() { format!(": {}", row.name) } else { keys.join(" ") }
}

/// What is said of a command: its sentence, and what it needs where it is held, below where there is no room beside it.
fn said(row: &Row, model: &Model, columns: u16) -> Vec<Said> {
    let need = model.needs.of(row.id);
    let held = need.is_some();
    let mut texts = wrap(row.sentence, columns.max(1), 3);
    if let Some(need) = need {
        let beside = format!("{} · held: {need}", row.sentence);
        if width(&beside) <= columns {
            texts = vec![beside];
        } else {
            let below = wrap(&format!("held: {need}"), columns.saturating_sub(2), 3);
            texts.extend(below.into_iter().map(|line| format!("  {line}")));
        }
    }
    let line = |(place, text)| Said { keys: if place == 0 { shown(row, model) } else { String::new() }, text, held };
    texts.into_iter().enumerate().map(line).collect()
}
