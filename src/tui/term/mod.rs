//! The terminal: taken once, given back exactly once whatever happens, read on a thread of its own.

mod face;
mod guard;
mod input;
mod signals;

pub use face::Face;
pub use guard::Guard;
pub use input::Input;
use {guard::Screen, input::Inputs};
