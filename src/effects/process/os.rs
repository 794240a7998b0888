//! What only the operating system can do: leave a session, signal a group of processes, tell the time.

use std::fs::Permissions;
use std::io;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use chrono::{DateTime, SubsecRound, Utc};

use super::outcome::Exit;

/// The time now, in whole milliseconds.
#[expect(clippy::disallowed_methods, reason = "the supervisor has no session to hand it the time")]
pub(super) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(3)
}

/// The monotonic clock, for time limits.
#[expect(clippy::disallowed_methods, reason = "a time limit may not move with the wall clock")]
pub(super) fn instant() -> Instant {
    Instant::now()
}

/// What to send to a group of processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// Please end.
    Term,
    /// End.
    Kill,
}

#[cfg(unix)]
pub(super) use unix::{end_requests, exit_of, group_alive, leave_session, private, signal_group};

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::ExitStatusExt;

    use rustix::process::{Pid, Signal as Sys, kill_process_group, setsid, test_kill_process_group};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;

    use super::{Arc, AtomicBool, Exit, ExitStatus, Permissions, Signal, io};

    /// Makes this process the leader of a session without a terminal: what ends the caller's terminal passes it by.
    pub(in super::super) fn leave_session() -> io::Result<()> {
        setsid().map(drop).map_err(io::Error::from)
    }

    pub(in super::super) fn signal_group(leader: u32, signal: Signal) {
        let signal = match signal {
            Signal::Term => Sys::TERM,
            Signal::Kill => Sys::KILL,
        };
        if let Some(pid) = pid(leader) {
            // It may have ended in this moment.
            let _ = kill_process_group(pid, signal);
        }
    }

    /// Whether anything of the group is left.
    pub(in super::super) fn group_alive(leader: u32) -> bool {
        pid(leader).is_some_and(|pid| test_kill_process_group(pid) != Err(rustix::io::Errno::SRCH))
    }

    pub(in super::super) fn exit_of(status: ExitStatus) -> Exit {
        status.code().map_or_else(|| Exit::Signal(status.signal().unwrap_or(0)), Exit::Code)
    }

    /// Set once somebody asks this process to end. A hang-up is nobody asking.
    pub(in super::super) fn end_requests() -> io::Result<Arc<AtomicBool>> {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT] {
            flag::register(signal, Arc::clone(&asked))?;
        }
        flag::register(SIGHUP, Arc::default())?;
        Ok(asked)
    }

    /// For files and directories that only their owner reads: output may say more than a pattern knows of.
    #[expect(clippy::unnecessary_wraps, reason = "the other systems have no modes")]
    pub(in super::super) fn private(mode: u32) -> Option<Permissions> {
        Some(Permissions::from_mode(mode))
    }

    fn pid(leader: u32) -> Option<Pid> {
        i32::try_from(leader).ok().and_then(Pid::from_raw)
    }
}

#[cfg(not(unix))]
pub(super) use elsewhere::{end_requests, exit_of, group_alive, leave_session, private, signal_group};

#[cfg(not(unix))]
mod elsewhere {
    use super::{Arc, AtomicBool, Exit, ExitStatus, Permissions, Signal, io};

    pub(in super::super) fn leave_session() -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "running processes is not supported on this system yet"))
    }

    pub(in super::super) fn signal_group(_: u32, _: Signal) {}

    pub(in super::super) fn group_alive(_: u32) -> bool {
        false
    }

    pub(in super::super) fn exit_of(status: ExitStatus) -> Exit {
        Exit::Code(status.code().unwrap_or(-1))
    }

    pub(in super::super) fn end_requests() -> io::Result<Arc<AtomicBool>> {
        Ok(Arc::default())
    }

    pub(in super::super) fn private(_: u32) -> Option<Permissions> {
        None
    }
}
