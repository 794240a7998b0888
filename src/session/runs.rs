//! Runs behind a build-go and of verifications: starting one, following its output, putting its end on the ledger.
//!
//! A run is begun under the effects lock and outlives this process. Whoever looks next and finds it over records so.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::run::{Done, Stop};
use super::{Session, environment};
use crate::console::Command;
use crate::effects::{lock, process};
use crate::runbook::{self, Act, EvidenceSeen, RunExit, RunSeen};
use crate::verify;

/// How often a run is looked at while it is followed.
const BEAT: Duration = Duration::from_millis(40);
/// How long a command that is given as evidence may take.
const PROBE: Duration = Duration::from_mins(10);

/// A run as a face shows it.
#[derive(Debug)]
pub struct Following {
    run: process::Run,
}

impl Following {
    pub(super) fn attach(private: &std::path::Path, id: &str) -> std::io::Result<Self> {
        process::attach(private, id).map(|run| Self { run })
    }

    /// Hands on what is stored of its output as it comes, until it is over.
    pub(super) async fn follow_to_end(&mut self, on_output: &mut dyn FnMut(&[u8])) {
        loop {
            // First the state, then the output: all of it is stored before a run counts as over.
            let over = self.state() != RunSeen::Running;
            loop {
                let fresh = self.output();
                if fresh.is_empty() {
                    break;
                }
                on_output(&fresh);
            }
            if over {
                return;
            }
            tokio::time::sleep(BEAT).await;
        }
    }

    /// The run's name.
    pub fn id(&self) -> &str {
        self.run.id()
    }

    /// What was stored of its output since the last call, at most 1 MiB.
    pub fn output(&mut self) -> Vec<u8> {
        self.run.poll_output().unwrap_or_default()
    }

    /// How it stands.
    pub fn state(&self) -> RunSeen {
        seen(&self.run)
    }

    /// Asks for it to be ended; it takes up to five seconds.
    ///
    /// # Errors
    /// Nobody supervises it any more.
    pub fn cancel(&self) -> std::io::Result<()> {
        self.run.cancel()
    }
}

impl Session {
    /// A name for the next run.
    pub fn fresh_run_id(&self) -> String {
        process::fresh_id(&self.workspace.private(), "run")
    }

    /// Follows a run that is on the ledger, from the beginning of its output.
    ///
    /// # Errors
    /// It has left nothing behind on this machine.
    pub fn follow_run(&self, id: &str) -> std::io::Result<Following> {
        Following::attach(&self.workspace.private(), id)
    }

    /// Runs `command`, hands on the output of what it begins as it comes, and records the end.
    ///
    /// # Errors
    /// As [`Session::run`]; then nothing was started.
    pub async fn run_streaming(
        &mut self,
        command: Command,
        looked_at: Option<u64>,
        on_output: &mut dyn FnMut(&[u8]),
    ) -> Result<Done, Stop> {
        let begun = begins(&command);
        let mut done = self.run(command, looked_at).await?;
        if let Some((id, settle)) = begun {
            if let Ok(mut following) = self.follow_run(&id) {
                following.follow_to_end(on_output).await;
            }
            done.extend(self.run(settle, None).await?);
        }
        Ok(done)
    }

    /// Records the end of every run that is over. A sentence each.
    ///
    /// # Errors
    /// The ledger cannot be read or written.
    pub async fn settle_runs(&mut self) -> Result<Vec<String>, Stop> {
        let open = runbook::open_runs(&self.state.runbook).into_iter();
        let act = |id| Act::SettleRun { id };
        let settles = open.map(|(path, phase, id)| runbook::Command::Phase { path, phase, act: act(id) }.into());
        self.settle_ended(settles.collect()).await
    }

    /// Carries out what records an end, where there is one.
    pub(super) async fn settle_ended(&mut self, settles: Vec<Command>) -> Result<Vec<String>, Stop> {
        let mut said = Vec::new();
        if settles.is_empty() || self.is_beginning() {
            return Ok(said);
        }
        for settle in settles {
            match self.run(settle, None).await {
                Ok(done) => said.extend(done.entries.iter().map(super::run::told)),
                Err(Stop::Held(_) | Stop::Changed { .. }) => {}
                Err(failed @ Stop::Failed(_)) => return Err(failed),
            }
        }
        Ok(said)
    }

    /// Whether somebody holds the effects lock: a run that is being begun has no directory yet.
    pub(super) fn is_beginning(&self) -> bool {
        !matches!(lock::try_take(&self.lock_path()), Ok(Some(_)))
    }

    /// How the open runs stand.
    pub(super) fn observe_runs(&mut self) {
        for (_, _, id) in runbook::open_runs(&self.state.runbook) {
            let seen = self.run_seen(&id, false);
            self.observed.runs.insert(id, seen);
        }
    }

    /// How a run stands, with its output when it is to be kept.
    pub(super) fn run_seen(&self, id: &str, keep: bool) -> RunSeen {
        let Ok(run) = process::attach(&self.workspace.private(), id) else {
            let exit = RunExit::NotStarted("it left nothing behind".to_owned());
            return RunSeen::Ended { exit, sha256: None, bytes: 0, redactions: 0, output: None };
        };
        match seen(&run) {
            RunSeen::Ended { exit, sha256, bytes, redactions, .. } => {
                let output = keep.then(|| std::fs::read(run.directory().join("output")).ok()).flatten();
                RunSeen::Ended { exit, sha256, bytes, redactions, output: output.map(Arc::from) }
            }
            other => other,
        }
    }

    /// Runs a command that is given as evidence; once for each command that is being decided.
    pub(super) fn probe(&mut self, line: &str) -> Result<EvidenceSeen, String> {
        if let Some(seen) = self.probed.get(line) {
            return seen.clone();
        }
        let spawner = environment::spawner().map_err(|error| format!("the program cannot find itself: {error}"));
        let secrets = self.secrets();
        let seen = spawner.and_then(|spawner| {
            let probe = spawner.probe(&self.workspace.private(), line, &self.workspace.root, Some(PROBE), &secrets)?;
            Ok(EvidenceSeen {
                sha256: probe.sha256,
                bytes: probe.output.len() as u64,
                content: Some(probe.output.into()),
                exit: match probe.exit {
                    process::Exit::Code(code) => Some(code),
                    _ => None,
                },
            })
        });
        self.probed.insert(line.to_owned(), seen.clone());
        seen
    }

    /// The values that are taken out of every output before it is stored.
    pub(super) fn secrets(&self) -> Vec<String> {
        environment::values_of(&self.workspace.config.run.secret_env)
    }

    pub(super) fn exe() -> PathBuf {
        environment::spawner().map(|spawner| spawner.exe).unwrap_or_default()
    }
}

/// The run that a command begins, and the command that records its end.
fn begins(command: &Command) -> Option<(String, Command)> {
    match command {
        Command::Runbook(runbook::Command::Phase { path, phase, act: Act::Run { run } }) => {
            let act = Act::SettleRun { id: run.id.clone() };
            let settle = runbook::Command::Phase { path: path.clone(), phase: phase.clone(), act };
            Some((run.id.clone(), settle.into()))
        }
        Command::Verify(verify::Command::Run { run, .. }) => {
            Some((run.clone(), verify::Command::Settle { run: run.clone() }.into()))
        }
        _ => None,
    }
}

fn seen(run: &process::Run) -> RunSeen {
    match run.state() {
        Ok(process::RunState::Running { .. }) => RunSeen::Running,
        Ok(process::RunState::Ended(outcome)) => RunSeen::Ended {
            exit: exit(outcome.exit),
            sha256: Some(outcome.sha256),
            bytes: outcome.bytes,
            redactions: outcome.redactions,
            output: None,
        },
        Ok(process::RunState::Unknown { .. }) | Err(_) => RunSeen::Unknown,
    }
}

fn exit(exit: process::Exit) -> RunExit {
    match exit {
        process::Exit::Code(code) => RunExit::Code(code),
        process::Exit::Signal(signal) => RunExit::Signal(signal),
        process::Exit::TimedOut => RunExit::TimedOut,
        process::Exit::Cancelled => RunExit::Cancelled,
        process::Exit::NotStarted(reason) => RunExit::NotStarted(reason),
    }
}
