//! Effects as data: what is to be done to the world after the append, and what was begun and has no outcome yet.

use std::sync::Arc;

use super::{Command, Ctx, Event, State};
use crate::{incident, posture, provision, runbook, verify};

/// Something to be done to a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Edit a runbook.
    Runbook(runbook::Effect),
    /// Write the live posture.
    Posture(posture::Effect),
    /// Begin a verification.
    Verify(verify::Effect),
    /// Write an incident's report.
    Incident(incident::Effect),
}

/// The effects of one new event, which is entry `seq`. Live only, never on replay.
pub fn plan(event: &Event, seq: u64) -> Vec<Effect> {
    match event {
        Event::Runbook(event) => runbook::plan(event).into_iter().map(Effect::Runbook).collect(),
        Event::Posture(event) => posture::plan(event, seq).into_iter().map(Effect::Posture).collect(),
        Event::Verify(event) => verify::plan(event).into_iter().map(Effect::Verify).collect(),
        Event::Incident(event) => incident::plan(event).into_iter().map(Effect::Incident).collect(),
        Event::Ledger(_) | Event::Provision(_) | Event::Bundle(_) => Vec::new(),
    }
}

/// An intent without outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// The intent's entry.
    pub intent: u64,
    /// What it is about, for a person.
    pub subject: String,
    /// What may be done again before settling: a recorded file edit, never a posture.
    pub redo: Option<Effect>,
    /// Whether it is the posture's.
    posture: bool,
}

impl Pending {
    /// The command that records the outcome by what is observed. `recovered` says that the intent's writer died.
    pub fn settle(&self, recovered: bool) -> Command {
        if let Some(Effect::Incident(_)) = self.redo {
            incident::Command::Settle { id: self.subject.clone(), recovered }.into()
        } else if self.posture {
            posture::Command::Settle { recovered }.into()
        } else {
            runbook::Command::Settle { path: self.subject.clone(), recovered }.into()
        }
    }
}

/// Every intent without outcome, oldest first.
pub fn pending(state: &State) -> Vec<Pending> {
    let mut found: Vec<Pending> = runbook::pending(&state.runbook)
        .into_iter()
        .map(|(intent, effect)| {
            let path = match &effect {
                runbook::Effect::Patch { path, .. } => path.clone(),
                runbook::Effect::Start { id, .. } => id.clone(),
            };
            Pending { intent, subject: path, redo: Some(Effect::Runbook(effect)), posture: false }
        })
        .collect();
    // What a person puts in place by hand is the person's to settle.
    let posture = state.posture.pending.as_ref().filter(|pending| !pending.intent.by_hand);
    if let Some(intent) = posture.map(|pending| pending.stamp.seq) {
        found.push(Pending { intent, subject: "posture".to_owned(), redo: None, posture: true });
    }
    found.extend(incident::pending(&state.incident).into_iter().map(|(intent, subject, effect)| Pending {
        intent,
        subject,
        redo: Some(Effect::Incident(effect)),
        posture: false,
    }));
    found.sort_by_key(|pending| pending.intent);
    found
}

/// The bytes that have to be in the object store before these events are appended.
pub fn objects(state: &State, events: &[Event], ctx: &Ctx) -> Vec<Arc<[u8]>> {
    let runbook: Vec<runbook::Event> = events
        .iter()
        .filter_map(|event| match event {
            Event::Runbook(event) => Some(event.clone()),
            _ => None,
        })
        .collect();
    let incident: Vec<incident::Event> = events
        .iter()
        .filter_map(|event| match event {
            Event::Incident(event) => Some(event.clone()),
            _ => None,
        })
        .collect();
    let provision: Vec<provision::Event> = events
        .iter()
        .filter_map(|event| match event {
            Event::Provision(event) => Some(event.clone()),
            _ => None,
        })
        .collect();
    let mut objects = runbook::objects(&state.runbook, &runbook, &ctx.runbook());
    objects.extend(provision::objects(&provision, &ctx.provision()));
    objects.extend(incident::objects(&incident, &ctx.incident(&state.people())));
    objects
}
