//! The process of a run: in a group of its own, with nothing or a given text on standard input, and its output in one pipe.

use std::ffi::OsString;
use std::io::{self, PipeReader, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::spec::Spec;

/// How many pieces of output may wait; after that the process waits, as it would for a slow terminal.
const WAITING: usize = 16;

/// The variable that tells a process in which run it is.
pub(super) const RUN_ID: &str = "WAYHOLD_RUN_ID";

/// What is heard of the process.
#[derive(Debug)]
pub(super) enum Heard {
    /// More output.
    Bytes(Vec<u8>),
    /// Nobody can write output any more.
    Eof,
    /// The process itself is over; others of its group may not be.
    Exited(io::Result<ExitStatus>),
}

/// A started process.
#[derive(Debug)]
pub(super) struct Started {
    /// The process, and its group.
    pub pid: u32,
    pub heard: Receiver<Heard>,
}

/// Starts the process with this process's environment less `withheld`.
///
/// # Errors
/// Why it did not start, for a person.
pub(super) fn start(spec: &Spec, withheld: &[OsString]) -> Result<Started, String> {
    let words = spec.command.argv();
    let (program, arguments) = words.split_first().ok_or("there is no program to run")?;
    if !spec.cwd.is_dir() {
        return Err(format!("the directory {} is not there", spec.cwd.display()));
    }
    let (reader, command) = prepared(spec, withheld, program, arguments).map_err(|error| error.to_string())?;
    let mut child = {
        // It holds the writing ends of the pipe; kept, there would never be an end of output.
        let mut command = command;
        command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => format!("there is no program {program}"),
            _ => format!("{program} cannot be executed: {error}"),
        })?
    };
    let pid = child.id();
    if let (Some(text), Some(mut stdin)) = (spec.stdin.clone(), child.stdin.take()) {
        // A process that reads nothing of it must not be waited for. What it leaves unread is its own affair.
        thread::spawn(move || stdin.write_all(text.as_bytes()));
    }
    let (sender, heard) = sync_channel(WAITING);
    let exits = sender.clone();
    thread::spawn(move || read(reader, &sender));
    thread::spawn(move || exits.send(Heard::Exited(child.wait())));
    Ok(Started { pid, heard })
}

fn prepared(
    spec: &Spec,
    withheld: &[OsString],
    program: &str,
    arguments: &[String],
) -> io::Result<(PipeReader, Command)> {
    let (reader, writer) = io::pipe()?;
    let mut command = Command::new(program);
    let stdin = if spec.stdin.is_some() { Stdio::piped() } else { Stdio::null() };
    command.args(arguments).current_dir(&spec.cwd).stdin(stdin);
    command.stdout(writer.try_clone()?);
    if spec.only_stdout {
        command.stderr(Stdio::null());
    } else {
        command.stderr(writer);
    }
    for name in withheld {
        command.env_remove(name);
    }
    command.envs(spec.env.iter().map(|(name, value)| (name, value))).env(RUN_ID, &spec.id);
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    Ok((reader, command))
}

fn read(mut output: PipeReader, sender: &SyncSender<Heard>) {
    let mut buffer = vec![0; 64 << 10];
    loop {
        match output.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                if sender.send(Heard::Bytes(buffer[..read].to_vec())).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let _ = sender.send(Heard::Eof);
}
