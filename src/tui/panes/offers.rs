//! The offers pane: what holds the selection and the ways past, or the escalation ladder.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::model::{Model, Pane, Source};
use crate::tui::widgets::offers::{self, Look};
use crate::tui::widgets::{Pen, Window, pane};

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
    offers::draw(buffer, inner, &model.held, Look { selected: model.offer, focused, theme })
}
