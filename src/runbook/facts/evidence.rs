//! The table that says which evidence each phase owes (seed 002 §9.1).

use super::super::{Document, Span};

/// What an evidence table expects of one phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRow {
    /// The phase's id.
    pub id: String,
    /// The line of its row.
    pub line: usize,
    /// The bytes of the cell.
    pub span: Span,
    /// What the cell says, on one line and cleaned.
    pub text: String,
}

impl Document {
    /// What the evidence table expects of a phase, on one line; the first row when there are several.
    pub fn expected_evidence(&self, id: &str) -> Option<&str> {
        self.evidence_row(id).map(|row| row.text.as_str())
    }

    /// The row of a phase in the evidence table.
    pub fn evidence_row(&self, id: &str) -> Option<&EvidenceRow> {
        self.index.evidence.get(id).and_then(|&at| self.evidence_rows.get(at))
    }
}
