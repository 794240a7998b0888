//! Opening a workspace and following its ledger: every new entry is checked, then folded into the state.

use std::path::Path;

use anyhow::Context as _;

use super::verified;
use super::{Clock, Environment, Identity, Session, Workspace};
use crate::console::{self, Event, Observed, State};
use crate::effects::files;
use crate::hold::Stamp;
use crate::ledger::{Entry, Keyring, Mode, Store, StoreError, Stored, Verifier};

/// How many entries are read at a time, so that a ledger of a million never stands in memory as text.
const PAGE: u32 = 4096;

impl Session {
    /// Opens `workspace`: reads the ledger if there is one and looks at the files. Writes nothing but a note of how
    /// far the signatures were checked.
    ///
    /// # Errors
    /// The ledger or the key is there and cannot be read. A ledger with a bad entry opens, read-only: see
    /// [`Session::damage`].
    pub async fn open(workspace: Workspace, environment: Environment, clock: Clock) -> anyhow::Result<Self> {
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
            state: State::default(),
            observed: Observed::default(),
            damage: None,
            probed: std::collections::BTreeMap::new(),
            unwritable: None,
        };
        session.attach().await?;
        session.follow().await?;
        session.observe();
        Ok(session)
    }

    /// Opens the store when a ledger file has appeared. A file that is no ledger any more is damage, not an error:
    /// everything that needs no ledger goes on being readable.
    pub(super) async fn attach(&mut self) -> anyhow::Result<()> {
        if self.store.is_some() || self.damage.is_some() {
            return Ok(());
        }
        let path = self.workspace.ledger_path();
        if is_empty(&path) {
            let checked = verified::read(&self.workspace.private());
            self.damage = checked.map(|known| format!("entry {} was checked here before and is gone", known.seq));
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
        self.attach().await?;
        let Some(store) = self.store.as_mut() else { return Ok(Vec::new()) };
        if self.damage.is_some() {
            return Ok(Vec::new());
        }
        let mut followed = Vec::new();
        let known = if self.head.is_none() { verified::read(&self.workspace.private()) } else { self.verified.clone() };
        let mut verifier = Verifier::resume(self.head.clone(), std::mem::take(&mut self.keyring));
        let mut next = self.head.as_ref().map_or(0, |head| head.seq + 1);
        let mut page = PAGE;
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
                Err(error) => return Err(error.into()),
            };
            let full = rows.len() == page as usize;
            for row in rows {
                next = row.seq + 1;
                match check(&mut verifier, &row, known.as_ref().map(|head| head.seq)) {
                    Ok((entry, event)) => {
                        console::apply(&mut self.state, &event, &stamp_of(&entry));
                        followed.push(entry);
                    }
                    Err(what) => {
                        self.damage = Some(what);
                        break 'pages;
                    }
                }
            }
            if !full {
                break;
            }
        }
        self.head = verifier.head().cloned();
        self.keyring = verifier.keyring().clone();
        if self.damage.is_none()
            && let Some(why) = self.doubt(known.as_ref()).await?
        {
            self.damage = Some(why);
        }
        if self.damage.is_none() && self.verified != self.head {
            self.verified.clone_from(&self.head);
            verified::write(&self.workspace.private(), self.head.as_ref());
        }
        Ok(followed)
    }

    /// The note of checked signatures counts only for the very entries it was written about: when the entry it names
    /// has another hash now, or is gone, the ledger was rewritten under it.
    async fn doubt(&mut self, known: Option<&crate::ledger::Head>) -> anyhow::Result<Option<String>> {
        let (Some(known), Some(store)) = (known, self.store.as_mut()) else { return Ok(None) };
        let now = store.read(known.seq, 1).await?.into_iter().next();
        Ok(match now {
            Some(row) if row.hash == known.hash => None,
            Some(_) => Some(format!("entry {} is not the one that was checked here before", known.seq)),
            None => Some(format!("entry {} was checked here before and is gone", known.seq)),
        })
    }
}

/// Checks one row against the chain, its signature when it was not checked here before, and reads its event.
fn check(verifier: &mut Verifier, row: &Stored, known: Option<u64>) -> Result<(Entry, Event), String> {
    let trusted = known.is_some_and(|known| row.seq <= known);
    let checked = if trusted { verifier.check_chain(row) } else { verifier.check(row) };
    let entry = checked.map_err(|damage| damage.to_string())?;
    let event = Event::from_parts(&entry.kind, &entry.body).map_err(|why| format!("entry {}: {why}", row.seq))?;
    Ok((entry, event))
}

/// No file, or one without a byte: what a founding leaves that died before its first commit.
fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |meta| meta.len() == 0)
}

fn url_of(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// What a domain is told about the entry it folds.
pub(super) fn stamp_of(entry: &Entry) -> Stamp {
    Stamp { seq: entry.seq, at: entry.at, by: entry.actor.id.clone() }
}
