//! Verifications: beginning one, following its output, and putting its verdict on the ledger.
//!
//! A run is begun under the effects lock and outlives this process. Whoever looks next and finds it over records so.

use std::sync::Arc;

use super::Session;
use super::run::{Done, Stop};
use super::runs::Following;
use crate::console::Command;
use crate::effects::process;
use crate::hold::digest::sha256;
use crate::hold::text;
use crate::verify::{self, Ended, RunSeen};

impl Session {
    /// A name for the next run of a verification.
    pub fn fresh_verification_id(&self) -> String {
        process::fresh_id(&self.workspace.private(), "verify")
    }

    /// Follows a verification that is on the ledger, from the beginning of its output.
    ///
    /// # Errors
    /// It has left nothing behind on this machine.
    pub fn follow_verification(&self, id: &str) -> std::io::Result<Following> {
        Following::attach(&self.workspace.private(), id)
    }

    /// Runs a verification, the closing gate when `name` is empty, hands on its output as it comes, and records its
    /// verdict.
    ///
    /// # Errors
    /// As [`Session::run`]; then nothing was started.
    pub async fn verify_streaming(&mut self, name: &str, on_output: &mut dyn FnMut(&[u8])) -> Result<Done, Stop> {
        let run = self.fresh_verification_id();
        let command = verify::Command::Run { name: name.to_owned(), run: run.clone() };
        let mut done = self.run(command.into(), None).await?;
        if let Ok(mut following) = self.follow_verification(&run) {
            following.follow_to_end(on_output).await;
        }
        done.extend(self.run(verify::Command::Settle { run }.into(), None).await?);
        Ok(done)
    }

    /// Records the verdict of every verification that is over. A sentence each.
    ///
    /// # Errors
    /// The ledger cannot be read or written.
    pub async fn settle_verifications(&mut self) -> Result<Vec<String>, Stop> {
        let mut said = Vec::new();
        let open: Vec<String> = self.state.verify.open.keys().cloned().collect();
        if open.is_empty() || self.is_beginning() {
            return Ok(said);
        }
        for run in open {
            match self.run(Command::Verify(verify::Command::Settle { run }), None).await {
                Ok(done) => said.extend(done.entries.iter().map(super::run::told)),
                Err(Stop::Held(_) | Stop::Changed { .. }) => {}
                Err(failed @ Stop::Failed(_)) => return Err(failed),
            }
        }
        Ok(said)
    }

    /// How the open verifications stand.
    pub(super) fn observe_verifications(&mut self) {
        let open: Vec<String> = self.state.verify.open.keys().cloned().collect();
        for id in open {
            let seen = self.verification_seen(&id);
            self.observed.verifications.insert(id, seen);
        }
    }

    fn verification_seen(&self, id: &str) -> RunSeen {
        let over =
            |ended| RunSeen::Ended { ended, output: Arc::from([]), sha256: None, truncated: false, redactions: 0 };
        let Ok(run) = process::attach(&self.workspace.private(), id) else {
            return over(Ended::NotStarted("it left nothing behind".to_owned()));
        };
        match run.state() {
            Ok(process::RunState::Running { .. }) => RunSeen::Running,
            Ok(process::RunState::Ended(outcome)) => {
                let output = std::fs::read(run.directory().join("output")).unwrap_or_default();
                // What a power loss cut short, or somebody changed, is no longer what the run said.
                if sha256(&output) != outcome.sha256 {
                    return over(Ended::Unknown);
                }
                RunSeen::Ended {
                    ended: ended(outcome.exit),
                    output: Arc::from(output),
                    sha256: Some(outcome.sha256),
                    truncated: outcome.truncated,
                    redactions: outcome.redactions,
                }
            }
            Ok(process::RunState::Unknown { .. }) | Err(_) => over(Ended::Unknown),
        }
    }
}

fn ended(exit: process::Exit) -> Ended {
    match exit {
        process::Exit::Code(code) => Ended::Exit(code),
        process::Exit::Signal(signal) => Ended::Signal(signal),
        process::Exit::TimedOut => Ended::TimedOut,
        process::Exit::Cancelled => Ended::Cancelled,
        process::Exit::NotStarted(reason) => Ended::NotStarted(text::one_line(&reason)),
    }
}
