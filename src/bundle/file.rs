//! A file as it was found, as far as this room needs it: its place, where that really is, its digest, its text.

use std::sync::Arc;

use crate::hold::digest::sha256;

/// The most of one file that is read as text, in bytes; a longer one is no instruction.
const LONGEST: usize = 1 << 20;

/// One file of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFact {
    /// Where it is found, relative to the workspace, with `/`.
    pub path: String,
    /// Where it really is, relative to the workspace, with every link on the way followed; `None` is outside of it.
    pub real: Option<String>,
    /// The digest of its bytes, lower-case hex.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its text; `None` when it is not UTF-8 or longer than 1 MiB.
    pub text: Option<Arc<str>>,
}

impl FileFact {
    /// A file with these bytes that really is at `real`.
    pub fn new(path: impl Into<String>, real: Option<String>, bytes: &[u8]) -> Self {
        let text = (bytes.len() <= LONGEST).then(|| str::from_utf8(bytes).ok()).flatten();
        Self { path: path.into(), real, sha256: sha256(bytes), size: bytes.len() as u64, text: text.map(Arc::from) }
    }

    /// A file that no link leads to.
    pub fn plain(path: &str, bytes: &[u8]) -> Self {
        Self::new(path, Some(path.to_owned()), bytes)
    }
}
