//! The state: a fold over the ledger, and nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::operators::{self, Enrolled};
use crate::hold::{Kind, Stamp};
use crate::{bundle, incident, posture, provision, runbook, verify};

/// What the ledger says, entry by entry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Founding; `None` before entry 0.
    pub founded: Option<Founded>,
    /// The enrolled keys and whose they are, oldest first.
    #[serde(default)]
    pub operators: Vec<Enrolled>,
    /// Runbooks.
    pub runbook: runbook::State,
    /// The posture.
    pub posture: posture::State,
    /// Incidents.
    pub incident: incident::State,
    /// Accepted offers.
    pub provision: provision::State,
    /// Resolutions of bundles.
    #[serde(default)]
    pub bundle: bundle::State,
    /// Verifications.
    #[serde(default)]
    pub verify: verify::State,
    /// The newest entry.
    pub last: Option<Stamp>,
    /// The newest entry about each subject: how a face finds out that its subject changed under it.
    pub touched: BTreeMap<String, Stamp>,
}

/// Entry 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Founded {
    /// The environment this ledger belongs to.
    pub environment: String,
    /// Who founded it, and when.
    pub stamp: Stamp,
}

impl State {
    /// Whose public key this is; a comment behind it makes it no other.
    pub fn operator_with(&self, key: &str) -> Option<&Enrolled> {
        self.operators.iter().find(|known| operators::same_key(&known.operator.key, key))
    }

    /// Every enrolled name with its kind of key.
    pub fn people(&self) -> BTreeMap<String, Kind> {
        self.operators.iter().map(|known| (known.operator.id.clone(), known.operator.kind)).collect()
    }

    /// The entry that touched `subject` after entry `looked_at`, if any did.
    pub fn changed_since(&self, subject: &str, looked_at: Option<u64>) -> Option<&Stamp> {
        self.touched.get(subject).filter(|stamp| looked_at.is_none_or(|seen| stamp.seq > seen))
    }
}
