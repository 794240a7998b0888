//! Facts that no finding is about, read when they are first asked for: parts, thresholds, and what is said of the program.
//!
//! Lives here: what has to be kept of the reading until then. May not: know how any of these facts is read.

use std::sync::{Arc, OnceLock};

use super::super::lines::Lines;
use super::super::scan::Blocks;
use super::super::{Document, label};
use super::region::Region;
use super::topic::ItemLabel;
use super::{Parts, Program, Source, ThresholdRule, part, program, threshold};

/// The facts of one document that are read later.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Later {
    kept: Option<Arc<Kept>>,
    parts: OnceLock<Vec<Parts>>,
    program: OnceLock<Program>,
    thresholds: OnceLock<Vec<ThresholdRule>>,
}

/// What they are read from.
#[derive(Debug)]
pub(in super::super) struct Kept {
    pub(in super::super) text: String,
    pub(in super::super) lines: Lines,
    pub(in super::super) blocks: Blocks,
    /// Per heading, what it announces.
    pub(in super::super) headings: Vec<label::Read>,
    pub(in super::super) item_labels: Vec<ItemLabel>,
    pub(in super::super) regions: Vec<Region>,
}

impl Kept {
    fn source(&self) -> Source<'_> {
        let Self { text, lines, blocks, headings, item_labels, .. } = self;
        Source { text, lines, blocks, headings, item_labels }
    }
}

impl Later {
    /// The facts that are still to be read from `kept`.
    pub(in super::super) fn of(kept: Kept) -> Self {
        Self { kept: Some(Arc::new(kept)), ..Self::default() }
    }

    /// The parts of every phase of `document`, in order.
    pub(in super::super) fn parts(&self, document: &Document) -> &[Parts] {
        let read = |kept: &Arc<Kept>| part::parts(&kept.source(), document, &kept.regions);
        self.parts.get_or_init(|| self.kept.as_ref().map(read).unwrap_or_default())
    }

    /// What is said of the whole program.
    pub(super) fn program(&self) -> &Program {
        let read = |kept: &Arc<Kept>| program::program(&kept.source(), &kept.regions);
        self.program.get_or_init(|| self.kept.as_ref().map(read).unwrap_or_default())
    }

    /// What the phases of `document` have to have pinned.
    pub(super) fn thresholds(&self, document: &Document) -> &[ThresholdRule] {
        let read = |kept: &Arc<Kept>| threshold::rules(&kept.source(), document);
        self.thresholds.get_or_init(|| self.kept.as_ref().map(read).unwrap_or_default())
    }
}

/// Whether the same is read, now or later: what has been asked for so far makes no difference.
impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        self.kept.as_ref().map(|kept| &kept.text) == other.kept.as_ref().map(|kept| &kept.text)
    }
}

impl Eq for Later {}
