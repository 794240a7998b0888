//! The five parts that an activatable phase has (seed 002 §5), and where they are.

use serde::Serialize;

use super::super::Document;

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

impl Document {
    /// The parts of a phase; none for an unknown id.
    pub fn parts(&self, id: &str) -> Parts {
        self.index.phases.get(id).and_then(|&at| self.index.parts.get(at)).copied().unwrap_or_default()
    }
}
