//! Colours and glyphs. Sixteen ANSI colours, so that the user's palette wins; a word or a glyph always says the same.

use ratatui::style::{Color, Modifier, Style};

use crate::runbook::Status;

/// How things are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Whether colours are used at all; without them weight and inversion carry the difference.
    pub color: bool,
    /// No borders, words for glyphs, a real cursor on the selection.
    pub plain: bool,
}

impl Theme {
    fn ink(self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }

    /// Ordinary text.
    pub fn text(self) -> Style {
        Style::new()
    }

    /// What matters less.
    pub fn dim(self) -> Style {
        if self.color { self.ink(Color::DarkGray) } else { Style::new().add_modifier(Modifier::DIM) }
    }

    /// What matters more.
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// All is well.
    pub fn good(self) -> Style {
        self.ink(Color::Green)
    }

    /// Loosened, for a while.
    pub fn amber(self) -> Style {
        self.ink(Color::Yellow).add_modifier(Modifier::BOLD)
    }

    /// In the way.
    pub fn bad(self) -> Style {
        self.ink(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// An emergency in force.
    pub fn alarm(self) -> Style {
        if self.color {
            Style::new().fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD)
        } else {
            Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        }
    }

    /// Something that nobody may overlook.
    pub fn inverted(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// A key to press.
    pub fn key(self) -> Style {
        self.ink(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The frame of a pane.
    pub fn border(self, focused: bool) -> Style {
        if focused { self.ink(Color::Cyan).add_modifier(Modifier::BOLD) } else { self.dim() }
    }

    /// The selected row.
    pub fn selected(self, focused: bool) -> Style {
        if focused && !self.plain {
            Style::new().add_modifier(Modifier::REVERSED)
        } else {
            Style::new().add_modifier(Modifier::BOLD)
        }
    }

    /// The mark before the selected row.
    pub fn cursor_mark(self, selected: bool) -> &'static str {
        match (selected, self.plain) {
            (false, _) => " ",
            (true, false) => "▶",
            (true, true) => ">",
        }
    }

    /// A met or an unmet condition.
    pub fn met(self, met: bool) -> (&'static str, Style) {
        match (met, self.plain) {
            (true, false) => ("✔", self.good()),
            (true, true) => ("met", self.good()),
            (false, false) => ("✘", self.bad()),
            (false, true) => ("unmet", self.bad()),
        }
    }

    /// What stands between two parts of a line.
    pub fn bar(self) -> &'static str {
        if self.plain { " | " } else { " ▏ " }
    }

    /// The status of a phase as a mark.
    pub fn status(self, status: Status) -> (&'static str, Style) {
        let style = match status {
            Status::Done => self.good(),
            Status::Active => self.strong(),
            Status::NotStarted => self.dim(),
            Status::Blocked | Status::Conflict | Status::Unreadable => self.bad(),
            Status::Unknown => self.text(),
        };
        let glyph = match (self.plain, status) {
            (true, Status::Done) => "done",
            (true, Status::Active) => "ACTIVE",
            (true, Status::NotStarted) => "to do",
            (true, _) => status.word(),
            (false, Status::Done) => "✔",
            (false, Status::Active) => "●",
            (false, Status::NotStarted) => "○",
            (false, Status::Blocked) => "■",
            (false, Status::Unknown) => "?",
            (false, Status::Unreadable | Status::Conflict) => "!",
        };
        (glyph, style)
    }
}
