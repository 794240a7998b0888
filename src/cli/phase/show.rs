//! `wayhold phase show`: everything about one phase, from the file and from the ledger.

use clap::Args;
use serde_json::{Value, json};

use super::list::summary;
use crate::cli::find::{self, FoundPhase, stem};
use crate::cli::out::Out;
use crate::cli::{Common, Exit};
use crate::hold::Stamp;
use crate::runbook::{Adopted, Attestable, Attested, GoState, Item, Mark, Part, PhaseRecord, dimension_name};
use crate::session::Session;

/// Show a phase: status, entry gate, items, the five parts, and everything on record about it
///
/// The labels in the first column are what `phase tick` and `phase attest` take.
#[derive(Debug, Args)]
pub struct Show {
    /// The phase as [RUNBOOK:]ID
    phase: String,
    #[command(flatten)]
    pub(super) common: Common,
}

/// A phase, and what the ledger knows of it.
struct Standing<'a> {
    found: &'a FoundPhase<'a>,
    adopted: Option<&'a Adopted>,
    record: Option<&'a PhaseRecord>,
}

pub fn run(verb: &Show, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let observed = session.ctx().observed;
    let found = match find::phase(&observed, &verb.phase) {
        Ok(found) => found,
        Err(sentence) => return out.usage(sentence),
    };
    let adopted = session.state().runbook.runbooks.get(&found.path);
    let record = adopted.and_then(|adopted| adopted.phases.get(&found.id));
    let standing = Standing { found: &found, adopted, record };
    if out.json {
        out.object(&standing.json());
    } else {
        standing.facts(out);
        standing.on_record(out);
    }
    Exit::Done
}

impl Standing<'_> {
    fn attested(&self, one: &Attestable) -> Option<&Attested> {
        self.adopted.and_then(|adopted| adopted.attested.get(&one.id))
    }

    fn go(&self) -> GoState {
        self.adopted.map_or(GoState::None, |adopted| adopted.go_state(self.found.document, &self.found.id))
    }

    fn waits(&self) -> bool {
        self.adopted.is_some_and(|adopted| adopted.next_step_open(self.found.document, &self.found.id))
    }

    fn json(&self) -> Value {
        let (document, id) = (self.found.document, self.found.id.as_str());
        let Some(phase) = document.phase(id) else { return Value::Null };
        let gate = document.gate(id).into_iter().map(|clause| {
            let met = clause.needs_done.as_deref().and_then(|id| document.is_done(id));
            json!({"label": clause.label, "id": clause.id, "text": clause.text, "needs_done": clause.needs_done,
                "met": met, "attested": self.attested(&clause).map(word)})
        });
        let bullets = document.bullets(id).into_iter().map(|bullet| {
            json!({"label": bullet.label, "id": bullet.id, "text": bullet.text, "line": bullet.line,
                "attested": self.attested(&bullet).map(word)})
        });
        let parts = document.parts(id);
        let mut answer = summary(&self.found.path, document, phase);
        answer["items"] = document.items(id).iter().map(|item| self.item(item)).collect();
        answer["plain_items"] = document.plain_items_of(id).map(|item| json!(item.text)).collect();
        answer["bullets"] = bullets.collect();
        answer["entry_gate"] = gate.collect();
        answer["parts"] = json!(parts);
        answer["missing_parts"] = parts.missing().into_iter().map(Part::word).collect();
        answer["evidence_expected"] = json!(document.expected_evidence(id));
        answer["blockers"] = document
            .blockers_of(id)
            .filter(|blocker| blocker.open)
            .map(|blocker| json!({"code": blocker.code, "text": blocker.text, "line": blocker.line}))
            .collect();
        answer["steps"] = document
            .steps_of(id)
            .map(|step| json!({"name": step.name, "kind": step.kind, "line": step.line, "problems": step.problems}))
            .collect();
        self.json_on_record(&mut answer);
        answer
    }

    fn json_on_record(&self, answer: &mut Value) {
        let id = self.found.id.as_str();
        let decisions = self.adopted.into_iter().flat_map(|adopted| &adopted.decisions);
        let concerns = decisions.filter(|(_, decision)| decision.concerns(id));
        answer["decisions"] = concerns
            .map(|(name, decision)| {
                json!({"id": name, "question": decision.question, "open": decision.pinned.is_none(),
                    "value": decision.pinned.as_ref().map(|pinned| &pinned.value)})
            })
            .collect();
        answer["thresholds"] = self.thresholds();
        let told = |told: &crate::runbook::Told| {
            json!({"text": told.text, "by": told.stamp.by, "at": told.stamp.at,
            "seq": told.stamp.seq})
        };
        let none = PhaseRecord::default();
        let record = self.record.unwrap_or(&none);
        answer["runs"] = record
            .runs
            .iter()
            .map(|(id, run)| {
                json!({"id": id, "what": run.shown, "by": run.started.by, "seq": run.started.seq,
                    "exit": run.ended.as_ref().map(|ended| ended.exit.shown())})
            })
            .collect();
        answer["snapshots"] = record
            .snapshots
            .iter()
            .map(|one| json!({"path": one.path, "sha256": one.sha256, "verdict": one.verdict, "seq": one.stamp.seq}))
            .collect();
        answer["notes"] = record.notes.iter().map(told).collect();
        answer["next_step_open"] = json!(self.waits());
        answer["held"] = record.held.as_ref().map_or(Value::Null, told);
        answer["blocked"] = record.blocked.as_ref().map_or(Value::Null, told);
        answer["activated"] = json!(record.activated.as_ref().map(by));
        answer["go"] = json!({"state": self.go().word(), "given": record.go.as_ref().map(|go| by(&go.stamp))});
    }

    fn thresholds(&self) -> Value {
        let dimensions = self.found.document.thresholds_of(&self.found.id).iter();
        dimensions
            .map(|dimension| {
                let name = dimension_name(&dimension.name);
                let pinned = self.record.and_then(|record| record.thresholds.get(&name));
                json!({"dimension": name, "fields": dimension.fields, "pinned": pinned.map(|pinned| &pinned.values),
                    "met": pinned.and_then(|pinned| pinned.runs.last()).map(|run| run.passed)})
            })
            .collect()
    }

    fn item(&self, item: &Item) -> Value {
        let tick = self.adopted.and_then(|adopted| adopted.ticks.get(&item.id));
        let attested = self.adopted.and_then(|adopted| adopted.attested.get(&item.id));
        json!({"number": item.number, "label": item.number.to_string(), "id": item.id, "class": item.class.word(),
            "checked": item.mark == Mark::Checked, "text": item.text, "line": item.line,
            "inherited": item.mark == Mark::Checked && tick.is_none(), "evidence": tick.map(|tick| &tick.evidence),
            "by": tick.map(|tick| &tick.stamp.by), "seq": tick.map(|tick| tick.stamp.seq),
            "attested": attested.map(word)})
    }

    /// What the file says.
    fn facts(&self, out: Out) {
        let (document, id) = (self.found.document, self.found.id.as_str());
        let Some(phase) = document.phase(id) else { return };
        let status = document.status_of(phase).word();
        out.line(format!("{id} {}  {status}  ({}, line {})", phase.name, stem(&self.found.path), phase.line));
        for clause in document.gate(id) {
            let met = clause.needs_done.as_deref().and_then(|id| document.is_done(id));
            let attested = self.attested(&clause);
            let (mark, note) = match (met, attested) {
                (Some(true), _) => ("✔", String::new()),
                (Some(false), _) => ("✘", "  (not met)".to_owned()),
                (None, Some(attested)) => ("✔", said(attested)),
                (None, None) => ("?", "  (asks for a person's word)".to_owned()),
            };
            row(out, &clause.label, mark, "gate", &clause.text, &note);
        }
        for item in document.items(id) {
            row(out, &item.number.to_string(), mark(item.mark), item.class.word(), &item.text, &self.proof(&item));
        }
        let class = if document.has_dod_boxes(id) { "summary" } else { "dod" };
        for bullet in document.bullets(id) {
            let (mark, note) = match self.attested(&bullet) {
                Some(attested) => ("✔", said(attested)),
                None => ("-", String::new()),
            };
            row(out, &bullet.label, mark, class, &bullet.text, &note);
        }
        let parts = document.parts(id);
        for part in Part::ALL {
            let place = parts.line(part).map_or_else(|| "missing".to_owned(), |line| format!("line {line}"));
            out.line(format!("  part      {:<18} {place}", part.word()));
        }
        if let Some(expected) = document.expected_evidence(id) {
            out.line(format!("  expected  {expected}"));
        }
        for blocker in document.blockers_of(id).filter(|blocker| blocker.open) {
            out.line(format!("  blocker   OPEN, line {}: {}", blocker.line, blocker.text));
        }
        for step in document.steps_of(id) {
            let trouble = if step.is_runnable() { "" } else { "  (cannot be run)" };
            out.line(format!("  step      {} {}, line {}{trouble}", step.kind.word(), step.name, step.line));
        }
    }

    /// What the ledger says.
    fn on_record(&self, out: Out) {
        let id = self.found.id.as_str();
        for dimension in self.found.document.thresholds_of(id) {
            let name = dimension_name(&dimension.name);
            let pinned = self.record.and_then(|record| record.thresholds.get(&name));
            out.line(format!("  threshold {name}: {}", crate::cli::threshold::standing(pinned)));
        }
        for (name, decision) in self.adopted.into_iter().flat_map(|adopted| &adopted.decisions) {
            if decision.concerns(id) {
                let value = decision.pinned.as_ref().map_or("OPEN", |pinned| pinned.value.as_str());
                out.line(format!("  decision  {name}: {value}  ({})", decision.question));
            }
        }
        if self.waits() {
            out.line("  next step pending: activate it, or hold it with a reason");
        }
        let Some(record) = self.record else { return };
        for (what, told) in [("held", &record.held), ("blocked", &record.blocked)] {
            if let Some(told) = told {
                out.line(format!("  {what:<9} {}  (#{} {})", told.text, told.stamp.seq, told.stamp.by));
            }
        }
        if let Some(go) = &record.go {
            out.line(format!("  build-go  {}  (#{} {})", self.go().word(), go.stamp.seq, go.stamp.by));
        }
        for note in &record.notes {
            let text = note.text.replace('\n', " ");
            out.line(format!("  note      {text}  (#{} {})", note.stamp.seq, note.stamp.by));
        }
        for (id, run) in &record.runs {
            let end = run.ended.as_ref().map_or_else(|| "no outcome yet".to_owned(), |ended| ended.exit.shown());
            out.line(format!("  run       {id}: {}  {end}  (#{} {})", run.shown, run.started.seq, run.started.by));
        }
        for one in &record.snapshots {
            out.line(format!(
                "  snapshot  {}  {}  (#{} {})",
                one.path,
                one.verdict.word(),
                one.stamp.seq,
                one.stamp.by
            ));
        }
    }

    fn proof(&self, item: &Item) -> String {
        let tick = self.adopted.and_then(|adopted| adopted.ticks.get(&item.id));
        let attested = self.adopted.and_then(|adopted| adopted.attested.get(&item.id));
        match (tick, attested) {
            (Some(tick), _) => format!("  (#{} {})", tick.stamp.seq, tick.stamp.by),
            (None, Some(attested)) if item.mark == Mark::Checked => said(attested),
            (None, _) if item.mark == Mark::Checked => "  (INHERITED)".to_owned(),
            (None, _) => String::new(),
        }
    }
}

fn row(out: Out, label: &str, mark: &str, class: &str, text: &str, note: &str) {
    out.line(format!("  {label:>3} {mark:<3} {class:<9} {text}{note}"));
}

fn said(attested: &Attested) -> String {
    format!("  (#{} {}: {})", attested.stamp.seq, attested.stamp.by, attested.statement)
}

fn word(attested: &Attested) -> Value {
    json!({"by": attested.stamp.by, "at": attested.stamp.at, "seq": attested.stamp.seq,
        "statement": attested.statement, "evidence": attested.evidence})
}

fn by(stamp: &Stamp) -> Value {
    json!({"by": stamp.by, "at": stamp.at, "seq": stamp.seq})
}

fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Checked => "[x]",
        Mark::Open => "[ ]",
        Mark::Odd => "[?]",
    }
}
