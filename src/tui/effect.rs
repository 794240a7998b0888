//! What the model asks of the runtime. Data, so that a test can say which key asks for what.

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
    /// Record what earlier processes left without outcome.
    Settle,
    /// Look at the ledger and the files.
    Refresh,
    /// Hand the terminal back to the shell until it continues us.
    Suspend,
    /// Leave.
    Quit,
}
