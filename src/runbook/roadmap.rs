//! The roadmap: the table that is keyed by phase and has a column `Status`.

use std::borrow::Cow;

use super::lines::Lines;
use super::scan::{Blocks, RawTable};
use super::{Roadmap, Row, Span, heading, status};

/// Every table that qualifies as the roadmap, in order; more than one is an ambiguity.
pub(super) fn tables(text: &str, lines: &Lines, blocks: &Blocks) -> Vec<Roadmap> {
    blocks.tables.iter().filter_map(|table| read(text, lines, table)).collect()
}

fn read(text: &str, lines: &Lines, table: &RawTable) -> Option<Roadmap> {
    let cell = |span: &Span| heading::plain(&text[span.clone()]);
    let states = |span: &Span| text[span.clone()].contains("Status");
    if !table.head.iter().any(states) {
        return None;
    }
    let head: Vec<Cow<str>> = table.head.iter().map(cell).collect();
    let status = head.iter().position(|cell| cell == "Status")?;
    if !names_phases(head.first()?) || table.starts.is_empty() {
        return None;
    }
    let folded: Vec<String> = head.iter().map(|cell| cell.to_ascii_lowercase()).collect();
    let canonical = folded.iter().position(|cell| cell.contains("canonical"));
    let name = folded.iter().position(|cell| cell.contains("name") || cell.contains("title"));
    let filled = |row: &[Span], column: Option<usize>| {
        let filled = column.and_then(|column| row.get(column)).map(cell).filter(|cell| !cell.is_empty());
        filled.map(Cow::into_owned)
    };
    let mut rows = Vec::with_capacity(table.starts.len());
    for row in table.rows() {
        let id = heading::whole_id(unlinked(&cell(row.first()?)))?.into_owned();
        let line = lines.line(row.first()?.start);
        let span = row.get(status).cloned().unwrap_or(table.span.start..table.span.start);
        rows.push(Row {
            id,
            canonical_id: filled(row, canonical),
            name: filled(row, name),
            line,
            status: status::mark(&text[span.clone()], span.start, line),
        });
    }
    Some(Roadmap { line: lines.line(table.span.start), rows })
}

/// Whether the first header says that the rows are phases. `id` has to be a word: "Evidence" holds those letters too.
pub(super) fn names_phases(header: &str) -> bool {
    let folded = header.to_ascii_lowercase();
    ["phase", "stage", "milestone"].into_iter().any(|word| folded.contains(word))
        || folded.split(|c: char| !c.is_alphanumeric()).any(|word| word == "id" || word == "ids")
}

/// The text of a cell that is a link.
pub(super) fn unlinked(cell: &str) -> &str {
    let inside = cell.strip_prefix('[').and_then(|cell| cell.split_once("]("));
    inside.filter(|(_, url)| url.ends_with(')')).map_or(cell, |(text, _)| text)
}
