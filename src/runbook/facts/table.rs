//! Tables of the program: what is in scope, and risks with their controls.

use super::super::lines::Lines;
use super::super::scan::RawTable;
use super::super::{Span, heading};
use super::Source;
use super::program::ProgramItem;
use super::risk::Risk;

/// What the tables in `body` say is in scope, and what is out of it: a column of yes and no.
pub(super) fn scope(source: &Source, body: &Span) -> (Vec<ProgramItem>, Vec<ProgramItem>) {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for table in tables(source, body) {
        let Some(column) = (1..table.head.len()).find(|&column| answers(source, table, column)) else { continue };
        for row in table.rows() {
            let (Some(what), Some(answer)) = (row.first(), row.get(column)) else { continue };
            let item = ProgramItem::of(source, trimmed(source.text, what));
            if item.text.is_empty() {
                continue;
            }
            match yes(&source.text[answer.clone()]) {
                Some(true) => inside.push(item),
                Some(false) => outside.push(item),
                None => {}
            }
        }
    }
    (inside, outside)
}

/// Every row of the tables in `body` that have a column for controls.
pub(super) fn risks(source: &Source, body: &Span) -> Vec<Risk> {
    tables(source, body).flat_map(|table| of_table(source, table)).collect()
}

fn of_table(source: &Source, table: &RawTable) -> Vec<Risk> {
    let head: Vec<String> = table.head.iter().map(|cell| source.text[cell.clone()].to_ascii_lowercase()).collect();
    let about = |words: &[&str]| head.iter().position(|cell| words.iter().any(|word| cell.contains(word)));
    let Some(control) = about(&["control", "mitigation", "answer"]) else { return Vec::new() };
    let is_id = |row: &[Span]| row.first().is_some_and(|cell| !plain(source, cell).contains(' '));
    let id = (control != 0 && head.len() > 2 && table.rows().all(is_id)).then_some(0);
    let Some(text) = (0..head.len()).find(|&column| column != control && Some(column) != id) else { return Vec::new() };
    let risk = |row: &[Span]| {
        let span = trimmed(source.text, row.get(text)?);
        let filled = |cell: &Span| Some(Lines::joined(source.text, cell)).filter(|said| !said.is_empty());
        Some(Risk {
            id: id.and_then(|id| row.get(id)).map(|cell| plain(source, cell)).filter(|id| !id.is_empty()),
            text: filled(&span)?,
            control: row.get(control).and_then(filled),
            line: source.lines.line(span.start),
            span,
        })
    };
    table.rows().filter_map(risk).collect()
}

fn tables<'a>(source: &'a Source, body: &Span) -> impl Iterator<Item = &'a RawTable> {
    let Span { start, end } = *body;
    let tables = &source.blocks.tables;
    let first = tables.partition_point(|table| table.span.start < start);
    tables[first..].iter().take_while(move |table| table.span.start < end)
}

/// Whether every cell of a column is a yes or a no, and one at least is a yes.
fn answers(source: &Source, table: &RawTable, column: usize) -> bool {
    let answer = |row: &[Span]| row.get(column).map(|cell| yes(&source.text[cell.clone()]));
    table.rows().all(|row| answer(row).flatten().is_some())
        && table.rows().any(|row| answer(row).flatten() == Some(true))
}

fn yes(cell: &str) -> Option<bool> {
    match heading::plain(cell).to_ascii_lowercase().as_str() {
        "yes" | "y" | "in" | "x" | "✓" | "✔" | "true" => Some(true),
        "no" | "n" | "out" | "" | "-" | "–" | "—" | "✗" | "false" => Some(false),
        _ => None,
    }
}

fn plain(source: &Source, cell: &Span) -> String {
    heading::plain(&source.text[cell.clone()]).into_owned()
}

fn trimmed(text: &str, cell: &Span) -> Span {
    let said = &text[cell.clone()];
    let start = cell.start + said.len() - said.trim_start().len();
    start..start + said.trim().len()
}
