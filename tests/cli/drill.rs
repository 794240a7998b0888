//! A drill walks the path in a copy, and leaves nothing in the workspace but a dated record.

use serde_json::Value;

use crate::common::Room;

#[test]
fn a_drill_goes_all_the_way_in_a_copy_and_its_record_is_in_the_ledger() {
    let room = Room::new().founded();
    let live = room.bytes(".wayhold/posture.json");
    room.run(["drill", "--auto", "--title", "the hub is down"]).exit(0).says("carried through");
    assert_eq!(room.bytes(".wayhold/posture.json"), live, "the live posture is not the drill's");
    let drilled = room.newest("incident.drilled");
    assert_eq!(drilled["applied"], serde_json::json!(["compat", "static_restore"]));
    assert_eq!(
        (&drilled["strict"], &drilled["verified"], &drilled["closed"]),
        (&true.into(), &true.into(), &true.into())
    );
    assert_eq!(room.count("incident.declared"), 0, "its incident is none of this ledger");
    let status = room.json(["status"]).exit(0).answer();
    assert_eq!(status["drill"]["whole"], true);
    let digest = drilled["export_sha256"].as_str().unwrap();
    let export = room.text(&format!(".wayhold/objects/{digest}"));
    assert_eq!(export.lines().count() as u64, drilled["entries"].as_u64().unwrap());
    let first: Value = serde_json::from_str(export.lines().next().unwrap()).unwrap();
    assert!(first["entry"].as_str().unwrap().contains("DRILL-demo"));
}

#[test]
fn the_gate_is_run_in_the_workspace_and_no_hook_is_told() {
    let room = Room::new();
    let config = room.text("wayhold.toml")
        + "flagd = \".wayhold/flagd.json\"\n[[posture.hook]]\nname = \"tell\"\nargv = [\"touch\", \"told\"]\n\
           [[verification]]\nname = \"gate\"\nargv = [\"sh\", \"./gate.sh\"]\nformat = \"exit\"\n";
    room.write("wayhold.toml", config);
    room.write("gate.sh", "touch gate-ran; exit 0\n");
    let room = room.founded();
    let _ = std::fs::remove_file(room.path("told"));
    room.run(["drill", "--auto"]).exit(0);
    assert!(room.path("gate-ran").exists());
    assert!(!room.path("told").exists());
}

#[test]
fn a_gate_that_fails_leaves_a_drill_that_is_not_whole_and_says_so() {
    let room = Room::new();
    let config =
        room.text("wayhold.toml") + "[[verification]]\nname = \"gate\"\nargv = [\"false\"]\nformat = \"exit\"\n";
    room.write("wayhold.toml", config);
    let room = room.founded();
    room.run(["drill", "--auto"]).exit(3);
    let drilled = room.newest("incident.drilled");
    assert_eq!((&drilled["verified"], &drilled["closed"]), (&false.into(), &false.into()));
    room.run(["drill"]).exit(2).complains("--auto");
}

#[test]
fn a_drill_that_could_not_be_recorded_is_not_walked() {
    let room = Room::new();
    let ran = room.run(["drill", "--auto"]).exit(3).complains("NOT_FOUNDED");
    assert!(!ran.err().contains("drill #"), "{}", ran.err());
}
