//! The fold over the verifications' entries: the newest run of each, and the runs that are open.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Event;
use crate::hold::Stamp;
use crate::verify::Verdict;

/// What the ledger says of verifications.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The newest run of each that has ended, by the verification's name.
    pub last: BTreeMap<String, Record>,
    /// The runs without an outcome, by the run's name.
    pub open: BTreeMap<String, Open>,
}

/// A run that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The entry that recorded its end.
    pub stamp: Stamp,
    /// The run's name.
    pub run: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The digest of its output as stored, lower-case hex.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Who took over its totals, where they were not the recorded ones.
    pub acknowledged: Option<Stamp>,
}

impl Record {
    /// Whether it counts as passed.
    pub fn passed(&self) -> bool {
        self.verdict.is_pass() || self.acknowledged.is_some()
    }

    /// Whether everything passed with other totals than those recorded, and nobody has taken them over.
    pub fn is_open(&self) -> bool {
        self.acknowledged.is_none() && matches!(self.verdict, Verdict::OtherTotals { .. })
    }

    /// What came of it, for a person.
    pub fn said(&self) -> String {
        match &self.acknowledged {
            Some(by) => format!("{}; {} took its totals over at #{}", self.verdict, by.by, by.seq),
            None => self.verdict.to_string(),
        }
    }
}

/// A run without an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The verification's name.
    pub name: String,
    /// The entry that began it.
    pub stamp: Stamp,
}

/// Folds one entry into the state.
pub fn apply(state: &mut State, event: &Event, stamp: &Stamp) {
    match event {
        Event::Started(started) => {
            let open = Open { name: started.name.clone(), stamp: stamp.clone() };
            state.open.insert(started.run.clone(), open);
        }
        Event::Ran(ran) => {
            if state.open.remove(&ran.run).is_none() {
                return;
            }
            let (run, verdict, sha256) = (ran.run.clone(), ran.verdict.clone(), ran.sha256.clone());
            let record = Record { stamp: stamp.clone(), run, verdict, sha256, acknowledged: None };
            state.last.insert(ran.name.clone(), record);
        }
        Event::Acknowledged(acknowledged) => {
            if let Some(record) =
                state.last.get_mut(&acknowledged.name).filter(|last| last.stamp.seq == acknowledged.ran)
            {
                record.acknowledged = Some(stamp.clone());
            }
        }
    }
}
