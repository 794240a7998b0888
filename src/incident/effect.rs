//! What has to be done to files after an append, as data; and the bytes to be stored before one.

use std::sync::Arc;

use super::{Ask, Event, FileSeen, FileWrite, State};

/// Work on the world, done once its entry is on the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write these files from the object store, each if and only if it still stands as it was.
    WriteReport {
        /// The files.
        files: Vec<FileWrite>,
    },
}

/// The effects of an entry that was just appended; never called on replay.
pub fn plan(event: &Event) -> Vec<Effect> {
    match event {
        Event::Reported(made) => vec![Effect::WriteReport { files: made.files.clone() }],
        _ => Vec::new(),
    }
}

/// The reports whose files are not known to stand: the intent's seq, the incident and the effect, for recovery.
pub fn pending(state: &State) -> Vec<(u64, String, Effect)> {
    let reports = state.incidents.values().filter_map(|incident| incident.report.as_ref());
    let open = reports.filter(|report| report.written.is_none());
    open.map(|report| {
        (report.stamp.seq, report.made.id.clone(), Effect::WriteReport { files: report.made.files.clone() })
    })
    .collect()
}

/// The bytes that have to be stored by digest before `events` are appended: attachments, and edits of a report that
/// are written over.
pub fn objects(events: &[Event], ask: &Ask<'_>) -> Vec<Arc<[u8]>> {
    let seen = |wanted: &str| {
        ask.files.values().find_map(|file| match file {
            FileSeen::Read { sha256, content } if sha256 == wanted => Some(Arc::clone(content)),
            _ => None,
        })
    };
    let named = events.iter().flat_map(|event| match event {
        Event::Attached(attached) => vec![attached.sha256.as_str()],
        Event::Reported(made) => made.files.iter().filter_map(|file| file.was.as_deref()).collect(),
        _ => Vec::new(),
    });
    named.filter_map(seen).collect()
}
