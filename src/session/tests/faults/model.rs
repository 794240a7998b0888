//! A hundred thousand power losses. Every command that changes files is run and watched once; then, for each seed, the
//! power goes at some step, some of what nobody made the disk keep is there and some is not, and the files that are left
//! have to be ones that recovery can say something true about. No file is touched for that.
//!
//! The seed that fails is printed with the command, the step and what was found.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;

use super::postures::{self, FLAGS, POSTURE, opened};
use super::power::{Disk, Taken, recorded};
use super::*;
use crate::console::{self, Ctx, Event};
use crate::effects::process::write_json;
use crate::posture::{self, FLAGD, ReadBack, TargetSeen};
use crate::session::{cache, open::stamp_of, verified};

/// How many seeds are tried.
const SEEDS: u64 = 100_000;
/// Within how many of them a planted bug has to be found.
const FOUND_WITHIN: u64 = 2_000;

type Tree = BTreeMap<PathBuf, Vec<u8>>;
/// What is found once the power is back.
type Found<'a> = BTreeMap<&'a Path, Cow<'a, [u8]>>;

/// A small generator (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    /// What is left of bytes that nobody asked the disk to keep: all, the first of them, or zeros after the first.
    fn torn(&mut self, bytes: &[u8]) -> Vec<u8> {
        let first = self.below(bytes.len() + 1);
        let mut left = bytes[..first].to_vec();
        match self.below(4) {
            0 => left = bytes.to_vec(),
            1 => left.resize(bytes.len(), 0),
            _ => {}
        }
        left
    }
}

/// A command that was run once: the disk before each of its steps, and what a recovery has to know.
struct Operation {
    name: String,
    taken: Vec<Taken>,
    before: Disk,
    old: Tree,
    new: Tree,
    /// The state after the intent, and what was observed then; of a change of the posture.
    pending: Option<(State, Ctx)>,
    /// The disk before each step, and how many times entries had been committed by then.
    points: Vec<(Disk, usize)>,
    commits: usize,
    /// What has to be in the object store from the first commit on.
    needed: BTreeSet<PathBuf>,
    /// The conclusions that were drawn, by which of the two files were the new ones.
    concluded: RefCell<BTreeMap<[bool; 2], bool>>,
}

/// The files that somebody may rely on: neither half-written ones without a name, nor notes, nor locks.
fn relied_on(path: &Path) -> bool {
    !files::is_temporary(path) && !is_kept(path) && path.extension().is_none_or(|kind| kind != "lock")
}

fn tree(room: &Room) -> Tree {
    let files = room.files().into_iter().map(|(name, bytes)| (PathBuf::from(name), bytes));
    files.filter(|(path, _)| relied_on(path)).collect()
}

impl Operation {
    fn new(name: String, before: Disk, taken: Vec<Taken>, (old, new): (Tree, Tree)) -> Self {
        let taken = taken.into_iter().map(|step| match step {
            Taken::Appended(_) => Taken::Appended(BTreeMap::new()),
            other => other,
        });
        let mut operation = Self {
            name,
            taken: taken.collect(),
            before: Disk { ledger: BTreeMap::new(), ..before },
            old,
            new,
            pending: None,
            points: Vec::new(),
            commits: 0,
            needed: BTreeSet::new(),
            concluded: RefCell::default(),
        };
        operation.replay();
        operation
    }

    /// Takes the steps one after the other; done again after a step was changed.
    fn replay(&mut self) {
        let (mut disk, mut commits) = (self.before.clone(), 0);
        self.points.clear();
        for step in &self.taken {
            self.points.push((disk.clone(), commits));
            disk.take(step);
            if let Taken::Appended(_) = step {
                if commits == 0 {
                    let stored = disk.seen.keys().filter(|path| path.starts_with(".wayhold/objects"));
                    self.needed = stored.filter(|path| relied_on(path)).cloned().collect();
                    self.needed.remove(Path::new(".wayhold/objects"));
                }
                commits += 1;
            }
        }
        self.points.push((disk, commits));
        self.commits = commits;
    }

    /// One power loss: the error says what nobody may find.
    fn power_loss(&self, seed: u64) -> Result<(), String> {
        let mut dice = Dice(seed);
        let at = dice.below(self.points.len());
        let (disk, mut commits) = (&self.points[at].0, self.points[at].1);
        // During a commit the entries may be there or not.
        if matches!(self.taken.get(at), Some(Taken::Appended(_))) && dice.below(2) == 0 {
            commits += 1;
        }
        let share = dice.below(5);
        let kept: Vec<bool> = disk.loose.iter().map(|_| dice.below(4) < share).collect();
        let found = disk.names(&kept, |bytes| dice.torn(bytes));
        self.holds(&found, commits).map_err(|why| {
            let step = self.taken.get(at).map_or_else(|| "the end".to_owned(), |step| format!("{step:?}"));
            let step: String = step.chars().take(160).collect();
            format!("seed {seed}: {} without power before step {at} ({step}), {commits} commits: {why}", self.name)
        })
    }

    fn holds(&self, found: &Found, commits: usize) -> Result<(), String> {
        let old = |path: &Path| self.old.get(path).map(Vec::as_slice);
        let new = |path: &Path| self.new.get(path).map(Vec::as_slice);
        for (path, bytes) in found {
            if is_kept(path) {
                self.note(path, bytes)?;
            } else if relied_on(path) && ![old(path), new(path)].contains(&Some(bytes)) {
                return Err(format!("{} is neither old nor new", path.display()));
            }
        }
        for path in self.old.keys().chain(self.new.keys()) {
            let is = found.get(path.as_path()).map(AsRef::as_ref);
            let (was, will) = (old(path.as_path()), new(path.as_path()));
            let allowed = match commits {
                _ if path.starts_with(".wayhold/objects") => is == will || commits == 0 || !self.needed.contains(path),
                // A command without entries has nothing to be ahead of or behind.
                _ if self.commits == 0 => is == was || is == will,
                0 => is == was,
                commits if commits == self.commits => is == will,
                _ => is == was || is == will,
            };
            if !allowed {
                return Err(format!("{} does not stand as the ledger says", path.display()));
            }
        }
        if commits == 1 { self.conclusion(found) } else { Ok(()) }
    }

    /// A note for the next reader is whole, or is as good as none.
    fn note(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        let whole =
            self.taken.iter().any(|step| matches!(step, Taken::Write(_, written) if written.as_slice() == bytes));
        let believed = if path.ends_with("verified.json") {
            serde_json::from_slice::<verified::Note>(bytes).is_ok()
        } else {
            cache::parse(bytes, "demo").is_some()
        };
        if believed && !whole { Err(format!("half of {} is believed", path.display())) } else { Ok(()) }
    }

    /// What a recovery concludes of a posture by reading back: that it took only if everything did.
    fn conclusion(&self, found: &Found) -> Result<(), String> {
        let Some((state, ctx)) = &self.pending else { return Ok(()) };
        let file = |name: &str| found.get(Path::new(name)).map(AsRef::as_ref);
        let new = [POSTURE, FLAGS].map(|name| file(name) == self.new.get(Path::new(name)).map(Vec::as_slice));
        // Each of them is old or new, so that there are four conclusions at most.
        let said = *self.concluded.borrow_mut().entry(new).or_insert_with(|| {
            let mut ctx = ctx.clone();
            let seen = ctx.observed.posture.as_mut().unwrap();
            seen.live = file(POSTURE).map_or(ReadBack::Absent, ReadBack::of);
            let flags = match file(FLAGS) {
                Some(bytes) => TargetSeen::File { sha256: sha256(bytes) },
                None => TargetSeen::NoFile { reason: "it is not there".to_owned() },
            };
            seen.targets.insert(FLAGD.to_owned(), flags);
            let settle = posture::Command::Settle { recovered: true }.into();
            let events = console::decide(state, &settle, &ctx).unwrap();
            matches!(events.first(), Some(Event::Posture(posture::Event::Applied(_))))
        });
        let took = new == [true; 2];
        if took == said { Ok(()) } else { Err(format!("took: {took}, and recovery says it did: {said}")) }
    }

    /// The same command with other steps.
    fn planted(&self, what: &str, change: impl FnOnce(&mut Vec<Taken>)) -> Self {
        let mut taken = self.taken.clone();
        change(&mut taken);
        let trees = (self.old.clone(), self.new.clone());
        Self {
            pending: self.pending.clone(),
            ..Self::new(format!("{} {what}", self.name), self.before.clone(), taken, trees)
        }
    }
}

async fn posture(case: postures::Case) -> Operation {
    let before = case.room().await;
    let after = before.copied();
    let mut session = opened(&after, case.clock()).await;
    let (watch, taken) = recorded(&after);
    let mut state = session.state().clone();
    let ctx = session.ctx();
    let done = case.act(&mut session).await.unwrap();
    drop(watch);
    session.close().await;
    for entry in &done.entries {
        let event = Event::from_parts(&entry.kind, &entry.body).unwrap();
        console::apply(&mut state, &event, &stamp_of(entry));
        if entry.kind == "posture.intent" {
            break;
        }
    }
    let trees = (tree(&before), tree(&after));
    let operation = Operation::new(format!("{case:?}"), Disk::of(&before), taken.take(), trees);
    let pending = (case != postures::Case::Report).then_some((state, ctx));
    Operation { pending, ..operation }
}

async fn runbook(case: Case) -> Operation {
    let before = case.room().await;
    let after = before.copied();
    let (watch, taken) = recorded(&after);
    act(&after, case).await.unwrap();
    drop(watch);
    let trees = (tree(&before), tree(&after));
    Operation::new(format!("{case:?}"), Disk::of(&before), taken.take(), trees)
}

/// How a run stands, written as its supervisor writes it.
fn status() -> Operation {
    let before = Room { directory: quick() };
    let path = |room: &Room| room.root().join(".wayhold/runs/one/status.json");
    fs::create_dir_all(path(&before).parent().unwrap()).unwrap();
    write_json(&path(&before), &serde_json::json!({"v": 1, "outcome": null})).unwrap();
    let after = before.copied();
    let (watch, taken) = recorded(&after);
    write_json(&path(&after), &serde_json::json!({"v": 1, "outcome": {"exit": 0}})).unwrap();
    drop(watch);
    Operation::new("Status".to_owned(), Disk::of(&before), taken.take(), (tree(&before), tree(&after)))
}

async fn operations() -> Vec<Operation> {
    let mut all = vec![status()];
    for case in postures::Case::ALL {
        all.push(Box::pin(posture(case)).await);
    }
    for case in Case::ALL {
        all.push(Box::pin(runbook(case)).await);
    }
    all
}

#[tokio::test]
async fn every_file_outlives_a_hundred_thousand_power_losses_old_or_new() {
    let operations = operations().await;
    assert_eq!(operations.len(), 13);
    for seed in 0..SEEDS {
        let operation = &operations[usize::try_from(seed).unwrap() % operations.len()];
        if let Err(why) = operation.power_loss(seed) {
            panic!("{why}");
        }
    }
}

/// Within how many seeds a bug is found.
fn found(operation: &Operation) -> Option<u64> {
    (0..FOUND_WITHIN).find(|seed| operation.power_loss(*seed).is_err())
}

fn is_temporary(path: &Path) -> bool {
    files::is_temporary(path)
}

#[tokio::test]
async fn the_model_finds_a_write_that_is_not_brought_to_the_disk_or_not_renamed_into_its_place() {
    let apply = Box::pin(posture(postures::Case::Apply)).await;
    assert_eq!(found(&apply), None);
    let planted = [
        apply.planted("without syncing its files", |taken| {
            taken.retain(|step| !matches!(step, Taken::Sync(path) if is_temporary(path)));
        }),
        apply.planted("without syncing the names", |taken| {
            taken.retain(|step| !matches!(step, Taken::SyncNames(_)));
        }),
        apply.planted("written over in place", |taken| {
            let at = taken.iter().position(|step| matches!(step, Taken::Rename(_, to) if to.ends_with("posture.json")));
            let Some(Taken::Rename(from, to)) = at.map(|at| taken.remove(at)) else { panic!("it is renamed") };
            for step in taken {
                match step {
                    Taken::Write(path, _) | Taken::Sync(path) if *path == from => path.clone_from(&to),
                    _ => {}
                }
            }
        }),
        apply.planted("with its outcome before it", |taken| {
            let at = taken.iter().rposition(|step| matches!(step, Taken::Appended(_))).unwrap();
            let outcome = taken.remove(at);
            let intent = taken.iter().position(|step| matches!(step, Taken::Appended(_))).unwrap();
            taken.insert(intent + 1, outcome);
        }),
        apply.planted("before its intent", |taken| {
            let at = taken.iter().position(|step| matches!(step, Taken::Appended(_))).unwrap();
            let intent = taken.remove(at);
            let outcome = taken.iter().rposition(|step| matches!(step, Taken::Append)).unwrap();
            taken.insert(outcome, intent);
        }),
    ];
    for operation in &planted {
        assert!(found(operation).is_some(), "nobody finds an {}", operation.name);
    }
    let close = Box::pin(runbook(Case::Close)).await;
    let lost = close.planted("without syncing its snapshot", |taken| {
        taken.retain(|step| !matches!(step, Taken::SyncNames(path) if path.ends_with("snapshots")));
    });
    assert!(found(&close).is_none() && found(&lost).is_some());
}
