//! Exit codes: one place that says what a script may rely on (`wayhold --help` prints the same table).

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// It could not be found out: I/O, or a fault of ours.
    CouldNot = 1,
    /// The words given make no sense.
    Usage = 2,
    /// The answer is no: a refusal, a failed check, an error finding, an unresolved hard requirement.
    No = 3,
    /// Only a human being present is missing.
    NeedsHuman = 4,
    /// Something needs attention.
    Attention = 5,
    /// The subject changed under the caller.
    Changed = 6,
}

/// The table as `--help` shows it.
pub const HELP: &str = "\
Exit codes:
  0  done
  1  could not find out (I/O, internal)
  2  usage
  3  the answer is no; the holds are on stderr, and in the JSON
  4  needs a human
  5  attention (status: unfounded, overdue, mixed, unknown, drift)
  6  the subject changed under you";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
