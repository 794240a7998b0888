//! What was done in a world so far: the receipt.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::provision::Receipt;
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Pen, pane};
use crate::tui::worlds::Sight;

/// Draws the counts of the receipt.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let Some(sight) = &model.stage.sight else {
        pane(buffer, area, "Work done", None, false, theme);
        return;
    };
    let title =
        if sight.done() == 0 { "Work done 0".to_owned() } else { format!("Work done {} · receipt", sight.done()) };
    let inner = pane(buffer, area, &title, None, false, theme);
    if sight.done() == 0 {
        let text = "Nothing is accepted yet: an offer costs nothing until it is.";
        for (row, line) in (0..).zip(crate::tui::widgets::wrap(text, inner.width, 3)) {
            Pen::new(buffer, inner, row).text(&line, theme.dim());
        }
        return;
    }
    for (row, (head, text, style)) in (0..inner.height).zip(receipt_lines(sight, theme)) {
        let mut pen = Pen::new(buffer, inner, row);
        pen.cell(head, 12, theme.dim()).text(&text, style);
    }
}

/// The receipt, a word and what it says on each line.
pub fn receipt_lines(sight: &Sight, theme: Theme) -> Vec<(&'static str, String, Style)> {
    let Receipt { satisfied, attached, updated, cloned, created, .. } = &sight.survey.receipt;
    let receipt = &sight.survey.receipt;
    let mut lines = vec![("satisfied", satisfied.to_string(), theme.strong())];
    for (word, count) in [("attached", attached), ("updated", updated), ("cloned", cloned), ("created", created)] {
        lines.push((word, count.to_string(), if *count == 0 { theme.dim() } else { theme.text() }));
    }
    let named = |edges: &[String]| match edges {
        [] => "0".to_owned(),
        few if few.len() <= 6 => format!("{}: {}", few.len(), few.join(", ")),
        many => format!("{}: {} …", many.len(), many[..6].join(", ")),
    };
    let style = |edges: &[String], style: Style| if edges.is_empty() { theme.dim() } else { style };
    lines.push(("unresolved", named(&receipt.unresolved), style(&receipt.unresolved, theme.bad())));
    lines.push(("waived", named(&receipt.waived), style(&receipt.waived, theme.text())));
    lines.push(("shadowed", named(&receipt.shadowed), style(&receipt.shadowed, theme.text())));
    let taken: Vec<String> =
        sight.survey.affordances.iter().filter(|one| one.accepted).map(|one| one.label.clone()).collect();
    if !sight.survey.affordances.is_empty() {
        lines.push(("affordances", named(&taken), style(&taken, theme.text())));
    }
    let (mark, way) = theme.met(!receipt.softlock);
    let says = if receipt.softlock { "softlock, no way on" } else { "a way on" };
    lines.push(("frontier", format!("{mark} {says}: {}", receipt.frontier.join(", ")), way));
    lines
}
