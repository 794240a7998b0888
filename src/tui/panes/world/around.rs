//! What lies around the cursor: the frontier as a small tree, whether there is a way on, and the nodes in it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::status;
use crate::provision::Status;
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Theme;
use crate::tui::widgets::{Pen, fit, pane, width, wrap};
use crate::tui::worlds::{Row, Sight, Twig, Way, What, deed};

/// One line: its parts, each in a style.
type Line = Vec<(String, Style)>;

/// Draws it; answers where a real cursor would stand.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let focused = model.focus == Pane::Main;
    let Some(sight) = &model.stage.sight else {
        pane(buffer, area, "Around the cursor", None, focused, theme);
        return None;
    };
    let room = area.width.saturating_sub(if theme.plain { 1 } else { 2 });
    let lines = lines(sight, model, room);
    let rows = usize::from(area.height.saturating_sub(if theme.plain { 1 } else { 2 }));
    let first = model.stage.scroll.min(lines.len().saturating_sub(rows));
    let mark = (lines.len() > rows).then(|| format!("{}/{}", (first + rows).min(lines.len()), lines.len()));
    let inner = pane(buffer, area, "Around the cursor", mark.as_deref(), focused, theme);
    for (row, line) in (0..inner.height).zip(lines.iter().skip(first)) {
        let mut pen = Pen::new(buffer, inner, row);
        for (text, style) in line {
            pen.text(text, *style);
        }
    }
    Some(Position { x: inner.x, y: inner.y })
}

/// How many lines there are to scroll through.
pub fn count(model: &Model) -> usize {
    let room = model.size.0;
    model.stage.sight.as_ref().map_or(0, |sight| lines(sight, model, room).len())
}

fn lines(sight: &Sight, model: &Model, room: u16) -> Vec<Line> {
    let theme = model.theme;
    let survey = &sight.survey;
    let mut lines: Vec<Line> = Vec::new();
    let notice = survey.notice.iter().cloned();
    let errors = survey.errors.iter().map(|error| format!("left out: {error}"));
    let findings = survey.findings.iter().map(|finding| format!("{}: {}", finding.path, finding.message));
    for text in notice.chain(errors).chain(findings).take(8) {
        lines.extend(wrap(&text, room, 3).into_iter().map(|line| vec![(line, theme.amber())]));
    }
    let near = &sight.near;
    if near.twigs.is_empty() {
        lines.push(vec![("The world names no cursor, so there is no frontier.".to_owned(), theme.dim())]);
    }
    lines.extend(near.twigs.iter().map(|twig| branch(twig, model, theme)));
    let style = if near.softlock { theme.bad() } else { theme.good() };
    lines.extend(wrap(&near.way, room, 4).into_iter().map(|line| vec![(line, style)]));
    if near.nodes.is_empty() {
        return lines;
    }
    lines.push(Vec::new());
    lines.extend(table(sight, room, theme));
    lines
}

/// A line of the tree.
fn branch(twig: &Twig, model: &Model, theme: Theme) -> Line {
    let marks = if theme.plain { ["|  ", "   ", "|- ", "`- "] } else { ["│  ", "   ", "├─ ", "└─ "] };
    let mut lead = String::new();
    for rail in &twig.rails {
        lead.push_str(marks[usize::from(!rail)]);
    }
    if !matches!(twig.what, What::Cursor(..)) {
        lead.push_str(marks[if twig.last { 3 } else { 2 }]);
    }
    let mut line = vec![(lead, theme.dim())];
    match &twig.what {
        What::Cursor(node, stands) => {
            line.push((if theme.plain { "cursor " } else { "◆ " }.to_owned(), theme.key()));
            line.push((node.clone(), theme.strong()));
            line.extend(way(stands, theme));
        }
        What::Choice(node, stands) => {
            line.push((if theme.plain { "-> " } else { "▶ " }.to_owned(), theme.key()));
            line.push((node.clone(), theme.strong()));
            line.extend(way(stands, theme));
        }
        What::More(count) => line.push((format!("… and {count} more"), theme.dim())),
        What::Need(place) => line.extend(need(*place, model, theme)),
        What::Affordance(place) => {
            let rows = model.stage.sight.as_ref().map_or(0, |sight| sight.survey.rows.len());
            line.extend(need(rows + *place, model, theme));
        }
    }
    line
}

fn way(stands: &Way, theme: Theme) -> Line {
    match stands {
        Way::None => Vec::new(),
        Way::On => vec![(format!("  {} viable", theme.met(true).0), theme.good())],
        Way::Open(1) => vec![("  waits for 1 accept".to_owned(), theme.dim())],
        Way::Open(count) => vec![(format!("  waits for {count} accepts"), theme.dim())],
        Way::Blocked(edge) => vec![(format!("  {} blocked by {edge}", theme.met(false).0), theme.bad())],
    }
}

/// A need of the tree: how it stands, its label, and what it is bound to or would be.
fn need(place: usize, model: &Model, theme: Theme) -> Line {
    let Some(row) = model.stage.row(place) else { return Vec::new() };
    let (mark, style) = status(row.status(), theme);
    let (label, provides) = match row {
        Row::Requirement(row) => (&row.label, row.affordance),
        Row::Affordance(row) => (&row.label, true),
    };
    // What is joined gets an arrow; what is only offered gets none.
    let joined = row.status() == Status::Bound || matches!(row, Row::Affordance(_));
    let arrow = match (joined, provides, theme.plain) {
        (false, ..) => " ",
        (true, false, false) => " →",
        (true, true, false) => " ←",
        (true, false, true) => " ->",
        (true, true, true) => " <-",
    };
    let best = match row {
        Row::Requirement(row) if row.status == Status::Open => row.best.as_ref(),
        Row::Requirement(_) | Row::Affordance(_) => None,
    };
    let says = best.map_or_else(|| row.gist(), |best| deed(best.operation, best.provider.as_deref()));
    let turned = model.stage.turned.contains(&place);
    let style = if turned { theme.amber() } else { style };
    vec![(format!("{mark} "), style), (label.clone(), style), (format!("{arrow} {says}"), theme.dim())]
}

/// The nodes with their tags, attributes and what they lie within.
fn table(sight: &Sight, room: u16, theme: Theme) -> Vec<Line> {
    let none = || (if theme.plain { "none" } else { "–" }).to_owned();
    let listed = |words: Vec<String>| if words.is_empty() { none() } else { words.join(" ") };
    let cells: Vec<[String; 4]> = sight
        .near
        .nodes
        .iter()
        .map(|node| {
            let name =
                if *node.label == *node.id { node.id.to_string() } else { format!("{} ({})", node.id, node.label) };
            let tags = node.tags.iter().map(ToString::to_string).collect();
            let attrs = node.attrs.iter().map(|(name, value)| format!("{name}={value}")).collect();
            [name, listed(tags), listed(attrs), node.parent.as_ref().map_or_else(none, ToString::to_string)]
        })
        .collect();
    let heads = ["node", "tags", "attrs", "within"];
    let widest = |at: usize| {
        let cells = cells.iter().map(|row| width(&row[at]));
        cells.chain([width(heads[at])]).max().unwrap_or(0).min(room / 3)
    };
    let columns: Vec<u16> = (0..3).map(|at| widest(at) + 2).collect();
    let line = |row: &[String; 4], first: Style, style: Style| {
        let mut line: Line =
            (0..3).map(|at| (padded(&row[at], columns[at]), if at == 0 { first } else { style })).collect();
        line.push((row[3].clone(), style));
        line
    };
    let mut lines = vec![line(&heads.map(str::to_owned), theme.dim(), theme.dim())];
    lines.extend(cells.iter().map(|row| line(row, theme.strong(), theme.text())));
    lines
}

fn padded(text: &str, columns: u16) -> String {
    let shown = fit(text, columns.saturating_sub(1));
    let blanks = usize::from(columns.saturating_sub(width(&shown)));
    shown + &" ".repeat(blanks)
}
