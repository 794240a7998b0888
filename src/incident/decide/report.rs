//! The report's files: what may be written over, and what became of it.

use super::amend::no_reason;
use super::words::{LONGEST_LINE, fits, reason};
use super::{Holds, PROVISIONER, named};
use crate::hold::{Code, Hold, Offer, Operation, Who};
use crate::incident::{
    Ask, Command, Event, FileSeen, FileWrite, Head, ReportLost, ReportWritten, Reported, State, report_paths,
};

/// No event when everything stands already as it would be written.
pub(super) fn report(
    state: &State,
    id: &str,
    [md_sha256, json_sha256]: [&String; 2],
    head: &Head,
    force: Option<&str>,
    ask: &Ask<'_>,
) -> Result<Vec<Event>, Holds> {
    let incident = named(state, Some(id)).map_err(|hold| vec![hold])?;
    let last = incident.report.as_ref();
    let mut holds = Vec::new();
    if last.is_some_and(|last| last.written.is_none()) {
        let need = "the outcome of the report before it, which is not known";
        let action = Command::Settle { id: id.to_owned(), recovered: true };
        let way = Offer::take(Operation::Existing, PROVISIONER, "look at its files and record what is there", action);
        holds.push(Hold::new(Code::Unknown, id, need).way(way));
    }
    let because = reason(force);
    if force.is_some() {
        holds.extend(ask.caller.unless_human(id, "writing over what somebody edited"));
        match &because {
            None => holds.push(no_reason(id, "a reason to write over what somebody edited")),
            Some(because) => holds.extend(fits("reason", because, LONGEST_LINE)),
        }
    }
    let mut files = Vec::new();
    for (place, (path, sha256)) in report_paths(id).into_iter().zip([md_sha256, json_sha256]).enumerate() {
        let known = last.and_then(|last| last.made.files.get(place)).map(|file| file.sha256.as_str());
        let seen = ask.files.get(&path).unwrap_or(&FileSeen::Absent);
        match seen {
            FileSeen::Absent => {}
            FileSeen::Unreadable { reason } => holds.push(unreadable(&path, reason)),
            FileSeen::Read { sha256: there, .. } => {
                let ours = Some(there.as_str()) == known || there == sha256;
                if !ours && because.is_none() {
                    holds.push(edited(id, &path, known.is_some(), [md_sha256, json_sha256], head));
                }
            }
        }
        files.push(FileWrite { path, sha256: sha256.clone(), was: seen.sha256().map(str::to_owned) });
    }
    if !holds.is_empty() {
        return Err(holds);
    }
    let stands = files.iter().all(|file| file.was.as_ref() == Some(&file.sha256));
    if stands && last.is_some_and(|last| last.made.files.iter().zip(&files).all(|(was, now)| was.sha256 == now.sha256))
    {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Reported(Reported {
        id: id.to_owned(),
        md_sha256: md_sha256.clone(),
        json_sha256: json_sha256.clone(),
        head_seq: head.seq,
        head_hash: head.hash.clone(),
        files,
        force: because,
    })])
}

fn edited(id: &str, path: &str, known: bool, [md_sha256, json_sha256]: [&String; 2], head: &Head) -> Hold<Command> {
    let need = if known {
        "the file as Wayhold last wrote it; somebody edited it since"
    } else {
        "a free place for the report; a file is there that Wayhold did not write"
    };
    let away =
        Offer::instruct(Operation::Existing, PROVISIONER, format!("move {path} away, and make the report again"));
    let action = Command::Report {
        id: id.to_owned(),
        md_sha256: md_sha256.clone(),
        json_sha256: json_sha256.clone(),
        head: head.clone(),
        force: Some(String::new()),
    };
    let text = "write over it with a reason; what stands there is kept among the objects";
    let force = Offer::take(Operation::Update, PROVISIONER, text, action).by(Who::Human);
    Hold::new(Code::ReportEdited, path, need).way(away).way(force)
}

fn unreadable(path: &str, why: &str) -> Hold<Command> {
    let way = Offer::instruct(Operation::Update, PROVISIONER, format!("make {path} readable, or move it away"));
    Hold::new(Code::ReportEdited, path, format!("to see what stands at {path}: {why}")).way(way)
}

/// The outcome of a report by its files; none while one still stands as it was before, for then it is to be written.
pub(super) fn settle(state: &State, id: &str, recovered: bool, ask: &Ask<'_>) -> Vec<Event> {
    let report = state.incidents.get(id).and_then(|incident| incident.report.as_ref());
    let Some(report) = report.filter(|report| report.written.is_none()) else { return Vec::new() };
    let (id, intent) = (id.to_owned(), report.stamp.seq);
    let mut lost = Vec::new();
    for file in &report.made.files {
        match ask.files.get(&file.path) {
            Some(FileSeen::Read { sha256, .. }) if *sha256 == file.sha256 => {}
            Some(FileSeen::Read { sha256, .. }) if Some(sha256) == file.was.as_ref() => return Vec::new(),
            Some(FileSeen::Absent) if file.was.is_none() => return Vec::new(),
            Some(FileSeen::Unreadable { .. }) | None => return Vec::new(),
            Some(_) => lost.push(file.path.clone()),
        }
    }
    if lost.is_empty() {
        return vec![Event::ReportWritten(ReportWritten { id, intent, recovered })];
    }
    vec![Event::ReportLost(ReportLost { id, intent, paths: lost, recovered })]
}
