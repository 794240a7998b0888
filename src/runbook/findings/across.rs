//! Findings about several files together: what a deep plan leaves open of a phase that the plan calls DONE. A deep plan
//! cannot change a status (seed 002 §6.1), so a file that states one of the phase is not asked about it.

use std::collections::BTreeMap;

use crate::hold::text::clean;
use crate::runbook::{Checkbox, Document, Finding, FindingCode, HeadingRole, Mark, Status};

/// What several files say of each other's phases.
#[derive(Debug, Default)]
pub struct Across {
    names: Vec<String>,
    /// Per id, which files state a status of it, and whether that is DONE.
    stated: BTreeMap<String, Vec<(usize, bool)>>,
    open: Vec<Open>,
}

/// The open boxes of a phase in a file that states no status of it.
#[derive(Debug)]
struct Open {
    file: usize,
    id: String,
    count: usize,
    /// About the first of them, its message still to be written.
    finding: Finding,
}

impl Across {
    /// Adds the next file: the name by which messages call it, its facts, and the text they were read from.
    pub fn add(&mut self, name: &str, document: &Document, text: &str) {
        let file = self.names.len();
        self.names.push(name.to_owned());
        let phases = document.phases.iter().map(|phase| phase.id.as_str());
        let rows = document.roadmap.iter().flat_map(|roadmap| &roadmap.rows).map(|row| row.id.as_str());
        for id in phases.chain(rows) {
            let status = document.status(id);
            if status != Status::Unknown {
                let stated = self.stated.entry(id.to_owned()).or_default();
                if stated.last().is_none_or(|&(last, _)| last != file) {
                    stated.push((file, status == Status::Done));
                }
            }
        }
        let mut open: BTreeMap<String, Open> = BTreeMap::new();
        for (checkbox, id) in owned(document) {
            let gating = checkbox.class.gates() && checkbox.mark != Mark::Checked;
            if !gating || line_of_ids(id).any(|id| document.status(id) != Status::Unknown) {
                continue;
            }
            if let Some(open) = open.get_mut(id) {
                open.count += 1;
            } else {
                let finding = finding(id, checkbox, text);
                open.insert(id.to_owned(), Open { file, id: id.to_owned(), count: 1, finding });
            }
        }
        self.open.extend(open.into_values());
    }

    /// The findings, each with the place of its file in the order of adding.
    pub fn findings(self) -> Vec<(usize, Finding)> {
        let Self { names, stated, open } = self;
        let told = open.into_iter().filter_map(|open| {
            // The nearest id that other files speak of decides; where two of them disagree, nobody can say.
            let (id, others) = line_of_ids(&open.id).find_map(|id| {
                let others = stated.get(id)?.iter().filter(|&&(file, _)| file != open.file);
                let others: Vec<_> = others.copied().collect();
                (!others.is_empty()).then_some((id, others))
            })?;
            let plan = names.get(others.first()?.0).filter(|_| others.iter().all(|&(_, done)| done))?;
            let plan = clean(plan);
            let message = match open.count {
                1 => format!("{plan} calls {id} DONE, and this box of {} is open", open.id),
                count => format!("{plan} calls {id} DONE, and {count} boxes of {} are open, this one first", open.id),
            };
            Some((open.file, Finding { message, ..open.finding }))
        });
        told.collect()
    }
}

/// The id and those that it is a part of: `M1.A`, `M1`.
fn line_of_ids(id: &str) -> impl Iterator<Item = &str> {
    let above = id.rmatch_indices(['.', '-']).map(|(cut, _)| &id[..cut]);
    std::iter::once(id).chain(above)
}

/// Every box with the id it is about: its phase's, or that of the annex it lies in when no heading opens such a phase.
fn owned(document: &Document) -> impl Iterator<Item = (&Checkbox, &str)> {
    let mut headings = document.headings.iter().peekable();
    let mut annex: Option<(u8, &str)> = None;
    document.boxes.iter().filter_map(move |checkbox| {
        while let Some(heading) = headings.next_if(|heading| heading.span.start <= checkbox.span.start) {
            annex = match &heading.role {
                HeadingRole::Annex(id) => Some((heading.level, id)),
                _ => annex.filter(|&(level, _)| heading.level > level),
            };
        }
        let phase = checkbox.phase.and_then(|phase| document.phases.get(phase)).map(|phase| phase.id.as_str());
        Some((checkbox, phase.or(annex.map(|(_, id)| id))?))
    })
}

fn finding(id: &str, checkbox: &Checkbox, text: &str) -> Finding {
    let span = checkbox.span.start.saturating_sub(1)..checkbox.span.end + 1;
    let before = text.get(..span.start).unwrap_or_default();
    let line = before.rfind('\n').map_or(before, |end| &before[end + 1..]);
    let code = FindingCode::CrossFileOpenBox;
    Finding {
        code,
        severity: code.severity(),
        phase: Some(id.to_owned()),
        line: checkbox.line,
        column: line.trim_start_matches('\u{feff}').chars().count() + 1,
        span: Some(span),
        message: String::new(),
        hint: "finish the item, or re-open the phase in the plan with a reason".to_owned(),
        also: Vec::new(),
    }
}
