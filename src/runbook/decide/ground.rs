//! What a change stands on: an adopted runbook, its file, the phase, and how the file differs from what is known.

use std::sync::Arc;

use super::super::rules::{self, Held, Reading};
use super::super::{Adopted, Ask, Change, Document, Edit, Event, FactKind, FileWrite, Known, Phase, State, changes};
use crate::hold::digest::sha256;

/// Where a change of one phase begins.
pub(in crate::runbook) struct Ground<'a> {
    pub(in crate::runbook) path: &'a str,
    pub(in crate::runbook) adopted: &'a Adopted,
    pub(in crate::runbook) reading: Reading<'a>,
    pub(in crate::runbook) phase: &'a Phase,
    pub(in crate::runbook) drift: Drift<'a>,
}

/// How the file differs from the ledger's version.
pub(in crate::runbook) enum Drift<'a> {
    /// Not at all.
    None,
    /// In words alone, or in phases that the change does not touch.
    Elsewhere {
        /// The ledger's version.
        known: &'a Known,
        /// What differs that is material; empty when it is words alone.
        changes: Vec<Change>,
    },
}

/// How far a change looks: one that moves a status stands on the statuses of the whole plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runbook) enum Reach {
    /// The phase.
    Phase,
    /// The plan.
    Plan,
}

impl<'a> Ground<'a> {
    /// Finds the ground, or the first thing that is in the way of looking at all.
    pub(in crate::runbook) fn find(
        state: &'a State,
        ask: &'a Ask,
        path: &'a str,
        phase: &str,
        reach: Reach,
    ) -> Result<Self, Held> {
        let adopted = rules::adopted(state, ask, path)?;
        if let Some(hold) = rules::settled(path, adopted) {
            return Err(hold);
        }
        let reading = rules::readable(state, ask, path)?;
        let found = rules::phase(reading.document, phase)?;
        let drift = drift(path, adopted, &reading, ask, Some((found, reach)))?;
        Ok(Self { path, adopted, reading, phase: found, drift })
    }

    pub(in crate::runbook) fn document(&self) -> &'a Document {
        self.reading.document
    }

    /// What has to be on the ledger before a change of the file: words that were found changed, taken over.
    pub(in crate::runbook) fn prelude(&self) -> Vec<Event> {
        match &self.drift {
            Drift::Elsewhere { known, changes } if changes.is_empty() => vec![Event::Edited {
                path: self.path.to_owned(),
                from: known.sha256.clone(),
                to: self.reading.sha256.to_owned(),
            }],
            Drift::Elsewhere { .. } | Drift::None => Vec::new(),
        }
    }

    /// The ledger's version, when the file goes on differing from it in phases that the change does not touch.
    pub(in crate::runbook) fn known(&self) -> Option<&'a Known> {
        match &self.drift {
            Drift::Elsewhere { known, changes } if !changes.is_empty() => Some(known),
            Drift::Elsewhere { .. } | Drift::None => None,
        }
    }

    /// The intent to change the file by exactly `edits`.
    pub(in crate::runbook) fn intent(&self, edits: Vec<Edit>, after: &[u8], subject: &str) -> Intent {
        Intent {
            path: self.path.to_owned(),
            doc_before: self.reading.sha256.to_owned(),
            doc_after: sha256(after),
            edits,
            subject: rules::recorded(subject),
            known_after: None,
            files: Vec::new(),
        }
    }
}

/// An intent on its way to become an event.
pub(in crate::runbook) struct Intent {
    path: String,
    doc_before: String,
    doc_after: String,
    edits: Vec<Edit>,
    subject: String,
    known_after: Option<String>,
    files: Vec<FileWrite>,
}

impl Intent {
    /// The ledger's own version after the change.
    pub(in crate::runbook) fn knowing(mut self, known_after: Option<String>) -> Self {
        self.known_after = known_after;
        self
    }

    /// A file that is written before the runbook.
    pub(in crate::runbook) fn with(mut self, file: FileWrite) -> Self {
        self.files.push(file);
        self
    }

    pub(in crate::runbook) fn event(self) -> Event {
        Event::PatchIntent {
            path: self.path,
            doc_before: self.doc_before,
            doc_after: self.doc_after,
            edits: self.edits,
            subject: self.subject,
            known_after: self.known_after,
            files: self.files,
            restore: false,
        }
    }
}

/// How the file differs, or the hold when the difference is material to what is asked for.
pub(in crate::runbook) fn drift<'a>(
    path: &str,
    adopted: &Adopted,
    reading: &Reading<'a>,
    ask: &'a Ask,
    asked: Option<(&Phase, Reach)>,
) -> Result<Drift<'a>, Held> {
    if adopted.pending.is_some() || reading.sha256 == adopted.doc {
        return Ok(Drift::None);
    }
    let Some(known) = ask.known.get(path).filter(|known| known.sha256 == adopted.doc) else {
        return Err(rules::drifted(path, adopted, &[]));
    };
    let changes = changes(&known.document, reading.document);
    let touching: Vec<&Change> = match asked {
        Some((phase, Reach::Phase)) => {
            let touched = |change: &&Change| touches(reading.document, phase, change);
            changes.iter().filter(touched).collect()
        }
        Some((_, Reach::Plan)) | None => changes.iter().collect(),
    };
    if touching.is_empty() {
        Ok(Drift::Elsewhere { known, changes })
    } else {
        Err(rules::drifted(path, adopted, &touching))
    }
}

/// A change touches a phase when it is about it, about the phase that governs it, or about no phase at all; a status
/// that was changed by hand touches every phase, since the order of phases hangs on it.
fn touches(document: &Document, phase: &Phase, change: &Change) -> bool {
    let governing = document.governing(phase);
    change.phase.is_empty()
        || change.phase == phase.id
        || change.phase == governing.id
        || change.kind == FactKind::Status
}

/// The ledger's version with an edit made in it that is also made in the file.
pub(in crate::runbook) fn store_known(known: &Known, edits: &[Edit]) -> Option<Arc<[u8]>> {
    super::super::apply_edits(&known.bytes, edits).ok().map(Into::into)
}
