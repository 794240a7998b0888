//! Starting a run: its directory, its lock, and the supervisor that both are handed to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::os;
use super::outcome::{Outcome, RunState, write_json};
use super::place::{Place, place, runs};
use super::run::{Run, attach};
use super::spec::Spec;
use crate::effects::files;

/// The verb under which the program is its own supervisor; hidden from the help.
pub(super) const VERB: &str = "supervise";

/// What a supervisor answers once the run is its own.
pub(super) const READY: &str = "ready";

/// How often a run that is waited for is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Starts runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spawner {
    /// The Wayhold program itself; it is executed again as the supervisor of each run.
    pub exe: PathBuf,
}

impl Spawner {
    /// Starts `spec` under a supervisor of its own and comes back when that has taken it over. From then on the run
    /// depends on nothing of this process. A program that cannot be executed is an
    /// [`Outcome`], not an error. `private` is the workspace's `.wayhold`.
    ///
    /// # Errors
    /// Nothing was started then: [`io::ErrorKind::InvalidInput`] for an id that cannot be one, an empty command or a
    /// relative directory; [`io::ErrorKind::AlreadyExists`] for an id that a run has; else the run's directory cannot
    /// be written or there is no supervisor.
    pub fn start(&self, private: &Path, spec: &Spec) -> io::Result<Run> {
        let target = place(private, &spec.id)?;
        check(spec)?;
        let lock = prepare(private, spec, &target)?;
        if let Err(error) = self.hand_over(spec, &target, lock) {
            let _ = fs::remove_dir_all(&target.0);
            return Err(error);
        }
        attach(private, &spec.id)
    }

    /// Starts `spec` and waits until it is over; `on_output` gets the stored output as it comes. Should this process
    /// die meanwhile, the run goes on and can be [attached](attach) to.
    ///
    /// # Errors
    /// As [`Spawner::start`]; or the supervisor died, and how the run ended is unknown.
    pub fn run_to_end(&self, private: &Path, spec: &Spec, mut on_output: impl FnMut(&[u8])) -> io::Result<Outcome> {
        let mut run = self.start(private, spec)?;
        loop {
            // First the state, then the output: all of it is stored before a run counts as over.
            let state = run.state()?;
            loop {
                let fresh = run.poll_output()?;
                if fresh.is_empty() {
                    break;
                }
                on_output(&fresh);
            }
            match state {
                RunState::Running { .. } => thread::sleep(LOOK),
                RunState::Ended(outcome) => return Ok(outcome),
                RunState::Unknown { .. } => {
                    let why = format!("the supervisor of the run {} died; how the run ended is unknown", spec.id);
                    return Err(io::Error::other(why));
                }
            }
        }
    }

    fn hand_over(&self, spec: &Spec, target: &Place, lock: File) -> io::Result<()> {
        let directory = fs::canonicalize(&target.0)?;
        let mut command = Command::new(&self.exe);
        // The lock goes along as standard error: it is the same open file, so it stays locked for as long as the
        // supervisor lives, and there is no moment in which nobody holds it. A supervisor that panics says so in it.
        command.arg(VERB).arg(directory).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::from(lock));
        let mut supervisor = command.spawn().map_err(|error| {
            io::Error::new(error.kind(), format!("{} cannot be started as supervisor: {error}", self.exe.display()))
        })?;
        // Once the command is gone, this process holds the lock no more.
        drop(command);
        let (stdin, stdout) = (supervisor.stdin.take(), supervisor.stdout.take());
        // A child that nobody waits for stays in the process table for as long as this process lives.
        thread::spawn(move || supervisor.wait());
        let request = serde_json::to_vec(spec).map_err(io::Error::other)?;
        let asked = stdin.map_or(Ok(()), |mut stdin| stdin.write_all(&request));
        let mut answer = String::new();
        if let Some(stdout) = stdout {
            BufReader::new(stdout).read_line(&mut answer)?;
        }
        match answer.trim_end() {
            READY => Ok(()),
            "" => Err(asked.err().unwrap_or_else(|| io::Error::other("the supervisor died before it began"))),
            refusal => Err(io::Error::other(refusal.to_owned())),
        }
    }
}

fn check(spec: &Spec) -> io::Result<()> {
    let wrong = |why: String| Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    if spec.command.argv().first().is_none_or(String::is_empty) {
        return wrong("there is no program to run".to_owned());
    }
    if !spec.cwd.is_absolute() {
        return wrong(format!("{} is not an absolute path", spec.cwd.display()));
    }
    Ok(())
}

/// Makes the run's directory under its name only when the record is in it and the lock is held: whoever sees the run
/// sees it supervised.
fn prepare(private: &Path, spec: &Spec, target: &Place) -> io::Result<File> {
    let runs = runs(private);
    let written = |error: io::Error| {
        io::Error::new(error.kind(), format!("nothing was started: {} cannot be written: {error}", runs.display()))
    };
    files::make_directory(&runs).map_err(written)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".starting-");
    let permissions = os::private(0o700);
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let directory = builder.tempdir_in(&runs).map_err(written)?;
    let inside = Place(directory.path().to_path_buf());
    let lock = OpenOptions::new().create_new(true).append(true).open(inside.lock()).map_err(written)?;
    lock.try_lock()?;
    write_json(&inside.spec(), &spec.record(os::now())).map_err(written)?;
    if target.0.exists() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("there is a run {} already", spec.id)));
    }
    fs::rename(directory.path(), &target.0).map_err(|error| match error.kind() {
        io::ErrorKind::DirectoryNotEmpty => io::Error::new(io::ErrorKind::AlreadyExists, error),
        _ => written(error),
    })?;
    // What it would remove has another name now.
    let _ = directory.keep();
    if cfg!(unix) {
        File::open(&runs)?.sync_all()?;
    }
    Ok(lock)
}
