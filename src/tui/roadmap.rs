//! The rows of the roadmap: the phases of a runbook in its order, and the rows of its table that have no section.

use crate::runbook::{Document, Status};

/// One phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many phases it stands below.
    pub depth: usize,
    /// Its status.
    pub status: Status,
    /// How many of its boxes are ticked.
    pub ticked: usize,
    /// How many boxes its closing needs.
    pub boxes: usize,
}

/// The rows of `document`.
pub fn entries(document: &Document) -> Vec<Entry> {
    let sections = document.phases.iter().map(|phase| {
        let (ticked, boxes) = document.progress(&phase.id);
        let name = document.row(&phase.id).and_then(|row| row.name.clone()).unwrap_or_else(|| phase.name.clone());
        let status = document.status_of(phase);
        Entry { id: phase.id.clone(), name, depth: document.depth(phase), status, ticked, boxes }
    });
    let rows = document.roadmap.iter().flat_map(|roadmap| &roadmap.rows);
    let bare = rows.filter(|row| document.phase(&row.id).is_none()).map(|row| Entry {
        id: row.id.clone(),
        name: row.name.clone().unwrap_or_default(),
        depth: 0,
        status: document.status(&row.id),
        ticked: 0,
        boxes: 0,
    });
    sections.chain(bare).collect()
}
