//! Files that an incident keeps or writes, as facts: what was seen of one, and where a report goes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What was found at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSeen {
    /// Nothing.
    Absent,
    /// Something that cannot be read, and why.
    Unreadable {
        /// A sentence.
        reason: String,
    },
    /// A file.
    Read {
        /// Its digest.
        sha256: String,
        /// Its bytes.
        content: Arc<[u8]>,
    },
}

impl FileSeen {
    /// Its digest, when there is a file.
    pub fn sha256(&self) -> Option<&str> {
        match self {
            Self::Read { sha256, .. } => Some(sha256),
            Self::Absent | Self::Unreadable { .. } => None,
        }
    }
}

/// A place in the ledger that a report was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The entry.
    pub seq: u64,
    /// Its hash, which stands for every entry up to it.
    pub hash: String,
}

/// A file that is about to be written from the object store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileWrite {
    /// Where, relative to the workspace.
    pub path: String,
    /// The digest of what will stand there.
    pub sha256: String,
    /// The digest of what stands there now; nothing does when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// Where an incident's report goes, relative to the workspace: the Markdown, then the JSON.
pub fn report_paths(id: &str) -> [String; 2] {
    let safe: String = id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
    [format!("snapshots/{safe}.md"), format!("snapshots/{safe}.json")]
}
