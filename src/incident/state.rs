//! The fold over the incidents' entries.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Event;
use crate::hold::Stamp;

/// How bad an incident is, worst first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    /// The worst.
    Sev1,
    /// The default.
    #[default]
    Sev2,
    /// Limited.
    Sev3,
    /// Minor.
    Sev4,
}

impl Severity {
    /// The four, worst first.
    pub const ALL: [Self; 4] = [Self::Sev1, Self::Sev2, Self::Sev3, Self::Sev4];

    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sev1 => "SEV1",
            Self::Sev2 => "SEV2",
            Self::Sev3 => "SEV3",
            Self::Sev4 => "SEV4",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl std::str::FromStr for Severity {
    type Err = String;

    /// Reads the word, in any case.
    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|severity| severity.word().eq_ignore_ascii_case(word));
        known.ok_or_else(|| "there is no such severity; use SEV1, SEV2, SEV3 or SEV4".to_owned())
    }
}

/// Every incident of this environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// By id; ids do not sort by time within a day, [`State::in_order`] does.
    pub incidents: BTreeMap<String, Incident>,
    /// The open one.
    pub open: Option<String>,
}

/// One incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// `INC-YYYYMMDD-n`.
    pub id: String,
    /// What is going wrong.
    pub title: String,
    /// Who owns it.
    pub owner: String,
    /// How bad it is.
    pub severity: Severity,
    /// Why, a code of the workspace's list.
    pub reason_code: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// The entry that declared it.
    pub declared: Stamp,
    /// Its timeline, in the order of recording.
    pub notes: Vec<Note>,
    /// Its end.
    pub closed: Option<Closed>,
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// When and by whom it was recorded.
    pub stamp: Stamp,
    /// What happened.
    pub text: String,
}

/// The end of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// When and by whom that was recorded.
    pub stamp: Stamp,
}

impl State {
    /// The open incident.
    pub fn open_incident(&self) -> Option<&Incident> {
        self.incidents.get(self.open.as_ref()?)
    }

    /// Every incident in the order of declaring.
    pub fn in_order(&self) -> Vec<&Incident> {
        let mut list: Vec<_> = self.incidents.values().collect();
        list.sort_by_key(|incident| incident.declared.seq);
        list
    }
}

/// Folds one entry into the state. An entry about an incident that does not exist changes nothing.
pub fn apply(state: &mut State, event: &Event, stamp: &Stamp) {
    let stamp = stamp.clone();
    match event {
        Event::Declared(declared) => {
            let declared = declared.clone();
            state.open = Some(declared.id.clone());
            let incident = Incident {
                id: declared.id.clone(),
                title: declared.title,
                owner: declared.owner,
                severity: declared.severity,
                reason_code: declared.reason_code,
                started_at: declared.started_at,
                declared: stamp,
                notes: Vec::new(),
                closed: None,
            };
            state.incidents.insert(declared.id, incident);
        }
        Event::Noted(noted) => {
            if let Some(incident) = state.incidents.get_mut(&noted.id) {
                incident.notes.push(Note { at: noted.at, stamp, text: noted.text.clone() });
            }
        }
        Event::Closed(closing) => {
            if let Some(incident) = state.incidents.get_mut(&closing.id) {
                incident.closed = Some(Closed { ended_at: closing.ended_at, stamp });
            }
            state.open.take_if(|open| *open == closing.id);
        }
    }
}
