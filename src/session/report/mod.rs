//! Reports, built from the entries of the ledger: the postmortem of an incident and its two files, the log, the shift.
//!
//! Lives here: reading entries and folding them into what a report says. May not: decide (what may be written over is the
//! incident room's) or render (the postmortem renders itself).

mod log;
mod moments;
mod postures;
mod shift;

pub use log::Wanted;
pub use shift::Shift;

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};

use super::{Done, Entry, Session, Stop};
use crate::console::Event;
use crate::effects::{look, objects};
use crate::hold::digest::sha256;
use crate::incident::{
    self, ActionItem, FORMAT, Facts, FileSeen, Head, Incident, Postmortem, Verification, Window, measure,
};
use moments::Moments;
use postures::Postures;
use serde_json::Value;

/// How many entries are read at a time.
const PAGE: u32 = 1024;

/// How often a report is made again because the incident changed meanwhile.
const TRIES: usize = 5;

/// A report that was made and not written yet.
#[derive(Debug, Clone)]
pub struct Made {
    /// What it says.
    pub postmortem: Postmortem,
    /// The Markdown file.
    pub markdown: String,
    /// The JSON file.
    pub json: String,
}

impl Made {
    /// The command that writes it.
    fn command(&self, force: Option<&str>) -> incident::Command {
        incident::Command::Report {
            id: self.postmortem.incident.id.clone(),
            md_sha256: sha256(self.markdown.as_bytes()),
            json_sha256: sha256(self.json.as_bytes()),
            head: self.postmortem.head.clone(),
            force: force.map(str::to_owned),
        }
    }
}

impl Session {
    /// What stands at `path`, which is relative to the workspace.
    pub(super) fn file_seen(&self, path: &str) -> FileSeen {
        let root = &self.workspace().root;
        match look::evidence(root, path) {
            Ok(seen) => FileSeen::Read { sha256: seen.sha256, content: seen.content.unwrap_or_default() },
            Err(_) if !root.join(path).exists() => FileSeen::Absent,
            Err(reason) => FileSeen::Unreadable { reason },
        }
    }

    /// Makes the report of an incident from the ledger as followed; `None` when there is no such incident. The same
    /// ledger gives the same bytes, and what is not about the incident changes nothing.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn report(&mut self, id: &str) -> Result<Option<Made>> {
        let Some(incident) = self.state().incident.incidents.get(id).cloned() else { return Ok(None) };
        let postmortem = self.postmortem(&incident).await?;
        let (markdown, json) = (postmortem.to_markdown(), postmortem.to_json());
        Ok(Some(Made { postmortem, markdown, json }))
    }

    /// The command that would write the report as it is made now, for a dry run.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn report_command(&mut self, id: &str, force: Option<&str>) -> Result<Option<incident::Command>> {
        self.follow().await?;
        Ok(self.report(id).await?.map(|made| made.command(force)))
    }

    /// Makes the report and writes its two files. No entry when they stand already as they would be written.
    ///
    /// # Errors
    /// See [`Stop`]; no such incident is a failure.
    pub async fn write_report(&mut self, id: &str, force: Option<&str>) -> Result<(Done, Made), Stop> {
        let mut tries = 0;
        loop {
            self.follow().await?;
            let made = self.report(id).await?.with_context(|| format!("there is no incident {id}"))?;
            let looked_at = self.looked_at();
            let command: crate::console::Command = made.command(force).into();
            // What is refused leaves no objects behind.
            self.dry_run(std::slice::from_ref(&command)).await?;
            for text in [&made.markdown, &made.json] {
                objects::store(&self.workspace().private(), text.as_bytes())
                    .context("nothing was written: the bytes of the report cannot be stored")?;
            }
            tries += 1;
            match self.run(command, looked_at).await {
                Err(Stop::Changed { .. }) if tries < TRIES => {}
                ran => return ran.map(|done| (done, made)),
            }
        }
    }

    async fn postmortem(&mut self, incident: &Incident) -> Result<Postmortem> {
        let mut moments = Moments::of(incident);
        let mut postures = self.postures_before(incident.declared.seq, incident.started_at).await?;
        let mut verifications = Vec::new();
        let mut last = (incident.declared.seq, incident.declared.at);
        let until = incident.closed.as_ref().map(|closed| closed.stamp.seq);
        let mut next = incident.declared.seq;
        'pages: loop {
            let entries = self.entries(next, PAGE).await?;
            let Some(end) = entries.last() else { break };
            next = end.seq + 1;
            for entry in &entries {
                if until.is_some_and(|until| entry.seq > until) {
                    break 'pages;
                }
                postures.take(entry);
                verifications.extend(verification(entry));
                if moments.take(entry) {
                    last = (entry.seq, entry.at);
                }
            }
        }
        for seq in afterwards(incident) {
            for entry in &self.entries(seq, 1).await? {
                if moments.take(entry) {
                    last = (entry.seq, entry.at);
                }
            }
        }
        let (seq, as_of) = last;
        let ended_at = incident.closed.as_ref().map(|closed| closed.ended_at);
        let window = Window { started_at: incident.started_at, declared_at: incident.declared.at, ended_at, as_of };
        let (stays, metrics) = measure(&window, &postures.spans);
        let actions = incident.actions().map(|note| ActionItem {
            seq: note.stamp.seq,
            text: note.text.clone(),
            owner: note.action.as_ref().and_then(|action| action.owner.clone()),
            by: note.stamp.by.clone(),
        });
        Ok(Postmortem {
            format: FORMAT.to_owned(),
            environment: self.workspace().config.environment.clone(),
            incident: facts(incident),
            head: Head { seq, hash: self.hash_of(seq).await? },
            as_of,
            metrics,
            roles: incident.tenures.clone(),
            timeline: moments.into_list(),
            postures: stays,
            verifications,
            evidence: incident.attachments.clone(),
            actions: actions.collect(),
        })
    }

    async fn hash_of(&mut self, seq: u64) -> Result<String> {
        let store = self.store.as_mut().context("there is no ledger to report from")?;
        let row = store.read(seq, 1).await?.into_iter().next();
        Ok(row.with_context(|| format!("entry {seq} is gone"))?.hash)
    }

    /// The postures that stood before entry `seq`, back to the one that stood at `at`.
    async fn postures_before(&mut self, seq: u64, at: DateTime<Utc>) -> Result<Postures> {
        let mut found: Vec<Entry> = Vec::new();
        if self.state().posture == crate::posture::State::default() {
            return Ok(Postures::default());
        }
        let mut end = seq;
        while end > 0 {
            let start = end.saturating_sub(u64::from(PAGE));
            let count = u32::try_from(end - start).unwrap_or(PAGE);
            let page = self.entries(start, count).await?;
            let about = page.into_iter().rev().filter(|entry| entry.kind.starts_with("posture."));
            found.extend(about);
            end = start;
            // The intent that an outcome belongs to stands before it, maybe on the page before.
            let stood = found.iter().position(|entry| postures::settles(entry) && entry.at <= at);
            let whole = stood.is_some_and(|place| {
                let intent = found[place].body.get("intent").and_then(Value::as_u64);
                intent.is_none_or(|intent| found[place..].iter().any(|entry| entry.seq == intent))
            });
            if whole {
                break;
            }
        }
        let mut postures = Postures::default();
        found.iter().rev().for_each(|entry| postures.take(entry));
        Ok(postures)
    }
}

fn facts(incident: &Incident) -> Facts {
    Facts {
        id: incident.id.clone(),
        title: incident.title.clone(),
        severity: incident.severity,
        reason_code: incident.reason_code.clone(),
        owner: incident.owner.clone(),
        impact: incident.impact.clone(),
        started_at: incident.started_at,
        declared_at: incident.declared.at,
        declared_by: incident.declared.by.clone(),
        ended_at: incident.closed.as_ref().map(|closed| closed.ended_at),
        closed_by: incident.closed.as_ref().map(|closed| closed.stamp.by.clone()),
    }
}

/// The entries that were added after the closing.
fn afterwards(incident: &Incident) -> Vec<u64> {
    let Some(closed) = &incident.closed else { return Vec::new() };
    let notes = incident.notes.iter().map(|note| note.stamp.seq);
    let files = incident.attachments.iter().map(|file| file.stamp.seq);
    let amendments = incident.amendments.iter().map(|one| one.stamp.seq);
    let mut later: Vec<u64> = notes.chain(files).chain(amendments).filter(|seq| *seq > closed.stamp.seq).collect();
    later.sort_unstable();
    later
}

/// The verification whose end an entry is.
fn verification(entry: &Entry) -> Option<Verification> {
    if entry.kind != "verification.ran" {
        return None;
    }
    let word = |key: &str| entry.body.get(key).and_then(Value::as_str);
    let said = word("said").or(word("verdict")).unwrap_or("no verdict is recorded");
    let counts = entry.body.get("found");
    let counted = ["files", "tests"].into_iter().filter_map(|what| {
        let tally = counts?.get(what)?;
        Some(format!("{}/{} {what}", tally.get("passed")?.as_u64()?, tally.get("total")?.as_u64()?))
    });
    Some(Verification {
        seq: entry.seq,
        at: entry.at,
        name: word("name").unwrap_or_default().to_owned(),
        verdict: said.to_owned(),
        counts: counted.collect::<Vec<_>>().join(", "),
        sha256: word("sha256").map(str::to_owned),
    })
}

/// An entry in words; one that this build does not know by its kind and its plain values.
pub(super) fn told(entry: &Entry) -> String {
    if let Ok(event) = Event::from_parts(&entry.kind, &entry.body) {
        return event.told();
    }
    let plain = entry.body.as_object().into_iter().flatten().filter_map(|(name, value)| match value {
        Value::String(text) if text.chars().count() <= 80 => Some(format!("{name} {text}")),
        Value::Number(_) | Value::Bool(_) => Some(format!("{name} {value}")),
        _ => None,
    });
    format!("{}: {}", entry.kind, plain.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests;
