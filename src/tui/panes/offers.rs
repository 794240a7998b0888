//! The offers pane: what holds the selection and the ways past, or the escalation ladder.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::model::{Model, Pane, Source};
use crate::tui::overlays;
use crate::tui::widgets::offers::{self, Look};
use crate::tui::widgets::{Pen, Window, pane, wrap};

/// Draws the pane; answers where the selected row stands.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let focused = model.focus == Pane::Offers;
    let title = match model.source {
        Source::Ladder => "Escalation ladder".to_owned(),
        Source::Phase => match model.held.holds() {
            0 => "Held by · ways past".to_owned(),
            count => format!("Held by {count} · ways past"),
        },
        Source::World => {
            let name = model.stage.row(model.stage.selected).map(|row| row.name());
            name.map_or_else(|| "Offers".to_owned(), |name| format!("Offers for {name}"))
        }
    };
    let shown = area.height.saturating_sub(2);
    let mark = Window::around(model.offer, model.held.len(), shown).mark(model.offer, model.held.len());
    let inner = pane(buffer, area, &title, mark.as_deref(), focused, theme);
    if model.held.is_empty() {
        let text = match (model.source, model.phase_id()) {
            (Source::Phase, Some(id)) => format!("Nothing holds {id}."),
            (Source::World, _) => "Nothing is open here.".to_owned(),
            _ => "Nothing is offered.".to_owned(),
        };
        Pen::new(buffer, inner, 0).text(&text, theme.dim());
        return None;
    }
    let rung = model.held.way(model.offer).filter(|_| model.source == Source::Ladder);
    let rung = rung.and_then(|way| way.action.as_ref()).map(|command| {
        let rows = inner.height.saturating_sub(u16::try_from(model.held.len() + 2).unwrap_or(u16::MAX));
        overlays::rung(model, command, rows)
    });
    let rung = rung.unwrap_or_default();
    if rung.is_empty() || inner.height < 9 {
        return offers::draw(buffer, inner, &model.held, Look { selected: model.offer, focused, detail: true, theme });
    }
    // The ladder is short: what the selected rung needs and does has the rest of the pane.
    let rows = u16::try_from(model.held.len() + 1).unwrap_or(u16::MAX).min(inner.height / 2);
    let look = Look { selected: model.offer, focused, detail: false, theme };
    let cursor = offers::draw(buffer, Rect { height: rows, ..inner }, &model.held, look);
    let mut pen = Pen::new(buffer, inner, rows);
    if theme.plain {
        pen.fill();
    } else {
        pen.rule("╌", theme.dim());
    }
    let mut row = rows + 1;
    for said in rung {
        for (place, text) in wrap(&said.text, inner.width.saturating_sub(said.column), 3).into_iter().enumerate() {
            let mut pen = Pen::new(buffer, inner, row);
            pen.cell(if place == 0 { &said.head } else { "" }, said.column, said.style);
            pen.text(&text, if said.column == 0 { said.style } else { theme.text() });
            row += 1;
        }
    }
    cursor
}
