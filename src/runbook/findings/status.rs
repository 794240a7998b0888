//! Statuses: what cannot be read, what is said twice, and what row and section say of one phase.

use super::Finder;
use crate::hold::text::clean;
use crate::runbook::{Finding, FindingCode, Severity, Span, Status, StatusMark, Word};

/// The most ids that one message names.
const NAMED: usize = 8;

pub(super) fn find(finder: &mut Finder) {
    readable(finder);
    once(finder);
    agreeing(finder);
    active(finder);
}

fn readable(finder: &mut Finder) {
    let document = finder.document;
    let rows = document.roadmap.iter().flat_map(|roadmap| &roadmap.rows).map(|row| (&row.id, &row.status));
    let sections = document.phases.iter().filter_map(|phase| Some((&phase.id, phase.status_section.as_ref()?)));
    for (id, mark) in rows.chain(sections) {
        let four = "write NOT_STARTED, ACTIVE, DONE or BLOCKED";
        if mark.word.is_none() {
            let message = if mark.raw.is_empty() {
                format!("the status of {id} is empty")
            } else {
                format!("the status of {id} cannot be read: {}", clean(&mark.raw))
            };
            finder.raise(FindingCode::StatusUnreadable, Some(id), finder.mark(mark), message, four);
        } else if mark.synonym {
            let message = format!("{} is another word for a status of {id}", clean(&mark.raw));
            let found = finder.finding(FindingCode::StatusSynonym, Some(id), finder.mark(mark), message, four);
            // A document that lists its statuses has said that no other word is one.
            let severity = if document.declares_statuses { Severity::Error } else { found.severity };
            finder.found.push(Finding { severity, ..found });
        }
    }
}

fn once(finder: &mut Finder) {
    for &(phase, line) in finder.extra.duplicate_statuses {
        let Some(id) = finder.phase_id(Some(phase)).map(str::to_owned) else { continue };
        let message = format!("{id} states its status more than once");
        let hint = "keep one Status line for each phase";
        finder.raise(FindingCode::StatusDup, Some(&id), finder.line(line), message, hint);
    }
}

fn agreeing(finder: &mut Finder) {
    let document = finder.document;
    for phase in document.phases.iter().filter(|phase| document.status_of(phase) == Status::Conflict) {
        let word = |mark: &Option<StatusMark>| mark.as_ref().and_then(|mark| mark.word).map_or("", Word::word);
        let (row, section) = (word(&phase.status_roadmap), word(&phase.status_section));
        let span = phase.status_section.as_ref().map_or_else(|| finder.heading(phase), |mark| finder.mark(mark));
        let at = phase.status_roadmap.as_ref().map_or(0, |mark| mark.line);
        let message = format!("the roadmap says {row} of {} (line {at}), and its section says {section}", phase.id);
        let hint = "a person decides which is right, and one write changes both";
        finder.raise(FindingCode::StatusMismatch, Some(&phase.id), span, message, hint);
    }
}

/// At most one finding for the roadmap and one for the sections.
fn active(finder: &mut Finder) {
    let document = finder.document;
    let is_active = |mark: &&StatusMark| mark.word == Some(Word::Active);
    let rows = document.roadmap.iter().flat_map(|roadmap| &roadmap.rows);
    let rows = rows.filter(|row| is_active(&&row.status)).map(|row| (row.id.clone(), finder.mark(&row.status)));
    several(finder, rows.collect(), "the roadmap has");
    // A child is ACTIVE inside an ACTIVE parent, so only phases of the same parent compete.
    let mut rivals: std::collections::BTreeMap<Option<usize>, Vec<(String, Span)>> = std::collections::BTreeMap::new();
    for phase in &document.phases {
        if let Some(mark) = phase.status_section.as_ref().filter(is_active) {
            rivals.entry(phase.parent).or_default().push((phase.id.clone(), finder.mark(mark)));
        }
    }
    let competing = rivals.into_values().filter(|rivals| rivals.len() > 1).flatten();
    several(finder, competing.collect(), "the sections have");
}

fn several(finder: &mut Finder, ids: Vec<(String, Span)>, place: &str) {
    let Some((second, span)) = ids.get(1).cloned() else { return };
    let named: Vec<&str> = ids.iter().map(|(id, _)| id.as_str()).take(NAMED).collect();
    let more = if ids.len() > NAMED { format!(" and {} more", ids.len() - NAMED) } else { String::new() };
    let message = format!("{place} more than one ACTIVE phase: {}{more}", named.join(", "));
    let hint = "only one phase may be ACTIVE at a time; set the others to what they are";
    let mut found = finder.finding(FindingCode::MultiActive, Some(&second), span, message, hint);
    found.also = ids.into_iter().map(|(id, _)| id).filter(|id| *id != second).collect();
    finder.found.push(found);
}
