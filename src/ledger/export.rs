//! Export: one JSON line per entry, enough to check it anywhere.
//!
//! Lives here: writing and reading such a line. May not: open a file.

use serde::{Deserialize, Serialize};

use super::canonical::{self, JsonError};
use super::store::Stored;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    entry: String,
    hash: String,
    sig: String,
}

/// Why a line is no exported entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the line is no exported entry: {0}")]
pub struct LineError(String);

impl From<JsonError> for LineError {
    fn from(error: JsonError) -> Self {
        Self(error.to_string())
    }
}

/// The line of one entry: `{"entry":"<canonical text>","hash":"…","sig":"<armored>"}`, without the line break.
pub fn line(row: &Stored) -> Result<String, LineError> {
    let fields = serde_json::json!({ "entry": row.entry, "hash": row.hash, "sig": row.sig });
    Ok(canonical::write(&fields)?)
}

/// Reads a line back as the entry at `seq`: the count of lines before it. A damaged entry is read too, so that
/// verification can name it.
pub fn read_line(seq: u64, line: &str) -> Result<Stored, LineError> {
    let value = canonical::read(line)?;
    let Line { entry, hash, sig } = serde_json::from_value(value).map_err(|error| LineError(error.to_string()))?;
    Ok(Stored { seq, entry, hash, sig })
}
