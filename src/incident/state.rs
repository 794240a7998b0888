//! What the ledger says of the incidents.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Action, Drill, Head, Reported, Role, Tenure};
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
    /// The newest drill.
    #[serde(default)]
    pub drill: Option<Drill>,
}

/// One incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// `INC-YYYYMMDD-n`.
    pub id: String,
    /// What is going wrong.
    pub title: String,
    /// Who owns it; empty while nobody does.
    pub owner: String,
    /// How bad it is.
    pub severity: Severity,
    /// Why, a code of the workspace's list.
    pub reason_code: String,
    /// What it meant for those who use the system, once somebody said so.
    #[serde(default)]
    pub impact: Option<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// The entry that declared it.
    pub declared: Stamp,
    /// Who held which role, in the order of taking them; the commander's is the owner's.
    #[serde(default)]
    pub tenures: Vec<Tenure>,
    /// The handoff that is offered now.
    #[serde(default)]
    pub handoff: Option<Handoff>,
    /// Its timeline, in the order of recording.
    pub notes: Vec<Note>,
    /// The files kept with it, in the order of recording.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// What was corrected, in the order of recording.
    #[serde(default)]
    pub amendments: Vec<Amendment>,
    /// Its end.
    pub closed: Option<Closed>,
    /// Its report as last made.
    #[serde(default)]
    pub report: Option<Report>,
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
    /// It is something to be done afterwards.
    #[serde(default)]
    pub action: Option<Action>,
}

/// A file kept with an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Where it was found.
    pub path: String,
    /// Its digest.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// What it shows.
    pub note: Option<String>,
    /// When and by whom it was recorded.
    pub stamp: Stamp,
}

/// A correction of what was declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// What changed: the field, what it said, what it says.
    pub fields: Vec<(String, String, String)>,
    /// Why.
    pub reason: String,
    /// When and by whom it was recorded.
    pub stamp: Stamp,
}

/// An offered handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handoff {
    /// To whom.
    pub to: String,
    /// Why.
    pub because: Option<String>,
    /// When and by whom it was offered.
    pub stamp: Stamp,
}

/// The end of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// When and by whom that was recorded.
    pub stamp: Stamp,
}

/// A report as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What was to be written.
    pub made: Reported,
    /// When and by whom.
    pub stamp: Stamp,
    /// Whether it came about; unknown while there is none.
    pub written: Option<bool>,
}

impl Incident {
    /// Who owns it, for a person to read; `nobody` while nobody does.
    pub fn owner_word(&self) -> &str {
        if self.owner.is_empty() { "nobody" } else { &self.owner }
    }

    /// Who holds `role`: whoever was named for it, else the owner; `None` without either.
    pub fn holder(&self, role: Role) -> Option<&str> {
        self.named(role).or_else(|| Some(self.owner.as_str()).filter(|owner| !owner.is_empty()))
    }

    /// Who was named for `role` and still holds it.
    pub fn named(&self, role: Role) -> Option<&str> {
        let last = self.tenures.iter().rfind(|tenure| tenure.role == role)?;
        (last.until.is_none() || last.until.as_ref() == self.closed.as_ref().map(|closed| &closed.stamp))
            .then_some(last.who.as_str())
    }

    /// Whether one person holds every role.
    pub fn is_solo(&self) -> bool {
        let mut holders = Role::ALL.into_iter().map(|role| self.holder(role));
        let first = holders.next().flatten();
        first.is_some() && holders.all(|holder| holder == first)
    }

    /// The notes that are something to be done afterwards.
    pub fn actions(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(|note| note.action.is_some())
    }
}

impl Report {
    /// The entry that it was made from.
    pub fn head(&self) -> Head {
        Head { seq: self.made.head_seq, hash: self.made.head_hash.clone() }
    }
}

impl State {
    /// The open incident.
    pub fn open_incident(&self) -> Option<&Incident> {
        self.incidents.get(self.open.as_ref()?)
    }

    /// The one that was declared last.
    pub fn newest(&self) -> Option<&Incident> {
        self.incidents.values().max_by_key(|incident| incident.declared.seq)
    }

    /// Every incident in the order of declaring.
    pub fn in_order(&self) -> Vec<&Incident> {
        let mut list: Vec<_> = self.incidents.values().collect();
        list.sort_by_key(|incident| incident.declared.seq);
        list
    }
}
