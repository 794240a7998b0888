//! `.wayhold/objects/`: bytes by digest. Written before the entry that names them, so an entry never names nothing.

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::files;

/// Where the bytes with this digest are, or would be.
pub fn path(root: &Path, sha256: &str) -> PathBuf {
    root.join("objects").join(sha256)
}

/// Stores `bytes`; a second time is free. `root` is the workspace's `.wayhold`.
///
/// # Errors
/// The write's I/O error.
pub fn store(root: &Path, bytes: &[u8]) -> io::Result<String> {
    let sha256 = digest(bytes);
    let path = path(root, &sha256);
    if path.exists() {
        return Ok(sha256);
    }
    match files::create(&path, bytes, None) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(sha256),
    }
}

/// The SHA-256 of `bytes`, lowercase hex.
pub fn digest(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}
