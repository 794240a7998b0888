//! How a run stands and how it ended: `status.json`, and what is read from it.

use std::fmt;
use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::place::Place;
use crate::effects::files;

/// The most that is read of a status or a record; ours are far smaller unless an argument list is very long.
const CAP: u64 = 16 << 20;

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// By itself, with this code.
    Code(i32),
    /// By this signal, which nobody here sent.
    Signal(i32),
    /// It took too long and was ended.
    TimedOut,
    /// It was asked to end.
    Cancelled,
    /// It never ran; the reason, for a person.
    NotStarted(String),
}

impl Exit {
    /// Whether it ended by itself with code 0.
    pub fn is_success(&self) -> bool {
        *self == Self::Code(0)
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "exit {code}"),
            Self::Signal(signal) => write!(f, "ended by signal {signal}"),
            Self::TimedOut => f.write_str("took too long and was ended"),
            Self::Cancelled => f.write_str("was cancelled"),
            Self::NotStarted(reason) => write!(f, "did not start: {reason}"),
        }
    }
}

/// How a run ended and what is kept of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How the process ended.
    pub exit: Exit,
    /// SHA-256 of the stored output, lower-case hex.
    pub sha256: String,
    /// Bytes of the stored output.
    pub bytes: u64,
    /// Whether output was left out, for its length or because the disk did not take it.
    pub truncated: bool,
    /// Places of the output that were redacted.
    pub redactions: u64,
    /// When the supervisor took the run over.
    pub started: DateTime<Utc>,
    /// When it was over.
    pub ended: DateTime<Utc>,
}

/// How a run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunState {
    /// Its supervisor lives.
    Running {
        /// The process and its group; `None` in the moment before it is started.
        pid: Option<u32>,
        /// When the supervisor took the run over; `None` in the moment before.
        started: Option<DateTime<Utc>>,
    },
    /// It is over.
    Ended(Outcome),
    /// Its supervisor died before it could say how the run ended. Whatever it ran may still be running.
    Unknown {
        /// The process, if one was started. Another process may have the number by now.
        pid: Option<u32>,
    },
}

/// `status.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Status {
    /// The format, 1.
    pub v: u32,
    /// The supervisor's process.
    pub supervisor: u32,
    /// The process it runs.
    pub pid: Option<u32>,
    pub started: DateTime<Utc>,
    pub outcome: Option<Outcome>,
}

impl Status {
    /// `None` when there is none yet.
    pub fn read(place: &Place) -> io::Result<Option<Self>> {
        read_json(&place.status())
    }

    pub fn write(&self, place: &Place) -> io::Result<()> {
        write_json(&place.status(), self)
    }
}

/// Reads a JSON file; `None` when it is not there.
pub(super) fn read_json<T: for<'a> Deserialize<'a>>(path: &Path) -> io::Result<Option<T>> {
    match files::read_capped(path, CAP) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Replaces a JSON file, synced.
pub(crate) fn write_json<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(value).map_err(io::Error::other)?;
    bytes.push(b'\n');
    files::replace(path, &bytes)
}
