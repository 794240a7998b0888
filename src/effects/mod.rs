//! The only I/O with the world: files, git, the lock over effects, objects, watching, processes.
//!
//! Lives here: atomic file writes, read-back, the object store, the effects lock, the watcher, the machinery that runs processes, and [`run`], which
//! carries out a [`console::Effect`](crate::console::Effect).
//! May not: decide anything, append to the ledger, or know a face. What an effect *means* was decided before it got here.

pub mod aside;
pub mod crash;
pub(crate) mod faults;
pub mod files;
pub mod git;
pub mod lock;
pub mod look;
pub mod objects;
pub mod process;
mod run;
pub mod watch;

pub use run::{Hook, OWN_PROGRAM, Places, has_files, hook_run, keep_targets, run};

#[cfg(test)]
mod tests;
