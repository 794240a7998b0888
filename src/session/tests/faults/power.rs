//! The power goes at one step, and the disk forgets what nobody made it keep.
//!
//! A simulated disk replays the steps of a command up to some step. A name that was made, changed or taken away since its
//! directory was last brought to the disk may be lost, each by itself; bytes that were not brought to the disk may be lost
//! although their file's name is kept. A committed entry is kept, for SQLite is told to wait for the disk
//! (`synchronous = FULL`).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;

use super::*;

/// A step that was taken, with paths relative to the workspace.
#[derive(Debug, Clone)]
pub(super) enum Taken {
    Make(PathBuf),
    Write(PathBuf, Vec<u8>),
    Sync(PathBuf),
    Rename(PathBuf, PathBuf),
    SyncNames(PathBuf),
    /// The files of the ledger as they are once the entries are committed.
    Appended(BTreeMap<String, Vec<u8>>),
    Append,
}

/// The ledger's own files that outlive a process, by name.
fn ledger(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let bytes = |name: &&str| Some(((*name).to_owned(), fs::read(root.join(".wayhold").join(name)).ok()?));
    ["ledger.db", "ledger.db-wal"].iter().filter_map(bytes).collect()
}

/// Records every step that this thread takes in a room, until the guard is dropped.
pub(super) fn recorded(room: &Room) -> (faults::Watched, Rc<RefCell<Vec<Taken>>>) {
    let (root, taken) = (room.root(), Rc::new(RefCell::new(Vec::new())));
    let steps = Rc::clone(&taken);
    let watch = faults::watched(move |step| {
        let inside = |path: &Path| path.strip_prefix(&root).unwrap().to_path_buf();
        steps.borrow_mut().push(match step {
            Step::Make(path) => Taken::Make(inside(path)),
            Step::Write(path, bytes) => Taken::Write(inside(path), bytes.to_vec()),
            Step::Sync(path) => Taken::Sync(inside(path)),
            Step::Rename(from, to) => Taken::Rename(inside(from), inside(to)),
            Step::SyncNames(path) => Taken::SyncNames(inside(path)),
            Step::Append(_) => Taken::Append,
            Step::Appended => Taken::Appended(ledger(&root)),
        });
        Ok(())
    });
    (watch, taken)
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Directory,
    /// A file, by its place in [`Disk::files`].
    File(usize),
}

/// A file's bytes, and whether they were brought to the disk.
#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) kept: bool,
}

/// A change of the names in one directory that may be lost: what is taken away and what is there instead.
#[derive(Debug, Clone)]
pub(super) struct Change {
    directory: PathBuf,
    gone: Option<PathBuf>,
    made: (PathBuf, Node),
}

/// A disk: what it keeps, and what it may forget.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    pub(super) files: Vec<Content>,
    /// The names as every process sees them.
    pub(super) seen: BTreeMap<PathBuf, Node>,
    /// The names that are kept.
    pub(super) kept: BTreeMap<PathBuf, Node>,
    /// The changes that may be lost, in order.
    pub(super) loose: Vec<Change>,
    pub(super) ledger: BTreeMap<String, Vec<u8>>,
}

/// What is found on a disk once the power is back.
pub(super) type Found = (BTreeMap<PathBuf, Vec<u8>>, BTreeMap<String, Vec<u8>>);

/// What tells one find from another. What is kept for the next reader and what nobody will ever read come in every state
/// there is, and are not tried in each with everything else.
pub(super) fn key((files, ledger): &Found) -> String {
    let told = |path: &Path| !files::is_temporary(path) && !is_kept(path);
    let files: Vec<_> = files.iter().filter(|(path, _)| told(path)).collect();
    sha256(format!("{files:?}{ledger:?}").as_bytes())
}

impl Disk {
    /// The disk of a room in which everything was brought to it.
    pub(super) fn of(room: &Room) -> Self {
        let mut disk = Self { ledger: ledger(&room.root()), ..Self::default() };
        for (name, bytes) in room.files() {
            disk.files.push(Content { bytes, kept: true });
            disk.kept.insert(name.into(), Node::File(disk.files.len() - 1));
        }
        disk.seen.clone_from(&disk.kept);
        disk
    }

    pub(super) fn take(&mut self, step: &Taken) {
        match step {
            Taken::Make(path) => self.change(None, path, Node::Directory),
            Taken::Write(path, bytes) => {
                self.files.push(Content { bytes: bytes.clone(), kept: false });
                self.change(None, path, Node::File(self.files.len() - 1));
            }
            Taken::Sync(path) => {
                if let Some(Node::File(at)) = self.seen.get(path) {
                    self.files[*at].kept = true;
                }
            }
            Taken::Rename(from, to) => {
                let node = self.seen[from];
                self.change(Some(from), to, node);
            }
            Taken::SyncNames(path) => {
                let (kept, loose) = std::mem::take(&mut self.loose).into_iter().partition(|one| one.directory == *path);
                self.loose = loose;
                let kept: Vec<Change> = kept;
                for change in &kept {
                    change.make(&mut self.kept);
                }
            }
            Taken::Append => {}
            Taken::Appended(ledger) => self.ledger.clone_from(ledger),
        }
    }

    fn change(&mut self, gone: Option<&PathBuf>, path: &Path, node: Node) {
        let change = Change {
            directory: path.parent().unwrap().to_path_buf(),
            gone: gone.cloned(),
            made: (path.to_path_buf(), node),
        };
        change.make(&mut self.seen);
        self.loose.push(change);
    }

    /// What may be found after the power went now: nothing loose is kept, all of it, the first so many, one alone, all
    /// but one; and of each the bytes that nobody asked the disk to keep are there, or gone, or half there.
    pub(super) fn after_power(&self) -> BTreeSet<Found> {
        let count = self.loose.len();
        let firsts = (0..=count).map(|first| (0..count).map(|at| at < first).collect::<Vec<bool>>());
        let ones = (0..count).map(|one| (0..count).map(|at| at == one).collect());
        let others = (0..count).map(|one| (0..count).map(|at| at != one).collect());
        let choices = firsts.chain(ones).chain(others);
        choices.flat_map(|kept| [0, 1, 2].map(|halves| self.found(&kept, halves))).collect()
    }

    pub(super) fn found(&self, kept: &[bool], halves: usize) -> Found {
        let files = self.names(kept, |bytes| bytes[..bytes.len() * halves / 2].to_vec());
        let owned = files.into_iter().map(|(path, bytes)| (path.to_path_buf(), bytes.into_owned()));
        (owned.collect(), self.ledger.clone())
    }

    /// The files with these of the loose changes kept, and with what is left of bytes that were not brought to the disk.
    pub(super) fn names(
        &self,
        kept: &[bool],
        mut left: impl FnMut(&[u8]) -> Vec<u8>,
    ) -> BTreeMap<&Path, Cow<'_, [u8]>> {
        let mut names: BTreeMap<&Path, Node> = self.kept.iter().map(|(path, node)| (path.as_path(), *node)).collect();
        for (change, _) in self.loose.iter().zip(kept).filter(|(_, kept)| **kept) {
            if let Some(gone) = &change.gone {
                names.remove(gone.as_path());
            }
            names.insert(&change.made.0, change.made.1);
        }
        let lies = |path: &Path| {
            let above = path.parent().unwrap();
            let made = self.seen.get(above) == Some(&Node::Directory);
            !made || names.get(above) == Some(&Node::Directory)
        };
        let mut files = BTreeMap::new();
        for (path, node) in &names {
            if let (Node::File(at), true) = (node, lies(path)) {
                let Content { bytes, kept } = &self.files[*at];
                files.insert(*path, if *kept { Cow::Borrowed(bytes.as_slice()) } else { Cow::Owned(left(bytes)) });
            }
        }
        files
    }
}

impl Change {
    fn make(&self, names: &mut BTreeMap<PathBuf, Node>) {
        if let Some(gone) = &self.gone {
            names.remove(gone);
        }
        names.insert(self.made.0.clone(), self.made.1);
    }
}

impl Room {
    /// A room with the keys of this one and the files of a disk.
    pub(super) fn with_disk(&self, (files, ledger): &Found) -> Self {
        let room = Self { directory: quick() };
        copy_all(&self.directory.path().join("keys"), &room.directory.path().join("keys"));
        let ledger = ledger.iter().map(|(name, bytes)| (PathBuf::from(".wayhold").join(name), bytes));
        for (path, bytes) in files.iter().map(|(path, bytes)| (path.clone(), bytes)).chain(ledger) {
            let path = room.root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        room
    }
}

/// Runs a case and takes the power away before each of its steps and after the last.
async fn everywhere(case: Case) {
    let reference = Reference::of(case).await;
    let room = reference.before.copied();
    let (watch, taken) = recorded(&room);
    act(&room, case).await.unwrap();
    drop(watch);
    let (mut disk, mut known, mut worlds) = (Disk::of(&reference.before), BTreeSet::new(), 0);
    let taken = taken.take();
    for (at, step) in taken.iter().map(Some).chain([None]).enumerate() {
        // The entries are committed by the time somebody would say so.
        if let Some(Taken::Appended(_)) = step {
            disk.take(step.unwrap());
        }
        for found in disk.after_power() {
            if known.insert(key(&found)) {
                let next = if worlds % 2 == 0 { Next::Start } else { Next::Writer };
                let what = reference.steps.get(at).map_or("the end", String::as_str);
                let at = format!("{case:?} without power before step {at}, {what}, world {worlds}");
                Box::pin(reference.recovers(&reference.before.with_disk(&found), next, &at)).await;
                worlds += 1;
            }
        }
        if let Some(step) = step {
            disk.take(step);
        }
    }
    // Before and after the entry, with the file old and new, at the least.
    assert!(worlds >= 4, "{worlds} worlds are too few");
}

#[tokio::test]
async fn a_tick_outlives_a_power_loss_at_any_step() {
    Box::pin(everywhere(Case::Tick)).await;
}

#[tokio::test]
async fn an_untick_outlives_a_power_loss_at_any_step() {
    Box::pin(everywhere(Case::Untick)).await;
}

#[tokio::test]
async fn a_closing_outlives_a_power_loss_at_any_step() {
    Box::pin(everywhere(Case::Close)).await;
}

#[tokio::test]
async fn a_failed_closing_outlives_a_power_loss_at_any_step() {
    Box::pin(everywhere(Case::Fail)).await;
}

#[tokio::test]
async fn an_activation_outlives_a_power_loss_at_any_step() {
    Box::pin(everywhere(Case::Activate)).await;
}

#[tokio::test]
async fn a_restore_outlives_a_power_loss_at_any_step() {
    Box::pin(everywhere(Case::Restore)).await;
}

/// A process dies, the next one finds what it left and says so on the ledger, and then the power goes.
#[tokio::test]
async fn what_a_recovery_found_on_disk_is_still_there_after_a_power_loss() {
    for case in [Case::Close, Case::Restore] {
        let reference = Reference::of(case).await;
        let room = reference.before.copied();
        let (watch, taken) = recorded(&room);
        act(&room, case).await.unwrap();
        drop(watch);
        let mut disk = Disk::of(&reference.before);
        let mut known = BTreeSet::new();
        let taken = taken.take();
        for (at, step) in taken.iter().enumerate() {
            disk.take(step);
            let all = vec![true; disk.loose.len()];
            let dead = reference.before.with_disk(&disk.found(&all, 2));
            let (watch, recovery) = recorded(&dead);
            let mut session = open(&dead).await;
            session.settle_unfinished().await.unwrap();
            session.close().await;
            drop(watch);
            let mut later = disk.clone();
            for step in recovery.borrow().iter() {
                later.take(step);
            }
            for found in later.after_power() {
                if known.insert(key(&found)) {
                    let at = format!(
                        "{case:?} killed after step {at}, {}, recovered, and without power",
                        reference.steps[at]
                    );
                    let room = reference.before.with_disk(&found);
                    let happened = reference.settled(&room, &at).await;
                    reference.again(&room, happened, &at).await;
                }
            }
        }
        assert!(known.len() >= 4, "{} worlds are too few", known.len());
    }
}
