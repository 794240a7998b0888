//! The entry: one JSON object with a place, a time, an author and a body.
//!
//! Lives here: its shape, its limits, and reading and writing its one canonical text. May not: hash or sign.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::canonical::{self, JsonError};

/// The most bytes that the canonical text of an entry may have; larger things are stored by digest elsewhere.
pub const MAX_BYTES: usize = 61_440;

/// The only version of the entry format there is.
const VERSION: u64 = 1;
const FIELDS: [&str; 7] = ["v", "seq", "at", "actor", "prev", "kind", "body"];
const ACTOR_FIELDS: [&str; 3] = ["id", "kind", "key"];

/// Who wrote an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The operator's name, as enrolled.
    pub id: String,
    /// `human`, `agent` or `ci`: what the key was enrolled as.
    pub kind: String,
    /// The fingerprint of the signing key, `SHA256:` and unpadded Base64.
    pub key: String,
}

/// What somebody wants to write, before it has a place in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// When; kept to the millisecond.
    pub at: DateTime<Utc>,
    /// Who; `key` has to be the fingerprint of the key that seals it.
    pub actor: Actor,
    /// What kind of entry, like `incident.declared`.
    pub kind: String,
    /// The kind's own fields; a JSON object.
    pub body: Value,
}

/// An entry of the ledger, as its canonical text says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its place; 0 is the founding. At most 2^53 − 1.
    pub seq: u64,
    /// When it was written, UTC, to the millisecond. Order is `seq`, never this.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub actor: Actor,
    /// The hash of the entry before it, or 64 zeros.
    pub prev: String,
    /// What kind of entry it is.
    pub kind: String,
    /// The kind's own fields; always a JSON object.
    pub body: Value,
}

/// The last entry of a ledger: its place and its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The place of the last entry.
    pub seq: u64,
    /// Its hash, 64 lowercase hex digits.
    pub hash: String,
}

/// Why a text or a draft is no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// It is too large.
    #[error(
        "the entry is {bytes} bytes and at most {MAX_BYTES} fit; store what is large as an object and name its digest"
    )]
    TooLarge {
        /// The size of its canonical text.
        bytes: usize,
    },
    /// It has a version or a field that this Wayhold does not know.
    #[error("the entry is from a newer Wayhold ({what}); update Wayhold to write to this ledger")]
    Newer {
        /// What is not known.
        what: String,
    },
    /// A field is missing or is not what it should be.
    #[error("the entry is malformed: {0}")]
    Malformed(String),
    /// It is not JSON as a ledger keeps it.
    #[error(transparent)]
    Json(#[from] JsonError),
}

impl Entry {
    /// The canonical text: what is hashed, signed and stored. Whether it is within the limits, reading it says.
    pub fn text(&self) -> Result<String, EntryError> {
        Ok(canonical::write(&json!({
            "v": VERSION,
            "seq": self.seq,
            "at": self.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "actor": { "id": self.actor.id, "kind": self.actor.kind, "key": self.actor.key },
            "prev": self.prev,
            "kind": self.kind,
            "body": self.body,
        }))?)
    }

    /// Reads a canonical text. A newer version is told apart from damage, because it calls for an update, not a repair.
    pub fn read(text: &str) -> Result<Self, EntryError> {
        if text.len() > MAX_BYTES {
            return Err(EntryError::TooLarge { bytes: text.len() });
        }
        let value = canonical::read(text)?;
        let Value::Object(fields) = &value else { return Err(malformed("it is no object")) };
        match fields.get("v") {
            Some(version) if version.as_u64() == Some(VERSION) => {}
            Some(version) => return Err(EntryError::Newer { what: format!("version {version}") }),
            None => return Err(malformed("`v` is missing")),
        }
        only(fields, &FIELDS)?;
        if canonical::write(&value)? != text {
            return Err(JsonError::NotCanonical.into());
        }
        let Value::Object(mut fields) = value else { return Err(malformed("it is no object")) };
        let seq = fields.get("seq").and_then(Value::as_u64).ok_or_else(|| malformed("`seq` is no whole number"))?;
        let at = string(&mut fields, "at").and_then(|at| time(&at))?;
        let actor = actor(&mut fields)?;
        let prev = string(&mut fields, "prev")?;
        let kind = string(&mut fields, "kind")?;
        match fields.remove("body") {
            _ if kind.is_empty() => Err(malformed("`kind` is empty")),
            Some(body @ Value::Object(_)) => Ok(Self { seq, at, actor, prev, kind, body }),
            _ => Err(malformed("`body` is no object")),
        }
    }
}

fn malformed(why: impl Into<String>) -> EntryError {
    EntryError::Malformed(why.into())
}

fn only(fields: &Map<String, Value>, known: &[&str]) -> Result<(), EntryError> {
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(EntryError::Newer { what: format!("the field {key:?}") }),
        None => Ok(()),
    }
}

fn string(fields: &mut Map<String, Value>, name: &str) -> Result<String, EntryError> {
    match fields.remove(name) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(malformed(format!("`{name}` is no string"))),
    }
}

fn actor(fields: &mut Map<String, Value>) -> Result<Actor, EntryError> {
    let Some(Value::Object(mut actor)) = fields.remove("actor") else {
        return Err(malformed("`actor` is no object"));
    };
    only(&actor, &ACTOR_FIELDS)?;
    Ok(Actor { id: string(&mut actor, "id")?, kind: string(&mut actor, "kind")?, key: string(&mut actor, "key")? })
}

/// A time has one spelling, so that one moment cannot have two hashes.
fn time(text: &str) -> Result<DateTime<Utc>, EntryError> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .ok()
        .filter(|at| at.to_rfc3339_opts(SecondsFormat::Millis, true) == text)
        .ok_or_else(|| malformed(format!("`at` is {text:?}, not a UTC time with milliseconds and `Z`")))
}
