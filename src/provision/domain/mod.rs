//! The domain: which offers were accepted, by commands that are decided and events that are applied.
//!
//! The world file is never written. A world is its file at a digest, plus what was accepted against that digest; a
//! record of another digest does not count until the file is that one again.

mod apply;
mod decide;
mod holds;
mod objects;
mod overlay;
mod types;
mod ways;

pub use apply::{apply, plan};
pub use decide::decide;
pub use holds::holds;
pub use objects::objects;
pub use overlay::overlay;
pub use types::{
    Accepted, AffordanceAccepted, Ask, Binding, Command, Effect, Event, Granted, OfferAccepted, SeenWorld, State,
};
