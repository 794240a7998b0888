//! The rules that decide whether something can be acted on now. Each rule is one function; `find` runs them all.

use super::{Document, Finding, FindingCode, Mark, Phase, Roadmap, Severity, Status, StatusMark, Word};

/// What the rules need besides the facts.
pub(super) struct Extra<'a> {
    pub(super) tables: &'a [Roadmap],
    pub(super) duplicate_statuses: &'a [(usize, usize)],
    pub(super) unclosed: Vec<(usize, &'static str)>,
}

/// Fills in the findings of `document`, by line, and who they keep from being acted on.
pub(super) fn find(document: &mut Document, extra: &Extra) {
    let mut found = Vec::new();
    unclosed(extra, &mut found);
    ambiguous(extra, &mut found);
    duplicates(document, &mut found);
    statuses(document, extra, &mut found);
    sections(document, &mut found);
    active(document, &mut found);
    boxes(document, &mut found);
    found.sort_by_key(|finding| (finding.line, finding.code));
    for (at, finding) in found.iter().enumerate() {
        if finding.severity != Severity::Error {
            continue;
        }
        let Some(phase) = &finding.phase else {
            document.index.document_errors.push(at);
            continue;
        };
        for id in finding.also.iter().chain([phase]) {
            document.index.errors.entry(id.clone()).or_default().push(at);
        }
    }
    document.findings = found;
}

fn error(code: FindingCode, phase: Option<&str>, line: usize, message: String, hint: &str) -> Finding {
    let phase = phase.map(str::to_owned);
    Finding { code, severity: Severity::Error, phase, line, message, hint: hint.to_owned(), also: Vec::new() }
}

fn unclosed(extra: &Extra, found: &mut Vec<Finding>) {
    for (line, what) in &extra.unclosed {
        let message = format!("the {what} opened here is never closed, and hides everything after it");
        found.push(error(FindingCode::FenceUnclosed, None, *line, message, "close it where it is meant to end"));
    }
}

fn ambiguous(extra: &Extra, found: &mut Vec<Finding>) {
    if let [first, second, ..] = extra.tables {
        let message = format!("this table and the one at line {} both read as the roadmap", first.line);
        let hint = "keep one table with a Status column that is keyed by phase";
        found.push(error(FindingCode::RoadmapAmbiguous, None, second.line, message, hint));
    }
}

fn duplicates(document: &Document, found: &mut Vec<Finding>) {
    let rows = document.roadmap.iter().flat_map(|roadmap| &roadmap.rows);
    for (at, row) in rows.enumerate() {
        if document.index.rows.get(&row.id).is_some_and(|&first| first != at) {
            let message = format!("{} has more than one row in the roadmap", row.id);
            found.push(error(FindingCode::DupRow, Some(&row.id), row.line, message, "keep one row for each phase"));
        }
    }
    for (at, phase) in document.phases.iter().enumerate() {
        let first = document.index.phases.get(&phase.id).and_then(|&first| document.phases.get(first));
        if let Some(first) = first.filter(|first| first.heading != document.phases[at].heading) {
            let message = format!("{} is opened here and at line {}", phase.id, first.line);
            let hint = "give the second heading another id, or turn it into a part of the first";
            found.push(error(FindingCode::DupPhase, Some(&phase.id), phase.line, message, hint));
        }
    }
}

fn statuses(document: &Document, extra: &Extra, found: &mut Vec<Finding>) {
    let four = "write NOT_STARTED, ACTIVE, DONE or BLOCKED";
    let mut check = |id: &str, mark: &StatusMark| {
        if mark.word.is_none() {
            let message = if mark.raw.is_empty() {
                format!("the status of {id} is empty")
            } else {
                format!("the status of {id} cannot be read: {}", crate::hold::text::clean(&mark.raw))
            };
            found.push(error(FindingCode::StatusUnreadable, Some(id), mark.line, message, four));
        } else if mark.synonym {
            let message = format!("{} is another word for a status of {id}", crate::hold::text::clean(&mark.raw));
            let code = FindingCode::StatusSynonym;
            // A document that lists its statuses has said that no other word is one.
            let severity = if document.declares_statuses { Severity::Error } else { Severity::Warning };
            found.push(Finding { severity, ..error(code, Some(id), mark.line, message, four) });
        }
    };
    for row in document.roadmap.iter().flat_map(|roadmap| &roadmap.rows) {
        check(&row.id, &row.status);
    }
    for phase in &document.phases {
        if let Some(mark) = &phase.status_section {
            check(&phase.id, mark);
        }
    }
    for &(phase, line) in extra.duplicate_statuses {
        let id = &document.phases[phase].id;
        let message = format!("{id} states its status more than once");
        found.push(error(FindingCode::StatusDup, Some(id), line, message, "keep one Status line for each phase"));
    }
    for phase in &document.phases {
        if document.status_of(phase) == Status::Conflict {
            let word = |mark: &Option<StatusMark>| mark.as_ref().and_then(|mark| mark.word).map_or("", Word::word);
            let (row, section) = (word(&phase.status_roadmap), word(&phase.status_section));
            let line = phase.status_section.as_ref().map_or(phase.line, |mark| mark.line);
            let message = format!("the roadmap says {row} of {}, and its section says {section}", phase.id);
            let hint = "a person decides which is right, and one write changes both";
            found.push(error(FindingCode::StatusMismatch, Some(&phase.id), line, message, hint));
        }
    }
}

fn sections(document: &Document, found: &mut Vec<Finding>) {
    let Some(roadmap) = &document.roadmap else { return };
    for (at, row) in roadmap.rows.iter().enumerate() {
        if document.index.rows.get(&row.id) != Some(&at) {
            continue;
        }
        match document.phase(&row.id) {
            None => {
                let message = format!("the roadmap lists {}, and no heading opens it", row.id);
                let hint = "add a section whose heading is the id, a dash and a name";
                found.push(error(FindingCode::NoSection, Some(&row.id), row.line, message, hint));
            }
            Some(phase) if phase.status_section.is_none() => {
                let message = format!("the section of {} states no status, and the roadmap does", phase.id);
                let hint = "add a line with Status: and the word at the start of the section";
                found.push(error(FindingCode::SectionNoStatus, Some(&phase.id), phase.line, message, hint));
            }
            Some(_) => {}
        }
    }
}

fn active(document: &Document, found: &mut Vec<Finding>) {
    let hint = "only one phase may be ACTIVE at a time; set the others to what they are";
    let several = |ids: Vec<(String, usize)>, place: &str| -> Option<Finding> {
        let (second, line) = ids.get(1)?.clone();
        let named: Vec<&str> = ids.iter().map(|(id, _)| id.as_str()).collect();
        let message = format!("{place} more than one ACTIVE phase: {}", named.join(", "));
        let mut finding = error(FindingCode::MultiActive, Some(&second), line, message, hint);
        finding.also = ids.into_iter().map(|(id, _)| id).filter(|id| *id != second).collect();
        Some(finding)
    };
    let rows = document.roadmap.iter().flat_map(|roadmap| &roadmap.rows);
    let in_rows = rows.filter(|row| row.status.word == Some(Word::Active)).map(|row| (row.id.clone(), row.line));
    found.extend(several(in_rows.collect(), "the roadmap has"));
    // A child is ACTIVE inside an ACTIVE parent, so only phases of the same parent compete.
    let mut rivals: std::collections::BTreeMap<Option<usize>, Vec<(String, usize)>> = std::collections::BTreeMap::new();
    for phase in &document.phases {
        if let Some(mark) = phase.status_section.as_ref().filter(|mark| mark.word == Some(Word::Active)) {
            rivals.entry(phase.parent).or_default().push((phase.id.clone(), mark.line));
        }
    }
    let competing: Vec<_> = rivals.into_values().filter(|rivals| rivals.len() > 1).flatten().collect();
    found.extend(several(competing, "the sections have"));
}

fn boxes(document: &Document, found: &mut Vec<Finding>) {
    if let (true, Some(first)) = (document.phases.is_empty(), document.boxes.first()) {
        let message = format!("there are {} boxes, and no heading opens a phase", document.boxes.len());
        let hint = "give the headings of the stages an id, such as R1 or Phase 1, a dash and a name";
        let finding = error(FindingCode::NoPhases, None, first.line, message, hint);
        found.push(Finding { severity: Severity::Warning, ..finding });
    }
    for checkbox in document.boxes.iter().filter(|checkbox| checkbox.mark == Mark::Odd) {
        let phase = checkbox.phase.and_then(|phase| document.phases.get(phase)).map(|phase| phase.id.as_str());
        let message = "the mark of this box is neither a blank nor an x, so it does not count as done".to_owned();
        let finding =
            error(FindingCode::BoxOdd, phase, checkbox.line, message, "write a blank or an x between the brackets");
        // Outside a definition of done nothing hangs on it; and without a phase it keeps none from being acted on.
        let gating = checkbox.class == super::Class::Dod && phase.is_some();
        found.push(Finding { severity: if gating { Severity::Error } else { Severity::Warning }, ..finding });
    }
    for (at, phase) in document.phases.iter().enumerate() {
        if document.status_of(phase) == Status::Done {
            found.extend(done_with_open_box(document, at, phase));
        }
    }
}

fn done_with_open_box(document: &Document, at: usize, phase: &Phase) -> Option<Finding> {
    let boxes = document.index.boxes.get(at)?.iter().filter_map(|&at| document.boxes.get(at));
    let open = boxes.filter(|checkbox| checkbox.mark != Mark::Checked && checkbox.class.gates() && !checkbox.annexed);
    let first = open.min_by_key(|checkbox| checkbox.line)?;
    let message = format!("{} is DONE, and this box is open", phase.id);
    let hint = "finish the item, or re-open the phase with a reason";
    Some(error(FindingCode::DoneOpenBox, Some(&phase.id), first.line, message, hint))
}
