//! The supervisor: takes a run over from the console that asked for it, and stays with it to its end.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::{Duration, Instant};

use super::capture::{self, Capture};
use super::child::{self, Heard, Started};
use super::os::{self, Signal};
use super::outcome::{Exit, Outcome, Status};
use super::place::Place;
use super::redact::Redactor;
use super::spec::Spec;
use super::start::READY;

/// How often time limits and requests to end are looked at.
const TICK: Duration = Duration::from_millis(50);

/// How long output is read after the process is over and something that it left behind keeps the pipe open.
const DRAIN: Duration = Duration::from_secs(2);

/// How often, and how far apart, the end of a run is tried to be written to a disk that does not take it.
const ATTEMPTS: (u32, Duration) = (60, Duration::from_secs(1));

/// Carries out the run whose directory this is; the rest of it comes on standard input, and standard error is the run's
/// lock. `withheld` are the variables that are not the process's to see.
///
/// # Errors
/// The run was not taken over, or its end could not be written.
pub fn supervise(directory: &Path, withheld: &[OsString]) -> io::Result<()> {
    let taken = Supervisor::take(Place(directory.to_path_buf()));
    let answer = match &taken {
        Ok(_) => READY.to_owned(),
        Err(error) => format!("nothing was started: {error}"),
    };
    // Whoever asked may be dead by now; the run was asked for all the same.
    let _ = writeln!(io::stdout(), "{}", answer.replace('\n', " "));
    let _ = io::stdout().flush();
    taken?.carry_out(withheld)
}

struct Supervisor {
    place: Place,
    spec: Spec,
    capture: Capture,
    redactor: Redactor,
    status: Status,
    asked: Arc<AtomicBool>,
}

/// A run that was told to end.
struct Ending {
    why: Exit,
    kill_at: Option<Instant>,
    killed_at: Option<Instant>,
}

impl Supervisor {
    fn take(place: Place) -> io::Result<Self> {
        os::leave_session()?;
        let asked = os::end_requests()?;
        let mut request = Vec::new();
        io::stdin().read_to_end(&mut request)?;
        let spec: Spec = serde_json::from_slice(&request).map_err(|_| {
            io::Error::new(io::ErrorKind::InvalidInput, "this verb is for Wayhold itself: no run was handed over")
        })?;
        let capture = Capture::new(capture::create(&place.output())?);
        let status = Status { v: 1, supervisor: std::process::id(), pid: None, started: os::now(), outcome: None };
        status.write(&place)?;
        Ok(Self { place, redactor: Redactor::new(&spec.secrets), spec, capture, status, asked })
    }

    fn carry_out(mut self, withheld: &[OsString]) -> io::Result<()> {
        let exit = match child::start(&self.spec, withheld) {
            Ok(started) => {
                self.status.pid = Some(started.pid);
                // A disk that has become full does not stop a run; only the number is missing then.
                let _ = self.status.write(&self.place);
                self.stay(&started)?
            }
            Err(reason) => Exit::NotStarted(Redactor::new(&self.spec.secrets).text(&reason)),
        };
        self.end(exit)
    }

    /// Stays with the process until it is over, or until it was ended.
    fn stay(&mut self, started: &Started) -> io::Result<Exit> {
        let deadline = self.spec.timeout.and_then(|timeout| os::instant().checked_add(timeout));
        let mut exited: Option<(io::Result<ExitStatus>, Instant)> = None;
        let mut ending: Option<Ending> = None;
        let mut eof = false;
        loop {
            match started.heard.recv_timeout(TICK) {
                Ok(Heard::Bytes(bytes)) => self.store(&bytes),
                Ok(Heard::Eof) => eof = true,
                Ok(Heard::Exited(status)) => exited = Some((status, os::instant())),
                Err(RecvTimeoutError::Timeout) => {}
                // Both have said their last, and something of the group is being waited for.
                Err(RecvTimeoutError::Disconnected) => thread::sleep(TICK),
            }
            let now = os::instant();
            if let Some(ending) = &mut ending {
                if ending.kill_at.is_some_and(|at| at <= now) && ending.killed_at.is_none() {
                    os::signal_group(started.pid, Signal::Kill);
                    ending.killed_at = Some(now);
                }
                let gone = exited.is_some() && eof && !os::group_alive(started.pid);
                if gone || ending.killed_at.is_some_and(|at| at + DRAIN <= now) {
                    return Ok(ending.why.clone());
                }
            } else if let Some((status, at)) = &exited {
                if eof || *at + DRAIN <= now {
                    // Without an exit code there is no outcome: the run stays UNKNOWN, which is what it is.
                    let told = status.as_ref().map_err(|error| io::Error::new(error.kind(), error.to_string()))?;
                    return Ok(os::exit_of(*told));
                }
            } else if let Some(why) = self.told_to_end(deadline, now) {
                os::signal_group(started.pid, Signal::Term);
                ending = Some(Ending { why, kill_at: now.checked_add(self.spec.grace), killed_at: None });
            }
        }
    }

    fn told_to_end(&self, deadline: Option<Instant>, now: Instant) -> Option<Exit> {
        if self.asked.load(Ordering::Relaxed) || self.place.cancel().exists() {
            return Some(Exit::Cancelled);
        }
        deadline.is_some_and(|deadline| deadline <= now).then_some(Exit::TimedOut)
    }

    fn store(&mut self, bytes: &[u8]) {
        let mut clean = Vec::with_capacity(bytes.len());
        self.redactor.feed(bytes, &mut clean);
        self.capture.push(&clean);
    }

    /// Stores what is left, and only then says that the run is over.
    fn end(mut self, exit: Exit) -> io::Result<()> {
        let mut rest = Vec::new();
        self.redactor.finish(&mut rest);
        self.capture.push(&rest);
        let stored = self.capture.finish();
        self.status.outcome = Some(Outcome {
            exit,
            sha256: stored.sha256,
            bytes: stored.bytes,
            truncated: stored.truncated,
            redactions: self.redactor.redactions(),
            started: self.status.started,
            ended: os::now(),
        });
        let (attempts, apart) = ATTEMPTS;
        let mut written = self.status.write(&self.place);
        for _ in 1..attempts {
            if written.is_ok() {
                break;
            }
            thread::sleep(apart);
            written = self.status.write(&self.place);
        }
        written
    }
}
