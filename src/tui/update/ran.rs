//! What came of a command: a message, a refusal with its ways past, or that somebody else was first.

use super::super::model::{Model, Tone};
use super::super::msg::{Ran, Told};
use super::super::words;
use crate::console::{Event, LedgerEvent};
use crate::runbook;

pub(super) fn came_back(model: &mut Model, ran: Ran) {
    match ran {
        Ran::Done { entries, recovered, trouble } => {
            model.overlays.clear();
            done(model, &entries, &recovered, trouble);
        }
        // What was typed stays under the refusal, so that Esc leads back to it.
        Ran::Held(holds) => model.open_why("Held: nothing was written", holds),
        Ran::Changed { subject, by, .. } => {
            model.overlays.clear();
            let when = words::ago(by.at, model.view.ctx.now);
            let text = format!("{} changed {subject} {when} (#{}); your key did nothing", by.by, by.seq);
            model.say(Tone::Bad, text);
        }
        Ran::Failed(why) => {
            model.overlays.clear();
            model.say(Tone::Bad, format!("It could not be done: {why}"));
        }
    }
}

fn done(model: &mut Model, entries: &[Told], recovered: &[String], trouble: Option<String>) {
    if let Some(why) = trouble {
        model.say(Tone::Bad, format!("It is recorded, and its effect did not take: {why}"));
        return;
    }
    let Some(main) = words::main_entry(entries) else {
        model.say(Tone::Plain, "There was nothing left to do");
        return;
    };
    let mut text = words::happened(&main.event);
    if let Event::Ledger(LedgerEvent::Founded { .. }) = main.event {
        let adopted = |told: &&Told| matches!(told.event, Event::Runbook(runbook::Event::Adopted { .. }));
        let count = entries.iter().filter(adopted).count();
        let runbooks = if count == 1 { "runbook" } else { "runbooks" };
        text = format!("{text}; adopted {count} {runbooks}");
    }
    text = format!("{} (#{})", capital(&text), main.stamp.seq);
    if !recovered.is_empty() {
        text = format!("{text} · settled first: {}", recovered.join(" · "));
    }
    model.say(if words::lost(&main.event) { Tone::Bad } else { Tone::Good }, text);
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
