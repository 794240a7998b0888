//! The posture in full: what is live and granted, its clock, its targets, who changed it, and all that can be done.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::console::{Command, Subject};
use crate::hold::{Offer, Operation, Who};
use crate::posture::{self, Name};
use crate::tui::details;
use crate::tui::held::Held;
use crate::tui::model::Model;
use crate::tui::widgets::offers::{self, Look};
use crate::tui::widgets::{Pen, popup, wrap};

/// Rows that the ways keep, whatever else there is to say.
const WAYS: u16 = 8;

/// What can be done about the posture.
#[derive(Debug, Clone)]
pub struct Stand {
    /// The rows.
    pub held: Held,
    /// The selected row.
    pub selected: usize,
}

impl Stand {
    /// As it stands now.
    pub fn of(model: &Model) -> Self {
        let held = super::why(model, &Subject::Posture);
        let selected = held.find(|way| way.action.is_some()).unwrap_or(0);
        Self { held, selected }
    }

    /// Asks anew.
    pub fn refresh(&mut self, model: &Model) {
        self.held = super::why(model, &Subject::Posture);
        self.selected = self.selected.min(self.held.len().saturating_sub(1));
    }
}

/// What else can be done, beside the ways past what holds strict: granting what others put there, more time, and where
/// the target is out of reach, a person's hands.
pub(super) fn more(model: &Model) -> Vec<Offer<Command>> {
    let state = &model.view.state.posture;
    let Some(seen) = &model.view.ctx.observed.posture else { return Vec::new() };
    let live = state.seen(&seen.live).name();
    let take = |operation, text: String, action: posture::Command| {
        Offer::take(operation, "posture", text, Command::from(action)).by(Who::Human)
    };
    let mut ways = Vec::new();
    let none = (None, None, None);
    if let Some(to) = live.filter(|live| *live != Name::Strict && Some(*live) != state.in_force()) {
        let (duration, because, confirm) = none.clone();
        let text = format!("adopt what is live: grant {to}, with a reason and an end");
        ways.push(take(Operation::Update, text, posture::Command::Apply { to, duration, because, confirm }));
    }
    if state.current.is_some() && state.pending.is_none() {
        let action = posture::Command::Extend { longer: None, because: None };
        ways.push(take(Operation::Update, "give it more time: a reason and a new end".to_owned(), action));
    }
    if model.out_of_reach() && state.pending.is_none() {
        for to in Name::ALL.into_iter().filter(|to| live != Some(*to)) {
            let (duration, because, confirm) = none.clone();
            let text = format!("put {to} in place by hand: shows the eight fields, then reads them back");
            let by_hand = posture::Command::ByHand { to, duration, because, confirm };
            let offer = take(Operation::Create, text, by_hand);
            ways.push(if to == Name::Strict { offer.by(Who::Anyone) } else { offer });
        }
    }
    ways
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, stand: &Stand) -> Option<Position> {
    let theme = model.theme;
    let width = 100.min(area.width);
    let lines = details::posture(model);
    let lines: Vec<String> = lines.iter().flat_map(|line| wrap(line, width.saturating_sub(4), 3)).collect();
    let ways = if stand.held.is_empty() { 1 } else { WAYS.max(u16::try_from(stand.held.len()).unwrap_or(WAYS) + 5) };
    let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(ways).saturating_add(5);
    let inner = popup(buffer, area, (width, wanted.min(area.height)), "Posture", theme);
    let room = inner.height.saturating_sub(2);
    let least = if stand.held.is_empty() { 1 } else { WAYS.min(room) };
    let above = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(room.saturating_sub(least + 1));
    for (row, line) in (0..above).zip(&lines) {
        Pen::new(buffer, inner, row).text(line, theme.text());
    }
    let list = Rect { y: inner.y + above + 1, height: room.saturating_sub(above + 1), ..inner };
    let cursor = if stand.held.is_empty() {
        Pen::new(buffer, list, 0).text("Nothing holds it.", theme.good());
        None
    } else {
        offers::draw(buffer, list, &stand.held, Look { selected: stand.selected, focused: true, detail: true, theme })
    };
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    if stand.held.way(stand.selected).is_some_and(|way| way.action.is_some()) {
        pen.text("Enter", theme.key()).text(" opens the preview of this way   ", theme.dim());
    }
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    cursor
}
