//! The table that says which evidence each phase owes (seed 002 §9.1).

use std::borrow::Cow;

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
    /// The first phase of that id.
    pub phase: Option<usize>,
}

/// Fills in the rows of every evidence table: keyed by phase, with a column about evidence and none for a status.
pub(super) fn gather(source: &Source, document: &mut Document) {
    let mut rows: Vec<EvidenceRow> = source.blocks.tables.iter().flat_map(|table| of_table(source, table)).collect();
    if !rows.is_empty() {
        document.index.evidence = vec![None; document.phases.len()];
    }
    for (at, row) in rows.iter_mut().enumerate() {
        row.phase = document.place(&row.id);
        if let Some(phase) = row.phase {
            document.index.evidence[phase].get_or_insert(at);
        }
    }
    document.evidence_rows = rows;
}

fn of_table(source: &Source, table: &RawTable) -> Vec<EvidenceRow> {
    // Most tables are about something else, and are left at their header.
    let about = |span: &Span| ["vidence", "VIDENCE"].iter().any(|word| source.text[span.clone()].contains(word));
    if !table.head.iter().any(about) {
        return Vec::new();
    }
    let cell = |span: &Span| heading::plain(&source.text[span.clone()]);
    let head: Vec<Cow<str>> = table.head.iter().map(cell).collect();
    let expects = |cell: &Cow<str>| cell.to_ascii_lowercase().contains("evidence");
    let Some(column) = head.iter().skip(1).position(expects).map(|column| column + 1) else { return Vec::new() };
    if head.iter().any(|cell| cell == "Status") || !roadmap::names_phases(&head[0]) {
        return Vec::new();
    }
    let row = |row: &[Span]| {
        let (key, span) = (row.first()?, row.get(column)?.clone());
        // A row for a range of phases, or for the rest of them, is prose.
        let id = heading::whole_id(roadmap::unlinked(&cell(key)))?.into_owned();
        let text = one_line(&source.text[span.clone()]);
        Some(EvidenceRow { id, line: source.lines.line(key.start), span, text, phase: None })
    };
    table.rows().filter_map(row).collect()
}

impl Document {
    /// What the evidence table expects of a phase, on one line; the first row when there are several.
    pub fn expected_evidence(&self, id: &str) -> Option<&str> {
        self.evidence_row(id).map(|row| row.text.as_str())
    }

    /// The row of a phase in the evidence table; of an id without a section, too.
    pub fn evidence_row(&self, id: &str) -> Option<&EvidenceRow> {
        match self.place(id) {
            Some(phase) => self.index.evidence.get(phase).copied().flatten().and_then(|at| self.evidence_rows.get(at)),
            None => self.evidence_rows.iter().find(|row| row.id == id),
        }
    }
}
