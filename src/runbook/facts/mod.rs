//! The facts that stand under labels: parts, evidence, blockers, steps, the program, and what is odd about the bytes.
//!
//! Lives here: one file for each of them, its types beside its reading. May not: decide what is wrong with a fact
//! (`findings.rs`), or open, run or check anything.

mod blocker;
mod evidence;
mod oddity;
mod part;
mod program;
mod step;
mod token;

pub use blocker::Blocker;
pub use evidence::EvidenceRow;
pub use oddity::{Odd, Oddity};
pub use part::{Part, Parts};
pub use program::{Program, ProgramItem, Risk};
pub use step::{Step, StepKind};
pub use token::{Token, TokenKind};
