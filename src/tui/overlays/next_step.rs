//! After a closing: the next phase is activated by a person, or left with a reason (seed 002 §10, 5 and 6).

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::console::decide;
use crate::runbook::{Act, Part, Seen, Status};
use crate::tui::acts;
use crate::tui::held::Held;
use crate::tui::model::Model;
use crate::tui::widgets::offers::{self, Look};
use crate::tui::widgets::{Pen, popup, wrap};

/// The phase that comes next.
#[derive(Debug, Clone)]
pub struct NextStep {
    /// The runbook.
    pub path: String,
    /// The phase.
    pub phase: String,
    /// What keeps it from being activated.
    pub held: Held,
    /// The selected row.
    pub selected: usize,
    /// The parts of an active phase that it lacks, by name.
    lacks: Vec<&'static str>,
}

impl NextStep {
    /// The step after the closing of `phase`, if one is open.
    pub fn after(model: &Model, path: &str, phase: &str) -> Option<Self> {
        let Some(Seen::Read { document, .. }) = model.view.ctx.observed.runbooks.get(path) else { return None };
        let next = document.phase_after(phase)?;
        if document.status(next) != Status::NotStarted {
            return None;
        }
        let (path, phase) = (path.to_owned(), next.to_owned());
        let mut step = Self { path, phase, held: Held::default(), selected: 0, lacks: Vec::new() };
        step.refresh(model);
        Some(step)
    }

    /// Asks again what keeps it from being activated.
    pub fn refresh(&mut self, model: &Model) {
        let activate = acts::of_phase(&self.path, &self.phase, Act::Activate { confirm: Some(self.phase.clone()) });
        self.held = Held::of(decide(&model.view.state, &activate, &model.view.ctx).err().unwrap_or_default());
        self.lacks = match model.view.ctx.observed.runbooks.get(&self.path) {
            Some(Seen::Read { document, .. }) => {
                document.parts(&self.phase).missing().into_iter().map(Part::word).collect()
            }
            Some(Seen::Absent | Seen::Unreadable { .. }) | None => Vec::new(),
        };
        self.selected = self.selected.min(self.held.len().saturating_sub(1));
    }
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, step: &NextStep) -> Option<Position> {
    let theme = model.theme;
    let rows =
        if step.held.is_empty() { 0 } else { u16::try_from(step.held.len()).unwrap_or(u16::MAX).saturating_add(6) };
    let title = format!("Activate {}? Only you can", step.phase);
    let height = rows.saturating_add(6).clamp(7, area.height.saturating_sub(2).max(7));
    let inner = popup(buffer, area, (96, height), &title, theme);
    let said = if step.held.is_empty() {
        format!("Nothing keeps {} from being activated. It waits for a person, or for the reason why not.", step.phase)
    } else {
        let lacks = if step.lacks.is_empty() { String::new() } else { format!(" It lacks {}.", step.lacks.join(", ")) };
        format!("{} cannot be activated now.{lacks}", step.phase)
    };
    let mut y = 0;
    for line in wrap(&said, inner.width, 2) {
        Pen::new(buffer, inner, y).text(&line, theme.text());
        y += 1;
    }
    let list = Rect { y: inner.y + y, height: inner.height.saturating_sub(y + 2), ..inner };
    let cursor = if step.held.is_empty() {
        None
    } else {
        offers::draw(buffer, list, &step.held, Look { selected: step.selected, focused: true, detail: true, theme })
    };
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    pen.text("a", theme.key()).text(&format!(" activates {}   ", step.phase), theme.dim());
    pen.text("Esc", theme.key()).text(" leaves it NOT_STARTED, with a reason", theme.dim());
    cursor
}
