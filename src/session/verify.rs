//! Verifications: beginning one, and what its verdict is judged by. Following one is the business of `runs`.

use std::sync::Arc;

use super::Session;
use super::run::{Done, Stop};
use crate::effects::process;
use crate::hold::digest::sha256;
use crate::hold::text;
use crate::verify::{self, Ended, RunSeen};

impl Session {
    /// A name for the next run of a verification.
    pub fn fresh_verification_id(&self) -> String {
        process::fresh_id(&self.workspace.private(), "verify")
    }

    /// Runs a verification, the closing gate when `name` is empty, as [`Session::run_streaming`] does.
    ///
    /// # Errors
    /// As [`Session::run`]; then nothing was started.
    pub async fn verify_streaming(&mut self, name: &str, on_output: &mut dyn FnMut(&[u8])) -> Result<Done, Stop> {
        let command = verify::Command::Run { name: name.to_owned(), run: self.fresh_verification_id() };
        self.run_streaming(command.into(), None, on_output).await
    }

    /// Records the verdict of every verification that is over. A sentence each.
    ///
    /// # Errors
    /// The ledger cannot be read or written.
    pub async fn settle_verifications(&mut self) -> Result<Vec<String>, Stop> {
        let open = self.state.verify.open.keys().cloned();
        let settles = open.map(|run| verify::Command::Settle { run }.into()).collect();
        self.settle_ended(settles).await
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
