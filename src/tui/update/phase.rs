//! What the keys of a phase do: the spot that is selected, closing, activating, the sheets around it.

use super::super::acts;
use super::super::effect::Effect;
use super::super::model::{Model, Pane};
use super::super::overlays::{Ask, Close, Kind as Evidence, Overlay, Prompt};
use super::super::page::Spot;
use super::super::sheets::{About, Kind, Loaded, Sheet};
use crate::console::{Command, decide};
use crate::hold::Code;
use crate::runbook::{self, Act, Attestable, Item, Mark, RunRequest, Runnable, propose_moves};

/// Acts on what is selected. From the roadmap the key goes to the phase first: nothing is acted on unseen.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    if model.focus != Pane::Main {
        model.set_focus(Pane::Main);
        return look(model);
    }
    match model.spot().cloned() {
        Some(Spot::Item(item)) => on_item(model, item),
        Some(Spot::Gate(fact) | Spot::Bullet(fact)) => attest(model, &fact),
        Some(Spot::Decision(id)) => decision(model, &id),
        Some(Spot::Step(name)) => step(model, &name),
        None => model.say(super::Tone::Plain, "Select an item, a clause of the gate or a bullet first"),
    }
    Vec::new()
}

fn on_item(model: &mut Model, item: Item) {
    let (path, phase) = (model.runbook.clone(), item.phase.clone());
    let Some(adopted) = model.record() else { return };
    let shown = adopted.ticks.contains_key(&item.id);
    let attested = adopted.attested.contains_key(&item.id);
    let subject = format!("{} {}", item.phase, item.number);
    let stale = model.why.iter().any(|hold| hold.code == Code::EvidenceStale && hold.subject == subject);
    let checked = item.mark == Mark::Checked;
    if checked && (shown || attested) && !stale {
        model.open_for(runbook::Command::Untick { path, phase, item: item.id, reason: String::new() }.into());
        return;
    }
    let mut prompt = Prompt::of(Ask::Evidence { path, phase, item: item.id });
    // A box that was ticked before adoption takes a person's word as well as evidence.
    if checked && !shown {
        prompt.kind = Evidence::Statement;
        prompt.inherited = true;
    }
    model.open(Overlay::Prompt(Box::new(prompt)));
}

/// Opens the attestation, or says why nobody's word is asked for.
fn attest(model: &mut Model, fact: &Attestable) {
    let Some(phase) = model.phase_id().map(str::to_owned) else { return };
    let act = Act::Attest { item: fact.id.clone(), statement: "a statement".to_owned(), evidence: Vec::new() };
    let asked = acts::of_phase(&model.runbook, &phase, act);
    match decide(&model.view.state, &asked, &model.view.ctx) {
        Ok(_) => model.open_for(acts::attest(&model.runbook, &phase, &fact.id)),
        Err(holds) => model.open_why(format!("Held: attest {phase} {}", fact.label), holds),
    }
}

/// Opens the pinning of a decision.
pub(super) fn decision(model: &mut Model, id: &str) {
    let known = model.record().and_then(|adopted| adopted.decisions.get(id));
    let value = known.and_then(|decision| decision.pinned.as_ref()).map(|pinned| pinned.value.clone());
    let (path, id) = (model.runbook.clone(), id.to_owned());
    let value = value.unwrap_or_default();
    model.open_for(runbook::Command::PinDecision { path, id, value, rationale: String::new() }.into());
}

/// Shows what a step runs.
pub(super) fn step(model: &mut Model, name: &str) {
    let run = RunRequest { id: String::new(), what: Runnable::Step(name.to_owned()), timeout: None };
    if let Some(command) = model.of_phase(Act::Run { run }) {
        model.open_for(command);
    }
}

/// Takes the tick of the selected item back.
pub(super) fn untick(model: &mut Model) {
    if let Some(item) = model.item().cloned() {
        let path = model.runbook.clone();
        let untick = runbook::Command::Untick { path, phase: item.phase, item: item.id, reason: String::new() };
        model.open_for(untick.into());
    }
}

/// Looks at the evidence of the selected phase, now and with every later look at the files.
pub(super) fn look(model: &mut Model) -> Vec<Effect> {
    let Some(phase) = model.phase_id().map(str::to_owned).filter(|_| model.adopted()) else { return Vec::new() };
    let looked = (model.runbook.clone(), phase);
    if model.looked.as_ref() == Some(&looked) {
        return Vec::new();
    }
    vec![Effect::Evidence { path: looked.0, phase: looked.1 }]
}

/// Runs the closing checks.
pub(super) fn close(model: &mut Model) -> Vec<Effect> {
    let Some(phase) = model.phase_id().map(str::to_owned) else { return Vec::new() };
    let path = model.runbook.clone();
    // Anew each time: what was looked at a moment ago may have changed.
    model.looked = None;
    let close = Close::of(model, path.clone(), phase.clone());
    model.open(Overlay::Close(Box::new(close)));
    vec![Effect::Evidence { path, phase }]
}

/// Opens an act whose words are still to be typed.
pub(super) fn act(model: &mut Model, act: Act) {
    if let Some(command) = model.of_phase(act) {
        model.open_for(command);
    }
}

/// Opens a sheet about the selected runbook.
pub(super) fn sheet(model: &mut Model, kind: Kind) {
    let sheet = Sheet::of(model, kind);
    model.open(Overlay::Sheet(Box::new(sheet)));
}

/// A decision that is missing.
pub(super) fn open_decision(model: &mut Model) {
    let (id, question) = (String::new(), String::new());
    let (path, phase) = (model.runbook.clone(), model.phase_id().map(str::to_owned));
    let open = runbook::Command::OpenDecision { path, id, phase, question, options: Vec::new() };
    model.open_for(open.into());
}

/// The acceptance of the file as it is, with the moves of evidence that are most likely meant.
pub(super) fn repin(model: &mut Model) {
    let observed = &model.view.ctx.observed;
    let (known, seen) = (observed.known.get(&model.runbook), observed.runbooks.get(&model.runbook));
    let moved = match (known, seen) {
        (Some(known), Some(runbook::Seen::Read { document, .. })) => propose_moves(&known.document, document),
        _ => Vec::new(),
    };
    let command = runbook::Command::Repin {
        path: model.runbook.clone(),
        impact: String::new(),
        severity: runbook::DriftSeverity::Low,
        reason: String::new(),
        moved,
    };
    model.open_for(command.into());
}

/// The ledger's version back on disk.
pub(super) fn restore(model: &mut Model) {
    model.open_for(runbook::Command::Restore { path: model.runbook.clone() }.into());
}

/// The timeline of the incident, else of the phase.
pub(super) fn timeline(model: &mut Model) -> Vec<Effect> {
    let of_incident = model.timeline_of().map(About::of);
    let about = match (of_incident, model.phase_id()) {
        (Some(about), _) => about,
        (None, Some(phase)) => About::Phase { path: model.runbook.clone(), phase: phase.to_owned() },
        (None, None) => return Vec::new(),
    };
    timeline_of(model, about)
}

/// The newest incident's timeline.
pub(super) fn last_incident(model: &mut Model) -> Vec<Effect> {
    let about = model.reported().map(About::of);
    about.map(|about| timeline_of(model, about)).unwrap_or_default()
}

fn timeline_of(model: &mut Model, about: About) -> Vec<Effect> {
    sheet(model, Kind::Timeline(Loaded::nothing(about.clone())));
    vec![Effect::Timeline { about, before: None }]
}

/// A note: on the open incident, else on the selected phase.
pub(super) fn note(model: &Model) -> Option<Command> {
    if model.view.state.incident.open.is_some() || model.focus == Pane::Incident {
        return Some(crate::incident::Command::note("").into());
    }
    model.of_phase(Act::Note { text: String::new() })
}
