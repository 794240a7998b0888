//! The state as of some entry, kept beside the ledger so that a start need not read the whole of it. The ledger is the
//! truth: a cache may be deleted, cut short or replaced at any time, and then it is as if there were none.
//!
//! Lives here: its format, reading, writing. May not: say whether the ledger still is the one that it was made of; that
//! is for whoever reads it to find out (`open.rs`, `docs/decisions/0005-state-cache.md`).

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::standing;
use crate::console::State;
use crate::effects::files;
use crate::hold::digest;
use crate::ledger::{Head, Keyring};

/// Raised whenever [`State`] has another shape, or folds the same entries into something else. A test knows.
pub(super) const FORMAT: u32 = 5;

/// A tail of this many entries is read again at each start rather than written down after each command.
const TAIL: u64 = if cfg!(test) { 2 } else { 32 };

/// How much of the state is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// All of it.
    Whole,
    /// What is in force now, without what is over: see [`standing`].
    Standing,
}

impl Depth {
    fn path(self, private: &Path) -> PathBuf {
        private.join(match self {
            Self::Whole => "state.cache",
            Self::Standing => "standing.cache",
        })
    }
}

/// A state, and the entry after which it was that.
#[derive(Debug)]
pub(super) struct Cache {
    pub head: Head,
    pub keyring: Keyring,
    pub state: State,
    /// How long its file is; `None` when it was made of another one.
    pub bytes: Option<usize>,
}

/// What has to be equal for the rest to be looked at. The release is in it as well: a format that somebody forgot to
/// raise is not carried into the next one.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    format: u32,
    release: String,
    environment: String,
}

impl Key {
    fn of(environment: &str) -> Self {
        Self { format: FORMAT, release: env!("CARGO_PKG_VERSION").to_owned(), environment: environment.to_owned() }
    }
}

/// The second line; the first is the digest of all that follows, the third the state.
#[derive(Serialize, Deserialize)]
struct Line {
    key: Key,
    head: Head,
    keyring: Keyring,
}

/// The cache, if there is one of this user's that is whole and of this format. One of the whole state does for what is
/// in force as well.
pub(super) fn read(private: &Path, environment: &str, depth: Depth) -> Option<Cache> {
    let found = files::read_own(&depth.path(private)).ok().and_then(|bytes| parse(&bytes, environment));
    match depth {
        Depth::Standing if found.is_none() => {
            let mut cache = read(private, environment, Depth::Whole)?;
            standing::shed(&mut cache.state);
            Some(Cache { bytes: None, ..cache })
        }
        _ => found,
    }
}

/// The cache in these bytes, if they are one.
pub(super) fn parse(bytes: &[u8], environment: &str) -> Option<Cache> {
    let (stored, rest) = line(bytes)?;
    let (second, state) = line(rest)?;
    let Line { key, head, keyring } = serde_json::from_slice(second).ok()?;
    if key != Key::of(environment) || digest::sha256(rest).as_bytes() != stored {
        return None;
    }
    Some(Cache { head, keyring, state: serde_json::from_slice(state).ok()?, bytes: Some(bytes.len()) })
}

fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

/// Writes a cache; gives its length. That it cannot be written only costs time at the next start.
pub(super) fn write(
    private: &Path,
    environment: &str,
    depth: Depth,
    (head, keyring, state): (&Head, &Keyring, &State),
) -> Option<usize> {
    let line = Line { key: Key::of(environment), head: head.clone(), keyring: keyring.clone() };
    let mut rest = serde_json::to_vec(&line).ok()?;
    rest.push(b'\n');
    serde_json::to_writer(&mut rest, state).ok()?;
    let bytes = [digest::sha256(&rest).as_bytes(), b"\n", &rest].concat();
    files::replace_unsynced(&depth.path(private), &bytes).ok()?;
    Some(bytes.len())
}

/// Whether a cache of `bytes` is to be written anew when `tail` entries came after it: when reading them again costs
/// about what writing it does.
pub(super) fn is_due(tail: u64, bytes: usize) -> bool {
    const ENTRY_FOR_BYTES: u64 = 16 * 1024;
    tail >= TAIL.max(bytes as u64 / ENTRY_FOR_BYTES)
}
