//! Verification: whether stored entries are what was written, in order, by enrolled keys.
//!
//! Lives here: every check of a stored entry, one by one and over many at once. May not: read a store or repair one.

use std::num::NonZero;
use std::thread;

use super::chain::{hash, next};
use super::entry::{Entry, EntryError, Head};
use super::key::{KeyError, PublicKey};
use super::keyring::{EnrolError, Keyring};
use super::store::Stored;

/// The first entry that does not hold. Everything before it does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq} of the ledger does not hold: {what}")]
pub struct Damage {
    /// The place of the entry.
    pub seq: u64,
    /// What is wrong with it.
    pub what: Fault,
}

impl Damage {
    /// Whether the entry is not damaged but newer than this Wayhold: update instead of repairing.
    pub fn is_newer(&self) -> bool {
        matches!(self.what, Fault::Entry(EntryError::Newer { .. }))
    }
}

/// What can be wrong with a stored entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The place is not the next one: entries are missing, doubled or moved.
    #[error("an entry numbered {found} stands in its place")]
    Seq {
        /// The number found there.
        found: u64,
    },
    /// The stored hash is not the hash of the text.
    #[error("its text does not have the hash stored beside it")]
    Hash,
    /// It does not name the entry before it.
    #[error("it does not follow the entry before it (its `prev` is another hash)")]
    Prev,
    /// The text is no entry.
    #[error(transparent)]
    Entry(EntryError),
    /// The author is not enrolled, or the enrolment that it makes is not possible.
    #[error(transparent)]
    Enrol(EnrolError),
    /// The signature is bad.
    #[error(transparent)]
    Signature(KeyError),
    /// The signature is good, but by another key than the author's.
    #[error("it is signed by {signer}, which is not its author's key")]
    Signer {
        /// The fingerprint of the key that signed.
        signer: String,
    },
}

/// Follows a ledger from the start, or from a head that was verified before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verifier {
    head: Option<Head>,
    keyring: Keyring,
}

/// What can be said of a stored entry without knowing the others.
struct Examined {
    entry: Entry,
    signer: Option<PublicKey>,
}

impl Verifier {
    /// Begins before the first entry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on after `after`, with the keys that were enrolled up to it.
    pub fn resume(after: Option<Head>, keyring: Keyring) -> Self {
        Self { head: after, keyring }
    }

    /// The last entry that was checked.
    pub fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// The keys enrolled up to the head.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Checks the next entry and its signature.
    pub fn check(&mut self, row: &Stored) -> Result<Entry, Damage> {
        self.follow(row, examine(row))
    }

    /// Checks the next entries and their signatures on all cores. On damage, the rows before it have been followed and
    /// can be read with [`Entry::read`].
    pub fn check_all(&mut self, rows: &[Stored]) -> Result<Vec<Entry>, Damage> {
        self.check_after(None, rows).collect()
    }

    /// Checks the next entries on all cores, and the signatures of those behind `known`: up to there they were checked
    /// before. Each is followed when it is taken; after the first damage none is.
    pub fn check_after<'a>(
        &'a mut self,
        known: Option<u64>,
        rows: &'a [Stored],
    ) -> impl Iterator<Item = Result<Entry, Damage>> + 'a {
        let trusted = move |row: &Stored| known.is_some_and(|known| row.seq <= known);
        let examined = examine_all(rows, move |row| {
            if trusted(row) { examine_text(row).map(|entry| Examined { entry, signer: None }) } else { examine(row) }
        });
        rows.iter().zip(examined).map(|(row, examined)| self.follow(row, examined))
    }

    /// The part of the check that needs the entries before: place, chain, author.
    fn follow(&mut self, row: &Stored, examined: Result<Examined, Fault>) -> Result<Entry, Damage> {
        let (seq, prev) = next(self.head.as_ref());
        let damage = |what| Damage { seq, what };
        if row.seq != seq {
            return Err(damage(Fault::Seq { found: row.seq }));
        }
        let Examined { entry, signer } = examined.map_err(damage)?;
        if entry.seq != seq {
            return Err(damage(Fault::Seq { found: entry.seq }));
        }
        if entry.prev != prev {
            return Err(damage(Fault::Prev));
        }
        if let Some(signer) = signer.filter(|signer| signer.fingerprint() != entry.actor.key) {
            return Err(damage(Fault::Signer { signer: signer.fingerprint().to_owned() }));
        }
        self.keyring.follow(&entry).map_err(|error| damage(Fault::Enrol(error)))?;
        self.head = Some(Head { seq, hash: row.hash.clone() });
        Ok(entry)
    }
}

/// Verifies a whole ledger, signatures and all; gives its head, or `None` when it has no entry.
pub fn verify<'a>(rows: impl IntoIterator<Item = &'a Stored>) -> Result<Option<Head>, Damage> {
    let mut verifier = Verifier::new();
    for row in rows {
        verifier.check(row)?;
    }
    Ok(verifier.head)
}

fn examine_text(row: &Stored) -> Result<Entry, Fault> {
    if hash(&row.entry) != row.hash {
        return Err(Fault::Hash);
    }
    Entry::read(&row.entry).map_err(Fault::Entry)
}

/// The signature is checked against the key that it carries; `Verifier::follow` says whether that key is the author's.
fn examine(row: &Stored) -> Result<Examined, Fault> {
    let entry = examine_text(row)?;
    let signer = PublicKey::of_signature(&row.sig, row.entry.as_bytes()).map_err(Fault::Signature)?;
    Ok(Examined { entry, signer: Some(signer) })
}

/// Examines rows on all cores, keeping their order. A few rows are not worth a thread.
fn examine_all(
    rows: &[Stored],
    examine: impl Fn(&Stored) -> Result<Examined, Fault> + Copy + Send + Sync,
) -> Vec<Result<Examined, Fault>> {
    const WORTH_A_THREAD: usize = 32;
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = rows.len().div_ceil(cores).max(WORTH_A_THREAD);
    let shares: Vec<_> = rows.chunks(share).collect();
    let Some((first, rest)) = shares.split_first() else { return Vec::new() };
    thread::scope(|scope| {
        let helpers: Vec<_> = rest
            .iter()
            .map(|share| {
                let helper = thread::Builder::new().spawn_scoped(scope, move || share.iter().map(examine).collect());
                (*share, helper.ok())
            })
            .collect();
        let mut all: Vec<_> = first.iter().map(examine).collect();
        for (share, helper) in helpers {
            // No thread to be had, or one that died: the share is examined here, so that every row has an answer.
            let done: Option<Vec<_>> = helper.and_then(|helper| helper.join().ok());
            all.extend(done.unwrap_or_else(|| share.iter().map(examine).collect()));
        }
        all
    })
}
