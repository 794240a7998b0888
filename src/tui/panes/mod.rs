//! The parts of the deck, each a function that draws a part of the model into an area.

pub mod footer;
pub mod incident;
pub mod line;
pub mod offers;
pub mod phase;
pub mod posture;
pub mod roadmap;
pub mod state_line;
pub mod world;
