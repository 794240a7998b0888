//! Boxes under boxes: a tick that says more than the ticks below it, or less.

use super::Finder;
use crate::runbook::{Checkbox, Class, FindingCode, Mark};

/// The boxes directly under one box.
#[derive(Clone, Copy, Default)]
struct Below {
    boxes: usize,
    /// The first that is not ticked, as an index into the document's boxes.
    open: Option<usize>,
}

pub(super) fn find(finder: &mut Finder) {
    let (document, items) = (finder.document, &finder.extra.blocks.items);
    // Most plans have no box inside another item.
    if !items.iter().any(|item| item.parent.is_some() && item.mark.is_some()) {
        return;
    }
    // Per item, the box that it is or stands under. Items and boxes come in the same order.
    let mut nearest: Vec<Option<usize>> = Vec::with_capacity(items.len());
    let mut below = vec![Below::default(); document.boxes.len()];
    let mut next = 0;
    for item in items {
        let above = item.parent.and_then(|parent| nearest[parent]);
        if item.mark.is_none() {
            nearest.push(above);
            continue;
        }
        let Some(checkbox) = document.boxes.get(next) else { break };
        if let Some(above) = above.filter(|_| checkbox.class != Class::Trigger) {
            below[above].boxes += 1;
            if checkbox.mark != Mark::Checked && below[above].open.is_none() {
                below[above].open = Some(next);
            }
        }
        nearest.push(Some(next));
        next += 1;
    }
    for (checkbox, below) in document.boxes.iter().zip(below) {
        // A rollback criterion is ticked when something went wrong, so its children say nothing of it.
        if below.boxes == 0 || checkbox.class == Class::Trigger {
            continue;
        }
        let phase = finder.phase_id(checkbox.phase);
        match (checkbox.mark == Mark::Checked, below.open.map(|open| &document.boxes[open])) {
            (true, Some(open)) => ticked_over_open(finder, phase.map(str::to_owned).as_deref(), checkbox, open),
            (false, None) => {
                let message = match below.boxes {
                    1 => "the box under this one is ticked, and this one is not".to_owned(),
                    count => format!("all {count} boxes under this one are ticked, and this one is not"),
                };
                let hint = "tick it, or add a box for what is left to do";
                let phase = phase.map(str::to_owned);
                let span = Finder::brackets(&checkbox.span);
                finder.raise(FindingCode::BoxParentChild, phase.as_deref(), span, message, hint);
            }
            (true, None) | (false, Some(_)) => {}
        }
    }
}

fn ticked_over_open(finder: &mut Finder, phase: Option<&str>, above: &Checkbox, open: &Checkbox) {
    let message = format!("this box is open, and the box it stands under is ticked (line {})", above.line);
    let hint = "finish the item, or take back the tick above it";
    finder.raise(FindingCode::BoxParentChild, phase, Finder::brackets(&open.span), message, hint);
}
