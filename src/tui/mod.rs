//! The terminal console: one model, one `update`, one drawing of it; the runtime carries out what `update` asks for.
//!
//! Lives here: keys, panes, overlays, the command registry, the terminal itself. May not: hold a rule (they are asked),
//! open the store, write a file. `CONTRIBUTING.md` says how a key is added.

mod acts;
mod bundles;
pub mod commands;
mod details;
pub mod effect;
mod field;
mod find;
mod held;
pub mod keys;
pub mod model;
pub mod msg;
mod needs;
mod overlays;
mod page;
mod panes;
pub mod play;
mod presenter;
mod roadmap;
mod run;
mod screen;
mod sheets;
mod standing;
mod svg;
mod term;
pub mod theme;
mod update;
mod weighing;
mod widgets;
mod words;
mod worlds;

pub use model::Model;
pub use run::{Play, play, run};
pub use screen::{draw, picture};
pub use svg::svg;
pub use update::update;

/// How the console is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// No borders, words for glyphs, a real cursor on the selection.
    pub plain: bool,
    /// No colours.
    pub no_color: bool,
    /// The path of the world to open on, instead of the runbooks.
    pub world: Option<String>,
    /// Show each key that is pressed large at the foot, with what it does.
    pub present: bool,
}

#[cfg(test)]
mod tests;
