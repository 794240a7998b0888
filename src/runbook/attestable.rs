//! What a person answers for because no box and no rule can: clauses of an entry gate and bullets of a definition of
//! done. Each has a stable name, so that an attestation stays with the words that it was given for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Document, ItemId};

/// What kind of thing is attested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attests {
    /// A clause of an entry gate.
    Gate,
    /// A bullet of a definition of done.
    Dod,
    /// A box that was ticked before adoption.
    Box,
    /// A criterion by which the whole program is done (seed 002 §3).
    Criterion,
    /// A guardrail that no phase may bend (seed 002 §4).
    Guardrail,
}

impl Attests {
    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Dod => "dod",
            Self::Box => "box",
            Self::Criterion => "criterion",
            Self::Guardrail => "guardrail",
        }
    }

    /// The letter before its number on the command line: `g1`, `d2`.
    const fn letter(self) -> &'static str {
        match self {
            Self::Gate => "g",
            Self::Dod => "d",
            Self::Box => "",
            Self::Criterion => "c",
            Self::Guardrail => "r",
        }
    }
}

/// Something that a person may attest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestable {
    /// Its stable name.
    pub id: ItemId,
    /// What kind it is.
    pub attests: Attests,
    /// What it is called on a command line: `g1` for the first clause of a gate, `d2` for the second bullet.
    pub label: String,
    /// What it says, on one line.
    pub text: String,
    /// Its line.
    pub line: usize,
    /// The id that has to be DONE, for a clause that says that alone.
    pub needs_done: Option<String>,
}

impl Document {
    /// The clauses of a phase's entry gate, in order, each with its name.
    pub fn gate(&self, phase: &str) -> Vec<Attestable> {
        let clauses = self.gate_of(phase).map(|clause| (clause.text.as_str(), clause.line, clause.needs_done.clone()));
        named(phase, Attests::Gate, clauses)
    }

    /// The bullets of a phase's definition of done that have no box, in order, each with its name.
    pub fn bullets(&self, phase: &str) -> Vec<Attestable> {
        let bullets = self.plain_items_of(phase).map(|item| (item.text.as_str(), item.line, None));
        named(phase, Attests::Dod, bullets)
    }

    /// What may be attested in a phase: gate clauses, bullets, and every box.
    pub fn attestables(&self, phase: &str) -> Vec<Attestable> {
        let boxes = self.items(phase).into_iter().map(|item| Attestable {
            id: item.id,
            attests: Attests::Box,
            label: item.number.to_string(),
            text: item.text,
            line: item.line,
            needs_done: None,
        });
        self.gate(phase).into_iter().chain(self.bullets(phase)).chain(boxes).collect()
    }
}

/// Names `facts` of one kind: equal words are told apart by their place among each other.
pub(super) fn named<'a>(
    phase: &str,
    attests: Attests,
    facts: impl Iterator<Item = (&'a str, usize, Option<String>)>,
) -> Vec<Attestable> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let name = |(at, (text, line, needs_done)): (usize, (&str, usize, Option<String>))| {
        let normalised = super::heading::plain(text).into_owned();
        let ordinal = seen.entry(normalised.clone()).or_default();
        let id = ItemId::named(phase, attests.word(), &normalised, *ordinal);
        *ordinal += 1;
        Attestable {
            id,
            attests,
            label: format!("{}{}", attests.letter(), at + 1),
            text: text.to_owned(),
            line,
            needs_done,
        }
    };
    facts.enumerate().map(name).collect()
}
