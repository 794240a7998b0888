//! What reaches the model: keys, pastes, what was seen, what came of an effect.

use std::time::Duration;

use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;

use super::sheets::About;
use crate::console::{Event, Holds};
use crate::hold::Stamp;
use crate::runbook::RunExit;
use crate::session::View;

/// One thing that happened. `at` is the time since the console started; it never goes back.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A key.
    Key {
        /// The key.
        key: KeyEvent,
        /// When.
        at: Duration,
    },
    /// Text was pasted.
    Paste {
        /// The text.
        text: String,
        /// When.
        at: Duration,
    },
    /// The terminal has this size now: columns, rows.
    Resized(u16, u16),
    /// The ledger and the files were looked at.
    Seen {
        /// What was seen.
        view: Box<View>,
        /// What others wrote since the last look.
        heard: Vec<Told>,
    },
    /// The time moved on.
    Now(DateTime<Utc>),
    /// A command came back.
    Ran(Ran),
    /// The evidence of a phase was looked at; the view that shows it came before.
    Looked {
        /// The runbook.
        path: String,
        /// The phase.
        phase: String,
    },
    /// What was read of a timeline.
    Timeline {
        /// Whose timeline.
        about: About,
        /// Before which entry it was read; `None` from the newest on.
        before: Option<u64>,
        /// The entries, the newest first.
        entries: Vec<Told>,
        /// Before which entry older ones may follow; `None` when there are none.
        older: Option<u64>,
    },
    /// What a run wrote since the last time.
    Output {
        /// The run.
        run: String,
        /// Its lines.
        lines: Vec<String>,
        /// How it ended, once it has.
        exit: Option<RunExit>,
    },
    /// The live posture and its targets were read back; the view that shows them came before.
    ReadBack,
    /// What was recorded because this console looked: an end that passed, a change by others, a verdict.
    Noticed(Vec<Told>),
    /// What an earlier process left unfinished was settled, a sentence each.
    Settled(Vec<String>),
    /// The demo stands as it did when it opened; the view that shows it came before.
    Reset,
    /// Something could not be found out.
    Trouble(String),
}

/// An entry as the ledger has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its place, time and author.
    pub stamp: Stamp,
    /// What it says.
    pub event: Event,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Ran {
    /// It was carried out.
    Done {
        /// The entries it left.
        entries: Vec<Told>,
        /// What was settled first, a sentence each.
        recovered: Vec<String>,
        /// Why an effect did not take.
        trouble: Option<String>,
    },
    /// The report of an incident stands in its files.
    Reported {
        /// The incident.
        id: String,
        /// The files, relative to the workspace.
        files: [String; 2],
        /// The entry that recorded it; `None` when the files stood there already as they would be written.
        at: Option<Stamp>,
        /// Why a file was not written.
        trouble: Option<String>,
    },
    /// It is held; nothing was written.
    Held(Holds),
    /// Its subject changed after it was looked at; nothing was written.
    Changed {
        /// The subject.
        subject: String,
        /// The entry that changed it.
        by: Stamp,
        /// What holds the command now.
        holds: Holds,
    },
    /// It could not be found out.
    Failed(String),
}
