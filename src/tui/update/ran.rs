//! What came of a command: a message, a refusal with its ways past, or that somebody else was first.

use super::super::effect::Effect;
use super::super::model::{Model, Pane, Tone};
use super::super::msg::{Ran, Told};
use super::super::overlays::{NextStep, Open, Overlay};
use super::super::sheets::Kind;
use super::super::words;
use super::operator;
use crate::console::{Event, LedgerEvent, Subject};
use crate::hold::Stamp;
use crate::{incident, posture, runbook, verify};

pub(super) fn came_back(model: &mut Model, ran: Ran) -> Vec<Effect> {
    match ran {
        Ran::Done { entries, recovered, trouble } => {
            let closed = entries.iter().find_map(|told| closing(&told.event));
            // Lists and checks stay: the next of their lines is likely to be acted on too.
            let stays = |open: &Open| match &open.what {
                Overlay::Sheet(sheet) => sheet.kind != Kind::Drift || model.drift.drifts,
                Overlay::Bundles(_) => true,
                Overlay::Close(_) => closed.is_none(),
                // What stands before a closing is worked through; the posture's is over once nothing is left of it.
                Overlay::Why { of: Some(Subject::Incident), .. } => model.view.state.incident.open.is_some(),
                Overlay::Why { of: Some(Subject::Posture), held, .. } => !held.is_empty(),
                _ => false,
            };
            let mut overlays = std::mem::take(&mut model.overlays);
            overlays.retain(stays);
            model.overlays = overlays;
            let next = closed.filter(|(_, _, done)| *done && trouble.is_none());
            let next = next.and_then(|(path, phase, _)| NextStep::after(model, path, phase));
            let begun = operator::begun(&entries).filter(|_| trouble.is_none());
            let verifies = trouble.is_none() && operator::went_back(model, &entries);
            let alone = entries.iter().all(|told| matches!(told.event, Event::Verify(verify::Event::Started(_))));
            // That a verification was begun is to be seen; what was said before it stays.
            if begun.is_none() || !alone {
                done(model, &entries, &recovered, trouble, verifies);
            }
            if let Some(run) = begun {
                return operator::show(model, run);
            }
            turn(model, &entries);
            super::worlds::accepted(model, &entries);
            if verifies {
                return operator::run(model, "");
            }
            if let Some(next) = next {
                model.open(Overlay::NextStep(Box::new(next)));
            }
            model.load_needs();
        }
        Ran::Reported { id, files, at, trouble } => {
            model.overlays.clear();
            reported(model, &id, files, at.as_ref(), trouble.as_deref());
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

/// The runbook and the phase of a closing, and whether the phase is DONE with it.
fn closing(event: &Event) -> Option<(&str, &str, bool)> {
    match event {
        Event::Runbook(runbook::Event::Closed { path, phase, .. }) => Some((path, phase, true)),
        Event::Runbook(runbook::Event::Failed { path, phase, .. }) => Some((path, phase, false)),
        _ => None,
    }
}

/// Where the keys go after what was written: to a new incident, to what a person has to do by hand, to what did not take.
fn turn(model: &mut Model, entries: &[Told]) {
    for told in entries {
        match &told.event {
            Event::Incident(incident::Event::Declared(_)) => model.set_focus(Pane::Incident),
            Event::Incident(incident::Event::Closed(_)) => model.set_focus(Pane::List),
            // The ladder was climbed; what comes next is about the incident.
            Event::Posture(posture::Event::Applied(_)) if model.view.state.incident.open.is_some() => {
                model.set_focus(Pane::Incident);
            }
            Event::Posture(posture::Event::Intent(intent)) if intent.by_hand => model.open(Overlay::ByHand),
            Event::Posture(posture::Event::Unconfirmed(_)) => model.open_posture(),
            _ => {}
        }
    }
}

fn reported(model: &mut Model, id: &str, files: [String; 2], at: Option<&Stamp>, trouble: Option<&str>) {
    let said = match (trouble, at) {
        (Some(why), _) => format!("It is recorded, and a file was not written: {why}"),
        (None, Some(stamp)) => format!("Written and recorded at #{}.", stamp.seq),
        (None, None) => "The files stand there already as they would be written; nothing was changed.".to_owned(),
    };
    let [markdown, json] = files;
    let place = "In the workspace, beside wayhold.toml:".to_owned();
    let lines = vec![said, String::new(), place, markdown, json];
    model.open(Overlay::Detail { title: format!("Report of {id}"), lines, scroll: 0 });
}

fn done(model: &mut Model, entries: &[Told], recovered: &[String], trouble: Option<String>, verifies: bool) {
    if let Some(why) = trouble {
        model.say(Tone::Bad, format!("It is recorded, and its effect did not take: {why}"));
        return;
    }
    let Some(main) = words::main_entry(entries) else {
        model.say(Tone::Plain, "There was nothing left to do");
        return;
    };
    let mut text = words::summary(entries, main);
    let plain = text == words::happened(&main.event);
    let founding = matches!(main.event, Event::Ledger(LedgerEvent::Founded { .. }));
    if founding {
        let adopted = |told: &&Told| matches!(told.event, Event::Runbook(runbook::Event::Adopted { .. }));
        let count = entries.iter().filter(adopted).count();
        let runbooks = if count == 1 { "runbook" } else { "runbooks" };
        text = format!("{text}; adopted {count} {runbooks}");
    }
    // A founding is several entries, of which the state line shows the last.
    let last = entries.last().map(|last| last.stamp.seq).filter(|last| founding && *last > main.stamp.seq);
    let to = last.map(|last| format!(" to #{last}")).unwrap_or_default();
    text = format!("{} (#{}{to})", words::capital(&text), main.stamp.seq);
    if let Some(next) = operator::next(model, &main.event, verifies).filter(|_| plain) {
        text = format!("{text} · {next}");
    }
    if !recovered.is_empty() {
        text = format!("{text} · settled first: {}", recovered.join(" · "));
    }
    model.say(if words::lost(&main.event) { Tone::Bad } else { Tone::Good }, text);
}
