//! Looking again at what was recorded: snapshots and the evidence in them. Nothing here writes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Session;
use crate::effects::look;
use crate::runbook::{Evidence, EvidenceSeen, Look, SnapshotRef};

/// Up to this many bytes an evidence file is digested in passing; a longer one is only measured.
const GLANCE: u64 = 64 * 1024;

/// What a recorded snapshot is worth now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotCheck {
    /// The runbook.
    pub runbook: String,
    /// The phase's id.
    pub phase: String,
    /// The snapshot as the ledger has it.
    pub snapshot: SnapshotRef,
    /// How many pieces of evidence in it were looked at.
    pub looked_at: usize,
    /// How many cannot be: addresses and commits, which were recorded and never fetched.
    pub unverified: usize,
    /// What is not as it was; empty when all is.
    pub broken: Vec<Broken>,
}

/// Something that is not as it was recorded, and why in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// The snapshot's file.
    File(String),
    /// The snapshot's bytes among the objects.
    Object(String),
    /// A piece of evidence that the snapshot names.
    Evidence {
        /// Which: a path, or `object:` and the digest of a command's output.
        what: String,
        /// Why.
        why: String,
    },
}

impl Broken {
    /// In words for a person.
    pub fn shown(&self) -> String {
        match self {
            Self::File(why) => format!("the file: {why}"),
            Self::Object(why) => format!("its copy among the objects: {why}"),
            Self::Evidence { what, why } => format!("evidence {what}: {why}"),
        }
    }
}

impl Session {
    /// Looks again at every snapshot that `wanted` names by runbook and phase: its file, its copy, its evidence.
    pub fn check_snapshots(&self, wanted: impl Fn(&str, &str) -> bool) -> Vec<SnapshotCheck> {
        let mut seen = BTreeMap::new();
        let mut checks = Vec::new();
        for (path, adopted) in &self.state().runbook.runbooks {
            for (phase, record) in adopted.phases.iter().filter(|(phase, _)| wanted(path, phase)) {
                for snapshot in &record.snapshots {
                    checks.push(self.check_snapshot(path, phase, snapshot, &mut seen));
                }
            }
        }
        checks
    }

    /// The bytes of a snapshot as they were recorded: from its file, or else from the objects.
    ///
    /// # Errors
    /// A sentence that says why neither has them.
    pub fn snapshot_bytes(&self, snapshot: &SnapshotRef) -> Result<Vec<u8>, String> {
        let file = as_recorded(look::evidence(&self.workspace().root, &snapshot.path), &snapshot.sha256);
        file.or_else(|why| self.kept(snapshot).map_err(|_| why))
            .map(|seen| seen.content.as_deref().unwrap_or_default().to_vec())
    }

    /// The evidence files of a phase that are plainly not what they were, a path each. Cheap: long files are only
    /// measured, so that an empty answer is no proof.
    pub fn stale_at_a_glance(&self, path: &str, phase: &str) -> Vec<String> {
        let Some(adopted) = self.state().runbook.runbooks.get(path) else { return Vec::new() };
        let mut stale: Vec<String> = Vec::new();
        for evidence in latest(adopted.evidence_of(phase).into_iter()) {
            let Evidence::File { path, sha256, bytes, .. } = evidence else { continue };
            let length = std::fs::metadata(self.workspace().root.join(path)).map(|meta| meta.len());
            let as_it_was = match length {
                Ok(length) if length == *bytes && length <= GLANCE => {
                    as_recorded(look::evidence(&self.workspace().root, path), sha256).is_ok()
                }
                Ok(length) => length == *bytes,
                Err(_) => false,
            };
            if !as_it_was && !stale.contains(path) {
                stale.push(path.clone());
            }
        }
        stale
    }

    fn kept(&self, snapshot: &SnapshotRef) -> Result<EvidenceSeen, String> {
        let object = format!("objects/{}", snapshot.sha256);
        as_recorded(look::evidence(&self.workspace().private(), &object), &snapshot.sha256)
    }

    fn check_snapshot(
        &self,
        path: &str,
        phase: &str,
        snapshot: &SnapshotRef,
        seen: &mut BTreeMap<String, Result<EvidenceSeen, String>>,
    ) -> SnapshotCheck {
        let mut broken = Vec::new();
        let file = as_recorded(look::evidence(&self.workspace().root, &snapshot.path), &snapshot.sha256);
        let kept = self.kept(snapshot);
        broken.extend(file.as_ref().err().map(|why| Broken::File(why.clone())));
        broken.extend(kept.as_ref().err().map(|why| Broken::Object(why.clone())));
        let named = match file.or(kept) {
            Ok(seen) => named(seen.content.as_deref().unwrap_or_default()),
            Err(_) => Vec::new(),
        };
        let evidence = latest(named.iter().map(|(item, evidence)| (item.as_str(), evidence)));
        let mut looked_at = 0;
        let mut unverified = 0;
        for one in evidence {
            let (Some(look), Evidence::File { sha256, .. } | Evidence::Command { sha256, .. }) = (one.look(), one)
            else {
                unverified += 1;
                continue;
            };
            looked_at += 1;
            let now = seen.entry(look.key()).or_insert_with(|| match &look {
                Look::File(path) => look::evidence(&self.workspace().root, path),
                Look::Object(_) | Look::Command(_) => look::object(&self.workspace().private(), sha256),
            });
            if let Err(why) = as_recorded(now.clone(), sha256) {
                broken.push(Broken::Evidence { what: look.key(), why });
            }
        }
        SnapshotCheck {
            runbook: path.to_owned(),
            phase: phase.to_owned(),
            snapshot: snapshot.clone(),
            looked_at,
            unverified,
            broken,
        }
    }
}

fn as_recorded(seen: Result<EvidenceSeen, String>, sha256: &str) -> Result<EvidenceSeen, String> {
    match seen {
        Ok(seen) if seen.sha256 == sha256 => Ok(seen),
        Ok(_) => Err("it is not what was recorded".to_owned()),
        Err(why) => Err(why),
    }
}

/// The evidence that a snapshot names, each with the words of the item that it was given for.
fn named(snapshot: &[u8]) -> Vec<(String, Evidence)> {
    let value: Value = serde_json::from_slice(snapshot).unwrap_or_default();
    let rows = value.get("evidence").and_then(Value::as_array).cloned().unwrap_or_default();
    rows.into_iter()
        .filter_map(|row| {
            let item = row.get("for").and_then(Value::as_str).unwrap_or_default().to_owned();
            Some((item, serde_json::from_value(row).ok()?))
        })
        .collect()
}

/// Of several showings of one thing for one item the last one stands.
fn latest<'a>(evidence: impl Iterator<Item = (&'a str, &'a Evidence)>) -> Vec<&'a Evidence> {
    let mut standing: BTreeMap<(&str, String), &Evidence> = BTreeMap::new();
    let mut others = Vec::new();
    for (item, one) in evidence {
        match one.look() {
            Some(look) => {
                standing.insert((item, look.key()), one);
            }
            None => others.push(one),
        }
    }
    standing.into_values().chain(others).collect()
}
