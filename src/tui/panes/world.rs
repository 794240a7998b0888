//! A world: its requirements on the left, the selected one in the middle.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::provision::{RequirementReport, SeenWorld, Status};
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Theme;
use crate::tui::widgets::{Pen, Window, pane, wrap};

fn status(status: Status, theme: Theme) -> (&'static str, &'static str, Style) {
    let (glyph, word, style) = match status {
        Status::Open => ("○", "open", theme.text()),
        Status::Bound => ("✔", "bound", theme.good()),
        Status::Shadowed => ("·", "shadowed", theme.dim()),
        Status::Unresolved => ("✘", "unresolved", theme.bad()),
        Status::Waived => ("–", "waived", theme.dim()),
    };
    (if theme.plain { word } else { glyph }, word, style)
}

/// Draws the requirements; answers where the selected one stands.
pub fn list(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let focused = model.focus == Pane::List;
    let stage = &model.stage;
    let height = area.height.saturating_sub(if theme.plain { 1 } else { 2 });
    let window = Window::around(stage.selected, stage.len(), height);
    let paths = &model.view.ctx.observed.worlds;
    let at = paths.keys().position(|path| *path == stage.path).map_or(0, |at| at + 1);
    let name = stage.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".json");
    let mark = window.mark(stage.selected, stage.len());
    let inner = pane(buffer, area, &format!("World {name} [{at}/{}]", paths.len()), mark.as_deref(), focused, theme);
    let Some(report) = &stage.report else {
        for (row, line) in (0..).zip(wrap(&broken(model), inner.width, usize::from(inner.height))) {
            Pen::new(buffer, inner, row).text(&line, theme.bad());
        }
        return None;
    };
    let mut cursor = None;
    for (row, place) in (0..).zip(window.range()) {
        let requirement = &report.requirements[place];
        let here = place == stage.selected;
        let mut pen = Pen::new(buffer, inner, row);
        if here {
            pen.on(theme.selected(focused));
            cursor = Some(Position { x: inner.x, y: inner.y + row });
        }
        let (glyph, _, style) = status(requirement.status, theme);
        pen.text(theme.cursor_mark(here), theme.key()).cell(glyph, if theme.plain { 11 } else { 2 }, style);
        let offers = match requirement.offers.len() {
            0 => String::new(),
            count => format!(" {count}"),
        };
        let room = pen.left().saturating_sub(u16::try_from(offers.len()).unwrap_or(0));
        let name = if requirement.edge == requirement.label {
            requirement.label.clone()
        } else {
            format!("{}: {}", requirement.edge, requirement.label)
        };
        pen.cell(&name, room, style).text(&offers, theme.dim());
        if here {
            pen.fill();
        }
    }
    cursor
}

/// Draws the selected requirement and what was done in this world so far.
pub fn requirement(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let focused = model.focus == Pane::Main;
    let stage = &model.stage;
    let title = stage.requirement().map_or_else(|| "Requirement".to_owned(), |row| row.edge.clone());
    let inner = pane(buffer, area, &title, None, focused, theme);
    let Some(report) = &stage.report else { return };
    let mut row = 0;
    let mut say = |head: &str, text: &str, style: Style| {
        let mut pen = Pen::new(buffer, inner, row);
        pen.cell(head, 12, theme.dim()).text(text, style);
        row += 1;
    };
    if let Some(requirement) = stage.requirement() {
        facts(requirement, theme, &mut say);
    }
    say("", "", theme.text());
    let count = |wanted: Status| report.requirements.iter().filter(|row| row.status == wanted).count();
    say("work done", &format!("{} accepted", stage.accepted(&model.view)), theme.strong());
    for wanted in [Status::Open, Status::Bound, Status::Shadowed, Status::Unresolved, Status::Waived] {
        let (_, word, style) = status(wanted, theme);
        if count(wanted) > 0 {
            say(word, &count(wanted).to_string(), style);
        }
    }
    if !report.affordances.is_empty() {
        let accepted = report.affordances.iter().filter(|one| one.accepted).count();
        say("affordances", &format!("{accepted} of {} accepted", report.affordances.len()), theme.text());
    }
    for line in report.notice.iter().flat_map(|notice| wrap(notice, inner.width.saturating_sub(12), 4)) {
        say("", &line, theme.amber());
    }
}

fn facts(row: &RequirementReport, theme: Theme, say: &mut impl FnMut(&str, &str, Style)) {
    let (_, word, style) = status(row.status, theme);
    say("status", word, style);
    say("label", &row.label, theme.text());
    if let Some(source) = &row.source {
        say("source", source, theme.text());
    }
    if let Some(destination) = &row.destination {
        say("destination", destination, theme.text());
    }
    say("policy", &row.policy.to_string(), theme.text());
    say("blocks", if row.hard { "yes, it is hard" } else { "no, it is soft" }, theme.text());
    if let Some(by) = &row.shadowed_by {
        say("shadowed by", by, theme.text());
    }
    if let Some(best) = row.offers.first() {
        let provider = best.provider.as_deref().map_or_else(String::new, |node| format!(" {node}"));
        say("best", &format!("{}{provider}, cost {}", best.operation.word(), best.cost), theme.text());
    }
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
