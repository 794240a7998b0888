//! What the keys of an incident do: probe and gate, more time, handing over, closing, the report.

use super::super::effect::Effect;
use super::super::model::{Model, Tone};
use super::super::msg::Told;
use super::super::overlays::{Overlay, Shown};
use super::super::words;
use crate::console::{Event, Subject};
use crate::incident::{self, Head};
use crate::posture::{self, Criterion, Name};
use crate::{runbook, verify};

/// Runs the probe, or where there is none reads back what is live.
pub(super) fn probe(model: &mut Model) -> Vec<Effect> {
    match model.probe() {
        Some(name) => run(model, &name),
        None => vec![Effect::ReadBack],
    }
}

/// Runs a verification, the closing gate when `name` is empty. One that goes on is shown rather than begun again.
pub(super) fn run(model: &mut Model, name: &str) -> Vec<Effect> {
    let wanted = if name.is_empty() { model.gate().map(|gate| gate.name.clone()) } else { Some(name.to_owned()) };
    let open = model.view.state.verify.open.iter().find(|(_, open)| Some(&open.name) == wanted.as_ref());
    if let Some(run) = open.map(|(run, _)| run.clone()) {
        return show(model, run);
    }
    let command = verify::Command::run(name);
    vec![Effect::Run { commands: vec![command.into()], looked_at: model.view.head.as_ref().map(|head| head.seq) }]
}

/// Shows what a run writes.
pub(super) fn show(model: &mut Model, run: String) -> Vec<Effect> {
    model.open(Overlay::Output(Box::new(Shown { run: run.clone(), back: 0 })));
    model.load_needs();
    vec![Effect::Attach { run }]
}

/// The run that was begun.
pub(super) fn begun(entries: &[Told]) -> Option<String> {
    entries.iter().find_map(|told| match &told.event {
        Event::Runbook(runbook::Event::RunStarted { run, .. }) => Some(run.clone()),
        Event::Verify(verify::Event::Started(started)) => Some(started.run.clone()),
        _ => None,
    })
}

/// Whether entries brought strict back from something else, so that the gate is to say whether all is well.
pub(super) fn went_back(model: &Model, entries: &[Told]) -> bool {
    // The live file may have been strict already: others put it there, and nobody verified it.
    let unverified = model.open_criteria().contains(&Criterion::Verified);
    let left = entries.iter().any(|told| match &told.event {
        Event::Posture(posture::Event::Intent(intent)) => {
            intent.to == Name::Strict && (unverified || intent.from.name() != Some(Name::Strict))
        }
        _ => false,
    });
    let back = entries.iter().any(|told| match &told.event {
        Event::Posture(posture::Event::Applied(applied)) => applied.to == Name::Strict,
        _ => false,
    });
    left && back && model.view.state.posture.window.is_some() && model.gate().is_some()
}

/// More time for the override in force; why and for how long is asked for.
pub(super) fn extend(model: &mut Model) {
    model.open_for(posture::Command::Extend { longer: None, because: None }.into());
}

/// Accepts what is offered to the caller, takes another offer back, or makes one.
pub(super) fn owner(model: &mut Model) {
    let offered = model.view.state.incident.open_incident().and_then(|open| open.handoff.as_ref());
    let command = match offered {
        Some(offered) if offered.to == model.view.ctx.caller.id => incident::Command::Accept { id: None },
        Some(_) => incident::Command::Withdraw { id: None, because: None },
        None => incident::Command::Handoff { id: None, to: String::new(), because: None },
    };
    model.open_for(command.into());
}

/// Writes the report; its bytes are made where the ledger is.
pub(super) fn report(model: &Model) -> Vec<Effect> {
    let Some(id) = model.reported().map(|incident| incident.id.clone()) else { return Vec::new() };
    let (md_sha256, json_sha256) = (String::new(), String::new());
    let head = Head { seq: model.view.head.as_ref().map_or(0, |head| head.seq), hash: String::new() };
    let command = incident::Command::Report { id, md_sha256, json_sha256, head, force: None };
    vec![Effect::Run { commands: vec![command.into()], looked_at: model.view.head.as_ref().map(|head| head.seq) }]
}

/// What holds the closing of the open incident, kept true while it is worked through.
pub(super) fn held_close(model: &mut Model) -> bool {
    let Some(id) = model.view.state.incident.open.clone() else { return false };
    model.open_why_of(format!("What stands between {id} and its close"), Subject::Incident);
    true
}

/// Says what was just read of the live posture and its targets.
pub(super) fn read_back(model: &mut Model) {
    let Some(seen) = &model.view.ctx.observed.posture else { return };
    let state = &model.view.state.posture;
    let live = state.seen(&seen.live);
    let granted = state.in_force();
    let (tone, text) = match (live.name(), granted) {
        (Some(live), Some(granted)) if live == granted => {
            (Tone::Good, format!("the live file reads {live}, as granted"))
        }
        (_, Some(granted)) => (Tone::Bad, format!("the live file reads {live}, and {granted} is granted")),
        (_, None) => (Tone::Bad, format!("the live file reads {live}, and nothing is granted")),
    };
    let targets = seen.setup.hooks.len() + usize::from(seen.setup.flagd);
    let behind = &model.standing.behind;
    let (tone, text) = match (targets, behind.first()) {
        (0, _) => (tone, text),
        (_, Some(first)) => (Tone::Bad, format!("{text} · behind: {first}")),
        (1, None) => (tone, format!("{text}, and so does its target")),
        (_, None) => (tone, format!("{text}, and so do its {targets} targets")),
    };
    model.say(tone, format!("Read back: {text}"));
}

/// Says what was recorded because somebody looked: an end that passed, a change by others, a verdict.
pub(super) fn noticed(model: &mut Model, entries: &[Told]) {
    let Some(main) = words::main_entry(entries) else { return };
    let tone = match &main.event {
        event if words::lost(event) => Tone::Bad,
        Event::Verify(verify::Event::Ran(_)) => Tone::Good,
        _ => Tone::Plain,
    };
    model.say(tone, format!("{} (#{})", words::capital(&words::happened(&main.event)), main.stamp.seq));
}

/// What to do after what was just written, for somebody who does it for the first time.
pub(super) fn next(model: &Model, event: &Event, verifies: bool) -> Option<String> {
    match event {
        Event::Incident(incident::Event::Declared(_)) => Some("e shows the ways up the ladder".to_owned()),
        Event::Incident(incident::Event::Closed(_)) => Some("p writes its report".to_owned()),
        Event::Posture(posture::Event::Applied(applied)) if applied.to != Name::Strict => {
            let end = model.view.state.posture.current.as_ref().map(|current| current.expires_at.format("%H:%MZ"));
            let end = end.map_or_else(String::new, |end| format!("until {end} · "));
            let probe = if model.probe().is_some() { "v probes, " } else { "" };
            let gate = if model.gate().is_some() { "V verifies, " } else { "" };
            Some(format!("{end}{probe}{gate}r goes back"))
        }
        // While it runs its output has the keys, and what other keys do elsewhere would be misread there.
        Event::Posture(posture::Event::Applied(_) | posture::Event::RevertedUnverified(_)) if verifies => {
            Some("the gate runs now".to_owned())
        }
        Event::Posture(posture::Event::Applied(_)) if model.view.state.incident.open.is_some() => {
            Some("x closes the incident".to_owned())
        }
        Event::Posture(posture::Event::RevertedUnverified(_)) if model.view.state.incident.open.is_some() => {
            Some("x lists them".to_owned())
        }
        _ => None,
    }
}
