//! The ledger: one signed, hash-chained, append-only list of entries.
//!
//! Lives here: the entry and its canonical JSON, the hash chain, keys and signatures, who is enrolled, verification,
//! the SQLite store and the export. `docs/events.md` is the format, for people who check a ledger without this code.
//! May not: import anything of the crate, know what a kind of entry means (but for the two that enrol a key), or
//! decide whether an entry ought to be written.
//!
//! ```text
//! Draft ──seal(head, key)──► Sealed ──Store::append(head)──► Stored ──Verifier──► Entry
//! ```

pub mod canonical;
mod chain;
mod entry;
pub mod export;
mod key;
mod keyring;
mod locked;
mod marks;
mod sqlite;
mod store;
mod verify;

pub use chain::{GENESIS, SealError, Sealed, hash, seal};
pub use entry::{Actor, Draft, Entry, EntryError, Head, MAX_BYTES};
pub use key::{KeyError, NAMESPACE, PublicKey, SigningKey};
pub use keyring::{ADDED, EnrolError, FOUNDED, Keyring, Operator};
pub use locked::{LockedKey, PrivateFile};
pub use marks::Marks;
pub use store::{AppendError, Mode, Store, StoreError, Stored};
pub use verify::{Damage, Fault, Verifier, verify};

#[cfg(test)]
mod tests;
