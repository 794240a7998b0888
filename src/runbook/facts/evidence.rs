//! The table that says which evidence each phase owes (seed 002 §9.1).

use super::super::scan::RawTable;
use super::super::{Document, Span, heading, roadmap};
use super::Source;
use crate::hold::text::one_line;

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

/// The rows of every evidence table: keyed by phase, with a column about evidence and none for a status.
pub(super) fn rows(source: &Source) -> Vec<EvidenceRow> {
    source.blocks.tables.iter().flat_map(|table| of_table(source, table)).collect()
}

fn of_table(source: &Source, table: &RawTable) -> Vec<EvidenceRow> {
    let cell = |span: &Span| heading::plain(&source.text[span.clone()]);
    let head: Vec<String> = table.head.iter().map(cell).collect();
    let expects = |cell: &String| cell.to_ascii_lowercase().contains("evidence");
    let Some(column) = head.iter().skip(1).position(expects).map(|column| column + 1) else { return Vec::new() };
    if head.iter().any(|cell| cell == "Status") || !roadmap::names_phases(&head[0]) {
        return Vec::new();
    }
    let row = |row: &Vec<Span>| {
        let (key, span) = (row.first()?, row.get(column)?.clone());
        // A row for a range of phases, or for the rest of them, is prose.
        let id = heading::whole_id(&roadmap::unlinked(&cell(key)))?;
        let text = one_line(&source.text[span.clone()]);
        Some(EvidenceRow { id, line: source.lines.line(key.start), span, text })
    };
    table.rows.iter().filter_map(row).collect()
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
