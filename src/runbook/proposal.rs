//! What to do about a plan without phases: the mapping that would make some, or why none would.

use super::Grammar;

/// What [`Grammar::propose`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// The plan has phases of its own.
    NotNeeded {
        /// How many.
        phases: usize,
    },
    /// A mapping that makes phases of its headings.
    Mapping {
        /// The mapping.
        grammar: Grammar,
        /// How many phases it makes.
        phases: usize,
        /// How many boxes lie in them.
        boxes: usize,
        /// How many lie in none.
        outside: usize,
    },
    /// No mapping makes phases of it; why, and what would, in plain words.
    Impossible(String),
}

impl Proposal {
    /// The mapping, when there is one.
    pub fn grammar(&self) -> Option<&Grammar> {
        match self {
            Self::Mapping { grammar, .. } => Some(grammar),
            Self::NotNeeded { .. } | Self::Impossible(_) => None,
        }
    }

    /// What to do, in one sentence: the exact mapping to add, and where.
    pub fn hint(&self) -> String {
        match self {
            Self::NotNeeded { phases } => format!("nothing: it has {phases} phases of its own"),
            Self::Mapping { grammar, phases, boxes, outside } => {
                let left = if *outside > 0 { format!(", {outside} outside them") } else { String::new() };
                format!(
                    "to make {phases} phase(s) of its headings, with {boxes} of the boxes in them{left}, add \
                     `grammar = {}` to its [[runbook]] in wayhold.toml, or begin the file with front matter that says \
                     `grammar: {}`; or give its stages ids, such as R1 or Phase 1, a dash and a name",
                    grammar.inline_toml(),
                    grammar.inline_front()
                )
            }
            Self::Impossible(why) => why.clone(),
        }
    }
}
