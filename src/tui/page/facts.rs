//! The parts of a phase's page that stand around its items: parts, decisions, blockers, thresholds, steps, runs, records.

use super::phase::Sight;
use super::{Glyph, Ink, Line, Page, Spot, unmarked};
use crate::runbook::{Part, RunExit, Status, StepKind, dimension_name};
use crate::tui::roadmap::Entry;

/// One line that counts what has lines of its own further down.
pub(super) fn summary(page: &mut Page, sight: &Sight<'_>, children: &[&Entry]) {
    let concerning = || {
        let decisions = sight.adopted.into_iter().flat_map(|adopted| adopted.decisions.values());
        decisions.filter(|decision| decision.concerns(sight.id))
    };
    let open = concerning().filter(|decision| decision.pinned.is_none()).count();
    let pinned = concerning().count() - open;
    let mut said =
        vec![if pinned == 0 { format!("Decisions {open}") } else { format!("Decisions {open} open, {pinned} pinned") }];
    said.push(match sight.drift {
        Some(count) => format!("Drift {count}"),
        None => "Drift not known".to_owned(),
    });
    let blockers = sight.document.blockers_of(sight.id).filter(|blocker| blocker.open).count();
    if blockers > 0 {
        said.push(format!("Blockers {blockers}"));
    }
    if !children.is_empty() {
        let done = children.iter().filter(|entry| entry.status == Status::Done).count();
        said.push(format!("Sub-phases {done}/{}", children.len()));
    }
    let boxes: Vec<_> = sight.document.sub_phases_by_box(sight.id).collect();
    if !boxes.is_empty() {
        let ticked = boxes.iter().filter(|(_, found)| found.mark == crate::runbook::Mark::Checked).count();
        let word = if children.is_empty() { "Sub-phases" } else { "by box" };
        said.push(format!("{word} {ticked}/{}", boxes.len()));
    }
    page.say(Line::row(Glyph::None, said.join(" · "), Ink::Dim));
}

/// The five parts: what is missing by name while the phase waits to be activated, a count afterwards.
pub(super) fn parts(page: &mut Page, sight: &Sight<'_>, status: Status) {
    if sight.document.phase(sight.id).is_none() {
        return;
    }
    let missing = sight.document.parts(sight.id).missing();
    let head = format!("Parts {}/{}", Part::ALL.len() - missing.len(), Part::ALL.len());
    if status == Status::NotStarted && !missing.is_empty() {
        page.say(Line::head(head, "to be activated it needs"));
        for part in missing {
            page.say(Line::row(Glyph::Met(false), part.word(), Ink::Bad));
        }
        return;
    }
    let words: Vec<_> = missing.into_iter().map(Part::word).collect();
    page.say(Line::head(head, if words.is_empty() { String::new() } else { format!("no {}", words.join(", no ")) }));
}

pub(super) fn errors(page: &mut Page, sight: &Sight<'_>) {
    let errors = sight.document.errors(sight.id);
    if errors.is_empty() {
        return;
    }
    page.say(Line::head(format!("Findings {}", errors.len()), ""));
    for error in errors {
        page.say(Line::row(Glyph::Alarm, format!("line {}: {}", error.line, error.message), Ink::Bad));
    }
}

pub(super) fn decisions(page: &mut Page, sight: &Sight<'_>) {
    let of_phase = sight.adopted.into_iter().flat_map(|adopted| &adopted.decisions);
    let of_phase: Vec<_> = of_phase.filter(|(_, decision)| decision.concerns(sight.id)).collect();
    if of_phase.is_empty() {
        return;
    }
    page.say(Line::head(format!("Decisions {}", of_phase.len()), ""));
    for (id, decision) in of_phase {
        let line = match &decision.pinned {
            Some(pinned) => Line::row(Glyph::Met(true), format!("{id}: {}", pinned.value), Ink::Text).ending(
                format!("#{} {}", pinned.stamp.seq, pinned.stamp.by),
                format!("#{}", pinned.stamp.seq),
                Ink::Dim,
            ),
            None => Line::row(Glyph::Met(false), format!("{id}: {}", decision.question), Ink::Bad).ending(
                "undecided",
                "open",
                Ink::Bad,
            ),
        };
        page.offer(line, Spot::Decision(id.clone()));
    }
}

pub(super) fn blockers(page: &mut Page, sight: &Sight<'_>) {
    let open: Vec<_> = sight.document.blockers_of(sight.id).filter(|blocker| blocker.open).collect();
    if open.is_empty() {
        return;
    }
    page.say(Line::head(format!("Blockers {}", open.len()), "open in the plan"));
    for blocker in open {
        let code = blocker.code.as_ref().map_or_else(String::new, |code| format!("{code}: "));
        page.say(Line::row(Glyph::Alarm, format!("{code}{}", unmarked(&blocker.text)), Ink::Bad));
    }
}

pub(super) fn thresholds(page: &mut Page, sight: &Sight<'_>) {
    let dimensions = sight.document.thresholds_of(sight.id);
    if dimensions.is_empty() {
        return;
    }
    let known = sight.record().map(|record| &record.thresholds);
    let of = |name: &str| known.and_then(|known| known.get(&dimension_name(name)));
    let pinned = dimensions.iter().filter(|dimension| of(&dimension.name).is_some()).count();
    page.say(Line::head(format!("Thresholds {pinned}/{}", dimensions.len()), "pinned"));
    for dimension in dimensions {
        let line = match of(&dimension.name) {
            None => {
                Line::row(Glyph::Met(false), format!("{}: {}", dimension.name, dimension.fields.join("; ")), Ink::Bad)
                    .ending("not pinned", "open", Ink::Bad)
            }
            Some(threshold) => {
                let values: Vec<_> = threshold.values.iter().map(|(name, value)| format!("{name} {value}")).collect();
                let passed = threshold.runs.last().map(|run| run.passed);
                let (met, end) = match passed {
                    Some(true) => (true, "passed"),
                    Some(false) => (false, "failed"),
                    None => (false, "no run"),
                };
                let ink = if met { Ink::Good } else { Ink::Amber };
                Line::row(Glyph::Met(met), format!("{}: {}", dimension.name, values.join("; ")), Ink::Text)
                    .ending(end, end, ink)
            }
        };
        page.say(line);
    }
}

pub(super) fn steps(page: &mut Page, sight: &Sight<'_>) {
    let steps: Vec<_> = sight.document.steps_of(sight.id).collect();
    if steps.is_empty() {
        return;
    }
    page.say(Line::head(format!("Steps {}", steps.len()), ""));
    for step in steps {
        let timeout = step.timeout.map_or_else(String::new, |seconds| format!(" · at most {seconds} s"));
        let kind = if step.kind == StepKind::Manual { "by hand" } else { step.kind.word() };
        let glyph = if step.is_runnable() { Glyph::Dash } else { Glyph::Alarm };
        let line = Line::row(glyph, step.name.clone(), Ink::Text).ending(format!("{kind}{timeout}"), kind, Ink::Dim);
        page.offer(line, Spot::Step(step.name.clone()));
    }
}

pub(super) fn runs(page: &mut Page, sight: &Sight<'_>) {
    let Some(runs) = sight.record().map(|record| &record.runs).filter(|runs| !runs.is_empty()) else { return };
    page.say(Line::head(format!("Runs {}", runs.len()), ""));
    let mut runs: Vec<_> = runs.values().collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.started.seq));
    for run in runs {
        let (glyph, end, ink) = match &run.ended {
            None => (Glyph::Asked, "no outcome yet".to_owned(), Ink::Amber),
            Some(ended) if ended.exit.passed() => (Glyph::Met(true), ended.exit.shown(), Ink::Dim),
            Some(ended) if ended.exit == RunExit::Unknown => (Glyph::Alarm, ended.exit.shown(), Ink::Bad),
            Some(ended) => (Glyph::Met(false), ended.exit.shown(), Ink::Bad),
        };
        let text = format!("#{} {}", run.started.seq, run.shown);
        page.say(Line::row(glyph, text, Ink::Text).ending(end.clone(), end, ink));
    }
}

/// The phases right below this one, each by its mark.
pub(super) fn children(page: &mut Page, children: &[&Entry]) {
    if children.is_empty() {
        return;
    }
    let done = children.iter().filter(|entry| entry.status == Status::Done).count();
    page.say(Line::head(format!("Sub-phases {done}/{}", children.len()), ""));
    for child in children {
        let count = if child.boxes > 0 { format!("{}/{}", child.ticked, child.boxes) } else { String::new() };
        let line = Line::row(Glyph::Status(child.status), format!("{} {}", child.id, child.name), Ink::Text);
        page.say(line.ending(count.clone(), count, Ink::Text));
    }
}

/// Evidence that is expected, notes, snapshots.
pub(super) fn recorded(page: &mut Page, sight: &Sight<'_>) {
    if let Some(expected) = sight.document.expected_evidence(sight.id) {
        page.say(Line::head("Evidence owed", unmarked(expected)));
    }
    let Some(record) = sight.record() else { return };
    if let Some(note) = record.notes.last() {
        let text = format!("last #{} {}: {}", note.stamp.seq, note.stamp.by, note.text.replace('\n', " "));
        page.say(Line::head(format!("Notes {}", record.notes.len()), text));
    }
    if record.snapshots.is_empty() {
        return;
    }
    page.say(Line::head(format!("Snapshots {}", record.snapshots.len()), ""));
    for snapshot in record.snapshots.iter().rev() {
        let pass = snapshot.verdict == crate::runbook::Verdict::Pass;
        let end = format!("{} #{}", snapshot.verdict.word(), snapshot.stamp.seq);
        let ink = if pass { Ink::Good } else { Ink::Bad };
        page.say(Line::row(Glyph::Met(pass), snapshot.path.clone(), Ink::Text).ending(end.clone(), end, ink));
    }
}
