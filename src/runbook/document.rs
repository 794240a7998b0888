//! The facts of one runbook: plain data, each with its line (from 1) and its byte span in the file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::facts::{Blocker, EvidenceRow, Oddity, Step, Token};
use super::finding::Finding;
use super::grammar::Grammar;
use super::index::{Index, Lists};
use super::status::{Status, StatusMark, Word};
use crate::hold::digest::sha256;

/// A range of bytes in the file, end exclusive.
pub type Span = std::ops::Range<usize>;

/// Everything that was read from one runbook.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Line feeds, plus one for a last line without one.
    pub lines: usize,
    /// Every heading outside lists and quotes, in order.
    pub headings: Vec<Heading>,
    /// The roadmap table, if there is one.
    pub roadmap: Option<Roadmap>,
    /// Every phase heading, in order.
    pub phases: Vec<Phase>,
    /// Every box, in order.
    pub boxes: Vec<Checkbox>,
    /// The bullets of every definition of done that has no boxes, in order.
    pub plain_items: Vec<PlainItem>,
    /// The clauses of every entry gate, in order.
    pub gates: Vec<GateClause>,
    /// The rows of every evidence table, in order.
    pub evidence_rows: Vec<EvidenceRow>,
    /// Everything that is said about blockers, in order.
    pub blockers: Vec<Blocker>,
    /// The evidence that the phases name, in order.
    pub tokens: Vec<Token>,
    /// Every named shell block, in order.
    pub steps: Vec<Step>,
    /// What is odd about its bytes, by line.
    pub oddities: Vec<Oddity>,
    /// Whether it lists its own status words under `Statuses:`, so that no others are accepted.
    pub declares_statuses: bool,
    /// The mapping it was read with: what it says of itself, over what was given. Whoever reads another state of the
    /// same file reads it with this one.
    pub grammar: Grammar,
    /// The world whose nodes of the phases' names say what they need, by path or name. It decides nothing that was
    /// adopted: naming another is a change of words, and needs are looked at as the world stands.
    pub world: Option<String>,
    /// What is wrong with it, by line.
    pub findings: Vec<Finding>,
    pub(super) index: Index,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6; 7 for a bold line that the plan's [`Grammar`] calls a stage.
    pub level: u8,
    /// Its line.
    pub line: usize,
    /// The heading's bytes.
    pub span: Span,
    /// Its words, without the marks around them.
    pub text: String,
    /// What it is in the plan.
    pub role: HeadingRole,
    /// The phase whose section it lies in, itself included; an index into [`Document::phases`].
    pub owner: Option<usize>,
    /// Whether `owner` is known by an annex's id alone, from outside the phase's section.
    pub annexed: bool,
}

/// What a heading is in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadingRole {
    /// The phase at this index.
    Phase(usize),
    /// About the phase of this id, and not the phase itself.
    Annex(String),
    /// A part of the enclosing phase, repeating its id.
    Facet(String),
    /// Holds phases, such as "Remaining phases"; says nothing about their status.
    Container,
    /// Anything else.
    Text,
}

/// The roadmap table (seed 002 §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roadmap {
    /// The line of its header.
    pub line: usize,
    /// Its rows, in order.
    pub rows: Vec<Row>,
}

/// A row of the roadmap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The phase's id.
    pub id: String,
    /// The id under which another document knows the phase.
    pub canonical_id: Option<String>,
    /// The phase's name.
    pub name: Option<String>,
    /// Its line.
    pub line: usize,
    /// Its status, with the span of the word.
    pub status: StatusMark,
}

/// How sure a heading's grammar makes us that it opens a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// An id with a separator, or a word such as `Phase` with a number.
    Strong,
    /// A dotted or dashed id and a space.
    Weak,
    /// No id at all: the plan's [`Grammar`] calls it a stage.
    Mapped,
}

/// A phase, as its heading opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// Its id, case-sensitive: `M1`, `M1.A`, `phase-0`.
    pub id: String,
    /// The id under which another document knows it, from the roadmap.
    pub canonical_id: Option<String>,
    /// Its name, without the id.
    pub name: String,
    /// The level of its heading: 2 to 5, or the one that the plan's [`Grammar`] names.
    pub level: u8,
    /// The line of its heading.
    pub line: usize,
    /// Its heading, as an index into [`Document::headings`].
    pub heading: usize,
    /// From its heading to the first phase below it, or to the end of its section.
    pub own: Span,
    /// From its heading to the next one of the same or a higher level.
    pub section: Span,
    /// Its status in its own extent.
    pub status_section: Option<StatusMark>,
    /// Its status in the roadmap.
    pub status_roadmap: Option<StatusMark>,
    /// How sure the grammar is.
    pub family: Family,
    /// Whether its id has no part: `M1`, not `M1.A`.
    pub root: bool,
    /// The phase it belongs to, by id or else by level.
    pub parent: Option<usize>,
}

/// What a box counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// The definition of done.
    Dod,
    /// Progress of sub-phases.
    Progress,
    /// Neither.
    Other,
    /// A rollback criterion: ticked is bad news, and it never counts toward closing.
    Trigger,
}

impl Class {
    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dod => "dod",
            Self::Progress => "progress",
            Self::Other => "other",
            Self::Trigger => "trigger",
        }
    }

    /// Whether closing the phase needs it.
    pub const fn gates(self) -> bool {
        matches!(self, Self::Dod | Self::Progress)
    }
}

/// What stands between the brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A space.
    Open,
    /// `x` or `X`.
    Checked,
    /// Anything else: not done, and nothing here will change it.
    Odd,
}

/// A box: the mark that opens a list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkbox {
    /// What stands between its brackets.
    pub mark: Mark,
    /// Whether it is ticked with a capital `X`.
    pub capital: bool,
    /// The bytes between its brackets; exactly one unless the mark is odd.
    pub span: Span,
    /// Its line.
    pub line: usize,
    /// What it counts for.
    pub class: Class,
    /// What it says, on one line.
    pub text: String,
    /// The phase it belongs to, as an index into [`Document::phases`].
    pub phase: Option<usize>,
    /// Whether it belongs to its phase by an annex's id alone.
    pub annexed: bool,
    /// The sub-phase of its phase whose id a progress box begins with: `M1.H`.
    pub sub_phase: Option<String>,
}

impl Checkbox {
    /// What it says with emphasis and code marks taken off, which is what its identity hangs on.
    pub fn normalised(&self) -> String {
        super::heading::plain(&self.text).into_owned()
    }
}

/// A bullet of a definition of done that has no boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainItem {
    /// Its line.
    pub line: usize,
    /// Its bytes.
    pub span: Span,
    /// What it says, on one line.
    pub text: String,
    /// The phase it belongs to.
    pub phase: usize,
}

/// A clause of an entry gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateClause {
    /// Its line.
    pub line: usize,
    /// What it says, on one line.
    pub text: String,
    /// The phase it guards.
    pub phase: usize,
    /// The id that has to be DONE, when that is all the clause says; everything else is attested by a person.
    pub needs_done: Option<String>,
}

/// The stable name of an item: 16 hex digits of a digest of phase, class, normalised text and place among equals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(pub String);

impl std::fmt::Display for ItemId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A numbered box of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its stable name.
    pub id: ItemId,
    /// Its number in the phase, from 1: definition of done first, then progress, others and triggers.
    pub number: usize,
    /// What it counts for.
    pub class: Class,
    /// What stands between its brackets.
    pub mark: Mark,
    /// What it says, on one line.
    pub text: String,
    /// Its line.
    pub line: usize,
    /// The offset of the byte between its brackets.
    pub offset: usize,
    /// The phase's id.
    pub phase: String,
}

impl Document {
    /// The phase of that id; the first one when the id is used twice.
    pub fn phase(&self, id: &str) -> Option<&Phase> {
        self.place(id).map(|at| &self.phases[at])
    }

    /// Where the first phase of that id is among the phases.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.index.phases.get(id, |at| &self.phases[at].id)
    }

    /// The roadmap's row of that id.
    pub fn row(&self, id: &str) -> Option<&Row> {
        let rows = &self.roadmap.as_ref()?.rows;
        self.index.rows.get(id, |at| &rows[at].id).map(|at| &rows[at])
    }

    /// The phase's status by its row and its section together.
    pub fn status_of(&self, phase: &Phase) -> Status {
        Status::combine(phase.status_roadmap.as_ref(), phase.status_section.as_ref())
    }

    /// The status of an id, which may have a row and no section.
    pub fn status(&self, id: &str) -> Status {
        self.phase(id)
            .map_or_else(|| Status::combine(self.row(id).map(|row| &row.status), None), |phase| self.status_of(phase))
    }

    /// The phase whose status governs this one: itself, or the nearest phase above it that has one.
    pub fn governing<'a>(&'a self, phase: &'a Phase) -> &'a Phase {
        let mut at = phase;
        // A parent always stands before its child, so the walk ends.
        while self.status_of(at) == Status::Unknown {
            let Some(parent) = at.parent.and_then(|parent| self.phases.get(parent)) else { return phase };
            at = parent;
        }
        at
    }

    /// The ids that the roadmap calls ACTIVE, in its order.
    pub fn active_roadmap(&self) -> Vec<&str> {
        let rows = self.roadmap.iter().flat_map(|roadmap| &roadmap.rows);
        rows.filter(|row| row.status.word == Some(Word::Active)).map(|row| row.id.as_str()).collect()
    }

    /// The ids of the root phases that their own sections call ACTIVE, in order.
    pub fn active_sections(&self) -> Vec<&str> {
        let active = |mark: &StatusMark| mark.word == Some(Word::Active);
        let roots = self.phases.iter().filter(|phase| phase.root);
        roots.filter(|phase| phase.status_section.as_ref().is_some_and(active)).map(|phase| phase.id.as_str()).collect()
    }

    /// How many boxes are ticked.
    pub fn checked(&self) -> usize {
        self.boxes.iter().filter(|checkbox| checkbox.mark == Mark::Checked).count()
    }

    /// The boxes of a phase in the order of their numbers; empty for an unknown id.
    pub fn boxes_of(&self, id: &str) -> impl Iterator<Item = &Checkbox> {
        self.of(&self.index.boxes, id).filter_map(|&at| self.boxes.get(at))
    }

    /// The bullets of the phase's definition of done that are not boxes; empty for an unknown id.
    pub fn plain_items_of(&self, id: &str) -> impl Iterator<Item = &PlainItem> {
        self.of(&self.index.plain, id).filter_map(|&at| self.plain_items.get(at))
    }

    /// The clauses of the phase's entry gate; empty for an unknown id.
    pub fn gate_of(&self, id: &str) -> impl Iterator<Item = &GateClause> {
        self.of(&self.index.gates, id).filter_map(|&at| self.gates.get(at))
    }

    /// The sub-phases that the phase's progress boxes name, in the order of their numbers.
    pub fn sub_phases_by_box(&self, id: &str) -> impl Iterator<Item = (&str, &Checkbox)> {
        self.boxes_of(id).filter_map(|checkbox| Some((checkbox.sub_phase.as_deref()?, checkbox)))
    }

    pub(super) fn of<'a>(&self, lists: &'a Lists, id: &str) -> impl Iterator<Item = &'a usize> {
        self.place(id).map_or(&[][..], |phase| lists.get(phase)).iter()
    }

    /// The numbered items of a phase; empty for an unknown id.
    pub fn items(&self, id: &str) -> Vec<Item> {
        let mut seen: BTreeMap<(Class, String), u32> = BTreeMap::new();
        let mut items = Vec::new();
        for (at, checkbox) in self.boxes_of(id).enumerate() {
            let text = checkbox.normalised();
            let ordinal = seen.entry((checkbox.class, text.clone())).or_default();
            items.push(Item {
                id: ItemId::of(id, checkbox.class, &text, *ordinal),
                number: at + 1,
                class: checkbox.class,
                mark: checkbox.mark,
                text: checkbox.text.clone(),
                line: checkbox.line,
                offset: checkbox.span.start,
                phase: id.to_owned(),
            });
            *ordinal += 1;
        }
        items
    }

    /// The item of that name in a phase.
    pub fn item(&self, phase: &str, id: &ItemId) -> Option<Item> {
        self.items(phase).into_iter().find(|item| item.id == *id)
    }

    /// The error findings that keep an id from being acted on: its own and the whole document's.
    pub fn errors(&self, id: &str) -> Vec<&Finding> {
        let own = self.index.errors.get(id).into_iter().flatten();
        self.index.document_errors.iter().chain(own).filter_map(|&at| self.findings.get(at)).collect()
    }
}

impl ItemId {
    /// The name of the item with this phase, class and normalised text that has `ordinal` equals before it.
    pub fn of(phase: &str, class: Class, text: &str, ordinal: u32) -> Self {
        Self::named(phase, class.word(), text, ordinal)
    }

    /// The name of a fact of any kind, by the same recipe.
    pub(super) fn named(phase: &str, kind: &str, text: &str, ordinal: u32) -> Self {
        let named = format!("{phase}\0{kind}\0{text}\0{ordinal}");
        let mut digest = sha256(named.as_bytes());
        digest.truncate(16);
        Self(digest)
    }
}
