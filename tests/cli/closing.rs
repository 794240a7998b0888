//! The planner closes a phase of the shipped plan and takes up the next one.

use serde_json::{Value, json};

use crate::common::{PLAN, Room, SHIPPED, digest};

#[test]
fn a_phase_is_closed_on_evidence_with_a_snapshot_that_the_ledger_knows() {
    let room = Room::shipped();
    let before = room.standing();
    let held = room.json(["phase", "close", "M1", "--run-id", "run-7"]).exit(3);
    assert_eq!(room.standing(), before, "a refused closing leaves nothing");
    let open = |code: &str| held.codes().iter().filter(|known| *known == code).count();
    assert_eq!((open("GATE_UNMET"), open("INHERITED"), open("BOX_OPEN"), open("NO_NOTE")), (1, 11, 3, 1));
    room.m1_shown();
    room.run(["phase", "close", "M1"]).exit(3).says("✔ 1  ").says("✔ 3  ").says("✘ 4  ").complains("NO_NOTE  M1");
    room.run(["phase", "note", "M1", "the", "pack", "is", "closed"]).exit(0);
    room.json(["why", "M1"]).exit(0);

    let answer = room.json(["phase", "close", "M1", "--run-id", "run-7"]).exit(0).answer();
    assert!(answer["checks"].as_array().unwrap().iter().all(|check| check["passed"] == true), "{answer}");
    assert_eq!((&answer["verdict"], &answer["next"]["phase"]), (&json!("PASS"), &json!("M2")));
    let snapshot = &room.newest("phase.closed")["snapshot"];
    assert_eq!(&answer["snapshot"], snapshot);
    let bytes = room.bytes(snapshot["path"].as_str().unwrap());
    assert_eq!(digest(&bytes), snapshot["sha256"].as_str().unwrap());
    let template = serde_json::from_slice::<Value>(&bytes).unwrap();
    assert_eq!((&template["phase_id"], &template["plan_phase"]), (&json!("P(-1)"), &json!("M1")));
    assert_eq!((&template["platform_run_id"], &template["verdict"]), (&json!("run-7"), &json!("PASS")));
    assert_eq!(template["evidence_expected"], "snapshot of image provenance: tag, digest, source SHA");
    for field in ["authority_refs", "entry_gate", "dod", "evidence", "failure_note", "operator", "at"] {
        assert!(template.get(field).is_some(), "{field}");
    }
    assert_eq!(template["evidence"].as_array().unwrap().len(), 3);
    assert!(
        room.text(SHIPPED).contains("| M1 | P(-1) | Packaging readiness (image + entrypoints + provenance) | DONE |")
    );
    room.run(["phase", "show", "M2"]).exit(0).says("next step pending");
    assert_eq!(room.json(["status"]).answer()["next_steps"], json!(["substrate-migration:M2"]));
    room.verified();
}

#[test]
fn a_closing_says_where_the_snapshot_is_and_whose_turn_it_is() {
    let room = Room::shipped();
    room.m1_shown();
    room.run(["phase", "note", "M1", "done"]).exit(0);
    room.run(["phase", "close", "M1", "--dry-run"]).exit(0).says("would write phase.closed");
    assert_eq!(room.count("phase.closed"), 0);
    room.run(["phase", "close", "M1"])
        .exit(0)
        .says("✔ 1  every item is ticked or attested\n✔ 2  ")
        .says("PASS  snapshot snapshots/substrate-migration.M1.json  sha256 ")
        .says("5 or 6 is pending: M2 is activated by a person, or left with a reason")
        .says("wayhold phase activate runbooks/substrate-migration.md:M2 --confirm M2\n")
        .says("wayhold phase hold runbooks/substrate-migration.md:M2 --reason TEXT\n");
    room.run(["phase", "hold", "M2"]).exit(3).complains("NO_REASON");
    room.run(["phase", "hold", "M2", "--reason", "the window is in March"]).exit(0);
    assert_eq!(room.json(["status"]).answer()["next_steps"], json!([]));
    let shown = room.json(["phase", "show", "M2"]).answer();
    assert_eq!((&shown["next_step_open"], &shown["held"]["text"]), (&json!(false), &json!("the window is in March")));
}

#[test]
fn a_stale_evidence_file_blocks_the_close_and_is_found_by_snapshot_verify() {
    let room = Room::shipped();
    room.m1_shown();
    room.run(["phase", "note", "M1", "done"]).exit(0);
    room.write("evidence/m1-13.txt", "something else\n");
    let before = room.standing();
    room.json(["why", "M1"]).exit(3).held_by(&["EVIDENCE_STALE"]);
    room.json(["phase", "close", "M1"]).exit(3).held_by(&["EVIDENCE_STALE"]);
    room.run(["phase", "close", "M1"]).exit(3).says("✘ 2  the evidence is there, as it was recorded: 1 open");
    assert_eq!(room.standing(), before);
    let stale = room.json(["status"]).answer()["stale_evidence"].clone();
    assert_eq!(stale, json!([{"phase": "substrate-migration:M1", "path": "evidence/m1-13.txt"}]));
    room.run(["phase", "tick", "M1", "13", "--evidence", "evidence/m1-13.txt"]).exit(0);
    room.run(["phase", "close", "M1"]).exit(0);
    room.run(["snapshot", "verify"]).exit(0).says("✔ substrate-migration:M1  snapshots/substrate-migration.M1.json");

    std::fs::remove_file(room.path("evidence/m1-5.txt")).unwrap();
    let broken = room.json(["snapshot", "verify", "M1"]).exit(3).answer();
    assert_eq!(broken["snapshots"][0]["broken"][0]["evidence"], "evidence/m1-5.txt");
    room.write("snapshots/substrate-migration.M1.json", "{}");
    room.run(["snapshot", "verify"]).exit(3).says("the file: it is not what was recorded").says("evidence/m1-5.txt");
    room.run(["snapshot", "show", "M1"]).exit(0).says("\"plan_phase\": \"M1\"");
    room.run(["snapshot", "show", "substrate-migration.M1"]).exit(0);
    room.run(["snapshot", "show", "M3"]).exit(2).complains("M3 has no snapshot");
    std::fs::remove_file(
        room.path(&format!(".wayhold/objects/{}", room.newest("phase.closed")["snapshot"]["sha256"].as_str().unwrap())),
    )
    .unwrap();
    room.run(["snapshot", "verify"]).exit(3).says("its copy among the objects: ");
}

#[test]
fn a_phase_that_cannot_be_closed_is_recorded_as_failed_with_what_is_open() {
    let room = Room::shipped();
    room.json(["phase", "close", "M1", "--fail"]).exit(3).held_by(&["NO_REASON"]);
    let words = ["phase", "close", "M1", "--fail", "--note", "the CI gate never came up"];
    room.run(words).exit(0).says("✘ 1  ").says("FAIL  snapshot snapshots/substrate-migration.M1.json");
    let failed = room.newest("phase.failed");
    assert_eq!(failed["open"].as_array().unwrap().len(), 16);
    room.run(["phase", "list"]).exit(0).says("M1         ACTIVE");
    room.run(["snapshot", "verify"]).exit(0).says("FAIL");
}

#[test]
fn the_next_phase_is_refused_until_its_parts_are_written_and_a_person_is_there() {
    let room = Room::shipped().m1_closed();
    let before = room.standing();
    let held = room.run(["phase", "activate", "M2", "--confirm", "M2"]).exit(3);
    let held = held.complains("tasks missing under its heading").complains("rollback posture missing under");
    assert!(!held.err().contains("entry criteria missing"), "{}", held.told());
    assert_eq!(room.standing(), before);
    let shown = room.json(["phase", "show", "M2"]).exit(0).answer();
    assert_eq!(shown["missing_parts"], json!(["tasks", "rollback posture"]));

    room.write_parts_of_m2();
    let held = ["DRIFT"];
    room.json(["phase", "activate", "M2", "--confirm", "M2"]).exit(3).held_by(&held);
    room.repin();
    let before = room.standing();
    for confirm in [&["--confirm", "M2"][..], &["--confirm", "M1"], &[]] {
        let words = ["phase", "activate", "M2"].iter().chain(confirm);
        room.json(words).exit(4).held_by(&["NEEDS_PRESENCE"]);
    }
    assert_eq!(room.standing(), before);
}

#[test]
fn an_agent_may_note_and_tick_and_nothing_that_takes_a_person() {
    let room = Room::shipped().m1_closed();
    room.write_parts_of_m2();
    room.repin();
    let key = room.key("bot");
    let add = ["operator", "add", "bot", "--kind", "agent", "--key", key.to_str().unwrap()];
    room.run(add).exit(0);
    let before = room.standing();
    let words = ["--as", "bot", "--json"];
    let as_bot = |verb: &[&str]| room.run(verb.iter().chain(&words));
    as_bot(&["phase", "activate", "M2", "--confirm", "M2"]).exit(4).held_by(&["NEEDS_HUMAN"]);
    as_bot(&["phase", "attest", "M2", "d1", "d2", "--because", "I say so"]).exit(4).held_by(&["NEEDS_HUMAN"]);
    let set = ["threshold", "pin", "M10", "burst", "--set", "multiple=3", "--set", "minutes=20"];
    as_bot(&set).exit(4).held_by(&["NEEDS_HUMAN"]);
    assert_eq!(room.standing(), before);
    as_bot(&["phase", "note", "M2", "read the modules"]).exit(0);
    as_bot(&["decision", "open", "region", "Which region?", "--phase", "M2"]).exit(0);
    as_bot(&["decision", "pin", "region", "eu", "--because", "near"]).exit(4).held_by(&["NEEDS_HUMAN"]);
}

#[test]
fn what_is_attested_is_shown_with_whose_word_it_is() {
    let room = Room::shipped();
    let before = room.standing();
    room.run(["phase", "attest", "M1", "g9", "--because", "r"]).exit(2).complains("there are: g1, g2, d1");
    room.run(["phase", "attest", "M1"]).exit(2);
    room.json(["phase", "attest", "M1", "g2"]).exit(3).held_by(&["NO_REASON"]);
    room.json(["phase", "attest", "M1", "g2", "1", "5", "--because", "r"]).exit(3).held_by(&["BOX_OPEN"]);
    room.json(["phase", "attest", "M1", "g1", "--because", "r"]).exit(3).held_by(&["GATE_UNMET"]);
    assert_eq!(room.standing(), before, "one that is held keeps all of them from being written");
    room.run(["phase", "attest", "M1", "g2", "1", "--because", "read it", "--evidence", "proof.txt"]).exit(0);
    let text = room.run(["phase", "show", "M1"]).exit(0);
    let text = text.says("g1 ✔   gate ").says("g2 ✔   gate ").says("  (#4 ana: read it)").says("  (#5 ana: read it)");
    assert!(text.out().contains("    2 [x] dod "), "{}", text.told());
    let shown = room.json(["phase", "show", "M1"]).answer();
    assert_eq!(shown["entry_gate"][1]["attested"]["by"], "ana");
    assert_eq!(shown["items"][0]["attested"]["statement"], "read it");
    assert_eq!(shown["items"][1]["attested"], Value::Null);
    room.run(["phase", "attest", "M1", "--inherited", "--because", "all"]).exit(0);
    room.run(["phase", "attest", "M1", "--inherited", "--because", "all"]).exit(0).says("nothing to attest");
    assert_eq!(room.count("phase.attested"), 12);
}

#[test]
fn a_phase_is_blocked_with_a_reason_and_goes_on_with_one() {
    let room = Room::new().founded();
    room.json(["phase", "block", "M1"]).exit(3).held_by(&["NO_REASON"]);
    room.run(["phase", "block", "M1", "--because", "the registry is down"]).exit(0);
    assert_eq!(room.text("runbooks/plan.md"), PLAN.replace("ACTIVE", "BLOCKED"), "row and section at once");
    room.run(["phase", "show", "M1"]).exit(0).says("BLOCKED").says("  blocked   the registry is down  (#4 ana)");
    room.json(["phase", "block", "M1", "--reason", "again"]).exit(3).held_by(&["PHASE_NOT_ACTIVE"]);
    room.run(["phase", "unblock", "M1", "--reason", "it is up"]).exit(0);
    assert_eq!(room.text("runbooks/plan.md"), PLAN);
    room.json(["phase", "reopen", "M0", "--reason", "r", "--confirm", "M0"]).exit(3);
    room.json(["phase", "resolve", "M1", "--to", "DONE", "--reason", "r"]).exit(3);
    room.run(["phase", "resolve", "M1", "--to", "FINISHED", "--reason", "r"]).exit(2);
    let log = room.run(["phase", "log", "M1"]).exit(0).says("blocked M1: the registry is down");
    assert_eq!(log.says("unblocked M1: it is up").out().lines().count(), 2);
    let lines = room.json(["phase", "log", "M1"]).exit(0);
    let first: Value = serde_json::from_str(lines.out().lines().next().unwrap()).unwrap();
    assert_eq!((&first["seq"], &first["kind"], &first["by"]), (&json!(4), &json!("phase.blocked"), &json!("ana")));
    room.run(["phase", "log", "M0"]).exit(0).says("nothing is on record about M0");
}
