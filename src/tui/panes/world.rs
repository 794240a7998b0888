//! A world: its requirements on the left, the selected one in the middle.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::provision::{AffordanceReport, Claim, RequirementReport, SeenWorld, Status};
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Theme;
use crate::tui::widgets::{Pen, Window, pane, width, wrap};
use crate::tui::worlds::Row;

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
    if stage.report.is_none() {
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
        let (glyph, style) = stands(row, theme);
        pen.text(theme.cursor_mark(here), theme.key()).cell(glyph, if theme.plain { 11 } else { 2 }, style);
        let offers = match row {
            Row::Requirement(row) if !row.offers.is_empty() => format!(" {}", row.offers.len()),
            Row::Affordance(row) if row.reason == Claim::Offered => " 1".to_owned(),
            _ => String::new(),
        };
        let room = pen.left().saturating_sub(width(&offers));
        pen.cell(&row.name(), room, style).text(&offers, theme.dim());
        if here {
            pen.fill();
        }
    }
    cursor
}

fn stands(row: Row<'_>, theme: Theme) -> (&'static str, Style) {
    let stands = match row {
        Row::Requirement(row) => row.status,
        Row::Affordance(row) => match row.reason {
            Claim::Offered => Status::Open,
            Claim::Accepted => Status::Bound,
            Claim::Held(_) => Status::Shadowed,
        },
    };
    let (glyph, _, style) = status(stands, theme);
    (glyph, style)
}

/// Draws the selected requirement and what was done in this world so far.
pub fn requirement(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let focused = model.focus == Pane::Main;
    let stage = &model.stage;
    let title = stage.row(stage.selected).map_or_else(|| "Requirement".to_owned(), |row| row.name());
    let inner = pane(buffer, area, &title, None, focused, theme);
    let Some(report) = &stage.report else { return };
    let mut row = 0;
    let mut say = |head: &str, text: &str, style: Style| {
        let mut pen = Pen::new(buffer, inner, row);
        pen.cell(head, 12, theme.dim()).text(text, style);
        row += 1;
    };
    match stage.row(stage.selected) {
        Some(Row::Requirement(row)) => facts(row, theme, &mut say),
        Some(Row::Affordance(row)) => affordance(row, theme, &mut say),
        None => {}
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
    if let Some(receipt) = &stage.receipt {
        say("", "", theme.text());
        say("receipt", &format!("{} satisfied", receipt.satisfied), theme.strong());
        let parts = [
            ("attached", receipt.attached),
            ("updated", receipt.updated),
            ("cloned", receipt.cloned),
            ("created", receipt.created),
            ("unresolved", receipt.unresolved.len()),
            ("waived", receipt.waived.len()),
            ("shadowed", receipt.shadowed.len()),
        ];
        for (word, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
            say("", &format!("{count} {word}"), theme.text());
        }
        let (mark, style) = theme.met(!receipt.softlock);
        let way_on = if receipt.softlock { "softlock: no way on" } else { "a way on" };
        say("frontier", &format!("{mark} {way_on}: {}", receipt.frontier.join(", ")), style);
    }
    for line in report.notice.iter().flat_map(|notice| wrap(notice, inner.width.saturating_sub(12), 4)) {
        say("", &line, theme.amber());
    }
}

fn affordance(row: &AffordanceReport, theme: Theme, say: &mut impl FnMut(&str, &str, Style)) {
    let stands = match &row.reason {
        Claim::Offered => "offered",
        Claim::Accepted => "accepted",
        Claim::Held(who) => who,
    };
    say("affordance", stands, theme.text());
    say("label", &row.label, theme.text());
    say("source", &row.source, theme.text());
    say("destination", &row.destination, theme.text());
    say("offered by", &format!("{} ({})", row.provisioner, row.layer.word()), theme.text());
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
