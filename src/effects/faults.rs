//! Where a test comes between Wayhold and the disk: it sees every step of every write before it is taken, and may end the
//! process there or have the disk refuse. In the program itself there is nothing here.
//!
//! A step belongs here when its order against the others decides what a crash or a power loss leaves behind.

use std::io;
use std::path::Path;

/// What is about to be done, or for [`Step::Appended`] what was.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(test), expect(dead_code, reason = "only a test looks inside"))]
pub(crate) enum Step<'a> {
    /// This directory is made.
    Make(&'a Path),
    /// These bytes are written to a new file.
    Write(&'a Path, &'a [u8]),
    /// This file's bytes are brought to the disk.
    Sync(&'a Path),
    /// The first file takes the name of the second.
    Rename(&'a Path, &'a Path),
    /// The names in this directory are brought to the disk.
    SyncNames(&'a Path),
    /// This many entries are committed to the ledger.
    Append(usize),
    /// They are committed.
    Appended,
}

/// Says what is about to be done.
///
/// # Errors
/// What a test wants the disk to say; nothing of the step is done then.
#[cfg(not(test))]
#[inline]
#[expect(clippy::unnecessary_wraps, reason = "a test refuses")]
pub(crate) fn before(_: Step) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(crate) use hook::{Watched, before, watched};

#[cfg(test)]
mod hook {
    use std::cell::RefCell;

    use super::{Step, io};

    type Watcher = Box<dyn FnMut(&Step) -> io::Result<()>>;

    thread_local! {
        static WATCHER: RefCell<Option<Watcher>> = const { RefCell::new(None) };
    }

    /// Asks the watcher of this thread, if there is one.
    pub(crate) fn before(step: Step) -> io::Result<()> {
        WATCHER.with_borrow_mut(|watcher| watcher.as_mut().map_or(Ok(()), |watcher| watcher(&step)))
    }

    /// Watches every step that this thread takes until the guard is dropped.
    #[must_use]
    pub(crate) fn watched(watcher: impl FnMut(&Step) -> io::Result<()> + 'static) -> Watched {
        WATCHER.set(Some(Box::new(watcher)));
        Watched
    }

    /// Ends the watch when it is dropped.
    pub(crate) struct Watched;

    impl Drop for Watched {
        fn drop(&mut self) {
            WATCHER.set(None);
        }
    }
}
