//! The planner's journey by keys alone, on the plan that is shipped: from open boxes to the next phase being ACTIVE.

use std::fs;
use std::path::Path;

use crate::common::Room;
use crate::console;
use crate::screen::Screen;

/// What M2 lacks before it can be activated.
const PARTS: &str = "\
Implementation tasks:
1. Apply core, then demo.

Rollback posture:
- Destroy demo, then core.

";

fn shipped() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks/substrate-migration.md");
    fs::read_to_string(path).unwrap()
}

/// Acts on the selected line and waits until it is on the ledger.
fn attest(screen: &mut Screen, statement: &str) {
    screen.keys("Space");
    screen.wait_for("how you know");
    screen.settle();
    screen.types(statement);
    screen.keys("Enter");
    screen.wait_for("y confirms");
    screen.settle();
    screen.keys("y");
    screen.wait_gone("y confirms");
}

fn tick(screen: &mut Screen) {
    screen.keys("Space");
    screen.wait_for("what shows that it is done?");
    screen.settle();
    screen.types("proof.txt");
    screen.keys("Enter");
    screen.wait_gone("what shows that it is done?");
}

/// Esc on its own: with another key right behind it a terminal reads both as one.
fn escape(screen: &mut Screen) {
    screen.keys("Esc");
    screen.settle();
}

#[test]
fn a_phase_is_closed_and_the_next_activated_once_the_plan_says_what_it_needs() {
    let room = Room::new().with("runbooks/plan.md", shipped()).founded();
    let mut screen = console(&room);
    screen.wait_for("M1 ACTIVE 11/14");

    screen.keys("Tab g j j");
    attest(&mut screen, "looked them up in the registry");
    for item in 1..=14 {
        screen.keys("j");
        if matches!(item, 5 | 13 | 14) {
            tick(&mut screen);
        } else {
            attest(&mut screen, "read it before adoption");
        }
    }
    for _ in 0..3 {
        screen.keys("j");
        attest(&mut screen, "pulled the image and looked");
    }
    screen.wait_for("M1 ACTIVE 14/14");

    screen.keys("c");
    screen.wait_for("NO_NOTE");
    screen.keys("G Enter");
    screen.wait_for("Note on M1");
    screen.settle();
    screen.types("packaging is settled");
    screen.keys("Enter");
    screen.wait_for("All checks passed.");
    screen.keys("Enter");
    screen.wait_for("verdict PASS");
    screen.wait_for("snapshots/plan.M1.json");
    screen.settle();
    screen.keys("y");
    screen.wait_for("Activate M2? Only you can");
    assert!(room.text("runbooks/plan.md").contains("Packaging readiness (image + entrypoints + provenance) | DONE |"));
    assert!(room.path("snapshots/plan.M1.json").exists());

    screen.wait_for("It lacks tasks, rollback posture.");
    screen.keys("a");
    screen.wait_for("type M2 to confirm");
    screen.settle();
    screen.types("M2");
    screen.keys("Enter");
    screen.wait_for("Held: nothing was written");
    screen.wait_for("PART_MISSING");
    assert_eq!(room.count("phase.activated"), 0);
    screen.keys("Esc");
    screen.wait_for("Enter confirms");
    screen.settle();
    screen.keys("Esc");
    screen.wait_for("Only you can");
    screen.keys("Esc");
    screen.wait_for("why it is left NOT_STARTED");
    screen.settle();
    screen.types("its tasks are not written");
    screen.keys("Enter");
    screen.wait_for("y confirms");
    screen.settle();
    screen.keys("y");
    screen.wait_for("Left M2 NOT_STARTED: its tasks are not written");

    let plan = room.text("runbooks/plan.md");
    let (before, after) = plan.split_once("## M3 - P1 Run pinning").unwrap();
    room.write("runbooks/plan.md", format!("{before}{PARTS}## M3 - P1 Run pinning{after}"));
    screen.wait_for("DRIFT plan.md");
    screen.keys("D");
    screen.wait_for("part new: tasks");
    screen.wait_for("+ Rollback posture:");
    screen.keys("a");
    screen.wait_for("what the change touches");
    screen.settle();
    screen.types("M2 alone");
    screen.keys("Enter");
    screen.types("it can be activated now");
    screen.keys("Enter");
    screen.wait_for("y confirms");
    screen.settle();
    screen.keys("y");
    screen.wait_for("Accepted the drift of runbooks/plan.md");
    screen.wait_gone("DRIFT plan.md");

    escape(&mut screen);
    screen.keys("j a");
    screen.wait_for("type M2 to confirm");
    screen.settle();
    screen.types("M2");
    screen.keys("Enter");
    screen.wait_for("M2 ACTIVE");
    assert!(room.text("runbooks/plan.md").contains("| M2 | P0 | Substrate readiness (Terraform core+demo) | ACTIVE |"));

    screen.keys("t");
    screen.wait_for("Timeline of M2");
    screen.wait_for("activated M2");
    screen.wait_for("left M2 NOT_STARTED: its tasks are not written");
    escape(&mut screen);
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    room.verified();
    for (kind, count) in [
        ("phase.ticked", 3),
        ("phase.attested", 15),
        ("phase.noted", 1),
        ("phase.closed", 1),
        ("phase.held", 1),
        ("runbook.repinned", 1),
        ("phase.activated", 1),
    ] {
        assert_eq!(room.count(kind), count, "{kind}");
    }
}

#[test]
fn a_step_streams_its_output_and_goes_on_when_the_console_detaches() {
    let plan = "# Steps\n\n| id | Status |\n|---|---|\n| R1 | ACTIVE |\n\n## R1 - Look around\n\nStatus: ACTIVE\n\n\
                DoD checklist:\n- [ ] seen\n\n```sh {name=count kind=probe timeout=60s}\n\
                echo begun; while [ ! -e go ]; do sleep 0.1; done; echo over\n```\n";
    let room = Room::new().with("runbooks/plan.md", plan).founded();
    let mut screen = console(&room);
    screen.wait_for("R1 ACTIVE");
    screen.keys("s Enter");
    screen.wait_for("while [ ! -e go ]");
    screen.settle();
    screen.keys("y");
    screen.wait_for("running");
    screen.wait_for("begun");
    escape(&mut screen);
    // Once for the list of steps, once more for the console.
    screen.keys("q q");
    assert_eq!(screen.ended().exit_code(), 0);
    assert_eq!((room.count("run.started"), room.count("run.ended")), (1, 0));

    room.write("go", "");
    let mut screen = console(&room);
    screen.wait_for("R1 ACTIVE");
    screen.keys("s j Enter");
    screen.wait_for("exit 0");
    screen.wait_for("over");
    escape(&mut screen);
    screen.keys("q q");
    screen.ended();
    assert_eq!(room.count("run.ended"), 1);
}
