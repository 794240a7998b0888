//! The formats an output may be in, by the words of the configuration.

use std::fmt;

use super::{Counts, Expectation, Unreadable, What, read};

/// How an output is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Format {
    /// Whichever of the named formats it is; an output that could be two of them is unreadable.
    #[default]
    Auto,
    /// The summary of vitest's default, verbose and dot reporters.
    Vitest,
    /// `cargo test`: every `test result:` line, added up.
    Cargo,
    /// `cargo nextest run`: every `Summary` line, added up.
    Nextest,
    /// pytest's last line.
    Pytest,
    /// The Test Anything Protocol, versions 12 to 14.
    Tap,
    /// A `JUnit` XML report on standard output.
    Junit,
    /// Nothing is read; the exit code is the answer.
    Exit,
    /// A regular expression with named groups.
    Pattern(read::Pattern),
}

impl Format {
    /// The formats that have a word of their own, in the order of `docs/verification.md`.
    pub const NAMED: [Self; 8] =
        [Self::Auto, Self::Vitest, Self::Cargo, Self::Nextest, Self::Pytest, Self::Tap, Self::Junit, Self::Exit];

    /// The word of the configuration; `pattern` for a pattern.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Vitest => "vitest",
            Self::Cargo => "cargo",
            Self::Nextest => "nextest",
            Self::Pytest => "pytest",
            Self::Tap => "tap",
            Self::Junit => "junit",
            Self::Exit => "exit",
            Self::Pattern(_) => "pattern",
        }
    }

    /// Reads one of the words of [`Format::NAMED`].
    ///
    /// # Errors
    /// A sentence with the words there are.
    pub fn named(word: &str) -> Result<Self, String> {
        Self::NAMED.into_iter().find(|format| format.word() == word).ok_or_else(|| {
            let words: Vec<&str> = Self::NAMED.iter().map(Self::word).collect();
            let words = words.join(", ");
            format!("`{}` is not a format; write one of {words}, or give a `pattern`", word.escape_debug())
        })
    }

    /// Whether an output in this format can say how many there were. `auto` may, depending on what it finds.
    pub fn counts(&self, what: What) -> bool {
        match (self, what) {
            (Self::Exit, _) | (Self::Nextest | Self::Pytest | Self::Tap, What::Files) => false,
            (Self::Pattern(pattern), what) => pattern.counts(what),
            _ => true,
        }
    }

    /// Whether everything that is expected can be found in this format.
    ///
    /// # Errors
    /// A sentence that names what cannot.
    pub fn fits(&self, expectation: &Expectation) -> Result<(), String> {
        for (what, recorded) in [(What::Files, expectation.files), (What::Tests, expectation.tests)] {
            if recorded.is_some() && !self.counts(what) {
                let format = self.word();
                return Err(format!(
                    "`expect.{what}` is set, and the format {format} does not count {what}; leave it out"
                ));
            }
        }
        Ok(())
    }

    pub(super) fn none_found(&self) -> Unreadable {
        Unreadable::NoCounts { format: self.word().to_owned() }
    }

    /// Reads an output; see [`read::read`].
    pub fn read(&self, output: &[u8]) -> Result<Counts, Unreadable> {
        read::read(self, output)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
