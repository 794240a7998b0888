//! The evidence snapshot of a phase: nine fields (seed 002 §6.2) and the evidence that the plan expects (§9.1), as JSON.

use serde_json::{Value, json};

use super::decide::ground::Ground;
use super::rules::Held;
use super::{Adopted, Ask, Attestable, Class, Closing, Evidence, Mark, Verdict};
use crate::hold::Stamp;

/// The format's name and version, the first field of every snapshot.
pub const FORMAT: &str = "wayhold.snapshot/1";

/// The bytes of the snapshot that a closing writes now.
pub(super) fn bytes(ground: &Ground, ask: &Ask, closing: &Closing, open: &[Held]) -> Vec<u8> {
    let value = value(ground, ask, closing, open);
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}

/// Where it goes: one file for each closing, named after plan and phase.
pub(super) fn path(ground: &Ground) -> String {
    let name = ground.path.rsplit('/').next().unwrap_or(ground.path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let earlier = ground.adopted.phases.get(&ground.phase.id).map_or(0, |record| record.snapshots.len());
    let again = if earlier == 0 { String::new() } else { format!(".{}", earlier + 1) };
    let safe = |text: &str| -> String {
        text.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect()
    };
    format!("snapshots/{}.{}{again}.json", safe(stem), safe(&ground.phase.id))
}

fn value(ground: &Ground, ask: &Ask, closing: &Closing, open: &[Held]) -> Value {
    let (document, phase, adopted) = (ground.document(), ground.phase, ground.adopted);
    let id = phase.id.as_str();
    let record = adopted.phases.get(id);
    let verdict = if closing.fail { Verdict::Fail } else { Verdict::Pass };
    let thresholds: Value = record.into_iter().flat_map(|record| &record.thresholds).map(threshold).collect();
    let notes: Value = record
        .into_iter()
        .flat_map(|record| &record.notes)
        .map(|note| json!({"text": note.text, "by": note.stamp.by, "at": note.stamp.at, "entry": note.stamp.seq}))
        .collect();
    json!({
        "format": FORMAT,
        "phase_id": phase.canonical_id.as_deref().unwrap_or(id),
        "plan_phase": id,
        "name": phase.name,
        "runbook": ground.path,
        "runbook_sha256": ground.reading.sha256,
        "platform_run_id": closing.platform_run_id.as_deref().unwrap_or("N/A"),
        "authority_refs": document.program().authorities.iter().map(|item| &item.text).collect::<Vec<_>>(),
        "entry_gate": document.gate(id).iter().map(|clause| gate(document, adopted, clause)).collect::<Vec<_>>(),
        "dod": dod(ground),
        "evidence": adopted.evidence_of(id).into_iter().map(|(text, evidence)| shown(text, evidence)).collect::<Vec<_>>(),
        "evidence_expected": document.expected_evidence(id),
        "thresholds": thresholds,
        "runs": record.into_iter().flat_map(|record| &record.runs).map(run).collect::<Vec<_>>(),
        "decisions": adopted.decisions.iter().filter(|(_, decision)| decision.concerns(id)).map(|(name, decision)| json!({
            "id": name, "question": decision.question, "value": decision.pinned.as_ref().map(|pinned| &pinned.value),
            "rationale": decision.pinned.as_ref().map(|pinned| &pinned.rationale),
            "by": decision.pinned.as_ref().map(|pinned| &pinned.stamp.by),
        })).collect::<Vec<_>>(),
        "notes": notes,
        "failure_note": closing.note,
        "open": open.iter().map(|hold| json!({"code": hold.code, "subject": hold.subject, "need": hold.need})).collect::<Vec<_>>(),
        "verdict": verdict.word(),
        "operator": {"id": ask.caller.id, "kind": ask.caller.kind.word()},
        "at": ask.now,
    })
}

fn gate(document: &super::Document, adopted: &Adopted, clause: &Attestable) -> Value {
    let done = clause.needs_done.as_deref().and_then(|id| document.is_done(id));
    let word = adopted.attested.get(&clause.id);
    let result = match (done, word) {
        (Some(true), _) => "met",
        (Some(false), _) => "not_met",
        (None, Some(_)) => "attested",
        (None, None) => "open",
    };
    json!({"clause": clause.text, "result": result, "statement": word.map(|word| &word.statement),
        "by": word.map(|word| &word.stamp.by), "entry": word.map(|word| word.stamp.seq)})
}

/// Every item that closing needs, and every bullet, with what it rests on.
fn dod(ground: &Ground) -> Vec<Value> {
    let (document, id) = (ground.document(), ground.phase.id.as_str());
    let by = |stamp: Option<&Stamp>| (stamp.map(|stamp| stamp.by.clone()), stamp.map(|stamp| stamp.seq));
    let items = document.items(id).into_iter().filter(|item| item.class.gates()).map(|item| {
        let tick = ground.adopted.ticks.get(&item.id);
        let word = ground.adopted.attested.get(&item.id);
        let result = match (item.mark, tick, word) {
            (Mark::Checked, Some(_), _) => "ticked",
            (Mark::Checked, None, Some(_)) => "attested",
            (Mark::Checked, None, None) => "inherited",
            (Mark::Open | Mark::Odd, _, _) => "open",
        };
        let (who, entry) = by(tick.map(|tick| &tick.stamp).or(word.map(|word| &word.stamp)));
        let class = if item.class == Class::Dod { "dod" } else { "progress" };
        json!({"item": item.number, "class": class, "text": item.text, "result": result, "by": who, "entry": entry,
            "statement": word.map(|word| &word.statement),
            "evidence": tick.map_or(0, |tick| tick.evidence.len())})
    });
    let boxed = document.has_dod_boxes(id);
    let bullets = document.bullets(id).into_iter().filter_map(move |bullet| {
        let word = ground.adopted.attested.get(&bullet.id);
        if boxed && word.is_none() {
            return None;
        }
        let (who, entry) = by(word.map(|word| &word.stamp));
        Some(json!({"item": bullet.label, "class": "dod", "text": bullet.text,
            "result": if word.is_some() { "attested" } else { "open" }, "by": who, "entry": entry,
            "statement": word.map(|word| &word.statement)}))
    });
    items.chain(bullets).collect()
}

fn shown(text: &str, evidence: &Evidence) -> Value {
    let mut value = serde_json::to_value(evidence).unwrap_or_default();
    value["for"] = json!(text);
    value
}

fn threshold((name, threshold): (&String, &super::Threshold)) -> Value {
    json!({"dimension": name, "pinned": threshold.values, "by": threshold.stamp.by, "entry": threshold.stamp.seq,
        "runs": threshold.runs.iter().map(|run| json!({"passed": run.passed, "entry": run.stamp.seq})).collect::<Vec<_>>()})
}

fn run((id, run): (&String, &super::RunRecord)) -> Value {
    json!({"id": id, "what": run.shown, "entry": run.started.seq,
        "exit": run.ended.as_ref().map(|ended| ended.exit.shown()),
        "output_sha256": run.ended.as_ref().and_then(|ended| ended.sha256.clone())})
}
