//! Evidence tokens: what a phase's evidence part and its gating boxes name between backticks.

use serde::Serialize;

use super::super::{Document, Span};

/// What a token names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// An object in a store: `s3://…`, `gs://…`.
    ObjectStore,
    /// Any other address with a scheme.
    Url,
    /// A path in the workspace: relative, with a slash, and an extension or a slash at its end.
    Path,
    /// A bare name.
    Name,
    /// Something with a gap to be filled: `< > * { }` or `..`.
    Pattern,
}

impl TokenKind {
    /// Whether a machine can look whether it is there. Everything else stays unverified, which is not a pass.
    pub const fn is_checkable(self) -> bool {
        matches!(self, Self::Path)
    }

    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ObjectStore => "object store",
            Self::Url => "url",
            Self::Path => "path",
            Self::Name => "name",
            Self::Pattern => "pattern",
        }
    }
}

/// A token between backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its line.
    pub line: usize,
    /// Its bytes, without the backticks.
    pub span: Span,
    /// What it says.
    pub text: String,
    /// What it names.
    pub kind: TokenKind,
    /// The phase it belongs to.
    pub phase: usize,
}

impl Document {
    /// The evidence tokens of a phase, in order; empty for an unknown id.
    pub fn tokens_of(&self, id: &str) -> impl Iterator<Item = &Token> {
        self.of(&self.index.tokens, id).filter_map(|&at| self.tokens.get(at))
    }
}
