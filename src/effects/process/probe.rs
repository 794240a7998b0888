//! A command as evidence: run to its end, with what it said and how it ended. Whether that counts is the rules' to say.

use std::path::Path;
use std::time::Duration;

use super::outcome::Exit;
use super::place::fresh_id;
use super::run::attach;
use super::spec::{Program, Spec};
use super::start::Spawner;

/// What a probe showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeSeen {
    /// The run that it was.
    pub run: String,
    /// How the command ended.
    pub exit: Exit,
    /// The stored output: bounded, and redacted.
    pub output: Vec<u8>,
    /// Its SHA-256, lower-case hex.
    pub sha256: String,
    /// Whether output was left out.
    pub truncated: bool,
    /// Places of the output that were redacted.
    pub redactions: u64,
}

impl Spawner {
    /// Runs a command line in `sh` to its end, in `cwd` (an absolute path). A command that takes too long or cannot be
    /// run has been seen too: [`ProbeSeen::exit`] says so.
    ///
    /// # Errors
    /// A sentence that says why nothing was found out.
    pub fn probe(
        &self,
        private: &Path,
        command_line: &str,
        cwd: &Path,
        timeout: Option<Duration>,
        secrets: &[String],
    ) -> Result<ProbeSeen, String> {
        let command = Program::Script { shell: "sh".to_owned(), text: command_line.to_owned() };
        let mut spec = Spec::new(fresh_id(private, "probe"), command, cwd);
        spec.timeout = timeout;
        spec.secrets = secrets.to_vec();
        let failed = |error: std::io::Error| format!("`{command_line}` could not be run: {error}");
        let outcome = self.run_to_end(private, &spec, |_| {}).map_err(failed)?;
        let stored = attach(private, &spec.id).and_then(|run| std::fs::read(run.place().output())).map_err(failed)?;
        Ok(ProbeSeen {
            run: spec.id,
            exit: outcome.exit,
            output: stored,
            sha256: outcome.sha256,
            truncated: outcome.truncated,
            redactions: outcome.redactions,
        })
    }
}
