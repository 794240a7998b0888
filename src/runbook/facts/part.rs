//! The five parts that an activatable phase has (seed 002 §5), and where they are.

use serde::Serialize;

use super::super::lines;
use super::super::scan::OpaqueKind;
use super::super::{Class, Document, Span};
use super::Source;
use super::region::Region;
use super::topic::Topic;

/// One of the five parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What has to hold before it starts.
    Entry,
    /// What is to be done.
    Tasks,
    /// The definition of done.
    Dod,
    /// What happens when it goes wrong.
    Rollback,
    /// The evidence it owes.
    Evidence,
}

impl Part {
    /// All five, in the order of the seed.
    pub const ALL: [Self; 5] = [Self::Entry, Self::Tasks, Self::Dod, Self::Rollback, Self::Evidence];

    /// The words shown: `entry criteria`, `definition of done` and so on.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Entry => "entry criteria",
            Self::Tasks => "tasks",
            Self::Dod => "definition of done",
            Self::Rollback => "rollback posture",
            Self::Evidence => "evidence contract",
        }
    }
}

/// Which of the five parts a phase has: the line of each, from 1.
///
/// A label counts only with something under it. The line is the label's, or that of the row in an evidence table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Parts {
    /// Entry gate, criteria, conditions or prerequisites.
    pub entry: Option<usize>,
    /// Implementation tasks, tasks, scope or steps.
    pub tasks: Option<usize>,
    /// A definition of done with at least one box or bullet.
    pub dod: Option<usize>,
    /// Rollback, retry or failure posture.
    pub rollback: Option<usize>,
    /// Evidence outputs or contract, or the phase's row in an evidence table.
    pub evidence: Option<usize>,
}

impl Parts {
    fn place(&mut self, part: Part) -> &mut Option<usize> {
        match part {
            Part::Entry => &mut self.entry,
            Part::Tasks => &mut self.tasks,
            Part::Dod => &mut self.dod,
            Part::Rollback => &mut self.rollback,
            Part::Evidence => &mut self.evidence,
        }
    }

    /// The line of a part.
    pub const fn line(&self, part: Part) -> Option<usize> {
        match part {
            Part::Entry => self.entry,
            Part::Tasks => self.tasks,
            Part::Dod => self.dod,
            Part::Rollback => self.rollback,
            Part::Evidence => self.evidence,
        }
    }

    /// The parts that are not there, in the order of the seed.
    pub fn missing(&self) -> Vec<Part> {
        Part::ALL.into_iter().filter(|&part| self.line(part).is_none()).collect()
    }
}

/// The parts of every phase, in order.
pub(super) fn parts(source: &Source, document: &Document, regions: &[Region]) -> Vec<Parts> {
    let mut parts = vec![Parts::default(); document.phases.len()];
    let mut checklists = vec![None; document.phases.len()];
    for region in regions {
        let (Some(phase), line) = (region.phase, source.lines.line(region.at)) else { continue };
        let place = match region.topic {
            Topic::Part(part) => parts[phase].place(part),
            Topic::Boxes(Class::Dod) => &mut checklists[phase],
            _ => continue,
        };
        if place.is_none() && says_something(source, &region.body) {
            *place = Some(line);
        }
    }
    // What counts as an item of a definition of done is decided where items are read, and here only looked up.
    let boxes = document.boxes.iter().filter(|checkbox| checkbox.class == Class::Dod);
    let boxes = boxes.filter_map(|checkbox| Some((checkbox.phase?, checkbox.line)));
    let items = boxes.chain(document.plain_items.iter().map(|item| (item.phase, item.line)));
    for (phase, line) in items {
        let first = parts[phase].dod.map_or(line, |first| first.min(line));
        parts[phase].dod = Some(first);
    }
    for (parts, checklist) in parts.iter_mut().zip(checklists) {
        if let (Some(item), Some(label)) = (parts.dod, checklist) {
            parts.dod = Some(item.min(label));
        }
    }
    for row in document.evidence_rows.iter().filter(|row| !row.text.is_empty()) {
        if let Some(phase) = row.phase {
            parts[phase].evidence.get_or_insert(row.line);
        }
    }
    parts
}

/// Whether there are words in `body`, code and tables included. A comment, a rule, an empty item or a fence has none,
/// and a status or another label is not what the label announces.
fn says_something(source: &Source, body: &Span) -> bool {
    let says = |line: &str| {
        let inked = line.trim_start();
        let announces = inked.len() == line.len() && (inked.ends_with(':') || lines::status_value(inked).is_some());
        let fence = inked.starts_with("```") || inked.starts_with("~~~");
        !announces && !fence && inked.contains(char::is_alphabetic)
    };
    source.lines_in(body, &[OpaqueKind::Code, OpaqueKind::Table]).any(|(_, line)| says(line))
}

impl Document {
    /// The parts of a phase; none for an unknown id.
    pub fn parts(&self, id: &str) -> Parts {
        self.place(id).and_then(|at| self.index.later.parts(self).get(at)).copied().unwrap_or_default()
    }
}
