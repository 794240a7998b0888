//! Bundles: looking at the directory that the configuration names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};

use super::Session;
use crate::bundle::Registry;
use crate::effects::look;

/// The bundles in a directory that need not belong to a workspace. What lies beside it is the workspace then.
///
/// # Errors
/// It is not there.
pub fn bundles_at(directory: &Path) -> Result<Registry> {
    let missing = || format!("{} is no directory of bundles", directory.display());
    let real = directory.canonicalize().with_context(missing)?;
    let (Some(root), Some(name)) = (real.parent(), real.file_name()) else { anyhow::bail!(missing()) };
    let name = name.to_string_lossy();
    Ok(Registry::new(&name, look::bundles(root, &name).with_context(missing)?))
}

impl Session {
    /// Looks at the bundles that the configuration names, and keeps what is seen up to date from now on.
    pub fn look_at_bundles(&mut self) {
        let directory = self.workspace.config.bundles.as_deref();
        let files = directory.and_then(|name| Some((name, look::bundles(&self.workspace.root, name).ok()?)));
        self.observed.bundles = files.map(|(name, files)| Arc::new(Registry::new(name, files)));
    }

    /// The directories below that of the bundles, itself included.
    pub(super) fn bundle_directories(&self) -> Vec<PathBuf> {
        /// What is watched has a price for each directory.
        const MOST: usize = 64;
        let named = self.workspace.config.bundles.as_ref();
        let mut found: Vec<PathBuf> = named.map(|name| self.workspace.root.join(name)).into_iter().collect();
        let mut at = 0;
        while at < found.len() && found.len() < MOST {
            let entries = std::fs::read_dir(&found[at]).into_iter().flatten().filter_map(Result::ok);
            let below: Vec<PathBuf> = entries
                .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
                .map(|entry| entry.path())
                .collect();
            found.extend(below);
            at += 1;
        }
        found.truncate(MOST);
        found
    }
}
