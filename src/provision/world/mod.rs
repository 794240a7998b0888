//! World files: their types, and reading them strictly.
//!
//! Lives here: [`World`] and its parts, [`parse`], the errors that name a place and a remedy.
//! May not: offer, select or accept anything.

mod answers;
mod build;
mod check;
mod error;
mod errors;
mod fields;
mod file;
mod index;
pub mod limits;
mod lists;
mod model;
mod nodes;
mod parse;
mod path;
mod places;
mod policy;
mod requirement;
mod shape;
mod strict;
mod word;

pub use answers::{ANSWER_BYTES, ANSWER_OFFERS, Answer, Answers, QUESTIONS, Question, Told};
pub use build::{parse, salvage};
pub use error::WorldError;
pub use file::too_large;
pub use model::{Craft, Declared, Edge, Finding, Link, Node, Proposal, World};
pub use policy::Policy;
pub use requirement::{Criteria, Requirement, Template};
pub use word::Word;

pub(crate) use answers::input;
pub(crate) use index::{Attrs, has_attrs, is_exact};
pub(crate) use lists::Lists;
pub(crate) use places::Places;
