//! Reading counts out of what a test runner printed.
//!
//! Lives here: one module for each format, each from plain lines to [`Counts`]; taking escapes out; finding out which
//! format it is. May not: judge. Time is linear in the output, and nothing an output says can make it fail otherwise
//! than with [`Unreadable`].

mod auto;
mod cargo;
mod junit;
mod nextest;
mod pattern;
mod pytest;
mod tap;
mod text;
mod vitest;

pub use pattern::Pattern;

use super::{Counts, Format, Tally, Unreadable};

/// Reads the counts of an output: standard output and standard error as they came, coloured or not. Bytes that are not
/// UTF-8 are passed over.
///
/// # Errors
/// Nothing was found that looks like the format, the counts are incomplete, or they contradict each other.
pub fn read(format: &Format, output: &[u8]) -> Result<Counts, Unreadable> {
    if *format == Format::Exit {
        return Ok(Counts::default());
    }
    plainly(format, &text::plain(output))
}

/// Reads text without escapes.
fn plainly(format: &Format, text: &str) -> Result<Counts, Unreadable> {
    let counts = match format {
        Format::Auto => return auto::read(text),
        Format::Vitest => vitest::read(text),
        Format::Cargo => cargo::read(text),
        Format::Nextest => nextest::read(text),
        Format::Pytest => pytest::read(text),
        Format::Tap => tap::read(text),
        Format::Junit => junit::read(text),
        Format::Pattern(pattern) => pattern.read(text),
        Format::Exit => Ok(Some(Counts::default())),
    }?;
    counts.ok_or_else(|| format.none_found())
}

/// Counts of tests alone.
fn tests(tests: Tally) -> Counts {
    Counts { files: None, tests: Some(tests), errors: 0 }
}

/// Adds a tally to those before it.
fn add(to: &mut Option<Tally>, tally: Tally) -> Result<(), Unreadable> {
    *to = Some(to.unwrap_or_default().plus(tally)?);
    Ok(())
}
