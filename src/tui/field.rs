//! A place to type in: one line or several, cleaned of what a terminal would act on, bounded in length.

use crossterm::event::KeyEvent;
use tui_textarea::{CursorMove, Input, Key, TextArea};

use crate::hold::text;

/// The most characters a field takes; a rule may allow fewer and says so itself.
const LONGEST: usize = 8_000;

/// What was typed, and where the cursor stands in it.
#[derive(Debug, Clone)]
pub struct Field {
    area: TextArea<'static>,
    lines: bool,
    /// What is in it was only offered: the first character that is typed takes its place.
    offered: bool,
}

impl Field {
    /// A field of one line, holding `text`, the cursor at its end.
    pub fn line(text: &str) -> Self {
        let mut field = Self { area: TextArea::default(), lines: false, offered: false };
        field.insert(text);
        field
    }

    /// A field of one line with an answer that is offered: typing takes its place, any other key keeps it.
    pub fn offered(text: &str) -> Self {
        let mut field = Self::line(text);
        field.offered = !text.is_empty();
        field
    }

    /// An empty field of several lines.
    pub fn lines() -> Self {
        Self { area: TextArea::default(), lines: true, offered: false }
    }

    /// What was typed.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// The lines, at least one.
    pub fn rows(&self) -> &[String] {
        self.area.lines()
    }

    /// Row and column of the cursor, in characters.
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// Edits by a key. Keys that would break the line are for the caller.
    pub fn key(&mut self, key: KeyEvent) {
        let input = Input::from(key);
        let breaks = matches!(input, Input { key: Key::Enter | Key::Tab, .. })
            || matches!(input, Input { key: Key::Char('m' | 'j'), ctrl: true, .. });
        let types = matches!(input, Input { key: Key::Char(_), ctrl: false, alt: false, .. });
        if breaks || (types && !self.offered && self.room() == 0) {
            return;
        }
        // What this key does by itself in the library is to undo; in a shell and in most forms it clears.
        if matches!(input, Input { key: Key::Char('u'), ctrl: true, alt: false, .. }) {
            return self.clear();
        }
        if let Input { key: Key::Char(c), ctrl: false, alt: false, .. } = input {
            self.insert(&c.to_string());
        } else {
            self.offered = false;
            self.area.input(input);
        }
    }

    /// Empties the line that the cursor stands in.
    fn clear(&mut self) {
        self.offered = false;
        let (row, _) = self.cursor();
        if self.area.lines().get(row).is_some_and(|line| !line.is_empty()) {
            self.area.move_cursor(CursorMove::End);
            self.area.delete_line_by_head();
        }
    }

    /// Types `text`, as a paste does: nothing in it is a command, line breaks become blanks where there is one line.
    pub fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.offered) && !text.is_empty() {
            self.clear();
        }
        let head: String = text.chars().take(self.room()).collect();
        let head = head.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
        let clean = if self.lines { text::clean_lines(&head) } else { text::clean(&head.replace('\n', " ")) };
        self.area.insert_str(clean);
    }

    /// Breaks the line, where the field has several.
    pub fn newline(&mut self) {
        if self.lines && self.room() > 0 {
            self.area.insert_newline();
        }
    }

    fn room(&self) -> usize {
        LONGEST.saturating_sub(self.area.lines().iter().map(|line| line.chars().count() + 1).sum())
    }
}
