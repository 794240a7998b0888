//! What is recorded. Bodies only gain optional fields; unknown ones are passed over.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Change, Drilled, FileWrite, Role, Severity};

/// An entry of the ledger about an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// An incident was declared.
    #[serde(rename = "incident.declared")]
    Declared(Declared),
    /// Something was added to its timeline.
    #[serde(rename = "incident.noted")]
    Noted(Noted),
    /// A file was kept with it.
    #[serde(rename = "incident.attached")]
    Attached(Attached),
    /// What was declared was corrected.
    #[serde(rename = "incident.amended")]
    Amended(Amended),
    /// A role was given to somebody, or back to the owner.
    #[serde(rename = "incident.role_assigned")]
    RoleAssigned(RoleAssigned),
    /// It was offered to another person.
    #[serde(rename = "incident.handoff_offered")]
    Offered(Offered),
    /// That person took it.
    #[serde(rename = "incident.handoff_accepted")]
    Accepted(Accepted),
    /// The offer was taken back or declined.
    #[serde(rename = "incident.handoff_withdrawn")]
    Withdrawn(Withdrawn),
    /// It was closed.
    #[serde(rename = "incident.closed")]
    Closed(Closing),
    /// Its report is about to be written.
    #[serde(rename = "incident.reported")]
    Reported(Reported),
    /// The report's files stand as recorded.
    #[serde(rename = "incident.report_written")]
    ReportWritten(ReportWritten),
    /// A file of the report is neither what it was nor what it should have become.
    #[serde(rename = "incident.report_lost")]
    ReportLost(ReportLost),
    /// The incident path was drilled in a copy of the workspace.
    #[serde(rename = "incident.drilled")]
    Drilled(Drilled),
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// `INC-YYYYMMDD-n`: the day of declaring, UTC, and a counter from 1.
    pub id: String,
    /// What is going wrong.
    pub title: String,
    /// Who owns it; empty while nobody does.
    pub owner: String,
    /// How bad it is.
    pub severity: Severity,
    /// Why.
    pub reason_code: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The incident.
    pub id: String,
    /// What happened.
    pub text: String,
    /// When it happened, which may be long before it is recorded.
    pub at: DateTime<Utc>,
    /// It is something to be done afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
}

/// Something to be done after the incident.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// A file kept with an incident; its bytes are an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The incident.
    pub id: String,
    /// Where it was found.
    pub path: String,
    /// Its digest.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    /// The incident.
    pub id: String,
    /// What says something else from now on.
    #[serde(flatten)]
    pub change: Change,
    /// Why.
    pub reason: String,
}

/// A role that changed hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleAssigned {
    /// The incident.
    pub id: String,
    /// The role.
    pub role: Role,
    /// Whose it is; the owner's when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// An offered handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The incident.
    pub id: String,
    /// To whom.
    pub to: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// An accepted handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The incident.
    pub id: String,
    /// Who owned it until now; empty when nobody did.
    pub from: String,
    /// Who owns it now.
    pub to: String,
    /// The entry that offered it.
    pub offer: u64,
}

/// An offer that stands no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The incident.
    pub id: String,
    /// To whom it had been offered.
    pub to: String,
    /// The entry that offered it.
    pub offer: u64,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// A closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The incident.
    pub id: String,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
}

/// A report: the intent to write its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The incident.
    pub id: String,
    /// The digest of the Markdown.
    pub md_sha256: String,
    /// The digest of the JSON.
    pub json_sha256: String,
    /// The newest entry that went into it.
    pub head_seq: u64,
    /// That entry's hash.
    pub head_hash: String,
    /// The two files.
    pub files: Vec<FileWrite>,
    /// Why an edited file was written over; its bytes are an object, named by `was`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<String>,
}

/// The outcome of a report that took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportWritten {
    /// The incident.
    pub id: String,
    /// The entry that began it.
    pub intent: u64,
    /// Whether a recovery established it.
    pub recovered: bool,
}

/// The outcome of a report that did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLost {
    /// The incident.
    pub id: String,
    /// The entry that began it.
    pub intent: u64,
    /// The files that somebody changed in between.
    pub paths: Vec<String>,
    /// Whether a recovery established it.
    pub recovered: bool,
}

impl Event {
    /// The incident it is about.
    pub fn incident(&self) -> &str {
        match self {
            Self::Declared(event) => &event.id,
            Self::Noted(event) => &event.id,
            Self::Attached(event) => &event.id,
            Self::Amended(event) => &event.id,
            Self::RoleAssigned(event) => &event.id,
            Self::Offered(event) => &event.id,
            Self::Accepted(event) => &event.id,
            Self::Withdrawn(event) => &event.id,
            Self::Closed(event) => &event.id,
            Self::Reported(event) => &event.id,
            Self::ReportWritten(event) => &event.id,
            Self::ReportLost(event) => &event.id,
            // Its incident is one of another ledger.
            Self::Drilled(_) => "",
        }
    }

    /// Whether it is about the report and not about what happened.
    pub const fn is_report(&self) -> bool {
        matches!(self, Self::Reported(_) | Self::ReportWritten(_) | Self::ReportLost(_))
    }

    /// Whether somebody who acts on the incident without having seen it acts on something that changed.
    pub const fn contends(&self) -> bool {
        !matches!(self, Self::Noted(_) | Self::Attached(_)) && !self.is_report()
    }
}
