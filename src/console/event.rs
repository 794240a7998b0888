//! What happened, as the ledger keeps it: a kind and a body (`docs/events.md`).

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

use super::{Resealed, operators};
use crate::hold::{Kind, Presence};
use crate::{bundle, incident, posture, provision, runbook, verify};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The ledger itself.
    Ledger(LedgerEvent),
    /// A runbook event.
    Runbook(runbook::Event),
    /// A posture event.
    Posture(posture::Event),
    /// An incident event.
    Incident(incident::Event),
    /// An accepted offer.
    Provision(provision::Event),
    /// A resolution of bundles.
    Bundle(bundle::Event),
    /// A verification.
    Verify(verify::Event),
}

/// Events of the ledger itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum LedgerEvent {
    /// Entry 0.
    #[serde(rename = "ledger.founded")]
    Founded {
        /// The environment's name.
        environment: String,
        /// The first operator.
        operator: Operator,
    },
    /// A new file goes on from the last good entry of a damaged one.
    #[serde(rename = "ledger.resealed")]
    Resealed(Resealed),
    /// Another key was enrolled.
    #[serde(rename = "operator.added")]
    Added {
        /// Whose it is.
        operator: Operator,
        /// By what the presence of whoever enrolled it was proved, when the act needed it: enrolling a human does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proof: Option<Presence>,
    },
}

/// An operator as enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The name.
    pub id: String,
    /// What kind of key it is.
    pub kind: Kind,
    /// The public key, `ssh-ed25519 AAAA…`.
    pub key: String,
    /// By what this operator's presence is proved; `None` for a key that is no human's, and in older ledgers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presence: Option<Presence>,
}

/// An entry that this build cannot apply; the ledger opens read-only.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnknownEvent {
    /// No domain has this kind.
    #[error("`{0}` is a kind of entry that this Wayhold does not know; a newer one wrote it")]
    Kind(String),
    /// The kind is known and the body does not fit it.
    #[error("the body of a `{kind}` entry does not read: {why}")]
    Body {
        /// The kind.
        kind: String,
        /// What is wrong with the body.
        why: String,
    },
}

impl Event {
    /// The kind and the body, as they stand in an entry.
    pub fn to_parts(&self) -> (String, Value) {
        let tagged = match self {
            Self::Ledger(event) => serde_json::to_value(event),
            Self::Runbook(event) => serde_json::to_value(event),
            Self::Posture(event) => serde_json::to_value(event),
            Self::Incident(event) => serde_json::to_value(event),
            Self::Provision(event) => serde_json::to_value(event),
            Self::Bundle(event) => serde_json::to_value(event),
            Self::Verify(event) => serde_json::to_value(event),
        };
        let mut tagged = tagged.unwrap_or_default();
        let kind = tagged.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
        (kind, tagged.get_mut("body").map(Value::take).unwrap_or_default())
    }

    /// Reads an entry's kind and body back.
    ///
    /// # Errors
    /// The kind is not known here, or the body does not fit it.
    pub fn from_parts(kind: &str, body: &Value) -> Result<Self, UnknownEvent> {
        match kind.split('.').next().unwrap_or_default() {
            "ledger" | "operator" => read(kind, body).map(Self::Ledger),
            "runbook" | "phase" | "program" | "threshold" | "decision" | "run" | "conflict" => {
                read(kind, body).map(Self::Runbook)
            }
            "verification" => read(kind, body).map(Self::Verify),
            "bundle" => read(kind, body).map(Self::Bundle),
            "posture" => read(kind, body).map(Self::Posture),
            "incident" => read(kind, body).map(Self::Incident),
            "offer" | "affordance" => read(kind, body).map(Self::Provision),
            _ => Err(UnknownEvent::Kind(kind.to_owned())),
        }
    }

    /// Whether it is on the way to strict.
    pub fn is_safe_side(&self) -> bool {
        matches!(self, Self::Posture(posture::Event::Intent(intent)) if intent.to == posture::Name::Strict)
    }

    /// What the event is about; `None` for one that no command can conflict with.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Ledger(LedgerEvent::Founded { .. } | LedgerEvent::Resealed(_)) => Some("ledger".to_owned()),
            Self::Ledger(LedgerEvent::Added { operator, .. }) => Some(operators::subject(&operator.id)),
            Self::Runbook(event) => event.subject(),
            Self::Posture(event) if !event.changes() => None,
            Self::Posture(_) => Some("posture".to_owned()),
            Self::Incident(event) => event.contends().then(|| "incident".to_owned()),
            Self::Provision(event) => Some(event.subject()),
            Self::Verify(_) | Self::Bundle(_) => None,
        }
    }
}

fn read<E: DeserializeOwned>(kind: &str, body: &Value) -> Result<E, UnknownEvent> {
    serde_json::from_value(json!({"kind": kind, "body": body})).map_err(|error| {
        let why = error.to_string();
        if why.starts_with("unknown variant") {
            UnknownEvent::Kind(kind.to_owned())
        } else {
            UnknownEvent::Body { kind: kind.to_owned(), why }
        }
    })
}
