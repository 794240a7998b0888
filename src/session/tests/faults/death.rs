//! The process is gone at one step, as after kill -9: nothing is unwound, nothing is cleaned up.
//!
//! The process that dies is this test, started again by itself with the room and the step in its environment.

#![cfg(unix)]

use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};

use super::*;

/// In the process that is to die: at which step, and in which room.
const STEP: &str = "WAYHOLD_TEST_DIES_AT";
const ROOM: &str = "WAYHOLD_TEST_ROOM";

#[expect(clippy::disallowed_methods, reason = "the test tells itself what to do when it starts itself")]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// In the process that is to die: in which room, and at which step.
pub(super) fn condemned() -> Option<(PathBuf, usize)> {
    Some((told(ROOM)?.into(), told(STEP)?.parse().unwrap()))
}

/// Kills this process before this step of its thread.
pub(super) fn kill_before(step: usize) -> faults::Watched {
    let mut steps = 0;
    faults::watched(move |_| {
        if steps == step {
            let this = rustix::process::getpid();
            rustix::process::kill_process(this, rustix::process::Signal::KILL)?;
        }
        steps += 1;
        Ok(())
    })
}

/// Starts this test again by its name, as a process that dies in a room before a step.
pub(super) fn dies(test: &str, room: &Room, step: usize, what: &str) {
    let ended = Process::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("session::tests::faults::{test}"), "--nocapture"])
        .env(STEP, step.to_string())
        .env(ROOM, room.directory.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = || String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.signal(), Some(9), "step {step}, {what}: {}", said());
}

/// Opens the room of a process that is to die.
pub(super) async fn open_at(root: &Path, seconds: i64) -> Session {
    let environment = Environment {
        config_dir: root.join("keys/ana"),
        key: None,
        user: "ana".into(),
        current_dir: root.join("workspace"),
        no_color: true,
        terminal: true,
    };
    let clock = Clock::fixed(DateTime::from_timestamp(seconds, 0).unwrap());
    Session::open(Workspace::read(&root.join("workspace")).unwrap(), environment, clock).await.unwrap()
}

/// Runs a case in this process up to the step in the environment, and not further.
async fn die(case: Case, root: &Path, step: usize) {
    let _watch = kill_before(step);
    let mut session = open_at(root, 1_800_000_000).await;
    let looked_at = session.looked_at();
    let ran = session.run(case.command(), looked_at).await;
    session.close().await;
    panic!("it outlived step {step}: {ran:?}");
}

/// Kills a case before each of its steps, and lets somebody recover. `name` is the test's own.
async fn everywhere(name: &str, case: Case) {
    if let Some((root, step)) = condemned() {
        return die(case, &root, step).await;
    }
    let reference = Reference::of(case).await;
    assert!(reference.steps.len() > 8, "{:?}", reference.steps);
    for (step, what) in reference.steps.iter().enumerate() {
        let dead = reference.before.copied();
        dies(&format!("death::{name}"), &dead, step, what);
        for next in nexts(case, step) {
            let at = format!("{case:?} killed before step {step}, {what}; then {next:?}");
            Box::pin(reference.recovers(&dead.copied(), next, &at)).await;
        }
    }
}

#[tokio::test]
async fn a_tick_is_done_or_not_wherever_its_process_dies() {
    Box::pin(everywhere("a_tick_is_done_or_not_wherever_its_process_dies", Case::Tick)).await;
}

#[tokio::test]
async fn an_untick_is_done_or_not_wherever_its_process_dies() {
    Box::pin(everywhere("an_untick_is_done_or_not_wherever_its_process_dies", Case::Untick)).await;
}

#[tokio::test]
async fn a_closing_is_done_or_not_wherever_its_process_dies() {
    Box::pin(everywhere("a_closing_is_done_or_not_wherever_its_process_dies", Case::Close)).await;
}

#[tokio::test]
async fn a_failed_closing_is_on_record_or_not_wherever_its_process_dies() {
    Box::pin(everywhere("a_failed_closing_is_on_record_or_not_wherever_its_process_dies", Case::Fail)).await;
}

#[tokio::test]
async fn an_activation_is_done_or_not_wherever_its_process_dies() {
    Box::pin(everywhere("an_activation_is_done_or_not_wherever_its_process_dies", Case::Activate)).await;
}

#[tokio::test]
async fn a_restore_is_done_or_not_wherever_its_process_dies() {
    Box::pin(everywhere("a_restore_is_done_or_not_wherever_its_process_dies", Case::Restore)).await;
}
