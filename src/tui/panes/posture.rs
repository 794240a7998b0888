//! The posture: the eight fields live and strict, those that differ marked, the override in force and its clock.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::posture::{Name, Toggles, diff_live, remaining, span};
use crate::tui::model::{Model, Pane};
use crate::tui::widgets::{Pen, pane, width, wrap};

/// How many of the live fields differ from strict.
pub fn differing(model: &Model) -> usize {
    let seen = model.view.ctx.observed.posture.as_ref();
    seen.map_or(0, |seen| diff_live(&seen.live, &Name::Strict.toggles()).len())
}

/// Draws the pane.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let focused = model.focus == Pane::Posture;
    let live = model.live().map_or("none governed", crate::posture::Classified::word);
    let inner = pane(buffer, area, &format!("Posture · live {live}"), None, focused, theme);
    let Some(seen) = &model.view.ctx.observed.posture else {
        let text = "This workspace governs no posture. Add a [posture] table to wayhold.toml.";
        for (row, line) in (0..).zip(wrap(text, inner.width, 4)) {
            Pen::new(buffer, inner, row).text(&line, theme.dim());
        }
        return;
    };
    let strict = Name::Strict.toggles().fields();
    let missing = if theme.plain { "missing" } else { "–" };
    let values: Vec<String> = (0..strict.len())
        .map(|at| {
            let fields = seen.live.toggles().map(Toggles::fields);
            fields.map_or_else(|| missing.to_owned(), |fields| fields[at].1.to_string())
        })
        .collect();
    let (mark, last) = (if theme.plain { 8 } else { 2 }, 9);
    let widest = values.iter().map(|value| width(value)).max().unwrap_or(4).clamp(5, 16);
    let name = inner.width.saturating_sub(mark + widest + last + 2);
    let mut pen = Pen::new(buffer, inner, 0);
    pen.blank(mark).cell("field", name, theme.dim()).blank(1).cell("live", widest, theme.dim()).blank(1);
    pen.text("strict", theme.dim());
    for (row, ((field, wanted), value)) in (1..).zip(strict.iter().zip(&values)) {
        let wanted = wanted.to_string();
        let differs = *value != wanted;
        let style = if differs { theme.amber() } else { theme.text() };
        let sign = match (differs, theme.plain) {
            (false, _) => "",
            (true, false) => "≠",
            (true, true) => "differs",
        };
        let mut pen = Pen::new(buffer, inner, row);
        pen.cell(sign, mark, style).cell(field.trim_start_matches("fallback_policy."), name, theme.text()).blank(1);
        pen.cell(value, widest, style).blank(1).text(&wanted, theme.dim());
    }
    for (row, (line, quiet)) in (10..).zip(facts(model, inner.width)) {
        Pen::new(buffer, inner, row).text(&line, if quiet { theme.dim() } else { theme.text() });
    }
}

fn facts(model: &Model, columns: u16) -> Vec<(String, bool)> {
    let state = &model.view.state.posture;
    let mut lines = Vec::new();
    if let (Some(current), Some(left)) = (&state.current, remaining(state, model.view.ctx.now)) {
        let until = current.expires_at.format("%H:%MZ");
        let left = if left.overdue {
            "overdue".to_owned()
        } else {
            let minutes = chrono::TimeDelta::minutes(left.seconds / 60);
            if left.seconds < 60 { "less than 1m left".to_owned() } else { format!("{} left", span(minutes)) }
        };
        lines.push((format!("until {until} · {left} · by {}", current.since.by), false));
        if let Some(because) = &current.because {
            lines.extend(wrap(&format!("because {because}"), columns, 2).into_iter().map(|line| (line, false)));
        }
    }
    if let Some(last) = &state.last {
        lines.extend(wrap(&last.to_string(), columns, 2).into_iter().map(|line| (line, true)));
    }
    lines
}
