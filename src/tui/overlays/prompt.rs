//! One question, answered in words: evidence for an item, a reason, a note.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::console::Command;
use crate::runbook::{self, EvidenceRef, ItemId};
use crate::tui::field::Field;
use crate::tui::model::Model;
use crate::tui::widgets::{Pen, popup, wrap};
use crate::{incident, posture, runbook::Seen};

/// A question.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What is asked.
    pub ask: Ask,
    /// The answer so far.
    pub field: Field,
    /// What kind of evidence is chosen; words that say so themselves win.
    pub kind: Kind,
    /// Whether the box was ticked before adoption, so that a person's word will do.
    pub inherited: bool,
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
    /// The eight fields as a person read them from a target that is out of reach.
    ReadBack,
    /// A note on a phase.
    PhaseNote {
        /// The runbook.
        path: String,
        /// The phase.
        phase: String,
    },
}

/// A kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// A file of the workspace.
    #[default]
    File,
    /// A command that is run.
    Command,
    /// An address.
    Url,
    /// A commit.
    Commit,
    /// A person's word, for a box that was ticked before adoption.
    Statement,
}

impl Kind {
    /// Every kind, in the order in which Tab goes through them.
    pub const ALL: [Self; 5] = [Self::File, Self::Command, Self::Url, Self::Commit, Self::Statement];

    const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Command => "command",
            Self::Url => "URL",
            Self::Commit => "commit",
            Self::Statement => "statement",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::File => "a file of this workspace; its digest is recorded",
            Self::Command => "a command; run after a preview, its output is kept and it has to end with exit code 0",
            Self::Url => "an address; recorded, not fetched",
            Self::Commit => "a commit; recorded, not looked up",
            Self::Statement => "your word for a box that was ticked before adoption: say how you know",
        }
    }
}

impl Ask {
    /// Whether the answer may have several lines.
    pub const fn lines(&self) -> bool {
        matches!(self, Self::Note | Self::ReadBack | Self::PhaseNote { .. })
    }
}

impl Prompt {
    /// The question, not yet answered.
    pub fn of(ask: Ask) -> Self {
        let field = if ask.lines() { Field::lines() } else { Field::line("") };
        Self { ask, field, kind: Kind::default(), inherited: false }
    }

    /// Chooses the next or the previous kind of evidence.
    pub fn turn(&mut self, forward: bool) {
        let kinds = self.kinds();
        let at = kinds.iter().position(|kind| *kind == self.kind()).unwrap_or(0);
        self.kind = kinds[if forward { at + 1 } else { at + kinds.len() - 1 } % kinds.len()];
    }

    fn kinds(&self) -> &'static [Kind] {
        if self.inherited { &Kind::ALL } else { &Kind::ALL[..4] }
    }

    /// What was typed, as evidence: a prefix says what it is, else the chosen kind does.
    pub fn evidence(&self) -> EvidenceRef {
        let text = self.field.text().trim().to_owned();
        match (EvidenceRef::from_word(&text), self.kind) {
            (EvidenceRef::File { .. }, Kind::Url) => EvidenceRef::Url { url: text },
            (EvidenceRef::File { .. }, Kind::Commit) => EvidenceRef::Commit { sha: text },
            // An address inside a command line is part of the command.
            (EvidenceRef::File { .. } | EvidenceRef::Url { .. }, Kind::Command) => EvidenceRef::Command { line: text },
            (said, _) => said,
        }
    }

    fn kind(&self) -> Kind {
        if self.kind == Kind::Statement {
            return Kind::Statement;
        }
        match self.evidence() {
            EvidenceRef::File { .. } => Kind::File,
            EvidenceRef::Command { .. } => Kind::Command,
            EvidenceRef::Url { .. } => Kind::Url,
            EvidenceRef::Commit { .. } => Kind::Commit,
        }
    }

    /// Whether the answer is shown once more before it counts: a command that is run, a person's word.
    pub fn previews(&self) -> bool {
        matches!(self.ask, Ask::Evidence { .. }) && matches!(self.kind(), Kind::Command | Kind::Statement)
    }

    /// The command that the answer makes.
    pub fn command(&self) -> Command {
        let text = self.field.text();
        match self.ask.clone() {
            Ask::Evidence { path, phase, item } if self.kind() == Kind::Statement => {
                let act = runbook::Act::Attest { item, statement: text, evidence: Vec::new() };
                runbook::Command::Phase { path, phase, act }.into()
            }
            Ask::Evidence { path, phase, item } => {
                runbook::Command::Tick { path, phase, item, evidence: vec![self.evidence()] }.into()
            }
            Ask::Untick { path, phase, item } => runbook::Command::Untick { path, phase, item, reason: text }.into(),
            Ask::Note => incident::Command::note(text).into(),
            Ask::ReadBack => posture::Command::Confirm { read_back: Some(text) }.into(),
            Ask::PhaseNote { path, phase } => {
                runbook::Command::Phase { path, phase, act: runbook::Act::Note { text } }.into()
            }
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
        Ask::ReadBack => {
            ("The eight fields as the target holds them, JSON".to_owned(), " compares and records them   ")
        }
        Ask::PhaseNote { phase, .. } => (format!("Note on {phase}: what was decided and done"), " saves   "),
    };
    let item = match &prompt.ask {
        Ask::Evidence { path, phase, item } | Ask::Untick { path, phase, item } => {
            match model.view.ctx.observed.runbooks.get(path) {
                Some(Seen::Read { document, .. }) => document.item(phase, item),
                _ => None,
            }
        }
        Ask::Note | Ask::ReadBack | Ask::PhaseNote { .. } => None,
    };
    let rows = match &prompt.ask {
        Ask::ReadBack => 13.min(area.height.saturating_sub(9)).max(1),
        ask if ask.lines() => 6,
        _ => 1,
    };
    let inner = popup(buffer, area, (78, rows + 9), &title, theme);
    let mut y = 0;
    if let Some(item) = item {
        for line in wrap(&format!("{}. {}", item.number, item.text), inner.width, 3) {
            Pen::new(buffer, inner, y).text(&line, theme.text());
            y += 1;
        }
        y += 1;
    }
    if let Ask::Evidence { .. } = prompt.ask {
        let mut pen = Pen::new(buffer, inner, y);
        for &kind in prompt.kinds() {
            let chosen = kind == prompt.kind();
            let (open, close) = if chosen { ("[", "] ") } else { (" ", "  ") };
            let style = if chosen { theme.strong() } else { theme.dim() };
            pen.text(open, style).text(kind.word(), style).text(close, style);
        }
        pen.text("  Tab", theme.key()).text(" another kind", theme.dim());
        y += 1;
    }
    let place = Rect { y: inner.y + y, height: rows.min(inner.height.saturating_sub(y)), ..inner };
    let cursor = super::draw::area(buffer, place, &prompt.field, theme);
    y += rows;
    if let Ask::Evidence { .. } = prompt.ask {
        let kind = prompt.kind().sentence();
        Pen::new(buffer, inner, y).text(kind, theme.dim());
    }
    if let Ask::Untick { .. } = prompt.ask {
        Pen::new(buffer, inner, y).text("the evidence stays on record", theme.dim());
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    pen.text("Enter", theme.key()).text(if prompt.previews() { " previews it   " } else { key }, theme.dim());
    if prompt.ask.lines() {
        pen.text("Alt-Enter", theme.key()).text(" new line   ", theme.dim());
    }
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    cursor
}
