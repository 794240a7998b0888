//! Telling a webhook what happened: queued on the disk, delivered by runs of their own, never waited for.
//!
//! The queue is `.wayhold/notify/`, a file for each entry. A delivery is a run of `curl`, so that it outlives this process;
//! its address goes to it on standard input, where no list of processes shows it. What failed is tried again, later and
//! later, by whoever comes by: a writing command, the console, `posture sweep`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{Session, environment};
use crate::console::Event;
use crate::effects::{files, process};
use crate::ledger::Entry;

/// What is told where the configuration does not say.
pub(super) const KINDS: &[&str] = &[
    "incident.declared",
    "incident.handoff_offered",
    "incident.closed",
    "posture.applied",
    "posture.unconfirmed",
    "posture.expired",
    "posture.reverted_unverified",
    "posture.live_changed",
];
/// How long one delivery may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How many deliveries go on at once.
const AT_ONCE: usize = 4;
/// After the first failure it waits so long, then twice as long each time, and never longer than the second.
const WAIT: (i64, i64) = (15, 3600);

impl Session {
    /// Queues what of these entries is to be told. The ledger has them already: what cannot be queued is not told.
    pub(super) fn queue_notifications(&self, entries: &[Entry]) {
        let Some(notify) = &self.workspace.config.notify else { return };
        for entry in entries.iter().filter(|entry| notify.tells(&entry.kind)) {
            let said = Event::from_parts(&entry.kind, &entry.body).map(|event| event.told()).unwrap_or_default();
            let text = json!({"v": 1, "environment": self.workspace.config.environment, "seq": entry.seq,
                "at": entry.at, "by": entry.actor.id, "kind": entry.kind, "text": said,
                "incident": entry.body.get("incident").or_else(|| entry.body.get("id"))});
            let path = self.notify_queue().join(format!("{:012}.json", entry.seq));
            let _ = files::create(&path, text.to_string().as_bytes(), Some(0o600));
        }
    }

    /// How many notifications wait to be delivered.
    pub fn queued_notifications(&self) -> usize {
        queued(&self.notify_queue()).len()
    }

    /// Begins the deliveries that are due, and tidies away those that went through. Waits for none.
    pub fn deliver_notifications(&mut self) {
        let Some(url) = self.workspace.config.notify.as_ref().map(|notify| notify.url.clone()) else { return };
        let now = self.clock.now();
        let mut going = 0;
        for file in queued(&self.notify_queue()) {
            if going == AT_ONCE {
                break;
            }
            let Some(seq) = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else { continue };
            match self.attempts(&seq, now) {
                Attempts::Delivered => {
                    let _ = fs::remove_file(&file);
                    self.forget_attempts(&seq);
                }
                Attempts::GoingOn => going += 1,
                Attempts::Waiting => {}
                Attempts::Due(attempt) => {
                    going += 1;
                    self.attempt(&seq, attempt, &file, &url);
                }
            }
        }
    }

    fn attempt(&self, seq: &str, attempt: u32, file: &Path, url: &str) {
        let Ok(spawner) = environment::spawner() else { return };
        let argv = ["curl", "--silent", "--show-error", "--fail", "--max-time", "15", "--config", "-"];
        let mut spec = process::Spec::new(
            run_id(seq, attempt),
            process::Program::Argv(argv.map(str::to_owned).to_vec()),
            &self.workspace.root,
        );
        spec.timeout = Some(TIMEOUT);
        spec.secrets = self.secrets();
        // The address of a webhook is a secret as a rule.
        spec.secrets.push(url.to_owned());
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        spec.stdin = Some(format!(
            "url = \"{}\"\nheader = \"content-type: application/json\"\ndata-binary = \"@{}\"\noutput = \"/dev/null\"\n",
            quoted(url),
            quoted(&file.to_string_lossy())
        ));
        let _ = spawner.start(&self.workspace.private(), &spec);
    }

    fn attempts(&self, seq: &str, now: DateTime<Utc>) -> Attempts {
        let mut attempt = 0;
        loop {
            let Ok(run) = process::attach(&self.workspace.private(), &run_id(seq, attempt)) else {
                return Attempts::Due(attempt);
            };
            let ended = match run.state() {
                Ok(process::RunState::Running { .. }) => return Attempts::GoingOn,
                Ok(process::RunState::Ended(outcome)) if outcome.exit.is_success() => return Attempts::Delivered,
                Ok(process::RunState::Ended(outcome)) => outcome.ended,
                Ok(process::RunState::Unknown { .. }) | Err(_) => DateTime::UNIX_EPOCH,
            };
            let next = process::attach(&self.workspace.private(), &run_id(seq, attempt + 1)).is_ok();
            let wait = TimeDelta::seconds(WAIT.0.saturating_mul(1 << attempt.min(20)).min(WAIT.1));
            if !next && now - ended < wait {
                return Attempts::Waiting;
            }
            attempt += 1;
        }
    }

    fn forget_attempts(&self, seq: &str) {
        for attempt in 0.. {
            let Ok(run) = process::attach(&self.workspace.private(), &run_id(seq, attempt)) else { return };
            if fs::remove_dir_all(run.directory()).is_err() {
                return;
            }
        }
    }

    fn notify_queue(&self) -> PathBuf {
        self.workspace.private().join("notify")
    }
}

/// How the deliveries of one notification stand.
enum Attempts {
    Delivered,
    GoingOn,
    /// The last one failed not long ago.
    Waiting,
    /// The next one is due, and this is its number.
    Due(u32),
}

fn run_id(seq: &str, attempt: u32) -> String {
    format!("notify-{seq}-{attempt}")
}

/// The queued files, the oldest first.
fn queued(queue: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(queue) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}
