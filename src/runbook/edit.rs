//! Edits as data: the bytes that change, and the proof that nothing else did (seed 002 §2, drift).

use serde::{Deserialize, Serialize};

use super::{Document, Item, Mark, Unreadable};

/// Bytes that are replaced. Offsets are those of the file before any edit of the same patch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Where `old` begins, in bytes.
    pub offset: usize,
    /// What has to stand there.
    pub old: String,
    /// What stands there afterwards.
    pub new: String,
}

/// Why an edit was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The bytes to be replaced are not there.
    #[error("byte {offset} of the file does not read {old:?}")]
    Elsewhere {
        /// Where it was looked for.
        offset: usize,
        /// What was looked for.
        old: String,
    },
    /// Two edits touch the same bytes, or they are not in order.
    #[error("two edits overlap at byte {offset}")]
    Overlap {
        /// Where the later one begins.
        offset: usize,
    },
    /// The document has no such box, or one whose mark nothing here changes.
    #[error("there is no box to tick at byte {offset}")]
    NoBox {
        /// Where it was looked for.
        offset: usize,
    },
    /// The phase states no status that could be changed.
    #[error("{id} states no status; write a Status line under its heading first")]
    NoStatus {
        /// The phase.
        id: String,
    },
    /// The edit would change more, or less, than the one status.
    #[error("the edit would change more than the status of {id}")]
    BeyondStatus {
        /// The phase.
        id: String,
    },
    /// The file would contradict itself afterwards.
    #[error("the file would contradict itself afterwards, {message}")]
    Contradiction {
        /// Where and how.
        message: String,
    },
    /// The result is no runbook.
    #[error("the file would no longer be readable: {0}")]
    Broken(#[from] Unreadable),
    /// The edit would change more, or less, than the one box.
    #[error("the edit would change more than the box at byte {offset}")]
    Beyond {
        /// The box that was meant.
        offset: usize,
    },
}

/// The file after `edits`, which are in order and do not overlap; every other byte is kept.
pub fn apply_edits(bytes: &[u8], edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    let mut after = Vec::with_capacity(bytes.len());
    let mut kept = 0;
    for Edit { offset, old, new } in edits {
        if *offset < kept {
            return Err(EditError::Overlap { offset: *offset });
        }
        match (bytes.get(kept..*offset), bytes.get(*offset..)) {
            (Some(between), Some(rest)) if rest.starts_with(old.as_bytes()) => after.extend_from_slice(between),
            _ => return Err(EditError::Elsewhere { offset: *offset, old: old.clone() }),
        }
        after.extend_from_slice(new.as_bytes());
        kept = offset + old.len();
    }
    after.extend_from_slice(bytes.get(kept..).unwrap_or_default());
    Ok(after)
}

/// The edit that ticks or unticks an item: one byte, the one between its brackets.
pub fn tick_edit(document: &Document, item: &Item, ticked: bool) -> Result<Edit, EditError> {
    let at = box_at(document, item.offset).ok_or(EditError::NoBox { offset: item.offset })?;
    let from = if ticked { Mark::Open } else { Mark::Checked };
    if document.boxes[at].mark != from || item.mark != from {
        return Err(EditError::NoBox { offset: item.offset });
    }
    let old = match from {
        Mark::Open => " ",
        Mark::Checked | Mark::Odd if document.boxes[at].capital => "X",
        Mark::Checked | Mark::Odd => "x",
    };
    let new = if ticked { "x" } else { " " };
    Ok(Edit { offset: item.offset, old: old.to_owned(), new: new.to_owned() })
}

/// Reads the patched bytes and refuses them unless the one box at `offset` is all that differs in the facts.
pub fn check_tick(before: &Document, after: &[u8], offset: usize, ticked: bool) -> Result<Document, EditError> {
    let after = before.reread(after)?;
    let mut meant = before.boxes.clone();
    let at = box_at(before, offset).ok_or(EditError::NoBox { offset })?;
    meant[at].mark = if ticked { Mark::Checked } else { Mark::Open };
    meant[at].capital = false;
    let same = after.boxes == meant
        && after.lines == before.lines
        && after.headings == before.headings
        && after.roadmap == before.roadmap
        && after.phases == before.phases
        && after.plain_items == before.plain_items
        && after.gates == before.gates;
    if same { Ok(after) } else { Err(EditError::Beyond { offset }) }
}

fn box_at(document: &Document, offset: usize) -> Option<usize> {
    document.boxes.binary_search_by_key(&offset, |checkbox| checkbox.span.start).ok()
}
