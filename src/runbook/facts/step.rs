//! Steps: fenced shell blocks with a name, as a runbook's reader may run them. Nothing is run here.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::scan::RawFence;
use super::super::{Document, Span};
use super::region::Owners;
use super::{Source, attributes, script};
use crate::hold::text::{is_hostile, one_line};

/// What running a step does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Looks, and changes nothing.
    Probe,
    /// Looks, and its answer is a yes or a no.
    Gate,
    /// Changes something.
    Apply,
    /// Is done by a person.
    Manual,
}

impl StepKind {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Probe, Self::Gate, Self::Apply, Self::Manual];

    /// The word written, shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Probe => "probe",
            Self::Gate => "gate",
            Self::Apply => "apply",
            Self::Manual => "manual",
        }
    }
}

/// A named shell block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name; unique in the document, or else a problem.
    pub name: String,
    /// The shell: `sh`, `bash`, `shell` or `zsh`.
    pub lang: String,
    /// What would run: prompts and output taken off.
    pub script: String,
    /// What running it does. A block that does not say is taken for one that changes something.
    pub kind: StepKind,
    /// The most seconds it may take, from 1 to a day.
    pub timeout: Option<u64>,
    /// Whether running it twice is the same as once.
    pub idempotent: bool,
    /// The step that undoes it.
    pub rollback: Option<String>,
    /// Every attribute as it was written, the known ones included.
    pub attributes: BTreeMap<String, String>,
    /// The line of its opening fence.
    pub line: usize,
    /// The whole block, fences included.
    pub span: Span,
    /// The phase it belongs to.
    pub phase: Option<usize>,
    /// Why it cannot be run; empty for one that can.
    pub problems: Vec<String>,
}

/// The named shell blocks, in order.
pub(super) fn steps(source: &Source, document: &Document) -> Vec<Step> {
    let mut owners = Owners::new(document);
    let fences = source.blocks.fences.iter();
    let mut steps: Vec<Step> = fences.filter_map(|fence| step(source, fence, owners.at(fence.span.start))).collect();
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for step in &steps {
        *named.entry(step.name.clone()).or_default() += 1;
    }
    for step in &mut steps {
        if named.get(&step.name).is_some_and(|&times| times > 1) && !step.name.is_empty() {
            step.problems.push(format!("another step is named {} too", one_line(&step.name)));
        }
        if let Some(undo) = step.rollback.as_ref().filter(|undo| !named.contains_key(*undo)) {
            step.problems.push(format!("no step is named {}, which is to roll it back", one_line(undo)));
        }
    }
    steps
}

/// The step that a block is; `None` for one without a name, which is prose.
fn step(source: &Source, fence: &RawFence, phase: Option<usize>) -> Option<Step> {
    let lang = fence.info.split(|c: char| c.is_whitespace() || c == '{').next().unwrap_or_default();
    let mut problems = Vec::new();
    let attributes = match attributes::parse(fence.info[lang.len()..].trim()) {
        Ok(attributes) => attributes,
        // Somebody meant to give it a name, and should hear that it was not understood.
        Err(why) if fence.info.contains("name") => {
            problems.push(why);
            BTreeMap::new()
        }
        Err(_) => return None,
    };
    let name = match attributes.get("name") {
        Some(name) => name.trim().to_owned(),
        None if problems.is_empty() => return None,
        None => String::new(),
    };
    if problems.is_empty() && !is_name(&name) {
        problems.push(format!("the name is empty, longer than {MAX_NAME} bytes, or has characters that no name needs"));
    }
    if !fence.closed {
        problems.push("its block is never closed".to_owned());
    }
    let given = |key: &str| attributes.get(key).map(|value| value.trim());
    let mut understood = |read: Result<(), String>| problems.extend(read.err());
    let mut kind = StepKind::Apply;
    let mut timeout = None;
    let mut idempotent = false;
    understood(given("kind").map_or(Ok(()), |word| of_word(word).map(|found| kind = found)));
    understood(given("timeout").map_or(Ok(()), |word| seconds(word).map(|found| timeout = Some(found))));
    understood(given("idempotent").map_or(Ok(()), |word| truth(word).map(|found| idempotent = found)));
    let rollback = given("rollback").filter(|undo| !undo.is_empty()).map(str::to_owned);
    let script = script::of(&fence.content).unwrap_or_else(|why| {
        problems.push(why);
        String::new()
    });
    if script.trim().is_empty() && kind != StepKind::Manual && problems.is_empty() {
        problems.push("there is nothing in it to run".to_owned());
    }
    let end = fence.span.start + source.text[fence.span.clone()].trim_end().len();
    Some(Step {
        name,
        lang: lang.to_owned(),
        script,
        kind,
        timeout,
        idempotent,
        rollback,
        attributes,
        line: source.lines.line(fence.span.start),
        span: fence.span.start..end,
        phase,
        problems,
    })
}

/// The most bytes of a name.
const MAX_NAME: usize = 80;

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len()) && !name.chars().any(is_hostile)
}

fn of_word(word: &str) -> Result<StepKind, String> {
    let found = StepKind::ALL.into_iter().find(|kind| kind.word() == word);
    found.ok_or_else(|| format!("the kind {} is none of probe, gate, apply and manual", one_line(word)))
}

fn truth(word: &str) -> Result<bool, String> {
    match word {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("idempotent is {}, and can be true or false", one_line(word))),
    }
}

/// The longest that a step may be given: a day.
const MAX_SECONDS: u64 = 24 * 60 * 60;

/// Seconds from `90`, `90s`, `5m`, `1h30m`.
fn seconds(word: &str) -> Result<u64, String> {
    let bad = || format!("the timeout {} is no time from 1s to 24h, such as 90s, 5m or 1h30m", one_line(word));
    let mut rest = word;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: u64 = rest[..digits].parse().map_err(|_| bad())?;
        let unit = match rest[digits..].chars().next() {
            Some('h') => 60 * 60,
            Some('m') => 60,
            Some('s') => 1,
            None if rest.len() == word.len() => 1,
            Some(_) | None => return Err(bad()),
        };
        total = number.checked_mul(unit).and_then(|part| total.checked_add(part)).ok_or_else(bad)?;
        rest = rest.get(digits + 1..).unwrap_or_default();
    }
    if (1..=MAX_SECONDS).contains(&total) { Ok(total) } else { Err(bad()) }
}

impl Step {
    /// Whether it can be run at all.
    pub fn is_runnable(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Document {
    /// The steps of a phase, in order; empty for an unknown id.
    pub fn steps_of(&self, id: &str) -> impl Iterator<Item = &Step> {
        self.of(&self.index.steps, id).filter_map(|&at| self.steps.get(at))
    }

    /// The step of that name; the first one when there are several, none of which can be run.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }
}
