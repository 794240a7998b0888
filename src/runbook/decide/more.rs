//! Decisions, thresholds, runs, and what a person answers for in the whole program.

use std::collections::BTreeMap;

use super::super::phase_rules as phase_rule;
use super::super::rules::{self, Held};
use super::super::{
    Ask, Attestable, Attests, Document, Event, EvidenceRef, ItemId, RunRequest, RunSeen, Runnable, State, Status,
    StepKind, dimension_name, thresholds,
};
use super::ground::Ground;
use super::status::none;
use crate::hold::{Code, Hold, Offer, Operation};

/// The most characters of a decision's name, and the most options it may have.
const MAX_NAME: usize = 60;
const MAX_OPTIONS: usize = 20;
/// The most bytes of a command line that an entry holds.
const MAX_ARGV: usize = 16_000;

pub(super) fn open_decision(
    state: &State,
    ask: &Ask,
    path: &str,
    (id, phase): (&str, Option<&str>),
    question: &str,
    options: &[String],
) -> Result<Vec<Event>, Vec<Held>> {
    let one = |hold| vec![hold];
    let adopted = rules::adopted(state, ask, path).map_err(one)?;
    let mut held = Vec::new();
    if let Some(phase) = phase {
        let reading = rules::readable(state, ask, path).map_err(one)?;
        held.extend(rules::phase(reading.document, phase).err());
    }
    if !is_name(id) {
        let need = format!("a decision's name has letters, digits, `-`, `_` and `.`, at most {MAX_NAME} of them");
        held.push(Hold::new(Code::TextUnusable, rules::shown(id), need));
    }
    if adopted.decisions.contains_key(id) {
        let need = "there is a decision of that name already; pin it, or give this one another name";
        held.push(Hold::new(Code::NoDecision, rules::shown(id), need));
    }
    let mut say =
        |words: &str, need: &str| rules::words(id, words, need).map_err(|hold| held.push(hold)).unwrap_or_default();
    let question = say(question, "the question has to be put in words");
    let options: Vec<String> = options.iter().map(|option| say(option, "an option has to say something")).collect();
    if options.len() > MAX_OPTIONS {
        held.push(Hold::new(Code::TextUnusable, rules::shown(id), format!("at most {MAX_OPTIONS} options fit")));
    }
    none(held)?;
    Ok(vec![Event::DecisionOpened {
        path: path.to_owned(),
        id: id.to_owned(),
        phase: phase.map(str::to_owned),
        question,
        options,
    }])
}

/// A person decides: nothing is defaulted, assumed or filled in (seed 002 §10.2).
pub(super) fn pin_decision(
    state: &State,
    ask: &Ask,
    path: &str,
    id: &str,
    value: &str,
    rationale: &str,
) -> Result<Vec<Event>, Vec<Held>> {
    let adopted = rules::adopted(state, ask, path).map_err(|hold| vec![hold])?;
    let Some(decision) = adopted.decisions.get(id) else {
        let known: Vec<_> = adopted.decisions.keys().take(12).map(|id| rules::shown(id)).collect();
        let need = match known.as_slice() {
            [] => "there is no such decision, nor any other; open it first".to_owned(),
            known => format!("there is no such decision; there are {}", known.join(", ")),
        };
        return Err(vec![Hold::new(Code::NoDecision, rules::shown(id), need)]);
    };
    let mut held: Vec<Held> = ask.caller.unless_human(id, "a decision").into_iter().collect();
    let value = rules::words(id, value, "what is decided has to be said");
    let value = value.map_err(|hold| held.push(hold)).unwrap_or_default();
    if !value.is_empty() && !decision.options.is_empty() && !decision.options.contains(&value) {
        let need = format!("it has to be one of {}", decision.options.join(", "));
        let way = Offer::instruct(Operation::Update, "operator", "or open another decision with other options");
        held.push(Hold::new(Code::NoDecision, rules::shown(id), rules::recorded(&need)).way(way));
    }
    let rationale = rules::reason(id, rationale).map_err(|hold| held.push(hold)).unwrap_or_default();
    none(held)?;
    Ok(vec![Event::DecisionPinned { path: path.to_owned(), id: id.to_owned(), value, rationale }])
}

fn is_name(id: &str) -> bool {
    !id.is_empty() && id.chars().count() <= MAX_NAME && id.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
}

pub(super) fn attest_program(
    state: &State,
    ask: &Ask,
    path: &str,
    item: &ItemId,
    statement: &str,
    evidence: &[EvidenceRef],
) -> Result<Vec<Event>, Vec<Held>> {
    let one = |hold| vec![hold];
    rules::adopted(state, ask, path).map_err(one)?;
    let reading = rules::readable(state, ask, path).map_err(one)?;
    let mut held: Vec<Held> = ask.caller.unless_human(path, "an attestation").into_iter().collect();
    let found = reading.document.program_attestables().into_iter().find(|found| found.id == *item);
    if found.is_none() {
        held.push(rules::no_item("program", item));
    }
    let statement = rules::reason(path, statement).map_err(|hold| held.push(hold)).unwrap_or_default();
    let evidence = match evidence {
        [] => Vec::new(),
        given => rules::evidence(path, given, ask).map_err(|more| held.extend(more)).unwrap_or_default(),
    };
    let Some(found) = found.filter(|_| held.is_empty()) else { return Err(held) };
    Ok(vec![Event::ProgramAttested {
        path: path.to_owned(),
        item: found.id,
        attests: found.attests,
        text: rules::recorded(&found.text),
        statement,
        evidence,
    }])
}

impl Document {
    /// The criteria and guardrails of the whole program, each with its name.
    pub fn program_attestables(&self) -> Vec<Attestable> {
        let program = self.program();
        let of = |attests, items: &[super::super::ProgramItem]| {
            let facts = items.iter().map(|item| (item.text.as_str(), item.line, None));
            super::super::attestable::named("", attests, facts)
        };
        let mut all = of(Attests::Criterion, &program.criteria);
        all.extend(of(Attests::Guardrail, &program.guardrails));
        all
    }
}

pub(super) fn pin_threshold(
    ground: &Ground,
    ask: &Ask,
    dimension: &str,
    values: &BTreeMap<String, String>,
) -> Result<Vec<Event>, Vec<Held>> {
    let dimension = dimension_name(dimension);
    let mut held: Vec<Held> = ask.caller.unless_human(&ground.phase.id, "pinning a threshold").into_iter().collect();
    held.extend(thresholds::may_pin(ground.adopted, ground.document(), ground.phase, &dimension, values));
    none(held)?;
    Ok(vec![Event::ThresholdPinned {
        path: ground.path.to_owned(),
        phase: ground.phase.id.clone(),
        dimension,
        values: values.clone(),
    }])
}

pub(super) fn meet_threshold(
    ground: &Ground,
    ask: &Ask,
    dimension: &str,
    passed: bool,
    evidence: &[EvidenceRef],
) -> Result<Vec<Event>, Vec<Held>> {
    let phase = ground.phase;
    let dimension = dimension_name(dimension);
    let mut held: Vec<Held> = phase_rule::has_status(ground.document(), phase, Status::Active).into_iter().collect();
    held.extend(thresholds::pinned(ground.adopted.phases.get(&phase.id), phase, &dimension).err());
    let evidence = rules::evidence(&phase.id, evidence, ask).map_err(|more| held.extend(more)).unwrap_or_default();
    none(held)?;
    Ok(vec![Event::ThresholdMet { path: ground.path.to_owned(), phase: phase.id.clone(), dimension, passed, evidence }])
}

/// What changes the world runs behind a build-go; a step that only looks needs none.
pub(super) fn run(ground: &Ground, request: &RunRequest) -> Result<Vec<Event>, Vec<Held>> {
    let (document, phase) = (ground.document(), ground.phase);
    let mut held = rules::coherent(document, phase);
    let (argv, step) = match &request.what {
        Runnable::Argv(argv) => (argv.clone(), None),
        Runnable::Step(name) => match runnable(document, phase, name) {
            Ok(step) => (vec![step.lang.clone()], Some(step)),
            Err(hold) => return Err(vec![hold]),
        },
    };
    let looks_only = step.is_some_and(|step| matches!(step.kind, StepKind::Probe | StepKind::Gate));
    if !looks_only {
        held.extend(phase_rule::has_status(document, phase, Status::Active));
        held.extend(phase_rule::decided(ground.path, ground.adopted, &phase.id));
        held.extend(phase_rule::gone(ground.path, ground.adopted, document, phase));
    }
    if argv.first().is_none_or(std::string::String::is_empty) || argv.iter().map(String::len).sum::<usize>() > MAX_ARGV
    {
        let need = format!("there has to be a command to run, at most {MAX_ARGV} bytes long");
        held.push(Hold::new(Code::TextUnusable, rules::shown(&phase.id), need));
    }
    none(held)?;
    let started = Event::RunStarted {
        path: ground.path.to_owned(),
        phase: phase.id.clone(),
        run: request.id.clone(),
        argv,
        step: step.map(|step| step.name.clone()),
        script: step.map(|step| step.script.clone()),
        timeout: request.timeout.or(step.and_then(|step| step.timeout)),
        facts: super::super::material::bound(document, &phase.id, &ground.adopted.decisions),
    };
    Ok(ground.prelude().into_iter().chain([started]).collect())
}

fn runnable<'a>(
    document: &'a Document,
    phase: &super::super::Phase,
    name: &str,
) -> Result<&'a super::super::Step, Held> {
    let step = document.steps_of(&phase.id).find(|step| step.name == name);
    let need = match step {
        Some(step) if step.is_runnable() && step.kind != StepKind::Manual => return Ok(step),
        Some(step) if step.kind == StepKind::Manual => "the step is done by a person, by hand".to_owned(),
        Some(step) => format!("the step has to be sound: {}", step.problems.join("; ")),
        None => {
            let known: Vec<_> = document.steps_of(&phase.id).map(|step| rules::shown(&step.name)).collect();
            format!("the phase has to have a step of that name; it has {}", known.join(", "))
        }
    };
    Err(Hold::new(Code::NoStep, rules::shown(name), rules::recorded(&need)))
}

/// Records what became of a run, once it is known that nobody is at it any more.
pub(super) fn settle_run(state: &State, ask: &Ask, path: &str, phase: &str, id: &str) -> Result<Vec<Event>, Vec<Held>> {
    let adopted = rules::adopted(state, ask, path).map_err(|hold| vec![hold])?;
    let run = adopted.phases.get(phase).and_then(|record| record.runs.get(id));
    let Some(run) = run else {
        return Err(vec![Hold::new(Code::NoRun, rules::shown(id), "the run has to be on the ledger")]);
    };
    if run.ended.is_some() {
        return Ok(Vec::new());
    }
    let over = |exit, sha256, bytes, redactions| Event::RunOver {
        path: path.to_owned(),
        phase: phase.to_owned(),
        run: id.to_owned(),
        exit,
        sha256,
        bytes,
        redactions,
    };
    match ask.runs.get(id) {
        Some(RunSeen::Ended { exit, sha256, bytes, redactions, .. }) => {
            Ok(vec![over(exit.clone(), sha256.clone(), *bytes, *redactions)])
        }
        Some(RunSeen::Unknown) => Ok(vec![over(super::super::RunExit::Unknown, None, 0, 0)]),
        Some(RunSeen::Running) | None => {
            let need = "the run goes on, so nothing has become of it yet";
            let way = Offer::instruct(Operation::Existing, "console", "wait for it, or cancel it");
            Err(vec![Hold::new(Code::InProgress, rules::shown(id), need).way(way)])
        }
    }
}
