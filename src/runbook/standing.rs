//! Where a phase stands besides its status: whether its build-go is alive, and whether its next step waits.

use super::{Adopted, Document, decide, material};

/// What has become of a phase's build-go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoState {
    /// None was given, or a change of status took it back.
    None,
    /// It stands.
    Stands,
    /// What it was bound to has changed since.
    Died,
}

impl GoState {
    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Stands => "stands",
            Self::Died => "died",
        }
    }
}

impl Adopted {
    /// What has become of a phase's build-go, as the file is now (seed 002 §10.1).
    pub fn go_state(&self, document: &Document, phase: &str) -> GoState {
        match self.phases.get(phase).and_then(|record| record.go.as_ref()) {
            None => GoState::None,
            Some(go) if go.facts == material::bound(document, phase, &self.decisions) => GoState::Stands,
            Some(_) => GoState::Died,
        }
    }

    /// Whether the phase before it was closed, and this one is neither ACTIVE nor left with a reason yet (seed 002
    /// §10, 5 and 6).
    pub fn next_step_open(&self, document: &Document, phase: &str) -> bool {
        decide::next_step_open(self, document, phase)
    }
}
