//! World files: their types, and reading them strictly.
//!
//! Lives here: [`World`] and its parts, [`parse`], the errors that name a place and a remedy.
//! May not: offer, select or accept anything.

mod check;
mod error;
mod fields;
mod model;
mod parse;
mod policy;
mod requirement;
mod strict;

pub use error::WorldError;
pub use model::{Craft, Declared, Edge, Finding, Link, Node, Proposal, World};
pub use parse::parse;
pub use policy::Policy;
pub use requirement::{Criteria, Requirement, Template};
