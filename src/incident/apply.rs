//! The fold over the incidents' entries. It never refuses: what is in the ledger happened.

use super::{
    Amended, Amendment, Attachment, Change, Closed, Declared, Drill, Event, Handoff, Incident, Note, Report, Role,
    State, Tenure,
};
use crate::hold::Stamp;

/// Folds one entry into the state. An entry about an incident that does not exist changes nothing.
pub fn apply(state: &mut State, event: &Event, stamp: &Stamp) {
    if let Event::Declared(declared) = event {
        state.open = Some(declared.id.clone());
        state.incidents.insert(declared.id.clone(), opened(declared, stamp));
        return;
    }
    if let Event::Drilled(drilled) = event {
        state.drill = Some(Drill { drilled: drilled.clone(), stamp: stamp.clone() });
    }
    if let Event::Closed(closing) = event {
        state.open.take_if(|open| *open == closing.id);
    }
    if let Some(incident) = state.incidents.get_mut(event.incident()) {
        fold(incident, event, stamp);
    }
}

fn opened(declared: &Declared, stamp: &Stamp) -> Incident {
    let Declared { id, title, owner, severity, reason_code, started_at } = declared.clone();
    let mut incident = Incident {
        id,
        title,
        owner: String::new(),
        severity,
        reason_code,
        impact: None,
        started_at,
        declared: stamp.clone(),
        tenures: Vec::new(),
        handoff: None,
        notes: Vec::new(),
        attachments: Vec::new(),
        amendments: Vec::new(),
        closed: None,
        report: None,
    };
    own(&mut incident, &owner, stamp);
    incident
}

fn fold(incident: &mut Incident, event: &Event, stamp: &Stamp) {
    let stamp = stamp.clone();
    match event {
        Event::Declared(_) | Event::Drilled(_) => {}
        Event::Noted(noted) => {
            let (text, action) = (noted.text.clone(), noted.action.clone());
            incident.notes.push(Note { at: noted.at, stamp, text, action });
        }
        Event::Attached(attached) => {
            let (path, sha256, note) = (attached.path.clone(), attached.sha256.clone(), attached.note.clone());
            incident.attachments.push(Attachment { path, sha256, bytes: attached.bytes, note, stamp });
        }
        Event::Amended(amended) => amend(incident, amended, &stamp),
        Event::RoleAssigned(assigned) => hold(incident, assigned.role, assigned.to.as_deref(), &stamp),
        Event::Offered(offered) => {
            incident.handoff = Some(Handoff { to: offered.to.clone(), because: offered.because.clone(), stamp });
        }
        Event::Accepted(accepted) => {
            incident.handoff = None;
            own(incident, &accepted.to, &stamp);
        }
        Event::Withdrawn(_) => incident.handoff = None,
        Event::Closed(closing) => {
            for tenure in incident.tenures.iter_mut().filter(|tenure| tenure.until.is_none()) {
                tenure.until = Some(stamp.clone());
            }
            incident.closed = Some(Closed { ended_at: closing.ended_at, stamp });
        }
        Event::Reported(made) => incident.report = Some(Report { made: made.clone(), stamp, written: None }),
        Event::ReportWritten(outcome) => settle(incident, outcome.intent, true),
        Event::ReportLost(outcome) => settle(incident, outcome.intent, false),
    }
}

/// Makes `who` the owner, who commands; nobody when it is empty.
fn own(incident: &mut Incident, who: &str, stamp: &Stamp) {
    who.clone_into(&mut incident.owner);
    hold(incident, Role::Commander, Some(who).filter(|who| !who.is_empty()), stamp);
}

fn hold(incident: &mut Incident, role: Role, who: Option<&str>, stamp: &Stamp) {
    for tenure in incident.tenures.iter_mut().filter(|tenure| tenure.role == role && tenure.until.is_none()) {
        tenure.until = Some(stamp.clone());
    }
    let tenure = |who: &str| Tenure { role, who: who.to_owned(), from: stamp.clone(), until: None };
    incident.tenures.extend(who.map(tenure));
}

fn amend(incident: &mut Incident, amended: &Amended, stamp: &Stamp) {
    let Change { title, severity, reason_code, owner, impact } = amended.change.clone();
    let mut fields = Vec::new();
    let mut told = |name: &str, was: &str, now: &str| fields.push((name.to_owned(), was.to_owned(), now.to_owned()));
    if let Some(title) = title {
        told("title", &incident.title, &title);
        incident.title = title;
    }
    if let Some(severity) = severity {
        told("severity", incident.severity.word(), severity.word());
        incident.severity = severity;
    }
    if let Some(code) = reason_code {
        told("reason code", &incident.reason_code, &code);
        incident.reason_code = code;
    }
    if let Some(impact) = impact {
        told("impact", incident.impact.as_deref().unwrap_or_default(), &impact);
        incident.impact = Some(impact);
    }
    if let Some(owner) = owner {
        told("owner", &incident.owner, &owner);
        own(incident, &owner, stamp);
    }
    incident.amendments.push(Amendment { fields, reason: amended.reason.clone(), stamp: stamp.clone() });
}

/// An outcome of another report than the last one changes nothing.
fn settle(incident: &mut Incident, intent: u64, written: bool) {
    if let Some(report) = incident.report.as_mut().filter(|report| report.stamp.seq == intent) {
        report.written = Some(written);
    }
}
