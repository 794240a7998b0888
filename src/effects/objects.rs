//! `.wayhold/objects/`: bytes by digest. Written before the entry that names them, so an entry never names nothing.

use std::io;
use std::path::{Path, PathBuf};

use super::files;
use crate::hold::digest::sha256;

/// Where the bytes with this digest are, or would be.
pub fn path(root: &Path, sha256: &str) -> PathBuf {
    root.join("objects").join(sha256)
}

/// Stores `bytes`; a second time only makes sure that the first one reached the disk. `root` is the workspace's
/// `.wayhold`.
///
/// # Errors
/// The write's I/O error.
pub fn store(root: &Path, bytes: &[u8]) -> io::Result<String> {
    let sha256 = sha256(bytes);
    let path = path(root, &sha256);
    if path.exists() {
        files::settle(&path)?;
        return Ok(sha256);
    }
    match files::create(&path, bytes, None) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(sha256),
    }
}
