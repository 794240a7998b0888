//! What the plan is made of: fences, the roadmap and its rows, headings that open phases, and those that do not.

use super::Finder;
use crate::hold::text::clean;
use crate::runbook::{Document, FindingCode, Heading, HeadingRole, Phase, Row, Status};

pub(super) fn find(finder: &mut Finder) {
    unclosed(finder);
    unread_grammar(finder);
    unread_world(finder);
    ambiguous(finder);
    duplicates(finder);
    sections(finder);
    containers(finder);
    annexes(finder);
}

fn unclosed(finder: &mut Finder) {
    let extra = finder.extra;
    for open in &extra.blocks.unclosed {
        let message = format!("the {} opened here is never closed, and hides everything after it", open.what);
        let line = finder.line(extra.lines.line(open.at));
        let span = open.at.max(line.start)..line.end;
        finder.raise(FindingCode::FenceUnclosed, None, span, message, "close it where it is meant to end");
    }
}

fn unread_grammar(finder: &mut Finder) {
    if let Some(why) = &finder.extra.grammar {
        let message = format!("the grammar in the front matter cannot be read: {}", clean(why));
        let hint = "write it as docs/grammar.md shows, such as grammar: {stage_heading: 2, id_from: slug}";
        finder.raise(FindingCode::GrammarUnreadable, None, finder.line(1), message, hint);
    }
}

fn unread_world(finder: &mut Finder) {
    if let Some((line, why)) = &finder.extra.world {
        let message = format!("the world in the front matter cannot be read: {}", clean(why));
        let hint = "write its path in the workspace, such as world: worlds/substrate.json, or take the line out";
        finder.raise(FindingCode::WorldUnreadable, None, finder.line(*line), message, hint);
    }
}

fn ambiguous(finder: &mut Finder) {
    if let [first, second, ..] = finder.extra.tables {
        let message = format!("this table and the one at line {first} both read as the roadmap");
        let hint = "keep one table with a Status column that is keyed by phase";
        finder.raise(FindingCode::RoadmapAmbiguous, None, finder.line(*second), message, hint);
    }
}

fn duplicates(finder: &mut Finder) {
    let document = finder.document;
    let rows = document.roadmap.as_ref().map_or(&[][..], |roadmap| &roadmap.rows);
    let first = |row: &&Row| document.row(&row.id).is_some_and(|first| first.line == row.line);
    // The index has an entry for each id, so its size tells without a search that there is nothing to find.
    let again = rows.iter().filter(|row| !first(row));
    for row in again.take(rows.len() - document.index.rows.len()) {
        let message = format!("{} has more than one row in the roadmap", row.id);
        let cell = finder.first_cell(row.line);
        finder.raise(FindingCode::DupRow, Some(&row.id), cell, message, "keep one row for each phase");
    }
    let first = |phase: &Phase| document.phase(&phase.id).filter(|first| first.heading != phase.heading);
    let again = document.phases.iter().filter_map(|phase| Some((phase, first(phase)?)));
    for (phase, first) in again.take(document.phases.len() - document.index.phases.len()) {
        let message = format!("{} is opened here and at line {}", phase.id, first.line);
        let hint = "give the second heading another id, or turn it into a part of the first";
        finder.raise(FindingCode::DupPhase, Some(&phase.id), finder.heading(phase), message, hint);
    }
}

/// Rows without a section, sections without a status, and phases without a row.
fn sections(finder: &mut Finder) {
    let document = finder.document;
    let Some(roadmap) = &document.roadmap else { return };
    // A phase has a row when it has the row's status.
    let listed = |phase: &&Phase| phase.status_roadmap.is_some();
    let first = |phase: &&Phase| document.phase(&phase.id).is_some_and(|first| first.heading == phase.heading);
    let sectioned = document.phases.iter().filter(listed).count();
    let missing = document.index.rows.len().saturating_sub(sectioned);
    if missing > 0 || document.phases.len() > document.index.phases.len() {
        let rows = document.index.rows.iter().map(|at| &roadmap.rows[at]);
        for Row { id, line, .. } in rows.filter(|row| document.phase(&row.id).is_none()) {
            let message = format!("the roadmap lists {id}, and no heading opens it");
            let hint = "add a section whose heading is the id, a dash and a name";
            finder.raise(FindingCode::NoSection, Some(id), finder.first_cell(*line), message, hint);
        }
    }
    for phase in document.phases.iter().filter(|phase| phase.status_section.is_none()).filter(listed).filter(first) {
        let message = format!("the section of {} states no status, and the roadmap does", phase.id);
        let hint = "add a line with Status: and the word at the start of the section";
        finder.raise(FindingCode::SectionNoStatus, Some(&phase.id), finder.heading(phase), message, hint);
    }
    for phase in document.phases.iter().filter(|phase| phase.root && !listed(phase)) {
        let message =
            format!("{} reads as a phase, and the roadmap at line {} does not list it", phase.id, roadmap.line);
        let hint = "add a row for it, or give the heading words that do not begin with an id";
        finder.raise(FindingCode::NoRoadmapRow, Some(&phase.id), finder.heading(phase), message, hint);
    }
}

/// A heading such as "Remaining phases" says something of the phases after it, and goes stale. It never decides.
fn containers(finder: &mut Finder) {
    let document = finder.document;
    let mut above: Option<(&Heading, Vec<Status>)> = None;
    for (at, heading) in document.headings.iter().enumerate() {
        if above.as_ref().is_some_and(|(container, _)| heading.level < container.level) {
            above = None;
        }
        let phase = match heading.role {
            HeadingRole::Container => {
                // One that claims nothing ("Phase stubs") leaves the claim of the one before it standing.
                let claimed = claimed(&heading.text);
                if !claimed.is_empty() {
                    above = Some((heading, claimed));
                }
                continue;
            }
            HeadingRole::Phase(phase) => &document.phases[phase],
            _ => continue,
        };
        let Some((container, claimed)) = above.as_ref().filter(|_| phase.root) else { continue };
        if let Some(status) = judged(document, phase).filter(|status| !claimed.contains(status)) {
            let message = format!(
                "{} is {}, and stands after the heading \"{}\" (line {})",
                phase.id,
                status.word(),
                clean(&container.text),
                container.line
            );
            let hint = "move the section under a heading that fits, or reword the heading; it decides nothing";
            finder.raise(FindingCode::Container, Some(&phase.id), finder.words_of(at), message, hint);
        }
    }
}

/// The status of a phase when it is one of the four.
fn judged(document: &Document, phase: &Phase) -> Option<Status> {
    let status = document.status_of(phase);
    let known = matches!(status, Status::NotStarted | Status::Active | Status::Done | Status::Blocked);
    known.then_some(status)
}

/// The statuses that a container's words allow; none when they claim nothing. The claim has to be one about phases:
/// "Phase detail (current state)" is not, and "Next phase (not yet active)" claims no ACTIVE.
fn claimed(words: &str) -> Vec<Status> {
    let folded = words.to_ascii_lowercase();
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let claim = |word: &str| -> &[Status] {
        match word {
            "active" | "current" => &[Status::Active, Status::Blocked],
            "remaining" | "next" => &[Status::NotStarted, Status::Blocked],
            "closed" | "completed" => &[Status::Done],
            _ => &[],
        }
    };
    let is_phase = |word: Option<&&str>| word.is_some_and(|word| matches!(*word, "phase" | "phases"));
    let mut claimed = Vec::new();
    for at in 0..words.len() {
        let ahead = words[at..].iter().position(|word| claim(word).is_empty()).and_then(|rest| words.get(at + rest));
        let behind = at.checked_sub(1).and_then(|before| words.get(before));
        let negated = behind.is_some_and(|word| matches!(*word, "not" | "yet" | "until" | "no"));
        if !negated && (is_phase(ahead) || is_phase(behind)) {
            claimed.extend(claim(words[at]));
        }
    }
    claimed
}

fn annexes(finder: &mut Finder) {
    let document = finder.document;
    for (at, heading) in document.headings.iter().enumerate() {
        let HeadingRole::Annex(id) = &heading.role else { continue };
        let (message, hint) = match document.phase(id) {
            Some(phase) => (
                format!(
                    "this heading is about {id} and does not open it; the boxes below count for the phase at line {}",
                    phase.line
                ),
                "nothing to do; put a dash after the id if the heading is meant to open a phase",
            ),
            None => (
                format!("this heading is led by {id}, and no heading opens such a phase"),
                "put a dash after the id if the heading is meant to open the phase",
            ),
        };
        finder.raise(FindingCode::Annex, Some(id), finder.words_of(at), message, hint);
    }
}
