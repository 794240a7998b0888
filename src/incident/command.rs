//! What may be asked of the incidents, and what is known when it is asked.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Action, Drilled, FileSeen, Head, Role, Severity};
use crate::hold::{Caller, Kind};

/// What may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Opens an incident; at most one is open.
    Declare {
        /// What is going wrong, one line of 1 to 200 characters.
        title: String,
        /// Who owns it; without one, the caller, if that is a person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
        /// How bad it is; without one, SEV2.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        severity: Option<Severity>,
        /// Why, a code of the workspace's list; without one, the first of the list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason_code: Option<String>,
        /// When it began, not in the future; without one, now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        started_at: Option<DateTime<Utc>>,
    },
    /// Adds to the timeline; also of a closed incident, when it is named.
    Note {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// What happened, 1 to 4,000 characters; line breaks are kept.
        text: String,
        /// When it happened, not in the future; without one, now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<Utc>>,
        /// It is something to be done afterwards.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        action: Option<Action>,
    },
    /// Keeps a file with the incident, by digest; also with a closed one, when it is named.
    Attach {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// The file; a relative path is taken from the workspace.
        path: String,
        /// What it shows, 1 to 4,000 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Corrects what was declared, or fills in what was left out; also of a closed incident, when it is named.
    Amend {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// What is changed.
        change: Change,
        /// Why, one line.
        reason: String,
    },
    /// Names who holds a role, or gives it back to the owner.
    Assign {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// The role; the commander's changes by handoff only.
        role: Role,
        /// Whose it is from now on; without one, the owner's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// Offers the incident to another person, who owns it once they accept.
    Handoff {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// To whom: an enrolled person.
        to: String,
        /// Why, one line; somebody who is not the owner has to say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// Takes an offered incident; only the person it was offered to may.
    Accept {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// Takes an offer back, or declines it.
    Withdraw {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Why, one line; somebody whom the offer does not concern has to say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// Ends the incident.
    Close {
        /// Which; without one, the open incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// When it ended, from its start to now; without one, now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended_at: Option<DateTime<Utc>>,
    },
    /// Writes the postmortem's two files. Their bytes are made beforehand, from the ledger up to `head`.
    Report {
        /// Which.
        id: String,
        /// The digest of the Markdown.
        md_sha256: String,
        /// The digest of the JSON.
        json_sha256: String,
        /// The newest entry that went into it.
        head: Head,
        /// Why a file that somebody edited is written over, one line; the edited bytes are kept as an object.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        force: Option<String>,
    },
    /// Records a drill that was carried through in a copy of the workspace.
    Drill {
        /// What came of it.
        drilled: Drilled,
    },
    /// Records what became of the report's files, by their digests.
    Settle {
        /// Whose report.
        id: String,
        /// The process that began it died.
        recovered: bool,
    },
}

/// What an amendment changes; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What is going wrong, one line of 1 to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How bad it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Why, a code of the workspace's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Who owns it: the caller, and only while nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What it meant for those who use the system, 1 to 4,000 characters; line breaks are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<String>,
}

impl Command {
    /// Declares with every default but the title.
    pub fn declare(title: impl Into<String>) -> Self {
        Self::Declare { title: title.into(), owner: None, severity: None, reason_code: None, started_at: None }
    }

    /// Notes on the open incident what happens now.
    pub fn note(text: impl Into<String>) -> Self {
        Self::Note { id: None, text: text.into(), at: None, action: None }
    }

    /// Closes the open incident now.
    pub const fn close() -> Self {
        Self::Close { id: None, ended_at: None }
    }

    /// Whether two of these at once are a conflict: only what adds to the record never is.
    pub const fn contends(&self) -> bool {
        !matches!(self, Self::Note { .. } | Self::Attach { .. } | Self::Settle { .. } | Self::Drill { .. })
    }

    /// Whether it changes a file, so that the effects lock is needed from intent to outcome.
    pub const fn touches_file(&self) -> bool {
        matches!(self, Self::Report { .. })
    }

    /// The files to be looked at before it is decided, as it names them.
    pub fn files(&self) -> Vec<String> {
        match self {
            Self::Attach { path, .. } => vec![path.clone()],
            Self::Report { id, .. } | Self::Settle { id, .. } => super::report_paths(id).to_vec(),
            _ => Vec::new(),
        }
    }
}

/// What is known when a command is decided.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The time of asking.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub caller: &'a Caller,
    /// The closed list of reason codes, the default first.
    pub reason_codes: &'a [String],
    /// Every enrolled name with its kind of key.
    pub people: &'a BTreeMap<String, Kind>,
    /// What [`Command::files`] named, as it was found.
    pub files: &'a BTreeMap<String, FileSeen>,
}
