//! The terminal: taken once, given back exactly once whatever happens, read on a thread of its own.

mod guard;
mod input;
mod signals;

pub use guard::{Guard, Screen};
pub use input::{Input, Inputs};
