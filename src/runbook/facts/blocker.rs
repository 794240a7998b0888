//! Blockers: what a plan says stands in the way, and whether it still does.

use super::super::{Document, Span};

/// An item about something that may stand in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// Its line.
    pub line: usize,
    /// Its bytes: the item's words, or `CODE: OPEN` where that alone says so.
    pub span: Span,
    /// Its code, such as `HOOD_MISSING` or `R1-B2`.
    pub code: Option<String>,
    /// What it says, on one line.
    pub text: String,
    /// Whether it stands in the way: `CODE: OPEN`, or an item under current, active, unresolved or open blockers.
    pub open: bool,
    /// Whether it is said to be CLOSED. One that is neither open nor closed only names what might block.
    pub closed: bool,
    /// The phase it belongs to.
    pub phase: Option<usize>,
}

impl Document {
    /// The blockers of a phase, in order; empty for an unknown id.
    pub fn blockers_of(&self, id: &str) -> impl Iterator<Item = &Blocker> {
        self.of(&self.index.blockers, id).filter_map(|&at| self.blockers.get(at))
    }

    /// The codes that a phase calls both OPEN and CLOSED, with the line where the second word stands.
    pub fn conflicting_blockers(&self, id: &str) -> Vec<(&str, usize)> {
        let mut said: std::collections::BTreeMap<&str, (bool, bool)> = std::collections::BTreeMap::new();
        let mut found = Vec::new();
        for blocker in self.blockers_of(id) {
            let Some(code) = blocker.code.as_deref() else { continue };
            let (open, closed) = said.entry(code).or_default();
            let before = *open && *closed;
            (*open, *closed) = (*open || blocker.open, *closed || blocker.closed);
            if !before && *open && *closed {
                found.push((code, blocker.line));
            }
        }
        found
    }
}
