//! The decisions of a runbook: the open ones first, with what may be chosen; then the pinned ones with their reasons.

use super::{Pick, Writer};
use crate::runbook::Decision;
use crate::tui::model::Model;
use crate::tui::page::{Glyph, Ink, Line};

pub(super) fn write(model: &Model, path: &str, writer: &mut Writer) -> String {
    let decisions = model.view.state.runbook.runbooks.get(path).map(|adopted| &adopted.decisions);
    let all = || decisions.into_iter().flatten();
    let open = || all().filter(|(_, decision)| decision.pinned.is_none());
    let count = (open().count(), all().count());
    if count.1 == 0 {
        writer.raw("None was opened. While one is open, build-go and closing are refused.".to_owned(), Ink::Dim);
    }
    if count.0 > 0 {
        writer.head(format!("Open {}", count.0), "nothing is chosen by default");
    }
    for (id, decision) in open() {
        let line = Line::row(Glyph::Met(false), format!("{id}: {}", decision.question), Ink::Text);
        writer.entry(Pick::Decision(id.clone()), line);
        about(decision, writer);
    }
    if count.1 > count.0 {
        writer.head(format!("Pinned {}", count.1 - count.0), "");
    }
    for (id, decision) in all() {
        let Some(pinned) = &decision.pinned else { continue };
        let line = Line::row(Glyph::Met(true), format!("{id}: {}", decision.question), Ink::Text);
        writer.entry(Pick::Decision(id.clone()), line);
        let stamp = &pinned.stamp;
        writer.more(format!("{}: {}", pinned.value, pinned.rationale), Ink::Strong);
        let when = stamp.at.format("%F %H:%MZ");
        writer.more(format!("decided by {} at {when} (#{})", stamp.by, stamp.seq), Ink::Dim);
        about(decision, writer);
    }
    format!("Decisions · {} open, {} pinned", count.0, count.1 - count.0)
}

fn about(decision: &Decision, writer: &mut Writer) {
    let options =
        if decision.options.is_empty() { "anything may be chosen".to_owned() } else { decision.options.join(" · ") };
    let holds = decision.phase.as_ref().map_or_else(|| "every phase".to_owned(), Clone::clone);
    writer.more(format!("options: {options}"), Ink::Dim);
    let stamp = &decision.opened;
    writer.more(format!("holds {holds} · opened by {} (#{})", stamp.by, stamp.seq), Ink::Dim);
}
