//! The private key that this user signs with: read from their configuration directory or from where they say, made on
//! first use, mode 0600. A key under a passphrase is locked until the passphrase was typed in this process.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Passphrase;
use crate::effects::files;
use crate::ledger::{KeyError, LockedKey, PrivateFile, PublicKey, SigningKey};

/// More than any key file has.
pub(super) const MAX_FILE: u64 = 64 << 10;

/// A signing key and where it lives.
#[derive(Debug)]
pub struct Identity {
    path: PathBuf,
    public: PublicKey,
    secret: Secret,
}

/// How far the private half is at hand.
#[derive(Debug)]
enum Secret {
    /// No passphrase protects it.
    Bare(SigningKey),
    /// Its passphrase was typed in this process, and it is held nowhere else.
    Unlocked(SigningKey),
    /// Its passphrase was not typed yet.
    Locked(LockedKey),
}

impl Identity {
    /// Where the user's own key is kept.
    pub fn path_in(config_dir: &Path) -> PathBuf {
        config_dir.join("id_ed25519")
    }

    /// The file of the key that `word` picks: the name of one under `keys/` in the configuration directory, or a path,
    /// which has a slash in it. What kind of key it is, and whose, is the ledger's to say.
    ///
    /// # Errors
    /// A sentence that says where it was looked for and what there is.
    pub fn choose(config_dir: &Path, current_dir: &Path, word: &str) -> Result<PathBuf, String> {
        let is_path = word.contains(std::path::is_separator) || matches!(word, "" | "." | "..");
        let directory = config_dir.join("keys");
        let path = if is_path { current_dir.join(word) } else { directory.join(word) };
        if path.is_file() {
            return Ok(path);
        }
        if is_path {
            return Err(format!("there is no key file {}", path.display()));
        }
        let known = names_in(&directory);
        let there = if known.is_empty() { "none at all".to_owned() } else { known.join(", ") };
        Err(format!(
            "there is no key {word} in {} (there are: {there}); a path to a key has a slash in it: ./{word}",
            directory.display()
        ))
    }

    /// Reads the user's key; `None` when there is none yet.
    ///
    /// # Errors
    /// As [`Identity::read_at`].
    pub fn read(config_dir: &Path) -> Result<Option<Self>> {
        Self::read_at(&Self::path_in(config_dir))
    }

    /// Reads the key in this file; `None` when there is no such file.
    ///
    /// # Errors
    /// It is there and cannot be read, is not an Ed25519 key, or others can read it.
    pub fn read_at(path: &Path) -> Result<Option<Self>> {
        let unreadable = || format!("the key {} cannot be read", path.display());
        let bytes = match files::read_capped(path, MAX_FILE) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(unreadable),
        };
        let text = zeroize::Zeroizing::new(String::from_utf8(bytes).ok().with_context(unreadable)?);
        if text.trim_start().starts_with("ssh-") {
            bail!("{} is a public key; name the private key beside it", path.display());
        }
        private(path)?;
        let file =
            PrivateFile::from_openssh(&text).with_context(|| format!("the key {} cannot be used", path.display()))?;
        let public = file.public().clone();
        let secret = match file {
            PrivateFile::Bare(key) => Secret::Bare(key),
            PrivateFile::Locked(key) => Secret::Locked(key),
        };
        Ok(Some(Self { path: path.to_path_buf(), public, secret }))
    }

    /// Reads the user's key, or makes one, under `passphrase` if one is given. When two processes make it at once, both
    /// end up with the same one.
    ///
    /// # Errors
    /// As [`Identity::read`]; or the key cannot be written.
    pub fn read_or_make(config_dir: &Path, user: &str, passphrase: Option<&Passphrase>) -> Result<Self> {
        if let Some(known) = Self::read(config_dir)? {
            return Ok(known);
        }
        let key = SigningKey::generate(user).context("no key could be made")?;
        let path = Self::path_in(config_dir);
        let made = match passphrase {
            Some(passphrase) => {
                files::create(&path, key.to_openssh_locked(passphrase.words())?.as_bytes(), Some(0o600))
            }
            None => files::create(&path, key.to_openssh()?.as_bytes(), Some(0o600)),
        };
        match made {
            Ok(()) => {
                files::replace(&path.with_extension("pub"), format!("{}\n", key.public().line()).as_bytes())
                    .context("the public half of the key cannot be written")?;
                let public = key.public().clone();
                let secret = if passphrase.is_some() { Secret::Unlocked(key) } else { Secret::Bare(key) };
                Ok(Self { path, public, secret })
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Self::read(config_dir)?.with_context(|| format!("the key {} came and went", path.display()))
            }
            Err(error) => Err(error).with_context(|| format!("the key {} cannot be written", path.display())),
        }
    }

    /// Unlocks the key; nothing to do when it is not locked.
    ///
    /// # Errors
    /// The passphrase is another; or the key is sealed in a way that cannot be opened here.
    pub fn unlock(&mut self, passphrase: &Passphrase) -> Result<(), KeyError> {
        if let Secret::Locked(key) = &self.secret {
            self.secret = Secret::Unlocked(key.unlock(passphrase.words())?);
        }
        Ok(())
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The key; `None` while it is locked.
    pub fn key(&self) -> Option<&SigningKey> {
        match &self.secret {
            Secret::Bare(key) | Secret::Unlocked(key) => Some(key),
            Secret::Locked(_) => None,
        }
    }

    /// Whether it cannot sign before its passphrase is typed.
    pub fn is_locked(&self) -> bool {
        matches!(self.secret, Secret::Locked(_))
    }

    /// Whether its passphrase was typed in this process, which shows that somebody who knows it is there.
    pub fn is_unlocked(&self) -> bool {
        matches!(self.secret, Secret::Unlocked(_))
    }

    /// Whether anybody who can read its file can sign with it.
    pub fn is_bare(&self) -> bool {
        matches!(self.secret, Secret::Bare(_))
    }

    /// The private key's file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The names of the private keys in a directory: every file that is not a public half.
fn names_in(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_file() && entry.path().extension().is_none_or(|ending| ending != "pub"))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
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
