//! What the model asks of the runtime. Data, so that a test can say which key asks for what.

use super::sheets::About;
use crate::console::Command;

/// Something to be done outside the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Run commands one after the other, up to the first that is held.
    Run {
        /// The commands.
        commands: Vec<Command>,
        /// The newest entry that was on the screen when the user decided.
        looked_at: Option<u64>,
    },
    /// Look at the evidence of a phase, now and with every look at the files.
    Evidence {
        /// The runbook.
        path: String,
        /// The phase.
        phase: String,
    },
    /// Read what happened from the ledger, the newest first.
    Timeline {
        /// Whose timeline.
        about: About,
        /// Entries before this one; from the newest on when `None`.
        before: Option<u64>,
    },
    /// Show what a run writes, from its beginning.
    Attach {
        /// The run.
        run: String,
    },
    /// Stop a run.
    Cancel {
        /// The run.
        run: String,
    },
    /// Look at the live posture and its targets, and say what they read.
    ReadBack,
    /// Record what earlier processes left without outcome.
    Settle,
    /// Put the demo back to the bytes with which it opened.
    Reset,
    /// Look at the ledger and the files.
    Refresh,
    /// Hand the terminal back to the shell until it continues us.
    Suspend,
    /// Leave.
    Quit,
}
