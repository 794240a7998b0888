//! What of a plan is material: its facts without places, so that two versions can be compared and a grant can be bound.
//!
//! A change of anything here is material drift; everything else in the file is editorial (seed 002 §2).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{Document, ItemId, Mark};
use crate::hold::digest::sha256;

/// What kind of fact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A phase and its name.
    Phase,
    /// A stated status.
    Status,
    /// A clause of an entry gate.
    Gate,
    /// A box, or a bullet of a definition of done; its mark is its value.
    Item,
    /// One of the five parts of an activatable phase.
    Part,
    /// What the phase has to show at least.
    Evidence,
    /// A step that can be run; its script is its value.
    Step,
    /// A blocker that stands open.
    Blocker,
    /// A threshold that has to be pinned.
    Threshold,
}

impl FactKind {
    /// The word shown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Phase => "phase",
            Self::Status => "status",
            Self::Gate => "entry gate",
            Self::Item => "item",
            Self::Part => "part",
            Self::Evidence => "expected evidence",
            Self::Step => "step",
            Self::Blocker => "blocker",
            Self::Threshold => "threshold",
        }
    }
}

/// A fact's name: equal names in two versions are the same fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FactKey {
    /// The phase's id; empty for the whole document.
    pub(super) phase: String,
    pub(super) kind: FactKind,
    /// What tells it from its neighbours.
    pub(super) name: String,
}

/// A fact's value: equal values mean that nothing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FactValue {
    /// What it says, for a person.
    pub(super) text: String,
    /// What can change about it: a mark, a word, a script.
    pub(super) value: String,
}

/// How often each id was met. The first row and the first section of an id are the ones that count; the others are facts
/// too, and must not stand in for them.
#[derive(Default)]
struct Met<'a>(BTreeMap<&'a str, usize>);

impl<'a> Met<'a> {
    fn named(&mut self, name: &str, id: &'a str) -> String {
        let times = self.0.entry(id).or_default();
        *times += 1;
        if *times == 1 { name.to_owned() } else { format!("{name} {times}") }
    }
}

/// The facts of one document, gathered when they are first asked for. Derived, so that two documents never differ by it.
#[derive(Debug, Clone, Default)]
pub(super) struct Memo(OnceLock<Facts>);

/// Facts by name.
pub(super) type Facts = BTreeMap<FactKey, FactValue>;

impl PartialEq for Memo {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Memo {}

/// Every material fact of a document.
pub(super) fn facts(document: &Document) -> &Facts {
    document.index.material.0.get_or_init(|| gather(document))
}

fn gather(document: &Document) -> Facts {
    let mut facts = BTreeMap::new();
    let mut add = |phase: &str, kind, name: String, text: String, value: String| {
        facts.insert(FactKey { phase: phase.to_owned(), kind, name }, FactValue { text, value });
    };
    let mut rows = Met::default();
    for row in document.roadmap.iter().flat_map(|roadmap| &roadmap.rows) {
        add(&row.id, FactKind::Status, rows.named("row", &row.id), "the roadmap's row".into(), row.status.raw.clone());
    }
    let (mut phases, mut sections) = (Met::default(), Met::default());
    for phase in &document.phases {
        let id = phase.id.as_str();
        add(id, FactKind::Phase, phases.named("", id), phase.name.clone(), phase.name.clone());
        let section = sections.named("section", id);
        if let Some(status) = &phase.status_section {
            add(id, FactKind::Status, section, "the section's status".into(), status.raw.clone());
        }
        for clause in document.gate(id) {
            add(id, FactKind::Gate, clause.id.0, clause.text.clone(), String::new());
        }
        for bullet in document.bullets(id) {
            add(id, FactKind::Item, bullet.id.0, bullet.text, "-".into());
        }
        for item in document.items(id) {
            let mark = match item.mark {
                Mark::Open => " ",
                Mark::Checked => "x",
                Mark::Odd => "?",
            };
            add(id, FactKind::Item, item.id.0, item.text, mark.into());
        }
        for part in super::Part::ALL.into_iter().filter(|&part| document.parts(id).line(part).is_some()) {
            add(id, FactKind::Part, part.word().into(), part.word().into(), String::new());
        }
        for step in document.steps_of(id) {
            add(
                id,
                FactKind::Step,
                step.name.clone(),
                step.name.clone(),
                format!("{} {}", step.kind.word(), step.script),
            );
        }
        for blocker in document.blockers_of(id).filter(|blocker| blocker.open) {
            add(id, FactKind::Blocker, blocker.text.clone(), blocker.text.clone(), "open".into());
        }
        for dimension in document.thresholds_of(id) {
            let fields = dimension.fields.join("; ");
            add(id, FactKind::Threshold, dimension.name.clone(), dimension.name.clone(), fields);
        }
        if let Some(expected) = document.expected_evidence(id) {
            add(id, FactKind::Evidence, String::new(), expected.to_owned(), expected.to_owned());
        }
    }
    facts
}

/// The digest of what a build-go is bound to: the phase's facts without marks and statuses, and its pinned decisions.
pub(super) fn bound(document: &Document, phase: &str, decisions: &BTreeMap<String, super::Decision>) -> String {
    let mut text = String::new();
    let mut line = |words: &[&str]| {
        for word in words {
            text.push_str(word);
            text.push('\0');
        }
        text.push('\n');
    };
    let first = FactKey { phase: phase.to_owned(), kind: FactKind::Phase, name: String::new() };
    for (key, value) in facts(document).range(first..).take_while(|(key, _)| key.phase == phase) {
        match key.kind {
            FactKind::Status | FactKind::Blocker => {}
            // The mark is left out: ticking a box is work that the go allowed.
            FactKind::Item => line(&[key.kind.word(), &key.name]),
            _ => line(&[key.kind.word(), &key.name, &value.value]),
        }
    }
    for (id, decision) in decisions.iter().filter(|(_, decision)| decision.concerns(phase)) {
        line(&["decision", id, decision.pinned.as_ref().map_or("", |pinned| pinned.value.as_str())]);
    }
    sha256(text.as_bytes())
}

/// One material difference between the ledger's version and the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The phase it touches; empty for the whole document.
    pub phase: String,
    /// What kind of fact changed.
    pub kind: FactKind,
    /// What it says, for a person.
    pub text: String,
    /// Its value in the ledger's version: a mark, a word, a script; `None` when it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Its value in the file; `None` when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// The item's name, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
}

impl Change {
    /// The item that is gone, when this is about one.
    pub fn gone(&self) -> Option<&ItemId> {
        self.item.as_ref().filter(|_| self.now.is_none())
    }

    /// The item that is new, when this is about one.
    pub fn new_item(&self) -> Option<&ItemId> {
        self.item.as_ref().filter(|_| self.was.is_none())
    }

    /// In words for a person.
    pub fn shown(&self) -> String {
        let kind = self.kind.word();
        match (&self.was, &self.now) {
            (Some(was), Some(now)) if self.kind == FactKind::Item => format!("[{was}] became [{now}]: {}", self.text),
            (Some(_), Some(_)) if self.kind == FactKind::Step => format!("{kind} {} has another script", self.text),
            (Some(was), Some(now)) => format!("{}: {was} became {now}", self.text),
            (Some(_), None) => format!("{kind} gone: {}", self.text),
            (None, now) if self.kind == FactKind::Status => {
                format!("{kind} new: {} {}", self.text, now.as_deref().unwrap_or_default())
            }
            (None, _) => format!("{kind} new: {}", self.text),
        }
    }
}

/// Every material difference, by phase.
pub fn changes(known: &Document, found: &Document) -> Vec<Change> {
    let (known, found) = (facts(known), facts(found));
    let keys: std::collections::BTreeSet<&FactKey> = known.keys().chain(found.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (was, now) = (known.get(key), found.get(key));
            let value = |fact: Option<&FactValue>| fact.map(|fact| fact.value.clone());
            if value(was) == value(now) {
                return None;
            }
            Some(Change {
                phase: key.phase.clone(),
                kind: key.kind,
                text: now.or(was)?.text.clone(),
                was: value(was),
                now: value(now),
                item: (key.kind == FactKind::Item).then(|| ItemId(key.name.clone())),
            })
        })
        .collect()
}
