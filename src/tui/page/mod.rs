//! Lines as data: what a phase's pane and every sheet show, made when something changes and never while drawing.

mod facts;
mod phase;
mod spot;

pub use phase::{Sight, build};
pub use spot::Spot;

use ratatui::style::Style;

use super::theme::Theme;
use crate::runbook::{Mark, Status};

/// The sign before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyph {
    /// None.
    #[default]
    None,
    /// A condition that is met or not.
    Met(bool),
    /// A condition that a person answers for, and has not yet.
    Asked,
    /// The status of a phase.
    Status(Status),
    /// A box.
    Box(Mark),
    /// One of a list.
    Dash,
    /// Something wrong.
    Alarm,
}

/// How a text is meant; colours come from the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// Ordinary.
    #[default]
    Text,
    /// It matters more.
    Strong,
    /// It matters less.
    Dim,
    /// All is well.
    Good,
    /// In the way.
    Bad,
    /// For a while, or not known.
    Amber,
}

/// One line of a page or a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// A heading before the text.
    pub head: String,
    /// The sign.
    pub glyph: Glyph,
    /// A number before the sign.
    pub number: Option<usize>,
    /// What it says; cut where it does not fit.
    pub text: String,
    /// How it is meant.
    pub ink: Ink,
    /// What stands at its end, in full and short.
    pub tail: [String; 2],
    /// How that is meant.
    pub tail_ink: Ink,
    /// What can be acted on here, as a place among the spots.
    pub spot: Option<usize>,
}

/// What a phase's pane shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The lines.
    pub lines: Vec<Line>,
    /// What can be acted on, in the order of the lines.
    pub spots: Vec<Spot>,
}

impl Line {
    /// A heading and what stands beside it.
    pub fn head(head: impl Into<String>, text: impl Into<String>) -> Self {
        Self { head: head.into(), text: text.into(), ..Self::default() }
    }

    /// A line under a heading.
    pub fn row(glyph: Glyph, text: impl Into<String>, ink: Ink) -> Self {
        Self { glyph, text: text.into(), ink, ..Self::default() }
    }

    /// The same with an end: in full, and short.
    #[must_use]
    pub fn ending(mut self, long: impl Into<String>, short: impl Into<String>, ink: Ink) -> Self {
        self.tail = [long.into(), short.into()];
        self.tail_ink = ink;
        self
    }
}

impl Page {
    /// Adds a line.
    pub fn say(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds a line that can be acted on.
    pub fn offer(&mut self, mut line: Line, spot: Spot) {
        line.spot = Some(self.spots.len());
        self.spots.push(spot);
        self.lines.push(line);
    }

    /// The spot of a line.
    pub fn spot(&self, line: usize) -> Option<&Spot> {
        self.spots.get(self.lines.get(line)?.spot?)
    }

    /// The line of the first spot that satisfies `wanted`.
    pub fn find(&self, wanted: impl Fn(&Spot) -> bool) -> Option<usize> {
        (0..self.lines.len()).find(|&line| self.spot(line).is_some_and(&wanted))
    }

    /// One line on or back: to the next that can be acted on, or where there is none to the next line, so that
    /// everything can be scrolled into sight.
    pub fn step(&self, line: usize, forward: bool) -> usize {
        let last = self.lines.len().saturating_sub(1);
        let acts = |at: &usize| self.lines[*at].spot.is_some();
        if forward {
            (line + 1..=last).find(acts).unwrap_or((line + 1).min(last))
        } else {
            (0..line.min(last)).rev().find(acts).unwrap_or(line.saturating_sub(1))
        }
    }
}

impl Ink {
    /// Its style.
    pub fn style(self, theme: Theme) -> Style {
        match self {
            Self::Text => theme.text(),
            Self::Strong => theme.strong(),
            Self::Dim => theme.dim(),
            Self::Good => theme.good(),
            Self::Bad => theme.bad(),
            Self::Amber => theme.amber(),
        }
    }
}

impl Glyph {
    /// The sign and its style.
    pub fn shown(self, theme: Theme) -> (&'static str, Style) {
        match self {
            Self::None => ("", theme.text()),
            Self::Met(met) => theme.met(met),
            Self::Asked if theme.plain => ("to attest", theme.dim()),
            Self::Asked => ("·", theme.dim()),
            Self::Status(status) => theme.status(status),
            Self::Box(Mark::Open) => ("[ ]", theme.text()),
            Self::Box(Mark::Checked) => ("[x]", theme.good()),
            Self::Box(Mark::Odd) => ("[?]", theme.bad()),
            Self::Dash => ("-", theme.dim()),
            Self::Alarm => ("!", theme.bad()),
        }
    }
}

/// `text` without the marks of code and emphasis, as far as a row can show it.
pub fn unmarked(text: &str) -> String {
    text.chars().take(600).filter(|c| !matches!(c, '`' | '*')).collect()
}
