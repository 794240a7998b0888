//! Starting and leaving: what is asked once, and what is left on the terminal.

use crate::common::Room;
use crate::console;

#[test]
fn an_unfounded_workspace_is_founded_by_one_key_and_left_by_another() {
    let room = Room::new();
    let mut screen = console(&room);
    screen.wait_for("Found the ledger of demo");
    screen.wait_for("UNFOUNDED");
    screen.settle();
    screen.keys("y");
    screen.wait_for("adopted 1 runbook");
    screen.wait_for("STRICT");
    screen.wait_for("M1 ACTIVE");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
    assert_eq!(screen.text().trim(), "", "left on the main screen");
    assert_eq!(room.kinds(), ["ledger.founded", "posture.intent", "posture.applied", "runbook.adopted"]);
    room.verified();

    let again = console(&room);
    again.wait_for("M1 ACTIVE");
    assert!(!again.text().contains("Found the ledger"), "{}", again.text());
}

#[test]
fn who_does_not_found_can_look_around_and_nothing_is_written() {
    let room = Room::new();
    let before = room.standing();
    let mut screen = console(&room);
    screen.wait_for("Found the ledger of demo");
    screen.keys("Esc");
    screen.wait_gone("Found the ledger of demo");
    screen.keys("j Enter w");
    screen.wait_for("What stands between M2 and DONE");
    screen.keys("Esc");
    screen.wait_gone("What stands between M2 and DONE");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
    assert_eq!(room.standing(), before);
}

#[test]
fn without_a_workspace_the_demo_is_offered_and_a_no_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let keys = directory.path().join("keys");
    let mut screen = crate::console_in(directory.path(), &keys, &[]);
    screen.wait_for("Open the demo workspace");
    screen.types("n\n");
    assert_eq!(screen.ended().exit_code(), 0);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "something was left behind");
}

#[test]
fn without_a_workspace_a_yes_opens_the_demo_and_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let keys = directory.path().join("keys");
    let temporary = tempfile::tempdir().unwrap();
    let mut screen = crate::console_in(directory.path(), &keys, &[("TMPDIR", temporary.path().as_os_str())]);
    screen.wait_for("Open the demo workspace");
    screen.types("\n");
    screen.wait_for("Found the ledger");
    screen.settle();
    screen.keys("y");
    screen.wait_for("STRICT");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "something was left behind");
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0, "the demo was left behind");
}
