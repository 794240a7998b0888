//! The marks of a ledger's file: what the system says of it without its being read.
//!
//! Lives here: taking them. May not: say what follows from them; whoever keeps marks knows what was true then.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The marks of a ledger's file and of the log beside it. Equal marks say that neither was written in between, nor
/// replaced, by any program that leaves the clock of the system alone; other marks say nothing at all. Marks of two
/// machines are never equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(String);

impl Marks {
    /// The marks of the ledger at `path` as it is now; `None` where there is no file.
    pub fn of(path: &Path) -> Option<Self> {
        // SQLite keeps the log beside the file itself, not beside a link to it.
        let path = fs::canonicalize(path).ok()?;
        let file = mark(&path)?;
        // An empty log comes and goes with every connection and says nothing.
        Some(Self(match mark(&log(&path)).filter(|log| log.bytes > 0) {
            Some(log) => format!("{} {}", file.shown, log.shown),
            None => file.shown,
        }))
    }
}

struct Mark {
    bytes: u64,
    shown: String,
}

fn log(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// The time of the last change cannot be set back the way the time of the last write can.
#[cfg(unix)]
fn mark(path: &Path) -> Option<Mark> {
    use std::os::unix::fs::MetadataExt;
    let meta = fs::metadata(path).ok()?;
    let numbers = [meta.mtime(), meta.mtime_nsec(), meta.ctime(), meta.ctime_nsec()].map(|number| number.to_string());
    let shown = format!("{}:{}:{}:{}", meta.dev(), meta.ino(), meta.len(), numbers.join(":"));
    Some(Mark { bytes: meta.len(), shown })
}

#[cfg(not(unix))]
fn mark(path: &Path) -> Option<Mark> {
    let meta = fs::metadata(path).ok()?;
    let since = meta.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Mark { bytes: meta.len(), shown: format!("{}:{}", meta.len(), since.as_nanos()) })
}
