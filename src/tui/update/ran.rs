//! What came of a command: a message, a refusal with its ways past, or that somebody else was first.

use super::super::effect::Effect;
use super::super::model::{Model, Tone};
use super::super::msg::{Ran, Told};
use super::super::overlays::{NextStep, Open, Overlay, Shown};
use super::super::sheets::Kind;
use super::super::words;
use crate::console::{Event, LedgerEvent};
use crate::runbook;

pub(super) fn came_back(model: &mut Model, ran: Ran) -> Vec<Effect> {
    match ran {
        Ran::Done { entries, recovered, trouble } => {
            let closed = entries.iter().find_map(|told| closing(&told.event));
            // Lists and checks stay: the next of their lines is likely to be acted on too.
            let stays = |open: &Open| match &open.what {
                Overlay::Sheet(sheet) => sheet.kind != Kind::Drift || model.drift.drifts,
                Overlay::Close(_) => closed.is_none(),
                _ => false,
            };
            let mut overlays = std::mem::take(&mut model.overlays);
            overlays.retain(stays);
            model.overlays = overlays;
            let next = closed.filter(|(_, _, done)| *done && trouble.is_none());
            let next = next.and_then(|(path, phase, _)| NextStep::after(model, path, phase));
            let begun = begun(&entries).filter(|_| trouble.is_none());
            done(model, &entries, &recovered, trouble);
            if let Some(run) = begun {
                model.open(Overlay::Output(Box::new(Shown { run: run.clone(), back: 0 })));
                model.load_needs();
                return vec![Effect::Attach { run }];
            }
            if let Some(next) = next {
                model.open(Overlay::NextStep(Box::new(next)));
            }
            model.load_needs();
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
    Vec::new()
}

/// The run that was begun.
fn begun(entries: &[Told]) -> Option<String> {
    entries.iter().find_map(|told| match &told.event {
        Event::Runbook(runbook::Event::RunStarted { run, .. }) => Some(run.clone()),
        _ => None,
    })
}

/// The runbook and the phase of a closing, and whether the phase is DONE with it.
fn closing(event: &Event) -> Option<(&str, &str, bool)> {
    match event {
        Event::Runbook(runbook::Event::Closed { path, phase, .. }) => Some((path, phase, true)),
        Event::Runbook(runbook::Event::Failed { path, phase, .. }) => Some((path, phase, false)),
        _ => None,
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
