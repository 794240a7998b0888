//! The receipt of a world: the counts, then each requirement that is bound, with what was tried in vain before.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::provision::Outcome;
use crate::tui::model::Model;
use crate::tui::panes::world::receipt_lines;
use crate::tui::widgets::{Pen, popup, wrap};
use crate::tui::worlds::{Sight, Stage, deed};

/// Columns of the word before a line.
const HEAD: u16 = 13;
/// Bindings that are listed.
const LISTED: usize = 500;

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, scroll: usize) {
    let theme = model.theme;
    let stage = &model.stage;
    let columns = 92.min(area.width);
    let mut lines: Vec<(String, String, Style)> = Vec::new();
    let mut say = |head: &str, text: &str, style: Style| {
        let wrapped = wrap(text, columns.saturating_sub(4 + HEAD), 6).into_iter().enumerate();
        lines.extend(wrapped.map(|(at, text)| (if at == 0 { head.to_owned() } else { String::new() }, text, style)));
    };
    if let Some(sight) = &stage.sight {
        say("work done", &format!("{} accepted", sight.done()), theme.strong());
        for (head, text, style) in receipt_lines(sight, theme) {
            say(head, &text, style);
        }
        say("", " ", theme.text());
        for (head, text) in bindings(stage, sight) {
            say(&head, &text, if head.is_empty() { theme.dim() } else { theme.text() });
        }
    }
    let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(4);
    let inner = popup(buffer, area, (columns, wanted.min(area.height)), "Receipt", theme);
    let room = usize::from(inner.height.saturating_sub(2));
    let first = scroll.min(lines.len().saturating_sub(room));
    for (row, (head, text, style)) in (0..).zip(lines.iter().skip(first).take(room)) {
        Pen::new(buffer, inner, row).cell(head, HEAD, theme.dim()).text(text, *style);
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    if lines.len() > room {
        pen.text("   j k", theme.key()).text(" scroll", theme.dim());
        pen.last(&format!("{}/{}", (first + room).min(lines.len()), lines.len()), theme.dim());
    }
}

fn bindings(stage: &Stage, sight: &Sight) -> Vec<(String, String)> {
    let mut said = Vec::new();
    let bound = sight.survey.rows.iter().filter(|row| row.bound.is_some());
    for row in bound.take(LISTED) {
        let (Some((operation, by)), Some(node)) = (&row.bound, &row.node) else { continue };
        said.push((row.edge.clone(), format!("{} of {by}", deed(*operation, Some(node)))));
        let tried = stage.attempts.get(&row.edge).into_iter().flatten();
        for attempt in tried.filter(|attempt| attempt.outcome != Outcome::Accepted) {
            let word = if attempt.outcome == Outcome::Stale { "stale" } else { "failed" };
            let what = deed(attempt.operation, attempt.provider.as_deref());
            said.push((String::new(), format!("{word} before: {what} of {}: {}", attempt.provisioner, attempt.why)));
        }
    }
    let taken = sight.survey.affordances.iter().filter(|row| row.accepted);
    said.extend(taken.map(|row| (row.destination.clone(), format!("`{}` stands for {}", row.label, row.source))));
    said
}
