//! Steps: fenced shell blocks with a name, as a runbook's reader may run them. Nothing is run here.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::{Document, Span};

/// What running a step does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Looks, and changes nothing.
    Probe,
    /// Looks, and its answer is a yes or a no.
    Gate,
    /// Changes something.
    Apply,
    /// Is done by a person.
    Manual,
}

impl StepKind {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Probe, Self::Gate, Self::Apply, Self::Manual];

    /// The word written, shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Probe => "probe",
            Self::Gate => "gate",
            Self::Apply => "apply",
            Self::Manual => "manual",
        }
    }
}

/// A named shell block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name; unique in the document, or else a problem.
    pub name: String,
    /// The shell: `sh`, `bash`, `shell` or `zsh`.
    pub lang: String,
    /// What would run: prompts and output taken off.
    pub script: String,
    /// What running it does. A block that does not say is taken for one that changes something.
    pub kind: StepKind,
    /// The most seconds it may take.
    pub timeout: Option<u64>,
    /// Whether running it twice is the same as once.
    pub idempotent: bool,
    /// The step that undoes it.
    pub rollback: Option<String>,
    /// Every attribute as it was written, the known ones included.
    pub attributes: BTreeMap<String, String>,
    /// The line of its opening fence.
    pub line: usize,
    /// The whole block, fences included.
    pub span: Span,
    /// The phase it belongs to.
    pub phase: Option<usize>,
    /// Why it cannot be run; empty for one that can.
    pub problems: Vec<String>,
}

impl Step {
    /// Whether it can be run at all.
    pub fn is_runnable(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Document {
    /// The steps of a phase, in order; empty for an unknown id.
    pub fn steps_of(&self, id: &str) -> impl Iterator<Item = &Step> {
        self.of(&self.index.steps, id).filter_map(|&at| self.steps.get(at))
    }

    /// The step of that name; the first one when there are several, none of which can be run.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }
}
