//! One question, answered in words: evidence for an item, a reason, a note.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::console::Command;
use crate::runbook::{self, EvidenceRef, ItemId};
use crate::tui::field::Field;
use crate::tui::model::Model;
use crate::tui::widgets::{Pen, popup, wrap};
use crate::{incident, runbook::Seen};

/// A question.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What is asked.
    pub ask: Ask,
    /// The answer so far.
    pub field: Field,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// What shows that an item is done.
    Evidence {
        /// The runbook.
        path: String,
        /// The phase.
        phase: String,
        /// The item.
        item: ItemId,
    },
    /// Why a tick is taken back.
    Untick {
        /// The runbook.
        path: String,
        /// The phase.
        phase: String,
        /// The item.
        item: ItemId,
    },
    /// A line for the incident's timeline.
    Note,
}

impl Prompt {
    /// The command that the answer makes.
    pub fn command(&self) -> Command {
        let text = self.field.text();
        match self.ask.clone() {
            Ask::Evidence { path, phase, item } => {
                let evidence = vec![EvidenceRef::from_word(&text)];
                runbook::Command::Tick { path, phase, item, evidence }.into()
            }
            Ask::Untick { path, phase, item } => runbook::Command::Untick { path, phase, item, reason: text }.into(),
            Ask::Note => incident::Command::Note { id: None, text, at: None }.into(),
        }
    }
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, prompt: &Prompt) -> Option<Position> {
    let theme = model.theme;
    let (title, key) = match &prompt.ask {
        Ask::Evidence { phase, .. } => {
            (format!("Tick an item of {phase}: what shows that it is done?"), " ticks it   ")
        }
        Ask::Untick { phase, .. } => (format!("Untick an item of {phase}: why?"), " takes the tick back   "),
        Ask::Note => {
            let open = model.view.state.incident.open.as_deref().unwrap_or("the incident");
            (format!("Note on {open}"), " saves   ")
        }
    };
    let item = match &prompt.ask {
        Ask::Evidence { path, phase, item } | Ask::Untick { path, phase, item } => {
            match model.view.ctx.observed.runbooks.get(path) {
                Some(Seen::Read { document, .. }) => document.item(phase, item),
                _ => None,
            }
        }
        Ask::Note => None,
    };
    let rows = if prompt.ask == Ask::Note { 6 } else { 1 };
    let inner = popup(buffer, area, (78, rows + 8), &title, theme);
    let mut y = 0;
    if let Some(item) = item {
        for line in wrap(&format!("{}. {}", item.number, item.text), inner.width, 3) {
            Pen::new(buffer, inner, y).text(&line, theme.text());
            y += 1;
        }
        y += 1;
    }
    let place = Rect { y: inner.y + y, height: rows.min(inner.height.saturating_sub(y)), ..inner };
    let cursor = super::draw::area(buffer, place, &prompt.field, theme);
    y += rows;
    if let Ask::Evidence { .. } = prompt.ask {
        let kind = match EvidenceRef::from_word(&prompt.field.text()) {
            EvidenceRef::File { path } if path.is_empty() => "a file's path, an address with ://, or commit:SHA",
            EvidenceRef::File { .. } => "a file of this workspace; its digest is recorded",
            EvidenceRef::Url { .. } => "an address; recorded, not fetched",
            EvidenceRef::Commit { .. } => "a commit; recorded, not looked up",
        };
        Pen::new(buffer, inner, y).text(kind, theme.dim());
    }
    if let Ask::Untick { .. } = prompt.ask {
        Pen::new(buffer, inner, y).text("the evidence stays on record", theme.dim());
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    pen.text("Enter", theme.key()).text(key, theme.dim());
    if prompt.ask == Ask::Note {
        pen.text("Alt-Enter", theme.key()).text(" new line   ", theme.dim());
    }
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    cursor
}
