//! One run as any process can follow it: what it wrote since the last look, how it stands, and asking it to end.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::outcome::{RunState, Status};
use super::place::{Place, place};

/// The most that one look brings.
const AT_ONCE: u64 = 1 << 20;

/// A run, followed from some place in its output.
#[derive(Debug)]
pub struct Run {
    id: String,
    place: Place,
    offset: u64,
}

/// Follows a run from the beginning of its output, whoever started it and whether or not it is over.
///
/// # Errors
/// [`io::ErrorKind::NotFound`] when there is no such run, [`io::ErrorKind::InvalidInput`] when `id` can name none.
pub fn attach(private: &Path, id: &str) -> io::Result<Run> {
    let place = place(private, id)?;
    if !place.0.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no run {id}")));
    }
    Ok(Run { id: id.to_owned(), place, offset: 0 })
}

impl Run {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its directory; it changes whenever the run does.
    pub fn directory(&self) -> &Path {
        &self.place.0
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// The stored output since the last call, at most 1 MiB; nothing when there is no more now. Of a run whose output
    /// is past [`HEAD`](super::HEAD) the rest comes when it is over.
    ///
    /// # Errors
    /// The output cannot be read.
    pub fn poll_output(&mut self) -> io::Result<Vec<u8>> {
        let mut file = match File::open(self.place.output()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        file.seek(SeekFrom::Start(self.offset))?;
        let mut fresh = Vec::new();
        self.offset += file.take(AT_ONCE).read_to_end(&mut fresh)? as u64;
        Ok(fresh)
    }

    /// How it stands now.
    ///
    /// # Errors
    /// Its status or its lock cannot be read.
    pub fn state(&self) -> io::Result<RunState> {
        // The lock is looked at between two looks at the status: a supervisor that let go of it has said all it will.
        let before = Status::read(&self.place)?;
        if before.as_ref().is_some_and(|status| status.outcome.is_some()) || !self.supervised()? {
            let status = Status::read(&self.place)?;
            let pid = status.as_ref().and_then(|status| status.pid);
            return Ok(status.and_then(|status| status.outcome).map_or(RunState::Unknown { pid }, RunState::Ended));
        }
        Ok(RunState::Running {
            pid: before.as_ref().and_then(|status| status.pid),
            started: before.map(|status| status.started),
        })
    }

    /// Asks the supervisor to end the run: SIGTERM to all of its processes, SIGKILL after the grace. Does not wait for
    /// it. A run that is over stays as it is.
    ///
    /// # Errors
    /// Its supervisor is gone, so nobody can be asked; or the request cannot be written.
    pub fn cancel(&self) -> io::Result<()> {
        match self.state()? {
            RunState::Ended(_) => Ok(()),
            RunState::Running { .. } => File::create(self.place.cancel()).map(drop),
            RunState::Unknown { pid } => {
                let process = pid.map_or_else(String::new, |pid| format!("; its process was {pid}"));
                Err(io::Error::other(format!("nobody supervises the run {} any more{process}", self.id)))
            }
        }
    }

    /// Whether a living supervisor holds the run's lock.
    fn supervised(&self) -> io::Result<bool> {
        let lock = match File::open(self.place.lock()) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        // Shared, so that two that look at the same time do not take each other for the supervisor.
        match lock.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
