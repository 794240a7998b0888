//! Faults at every step that a command takes on the disk: whatever step it is, what is left is one of two states, and
//! what comes next finds out which.
//!
//! A case is run once and watched. Then it is run again for each of its steps, in a fresh copy of the same room, with the
//! fault at that step: the process killed (`death`), the disk refusing (`refusal`), the power gone (`power`).

mod death;
mod model;
#[cfg(unix)]
mod posture_death;
mod posture_power;
mod posture_refusal;
mod postures;
mod power;
mod refusal;
mod report;
mod reseal;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use chrono::DateTime;
use tempfile::TempDir;

use super::super::*;
use super::Room;
use crate::console::{Command, pending};
use crate::effects::faults::{self, Step};
use crate::effects::files;
use crate::hold::digest::sha256;
use crate::incident;
use crate::runbook::{self, Act, Closing, EvidenceRef};

const PATH: &str = "runbooks/tea.md";

const PLAN: &str = "\
# Tea room

| Phase | Name | Status |
|---|---|---|
| T1 | Kitchen | ACTIVE |
| T2 | Garden | NOT_STARTED |

## T1 - Kitchen
Status: `ACTIVE`

DoD checklist:
- [ ] the kettle boils
- [ ] the tap is shut

## T2 - Garden
Status: `NOT_STARTED`

Entry gate:
- T1 is `DONE`.

Implementation tasks:
1. dig

DoD checklist:
- [ ] roses stand

Rollback posture:
- fill the holes

Evidence contract:
- a photograph
";

/// A command that changes files, and what has to have happened before it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Case {
    Tick,
    Untick,
    Close,
    Fail,
    Activate,
    Restore,
}

impl Case {
    const ALL: [Self; 6] = [Self::Tick, Self::Untick, Self::Close, Self::Fail, Self::Activate, Self::Restore];

    /// The room just before the command.
    async fn room(self) -> Room {
        let room = Room { directory: quick() };
        fs::create_dir_all(room.root().join("runbooks")).unwrap();
        fs::write(room.root().join(FILE_NAME), "environment = \"demo\"\n[[runbook]]\npath = \"runbooks/*.md\"\n")
            .unwrap();
        fs::write(room.root().join(PATH), PLAN).unwrap();
        fs::write(room.root().join("run.log"), "all green\n").unwrap();
        let mut session = open(&room).await;
        room.run(&mut session, Command::Found).await;
        room.run(&mut session, runbook::Command::Adopt { path: PATH.into(), role: Role::Plan }.into()).await;
        let note = || of("T1", Act::Note { text: "it went well".into() });
        let before = match self {
            Self::Tick | Self::Restore => vec![],
            Self::Untick | Self::Fail => vec![tick(1)],
            Self::Close => vec![tick(1), tick(2), note()],
            Self::Activate => vec![tick(1), tick(2), note(), Self::Close.command()],
        };
        for command in before {
            room.run(&mut session, command).await;
        }
        if self == Self::Restore {
            fs::write(room.root().join(PATH), PLAN.replace("1. dig", "1. dig\n2. rest")).unwrap();
        }
        session.close().await;
        room
    }

    fn command(self) -> Command {
        match self {
            Self::Tick => tick(2),
            Self::Untick => {
                let (path, reason) = (PATH.into(), "the kettle leaks".into());
                runbook::Command::Untick { path, phase: "T1".into(), item: item(1), reason }.into()
            }
            Self::Close => of("T1", Act::Close { closing: Closing::default() }),
            Self::Fail => {
                let note = Some("the tap drips".into());
                of("T1", Act::Close { closing: Closing { note, fail: true, platform_run_id: None } })
            }
            Self::Activate => of("T2", Act::Activate { confirm: Some("T2".into()) }),
            Self::Restore => runbook::Command::Restore { path: PATH.into() }.into(),
        }
    }
}

/// A directory in memory where the system has a place for that, so that syncing costs little.
fn quick() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn of(phase: &str, act: Act) -> Command {
    runbook::Command::Phase { path: PATH.into(), phase: phase.into(), act }.into()
}

fn item(number: usize) -> runbook::ItemId {
    runbook::read(PLAN.as_bytes()).unwrap().items("T1")[number - 1].id.clone()
}

fn tick(number: usize) -> Command {
    let evidence = vec![EvidenceRef::File { path: "run.log".into() }];
    runbook::Command::Tick { path: PATH.into(), phase: "T1".into(), item: item(number), evidence }.into()
}

/// Opens the room at a terminal, with a clock that stands still: the same commands give the same entries.
async fn open(room: &Room) -> Session {
    let environment = Environment { terminal: true, ..room.environment("ana") };
    let clock = Clock::fixed(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    Session::open(Workspace::read(&room.root()).unwrap(), environment, clock).await.unwrap()
}

/// The state that a reader folds.
async fn state(room: &Room) -> State {
    let session = open(room).await;
    let state = session.state().clone();
    session.close().await;
    state
}

/// Runs the command of a case as somebody who has just looked.
async fn act(room: &Room, case: Case) -> Result<Done, Stop> {
    let mut session = open(room).await;
    let looked_at = session.looked_at();
    let done = session.run(case.command(), looked_at).await;
    session.close().await;
    done
}

impl Room {
    /// A room with the same files and keys.
    fn copied(&self) -> Self {
        let copy = Self { directory: quick() };
        copy_all(self.directory.path(), copy.directory.path());
        copy
    }

    /// Every file of the workspace by path, but the ledger's and what any reader may write for the next one.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut directories = vec![self.root()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(self.root()).unwrap().to_str().unwrap().to_owned();
                if path.is_dir() {
                    directories.push(path);
                } else if !name.contains("ledger.db") && !is_kept(&path) {
                    found.insert(name, fs::read(path).unwrap());
                }
            }
        }
        found
    }

    /// The files whose names are none: what a process that died was writing.
    fn litter(&self) -> Vec<String> {
        self.files().into_keys().filter(|name| files::is_temporary(Path::new(name))).collect()
    }
}

/// Whether it is the note of what was checked, or a state cache.
fn is_kept(path: &Path) -> bool {
    path.ends_with("verified.json") || path.extension().is_some_and(|kind| kind == "cache")
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_all(&path, &copy);
        } else {
            fs::copy(path, copy).unwrap();
        }
    }
}

/// A case that was run to its end without a fault: the two states that a fault may leave, and the steps between them.
struct Reference {
    case: Case,
    /// The room before the command.
    before: Room,
    old: String,
    new: String,
    old_state: State,
    new_state: State,
    /// How many entries there were before the command.
    entries: u64,
    /// What the command writes before it touches the file.
    intent: usize,
    steps: Vec<String>,
}

impl Reference {
    async fn of(case: Case) -> Self {
        let before = case.room().await;
        let old_state = state(&before).await;
        let after = before.copied();
        let steps = Rc::new(RefCell::new(Vec::new()));
        let watch = {
            let (steps, root) = (Rc::clone(&steps), after.root());
            faults::watched(move |step| {
                steps.borrow_mut().push(named(step, &root));
                Ok(())
            })
        };
        let done = act(&after, case).await.unwrap();
        drop(watch);
        assert_eq!(done.trouble, None);
        let new_state = state(&after).await;
        let text = |room: &Room| fs::read_to_string(room.root().join(PATH)).unwrap();
        Self {
            case,
            old: text(&before),
            new: text(&after),
            entries: old_state.last.as_ref().unwrap().seq + 1,
            intent: done.entries.iter().position(|entry| entry.kind == "runbook.patch_intent").unwrap() + 1,
            old_state,
            new_state,
            before,
            steps: Rc::try_unwrap(steps).unwrap().into_inner(),
        }
    }

    /// Right after the fault: the file is whole, nothing is written that the ledger does not name, and a reader knows
    /// whether something is unfinished.
    async fn left_whole(&self, room: &Room, at: &str) {
        let text = room.text(PATH);
        assert!(text == self.old || text == self.new, "{at}: half a file:\n{text}");
        let files = room.files();
        for (name, bytes) in &files {
            if let Some(digest) =
                name.strip_prefix(".wayhold/objects/").filter(|_| !files::is_temporary(Path::new(name)))
            {
                assert_eq!(sha256(bytes), digest, "{at}: half an object");
            }
        }
        let mut session = open(room).await;
        assert_eq!(session.damage(), None, "{at}");
        let written = session.looked_at().unwrap() + 1 - self.entries;
        assert!(written == 0 || written >= self.intent as u64, "{at}: {written} entries of one command");
        assert!(written > 0 || text == self.old, "{at}: the file changed before the ledger said so");
        let named = snapshots(session.state());
        for (name, bytes) in on_disk(&files) {
            assert_eq!(named.get(&name), Some(&sha256(&bytes)), "{at}: {name} is no snapshot that the ledger names");
        }
        let unknown = session.abandoned().await.unwrap();
        assert_eq!(!unknown.is_empty(), written == self.intent as u64, "{at}: {unknown:?}");
        session.close().await;
    }

    /// After recovery: one of the two states, in the ledger, in the file and in what lies beside it.
    async fn settled(&self, room: &Room, at: &str) -> bool {
        let mut session = open(room).await;
        assert!(session.verify().await.unwrap().is_ok(), "{at}");
        let state = session.state().clone();
        assert!(pending(&state).is_empty(), "{at}");
        let happened = state.runbook != self.old_state.runbook;
        let expected = if happened { &self.new_state } else { &self.old_state };
        assert_eq!(state.runbook, expected.runbook, "{at}: a third state");
        assert_eq!(
            room.text(PATH),
            *if happened { &self.new } else { &self.old },
            "{at}: the file is of the other state"
        );
        let on_disk: BTreeMap<_, _> =
            on_disk(&room.files()).into_iter().map(|(name, bytes)| (name, sha256(&bytes))).collect();
        assert_eq!(on_disk, snapshots(&state), "{at}: snapshots");
        session.close().await;
        happened
    }

    /// The command again: refused because it is done, or done now.
    async fn again(&self, room: &Room, happened: bool, at: &str) {
        match act(room, self.case).await {
            Ok(done) => {
                assert_eq!(done.trouble, None, "{at}");
                assert!(!happened || self.case == Case::Fail, "{at}: it was done twice");
            }
            Err(Stop::Held(holds)) => assert!(happened, "{at}: {holds:?}"),
            Err(stop) => panic!("{at}: {stop:?}"),
        }
        assert_eq!(room.text(PATH), self.new, "{at}");
        let session = open(room).await;
        assert!(pending(session.state()).is_empty(), "{at}");
        session.close().await;
    }

    /// Everything that has to hold after a fault: found whole, settled by whoever comes next, settled once, done again.
    async fn recovers(&self, room: &Room, next: Next, at: &str) {
        self.left_whole(room, at).await;
        let mut session = open(room).await;
        match next {
            Next::Start => drop(session.settle_unfinished().await.unwrap()),
            Next::Writer => drop(room.run(&mut session, incident::Command::declare("the power went").into()).await),
        }
        let lived = session.state().clone();
        session.close().await;
        let happened = self.settled(room, at).await;
        let before = room.files();
        let mut session = open(room).await;
        assert_eq!(*session.state(), lived, "{at}: a replay differs from what was lived");
        assert_eq!(session.settle_unfinished().await.unwrap(), [""; 0], "{at}: it recovers twice");
        assert_eq!(*session.state(), lived, "{at}");
        session.close().await;
        assert_eq!(room.files(), before, "{at}: a second recovery changed something");
        self.again(room, happened, at).await;
    }
}

/// Who comes after the fault.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// A console that starts.
    Start,
    /// A command that writes something else.
    Writer,
}

/// Who is tried after a fault at `step`: both for the two commonest commands, one and the other in turn for the rest.
fn nexts(case: Case, step: usize) -> Vec<Next> {
    match case {
        Case::Tick | Case::Close => vec![Next::Start, Next::Writer],
        _ if step.is_multiple_of(2) => vec![Next::Start],
        _ => vec![Next::Writer],
    }
}

/// The snapshots that the ledger names, by path.
fn snapshots(state: &State) -> BTreeMap<String, String> {
    let records = state.runbook.runbooks.values().flat_map(|adopted| adopted.phases.values());
    let all = records.flat_map(|record| &record.snapshots);
    all.map(|snapshot| (snapshot.path.clone(), snapshot.sha256.clone())).collect()
}

fn on_disk(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let snapshot = |name: &str| name.starts_with("snapshots/") && !files::is_temporary(Path::new(name));
    files.iter().filter(|(name, _)| snapshot(name)).map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
}

/// A step as a person reads it: what is done, and where.
fn named(step: &Step, root: &Path) -> String {
    let place = |path: &Path| {
        let path = path.strip_prefix(root).unwrap_or(path);
        if path == Path::new("") {
            return ".".to_owned();
        }
        if files::is_temporary(path) {
            return path.with_file_name("TEMP").display().to_string();
        }
        let inside = path.starts_with(".wayhold/objects") && path.file_name().is_some_and(|name| name.len() == 64);
        if inside { ".wayhold/objects/SHA".into() } else { path.display().to_string() }
    };
    match step {
        Step::Make(path) => format!("make {}", place(path)),
        Step::Write(path, _) => format!("write {}", place(path)),
        Step::Sync(path) => format!("sync {}", place(path)),
        Step::Rename(from, to) => format!("rename {} to {}", place(from), place(to)),
        Step::SyncNames(path) => format!("sync names in {}", place(path)),
        Step::Append(entries) => format!("append {entries}"),
        Step::Appended => "appended".to_owned(),
    }
}

#[tokio::test]
async fn every_step_of_a_closing_comes_in_the_order_that_a_crash_needs() {
    let reference = Reference::of(Case::Close).await;
    let told = reference.steps.iter().map(String::as_str).filter(|step| !step.contains(".wayhold/TEMP"));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            // The plan as it will be and the snapshot, before an entry names them.
            "write .wayhold/objects/TEMP",
            "sync .wayhold/objects/TEMP",
            "rename .wayhold/objects/TEMP to .wayhold/objects/SHA",
            "sync names in .wayhold/objects",
            "write .wayhold/objects/TEMP",
            "sync .wayhold/objects/TEMP",
            "rename .wayhold/objects/TEMP to .wayhold/objects/SHA",
            "sync names in .wayhold/objects",
            "append 2",
            "appended",
            "make snapshots",
            "sync names in .",
            "write snapshots/TEMP",
            "sync snapshots/TEMP",
            "rename snapshots/TEMP to snapshots/tea.T1.json",
            "sync names in snapshots",
            "write runbooks/TEMP",
            "sync runbooks/TEMP",
            "rename runbooks/TEMP to runbooks/tea.md",
            "sync names in runbooks",
            "append 1",
            "appended",
        ]
    );
}
