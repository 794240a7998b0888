//! What is to be run, as the caller asks for it and as it is recorded.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::redact::Redactor;

/// How long a process has to end by itself after it was asked to.
const GRACE: Duration = Duration::from_secs(5);

/// What a run runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// A program and its arguments, which no shell reads.
    Argv(Vec<String>),
    /// Text for a shell, which stops at the first command that fails (`-e`).
    Script {
        /// The shell: `sh`, `bash`, or a path.
        shell: String,
        /// Its text.
        text: String,
    },
}

impl Program {
    /// The words that are executed, exactly; a face shows these before they run.
    pub fn argv(&self) -> Vec<String> {
        match self {
            Self::Argv(words) => words.clone(),
            Self::Script { shell, text } => vec![shell.clone(), "-e".into(), "-c".into(), text.clone()],
        }
    }
}

/// One run to be started. It holds secrets: it goes to the supervisor through a pipe and never to the disk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// The run's name, and its directory's: 1 to 64 of `A-Z a-z 0-9 . _ -`, not beginning with a dot.
    pub id: String,
    /// What to run.
    pub command: Program,
    /// Where; an absolute path.
    pub cwd: PathBuf,
    /// How long it may take; `None` is for ever.
    pub timeout: Option<Duration>,
    /// How long the processes have between being asked to end (SIGTERM) and being ended (SIGKILL).
    pub grace: Duration,
    /// Variables added to the caller's environment.
    pub env: Vec<(String, String)>,
    /// What it reads on standard input; nothing when `None`.
    #[serde(default)]
    pub stdin: Option<String>,
    /// Whether standard error is thrown away, so that the output is an answer and nothing else.
    #[serde(default)]
    pub only_stdout: bool,
    /// Values that may not reach the disk; empty ones are passed over.
    pub secrets: Vec<String>,
}

impl Spec {
    /// A run without a time limit, additions or secrets, and a grace of 5 s.
    pub fn new(id: impl Into<String>, command: Program, cwd: impl Into<PathBuf>) -> Self {
        Self {
            id: id.into(),
            command,
            cwd: cwd.into(),
            timeout: None,
            grace: GRACE,
            env: Vec::new(),
            stdin: None,
            only_stdout: false,
            secrets: Vec::new(),
        }
    }

    /// What may stand on the disk of this: every text is redacted as the output is.
    pub(super) fn record(&self, requested: DateTime<Utc>) -> Record {
        let clean = |text: &str| Redactor::new(&self.secrets).text(text);
        Record {
            v: 1,
            id: self.id.clone(),
            argv: self.command.argv().iter().map(|word| clean(word)).collect(),
            cwd: clean(&self.cwd.to_string_lossy()),
            timeout_ms: self.timeout.map(millis),
            grace_ms: millis(self.grace),
            env: self.env.iter().map(|(name, value)| clean(&format!("{name}={value}"))).collect(),
            requested,
        }
    }
}

/// Values of variables and secrets stay out of every log.
impl fmt::Debug for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.env.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Spec")
            .field("id", &self.id)
            .field("command", &self.command)
            .field("cwd", &self.cwd)
            .field("timeout", &self.timeout)
            .field("env", &names)
            .field("secrets", &self.secrets.len())
            .finish_non_exhaustive()
    }
}

/// `spec.json`: what was asked for, redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// The format, 1.
    pub v: u32,
    pub id: String,
    pub argv: Vec<String>,
    pub cwd: String,
    pub timeout_ms: Option<u64>,
    pub grace_ms: u64,
    /// `NAME=value`.
    pub env: Vec<String>,
    pub requested: DateTime<Utc>,
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
