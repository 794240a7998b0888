//! An event as a sentence and a command as a title, the same words on every face.

use super::{Change, Command, Event, report_paths};

impl Event {
    /// What happened, without who and when.
    pub fn told(&self) -> String {
        match self {
            Self::Declared(event) => format!("declared {} {}: {}", event.id, event.severity, event.title),
            Self::Noted(event) => {
                let text = event.text.replace('\n', " ");
                match event.action.as_ref().map(|action| action.owner.as_deref()) {
                    None => format!("noted on {}: {text}", event.id),
                    Some(None) => format!("noted on {} as to be done: {text}", event.id),
                    Some(Some(owner)) => format!("noted on {} as to be done by {owner}: {text}", event.id),
                }
            }
            Self::Attached(event) => {
                let note = event.note.as_deref().map(|note| format!(": {}", note.replace('\n', " ")));
                format!("attached {} to {}{}", event.path, event.id, note.unwrap_or_default())
            }
            Self::Amended(event) => {
                format!("amended {}: {} ({})", event.id, event.change.told().join(", "), event.reason)
            }
            Self::RoleAssigned(event) => match &event.to {
                Some(to) => format!("named {to} for {} in {}", event.role, event.id),
                None => format!("gave {} of {} back to its owner", event.role, event.id),
            },
            Self::Offered(event) => format!("offered {} to {}{}", event.id, event.to, why(event.because.as_deref())),
            Self::Accepted(event) if event.from.is_empty() => format!("accepted {}", event.id),
            Self::Accepted(event) => format!("accepted {} from {}", event.id, event.from),
            Self::Withdrawn(event) => {
                format!("took back the offer of {} to {}{}", event.id, event.to, why(event.because.as_deref()))
            }
            Self::Closed(event) => format!("closed {}", event.id),
            Self::Reported(event) => {
                format!("began to write the report of {} as of entry {}", event.id, event.head_seq)
            }
            Self::ReportWritten(event) => format!("wrote the report of {} to {}", event.id, paths(&event.id)),
            Self::ReportLost(event) => {
                format!("the report of {} is not as it should have become: {}", event.id, event.paths.join(", "))
            }
            Self::Drilled(drilled) => drilled.to_string(),
        }
    }
}

/// The files of a report, in the workspace.
fn paths(id: &str) -> String {
    report_paths(id).join(" and ")
}

fn why(because: Option<&str>) -> String {
    because.map(|because| format!(" ({because})")).unwrap_or_default()
}

impl Change {
    /// What says something else now, one phrase each.
    pub fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        told.extend(self.title.as_ref().map(|title| format!("title {title}")));
        told.extend(self.severity.map(|severity| format!("severity {severity}")));
        told.extend(self.reason_code.as_ref().map(|code| format!("reason code {code}")));
        told.extend(self.owner.as_ref().map(|owner| format!("owner {owner}")));
        told.extend(self.impact.as_ref().map(|impact| format!("impact {}", impact.replace('\n', " "))));
        told
    }
}

impl Command {
    /// What it would do, as a title.
    pub fn title(&self) -> String {
        let of = |id: &Option<String>| id.clone().unwrap_or_else(|| "the incident".to_owned());
        match self {
            Self::Declare { .. } => "Declare an incident".to_owned(),
            Self::Note { .. } => "Note".to_owned(),
            Self::Attach { path, .. } => format!("Attach {path}"),
            Self::Amend { id, .. } => format!("Amend {}", of(id)),
            Self::Assign { role, to: Some(to), .. } => format!("Name {to} for {role}"),
            Self::Assign { role, .. } => format!("Give {role} back to the owner"),
            Self::Handoff { id, to, .. } => format!("Offer {} to {to}", of(id)),
            Self::Accept { id } => format!("Accept {}", of(id)),
            Self::Withdraw { id, .. } => format!("Take back the offer of {}", of(id)),
            Self::Close { id, .. } => format!("Close {}", of(id)),
            Self::Report { id, .. } => format!("Write the report of {id}"),
            Self::Drill { .. } => "Keep a drill".to_owned(),
            Self::Settle { id, .. } => format!("Look at the report of {id}"),
        }
    }
}
