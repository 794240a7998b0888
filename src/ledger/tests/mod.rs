//! Tests of the ledger, by file: canonical JSON, entries, keys, enrolment, chain and verification, store, crashes.
//!
//! Here: the people and the entries that the tests share.

mod canonical;
mod chain;
mod crash;
mod entry;
mod key;
mod keyring;
mod store;
mod tamper;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Actor, Draft, Head, Sealed, SigningKey, Stored, seal};

/// The founder, human.
pub(super) fn ana() -> SigningKey {
    SigningKey::from_seed(&[1; 32], "ana@desk").unwrap()
}

/// An agent that the founder enrols.
pub(super) fn bot() -> SigningKey {
    SigningKey::from_seed(&[2; 32], "").unwrap()
}

/// Nobody's key.
pub(super) fn stranger() -> SigningKey {
    SigningKey::from_seed(&[3; 32], "").unwrap()
}

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_790_000_000 + seconds) + TimeDelta::milliseconds(7)
}

pub(super) fn operator(id: &str, kind: &str, key: &SigningKey) -> Value {
    json!({ "id": id, "kind": kind, "key": key.public().to_openssh() })
}

pub(super) fn draft(id: &str, key: &SigningKey, kind: &str, body: Value) -> Draft {
    let kind_of_key = if id == "ana" { "human" } else { "agent" };
    let actor = Actor { id: id.into(), kind: kind_of_key.into(), key: key.fingerprint().into() };
    Draft { at: at(0), actor, kind: kind.into(), body }
}

pub(super) fn founding() -> Draft {
    let body = json!({ "environment": "demo", "operator": operator("ana", "human", &ana()) });
    draft("ana", &ana(), "ledger.founded", body)
}

pub(super) fn note(number: u64) -> Draft {
    draft("ana", &ana(), "incident.noted", json!({ "text": format!("note {number}"), "number": number }))
}

/// Seals `drafts` one on another, each by its author.
pub(super) fn seal_all(mut head: Option<Head>, drafts: impl IntoIterator<Item = Draft>) -> Vec<Sealed> {
    drafts
        .into_iter()
        .map(|draft| {
            let key = [ana(), bot(), stranger()].into_iter().find(|key| key.fingerprint() == draft.actor.key).unwrap();
            let sealed = seal(head.as_ref(), draft, &key).unwrap();
            head = Some(sealed.head());
            sealed
        })
        .collect()
}

/// A ledger of `count` entries: ana founds it and enrols the bot, then both write in turn.
pub(super) fn ledger(count: u64) -> Vec<Sealed> {
    let drafts = (0..count).map(|seq| match seq {
        0 => founding(),
        1 => draft("ana", &ana(), "operator.added", json!({ "operator": operator("bot", "agent", &bot()) })),
        _ if seq % 2 == 0 => draft("bot", &bot(), "incident.noted", json!({ "number": seq })),
        _ => note(seq),
    });
    seal_all(None, drafts)
}

pub(super) fn stored(sealed: &[Sealed]) -> Vec<Stored> {
    sealed.iter().cloned().map(Stored::from).collect()
}
