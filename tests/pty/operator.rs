//! The operator at 03:00, by keys: how few there are, what each shows, and what stands on disk afterwards.

use crate::common::Room;
use crate::console;

/// A room with a gate that prints the totals of vitest: so many of so many tests, in three files.
fn gated(passed: u32, of: u32) -> Room {
    let config = "environment = \"demo\"\n\n[[runbook]]\npath = \"runbooks/*.md\"\n\n[posture]\n\n[[verification]]\n\
                  name = \"gate\"\nargv = [\"sh\", \"gate.sh\"]\nexpect = { files = \"3/3\", tests = \"32/32\" }\n";
    let room = Room::new().with("wayhold.toml", config).founded();
    set_gate(&room, passed, of);
    room
}

fn set_gate(room: &Room, passed: u32, of: u32) {
    let failed = if passed < of { format!("{} failed | ", of - passed) } else { String::new() };
    let script = format!(
        "echo ' Test Files  3 passed (3)'\necho '      Tests  {failed}{passed} passed ({of})'\nexit {}\n",
        u8::from(passed < of)
    );
    room.write("gate.sh", script);
}

#[test]
fn an_incident_goes_up_the_ladder_and_back_in_the_promised_number_of_keys() {
    let room = gated(32, 32);
    let mut screen = console(&room);
    screen.wait_for("no incident");

    screen.keys("!");
    screen.wait_for("Enter declares");
    screen.settle();
    screen.types("old clients fail");
    screen.keys("Enter");
    screen.wait_for("owner ana");
    screen.keys("e Enter");
    screen.wait_for("Apply compat to demo");
    screen.wait_for("7 of 8 fields change");
    screen.settle();
    screen.keys("y");
    screen.wait_for("APPLIED compat: 8/8 fields read back");
    screen.wait_for("COMPAT");
    assert!(screen.pressed() <= 5, "{} keys from cold to compat", screen.pressed());
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/compat.json"));

    screen.keys("e Enter");
    screen.wait_for("Apply static_restore to demo");
    screen.wait_for("3 of 8 fields change");
    screen.settle();
    screen.types("demo");
    screen.keys("Enter");
    screen.wait_for("APPLIED static_restore: 8/8 fields read back");
    screen.wait_for("STATIC_RESTORE 29:");
    assert!(screen.pressed() <= 8, "{} keys from cold to static_restore", screen.pressed());
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/static_restore.json"));

    screen.keys("v");
    screen.wait_for("Read back: the live file reads static_restore, as granted");
    screen.keys("n");
    screen.wait_for("Enter saves");
    screen.settle();
    screen.types("cache drained");
    screen.keys("Enter");
    screen.wait_for("ana  cache drained");
    screen.keys("+");
    screen.wait_for("Extend the override of demo");
    screen.settle();
    screen.types("the cache refills");
    screen.keys("Enter y");
    screen.wait_for("extended once");
    screen.keys("V");
    screen.wait_for("Passed: 3/3 files, 32/32 tests");
    screen.keys("Esc");
    screen.wait_gone("Gate · verify-");

    let before = screen.pressed();
    screen.keys("r");
    screen.wait_for("Revert demo to strict");
    screen.wait_for("a attests 1 and 4");
    screen.settle();
    screen.keys("a y");
    screen.wait_for("All four exit criteria are met");
    assert!(screen.pressed() - before <= 3, "{} keys back to strict", screen.pressed() - before);
    screen.keys("Esc");
    screen.wait_gone("Gate · verify-");
    screen.wait_for("STRICT");

    let before = screen.pressed();
    screen.keys("x");
    screen.wait_for("Close INC-");
    screen.settle();
    screen.keys("y");
    screen.wait_for("no incident");
    assert!(screen.pressed() - before <= 2, "{} keys to close", screen.pressed() - before);

    screen.keys("p");
    screen.wait_for("snapshots/INC-");
    screen.keys("Esc");
    screen.wait_gone("snapshots/INC-");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    let fields = room.fields(".wayhold/posture.json");
    assert_eq!(fields, room.fields("profiles/strict.json"));
    let leaves = |field: &serde_json::Value| field.as_object().map_or(1, serde_json::Map::len);
    assert_eq!(fields.as_object().unwrap().values().map(leaves).sum::<usize>(), 8);
    room.verified();
    assert_eq!(
        room.kinds()[4..],
        [
            "incident.declared",
            "posture.intent",
            "posture.applied",
            "posture.intent",
            "posture.applied",
            "incident.noted",
            "posture.intent",
            "posture.applied",
            "verification.started",
            "verification.ran",
            "posture.attested",
            "posture.attested",
            "posture.intent",
            "posture.applied",
            "verification.started",
            "verification.ran",
            "incident.closed",
            "incident.reported",
            "incident.report_written",
        ]
    );
    let report = room.newest("incident.reported");
    for file in report["files"].as_array().unwrap() {
        assert!(room.path(file["path"].as_str().unwrap()).is_file(), "{file}");
    }
}

#[test]
fn going_back_before_the_gate_passes_is_recorded_and_made_good_from_the_list() {
    let room = gated(31, 32);
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    room.run(["posture", "apply", "compat", "--because", "old clients"]).exit(0);
    let mut screen = console(&room);
    screen.wait_for("COMPAT");
    screen.keys("r");
    screen.wait_for("It will be recorded reverted_unverified");
    screen.settle();
    screen.keys("a y");
    screen.wait_for("the incident cannot close until the gate passes");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/strict.json"), "strict is never refused");
    screen.keys("Esc");
    screen.wait_gone("Gate · verify-");
    screen.wait_for("UNVERIFIED: criterion 2");
    screen.keys("x");
    screen.wait_for("NOT_VERIFIED");
    set_gate(&room, 32, 32);
    screen.keys("Enter");
    screen.wait_for("sh gate.sh");
    screen.settle();
    screen.keys("y");
    screen.wait_for("All four exit criteria are met");
    screen.keys("Esc");
    screen.wait_gone("Gate · verify-");
    screen.wait_for("Nothing holds it. x closes the incident");
    screen.keys("x");
    screen.wait_for("Close INC-");
    screen.settle();
    screen.keys("y");
    screen.wait_for("no incident");
    let unmet = room.newest("posture.reverted_unverified")["unmet"].clone();
    assert_eq!(unmet, serde_json::json!(["verified"]));
}

#[test]
fn an_end_that_passes_and_a_change_by_others_are_recorded_by_the_console_that_looks() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("STRICT");
    room.run(["posture", "apply", "compat", "--because", "old clients", "--for", "1s"]).exit(0);
    screen.wait_for("OVERDUE COMPAT");
    screen.wait_for("and is still in force");
    assert_eq!(room.count("posture.expired"), 1);
    room.write(".wayhold/posture.json", room.bytes("profiles/strict.json"));
    screen.wait_for("DRIFT live strict, ledger compat");
    screen.wait_for("changed by somebody else");
    assert_eq!(room.newest("posture.live_changed")["classified"], "strict");
    // A terminal that has the focus again is looked at once more, and nothing is recorded twice.
    let mark = screen.written();
    screen.write(b"\x1b[O\x1b[I");
    screen.keys("v");
    screen.wait_painted(mark);
    screen.wait_for("Read back: the live file reads strict, and compat is granted");
    assert_eq!((room.count("posture.expired"), room.count("posture.live_changed")), (1, 1));
}

#[test]
fn static_restore_lists_what_is_missing_before_an_incident_and_refuses_then() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("no incident");
    screen.keys("e j Enter");
    screen.wait_for("Apply static_restore to demo");
    screen.wait_for("✘ an open incident");
    screen.settle();
    screen.types("demo");
    screen.keys("Enter");
    screen.wait_for("Held: nothing was written");
    screen.wait_for("an open incident");
    screen.wait_for("declare an incident");
    assert_eq!(room.count("posture.intent"), 1, "the founding's own");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/strict.json"));
}

#[test]
fn a_wrong_name_applies_nothing_and_the_right_one_can_be_typed_over_it() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    let mut screen = console(&room);
    screen.wait_for("owner ana");
    screen.keys("e j Enter");
    screen.wait_for("Apply static_restore to demo");
    screen.settle();
    screen.types("prod");
    screen.keys("Enter");
    screen.wait_for("Held: nothing was written");
    assert_eq!(room.count("posture.intent"), 1, "the founding's own");
    screen.keys("Esc");
    screen.wait_for("Apply static_restore to demo");
    screen.wait_for("prod");
    screen.write(b"\x7f\x7f\x7f\x7f");
    screen.types("demo");
    screen.wait_gone("prod");
    screen.settle();
    screen.keys("Enter");
    screen.wait_for("APPLIED static_restore");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/static_restore.json"));
}
