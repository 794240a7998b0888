//! What has to be done to files after an append, as data; and the bytes to be stored before one.

use std::sync::Arc;

use super::{Ask, Edit, Event, FileWrite, RunSeen, Seen, State, apply_edits, decide};

/// Work on the world, done once its entry is on the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write some files, then change the runbook by exactly these edits, if and only if it still has `doc_before`.
    Patch {
        /// The runbook.
        path: String,
        /// The SHA-256 that the file must have; [`super::ABSENT`] when it must not be there.
        doc_before: String,
        /// The SHA-256 that it must have afterwards.
        doc_after: String,
        /// The bytes that change.
        edits: Vec<Edit>,
        /// What is written first, from the object store.
        files: Vec<FileWrite>,
        /// The whole file is put back from the object store.
        restore: bool,
    },
    /// Start a process that outlives this one.
    Start {
        /// The run's name.
        id: String,
        /// The program and its arguments; the shell alone when there is a script.
        argv: Vec<String>,
        /// The script that the shell reads.
        script: Option<String>,
        /// After how many seconds it is stopped.
        timeout: Option<u64>,
    },
}

/// The effects of an entry that was just appended; never called on replay.
pub fn plan(event: &Event) -> Vec<Effect> {
    match event {
        Event::PatchIntent { path, doc_before, doc_after, edits, files, restore, .. } => vec![Effect::Patch {
            path: path.clone(),
            doc_before: doc_before.clone(),
            doc_after: doc_after.clone(),
            edits: edits.clone(),
            files: files.clone(),
            restore: *restore,
        }],
        Event::RunStarted { run, argv, script, timeout, .. } => {
            vec![Effect::Start { id: run.clone(), argv: argv.clone(), script: script.clone(), timeout: *timeout }]
        }
        _ => Vec::new(),
    }
}

/// The effects whose intent is on the ledger and whose outcome is not, with the seq of the intent, for recovery. A run
/// is not among them: it is never begun a second time.
pub fn pending(state: &State) -> Vec<(u64, Effect)> {
    let mut open: Vec<_> = state
        .runbooks
        .iter()
        .filter_map(|(path, adopted)| {
            let pending = adopted.pending.as_ref()?;
            let effect = Effect::Patch {
                path: path.clone(),
                doc_before: pending.doc_before.clone(),
                doc_after: pending.doc_after.clone(),
                edits: pending.edits.clone(),
                files: pending.files.clone(),
                restore: pending.restore,
            };
            Some((pending.intent, effect))
        })
        .collect();
    open.sort_by_key(|(intent, _)| *intent);
    open
}

/// The runs without an outcome, as (path, phase, id).
pub fn open_runs(state: &State) -> Vec<(String, String, String)> {
    let phases = state
        .runbooks
        .iter()
        .flat_map(|(path, adopted)| adopted.phases.iter().map(move |(phase, record)| (path, phase, record)));
    phases
        .flat_map(|(path, phase, record)| {
            let open = record.runs.iter().filter(|(_, run)| run.ended.is_none());
            open.map(move |(id, _)| (path.clone(), phase.clone(), id.clone()))
        })
        .collect()
}

/// The bytes that have to be stored by digest before `events` are appended: runbooks as adopted, found and patched,
/// evidence, snapshots.
pub fn objects(state: &State, events: &[Event], ask: &Ask) -> Vec<Arc<[u8]>> {
    events.iter().flat_map(|event| of_event(state, events, event, ask)).collect()
}

fn of_event(state: &State, events: &[Event], event: &Event, ask: &Ask) -> Vec<Arc<[u8]>> {
    match event {
        Event::Adopted { path, .. } | Event::Repinned { path, .. } | Event::Edited { path, .. } => {
            on_disk(path, ask).into_iter().collect()
        }
        // What is put aside by a restore is kept, for it may be somebody's work.
        Event::PatchIntent { path, restore: true, .. } => on_disk(path, ask).into_iter().collect(),
        Event::PatchIntent { path, edits, known_after, .. } => {
            let patched = on_disk(path, ask).and_then(|bytes| apply_edits(&bytes, edits).ok());
            let known = known_after.as_ref().and_then(|_| known_after_of(events, path, ask));
            patched.map(Into::into).into_iter().chain(known).collect()
        }
        Event::Ticked { evidence, .. }
        | Event::Attested { evidence, .. }
        | Event::ProgramAttested { evidence, .. }
        | Event::ThresholdMet { evidence, .. } => {
            let seen = evidence.iter().filter_map(|one| ask.evidence.get(&one.shown_by()?.key())?.as_ref().ok());
            seen.filter_map(|seen| seen.content.clone()).collect()
        }
        Event::RunOver { run, .. } => match ask.runs.get(run) {
            Some(RunSeen::Ended { output: Some(output), .. }) => vec![Arc::clone(output)],
            _ => Vec::new(),
        },
        Event::Closed { .. } | Event::Failed { .. } => {
            decide::snapshot_of(state, event, ask).map(Into::into).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn on_disk(path: &str, ask: &Ask) -> Option<Arc<[u8]>> {
    match ask.files.get(path)? {
        Seen::Read { bytes, .. } | Seen::Unreadable { bytes: Some(bytes), .. } => Some(Arc::clone(bytes)),
        Seen::Absent | Seen::Unreadable { bytes: None, .. } => None,
    }
}

/// The ledger's own version with the box changed that the same events change in the file.
fn known_after_of(events: &[Event], path: &str, ask: &Ask) -> Option<Arc<[u8]>> {
    let Seen::Read { document, .. } = ask.files.get(path)? else { return None };
    let known = ask.known.get(path)?;
    let (phase, item, ticked) = events.iter().find_map(|event| match event {
        Event::Ticked { phase, item, .. } => Some((phase, item, true)),
        Event::Unticked { phase, item, .. } => Some((phase, item, false)),
        _ => None,
    })?;
    let item = document.item(phase, item)?;
    let edit = decide::edit_in(&known.document, &item, ticked).ok()?;
    apply_edits(&known.bytes, &[edit]).ok().map(Into::into)
}
