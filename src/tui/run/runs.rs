//! Runs that are followed: their output as it comes, their end put on the ledger. Detaching leaves them alone.

use std::io;
use std::time::Duration;

use tokio::time::sleep;

use super::Console;
use crate::console::Command;
use crate::runbook::{self, Act, RunExit, RunSeen};
use crate::session::Following;
use crate::tui::msg::Msg;
use crate::verify;

/// How often a run that goes on is looked at.
const BEAT: Duration = Duration::from_millis(80);

/// The runs that are followed.
#[derive(Debug, Default)]
pub(super) struct Runs(Vec<Followed>);

#[derive(Debug)]
struct Followed {
    run: Following,
    /// The runbook and the phase; a verification has none.
    of: Option<(String, String)>,
    /// Bytes of a line whose end has not come yet.
    rest: Vec<u8>,
    over: bool,
}

impl Runs {
    /// Waits until the runs are to be looked at; for ever when none goes on.
    pub(super) async fn beat(&self) {
        if self.0.iter().any(|followed| !followed.over) {
            sleep(BEAT).await;
        } else {
            std::future::pending::<()>().await;
        }
    }

    /// Asks for a run to be ended.
    pub(super) fn cancel(&self, id: &str) -> io::Result<()> {
        match self.0.iter().find(|followed| followed.run.id() == id) {
            Some(followed) => followed.run.cancel(),
            None => Err(io::Error::new(io::ErrorKind::NotFound, "it left nothing behind on this machine")),
        }
    }
}

impl Console {
    /// Gives a run that is about to begin its name.
    pub(super) fn named(&self, mut commands: Vec<Command>) -> Vec<Command> {
        for command in &mut commands {
            if let Command::Runbook(runbook::Command::Phase { act: Act::Run { run }, .. }) = command
                && run.id.is_empty()
            {
                run.id = self.session.fresh_run_id();
            }
            if let Command::Verify(verify::Command::Run { run, .. }) = command
                && run.is_empty()
            {
                *run = self.session.fresh_verification_id();
            }
        }
        commands
    }

    /// Follows a run from the beginning of its output, unless it is followed already.
    pub(super) async fn attach(&mut self, id: &str) {
        if self.runs.0.iter().any(|followed| followed.run.id() == id) {
            return;
        }
        let (of, exit) = match self.recorded(id) {
            Some((path, phase, exit)) => (Some((path, phase)), exit),
            None if id.starts_with("verify-") => (None, None),
            None => return,
        };
        match self.session.follow_run(id) {
            Ok(run) => self.runs.0.push(Followed { run, of, rest: Vec::new(), over: false }),
            Err(error) => {
                let lines = vec![format!("its output is not on this machine: {error}")];
                self.tell(Msg::Output { run: id.to_owned(), lines, exit });
            }
        }
        self.look_at_runs().await;
    }

    /// The runbook and the phase of a run, and how it ended.
    fn recorded(&self, id: &str) -> Option<(String, String, Option<RunExit>)> {
        self.model.view.state.runbook.runbooks.iter().find_map(|(path, adopted)| {
            let (phase, record) = adopted.phases.iter().find(|(_, record)| record.runs.contains_key(id))?;
            let exit = record.runs.get(id)?.ended.as_ref().map(|ended| ended.exit.clone());
            Some((path.clone(), phase.clone(), exit))
        })
    }

    /// Brings what the runs wrote since the last look, and records the end of those that are over.
    pub(super) async fn look_at_runs(&mut self) {
        let mut said = Vec::new();
        let mut ended = Vec::new();
        for followed in self.runs.0.iter_mut().filter(|followed| !followed.over) {
            let state = followed.run.state();
            // Looked at after the state: what it wrote before it ended is there by now.
            let mut lines = Vec::new();
            loop {
                let fresh = followed.run.output();
                if fresh.is_empty() {
                    break;
                }
                lines.extend(followed.whole_lines(&fresh));
            }
            let exit = match state {
                RunSeen::Running => None,
                RunSeen::Ended { exit, .. } => Some(exit),
                RunSeen::Unknown => Some(RunExit::Unknown),
            };
            if exit.is_some() {
                followed.over = true;
                lines.extend((!followed.rest.is_empty()).then(|| text(&std::mem::take(&mut followed.rest))));
                ended.push((followed.of.clone(), followed.run.id().to_owned()));
            }
            if !lines.is_empty() || exit.is_some() {
                said.push(Msg::Output { run: followed.run.id().to_owned(), lines, exit });
            }
        }
        for (of, id) in ended {
            match of {
                Some((path, phase)) => self.settle_run(path, phase, id).await,
                None => self.settle_verification(id).await,
            }
        }
        for msg in said {
            self.tell(msg);
        }
    }

    /// Records the end of the runs that nobody followed: begun by a console that has left, or by a command.
    pub(super) async fn settle_runs(&mut self) {
        if runbook::open_runs(&self.session.state().runbook).is_empty() || self.session.damage().is_some() {
            return;
        }
        match self.session.settle_runs().await {
            Ok(said) if said.is_empty() => {}
            Ok(said) => {
                self.show();
                self.tell(Msg::Settled(said));
            }
            Err(stop) => self.tell(Msg::Trouble(format!("The end of a run is not recorded yet: {}", super::why(stop)))),
        }
    }

    /// Records the verdicts of the verifications that nobody here follows.
    pub(super) async fn settle_verifications(&mut self) {
        let open = &self.session.state().verify.open;
        if open.keys().all(|id| self.runs.0.iter().any(|followed| followed.run.id() == id && !followed.over)) {
            return;
        }
        match self.session.settle_verifications().await {
            Ok(said) if said.is_empty() => {}
            Ok(said) => {
                self.show();
                self.tell(Msg::Settled(said));
            }
            Err(stop) => self.tell(Msg::Trouble(format!("A verdict is not recorded yet: {}", super::why(stop)))),
        }
    }

    async fn settle_verification(&mut self, run: String) {
        let settled = self.session.run(verify::Command::Settle { run }.into(), None).await;
        self.show();
        self.tell(match settled {
            Ok(done) => Msg::Noticed(super::all_told(&done.entries)),
            Err(stop) => Msg::Trouble(format!("The verdict is not recorded yet: {}", super::why(stop))),
        });
    }

    async fn settle_run(&mut self, path: String, phase: String, id: String) {
        if self.recorded(&id).is_some_and(|(_, _, exit)| exit.is_some()) {
            return;
        }
        let settle = runbook::Command::Phase { path, phase, act: Act::SettleRun { id } };
        if let Err(stop) = self.session.run(settle.into(), None).await {
            self.tell(Msg::Trouble(format!("The end of a run is not recorded yet: {}", super::why(stop))));
        }
        self.show();
    }
}

impl Followed {
    fn whole_lines(&mut self, fresh: &[u8]) -> Vec<String> {
        self.rest.extend_from_slice(fresh);
        let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') else { return Vec::new() };
        let whole: Vec<u8> = self.rest.drain(..=end).collect();
        String::from_utf8_lossy(&whole).lines().map(str::to_owned).collect()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
