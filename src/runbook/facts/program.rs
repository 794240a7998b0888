//! The program around the phases (seed 002 §1–4, §11, §12): scope, authority, criteria, guardrails, risks, next action.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::lines::Lines;
use super::super::{Document, Span};
use super::Source;
use super::chunk::{ChunkKind, chunks};
use super::region::Region;
use super::risk::{self, Risk};
use super::table;
use super::topic::{Subject, Topic};

/// What the headings outside phases say of the whole program.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Program {
    /// What is in scope.
    pub scope_in: Vec<ProgramItem>,
    /// What is out of scope.
    pub scope_out: Vec<ProgramItem>,
    /// The documents that decide, the highest first.
    pub authorities: Vec<ProgramItem>,
    /// When the whole program is finished.
    pub criteria: Vec<ProgramItem>,
    /// What no phase may bend.
    pub guardrails: Vec<ProgramItem>,
    /// What could go wrong, and what is done against it.
    pub risks: Vec<Risk>,
    /// What comes next.
    pub next_actions: Vec<ProgramItem>,
}

/// One statement about the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgramItem {
    /// What it says, on one line.
    pub text: String,
    /// Its line.
    pub line: usize,
    /// Its bytes.
    pub span: Span,
}

/// What the regions outside phases say.
pub(super) fn program(source: &Source, regions: &[Region]) -> Program {
    let mut program = Program::default();
    let mut sections: BTreeMap<Subject, usize> = BTreeMap::new();
    for region in regions {
        let Topic::Program(subject) = region.topic else { continue };
        // A label speaks for the program where nothing has; "Scope:" far below is about something smaller.
        let first = *sections.entry(subject).or_insert(region.section);
        if !region.heading && region.section != first {
            continue;
        }
        match subject {
            Subject::ScopeIn => {
                let (inside, outside) = table::scope(source, &region.body);
                program.scope_in.extend(inside);
                program.scope_out.extend(outside);
                program.scope_in.extend(items(source, region, is_item));
            }
            Subject::ScopeOut => program.scope_out.extend(items(source, region, is_item)),
            // One list is the order of authority; what else is said of authority is no part of it.
            Subject::Authority if program.authorities.is_empty() => program.authorities = authorities(source, region),
            Subject::Authority => {}
            Subject::Criteria => program.criteria.extend(items(source, region, is_item)),
            Subject::Guardrails => program.guardrails.extend(items(source, region, is_item)),
            Subject::Risks => program.risks.extend(risk::risks(source, &region.body)),
            Subject::Next => {
                program.next_actions.extend(items(source, region, |kind| is_item(kind) || kind == ChunkKind::Text));
            }
        }
    }
    program
}

fn is_item(kind: ChunkKind) -> bool {
    matches!(kind, ChunkKind::Bullet | ChunkKind::Number)
}

/// The numbered items, or every item where none has a number.
fn authorities(source: &Source, region: &Region) -> Vec<ProgramItem> {
    let numbered = items(source, region, |kind| kind == ChunkKind::Number);
    if numbered.is_empty() { items(source, region, is_item) } else { numbered }
}

fn items(source: &Source, region: &Region, wanted: impl Fn(ChunkKind) -> bool) -> Vec<ProgramItem> {
    let chunks = chunks(source, &region.body, |_| false);
    chunks.into_iter().filter(|chunk| wanted(chunk.kind)).map(|chunk| ProgramItem::of(source, chunk.span)).collect()
}

impl ProgramItem {
    /// What stands at `span`.
    pub(super) fn of(source: &Source, span: Span) -> Self {
        Self { text: Lines::joined(source.text, &span), line: source.lines.line(span.start), span }
    }
}

impl Program {
    /// Whether nothing is said of a program.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Document {
    /// What the headings outside phases say of the whole program.
    pub fn program(&self) -> &Program {
        self.index.later.program()
    }
}
