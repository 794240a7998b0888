//! The requirements and affordances of a world, how each stands, and what is done, tried out or looked back at.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::status;
use crate::provision::SeenWorld;
use crate::tui::model::{Model, Pane};
use crate::tui::widgets::{Pen, Window, pane, width, wrap};

/// Draws the rows; answers where the selected one stands.
pub fn list(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let focused = model.focus == Pane::List;
    let stage = &model.stage;
    let said = said(model, area.width.saturating_sub(2));
    let below = u16::try_from(said.len()).unwrap_or(0);
    let height = area.height.saturating_sub(below + if theme.plain { 1 } else { 2 });
    let window = Window::around(stage.selected, stage.len(), height);
    let mark = window.mark(stage.selected, stage.len());
    let inner = pane(buffer, area, &title(model), mark.as_deref(), focused, theme);
    if stage.sight.is_none() {
        for (row, line) in (0..).zip(wrap(&broken(model), inner.width, usize::from(inner.height))) {
            Pen::new(buffer, inner, row).text(&line, theme.bad());
        }
        return None;
    }
    let mut cursor = None;
    for (line, place) in (0..).zip(window.range()) {
        let Some(row) = stage.row(place) else { break };
        let here = place == stage.selected;
        let mut pen = Pen::new(buffer, inner, line);
        if here {
            pen.on(theme.selected(focused));
            cursor = Some(Position { x: inner.x, y: inner.y + line });
        }
        let (glyph, style) = status(row.status(), theme);
        pen.text(theme.cursor_mark(here), theme.key()).cell(glyph, if theme.plain { 11 } else { 2 }, style);
        let turned = stage.turned.contains(&place);
        let gist = match (turned, theme.plain) {
            (true, false) => format!(" ↻ {}", row.gist()),
            (true, true) => format!(" changed: {}", row.gist()),
            (false, _) => format!("  {}", row.gist()),
        };
        let room = pen.left().saturating_sub(width(&gist).min(pen.left() * 3 / 5));
        pen.cell(&row.name(), room, style).text(&gist, if turned { theme.amber() } else { theme.dim() });
        if here {
            pen.fill();
        }
    }
    let first = inner.height.saturating_sub(below);
    for (line, (text, style)) in (first..).zip(said) {
        Pen::new(buffer, inner, line).text(&text, style);
    }
    cursor
}

fn title(model: &Model) -> String {
    let stage = &model.stage;
    let paths = stage.paths(&model.view);
    let at = paths.iter().position(|path| **path == stage.path).map_or(0, |at| at + 1);
    let name = stage.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".json");
    let demo = if model.stage.demo { "DEMO · " } else { "" };
    format!("{demo}World {name} [{at}/{}]", paths.len())
}

/// What is said below the rows: what was done, what is tried out, and that an earlier state is shown.
fn said(model: &Model, room: u16) -> Vec<(String, Style)> {
    let theme = model.theme;
    let stage = &model.stage;
    let Some(sight) = &stage.sight else { return Vec::new() };
    let mut said = Vec::new();
    if let Some(step) = stage.step {
        said.push((format!(" step {step} of {} · read-only ", sight.steps.len()), theme.inverted()));
    }
    let trial = stage.trial();
    if !trial.is_empty() {
        let text = format!("tried out: {}", trial.said());
        let hint = " · u undoes";
        let text = if width(&text) + width(hint) <= room { text + hint } else { text };
        said.extend(wrap(&text, room, 2).into_iter().map(|line| (line, theme.amber())));
    }
    let hint = if sight.done() > 0 { " · R receipt" } else { "" };
    said.push((format!("work done {}{hint}", sight.done()), theme.strong()));
    said
}

fn broken(model: &Model) -> String {
    match model.view.ctx.observed.worlds.get(&model.stage.path) {
        Some(SeenWorld::Broken { errors }) => {
            let first = errors.first().map(ToString::to_string).unwrap_or_default();
            format!("This world cannot be used: {first}")
        }
        Some(SeenWorld::Absent) => format!("{} is not there.", model.stage.path),
        _ => "There is no world. Name one under `worlds` in wayhold.toml.".to_owned(),
    }
}
