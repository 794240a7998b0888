//! What is kept of output: all of it, or the beginning and the end of what is too long, and the digest of exactly that.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// How much of the beginning is kept, written as it comes.
pub const HEAD: u64 = 12 << 20;

/// How much of the end is kept besides. It stays in memory and is written when the output is over, so that the file
/// only ever grows and whoever follows it needs nothing but an offset.
pub const TAIL: usize = 4 << 20;

/// A bounded store of one output.
#[derive(Debug)]
pub(super) struct Capture {
    file: File,
    hash: Sha256,
    stored: u64,
    tail: VecDeque<u8>,
    left_out: u64,
    full: bool,
    head: u64,
    end: usize,
}

/// What a finished capture holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub bytes: u64,
    pub sha256: String,
    pub truncated: bool,
}

impl Capture {
    pub fn new(file: File) -> Self {
        Self::with_limits(file, HEAD, TAIL)
    }

    pub(super) fn with_limits(file: File, head: u64, end: usize) -> Self {
        Self { file, hash: Sha256::new(), stored: 0, tail: VecDeque::new(), left_out: 0, full: false, head, end }
    }

    /// Takes more output. A disk that takes no more does not stop the run: the rest is left out, and counted.
    pub fn push(&mut self, bytes: &[u8]) {
        let room = usize::try_from(self.head - self.stored.min(self.head)).unwrap_or(usize::MAX);
        let (head, rest) = bytes.split_at(room.min(bytes.len()));
        self.write(head);
        // Of a chunk that is longer than the tail only its own end can stay.
        let (gone, rest) = rest.split_at(rest.len().saturating_sub(self.end));
        self.left_out += gone.len() as u64;
        self.tail.extend(rest);
        let over = self.tail.len().saturating_sub(self.end);
        self.tail.drain(..over);
        self.left_out += over as u64;
    }

    /// Writes the end of what was too long, and waits for the disk.
    pub fn finish(mut self) -> Stored {
        if self.left_out > 0 {
            let marker = format!("\n[wayhold: {} bytes of output are left out here]\n", self.left_out);
            self.write(marker.as_bytes());
        }
        let tail = std::mem::take(&mut self.tail);
        let (one, other) = tail.as_slices();
        self.write(one);
        self.write(other);
        // A disk that forgets what it took is found out by the digest.
        let _ = self.file.sync_all();
        Stored {
            bytes: self.stored,
            sha256: format!("{:x}", self.hash.finalize()),
            truncated: self.full || self.left_out > 0,
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.full || bytes.is_empty() {
            self.left_out += bytes.len() as u64;
            return;
        }
        if self.file.write_all(bytes).is_ok() {
            self.hash.update(bytes);
            self.stored += bytes.len() as u64;
        } else {
            // Part of it may be in the file, and the digest is of what was written whole.
            let _ = self.file.set_len(self.stored);
            self.full = true;
            self.left_out += bytes.len() as u64;
        }
    }
}

/// Makes the file that output goes to.
pub(super) fn create(path: &std::path::Path) -> io::Result<File> {
    let file = File::options().create_new(true).append(true).open(path)?;
    if let Some(permissions) = super::os::private(0o600) {
        file.set_permissions(permissions)?;
    }
    Ok(file)
}
