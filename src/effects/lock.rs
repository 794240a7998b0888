//! `.wayhold/effects.lock`: held from an intent to its outcome. An intent whose writer no longer holds it is UNKNOWN.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

/// The held lock; the kernel lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct EffectsLock {
    _file: File,
}

/// Takes the lock if nobody has it.
///
/// # Errors
/// The file cannot be made or locked for a reason other than another holder.
pub fn try_take(path: &Path) -> io::Result<Option<EffectsLock>> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(EffectsLock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Waits up to `patience` for the lock, asking every few milliseconds.
///
/// # Errors
/// [`io::ErrorKind::TimedOut`] when another process holds it all that time, else as [`try_take`].
pub async fn take(path: &Path, patience: Duration) -> io::Result<EffectsLock> {
    let asked_often = async {
        loop {
            if let Some(lock) = try_take(path)? {
                return Ok(lock);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(patience, asked_often).await.unwrap_or_else(|_| {
        Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "another Wayhold is carrying out an effect here and has not finished",
        ))
    })
}
