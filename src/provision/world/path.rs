//! Where in a file something stands. Spelled only when somebody asks, since most places are never told of.

use std::fmt;

/// A place in a JSON file, as a step from the one above it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    /// The file's one value.
    Root,
    /// A key of an object.
    Key(&'p Path<'p>, &'p str),
    /// A place in a list.
    At(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(Self::Root, key) => f.write_str(key),
            Self::Key(above, key) => write!(f, "{above}.{key}"),
            Self::At(above, place) => write!(f, "{above}[{place}]"),
        }
    }
}
