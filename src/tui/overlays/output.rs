//! A run and what it writes: its state, how long it has taken, the last lines. Leaving it leaves the run alone.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Overlay;
use crate::runbook::RunExit;
use crate::tui::model::Model;
use crate::tui::standing::PROBE;
use crate::tui::widgets::{Pen, popup, wrap};
use crate::tui::words;

/// What the closing gate is usually called.
const GATE: &str = "gate";

/// The most lines of a run that are kept; its output is stored whole.
pub const KEPT: usize = 5_000;

/// What a run wrote.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    /// What runs, on one line.
    pub shown: String,
    /// The last lines, cleaned.
    pub lines: VecDeque<String>,
    /// How many lines there were before them.
    pub before: usize,
    /// When it was begun.
    pub started: Option<chrono::DateTime<chrono::Utc>>,
    /// When it was over.
    pub ended: Option<chrono::DateTime<chrono::Utc>>,
    /// How it ended; `None` while it goes on.
    pub exit: Option<RunExit>,
}

impl Output {
    /// Adds lines; the oldest go when there are too many.
    pub fn add(&mut self, lines: impl IntoIterator<Item = String>) {
        for line in lines {
            if self.lines.len() == KEPT {
                self.lines.pop_front();
                self.before += 1;
            }
            self.lines.push_back(crate::hold::text::clean(&line));
        }
    }
}

/// Which run is shown, and how far it is scrolled back from its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The run.
    pub run: String,
    /// How many lines back.
    pub back: usize,
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, shown: &Shown) {
    let theme = model.theme;
    let empty = Output::default();
    let output = model.outputs.get(&shown.run).unwrap_or(&empty);
    let verification = model.verification_of(&shown.run);
    let gate = model.gate().map(|gate| gate.name.as_str());
    let title = match verification {
        Some(name) if name == GATE || name == PROBE => format!("{} · {}", words::capital(name), shown.run),
        Some(name) if Some(name) == gate => format!("Gate {name} · {}", shown.run),
        Some(name) => format!("Verification {name} · {}", shown.run),
        None => format!("Run {}", shown.run),
    };
    let inner = popup(buffer, area, (112, area.height), &title, theme);
    let mut pen = Pen::new(buffer, inner, 0);
    let (word, style) = match &output.exit {
        None => ("running".to_owned(), theme.amber()),
        Some(exit) if exit.passed() => (exit.shown(), theme.good()),
        Some(exit) => (exit.shown(), theme.bad()),
    };
    pen.text(&word, style);
    if let Some(started) = output.started {
        let took = output.ended.unwrap_or(model.view.ctx.now) - started;
        pen.text(&format!(" · {}", words::about(took)), theme.text());
    }
    pen.text(" · ", theme.dim()).text(&output.shown, theme.strong());
    let said = if verification.is_some() { verdict(model, &shown.run, output, inner.width) } else { Vec::new() };
    let below = u16::try_from(said.len()).unwrap_or(0).min(inner.height.saturating_sub(3));
    for (row, (text, style)) in (inner.height.saturating_sub(1 + below)..inner.height.saturating_sub(1)).zip(&said) {
        Pen::new(buffer, inner, row).text(text, *style);
    }
    let rows = usize::from(inner.height.saturating_sub(3 + below));
    let back = shown.back.min(output.lines.len().saturating_sub(rows));
    let end = output.lines.len() - back;
    for (row, line) in (1..).zip(output.lines.range(end.saturating_sub(rows)..end)) {
        Pen::new(buffer, inner, row).text(line, theme.text());
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    if output.exit.is_none() {
        pen.text("x", theme.key()).text(" cancels it   ", theme.dim());
        pen.text("Esc", theme.key()).text(" detaches; it goes on   ", theme.dim());
    } else {
        if model.takes_over(&shown.run).is_some() {
            pen.text("a", theme.key()).text(" takes these totals over   ", theme.dim());
        }
        pen.text("Esc", theme.key()).text(" back   ", theme.dim());
    }
    pen.text("j k", theme.key()).text(" scroll", theme.dim());
    let all = output.before + output.lines.len();
    pen.last(&format!("{}/{all}", all - back), theme.dim());
}

/// What was said before it, the verdict with its entry and the digest of the output, and what comes next.
fn verdict(model: &Model, run: &str, output: &Output, columns: u16) -> Vec<(String, Style)> {
    let theme = model.theme;
    let mut said = Vec::new();
    let judged = model.record_of(run).map(|(_, record)| record.verdict.to_string());
    let fresh = |text: &String| judged.as_ref().is_none_or(|judged| !text.contains(judged.as_str()));
    // What was said before this came up names keys that mean something else here.
    let opened = model.top().map_or(model.at, |open| open.since);
    if let Some(toast) = model.toast.as_ref().filter(|toast| toast.since >= opened && fresh(&toast.text)) {
        said.extend(wrap(&toast.text, columns, 2).into_iter().map(|line| (line, theme.text())));
    }
    let Some((_, record)) = model.record_of(run) else {
        if output.exit.is_some() {
            said.push(("The verdict is being recorded…".to_owned(), theme.dim()));
        }
        return said;
    };
    let digest = record.sha256.as_ref().and_then(|digest| digest.get(..16));
    let digest = digest.map_or_else(|| "none".to_owned(), |digest| format!("sha256 {digest}…"));
    let (mark, style) = theme.met(record.passed());
    let text = format!("{mark} {} · #{} · output {digest}", words::capital(&record.said()), record.stamp.seq);
    said.extend(wrap(&text, columns, 3).into_iter().map(|line| (line, style)));
    said.extend(next(model, run).map(|text| (text, theme.text())));
    said
}

/// What to do after the closing gate has ended.
fn next(model: &Model, run: &str) -> Option<String> {
    let (name, record) = model.record_of(run)?;
    if model.gate().is_none_or(|gate| gate.name != name) || model.standing.criteria.is_empty() {
        return None;
    }
    let incident = model.view.state.incident.open.as_deref();
    let open = model.open_criteria();
    Some(match (record.passed(), open.as_slice(), incident) {
        (false, ..) if model.takes_over(run).is_some() => {
            "Everything passed, with other totals than those recorded: a takes them over, with a reason".to_owned()
        }
        (false, ..) if model.loosened() => {
            "Exit criterion 2 is open: stay, or r goes back to strict unverified".to_owned()
        }
        (false, ..) => "Exit criterion 2 is open: the incident cannot close until the gate passes".to_owned(),
        (true, [], Some(id)) => format!("All four exit criteria are met: Esc, then x closes {id}"),
        (true, [], None) => "All four exit criteria are met".to_owned(),
        (true, _, _) if model.loosened() => "Exit criterion 2 is met: Esc, then r goes back to strict".to_owned(),
        (true, open, _) => {
            let open: Vec<String> = open.iter().map(|one| one.number().to_string()).collect();
            format!("Exit criteria still open: {}. Esc, then x lists them with their ways", open.join(", "))
        }
    })
}

impl Model {
    /// The run on top that goes on.
    pub fn running(&self) -> Option<String> {
        let Overlay::Output(shown) = &self.top()?.what else { return None };
        let goes_on = self.outputs.get(&shown.run).is_some_and(|output| output.exit.is_none());
        goes_on.then(|| shown.run.clone())
    }

    /// Takes in what a run wrote.
    pub fn wrote(&mut self, run: &str, lines: Vec<String>, exit: Option<RunExit>) {
        let mut records = self.view.state.runbook.runbooks.values().flat_map(|adopted| adopted.phases.values());
        let record = records.find_map(|phase| phase.runs.get(run)).cloned();
        // A short one may be over and judged before its first line is here.
        let gates = &self.view.ctx.gates;
        let gate = self.verification_of(run).and_then(|name| gates.iter().find(|gate| gate.name == name));
        let argv = gate.map(|gate| gate.argv.join(" "));
        let output = self.outputs.entry(run.to_owned()).or_default();
        if let Some(record) = record {
            output.shown = record.shown;
            output.started = Some(record.started.at);
            output.ended = record.ended.map(|ended| ended.stamp.at).or(output.ended);
        }
        output.shown = argv.unwrap_or_else(|| std::mem::take(&mut output.shown));
        output.started = output.started.or_else(|| self.view.state.verify.open.get(run).map(|open| open.stamp.at));
        output.add(lines);
        if exit.is_some() && output.exit.is_none() {
            output.ended = output.ended.or(Some(self.view.ctx.now));
            output.exit = exit;
        }
    }
}
