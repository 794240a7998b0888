//! A session in a real workspace on disk, with a real ledger: what happens between the steps, and between two consoles.

mod demo;
mod faults;
mod following;
mod format;
mod interrupted;
mod kept;
mod looking;
mod presence;
mod reporting;

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::console::Command;
use crate::hold::Code;
use crate::{incident, posture, runbook};

const PLAN: &str = "runbooks/substrate-migration.md";

/// A demo workspace in a directory of its own.
struct Room {
    directory: TempDir,
}

impl Room {
    fn new() -> Self {
        let room = Self { directory: tempfile::tempdir().unwrap() };
        Workspace::demo(&room.root()).unwrap();
        std::fs::write(room.root().join("run.log"), "all green\n").unwrap();
        room
    }

    async fn founded() -> Self {
        let room = Self::new();
        let mut session = room.open().await;
        room.run(&mut session, Command::Found).await;
        room.run(&mut session, runbook::Command::Adopt { path: PLAN.into(), role: Role::Plan }.into()).await;
        room
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("workspace")
    }

    fn private(&self) -> PathBuf {
        self.root().join(".wayhold")
    }

    fn environment(&self, user: &str) -> Environment {
        Environment {
            config_dir: self.directory.path().join("keys").join(user),
            key: None,
            user: user.to_owned(),
            current_dir: self.root(),
            no_color: true,
            terminal: false,
        }
    }

    async fn open(&self) -> Session {
        self.open_as("ana").await
    }

    async fn open_as(&self, user: &str) -> Session {
        Session::open(Workspace::read(&self.root()).unwrap(), self.environment(user), Clock::default()).await.unwrap()
    }

    async fn run(&self, session: &mut Session, command: Command) -> Done {
        let looked_at = session.looked_at();
        session.run(command, looked_at).await.unwrap()
    }

    fn text(&self, path: impl AsRef<Path>) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn live(&self) -> String {
        self.text(".wayhold/posture.json")
    }
}

fn tick(session: &Session, number: usize) -> Command {
    let runbook::Seen::Read { document, .. } = &session.observed.runbooks[PLAN] else { panic!("the plan reads") };
    let item = document.items("M1").into_iter().find(|item| item.number == number).unwrap().id;
    let evidence = vec![runbook::EvidenceRef::File { path: "run.log".into() }];
    runbook::Command::Tick { path: PLAN.into(), phase: "M1".into(), item, evidence }.into()
}

fn compat() -> Command {
    let because = Some("an old client".to_owned());
    posture::Command::Apply { to: posture::Name::Compat, duration: None, because, confirm: None }.into()
}

fn codes(stop: &Stop) -> Vec<Code> {
    match stop {
        Stop::Held(holds) => holds.iter().map(|hold| hold.code).collect(),
        other => panic!("not held: {other:?}"),
    }
}

fn kinds(done: &Done) -> Vec<&str> {
    done.entries.iter().map(|entry| entry.kind.as_str()).collect()
}
