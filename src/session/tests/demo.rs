//! A demo is put back to the bytes with which it opened, and nothing else ever is.

use std::collections::BTreeMap;

use super::*;
use crate::provision;

/// Notes of this machine about the ledger's file: made again, and no part of what is put back.
const NOTES: [&str; 2] = ["verified.json", "state"];

/// What SQLite keeps beside its file while it is open.
fn is_log(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with("-wal") || name.ends_with("-shm")
}

struct Stage {
    directory: TempDir,
}

impl Stage {
    fn root(&self) -> PathBuf {
        self.directory.path().join("demo")
    }

    /// Every file's bytes but the notes.
    fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut bytes = BTreeMap::new();
        let mut waiting = vec![self.root()];
        while let Some(directory) = waiting.pop() {
            for entry in std::fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if path.is_dir() {
                    waiting.push(path);
                } else if !NOTES.iter().any(|note| name.starts_with(note)) && !is_log(&path) {
                    bytes.insert(path.clone(), std::fs::read(&path).unwrap());
                }
            }
        }
        bytes
    }

    async fn open(&self, workspace: Workspace, found: bool) -> Session {
        let environment = Environment {
            config_dir: workspace.private(),
            key: None,
            user: "ana".to_owned(),
            current_dir: self.root(),
            no_color: true,
            terminal: false,
        };
        Session::open_demo(workspace, environment, Clock::default(), found).await.unwrap()
    }
}

async fn worlds() -> (Stage, Session) {
    let stage = Stage { directory: tempfile::tempdir().unwrap() };
    let session = stage.open(Workspace::worlds_demo(&stage.root()).unwrap(), true).await;
    (stage, session)
}

async fn accept_best(session: &mut Session, world: &str) -> usize {
    let best = provision::Command::AcceptBest { world: world.to_owned() };
    let looked_at = session.looked_at();
    session.run(best.into(), looked_at).await.unwrap().entries.len()
}

#[tokio::test]
async fn a_demo_of_worlds_is_founded_and_has_nothing_to_flip() {
    let (_stage, mut session) = worlds().await;
    assert!(session.is_demo() && session.state().founded.is_some());
    let observed = session.ctx().observed;
    assert!(observed.posture.is_none() && observed.runbooks.is_empty());
    assert_eq!(observed.worlds.len(), 3);
    assert_eq!(session.head().unwrap().seq, 0);
}

#[tokio::test]
async fn a_reset_puts_ledger_key_and_worlds_back_to_the_very_bytes() {
    let (stage, mut session) = worlds().await;
    let (start, head) = (stage.bytes(), session.head().cloned());
    for _ in 0..2 {
        assert_eq!(accept_best(&mut session, "worlds/hallway.json").await, 3);
        std::fs::write(stage.root().join("worlds/villain.json"), "{").unwrap();
        std::fs::remove_file(stage.root().join("worlds/companion.json")).unwrap();
        std::fs::write(stage.root().join(".wayhold/left-over"), "x").unwrap();
        session.reset_demo().await.unwrap();
        assert_eq!(session.head().cloned(), head, "the entry of the founding, with its time and signature");
        assert!(session.state().provision.worlds.is_empty() && session.is_demo());
        assert_eq!(stage.bytes(), start);
    }
}

#[tokio::test]
async fn what_is_accepted_after_a_reset_is_what_was_accepted_before() {
    let (_stage, mut session) = worlds().await;
    let mut resolved = Vec::new();
    for _ in 0..2 {
        accept_best(&mut session, "worlds/hallway.json").await;
        let record = &session.state().provision.worlds["worlds/hallway.json"];
        let bound: Vec<_> = record.bindings.iter().map(|one| one.offer.clone()).collect();
        resolved.push(bound);
        session.reset_demo().await.unwrap();
    }
    assert_eq!(resolved[0], resolved[1]);
}

#[tokio::test]
async fn the_embedded_demo_goes_back_to_before_its_founding_and_keeps_files_that_are_not_its_own() {
    let stage = Stage { directory: tempfile::tempdir().unwrap() };
    let workspace = Workspace::demo(&stage.root()).unwrap();
    let mut session = stage.open(workspace, false).await;
    session.run(Command::Found, None).await.unwrap();
    std::fs::write(stage.root().join("notes.txt"), "mine").unwrap();
    session.reset_demo().await.unwrap();
    assert!(session.state().founded.is_none() && session.head().is_none());
    assert_eq!(std::fs::read_to_string(stage.root().join("notes.txt")).unwrap(), "mine");
    session.run(Command::Found, None).await.unwrap();
}

#[tokio::test]
async fn a_workspace_that_is_no_demo_is_never_put_back() {
    let room = Room::founded().await;
    let mut session = room.open().await;
    let head = session.head().cloned();
    assert!(!session.is_demo());
    let refused = session.reset_demo().await.unwrap_err();
    assert!(refused.to_string().contains("only a demo"));
    assert_eq!(session.head().cloned(), head);
}
