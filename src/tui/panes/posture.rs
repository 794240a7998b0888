//! The posture: the eight fields live and strict, those that differ marked, the override in force and its clock.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::posture::{HOOK, Name, Standing, diff, remaining, span};
use crate::tui::model::{Model, Pane};
use crate::tui::overlays::on_expiry;
use crate::tui::widgets::{Pen, pane, width, wrap};

/// How many of the live fields differ from strict.
pub fn differing(model: &Model) -> usize {
    let strict = Name::Strict.toggles();
    match (model.live_toggles(), &model.view.ctx.observed.posture) {
        (Some(live), _) => diff(&live, &strict).len(),
        (None, Some(_)) => strict.fields().len(),
        (None, None) => 0,
    }
}

/// Draws the pane.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let focused = model.focus == Pane::Posture;
    let live = model.live().map_or("none governed", crate::posture::Classified::word);
    let inner = pane(buffer, area, &format!("Posture · live {live}"), None, focused, theme);
    if model.view.ctx.observed.posture.is_none() {
        let text = "This workspace governs no posture. Add a [posture] table to wayhold.toml.";
        for (row, line) in (0..).zip(wrap(text, inner.width, 4)) {
            Pen::new(buffer, inner, row).text(&line, theme.dim());
        }
        return;
    }
    let strict = Name::Strict.toggles().fields();
    let missing = if theme.plain { "missing" } else { "–" };
    let values: Vec<String> = (0..strict.len())
        .map(|at| {
            let fields = model.live_toggles().map(|live| live.fields());
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
    for (row, (line, style)) in (10..).zip(facts(model, inner.width)) {
        Pen::new(buffer, inner, row).text(&line, style);
    }
}

/// How many rows the pane wants, its frame included.
pub fn wanted(model: &Model, columns: u16) -> u16 {
    let facts =
        if model.view.ctx.observed.posture.is_some() { facts(model, columns.saturating_sub(2)).len() } else { 0 };
    u16::try_from(facts).unwrap_or(u16::MAX).saturating_add(12)
}

/// Its clock, who changed it, its targets, its exit criteria, what happened last; most urgent first.
fn facts(model: &Model, columns: u16) -> Vec<(String, Style)> {
    let theme = model.theme;
    let view = &model.view;
    let state = &view.state.posture;
    let mut lines = Vec::new();
    let mut say = |text: &str, most: usize, style: Style| {
        lines.extend(wrap(text, columns, most).into_iter().map(|line| (line, style)));
    };
    if let Some(name) = model.by_hand() {
        say(&format!("{name} is put in place by hand · Enter confirms it"), 2, theme.amber());
    } else if model.out_of_reach() {
        say("it did not reach the target, or cannot be read · Enter: ways, by hand too", 2, theme.bad());
    }
    if let Some(changed) = &state.changed {
        let at = changed.stamp.at.format("%H:%MZ");
        let text = format!(
            "changed by somebody else: {}, noticed at {at} (#{}) · Enter restores or adopts it",
            changed.classified, changed.stamp.seq
        );
        say(&text, 2, theme.bad());
    }
    if let (Some(current), Some(left)) = (&state.current, remaining(state, view.ctx.now)) {
        let until = current.expires_at.format("%H:%MZ");
        let left = if left.overdue {
            "overdue".to_owned()
        } else {
            let minutes = chrono::TimeDelta::minutes(left.seconds / 60);
            if left.seconds < 60 { "less than 1m left".to_owned() } else { format!("{} left", span(minutes)) }
        };
        let extended = match current.extended {
            0 => String::new(),
            1 => " · extended once".to_owned(),
            times => format!(" · extended {times} times"),
        };
        say(&format!("until {until} · {left} · by {}{extended}", current.since.by), 2, theme.text());
        say(&format!("then {}", on_expiry(current.on_expiry)), 1, theme.dim());
        if let Some(because) = &current.because {
            say(&format!("because {because}"), 2, theme.text());
        }
    }
    for behind in &model.standing.behind {
        say(&format!("behind: {behind}"), 2, theme.bad());
    }
    if model.standing.behind.is_empty() && state.in_force().is_some() {
        let targets = targets(model);
        if !targets.is_empty() {
            say(&format!("targets: {}", targets.join(" · ")), 2, theme.dim());
        }
    }
    if model.loosened() || !model.standing.unverified.is_empty() {
        let short = |one: &Standing| one.criterion.name().trim_start_matches("the ");
        let mark = |one: &Standing| format!("{} {} {}", one.criterion.number(), short(one), theme.met(one.met).0);
        let marks: Vec<String> = model.standing.criteria.iter().map(mark).collect();
        if !marks.is_empty() {
            say(&format!("exit: {}", marks.join(", ")), 2, theme.text());
        }
    }
    let gate = model.gate().map(|gate| gate.name.as_str()).zip(model.gate_record());
    for (name, record) in gate.into_iter().chain(model.probe_record()) {
        let (passed, text) = model.verified(name, record);
        say(&text, 2, if passed { theme.dim() } else { theme.bad() });
    }
    if let Some(last) = &state.last {
        say(&last.to_string(), 2, theme.dim());
    }
    lines
}

/// The targets beside the live file, all of which hold what is granted.
fn targets(model: &Model) -> Vec<String> {
    let Some(seen) = &model.view.ctx.observed.posture else { return Vec::new() };
    let flagd = seen.setup.flagd.then(|| "flagd reads back".to_owned());
    let said = &model.view.state.posture.targets;
    let hooks = seen.setup.hooks.iter().map(|name| {
        let known = said.iter().find(|target| target.name.strip_prefix(HOOK) == Some(name));
        known.map_or_else(|| format!("{name} not told yet"), |target| format!("{name}: {}", target.said))
    });
    flagd.into_iter().chain(hooks).collect()
}
