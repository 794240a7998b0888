//! Finding what a word on the command line means: a phase address, an item's number, a world, a subject of `why`.

use crate::console::{Observed, Subject};
use crate::runbook::{Document, Item, Seen, Status};

/// A phase found by its address.
pub struct FoundPhase<'a> {
    /// The runbook's path.
    pub path: String,
    /// The phase's id as the runbook spells it.
    pub id: String,
    /// The runbook's facts.
    pub document: &'a Document,
}

/// Finds `[runbook:]ID`, where the runbook is its path or its file name without ending.
///
/// # Errors
/// A sentence that lists the candidates, or says that there are none.
pub fn phase<'a>(observed: &'a Observed, address: &str) -> Result<FoundPhase<'a>, String> {
    let (book, id) = match address.rsplit_once(':') {
        Some((book, id)) => (Some(book), id),
        None => (None, address),
    };
    let mut found: Vec<FoundPhase<'a>> = documents(observed)
        .filter(|(path, _)| book.is_none_or(|book| is_book(path, book)))
        .filter(|(_, document)| document.phase(id).is_some())
        .map(|(path, document)| FoundPhase { path: path.to_owned(), id: id.to_owned(), document })
        .collect();
    match found.len() {
        1 => Ok(found.remove(0)),
        0 if book.is_some() => Err(format!("no phase {address}; `wayhold phase list` shows what there is")),
        0 => Err(format!("no runbook here has a phase {id}; `wayhold phase list` shows what there is")),
        _ => {
            let candidates: Vec<_> = found.iter().map(|phase| format!("{}:{id}", stem(&phase.path))).collect();
            Err(format!("{id} is in {} runbooks; say which: {}", found.len(), candidates.join(", ")))
        }
    }
}

/// Finds an item by its number in `phase show`.
///
/// # Errors
/// A sentence that says which numbers there are.
pub fn item(phase: &FoundPhase<'_>, number: usize) -> Result<Item, String> {
    let items = phase.document.items(&phase.id);
    let count = items.len();
    items.into_iter().find(|item| item.number == number).ok_or_else(|| {
        format!("{} has {count} numbered items and no {number}; `wayhold phase show {}` lists them", phase.id, phase.id)
    })
}

/// The runbooks that could be read, by path.
pub fn documents(observed: &Observed) -> impl Iterator<Item = (&str, &Document)> {
    observed.runbooks.iter().filter_map(|(path, seen)| match seen {
        Seen::Read { document, .. } => Some((path.as_str(), document.as_ref())),
        Seen::Absent | Seen::Unreadable { .. } => None,
    })
}

/// The ACTIVE phases of every runbook, as (path, id).
pub fn active(observed: &Observed) -> impl Iterator<Item = (&str, &str)> {
    documents(observed).flat_map(|(path, document)| {
        let active = document.phases.iter().filter(|phase| document.status_of(phase) == Status::Active);
        active.map(move |phase| (path, phase.id.as_str()))
    })
}

/// Finds a runbook by its path or its file name without ending.
///
/// # Errors
/// A sentence that lists the runbooks.
pub fn book(observed: &Observed, name: &str) -> Result<String, String> {
    named("runbook", observed.runbooks.keys(), name)
}

/// Finds a world by its path, its file name without ending, or its own name.
///
/// # Errors
/// A sentence that lists the worlds.
pub fn world(observed: &Observed, name: &str) -> Result<String, String> {
    named("world", observed.worlds.keys(), name)
}

/// The subject of `why`: `posture`, `incident`, a world, or a phase address. Without a word: the posture when it is not
/// strict, else the ACTIVE phases.
///
/// # Errors
/// A sentence that lists the candidates.
pub fn subjects(observed: &Observed, word: Option<&str>) -> Result<Vec<Subject>, String> {
    match word {
        Some("posture") => Ok(vec![Subject::Posture]),
        Some("incident") => Ok(vec![Subject::Incident]),
        Some(word) => {
            if let Ok(path) = world(observed, word) {
                return Ok(vec![Subject::World { path, edge: None }]);
            }
            phase(observed, word).map(|found| vec![Subject::Phase { path: found.path, phase: found.id }])
        }
        None => {
            let phase = |(path, id): (&str, &str)| Subject::Phase { path: path.to_owned(), phase: id.to_owned() };
            Ok(std::iter::once(Subject::Posture).chain(active(observed).map(phase)).collect())
        }
    }
}

fn named<'a>(what: &str, paths: impl Iterator<Item = &'a String> + Clone, name: &str) -> Result<String, String> {
    paths.clone().find(|path| is_book(path, name)).cloned().ok_or_else(|| {
        let known: Vec<_> = paths.map(|path| stem(path)).collect();
        format!("no {what} {name} here; there are: {}", known.join(", "))
    })
}

/// A path's file name without its ending.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn is_book(path: &str, name: &str) -> bool {
    path == name || stem(path) == name || path.rsplit('/').next() == Some(name)
}
