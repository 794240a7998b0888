//! `wayhold run`: a command behind a phase's build-go.

use chrono::TimeDelta;
use clap::Args;
use serde_json::json;

use super::out::Out;
use super::{Exit, Mutating, find};
use crate::console::{Command, Event};
use crate::hold::text::clean_lines;
use crate::runbook::{self, Act, RunExit, RunRequest, Runnable};
use crate::session::{Done, Session, parse_duration};

/// Run a command behind a phase's build-go, with its output as evidence
///
/// Ends with the command's own exit code: 124 when its time was up, 125 when it could not be started, 128 and the
/// signal when it was killed, 130 when it was cancelled. When it is held nothing runs: 3, or 4 when only a person is
/// missing; --json tells that apart from a command that ended so. Its output goes to standard output, what Wayhold has
/// to say to standard error; with --json it is the other way round. It goes on when this process ends.
#[derive(Debug, Args)]
pub struct Run {
    /// The phase as [RUNBOOK:]ID
    #[arg(long, value_name = "PHASE")]
    phase: String,
    /// After how long it is stopped, such as 5m
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    timeout: Option<TimeDelta>,
    #[command(flatten)]
    pub(super) mutating: Mutating,
    /// The program and its arguments, after `--`; no shell reads them
    #[arg(last = true, required = true, value_name = "CMD")]
    argv: Vec<String>,
}

pub async fn run(verb: &Run, session: &mut Session) -> Exit {
    let what = Runnable::Argv(verb.argv.clone());
    started(&verb.mutating, session, &verb.phase, what, verb.timeout).await
}

/// Runs something in a phase, to its end.
pub(super) async fn started(
    mutating: &Mutating,
    session: &mut Session,
    phase: &str,
    what: Runnable,
    timeout: Option<TimeDelta>,
) -> Exit {
    let observed = session.ctx().observed;
    let found = match find::phase(&observed, phase) {
        Ok(found) => found,
        Err(sentence) => return mutating.out().usage(sentence),
    };
    let timeout = timeout.and_then(|timeout| u64::try_from(timeout.num_seconds()).ok()).map(|seconds| seconds.max(1));
    let run = RunRequest { id: session.fresh_run_id(), what, timeout };
    let command = runbook::Command::Phase { path: found.path, phase: found.id, act: Act::Run { run } };
    mutating.to_its_end(session, Command::Runbook(command), ended).await
}

/// Says what was recorded, and passes the command's own end on.
fn ended(out: Out, done: &Done) -> Exit {
    let exit = done.entries.iter().rev().find_map(|entry| match Event::from_parts(&entry.kind, &entry.body) {
        Ok(Event::Runbook(runbook::Event::RunOver { exit, .. })) => Some(exit),
        _ => None,
    });
    if out.json {
        out.done_with(done, json!({"exit": exit, "ended": exit.as_ref().map(RunExit::shown)}));
    } else {
        out.done_aside(done);
        if let Some(exit) = exit.as_ref().filter(|exit| !exit.passed()) {
            out.say(exit.shown());
        }
    }
    match exit {
        Some(exit) => code(&exit),
        None => Exit::CouldNot,
    }
}

/// What stands for the way a command ended, as shells and `timeout` have it.
fn code(exit: &RunExit) -> Exit {
    match exit {
        RunExit::Code(code) => Exit::Ran(u8::try_from(code & 0xff).unwrap_or(u8::MAX)),
        RunExit::Signal(signal) => Exit::Ran(u8::try_from(128 + signal).unwrap_or(u8::MAX)),
        RunExit::TimedOut => Exit::Ran(124),
        RunExit::NotStarted(_) => Exit::Ran(125),
        RunExit::Cancelled => Exit::Ran(130),
        RunExit::Unknown => Exit::CouldNot,
    }
}

/// Output on its way to the screen: whole lines, so that no character is cut and nothing in it steers the terminal.
pub(super) struct Lines {
    out: Out,
    rest: Vec<u8>,
}

impl Lines {
    pub(super) fn new(out: Out) -> Self {
        Self { out, rest: Vec::new() }
    }

    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
        if let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') {
            let later = self.rest.split_off(end + 1);
            self.rest.pop();
            self.show();
            self.rest = later;
        }
    }

    pub(super) fn end(&mut self) {
        if !self.rest.is_empty() {
            self.show();
        }
    }

    fn show(&mut self) {
        let text = clean_lines(&String::from_utf8_lossy(&self.rest).replace('\t', "    "));
        self.rest.clear();
        if self.out.json {
            for line in text.split('\n') {
                self.out.say(line);
            }
        } else {
            self.out.raw(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_shown_in_whole_lines_whatever_pieces_it_comes_in() {
        let mut lines = Lines { out: Out { json: false }, rest: Vec::new() };
        let (first, second) = "żółw\npół".as_bytes().split_at(3);
        lines.take(first);
        assert_eq!(lines.rest, first, "half a character waits for its other half");
        lines.take(second);
        assert_eq!(lines.rest, "pół".as_bytes());
        lines.end();
        assert!(lines.rest.is_empty());
    }

    #[test]
    fn a_run_ends_as_a_shell_would_have_it() {
        let shown = [
            (RunExit::Code(0), Exit::Ran(0)),
            (RunExit::Code(7), Exit::Ran(7)),
            (RunExit::Code(256), Exit::Ran(0)),
            (RunExit::Signal(9), Exit::Ran(137)),
            (RunExit::TimedOut, Exit::Ran(124)),
            (RunExit::NotStarted("no such file".into()), Exit::Ran(125)),
            (RunExit::Cancelled, Exit::Ran(130)),
            (RunExit::Unknown, Exit::CouldNot),
        ];
        for (exit, code) in shown {
            assert_eq!(super::code(&exit), code, "{exit:?}");
        }
    }
}
