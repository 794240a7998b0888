//! The posture as a flag file for [flagd](https://flagd.dev): one flag with the whole profile, and one for each of the
//! eight toggles.
//!
//! Lives here: the text of the file, what a file on disk says, and from when readers of it are back at strict by
//! themselves. May not: write or read a file, or know a clock.

mod json;
mod read;
mod render;
mod says;

pub use read::Seen;
pub use render::{Notes, render};
pub use says::Says;

use super::Toggles;

/// The flag that holds the whole profile. The flag of one toggle is this, a dot, and the toggle's dotted name.
pub const FLAG: &str = "wayhold-posture";

/// Where flagd's schema for such a file is published.
pub const SCHEMA: &str = "https://flagd.dev/schema/v0/flags.json";

/// The nine flags of a file: the whole profile first, then the toggles in the order of [`Toggles::NAMES`].
pub fn flags() -> Vec<String> {
    let toggles = Toggles::NAMES.iter().map(|name| format!("{FLAG}.{name}"));
    std::iter::once(FLAG.to_owned()).chain(toggles).collect()
}

#[cfg(test)]
mod tests;
