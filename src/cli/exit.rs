//! Exit codes: one place that says what a script may rely on (`wayhold --help` prints the same table).

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// It could not be found out: I/O, or a fault of ours.
    CouldNot,
    /// The words given make no sense.
    Usage,
    /// The answer is no: a refusal, a failed check, an error finding, an unresolved hard requirement.
    No,
    /// Only a human being present is missing.
    NeedsHuman,
    /// Something needs attention.
    Attention,
    /// The subject changed under the caller.
    Changed,
    /// A command was run behind a build-go, and this is its own code, or what stands for the way it ended.
    Ran(u8),
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
  6  the subject changed under you
`run` and `step run` end with the code of what they ran; see their help";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::CouldNot => 1,
            Exit::Usage => 2,
            Exit::No => 3,
            Exit::NeedsHuman => 4,
            Exit::Attention => 5,
            Exit::Changed => 6,
            Exit::Ran(code) => code,
        })
    }
}
