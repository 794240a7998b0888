//! Scripts that play the console hands-free: what they say, and how far a play is.
//!
//! Lives here: the words of a script, its steps as data, the place of a play in them. May not: press a key itself; the
//! runtime does, and by the same way as a person's.

mod parse;

use std::time::Duration;

use crossterm::event::KeyEvent;

pub use parse::Wrong;

/// A script: its steps, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// What it is called, for what is said about it.
    pub name: String,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its line, from 1.
    pub line: usize,
    /// What is done.
    pub what: Do,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Do {
    /// Presses a key.
    Key(KeyEvent, String),
    /// Types text, one key after the other.
    Type(String),
    /// Waits. A play without a terminal waits for nothing but a run that goes on.
    Wait(Duration),
    /// Shows a line to whoever watches.
    Say(String),
    /// The text has to be on the screen.
    Expect(String),
    /// The text may not be on the screen.
    Gone(String),
}

impl Do {
    /// The word of the script that it was written with; a key is its name.
    pub fn word(&self) -> &str {
        match self {
            Self::Key(_, name) => name,
            Self::Type(_) => "type",
            Self::Wait(_) => "wait",
            Self::Say(_) => "say",
            Self::Expect(_) => "expect",
            Self::Gone(_) => "gone",
        }
    }
}

/// Why a play did not go to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{script}, line {line}: {why}")]
pub struct Unmet {
    /// The script.
    pub script: String,
    /// The line, from 1.
    pub line: usize,
    /// What was not as the script has it.
    pub why: String,
}

/// Whether a text stands on one line of a screen; blanks count once, since columns are filled up with them.
pub fn stands_on(screen: &str, text: &str) -> bool {
    let once = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = once(text);
    screen.lines().any(|line| once(line).contains(&wanted))
}

#[cfg(test)]
mod tests;
