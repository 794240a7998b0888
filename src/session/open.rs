//! Opening a workspace and following its ledger: every new entry is checked, then folded into the state.

use std::path::Path;

use anyhow::Context as _;

use super::cache::{self, Depth};
use super::verified;
use super::{Clock, Environment, Identity, Session, Workspace};
use crate::console::{self, Event, Observed, State};
use crate::effects::{aside, files};
use crate::hold::Stamp;
use crate::ledger::{Entry, Head, Keyring, Marks, Mode, Store, StoreError, Verifier};

/// How many entries are read at a time, so that a ledger of a million never stands in memory as text.
const PAGE: u32 = 512;

impl Session {
    /// Opens `workspace`: reads the ledger if there is one and looks at the files. Writes nothing but notes of how far
    /// it was checked and what it came to.
    ///
    /// # Errors
    /// The ledger or the key is there and cannot be read. A ledger with a bad entry opens, read-only: see
    /// [`Session::damage`].
    pub async fn open(workspace: Workspace, environment: Environment, clock: Clock) -> anyhow::Result<Self> {
        // On the heap, and not in the future of everybody who opens a workspace.
        Box::pin(Self::open_to(Depth::Whole, workspace, environment, clock)).await
    }

    /// As [`Session::open`], for a face that says where things stand: what is over and only told again may be missing in
    /// [`Session::state`]. Settling or running a command brings it back.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub async fn open_standing(workspace: Workspace, environment: Environment, clock: Clock) -> anyhow::Result<Self> {
        Box::pin(Self::open_to(Depth::Standing, workspace, environment, clock)).await
    }

    pub(super) async fn open_to(
        depth: Depth,
        workspace: Workspace,
        environment: Environment,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let identity = match &environment.key {
            Some(path) => {
                let chosen = Identity::read_at(path)?;
                Some(chosen.with_context(|| format!("the key {} is not there any more", path.display()))?)
            }
            None => Identity::read(&environment.config_dir)?,
        };
        let mut session = Self {
            workspace,
            environment,
            clock,
            identity,
            new_key: None,
            store: None,
            keyring: Keyring::default(),
            head: None,
            verified: None,
            marks: None,
            depth,
            cached: None,
            state: State::default(),
            observed: Observed::default(),
            damage: None,
            newer: false,
            file: None,
            probed: std::collections::BTreeMap::new(),
            unwritable: None,
            world_marks: std::collections::BTreeMap::new(),
            start: None,
        };
        // Before the first look into the file: what is read after is at least as new as its marks.
        let marks = Marks::of(&session.workspace.ledger_path());
        session.clock.begin(&session.workspace.private());
        session.attach().await?;
        session.begin(marks).await?;
        session.observe();
        Ok(session)
    }

    /// Brings back what a session left out that was opened for the standing alone.
    pub(super) async fn whole(&mut self) -> anyhow::Result<()> {
        let depth = std::mem::replace(&mut self.depth, Depth::Whole);
        if depth == Depth::Standing && self.store.is_some() {
            (self.head, self.cached, self.damage) = (None, None, None);
            (self.state, self.keyring) = (State::default(), Keyring::default());
            let marks = Marks::of(&self.workspace.ledger_path());
            self.begin(marks).await?;
            self.observe();
        }
        Ok(())
    }

    /// Opens the store when a ledger file has appeared. A file that is no ledger any more is damage, not an error:
    /// everything that needs no ledger goes on being readable.
    pub(super) async fn attach(&mut self) -> anyhow::Result<()> {
        if self.store.is_some() || self.damage.is_some() {
            return Ok(());
        }
        let path = self.workspace.ledger_path();
        self.file = aside::identity(&path);
        if let Some(what) = self.half_resealed() {
            self.damage = Some(what);
            return Ok(());
        }
        if is_empty(&path) {
            let checked = verified::read(&self.workspace.private());
            self.damage = checked.map(|note| format!("entry {} was checked here before and is gone", note.head.seq));
            return Ok(());
        }
        match self.open_store(&path).await {
            Ok(store) => self.store = Some(store),
            // Opening took back what a founding that died had half written.
            Err(StoreError::NotALedger { .. }) if is_empty(&path) => {}
            Err(error @ (StoreError::NotALedger { .. } | StoreError::Damaged { .. })) => {
                self.damage = Some(error.to_string());
            }
            Err(error) => {
                let what = format!("the ledger {} cannot be opened", path.display());
                return Err(anyhow::Error::new(error).context(what));
            }
        }
        Ok(())
    }

    /// A store that may not be written, or cannot be because the disk is full, still opens for reading.
    async fn open_store(&mut self, path: &Path) -> Result<Store, StoreError> {
        let url = url_of(path);
        let refused = match Store::open(&url, Mode::ReadWrite).await {
            Err(refused @ (StoreError::ReadOnly { .. } | StoreError::Full { .. } | StoreError::Io { .. })) => refused,
            opened => return opened,
        };
        let Ok(store) = Store::open(&url, Mode::ReadOnly).await else { return Err(refused) };
        // SQLite calls it a disk error when it is the disk that is full.
        let full = path.parent().is_some_and(files::is_full);
        self.unwritable = Some(if full { StoreError::Full { path: path.to_path_buf() } } else { refused });
        Ok(store)
    }

    /// What stands in the way of writing may be gone by now.
    pub(super) async fn try_writable(&mut self) -> anyhow::Result<()> {
        if self.unwritable.take().is_some() {
            self.store = None;
            self.attach().await?;
        }
        match &self.unwritable {
            Some(why @ StoreError::Full { .. }) => Err(anyhow::Error::msg(why.to_string())),
            Some(why) => Err(anyhow::anyhow!("nothing was written: {why}")),
            None => Ok(()),
        }
    }

    /// Makes the store, and the key that founds it.
    pub(super) async fn prepare_founding(&mut self) -> anyhow::Result<()> {
        if self.identity.is_none() {
            let Environment { config_dir, user, .. } = &self.environment;
            self.identity = Some(Identity::read_or_make(config_dir, user, self.new_key.take().as_ref())?);
        }
        if self.store.is_none() && self.damage.is_none() {
            let path = self.workspace.ledger_path();
            for directory in [Some(self.workspace.private().as_path()), path.parent()].into_iter().flatten() {
                files::make_directory(directory).with_context(|| format!("{} cannot be made", directory.display()))?;
            }
            match Store::create(&url_of(&path)).await {
                Ok(store) => self.store = Some(store),
                // Somebody else founded it a moment ago: the decision that follows says who.
                Err(StoreError::Exists { .. }) => self.attach().await?,
                Err(error) => {
                    let what = format!("the ledger {} cannot be made", path.display());
                    return Err(anyhow::Error::new(error).context(what));
                }
            }
        }
        Ok(())
    }

    /// Reads, checks and applies the entries that others wrote since the last look. Stops at the first bad one and
    /// remembers why ([`Session::damage`]).
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn follow(&mut self) -> anyhow::Result<Vec<Entry>> {
        // Somebody put another file into its place.
        if self.is_replaced() {
            self.begin_anew().await?;
        }
        self.attach().await?;
        let before = self.head.clone();
        let mut followed = Vec::new();
        self.advance(|entry| followed.push(entry)).await?;
        if self.damage.is_none() && self.head != before {
            self.keep();
        }
        Ok(followed)
    }

    /// Whether the ledger's file is another one than the one that is open.
    pub(super) fn is_replaced(&self) -> bool {
        self.file.is_some() && self.file != aside::identity(&self.workspace.ledger_path())
    }

    /// Lets go of everything that was read of the ledger, and reads the file that is there now.
    pub(super) async fn begin_anew(&mut self) -> anyhow::Result<()> {
        self.store = None;
        (self.head, self.verified, self.marks, self.cached) = (None, None, None, None);
        (self.damage, self.newer, self.unwritable) = (None, false, None);
        (self.state, self.keyring) = (State::default(), Keyring::default());
        let marks = Marks::of(&self.workspace.ledger_path());
        self.attach().await?;
        self.begin(marks).await?;
        self.observe();
        Ok(())
    }

    /// The first reading: from the state cache where it may be believed, from the first entry where not.
    async fn begin(&mut self, marks: Option<Marks>) -> anyhow::Result<()> {
        self.recall(marks.as_ref()).await;
        self.advance(drop).await?;
        if self.damage.is_none() && self.head.is_some() {
            self.marks = marks.filter(|marks| Marks::of(&self.workspace.ledger_path()).as_ref() == Some(marks));
            self.keep();
        }
        Ok(())
    }

    /// Takes the state from the cache, if the ledger up to there still is what was checked here: the file has the very
    /// marks that were noted then, or the hashes of all its entries lead to the noted one.
    async fn recall(&mut self, marks: Option<&Marks>) {
        let private = self.workspace.private();
        let (Some(note), Some(store)) = (verified::read(&private), self.store.as_mut()) else { return };
        let environment = &self.workspace.config.environment;
        let Some(found) = cache::read(&private, environment, self.depth) else { return };
        if found.head.seq > note.head.seq {
            return;
        }
        // What cannot be read here is met again at the full check, which says what is the matter.
        let stands = store.read(found.head.seq, 1).await.unwrap_or_default();
        if stands.first().is_none_or(|row| row.hash != found.head.hash) {
            return;
        }
        let as_noted = marks.is_some() && note.marks.as_ref() == marks;
        if as_noted || store.leads_to(&found.head).await.unwrap_or_default() {
            self.cached = found.bytes.map(|bytes| (found.head.seq, bytes));
            self.head = Some(found.head);
            self.keyring = found.keyring;
            self.state = found.state;
        }
    }

    /// Follows the ledger from the head on; gives each entry that holds.
    async fn advance(&mut self, mut each: impl FnMut(Entry)) -> anyhow::Result<()> {
        let Some(store) = self.store.as_mut() else { return Ok(()) };
        if self.damage.is_some() {
            return Ok(());
        }
        let noted = self.verified.is_none().then(|| verified::read(&self.workspace.private())).flatten();
        let known = noted.map(|note| note.head).or_else(|| self.verified.clone());
        let checked = known.as_ref().map(|head| head.seq);
        let mut verifier = Verifier::resume(self.head.clone(), self.keyring.clone());
        let mut next = self.head.as_ref().map_or(0, |head| head.seq + 1);
        let mut page = PAGE;
        let mut failed = None;
        'pages: loop {
            let rows = match store.read(next, page).await {
                Ok(rows) => rows,
                // One by one up to the entry that stands on the damaged part of the file.
                Err(StoreError::Damaged { .. }) if page > 1 => {
                    page = 1;
                    continue;
                }
                Err(error @ StoreError::Damaged { .. }) => {
                    self.damage = Some(format!("entry {next} cannot be read: {error}"));
                    break;
                }
                // What was followed until then stays followed: it is in the state.
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            };
            for entry in verifier.check_after(checked, &rows) {
                let known = entry.map_err(|damage| (damage.to_string(), damage.is_newer()));
                // What is whole and signed, and cannot be applied, was written by a newer Wayhold.
                match known.and_then(|entry| Ok((event_of(&entry).map_err(|what| (what, true))?, entry))) {
                    Ok((event, entry)) => {
                        console::apply(&mut self.state, &event, &stamp_of(&entry));
                        next = entry.seq + 1;
                        each(entry);
                    }
                    Err((what, newer)) => {
                        (self.damage, self.newer) = (Some(what), newer);
                        break 'pages;
                    }
                }
            }
            if rows.len() < page as usize {
                break;
            }
        }
        self.head = verifier.head().cloned();
        self.keyring = verifier.keyring().clone();
        if let Some(error) = failed {
            return Err(error.into());
        }
        if self.damage.is_none() {
            self.damage = self.doubt(known.as_ref()).await?;
        }
        if self.damage.is_none() {
            self.verified.clone_from(&self.head);
        }
        Ok(())
    }

    /// The note of checked signatures counts only for the very entries it was written about: when the entry it names
    /// has another hash now, or is gone, the ledger was rewritten under it.
    async fn doubt(&mut self, known: Option<&Head>) -> anyhow::Result<Option<String>> {
        let (Some(known), Some(store)) = (known.filter(|known| self.head.as_ref() != Some(known)), self.store.as_mut())
        else {
            return Ok(None);
        };
        let now = store.read(known.seq, 1).await?.into_iter().next();
        Ok(match now {
            Some(row) if row.hash == known.hash => None,
            Some(_) => Some(format!("entry {} is not the one that was checked here before", known.seq)),
            None => Some(format!("entry {} was checked here before and is gone", known.seq)),
        })
    }
}

fn event_of(entry: &Entry) -> Result<Event, String> {
    Event::from_parts(&entry.kind, &entry.body).map_err(|why| format!("entry {}: {why}", entry.seq))
}

/// No file, or one without a byte: what a founding leaves that died before its first commit.
fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |meta| meta.len() == 0)
}

pub(super) fn url_of(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// What a domain is told about the entry it folds.
pub(super) fn stamp_of(entry: &Entry) -> Stamp {
    Stamp { seq: entry.seq, at: entry.at, by: entry.actor.id.clone() }
}
