//! Closing a phase: the four checks, each with what holds it, and the key that goes on.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::console::decide;
use crate::runbook::CHECKS;
use crate::tui::acts;
use crate::tui::held::Held;
use crate::tui::model::Model;
use crate::tui::widgets::offers::{self, Look};
use crate::tui::widgets::{Pen, popup};

/// The checks of one phase.
#[derive(Debug, Clone)]
pub struct Close {
    /// The runbook.
    pub path: String,
    /// The phase.
    pub phase: String,
    /// Every check, with its holds and their ways.
    pub held: Held,
    /// The selected row.
    pub selected: usize,
    /// Whether the evidence was looked at since it was opened.
    pub looked: bool,
}

impl Close {
    /// The checks as they stand; the evidence is still to be looked at.
    pub fn of(model: &Model, path: String, phase: String) -> Self {
        let mut close = Self { path, phase, held: Held::default(), selected: 0, looked: false };
        close.refresh(model);
        close.selected = close.first_way();
        close
    }

    /// Runs the checks again.
    pub fn refresh(&mut self, model: &Model) {
        self.looked = model.looked.as_ref().is_some_and(|(path, phase)| *path == self.path && *phase == self.phase);
        let close = acts::close(&self.path, &self.phase, false);
        let holds = decide(&model.view.state, &close, &model.view.ctx).err().unwrap_or_default();
        self.held = Held::by_check(holds, true);
        self.selected = self.selected.min(self.held.len().saturating_sub(1));
    }

    /// Selects a check by its number, from 1.
    pub fn go(&mut self, number: usize) {
        let wanted = |at: &usize| self.held.check(*at).is_some_and(|check| check.text == CHECKS[number - 1]);
        self.selected = (0..self.held.len()).find(wanted).unwrap_or(self.selected);
    }

    fn first_way(&self) -> usize {
        self.held.find(|way| way.action.is_some()).unwrap_or(0)
    }

    /// Whether every check passed.
    pub fn passed(&self) -> bool {
        self.looked && self.held.holds() == 0
    }
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, close: &Close) -> Option<Position> {
    let theme = model.theme;
    let rows = u16::try_from(close.held.len()).unwrap_or(u16::MAX).saturating_add(10);
    let title = format!("Close {}: {} checks", close.phase, CHECKS.len());
    let inner = popup(buffer, area, (100, rows.clamp(11, area.height.saturating_sub(2).max(11))), &title, theme);
    let mut list = Rect { height: inner.height.saturating_sub(2), ..inner };
    // Where the list is cut, the four answers stay in sight above it.
    if close.held.len() + 6 > usize::from(list.height) {
        for (row, (place, check)) in (0..).zip(close.held.checks().iter().enumerate()) {
            let (mark, style) = theme.met(check.passed);
            let mut pen = Pen::new(buffer, inner, row);
            pen.text(&format!("{} ", place + 1), theme.key()).text(mark, style).text(" ", theme.text());
            pen.text(check.text, theme.text());
        }
        let above = u16::try_from(CHECKS.len() + 1).unwrap_or(0).min(list.height);
        list = Rect { y: list.y + above, height: list.height - above, ..list };
    }
    let cursor =
        offers::draw(buffer, list, &close.held, Look { selected: close.selected, focused: true, detail: true, theme });
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    let enter = acts::way(model, &close.held, close.selected, &close.path, &close.phase).is_some();
    if !close.looked {
        pen.text("looking at the evidence…   ", theme.dim());
    } else if close.passed() {
        pen.text("All checks passed. ", theme.good());
        pen.text("Enter", theme.key()).text(" previews the closing   ", theme.dim());
    } else {
        if enter {
            pen.text("Enter", theme.key()).text(" opens this way   ", theme.dim());
        }
        pen.text("f", theme.key()).text(" records FAIL with a note   ", theme.dim());
    }
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    cursor
}
