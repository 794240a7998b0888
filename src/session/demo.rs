//! A demo can be put back to the bytes with which it opened, as often as somebody presents it.
//!
//! *The same bytes* are every file of the demo, its ledger with all entries, times and signatures, and the key that
//! signed them. They are kept in memory from the opening on. A reset is no entry of the ledger: it takes back the ledger
//! as well, which only a demo's own directory may ever suffer. Not among the bytes are two notes that say how far the
//! ledger was checked on this machine (`verified.json` and the state cache): they tell of the file's marks on the disk,
//! which a rewritten file has anew, and are made again from the ledger.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{Clock, Environment, Session, Stop, Workspace};
use crate::console::Command;
use crate::effects::files;

/// Directories that are Wayhold's own, in which a reset removes what was not there at the start.
const OWN: [&str; 2] = [".wayhold", "snapshots"];

/// What a file was.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    bytes: Vec<u8>,
    mode: Option<u32>,
}

/// The files of a demo as it opened, by their paths below the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Start(BTreeMap<PathBuf, Kept>);

impl Start {
    /// Reads them; nobody may have the ledger open.
    fn of(workspace: &Workspace) -> Result<Self> {
        let mut paths: Vec<PathBuf> = Workspace::demo_files().map(PathBuf::from).collect();
        for directory in OWN {
            paths.extend(below(&workspace.root, Path::new(directory))?);
        }
        let mut kept = BTreeMap::new();
        for path in paths {
            let file = workspace.root.join(&path);
            match fs::read(&file) {
                Ok(bytes) => kept.insert(path, Kept { bytes, mode: mode(&file) }),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                Err(error) => return Err(error).with_context(|| format!("{} cannot be read", file.display())),
            };
        }
        Ok(Self(kept))
    }

    /// Makes the directory say the same again.
    fn put_back(&self, root: &Path) -> Result<()> {
        for directory in OWN {
            for path in below(root, Path::new(directory))?.into_iter().filter(|path| !self.0.contains_key(path)) {
                let file = root.join(path);
                fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
            }
        }
        for (path, kept) in &self.0 {
            let file = root.join(path);
            let written = match fs::read(&file) {
                Ok(bytes) if bytes == kept.bytes => Ok(()),
                Ok(_) => files::replace(&file, &kept.bytes),
                Err(_) => files::create(&file, &kept.bytes, kept.mode),
            };
            written.with_context(|| format!("{} cannot be put back", file.display()))?;
        }
        Ok(())
    }
}

impl Session {
    /// Opens a demo, which can be put back to how it is now. With `found` its ledger is founded first.
    ///
    /// # Errors
    /// As [`Session::open`]; or the ledger cannot be founded.
    pub async fn open_demo(workspace: Workspace, environment: Environment, clock: Clock, found: bool) -> Result<Self> {
        let mut session = Self::open(workspace.clone(), environment.clone(), clock).await?;
        if found {
            match session.run(Command::Found, None).await {
                Ok(_) => {}
                Err(Stop::Failed(error)) => return Err(error.context("the demo's ledger cannot be founded")),
                Err(Stop::Held(holds)) => {
                    let needs: Vec<String> = holds.into_iter().map(|hold| hold.need).collect();
                    bail!("the demo's ledger cannot be founded; it needs {}", needs.join(", "));
                }
                Err(Stop::Changed { by, .. }) => bail!("{} founded the demo's ledger just now", by.by),
            }
        }
        let clock = std::mem::take(&mut session.clock);
        session.close().await;
        let start = Start::of(&workspace)?;
        let mut session = Self::open(workspace, environment, clock).await?;
        session.start = Some(start);
        Ok(session)
    }

    /// Whether this is a demo, which can be put back.
    pub fn is_demo(&self) -> bool {
        self.start.is_some()
    }

    /// Puts the demo back to the bytes with which it opened, and opens it again.
    ///
    /// # Errors
    /// It is no demo; or a file cannot be put back. What is half put back is put back by trying again.
    pub async fn reset_demo(&mut self) -> Result<()> {
        let Some(start) = self.start.clone() else { bail!("only a demo is ever put back, and this workspace is none") };
        if let Some(store) = self.store.take() {
            store.close().await.context("the demo's ledger cannot be closed")?;
        }
        let back = start.put_back(&self.workspace.root);
        let clock = std::mem::take(&mut self.clock);
        let mut fresh = Self::open(self.workspace.clone(), self.environment.clone(), clock).await?;
        fresh.start = Some(start);
        *self = fresh;
        back
    }
}

/// Every file below a directory, by its path below `root`. Links are left alone: what they lead to is not the demo's.
fn below(root: &Path, directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(root.join(directory)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be listed", directory.display())),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("{} cannot be listed", directory.display()))?;
        let path = directory.join(entry.file_name());
        let kind = entry.file_type().with_context(|| format!("{} cannot be looked at", path.display()))?;
        if kind.is_dir() {
            found.extend(below(root, &path)?);
        } else if kind.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).ok().map(|meta| meta.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}
