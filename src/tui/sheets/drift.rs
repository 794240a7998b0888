//! How a file differs from the ledger's version: the material changes by phase, what would move, and the lines.

use super::{Pick, Writer, diff};
use crate::runbook::{Document, Known, Moved, Seen, propose_moves};
use crate::tui::model::Model;
use crate::tui::page::{Glyph, Ink, Line};

pub(super) fn write(model: &Model, path: &str, writer: &mut Writer) -> String {
    let observed = &model.view.ctx.observed;
    let title = format!("Drift of {path}");
    let (known, seen) = (observed.known.get(path), observed.runbooks.get(path));
    let drifts = seen.is_some_and(|seen| model.view.state.runbook.drifts(path, seen));
    match (known, seen) {
        _ if !drifts => writer.raw("The file is as the ledger knows it.".to_owned(), Ink::Good),
        (Some(known), Some(Seen::Read { bytes, document, .. })) => compared(model, known, (bytes, document), writer),
        (Some(_), Some(Seen::Absent)) => writer.raw("The file is not there.".to_owned(), Ink::Bad),
        (Some(_), Some(Seen::Unreadable { reason, .. })) => {
            writer.entry(Pick::None, Line::row(Glyph::Alarm, format!("The file cannot be read: {reason}"), Ink::Bad));
        }
        (None, _) | (_, None) => {
            let text = "The ledger's version is not at hand: its bytes are missing under .wayhold/objects.";
            writer.entry(Pick::None, Line::row(Glyph::Alarm, text, Ink::Bad));
        }
    }
    title
}

fn compared(model: &Model, known: &Known, (bytes, document): (&[u8], &Document), writer: &mut Writer) {
    let changes = &model.drift.changes;
    let count = changes.len();
    if count == 0 {
        writer.head("Words alone", "no fact of the plan changed; the next entry about it takes the words over");
    }
    let mut phase = None;
    for change in changes {
        if phase != Some(&change.phase) {
            let name = if change.phase.is_empty() { "The whole plan" } else { &change.phase };
            writer.head(name, "");
            phase = Some(&change.phase);
        }
        writer.entry(Pick::None, Line::row(Glyph::Alarm, change.shown(), Ink::Text));
    }
    let moves = propose_moves(&known.document, document);
    if !moves.is_empty() {
        writer.head("Evidence that would go over", "");
        for (from, to) in moved(&known.document, document, &moves) {
            writer.entry(Pick::None, Line::row(Glyph::Dash, from, Ink::Text));
            let arrow = if model.theme.plain { "to" } else { "→" };
            writer.more(format!("{arrow} {to}"), Ink::Strong);
        }
    }
    writer.head("Lines", "- ledger, + file; who changed them and when is not known");
    for (text, ink) in diff::unified(&known.bytes, bytes) {
        writer.raw(text, ink);
    }
}

/// The words of the items on both sides of each move.
pub(in crate::tui) fn moved(known: &Document, found: &Document, moves: &[Moved]) -> Vec<(String, String)> {
    let all = |document: &Document| {
        let items = document.phases.iter().flat_map(|phase| document.items(&phase.id));
        items.map(|item| (item.id, item.text)).collect::<std::collections::BTreeMap<_, _>>()
    };
    let (known, found) = (all(known), all(found));
    let text = |of: &std::collections::BTreeMap<_, String>, id| of.get(id).cloned().unwrap_or_default();
    moves.iter().map(|one| (text(&known, &one.from), text(&found, &one.to))).collect()
}
