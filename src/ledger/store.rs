//! The store: where entries are kept, append-only and with compare-and-swap on the head.
//!
//! Lives here: what a store promises and how it fails. May not: verify, sign, or know SQL (`sqlite.rs`).

use std::path::PathBuf;

use super::chain::{Sealed, ends_as, hash, next};
use super::entry::Head;
use super::sqlite::Sqlite;

/// An entry as it is stored. Nothing about it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its place.
    pub seq: u64,
    /// The canonical text.
    pub entry: String,
    /// The hash of the text.
    pub hash: String,
    /// The armored signature over the text.
    pub sig: String,
}

/// The part of an entry that the chain is about.
pub(super) struct Link {
    pub(super) seq: u64,
    pub(super) entry: String,
    pub(super) hash: String,
}

impl From<Sealed> for Stored {
    fn from(sealed: Sealed) -> Self {
        Self { seq: sealed.entry.seq, entry: sealed.text, hash: sealed.hash, sig: sealed.sig }
    }
}

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To read and to append.
    ReadWrite,
    /// To read only; works on files and directories that may not be written, as far as SQLite can.
    ReadOnly,
}

/// Why a store cannot be opened, read or written. Each is a sentence with the way on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The address is none that this Wayhold knows.
    #[error("{url:?} is no address of a ledger; write it like `sqlite:.wayhold/ledger.db`")]
    Url {
        /// The address.
        url: String,
    },
    /// There is no file.
    #[error("there is no ledger at {}: the file does not exist; found one, or check the address", path.display())]
    Absent {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// There is a ledger already.
    #[error("no ledger was made: {} holds one already; open that one, or choose another file", path.display())]
    Exists {
        /// Where it is.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{} is no ledger: {why}; check the address", path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: String,
    },
    /// The file has a table layout from a newer Wayhold.
    #[error("the ledger at {} has format {version}, from a newer Wayhold; update this one to open it", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        version: i64,
    },
    /// The file, its directory or the connection may only be read.
    #[error("the ledger at {} cannot be written: it is read-only; check who owns the file and its directory", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("nothing was written to the ledger at {}: the disk is full; make room and try again", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Somebody else kept the file locked for the whole of the wait.
    #[error("the ledger at {} stayed locked by another process for 5 seconds; try again, or end that process", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// SQLite finds the file damaged.
    #[error("the ledger at {} is damaged as a file ({why}); keep it and restore a copy", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        why: String,
    },
    /// The file cannot be opened or used for another reason.
    #[error("the ledger at {} cannot be used: {why}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What SQLite or the system says.
        why: String,
    },
}

/// Why entries were not appended. None of them was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else appended first.
    #[error("the ledger has moved on since the entries were sealed; follow it and decide again")]
    HeadMoved {
        /// The head as it is stored now.
        head: Option<Head>,
    },
    /// The entries do not follow the expected head or one another, or there are none.
    #[error("the entries were not sealed on the expected head, one after the other; seal them again")]
    Misfit,
    /// The store failed.
    #[error(transparent)]
    Io(#[from] StoreError),
}

/// One connection to a store of entries.
#[derive(Debug)]
pub struct Store {
    pub(super) inner: Sqlite,
}

impl Store {
    /// Makes an empty store at `url`, like `sqlite:/path/to/ledger.db`, in a directory that exists. What follows
    /// `sqlite:` is a path and is taken as it is. Refused when a ledger with entries is there already.
    pub async fn create(url: &str) -> Result<Self, StoreError> {
        Ok(Self { inner: Sqlite::create(path(url)?).await? })
    }

    /// Opens the store at `url`; never makes one.
    pub async fn open(url: &str, mode: Mode) -> Result<Self, StoreError> {
        Ok(Self { inner: Sqlite::open(path(url)?, mode).await? })
    }

    /// The last entry's place and hash as stored; `None` before the founding.
    pub async fn head(&mut self) -> Result<Option<Head>, StoreError> {
        self.inner.head().await
    }

    /// Up to `limit` entries from place `from` on, in order.
    pub async fn read(&mut self, from: u64, limit: u32) -> Result<Vec<Stored>, StoreError> {
        self.inner.read(from, limit).await
    }

    /// Whether the hashes of the stored texts run from the first entry to `to`. Where `to` was checked before, that says
    /// that not a byte of any text up to it is another now, without reading one. Signatures stand beside the texts and
    /// are not looked at.
    pub async fn leads_to(&mut self, to: &Head) -> Result<bool, StoreError> {
        /// How many are read at a time.
        const PAGE: u32 = 1024;
        let (mut seq, first) = next(None);
        let mut prev = first.to_owned();
        loop {
            let links = self.inner.links(seq, PAGE).await?;
            if links.is_empty() {
                return Ok(false);
            }
            for link in links {
                if link.seq != seq || !ends_as(&link.entry, seq, &prev) || hash(&link.entry) != link.hash {
                    return Ok(false);
                }
                if seq == to.seq {
                    return Ok(link.hash == to.hash);
                }
                (seq, prev) = (seq + 1, link.hash);
            }
        }
    }

    /// How many entries there are.
    pub async fn count(&mut self) -> Result<u64, StoreError> {
        self.inner.count().await
    }

    /// Appends `sealed`, all or none, if the stored head is `expected` in place and hash. It is on disk when this
    /// returns. Gives the new head.
    pub async fn append(&mut self, expected: Option<&Head>, sealed: &[Sealed]) -> Result<Head, AppendError> {
        let head = fits(expected, sealed).ok_or(AppendError::Misfit)?;
        self.inner.append(expected, sealed).await?;
        Ok(head)
    }

    /// Writes entries as they stand elsewhere into a store that is being made anew. They have to be the next ones.
    pub async fn restore(&mut self, rows: &[Stored]) -> Result<(), StoreError> {
        self.inner.restore(rows).await
    }

    /// Keeps every other connection from appending until this one is closed.
    pub async fn hold(&mut self) -> Result<(), StoreError> {
        self.inner.hold().await
    }

    /// A number that changes when another connection has written; cheap enough to poll. Only comparing it with an
    /// earlier one of this same `Store` means anything.
    pub async fn data_version(&mut self) -> Result<i64, StoreError> {
        self.inner.data_version().await
    }

    /// Closes the connection and waits until the file is released. Dropping the store releases it some time later.
    pub async fn close(self) -> Result<(), StoreError> {
        self.inner.close().await
    }
}

/// A path is taken as written: decoding it would make `100%.db` another file.
fn path(url: &str) -> Result<PathBuf, StoreError> {
    let rest = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
    // SQLite reads these two as something other than a file of that name.
    rest.filter(|path| !path.is_empty() && *path != ":memory:" && !path.starts_with("file:"))
        .map(PathBuf::from)
        .ok_or_else(|| StoreError::Url { url: url.to_owned() })
}

/// The head after `sealed`, if they follow `expected` without a gap.
fn fits(expected: Option<&Head>, sealed: &[Sealed]) -> Option<Head> {
    let mut head = expected.cloned();
    for one in sealed {
        if (one.entry.seq, one.entry.prev.as_str()) != next(head.as_ref()) {
            return None;
        }
        head = Some(one.head());
    }
    head.filter(|_| !sealed.is_empty())
}
