//! The chain: each entry names the hash of the one before it, and is signed.
//!
//! Lives here: the hash and sealing a draft. May not: store anything, or judge what others sealed (`verify.rs`).

use sha2::{Digest, Sha256};

use super::entry::{Draft, Entry, EntryError, Head};
use super::key::{KeyError, SigningKey};
use super::keyring::{EnrolError, enrolled_by};

/// What the first entry has in place of the hash before it.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An entry that is ready to be appended: its text, its hash and its signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Sealed {
    /// The entry, as reading `text` gives it.
    pub entry: Entry,
    /// The canonical text.
    pub text: String,
    /// The hash of the text, 64 lowercase hex digits.
    pub hash: String,
    /// The armored SSHSIG over the text.
    pub sig: String,
}

impl Sealed {
    /// The head of the ledger once this is appended; the next draft is sealed on it.
    pub fn head(&self) -> Head {
        Head { seq: self.entry.seq, hash: self.hash.clone() }
    }
}

/// Why a draft cannot be sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It is no entry.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// It would enrol what cannot be enrolled, or stands in the wrong place.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// It cannot be signed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The draft names another key than the one that signs.
    #[error("the entry names the key {named}, and {signing} would sign it; sign with the author's own key")]
    OtherKey {
        /// The fingerprint in the draft.
        named: String,
        /// The fingerprint of the signing key.
        signing: String,
    },
}

/// `sha256(0x00 ‖ text)` in lowercase hex: a leaf of RFC 6962, so a Merkle tree over these hashes can come later.
pub fn hash(text: &str) -> String {
    let digest = Sha256::new().chain_update([0]).chain_update(text).finalize();
    format!("{digest:x}")
}

/// The place after `head` and the hash that the entry there has to name.
pub(super) fn next(head: Option<&Head>) -> (u64, &str) {
    // A forged place may be the last number there is; the canonical JSON refuses it long before.
    head.map_or((0, GENESIS), |head| (head.seq.saturating_add(1), head.hash.as_str()))
}

/// Whether a text that was an entry once is one that stood at `seq` after the entry with the hash `prev`. Only for texts
/// whose hash vouches for them: it looks at how a canonical text ends and at nothing else.
pub(super) fn ends_as(text: &str, seq: u64, prev: &str) -> bool {
    let end = text.strip_suffix(",\"v\":1}").and_then(|text| text.strip_suffix(&seq.to_string()));
    let end = end.and_then(|text| text.strip_suffix("\",\"seq\":")).and_then(|text| text.strip_suffix(prev));
    end.is_some_and(|text| text.ends_with(",\"prev\":\""))
}

/// Gives `draft` the place after `head` and signs it. The entry is read back from its own text, so what the writer
/// applies now is what every reader applies later.
pub fn seal(head: Option<&Head>, draft: Draft, key: &SigningKey) -> Result<Sealed, SealError> {
    if draft.actor.key != key.fingerprint() {
        return Err(SealError::OtherKey { named: draft.actor.key, signing: key.fingerprint().to_owned() });
    }
    let Draft { at, actor, kind, body } = draft;
    let (seq, prev) = next(head);
    let text = Entry { seq, at, actor, prev: prev.to_owned(), kind, body }.text()?;
    let entry = Entry::read(&text)?;
    enrolled_by(&entry)?;
    let sig = key.sign(text.as_bytes())?;
    Ok(Sealed { hash: hash(&text), entry, text, sig })
}
