//! The operator at 03:00, by keys: how few there are, what each shows, and what stands on disk afterwards.

use crate::common::Room;
use crate::console;

#[test]
fn an_incident_goes_up_the_ladder_and_back_in_the_promised_number_of_keys() {
    let room = Room::new().founded();
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

    let before = screen.pressed();
    screen.keys("r");
    screen.wait_for("Revert demo to strict");
    screen.settle();
    screen.keys("y");
    screen.wait_for("APPLIED strict: 8/8 fields read back");
    screen.wait_for("STRICT");
    assert!(screen.pressed() - before <= 3, "{} keys back to strict", screen.pressed() - before);

    let before = screen.pressed();
    screen.keys("x");
    screen.wait_for("Close INC-");
    screen.settle();
    screen.keys("y");
    screen.wait_for("no incident");
    assert!(screen.pressed() - before <= 2, "{} keys to close", screen.pressed() - before);

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
            "posture.intent",
            "posture.applied",
            "incident.closed",
        ]
    );
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
