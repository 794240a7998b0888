//! A run and what it writes: its state, how long it has taken, the last lines. Leaving it leaves the run alone.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Overlay;
use crate::runbook::RunExit;
use crate::tui::model::Model;
use crate::tui::widgets::{Pen, popup};
use crate::tui::words;

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
    let inner = popup(buffer, area, (112, area.height), &format!("Run {}", shown.run), theme);
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
    let rows = usize::from(inner.height.saturating_sub(3));
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
        pen.text("Esc", theme.key()).text(" back   ", theme.dim());
    }
    pen.text("j k", theme.key()).text(" scroll", theme.dim());
    let all = output.before + output.lines.len();
    pen.last(&format!("{}/{all}", all - back), theme.dim());
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
        let output = self.outputs.entry(run.to_owned()).or_default();
        if let Some(record) = record {
            output.shown = record.shown;
            output.started = Some(record.started.at);
            output.ended = record.ended.map(|ended| ended.stamp.at).or(output.ended);
        }
        output.add(lines);
        if exit.is_some() && output.exit.is_none() {
            output.ended = output.ended.or(Some(self.view.ctx.now));
            output.exit = exit;
        }
    }
}
