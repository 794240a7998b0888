//! What has gone wrong so far in reading a world, by how much of the reading it spoils. Bounded, and counted beyond.

use std::fmt;

use super::WorldError;
use super::limits::LISTED;

/// What has gone wrong so far.
#[derive(Debug, Default)]
pub(super) struct Errors {
    /// What is no JSON as everybody reads it: keys given twice, numbers that would be rounded.
    pub(super) strict: Vec<WorldError>,
    /// Fields that make no sense.
    pub(super) fields: Vec<WorldError>,
    /// Parts that make sense and do not fit together.
    pub(super) misfits: Vec<WorldError>,
    /// How many more there were.
    more: usize,
    /// Whether one of them is about the file itself, so that no part of it can be used.
    pub(super) whole: bool,
}

impl Errors {
    /// How many there are, listed or not: a part was read well when this has not changed meanwhile.
    pub(super) fn count(&self) -> usize {
        self.strict.len() + self.fields.len() + self.misfits.len() + self.more
    }

    /// Adds a fault of the JSON itself.
    pub(super) fn strict(&mut self, path: &dyn fmt::Display, what: &str, fix: &str) {
        if self.strict.len() < LISTED {
            self.strict.push(error(path, what, fix));
        } else {
            self.more += 1;
        }
    }

    /// Adds a field that makes no sense.
    pub(super) fn wrong(&mut self, path: &dyn fmt::Display, what: impl Into<String>, fix: impl Into<String>) {
        if self.fields.len() < LISTED {
            self.fields.push(error(path, what, fix));
        } else {
            self.more += 1;
        }
    }

    /// Adds a part that does not fit. What to do is only worked out for those that are listed.
    pub(super) fn misfit(&mut self, path: &dyn fmt::Display, what: impl Into<String>, fix: impl FnOnce() -> String) {
        if self.misfits.len() < LISTED {
            self.misfits.push(error(path, what, fix()));
        } else {
            self.more += 1;
        }
    }

    /// Whether the newest error of a field is about exactly this place.
    pub(super) fn last_is(&self, path: &str) -> bool {
        self.fields.last().is_some_and(|error| error.path == path)
    }

    /// All of them, those first that spoil most; the last says how many are not listed.
    pub(super) fn all(self) -> Vec<WorldError> {
        let more = self.more;
        let mut all = [self.strict, self.fields, self.misfits].concat();
        all.extend(unlisted(more));
        all
    }

    /// The errors that a reader should correct first: as long as fields make no sense, one slip would be told many
    /// times by parts that do not fit.
    pub(super) fn first(self) -> Vec<WorldError> {
        let more = self.more;
        let lists = [self.strict, self.fields, self.misfits];
        let mut first = lists.into_iter().find(|list| !list.is_empty()).unwrap_or_default();
        first.extend(unlisted(more));
        first
    }
}

fn error(path: &dyn fmt::Display, what: impl Into<String>, fix: impl Into<String>) -> WorldError {
    WorldError { path: path.to_string(), what: what.into(), fix: fix.into() }
}

fn unlisted(more: usize) -> Option<WorldError> {
    let what = format!("{more} more errors are not listed");
    (more > 0).then(|| error(&"the file", what, "correct these first, and check it again"))
}
