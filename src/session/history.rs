//! A file's past: git tells the versions, the runbook room replays them.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use super::workspace::Workspace;
use crate::effects::git::{self, Blobs};
use crate::runbook::{self, Contents, Grammar, History, MAX_BYTES};

/// The past of a file, and what of it could not be seen.
#[derive(Debug)]
pub struct Past {
    /// What its versions say.
    pub history: History,
    /// The repository holds only the newest part of its history.
    pub shallow: bool,
    /// Renames were followed.
    pub followed: bool,
    /// Nothing stands at its path in the newest commit; the last version is the one before it went.
    pub gone: bool,
    /// The file on the disk is not what the newest commit holds.
    pub uncommitted: bool,
}

/// The grammar by which the file is to be read: that of the workspace it lies in, where the configuration names it.
/// A configuration that cannot be read gives none; whoever opens that workspace is told why.
pub fn grammar_of(file: &Path) -> Grammar {
    let file = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    let Some(Ok(Some(workspace))) = file.parent().map(Workspace::find) else { return Grammar::default() };
    workspace.grammar_at(&file)
}

/// Replays what git has of `file`.
///
/// # Errors
/// A sentence: git is missing, there is no repository, or the file was never committed.
pub fn history(file: &Path) -> Result<Past> {
    let log = git::log(file)?;
    let mut blobs = Blobs::of(&log)?;
    let mut contents = Contents::new(grammar_of(file));
    let names: BTreeSet<&String> =
        log.versions.iter().flat_map(|version| version.before.iter().chain([&version.blob])).collect();
    for name in names {
        let blob = blobs.read(name, MAX_BYTES as u64)?;
        contents.add(name, blob.bytes.as_deref().map_err(Clone::clone));
    }
    let last = log.versions.last().map(|version| format!("HEAD:{}", version.path));
    let held = match last.filter(|name| !name.contains('\n')) {
        Some(name) => Some(blobs.read(&name, MAX_BYTES as u64)?),
        None => None,
    };
    let now = held.as_ref().filter(|held| held.bytes.is_ok());
    let history = runbook::replay(&log.versions, &contents, now.map(|held| held.id.as_str()));
    let on_disk = std::fs::read(file).ok();
    let uncommitted = match (now.and_then(|held| held.bytes.as_ref().ok()), &on_disk) {
        (Some(committed), Some(on_disk)) => unended(committed) != unended(on_disk),
        _ => false,
    };
    Ok(Past { history, shallow: log.shallow, followed: log.followed, gone: now.is_none(), uncommitted })
}

/// Bytes without the carriage returns that a checkout may add.
fn unended(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|&byte| byte != b'\r').collect()
}
