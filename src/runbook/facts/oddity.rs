//! What is odd about the bytes of a file: nothing to refuse it for, and nothing to overlook.

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Odd {
    /// A byte order mark, at the start or inside.
    ByteOrderMark,
    /// Line 1 opens front matter that does not close, or does not read as keys and values.
    FrontMatter,
    /// A control character other than a tab or a line ending; NUL is one of them.
    Control(char),
    /// A character that hides or reorders its neighbours.
    Hidden(char),
}

/// Something odd, once for each kind and character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oddity {
    /// The first line it is on.
    pub line: usize,
    /// What it is.
    pub what: Odd,
    /// How many lines it is on.
    pub lines: usize,
}

impl std::fmt::Display for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ByteOrderMark => f.write_str("a byte order mark, which no Markdown needs"),
            Self::FrontMatter => {
                f.write_str("front matter is opened on line 1 and does not read as one, so it is taken for text")
            }
            Self::Control(c) => write!(f, "the control character U+{:04X}, shown escaped", u32::from(*c)),
            Self::Hidden(c) => {
                write!(f, "the character U+{:04X}, which can hide or reorder text; shown escaped", u32::from(*c))
            }
        }
    }
}
