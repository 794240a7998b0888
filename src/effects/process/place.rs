//! Where runs are kept: the directory of each, its name, and the list of all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::os;
use super::outcome::{RunState, read_json};
use super::run::attach;
use super::spec::Record;

/// The directory of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place(pub PathBuf);

impl Place {
    pub fn spec(&self) -> PathBuf {
        self.0.join("spec.json")
    }

    pub fn output(&self) -> PathBuf {
        self.0.join("output")
    }

    pub fn status(&self) -> PathBuf {
        self.0.join("status.json")
    }

    pub fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    pub fn cancel(&self) -> PathBuf {
        self.0.join("cancel")
    }
}

/// One run of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSummary {
    /// Its id.
    pub id: String,
    /// The words that were executed, redacted; empty when the record cannot be read.
    pub argv: Vec<String>,
    /// When it was asked for; `None` when the record cannot be read.
    pub requested: Option<DateTime<Utc>>,
    /// How it stands.
    pub state: RunState,
}

/// The directory of all runs. `private` is the workspace's `.wayhold`.
pub fn runs(private: &Path) -> PathBuf {
    private.join("runs")
}

/// The run's place, if `id` is a name that can be one.
pub(super) fn place(private: &Path, id: &str) -> io::Result<Place> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if id.is_empty() || id.len() > 64 || id.starts_with('.') || !id.chars().all(allowed) {
        let why = format!("{id:?} cannot name a run: 1 to 64 letters, digits, dots, dashes, not beginning with a dot");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    Ok(Place(runs(private).join(id)))
}

/// A name that no run here has: `prefix`, the time in UTC, and a number if that is taken.
pub fn fresh_id(private: &Path, prefix: &str) -> String {
    let stem = format!("{prefix}-{}-{}", os::now().format("%Y%m%dT%H%M%S%3f"), std::process::id());
    let taken = |id: &String| runs(private).join(id).exists();
    let mut numbered = (2..).map(|number: u64| format!("{stem}-{number}"));
    std::iter::once(stem.clone()).chain(&mut numbered).find(|id| !taken(id)).unwrap_or(stem)
}

/// Every run of the workspace, the earliest asked for first; one whose record cannot be read is listed all the same.
///
/// # Errors
/// The directory of runs is there and cannot be read.
pub fn list(private: &Path) -> io::Result<Vec<RunSummary>> {
    let entries = match fs::read_dir(runs(private)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let id = entry?.file_name().to_string_lossy().into_owned();
        let Ok(run) = attach(private, &id) else { continue };
        let record: Option<Record> = read_json(&run.place().spec()).unwrap_or_default();
        found.push(RunSummary {
            state: run.state()?,
            requested: record.as_ref().map(|record| record.requested),
            argv: record.map(|record| record.argv).unwrap_or_default(),
            id,
        });
    }
    found.sort_by(|a, b| (a.requested, &a.id).cmp(&(b.requested, &b.id)));
    Ok(found)
}

/// The directories that change when a run does, for [`Watch::start`](crate::effects::watch::Watch::start): that of all
/// runs, and those of the runs that are not over.
pub fn watched(private: &Path) -> Vec<PathBuf> {
    let running = list(private).unwrap_or_default().into_iter().filter(|run| !matches!(run.state, RunState::Ended(_)));
    std::iter::once(runs(private)).chain(running.map(|run| runs(private).join(run.id))).collect()
}
