//! The private key that this user signs with: made on first use, kept under their configuration directory, mode 0600.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::effects::files;
use crate::ledger::SigningKey;

/// A signing key and where it lives.
#[derive(Debug)]
pub struct Identity {
    path: PathBuf,
    key: SigningKey,
}

impl Identity {
    /// Where the key of this user is kept.
    pub fn path_in(config_dir: &Path) -> PathBuf {
        config_dir.join("id_ed25519")
    }

    /// Reads the user's key; `None` when there is none yet.
    ///
    /// # Errors
    /// It is there and cannot be read, is not an Ed25519 key, or others can read it.
    pub fn read(config_dir: &Path) -> Result<Option<Self>> {
        let path = Self::path_in(config_dir);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("the key {} cannot be read", path.display())),
        };
        private(&path)?;
        let key =
            SigningKey::from_openssh(&text).with_context(|| format!("the key {} cannot be used", path.display()))?;
        Ok(Some(Self { path, key }))
    }

    /// Reads the user's key, or makes one. When two processes make it at once, both end up with the same one.
    ///
    /// # Errors
    /// As [`Identity::read`]; or the key cannot be written.
    pub fn read_or_make(config_dir: &Path, user: &str) -> Result<Self> {
        if let Some(known) = Self::read(config_dir)? {
            return Ok(known);
        }
        let key = SigningKey::generate(user).context("no key could be made")?;
        let path = Self::path_in(config_dir);
        match files::create(&path, key.to_openssh()?.as_bytes(), Some(0o600)) {
            Ok(()) => {
                files::replace(&path.with_extension("pub"), format!("{}\n", key.public().line()).as_bytes())
                    .context("the public half of the key cannot be written")?;
                Ok(Self { path, key })
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Self::read(config_dir)?.with_context(|| format!("the key {} came and went", path.display()))
            }
            Err(error) => Err(error).with_context(|| format!("the key {} cannot be written", path.display())),
        }
    }

    /// The key.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The private key's file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(unix)]
fn private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!("the key {0} can be read by others (mode {mode:o}); run `chmod 600 {0}` first", path.display());
    }
    Ok(())
}

#[cfg(not(unix))]
fn private(_: &Path) -> Result<()> {
    Ok(())
}
