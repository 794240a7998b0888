//! What a plan's past says: where it contradicted itself, what moved that may not, what was ticked and is no more.
//!
//! Lives here: versions in, report out. May not: know where versions come from, or how the report is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Document, FindingCode, Grammar, Mark, Severity, Status, Word, read_with};

/// One version of a file, as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The commit that made it.
    pub commit: String,
    /// The commit's name as people write it.
    pub short: String,
    /// When it was written, by its author's clock.
    pub at: DateTime<Utc>,
    /// The file's path then, from the root of the repository.
    pub path: String,
    /// The name of its content.
    pub blob: String,
    /// The names of the contents that it was made from: none for a new file, two or more for a merge.
    pub before: Vec<String>,
}

/// The contents that versions name, each read once.
#[derive(Debug, Default)]
pub struct Contents {
    grammar: Grammar,
    read: BTreeMap<String, Result<Rc<Facts>, String>>,
}

/// What one content says, as far as its past and future hang on it.
#[derive(Debug, Default)]
struct Facts {
    errors: Vec<(FindingCode, Option<String>)>,
    statuses: BTreeMap<String, Status>,
    boxes: BTreeMap<(Option<String>, String), Boxes>,
    total: usize,
    checked: usize,
}

/// The boxes of one text in one phase.
#[derive(Debug, Clone, Copy, Default)]
struct Boxes {
    ticked: usize,
    open: usize,
}

impl Contents {
    /// No contents yet; those to come are read with this grammar.
    pub fn new(grammar: Grammar) -> Self {
        Self { grammar, read: BTreeMap::new() }
    }

    /// Whether the content of that name was added.
    pub fn has(&self, blob: &str) -> bool {
        self.read.contains_key(blob)
    }

    /// Adds a content, or why it could not be had.
    pub fn add(&mut self, blob: &str, bytes: Result<&[u8], String>) {
        let read = bytes.and_then(|bytes| read_with(bytes, &self.grammar).map_err(|error| error.to_string()));
        self.read.insert(blob.to_owned(), read.map(|document| Rc::new(Facts::of(&document))));
    }
}

impl Facts {
    fn of(document: &Document) -> Self {
        let errors = document.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let rows = document.roadmap.iter().flat_map(|roadmap| &roadmap.rows).map(|row| &row.id);
        let ids = rows.chain(document.phases.iter().map(|phase| &phase.id));
        let mut boxes: BTreeMap<(Option<String>, String), Boxes> = BTreeMap::new();
        for found in &document.boxes {
            let phase = found.phase.and_then(|phase| document.phases.get(phase)).map(|phase| phase.id.clone());
            let counted = boxes.entry((phase, found.normalised())).or_default();
            match found.mark {
                Mark::Checked => counted.ticked += 1,
                Mark::Open | Mark::Odd => counted.open += 1,
            }
        }
        Self {
            errors: errors.map(|finding| (finding.code, finding.phase.clone())).collect(),
            statuses: ids.map(|id| (id.clone(), document.status(id))).collect(),
            boxes,
            total: document.boxes.len(),
            checked: document.checked(),
        }
    }
}

/// What stood when a version was made: its own boxes, and for each phase the last status that was clear. A version that
/// contradicts itself about a phase hides no transition: what was clear before is compared with what is clear after.
#[derive(Debug, Default)]
struct Standing {
    clear: BTreeMap<String, Word>,
    facts: Rc<Facts>,
}

impl Standing {
    fn after(&self, facts: &Rc<Facts>) -> Self {
        let clear = facts.statuses.iter().filter_map(|(id, status)| {
            let word = clear(*status).or_else(|| self.clear.get(id).copied())?;
            Some((id.clone(), word))
        });
        Self { clear: clear.collect(), facts: Rc::clone(facts) }
    }
}

const fn clear(status: Status) -> Option<Word> {
    match status {
        Status::NotStarted => Some(Word::NotStarted),
        Status::Active => Some(Word::Active),
        Status::Done => Some(Word::Done),
        Status::Blocked => Some(Word::Blocked),
        Status::Unknown | Status::Unreadable | Status::Conflict => None,
    }
}

/// The past of one file, oldest version first. Field names are stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct History {
    /// How many versions there are.
    pub versions: usize,
    /// How many of them have a finding that is an error.
    pub contradictory: usize,
    /// How many of them could not be read as a plan.
    pub unreadable: usize,
    /// The first version that contradicts itself.
    pub first: Option<Point>,
    /// The most versions in a row that do; an unreadable one among them neither counts nor ends the run.
    pub longest_run: Option<Run>,
    /// For each kind of error, in how many versions it is.
    pub by_code: BTreeMap<&'static str, usize>,
    /// Every change of a status that no plan may make.
    pub illegal_transitions: Vec<Transition>,
    /// Every box that was ticked and is no more.
    pub unticked: Vec<Unticked>,
    /// The version that holds now; an index into `history`. `None` when there is no version at all.
    pub newest: Option<usize>,
    /// Every version.
    pub history: Vec<Replayed>,
}

/// A version, by its commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// The commit.
    pub commit: String,
    /// Its name as people write it.
    pub short: String,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// Versions in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// How many.
    pub versions: usize,
    /// The first of them.
    pub from: Point,
    /// The last of them.
    pub to: Point,
}

/// A status that changed as none may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// The commit that changed it.
    #[serde(flatten)]
    pub point: Point,
    /// The phase.
    pub phase: String,
    /// What it was.
    pub from: Word,
    /// What it became.
    pub to: Word,
}

/// A box that was ticked and is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unticked {
    /// The commit that took the tick back.
    #[serde(flatten)]
    pub point: Point,
    /// The phase; `None` outside all phases.
    pub phase: Option<String>,
    /// What the box says.
    pub text: String,
}

/// What one version says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// The commit.
    #[serde(flatten)]
    pub point: Point,
    /// The file's path then.
    pub path: String,
    /// The path before, when this version moved the file.
    pub renamed_from: Option<String>,
    /// Why it is no plan, when it is none.
    pub unreadable: Option<String>,
    /// How many findings are errors.
    pub errors: usize,
    /// Them, each once, by phase.
    pub findings: Vec<Found>,
    /// How many boxes there are.
    pub boxes: usize,
    /// How many of them are ticked.
    pub checked: usize,
    /// How many statuses changed as none may.
    pub illegal_transitions: usize,
    /// How many boxes were ticked and are no more.
    pub unticked: usize,
}

/// An error finding, as far as the past is concerned.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Found {
    /// What kind it is.
    pub code: FindingCode,
    /// The phase; `None` when it is about the whole document.
    pub phase: Option<String>,
}

impl Replayed {
    /// Whether it contradicts itself.
    pub fn contradicts_itself(&self) -> bool {
        self.errors > 0
    }
}

impl History {
    /// The version that holds now.
    pub fn now(&self) -> Option<&Replayed> {
        self.newest.and_then(|at| self.history.get(at))
    }

    /// What it comes to, to be read after the file's name.
    pub fn sentence(&self) -> String {
        let versions = format!("{} version{}", self.versions, if self.versions == 1 { "" } else { "s" });
        match &self.first {
            _ if self.unreadable == self.versions => format!("could not be read in any of {versions}"),
            None => format!("never contradicted itself in {versions}"),
            Some(first) => {
                let (short, date) = (&first.short, first.at.format("%Y-%m-%d"));
                format!("contradicted itself in {} of {versions}, first at {short} ({date})", self.contradictory)
            }
        }
    }
}

/// Replays `versions`, oldest first. `now` names the content that holds at the end, where that is known.
pub fn replay(versions: &[Version], contents: &Contents, now: Option<&str>) -> History {
    let mut standings: BTreeMap<&str, Rc<Standing>> = BTreeMap::new();
    let mut last: Option<(&str, Rc<Standing>)> = None;
    let (mut transitions, mut unticked) = (Vec::new(), Vec::new());
    let mut history: Vec<Replayed> = Vec::with_capacity(versions.len());
    for version in versions {
        let mut from: Vec<Rc<Standing>> = version
            .before
            .iter()
            .filter_map(|blob| match standings.get(blob.as_str()) {
                Some(standing) => Some(Rc::clone(standing)),
                None => contents.read.get(blob)?.as_ref().ok().map(|facts| Rc::new(Standing::default().after(facts))),
            })
            .collect();
        // A file that was away and came back is compared with what it was.
        if version.before.is_empty() {
            from.extend(last.iter().map(|(_, standing)| Rc::clone(standing)));
        }
        let mut replayed = Replayed {
            point: point(version),
            path: version.path.clone(),
            renamed_from: last.as_ref().map(|(path, _)| *path).filter(|path| *path != version.path).map(str::to_owned),
            unreadable: None,
            errors: 0,
            findings: Vec::new(),
            boxes: 0,
            checked: 0,
            illegal_transitions: 0,
            unticked: 0,
        };
        let standing = match contents.read.get(&version.blob) {
            Some(Ok(facts)) => {
                let standing = from.first().map_or_else(|| Standing::default().after(facts), |from| from.after(facts));
                let (moved, taken_back) = (moves(&from, &standing), untick(&from, facts));
                (replayed.illegal_transitions, replayed.unticked) = (moved.len(), taken_back.len());
                transitions.extend(moved.into_iter().map(|(phase, from, to)| Transition {
                    point: point(version),
                    phase,
                    from,
                    to,
                }));
                unticked.extend(taken_back.into_iter().map(|(phase, text)| Unticked {
                    point: point(version),
                    phase,
                    text,
                }));
                replayed.errors = facts.errors.len();
                let found: BTreeSet<Found> =
                    facts.errors.iter().map(|(code, phase)| Found { code: *code, phase: phase.clone() }).collect();
                replayed.findings = found.into_iter().collect();
                (replayed.boxes, replayed.checked) = (facts.total, facts.checked);
                Rc::new(standing)
            }
            unread => {
                let why = unread.and_then(|read| read.as_ref().err()).cloned();
                replayed.unreadable = Some(why.unwrap_or_else(|| "its content was not given".to_owned()));
                from.into_iter().next().unwrap_or_default()
            }
        };
        standings.insert(&version.blob, Rc::clone(&standing));
        last = Some((&version.path, standing));
        history.push(replayed);
    }
    let at_end = now.and_then(|now| versions.iter().rposition(|version| version.blob == now));
    let newest = at_end.or_else(|| versions.len().checked_sub(1));
    summed(history, transitions, unticked, newest)
}

fn summed(
    history: Vec<Replayed>,
    illegal_transitions: Vec<Transition>,
    unticked: Vec<Unticked>,
    newest: Option<usize>,
) -> History {
    let contradictory = || history.iter().filter(|version| version.contradicts_itself());
    let mut by_code: BTreeMap<&'static str, usize> = BTreeMap::new();
    for version in contradictory() {
        let codes: BTreeSet<FindingCode> = version.findings.iter().map(|found| found.code).collect();
        for code in codes {
            *by_code.entry(code.word()).or_default() += 1;
        }
    }
    History {
        versions: history.len(),
        contradictory: contradictory().count(),
        unreadable: history.iter().filter(|version| version.unreadable.is_some()).count(),
        first: contradictory().next().map(|version| version.point.clone()),
        longest_run: longest_run(&history),
        by_code,
        illegal_transitions,
        unticked,
        newest,
        history,
    }
}

fn longest_run(history: &[Replayed]) -> Option<Run> {
    let mut longest: Option<Run> = None;
    let mut going: Option<Run> = None;
    for version in history.iter().filter(|version| version.unreadable.is_none()) {
        if !version.contradicts_itself() {
            going = None;
            continue;
        }
        let to = version.point.clone();
        let run = match going.take() {
            Some(run) => Run { versions: run.versions + 1, to, ..run },
            None => Run { versions: 1, from: to.clone(), to },
        };
        if longest.as_ref().is_none_or(|longest| longest.versions < run.versions) {
            longest = Some(run.clone());
        }
        going = Some(run);
    }
    longest
}

/// The statuses that changed as none may against every one of `from`: a merge is not blamed for what one side did.
fn moves(from: &[Rc<Standing>], to: &Standing) -> Vec<(String, Word, Word)> {
    let Some((first, others)) = from.split_first() else { return Vec::new() };
    let moved = |from: &Standing, id: &String, to: Word| {
        let from = *from.clear.get(id)?;
        is_illegal(from, to).then_some(from)
    };
    let clear = to.facts.statuses.iter().filter_map(|(id, status)| Some((id, clear(*status)?)));
    clear
        .filter(|(id, to)| others.iter().all(|other| moved(other, id, *to).is_some()))
        .filter_map(|(id, to)| Some((id.clone(), moved(first, id, to)?, to)))
        .collect()
}

/// A phase goes from `NOT_STARTED` to DONE only by way of ACTIVE, and DONE is left only by a re-opening with a reason, which
/// no bare edit has (seed 002 §10).
const fn is_illegal(from: Word, to: Word) -> bool {
    match from {
        Word::NotStarted => matches!(to, Word::Done),
        Word::Done => !matches!(to, Word::Done),
        Word::Active | Word::Blocked => false,
    }
}

/// The boxes that were ticked in every one of `from` and stand open now, by phase and text.
fn untick(from: &[Rc<Standing>], to: &Facts) -> Vec<(Option<String>, String)> {
    let mut taken_back = Vec::new();
    for (key, now) in &to.boxes {
        let lost = |from: &Rc<Standing>| {
            let before = from.facts.boxes.get(key).copied().unwrap_or_default();
            before.ticked.saturating_sub(now.ticked).min(now.open.saturating_sub(before.open))
        };
        let lost = from.iter().map(lost).min().unwrap_or(0);
        taken_back.extend(std::iter::repeat_n(key.clone(), lost));
    }
    taken_back
}

fn point(version: &Version) -> Point {
    Point { commit: version.commit.clone(), short: version.short.clone(), at: version.at }
}
