//! Sheets: lists of lines over the deck, walked through entry by entry. Made when something changes, never while drawing.

mod decisions;
mod diff;
mod drift;
mod program;
mod steps;
mod timeline;

use std::ops::Range;

pub(super) use drift::moved;
pub use timeline::{About, Loaded};

use super::model::Model;
use super::page::{Glyph, Ink, Line};
use super::widgets::wrap;
use crate::runbook::ItemId;

/// The widest that a sheet gets, its frame included.
pub const WIDEST: u16 = 112;
/// The most lines that one entry is shown in.
const LONGEST: usize = 60;

/// What a sheet shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// The decisions of a runbook.
    Decisions,
    /// How its file differs from the ledger's version.
    Drift,
    /// The program around its phases.
    Program,
    /// The steps of a phase.
    Steps {
        /// The phase.
        phase: String,
    },
    /// What happened.
    Timeline(Loaded),
}

/// What an entry of a sheet can be acted on as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// Nothing but reading.
    None,
    /// A decision.
    Decision(String),
    /// A criterion or a guardrail.
    Attest(ItemId),
    /// A step.
    Step(String),
    /// A run.
    Run(String),
    /// The place where older entries begin.
    Older,
}

/// A list of lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What it shows.
    pub kind: Kind,
    /// The runbook that it is about.
    pub path: String,
    /// What stands over it.
    pub title: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its entries: which lines, and what can be done there.
    pub entries: Vec<(Range<usize>, Pick)>,
    /// The selected entry.
    pub selected: usize,
    /// How far the selected entry is scrolled, when it is longer than the screen.
    pub within: usize,
}

/// Writes the lines of a sheet.
#[derive(Debug)]
struct Writer {
    columns: u16,
    lines: Vec<Line>,
    entries: Vec<(Range<usize>, Pick)>,
}

impl Writer {
    fn new(model: &Model) -> Self {
        let columns = model.size.0.min(WIDEST).saturating_sub(8).max(20);
        Self { columns, lines: Vec::new(), entries: Vec::new() }
    }

    /// A heading, which is not selected.
    fn head(&mut self, head: impl Into<String>, text: impl Into<String>) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines.push(Line::head(head, text));
    }

    /// An entry: its text wrapped, its tail on the first line.
    fn entry(&mut self, pick: Pick, line: Line) {
        let start = self.lines.len();
        let text = wrap(&line.text, self.columns.saturating_sub(super::widgets::width(&line.tail[0])), LONGEST);
        let mut rest = text.into_iter();
        let ink = line.ink;
        let indent = line.glyph;
        self.lines.push(Line { text: rest.next().unwrap_or_default(), ..line });
        let blank = if indent == Glyph::None { "" } else { "  " };
        self.lines.extend(rest.map(|text| Line::row(Glyph::None, format!("{blank}{text}"), ink)));
        self.entries.push((start..self.lines.len(), pick));
    }

    /// Another line of the last entry.
    fn more(&mut self, text: impl AsRef<str>, ink: Ink) {
        let lines = wrap(text.as_ref(), self.columns.saturating_sub(4), LONGEST);
        self.lines.extend(lines.into_iter().map(|text| Line::row(Glyph::None, format!("    {text}"), ink)));
        if let Some((range, _)) = self.entries.last_mut() {
            range.end = self.lines.len();
        }
    }

    /// A line as it is, an entry of its own.
    fn raw(&mut self, text: String, ink: Ink) {
        let at = self.lines.len();
        self.lines.push(Line::row(Glyph::None, text, ink));
        self.entries.push((at..at + 1, Pick::None));
    }
}

impl Sheet {
    /// The sheet of `kind` about the selected runbook.
    pub fn of(model: &Model, kind: Kind) -> Self {
        let mut sheet = Self {
            kind,
            path: model.runbook.clone(),
            title: String::new(),
            lines: Vec::new(),
            entries: Vec::new(),
            selected: 0,
            within: 0,
        };
        sheet.refresh(model);
        let acts = |(_, pick): &(Range<usize>, Pick)| *pick != Pick::None && *pick != Pick::Older;
        sheet.selected = sheet.entries.iter().position(acts).unwrap_or(0);
        sheet
    }

    /// Shows something else, from its beginning.
    pub fn turn(&mut self, model: &Model, kind: Kind) {
        (self.kind, self.selected, self.within) = (kind, 0, 0);
        self.refresh(model);
    }

    /// Makes it anew.
    pub fn refresh(&mut self, model: &Model) {
        let mut writer = Writer::new(model);
        self.title = match &self.kind {
            Kind::Decisions => decisions::write(model, &self.path, &mut writer),
            Kind::Drift => drift::write(model, &self.path, &mut writer),
            Kind::Program => program::write(model, &self.path, &mut writer),
            Kind::Steps { phase } => steps::write(model, &self.path, phase, &mut writer),
            Kind::Timeline(loaded) => timeline::write(loaded, &mut writer),
        };
        self.lines = writer.lines;
        self.entries = writer.entries;
        self.selected = self.selected.min(self.entries.len().saturating_sub(1));
    }

    /// What the selected entry can be acted on as.
    pub fn pick(&self) -> &Pick {
        self.entries.get(self.selected).map_or(&Pick::None, |(_, pick)| pick)
    }

    /// The lines of the selected entry.
    pub fn here(&self) -> Range<usize> {
        self.entries.get(self.selected).map_or(0..0, |(range, _)| range.clone())
    }

    /// Moves the selection, and inside an entry that is longer than `rows` a line at a time.
    pub fn walk(&mut self, step: isize, rows: usize) {
        let long = self.here().len().saturating_sub(rows);
        match step {
            1 if self.within < long => self.within += 1,
            -1 if self.within > 0 => self.within -= 1,
            _ => {
                let last = self.entries.len().saturating_sub(1);
                let before = self.selected;
                self.selected = self.selected.saturating_add_signed(step).min(last);
                if self.selected != before {
                    self.within = 0;
                }
            }
        }
    }
}
