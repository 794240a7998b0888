//! Finding out which format an output is in.

use super::super::{Counts, Format, Unreadable};
use super::plainly;

/// A report quotes what the tests printed, and nextest what a test binary printed: the first of these that has anything
/// to say speaks for the others.
const OUTER: [Format; 2] = [Format::Junit, Format::Nextest];
const OTHERS: [Format; 4] = [Format::Vitest, Format::Cargo, Format::Pytest, Format::Tap];

pub(super) fn read(text: &str) -> Result<Counts, Unreadable> {
    let said = |format: &Format| match plainly(format, text) {
        Err(Unreadable::NoCounts { .. }) => None,
        said => Some((format.word(), said)),
    };
    if let Some((_, said)) = OUTER.iter().find_map(said) {
        return said;
    }
    let mut found: Vec<_> = OTHERS.iter().filter_map(said).collect();
    if found.len() > 1 {
        let words: Vec<&str> = found.iter().map(|(word, _)| *word).collect();
        let why = format!("it reads as {}; say which with `format`", words.join(" and as "));
        return Err(Unreadable::contradictory(why));
    }
    found.pop().map_or_else(|| Err(Format::Auto.none_found()), |(_, said)| said)
}
