//! What may be asked of the verifications, and what is known when it is asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hold::Caller;
use crate::verify::{Ended, Gate};

/// What may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Runs one.
    Run {
        /// Which; the closing gate when empty.
        name: String,
        /// The run's own name, which nothing else has.
        run: String,
    },
    /// Records what came of a run that is over.
    Settle {
        /// The run.
        run: String,
    },
    /// Takes over totals that are not the recorded ones, all of which passed.
    Acknowledge {
        /// Which; the closing gate when empty.
        name: String,
        /// Why, one line of at most 300 characters.
        because: Option<String>,
    },
}

impl Command {
    /// A run that has no name of its own yet; of the closing gate when `name` is empty.
    pub fn run(name: impl Into<String>) -> Self {
        Self::Run { name: name.into(), run: String::new() }
    }
}

/// A run as it was just looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunSeen {
    /// It goes on.
    Running,
    /// It is over.
    Ended {
        /// How.
        ended: Ended,
        /// What it wrote, as stored.
        output: Arc<[u8]>,
        /// The digest of that, lower-case hex; `None` when nothing is left of it.
        sha256: Option<String>,
        /// Whether some of it was left out, for its length or because the disk did not take it.
        truncated: bool,
        /// Places of it that were redacted.
        redactions: u64,
    },
}

/// What is known when a command is decided.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// The verifications of the configuration.
    pub gates: &'a [Gate],
    /// The runs without an outcome, by name.
    pub runs: &'a BTreeMap<String, RunSeen>,
}
