//! The two last lines: the message, and the keys of the focused pane from the command registry.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::model::{Model, Tone};
use crate::tui::widgets::{Pen, width};
use crate::tui::{commands, keys};

/// Draws the message, or the words to find while they are typed; answers where the cursor stands then.
pub fn message(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let mut pen = Pen::new(buffer, area, 0);
    if let Some(find) = model.find.as_ref().filter(|find| find.typing) {
        pen.text(" find ", theme.key());
        let x = crate::tui::overlays::field(&mut pen, &find.field, theme.text());
        pen.text("   Enter stays   Ctrl-n Ctrl-p next, previous   Esc goes back", theme.dim());
        return Some(Position { x, y: area.y });
    }
    if let Some(toast) = &model.toast {
        let (glyph, style) = match (toast.tone, theme.plain) {
            (Tone::Good, false) => (" ✔ ", theme.good()),
            (Tone::Good, true) => (" done: ", theme.good()),
            (Tone::Plain, _) => (" · ", theme.text()),
            (Tone::Bad, false) => (" ✘ ", theme.bad()),
            (Tone::Bad, true) => (" attention: ", theme.bad()),
        };
        pen.text(glyph, style);
        pen.text(whole_parts(&toast.text, pen.left()), style);
    }
    None
}

/// As many of the parts of a message as fit; the first is cut rather than left out.
fn whole_parts(text: &str, columns: u16) -> &str {
    let ends = text.match_indices(" · ").map(|(at, _)| at).chain([text.len()]);
    let fitting = ends.take_while(|end| width(&text[..*end]) <= columns).last();
    fitting.map_or(text, |end| &text[..end])
}

/// Draws the keys.
pub fn keys(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let mut pen = Pen::new(buffer, area, 0);
    pen.text(" ", theme.text());
    for row in commands::footer(model) {
        let Some(key) = row.keys.first().map(|key| keys::shown(key, theme.plain)) else { continue };
        // A key that does not fit whole is left to the help rather than cut.
        let word = row.word_in(model);
        if width(&key) + width(word) + 4 > pen.left() {
            break;
        }
        let held = model.needs.of(row.id).is_some();
        pen.text(&key, if held { theme.dim() } else { theme.key() }).text(" ", theme.text());
        pen.text(word, if held { theme.dim() } else { theme.text() }).text("   ", theme.text());
    }
}
