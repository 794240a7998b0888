//! The words of the acts that need no more than a phase and a reason: hold, go, block, unblock.

use clap::Args;

use super::Target;

/// A phase and a reason
#[derive(Debug, Args)]
pub struct Reasoned {
    #[command(flatten)]
    pub(super) target: Target,
    /// Why, in one line
    #[arg(long, alias = "because", value_name = "TEXT", default_value = "")]
    pub(super) reason: String,
}

/// Give a phase its build-go
///
/// It is bound to the phase's gate, items, steps and decisions as they are now, and dies when one of them changes.
#[derive(Debug, Args)]
pub struct Go {
    #[command(flatten)]
    pub(super) target: Target,
}
