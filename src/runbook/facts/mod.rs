//! The facts that stand under labels: parts, evidence, blockers, steps, the program, and what is odd about the bytes.
//!
//! Lives here: one file for each of them, its types beside its reading. May not: decide what is wrong with a fact
//! (`findings.rs`), or open, run or check anything.

mod attributes;
mod blocker;
mod chunk;
mod evidence;
mod later;
mod oddity;
mod part;
mod program;
mod region;
mod risk;
mod script;
mod step;
mod table;
mod threshold;
mod token;
pub(super) mod topic;

pub use blocker::Blocker;
pub use evidence::EvidenceRow;
pub(super) use later::{Kept, Later};
pub use oddity::{Odd, Oddity};
pub use part::{Part, Parts};
pub use program::{Program, ProgramItem};
pub use risk::Risk;
pub use step::{Step, StepKind};
pub use threshold::{Dimension, ThresholdRule};
pub use token::{Token, TokenKind};

use self::region::Region;
use self::topic::ItemLabel;
use super::index::Lists;
use super::lines::Lines;
use super::scan::{Blocks, OpaqueKind, RawItem};
use super::{Document, Span, label};

/// What the facts are read from.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) lines: &'a Lines,
    pub(super) blocks: &'a Blocks,
    /// Per heading, what it announces.
    pub(super) headings: &'a [label::Read],
    /// The items that are labels, in order.
    pub(super) item_labels: &'a [ItemLabel],
}

/// Fills in the facts under labels that findings are about, and gives back what stands under the labels. The headings,
/// phases and items of `document` have been read.
pub(super) fn gather(document: &mut Document, source: &Source) -> Vec<Region> {
    document.oddities = oddity::oddities(source.text);
    document.steps = step::steps(source, document);
    evidence::gather(source, document);
    let regions = region::regions(source, document);
    document.blockers = blocker::blockers(source, document, &regions);
    document.tokens = token::tokens(source, document, &regions);
    let phases = document.phases.len();
    let index = &mut document.index;
    index.steps = Lists::of(phases, document.steps.iter().map(|step| step.phase));
    index.blockers = Lists::of(phases, document.blockers.iter().map(|blocker| blocker.phase));
    index.tokens = Lists::of(phases, document.tokens.iter().map(|token| Some(token.phase)));
    regions
}

impl Source<'_> {
    /// `span` up to the next heading, label or status that Markdown takes for a part of it.
    fn clipped(&self, span: Span) -> Span {
        self.lines.own_words(&span)
    }

    /// The items that stand in `body` and not inside another one there.
    fn items_in<'b>(&'b self, body: &Span) -> impl Iterator<Item = (usize, &'b RawItem)> {
        let Span { start, end } = *body;
        let items = &self.blocks.items;
        let first = items.partition_point(|item| item.start < start);
        let inside = items.iter().enumerate().skip(first).take_while(move |(_, item)| item.start < end);
        inside.filter(move |(_, item)| item.parent.is_none_or(|parent| items[parent].start < start))
    }

    /// The lines of `body` without their endings, each with its offset. Of what is code, HTML or a table, only `shown`.
    fn lines_in<'b>(&'b self, body: &Span, shown: &'static [OpaqueKind]) -> impl Iterator<Item = (usize, &'b str)> {
        let opaque = &self.blocks.opaque;
        let mut hidden = opaque.partition_point(|opaque| opaque.span.end <= body.start);
        let mut at = body.start;
        let lines = self.text[body.clone()].split_inclusive('\n');
        let placed = lines.map(move |line| {
            at += line.len();
            (at - line.len(), line)
        });
        placed.filter_map(move |(at, line)| {
            while opaque.get(hidden).is_some_and(|opaque| opaque.span.end <= at) {
                hidden += 1;
            }
            let line = line.trim_end();
            let inked = at + line.len() - line.trim_start().len();
            let seen = opaque.get(hidden).is_none_or(|next| inked < next.span.start || shown.contains(&next.kind));
            seen.then_some((at, line))
        })
    }
}
