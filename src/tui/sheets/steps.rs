//! The steps of a phase: what each would run, how long it may take, and the runs so far.

use super::{Pick, Writer};
use crate::runbook::{PhaseRecord, RunExit, Seen, Step, StepKind};
use crate::tui::model::Model;
use crate::tui::page::{Glyph, Ink, Line};

/// The most lines of a script that are shown in the list; its preview shows it whole.
const LINES: usize = 4;

pub(super) fn write(model: &Model, path: &str, phase: &str, writer: &mut Writer) -> String {
    let title = format!("Steps of {phase}");
    let Some(Seen::Read { document, .. }) = model.view.ctx.observed.runbooks.get(path) else { return title };
    let steps: Vec<&Step> = document.steps_of(phase).collect();
    if steps.is_empty() {
        let text = "No step here. A step is a shell block with a name: ```sh {name=probe-hosts kind=probe}";
        writer.entry(Pick::None, Line::row(Glyph::None, text, Ink::Dim));
    }
    for step in steps {
        let glyph = if step.is_runnable() { Glyph::Dash } else { Glyph::Alarm };
        let line = Line::row(glyph, step.name.clone(), Ink::Strong).ending(limits(step), step.kind.word(), Ink::Dim);
        writer.entry(Pick::Step(step.name.clone()), line);
        for problem in &step.problems {
            writer.more(format!("cannot be run: {problem}"), Ink::Bad);
        }
        let count = step.script.lines().count();
        for line in step.script.lines().take(LINES) {
            writer.more(line, Ink::Dim);
        }
        if count > LINES {
            writer.more(format!("… {} more lines", count - LINES), Ink::Dim);
        }
    }
    let record = model.view.state.runbook.runbooks.get(path).and_then(|adopted| adopted.phases.get(phase));
    runs(record, writer);
    title
}

/// Kind, longest time and what undoes it.
fn limits(step: &Step) -> String {
    let kind = if step.kind == StepKind::Manual { "by hand" } else { step.kind.word() };
    let timeout = step.timeout.map_or_else(String::new, |seconds| format!(" · at most {seconds} s"));
    let undone = step.rollback.as_ref().map_or_else(String::new, |name| format!(" · undone by {name}"));
    format!("{kind}{timeout}{undone}")
}

fn runs(record: Option<&PhaseRecord>, writer: &mut Writer) {
    let mut runs: Vec<_> = record.into_iter().flat_map(|record| &record.runs).collect();
    if runs.is_empty() {
        return;
    }
    runs.sort_by_key(|(_, run)| std::cmp::Reverse(run.started.seq));
    writer.head(format!("Runs {}", runs.len()), "the newest first");
    for (id, run) in runs {
        let (glyph, end, ink) = match &run.ended {
            None => (Glyph::Asked, "no outcome yet".to_owned(), Ink::Amber),
            Some(ended) if ended.exit.passed() => (Glyph::Met(true), ended.exit.shown(), Ink::Good),
            Some(ended) if ended.exit == RunExit::Unknown => (Glyph::Alarm, ended.exit.shown(), Ink::Bad),
            Some(ended) => (Glyph::Met(false), ended.exit.shown(), Ink::Bad),
        };
        let text = format!("{} (#{} {})", run.shown, run.started.seq, run.started.by);
        writer.entry(Pick::Run(id.clone()), Line::row(glyph, text, Ink::Text).ending(end.clone(), end, ink));
    }
}
