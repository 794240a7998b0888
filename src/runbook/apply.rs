//! The fold: one entry onto the state. Replay and live run through here and nowhere else.

use super::{
    Adopted, Attested, Decision, Event, Go, ItemId, Moved, Pending, PhaseRecord, Pinned, Repin, RunEnded, RunRecord,
    SnapshotRef, State, Threshold, ThresholdRun, Tick, Told, Untick, Verdict,
};
use crate::hold::Stamp;

/// Folds one entry into the state. Entries about a runbook that was never adopted change nothing.
pub fn apply(state: &mut State, event: &Event, stamp: &Stamp) {
    if let Event::Adopted { path, role, sha256, of, .. } = event {
        let adopted = Adopted {
            role: *role,
            of: of.clone(),
            adopted: stamp.clone(),
            doc: sha256.clone(),
            previous_doc: None,
            pending: None,
            ticks: std::collections::BTreeMap::new(),
            unticks: Vec::new(),
            attested: std::collections::BTreeMap::new(),
            phases: std::collections::BTreeMap::new(),
            decisions: std::collections::BTreeMap::new(),
            repins: Vec::new(),
            conflicts: Vec::new(),
        };
        state.runbooks.insert(path.clone(), adopted);
        return;
    }
    let Some(runbook) = state.runbooks.get_mut(event.path()) else { return };
    match event {
        Event::Adopted { .. } => {}
        Event::Ticked { phase, item, text, evidence, .. } => {
            // A box that was ticked before keeps its earlier evidence: a lost patch takes nothing off the record.
            let mut kept = runbook.ticks.remove(item).map(|tick| tick.evidence).unwrap_or_default();
            kept.extend(evidence.iter().cloned());
            let tick = Tick { stamp: stamp.clone(), phase: phase.clone(), text: text.clone(), evidence: kept };
            runbook.ticks.insert(item.clone(), tick);
        }
        Event::Unticked { phase, item, text, reason, .. } => {
            let tick = runbook.ticks.remove(item);
            runbook.unticks.push(Untick {
                item: item.clone(),
                stamp: stamp.clone(),
                phase: phase.clone(),
                text: text.clone(),
                reason: reason.clone(),
                tick,
            });
        }
        Event::PatchIntent { doc_before, doc_after, edits, subject, known_after, files, restore, .. } => {
            runbook.pending = Some(Pending {
                known_after: known_after.clone(),
                files: files.clone(),
                restore: *restore,
                intent: stamp.seq,
                doc_before: doc_before.clone(),
                doc_after: doc_after.clone(),
                edits: edits.clone(),
                subject: subject.clone(),
            });
        }
        // An outcome ends the intent it names and no other.
        Event::Patched { intent, .. } | Event::PatchLost { intent, .. }
            if runbook.pending.as_ref().is_none_or(|pending| pending.intent != *intent) => {}
        Event::Patched { doc, .. } => {
            let known = runbook.pending.take().and_then(|pending| pending.known_after);
            runbook.previous_doc = Some(std::mem::replace(&mut runbook.doc, known.unwrap_or_else(|| doc.clone())));
        }
        // The ledger goes on expecting the bytes before the patch, so the file shows as drift until a person acts.
        Event::PatchLost { .. } => runbook.pending = None,
        _ => besides_boxes(runbook, event, stamp),
    }
}

/// What happened to a runbook besides its boxes and its file.
fn besides_boxes(runbook: &mut Adopted, event: &Event, stamp: &Stamp) {
    match event {
        Event::Attested { phase, item, text, statement, evidence, .. } => {
            runbook.attest(item, phase, text, statement, evidence, stamp);
        }
        Event::ProgramAttested { item, text, statement, evidence, .. } => {
            runbook.attest(item, "", text, statement, evidence, stamp);
        }
        Event::DecisionOpened { id, phase, question, options, .. } => {
            let decision = Decision {
                phase: phase.clone(),
                question: question.clone(),
                options: options.clone(),
                opened: stamp.clone(),
                pinned: None,
            };
            runbook.decisions.insert(id.clone(), decision);
        }
        Event::DecisionPinned { id, value, rationale, .. } => {
            if let Some(decision) = runbook.decisions.get_mut(id) {
                let (value, rationale) = (value.clone(), rationale.clone());
                decision.pinned = Some(Pinned { stamp: stamp.clone(), value, rationale });
            }
        }
        Event::Repinned { from, to, impact, severity, reason, moved, gone, .. } => {
            runbook.carry_over(moved, gone, reason, stamp);
            runbook.previous_doc = Some(std::mem::replace(&mut runbook.doc, to.clone()));
            runbook.repins.push(Repin {
                stamp: stamp.clone(),
                from: from.clone(),
                to: to.clone(),
                impact: impact.clone(),
                severity: *severity,
                reason: reason.clone(),
            });
        }
        Event::Edited { to, .. } => {
            runbook.previous_doc = Some(std::mem::replace(&mut runbook.doc, to.clone()));
        }
        Event::Conflict { phase, wanted, .. } => {
            runbook.conflicts.push(Told { stamp: stamp.clone(), text: format!("{wanted} {phase}") });
        }
        _ => {
            if let Some(phase) = event.phase() {
                of_phase(runbook.phases.entry(phase.to_owned()).or_default(), event, stamp);
            }
        }
    }
}

fn of_phase(record: &mut PhaseRecord, event: &Event, stamp: &Stamp) {
    let told = |text: &str| Told { stamp: stamp.clone(), text: text.to_owned() };
    match event {
        Event::Noted { text, .. } => record.notes.push(told(text)),
        Event::Activated { .. } | Event::Reopened { .. } => {
            record.activated = Some(stamp.clone());
            record.closed = None;
            record.held = None;
            record.go = None;
        }
        Event::HeldBack { reason, .. } => record.held = Some(told(reason)),
        Event::WentGo { facts, .. } => record.go = Some(Go { stamp: stamp.clone(), facts: facts.clone() }),
        Event::Closed { snapshot, .. } => {
            record.closed = Some(stamp.clone());
            record.go = None;
            record.snapshots.push(SnapshotRef {
                stamp: stamp.clone(),
                path: snapshot.path.clone(),
                sha256: snapshot.sha256.clone(),
                verdict: Verdict::Pass,
            });
        }
        Event::Failed { snapshot, .. } => record.snapshots.push(SnapshotRef {
            stamp: stamp.clone(),
            path: snapshot.path.clone(),
            sha256: snapshot.sha256.clone(),
            verdict: Verdict::Fail,
        }),
        Event::BlockedBy { reason, .. } => {
            record.blocked = Some(told(reason));
            record.go = None;
        }
        Event::Unblocked { .. } => record.blocked = None,
        Event::Resolved { .. } => record.go = None,
        Event::ThresholdPinned { dimension, values, .. } => {
            let pinned = Threshold { stamp: stamp.clone(), values: values.clone(), runs: Vec::new() };
            record.thresholds.insert(dimension.clone(), pinned);
        }
        Event::ThresholdMet { dimension, passed, evidence, .. } => {
            if let Some(threshold) = record.thresholds.get_mut(dimension) {
                let run = ThresholdRun { stamp: stamp.clone(), passed: *passed, evidence: evidence.clone() };
                threshold.runs.push(run);
            }
        }
        Event::RunStarted { run, argv, step, .. } => {
            let shown = step.as_ref().map_or_else(|| argv.join(" "), |step| format!("step {step}"));
            record.runs.insert(run.clone(), RunRecord { started: stamp.clone(), shown, ended: None });
        }
        Event::RunOver { run, exit, sha256, bytes, redactions, .. } => {
            if let Some(run) = record.runs.get_mut(run) {
                run.ended = Some(RunEnded {
                    stamp: stamp.clone(),
                    exit: exit.clone(),
                    sha256: sha256.clone(),
                    bytes: *bytes,
                    redactions: *redactions,
                });
            }
        }
        _ => {}
    }
}

impl Adopted {
    fn attest(
        &mut self,
        item: &ItemId,
        phase: &str,
        text: &str,
        statement: &str,
        evidence: &[super::Evidence],
        stamp: &Stamp,
    ) {
        let attested = Attested {
            stamp: stamp.clone(),
            phase: phase.to_owned(),
            text: text.to_owned(),
            statement: statement.to_owned(),
            evidence: evidence.to_vec(),
        };
        self.attested.insert(item.clone(), attested);
    }

    /// What was shown for an item goes over to the item that took its place; what is gone stays on record.
    fn carry_over(&mut self, moved: &[Moved], gone: &[ItemId], reason: &str, stamp: &Stamp) {
        // All are taken off before any is put back: two items may have changed places.
        let ticks: Vec<_> = moved.iter().filter_map(|one| Some((one, self.ticks.remove(&one.from)?))).collect();
        let attested: Vec<_> = moved.iter().filter_map(|one| Some((one, self.attested.remove(&one.from)?))).collect();
        self.ticks.extend(ticks.into_iter().map(|(one, tick)| (one.to.clone(), tick)));
        self.attested.extend(attested.into_iter().map(|(one, attested)| (one.to.clone(), attested)));
        for item in gone {
            self.attested.remove(item);
            if let Some(tick) = self.ticks.remove(item) {
                self.unticks.push(Untick {
                    item: item.clone(),
                    stamp: stamp.clone(),
                    phase: tick.phase.clone(),
                    text: tick.text.clone(),
                    reason: reason.to_owned(),
                    tick: Some(tick),
                });
            }
        }
    }
}

impl Event {
    /// The path of the runbook that the event is about.
    pub fn path(&self) -> &str {
        match self {
            Self::Adopted { path, .. }
            | Self::Ticked { path, .. }
            | Self::Unticked { path, .. }
            | Self::Attested { path, .. }
            | Self::ProgramAttested { path, .. }
            | Self::Noted { path, .. }
            | Self::Activated { path, .. }
            | Self::HeldBack { path, .. }
            | Self::WentGo { path, .. }
            | Self::Closed { path, .. }
            | Self::Failed { path, .. }
            | Self::BlockedBy { path, .. }
            | Self::Unblocked { path, .. }
            | Self::Reopened { path, .. }
            | Self::Resolved { path, .. }
            | Self::ThresholdPinned { path, .. }
            | Self::ThresholdMet { path, .. }
            | Self::RunStarted { path, .. }
            | Self::RunOver { path, .. }
            | Self::DecisionOpened { path, .. }
            | Self::DecisionPinned { path, .. }
            | Self::Repinned { path, .. }
            | Self::Edited { path, .. }
            | Self::Conflict { path, .. }
            | Self::PatchIntent { path, .. }
            | Self::Patched { path, .. }
            | Self::PatchLost { path, .. } => path,
        }
    }

    /// The id of the phase that the event is about, if it is about one.
    pub fn phase(&self) -> Option<&str> {
        match self {
            Self::Ticked { phase, .. }
            | Self::Unticked { phase, .. }
            | Self::Attested { phase, .. }
            | Self::Noted { phase, .. }
            | Self::Activated { phase, .. }
            | Self::HeldBack { phase, .. }
            | Self::WentGo { phase, .. }
            | Self::Closed { phase, .. }
            | Self::Failed { phase, .. }
            | Self::BlockedBy { phase, .. }
            | Self::Unblocked { phase, .. }
            | Self::Reopened { phase, .. }
            | Self::Resolved { phase, .. }
            | Self::ThresholdPinned { phase, .. }
            | Self::ThresholdMet { phase, .. }
            | Self::RunStarted { phase, .. }
            | Self::RunOver { phase, .. }
            | Self::Conflict { phase, .. } => Some(phase),
            Self::DecisionOpened { phase, .. } => phase.as_deref(),
            _ => None,
        }
    }
}
