//! Who is asked: layers and provisioners, each with its switch. What is off is dimmed, and says so.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::model::{Model, Pane};
use crate::tui::widgets::{Pen, Window, pane, width};
use crate::tui::worlds::Switch;

/// Columns of `APPLICATION`.
const WIDEST_LAYER: u16 = 11;

/// Draws the switches; answers where the selected one stands.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let focused = model.focus == Pane::Switches;
    let stage = &model.stage;
    let total = stage.sight.as_ref().map_or(0, |sight| sight.switches.len());
    let height = area.height.saturating_sub(if theme.plain { 1 } else { 2 });
    let window = Window::around(stage.switch, total, height);
    let mark = window.mark(stage.switch, total);
    let inner = pane(buffer, area, "Provisioners", mark.as_deref(), focused, theme);
    let sight = stage.sight.as_ref()?;
    let trial = stage.trial();
    let names = sight.seats.iter().map(|seat| width(&seat.id)).chain([WIDEST_LAYER]).max().unwrap_or(WIDEST_LAYER);
    let mut cursor = None;
    for (line, place) in (0..).zip(window.range()) {
        let Some(switch) = sight.switches.get(place) else { break };
        let here = place == stage.switch;
        let mut pen = Pen::new(buffer, inner, line);
        if here {
            pen.on(theme.selected(focused));
            cursor = Some(Position { x: inner.x, y: inner.y + line });
        }
        let (on, name, layer, kind, why) = match switch {
            Switch::Layer(layer) => {
                let on = !trial.layers.contains(layer);
                (on, layer.word(), "layer", String::new(), if on { "" } else { "off" })
            }
            Switch::Seat(at) => {
                let Some(seat) = sight.seats.get(*at) else { continue };
                let why = match (trial.off.contains(&seat.id), trial.layers.contains(&seat.layer)) {
                    (true, _) => "off",
                    (false, true) => "off, its layer",
                    (false, false) => "",
                };
                let of = seat.node.as_ref().map_or_else(String::new, |node| format!(" of {node}"));
                // A name that says what it is needs no second word for it.
                let kind = if seat.id.contains(seat.kind) { "" } else { seat.kind };
                (trial.is_on(seat), seat.id.as_str(), seat.layer.word(), format!("{kind}{of}"), why)
            }
        };
        let glyph = match (on, theme.plain) {
            (true, false) => "● ",
            (false, false) => "○ ",
            (true, true) => "on  ",
            (false, true) => "off ",
        };
        let style = if on { theme.text() } else { theme.dim() };
        pen.text(theme.cursor_mark(here), theme.key()).text(glyph, if on { theme.good() } else { theme.dim() });
        let room = names.min(pen.left().saturating_sub(14));
        pen.cell(name, room, if on && layer == "layer" { theme.strong() } else { style }).text(" ", style);
        pen.text(layer, theme.dim()).text(" ", style);
        pen.text(
            if why.is_empty() { kind.as_str() } else { why },
            if why.is_empty() { theme.dim() } else { theme.amber() },
        );
        if here {
            pen.fill();
        }
    }
    cursor
}
