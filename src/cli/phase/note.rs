//! `wayhold phase note`.

use clap::Args;

use super::Target;

/// Write down what was decided or done; closing a phase asks for a note
#[derive(Debug, Args)]
pub struct Note {
    #[command(flatten)]
    pub(super) target: Target,
    /// What; the words are joined by blanks
    #[arg(required = true)]
    pub(super) text: Vec<String>,
}
