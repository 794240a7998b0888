//! Finding what a word on the command line means: a phase address, an item's number, a label, a world, a subject of
//! `why`.

use crate::console::{Observed, State, Subject};
use crate::runbook::{Attestable, Document, Item, Seen, Status};

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

/// Finds an item by its number in `phase show`, or by its id.
///
/// # Errors
/// A sentence that says which numbers there are.
pub fn item(phase: &FoundPhase<'_>, word: &str) -> Result<Item, String> {
    let items = phase.document.items(&phase.id);
    let count = items.len();
    items.into_iter().find(|item| item.id.0 == word || item.number.to_string() == word).ok_or_else(|| {
        format!("{} has {count} numbered items and no {word}; `wayhold phase show {}` lists them", phase.id, phase.id)
    })
}

/// Finds what a person may attest in a phase: `g1`, `d2`, a box by its number, or any of them by id.
///
/// # Errors
/// A sentence that says which labels there are.
pub fn attestable(phase: &FoundPhase<'_>, word: &str) -> Result<Attestable, String> {
    labelled(phase.document.attestables(&phase.id), word)
        .map_err(|known| format!("{} has no {word} to attest; there are: {known}", phase.id))
}

/// Finds a criterion or a guardrail of the program: `c1`, `r2`, or its id.
///
/// # Errors
/// A sentence that says which labels there are.
pub fn of_program(path: &str, document: &Document, word: &str) -> Result<Attestable, String> {
    labelled(document.program_attestables(), word)
        .map_err(|known| format!("the program of {path} has no {word}; there are: {known}"))
}

fn labelled(all: Vec<Attestable>, word: &str) -> Result<Attestable, String> {
    let known: Vec<String> = all.iter().map(|one| one.label.clone()).collect();
    all.into_iter().find(|one| one.label == word || one.id.0 == word).ok_or_else(|| match known.as_slice() {
        [] => "none".to_owned(),
        known => known.join(", "),
    })
}

/// The runbook that is meant when none has to be named: the one given, or else the only adopted one.
///
/// # Errors
/// A sentence that lists the candidates.
pub fn adopted_book(state: &State, observed: &Observed, given: Option<&str>) -> Result<String, String> {
    if let Some(name) = given {
        return book(observed, name);
    }
    let mut adopted = state.runbook.runbooks.keys();
    match (adopted.next(), adopted.next()) {
        (Some(only), None) => Ok(only.clone()),
        (None, _) => Err("no runbook is adopted here; `wayhold adopt --all` adopts them".to_owned()),
        (Some(_), Some(_)) => {
            let known: Vec<_> = state.runbook.runbooks.keys().map(|path| stem(path)).collect();
            Err(format!("{} runbooks are adopted here; say which: {}", known.len(), known.join(", ")))
        }
    }
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
