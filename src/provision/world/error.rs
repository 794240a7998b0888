//! What is wrong with a world file, where, and what to do.

use serde::Serialize;

/// One thing wrong with a world file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{path}: {what}; {fix}")]
pub struct WorldError {
    /// Where, as in `edges[3].requirement.polcy`; a line and column when the text is no JSON.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub fix: String,
}
