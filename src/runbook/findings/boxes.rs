//! Boxes against the status of their phase, marks that are no marks, and boxes where none counts.

use memchr::memchr_iter;

use super::Finder;
use crate::runbook::scan::OpaqueKind;
use crate::runbook::{Checkbox, Class, Finding, FindingCode, Mark, Phase, Severity, Status};

pub(super) fn find(finder: &mut Finder) {
    no_phases(finder);
    odd(finder);
    for at in 0..finder.document.phases.len() {
        against_status(finder, at);
        not_tickable(finder, at);
    }
    in_text(finder);
}

fn no_phases(finder: &mut Finder) {
    let document = finder.document;
    if let (true, Some(first)) = (document.phases.is_empty(), document.boxes.first()) {
        let count = document.boxes.len();
        let message = match count {
            1 => "there is a box, and no heading opens a phase".to_owned(),
            _ => format!("there are {count} boxes, and no heading opens a phase"),
        };
        let hint = "give each stage's heading an id (R1, Phase 1), a dash and a name, or map the headings under \
                    [grammar]: `wayhold init --from FILE` proposes how";
        finder.raise(FindingCode::NoPhases, None, Finder::brackets(&first.span), message, hint);
    }
}

fn odd(finder: &mut Finder) {
    let document = finder.document;
    for checkbox in document.boxes.iter().filter(|checkbox| checkbox.mark == Mark::Odd) {
        let phase = checkbox.phase.and_then(|phase| document.phases.get(phase)).map(|phase| phase.id.as_str());
        let message = "the mark of this box is neither a blank nor an x, so it does not count as done".to_owned();
        let hint = "write a blank or an x between the brackets";
        let found = finder.finding(FindingCode::BoxOdd, phase, Finder::brackets(&checkbox.span), message, hint);
        // Outside a definition of done nothing hangs on it; and without a phase it keeps none from being acted on.
        let gating = checkbox.class == Class::Dod && phase.is_some();
        finder.found.push(Finding { severity: if gating { found.severity } else { Severity::Warning }, ..found });
    }
}

fn against_status(finder: &mut Finder, at: usize) {
    let document = finder.document;
    let phase = &document.phases[at];
    let gating = || boxes(finder, at).filter(|checkbox| checkbox.class.gates());
    match document.status_of(phase) {
        Status::Done => {
            let open = gating().filter(|checkbox| checkbox.mark != Mark::Checked && !checkbox.annexed);
            if let Some((count, first)) = first_of(open) {
                let message = match count {
                    1 => format!("{} is DONE, and this box is open", phase.id),
                    _ => format!("{} is DONE, and {count} boxes that closing needs are open, this one first", phase.id),
                };
                let hint = "finish the item, or re-open the phase with a reason";
                let span = Finder::brackets(&first.span);
                finder.raise(FindingCode::DoneOpenBox, Some(&phase.id), span, message, hint);
            }
        }
        Status::NotStarted => {
            if let Some((count, first)) = first_of(gating().filter(|checkbox| checkbox.mark == Mark::Checked)) {
                let message = match count {
                    1 => format!("{} is NOT_STARTED, and this box is ticked", phase.id),
                    _ => format!("{} is NOT_STARTED, and {count} of its boxes are ticked, this one first", phase.id),
                };
                let hint = "activate the phase if work on it has begun, or take the tick back";
                let span = Finder::brackets(&first.span);
                finder.raise(FindingCode::NotStartedChecked, Some(&phase.id), span, message, hint);
            }
        }
        Status::Active => {
            let count = gating().count();
            if count > 0 && gating().all(|checkbox| checkbox.mark == Mark::Checked) && !open_below(finder, at) {
                let message = format!("{} is ACTIVE, and all {count} boxes that closing needs are ticked", phase.id);
                let hint = "close the phase, or add a box for what is left to do";
                let mark = phase.status_section.as_ref().or(phase.status_roadmap.as_ref());
                let span = mark.map_or_else(|| finder.heading(phase), |mark| finder.mark(mark));
                finder.raise(FindingCode::ActiveAllChecked, Some(&phase.id), span, message, hint);
            }
        }
        Status::Blocked | Status::Unknown | Status::Unreadable | Status::Conflict => {}
    }
}

/// How many there are, and the one that stands first.
fn first_of<'a>(boxes: impl Iterator<Item = &'a Checkbox>) -> Option<(usize, &'a Checkbox)> {
    boxes.fold(None, |found, one| match found {
        Some((count, first)) if first.line <= one.line => Some((count + 1, first)),
        Some((count, _)) => Some((count + 1, one)),
        None => Some((1, one)),
    })
}

fn boxes<'a>(finder: &Finder<'a>, at: usize) -> impl Iterator<Item = &'a Checkbox> + use<'a> {
    let document = finder.document;
    document.index.boxes.get(at).iter().filter_map(|&at| document.boxes.get(at))
}

/// Whether a phase inside this one has a box to tick. They stand between its heading and the end of its section.
fn open_below(finder: &Finder, at: usize) -> bool {
    let Phase { section, .. } = &finder.document.phases[at];
    let below = finder.document.phases.iter().enumerate().skip(at + 1);
    let mut below = below.take_while(|(_, phase)| phase.own.start < section.end);
    below.any(|(below, _)| boxes(finder, below).any(|one| one.class.gates() && one.mark != Mark::Checked))
}

/// Bullets where boxes should be. A phase that has not begun is planned at the level of its gate: that is no fault yet.
fn not_tickable(finder: &mut Finder, at: usize) {
    let document = finder.document;
    let phase = &document.phases[at];
    let plain = document.index.plain.get(at).iter().filter_map(|&at| document.plain_items.get(at));
    let (count, Some(first)) = (plain.clone().count(), plain.min_by_key(|item| item.line)) else { return };
    if boxes(finder, at).any(|checkbox| checkbox.class == Class::Dod) {
        return;
    }
    let bullets = if count == 1 { "a bullet and no box".to_owned() } else { format!("{count} bullets and no box") };
    let message = format!("the definition of done of {} has {bullets}", phase.id);
    let hint = "write each as a box (\"- [ ] \"); until then closing needs a person's word on every one of them";
    let found = finder.finding(FindingCode::DodNotTickable, Some(&phase.id), first.span.clone(), message, hint);
    let under_way = matches!(document.status_of(phase), Status::Active | Status::Blocked);
    finder.found.push(Finding { severity: if under_way { found.severity } else { Severity::Info }, ..found });
}

/// `[ ]` and `[x]` in a table, a heading or running text, one finding for each stretch of lines.
fn in_text(finder: &mut Finder) {
    let extra = finder.extra;
    let text = extra.text;
    let mut real = finder.document.boxes.iter().map(|checkbox| checkbox.span.start - 1).peekable();
    let hidden = extra.blocks.opaque.iter().filter(|opaque| opaque.kind != OpaqueKind::Table);
    let mut hidden = hidden.map(|opaque| &opaque.span).peekable();
    let mut stretch: Option<(usize, usize, usize)> = None;
    let mut stretches = Vec::new();
    for at in memchr_iter(b'[', text.as_bytes()) {
        if !matches!(text.as_bytes().get(at + 1..at + 3), Some([b' ' | b'x' | b'X', b']'])) || at < extra.from {
            continue;
        }
        while real.peek().is_some_and(|&real| real < at) {
            real.next();
        }
        while hidden.peek().is_some_and(|span| span.end <= at) {
            hidden.next();
        }
        let link = matches!(text.as_bytes().get(at + 3), Some(b'(' | b'[' | b':'));
        if real.peek() == Some(&at) || hidden.peek().is_some_and(|span| span.start <= at) || link || quoted(text, at) {
            continue;
        }
        let line = extra.lines.line(at);
        match &mut stretch {
            // Between the head of a table and its rows there is a line of dashes.
            Some((_, last, count))
                if line <= *last + 1 || (line == *last + 2 && !finder.line(*last + 1).is_empty()) =>
            {
                (*last, *count) = (line, *count + 1);
            }
            _ => stretches.extend(stretch.replace((at, line, 1))),
        }
    }
    stretches.extend(stretch);
    for (at, _, count) in stretches {
        let message = match count {
            1 => "this box does not open a list item, and counts for nothing".to_owned(),
            _ => format!("{count} boxes from here on do not open a list item, and count for nothing"),
        };
        let hint = "put it first in a list item, with a blank after it, if it is to be ticked";
        finder.raise(FindingCode::BoxInText, None, at..at + 3, message, hint);
    }
}

/// Whether the byte at `at` stands between backticks on its line.
fn quoted(text: &str, at: usize) -> bool {
    // Far enough back for any line that a person wrote; a longer one must not be walked for each of its boxes.
    let from = at.saturating_sub(500);
    let before = &text.as_bytes()[from..at];
    let line = before.iter().rposition(|&byte| byte == b'\n').map_or(before, |end| &before[end..]);
    line.iter().fold(false, |quoted, &byte| quoted ^ (byte == b'`'))
}
