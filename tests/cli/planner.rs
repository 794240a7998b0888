//! The planner: adopt a plan, tick with evidence, take a tick back; and everything that refuses to.

use serde_json::{Value, json};

use crate::common::{MIXED_PLAN, PLAN, Room, digest};

const TICK: [&str; 6] = ["phase", "tick", "M1", "2", "--evidence", "proof.txt"];

#[test]
fn a_tick_changes_one_byte_of_the_file_and_records_its_evidence_by_digest() {
    let room = Room::new().founded();
    let before = room.bytes("runbooks/plan.md");
    room.run(TICK).exit(0).says("phase.ticked").says("runbook.patched");
    let after = room.bytes("runbooks/plan.md");
    let changed: Vec<_> = (0..before.len()).filter(|at| before[*at] != after[*at]).collect();
    assert_eq!((after.len(), changed.len()), (before.len(), 1));
    assert_eq!((before[changed[0]], after[changed[0]]), (b' ', b'x'));
    let ticked = room.newest("phase.ticked");
    let proof = &ticked["evidence"][0];
    assert_eq!((&proof["type"], &proof["path"]), (&json!("file"), &json!("proof.txt")));
    assert_eq!((&proof["sha256"], &proof["bytes"]), (&json!(digest(b"it was done\n")), &json!(12)));
    assert!(proof["at"].is_string(), "{proof}");
    assert_eq!((&ticked["phase"], &ticked["text"]), (&json!("M1"), &json!("the images are signed")));
    room.run(["phase", "show", "M1"]).exit(0).says("    2 [x] dod       the images are signed  (#4 ana)\n");
    room.verified();
}

#[test]
fn ticks_keep_every_line_ending_of_a_mixed_file() {
    let room = Room::new().with("runbooks/plan.md", MIXED_PLAN).founded();
    room.run(["phase", "tick", "K1", "1", "--evidence", "commit:abc1234"]).exit(0);
    room.run(["phase", "tick", "K1", "2", "--evidence", "https://ci.example/run/7"]).exit(0);
    let expected = MIXED_PLAN.replace("- [ ] bricks", "- [x] bricks").replace("- [ ] the door", "- [x] the door");
    assert_eq!(room.text("runbooks/plan.md"), expected);
    room.run(["phase", "untick", "K1", "3", "--reason", "soot came back"]).exit(0);
    room.run(["phase", "untick", "K1", "1", "--reason", "rain"]).exit(0);
    let expected = expected.replace("- [x] bricks", "- [ ] bricks").replace("- [X] the", "- [ ] the");
    assert_eq!(room.text("runbooks/plan.md"), expected);
}

#[test]
fn the_bytes_after_every_write_are_kept_under_their_digest() {
    let room = Room::new().founded();
    let kept = |room: &Room, entry: Value| {
        let digest = entry.as_str().unwrap().to_owned();
        room.text(&format!(".wayhold/objects/{digest}"))
    };
    assert_eq!(kept(&room, room.newest("runbook.adopted")["sha256"].take()), PLAN);
    room.run(TICK).exit(0);
    assert_eq!(kept(&room, room.newest("runbook.patched")["doc"].take()), room.text("runbooks/plan.md"));
    room.run(["phase", "untick", "M1", "1", "--reason", "the contract moved"]).exit(0);
    assert_eq!(kept(&room, room.newest("runbook.patched")["doc"].take()), room.text("runbooks/plan.md"));
}

#[test]
fn boxes_ticked_before_adoption_are_inherited_until_they_get_evidence() {
    let room = Room::new().founded();
    room.run(["phase", "show", "M1"]).exit(0).says("the packaging contract is written  (INHERITED)");
    room.json(["why", "M1"]).exit(3).held_by(&["INHERITED", "BOX_OPEN", "BOX_OPEN", "NO_NOTE"]);
    let before = room.bytes("runbooks/plan.md");
    let entries = room.json(["phase", "tick", "M1", "1", "--evidence", "proof.txt"]).exit(0).answer();
    assert_eq!(entries["entries"].as_array().unwrap().len(), 1, "nothing in the file changes");
    assert_eq!(room.bytes("runbooks/plan.md"), before);
    room.json(["why", "M1"]).exit(3).held_by(&["BOX_OPEN", "BOX_OPEN", "NO_NOTE"]);
    room.json(["phase", "tick", "M1", "1", "--evidence", "proof.txt"]).exit(3).held_by(&["BOX_TICKED"]);
}

#[test]
fn a_tick_taken_back_needs_a_reason_and_can_be_given_again() {
    let room = Room::new().founded();
    room.run(TICK).exit(0);
    room.json(["phase", "untick", "M1", "2"]).exit(3).held_by(&["NO_REASON"]);
    room.json(["phase", "untick", "M1", "2", "--reason", "  "]).exit(3).held_by(&["NO_REASON"]);
    room.json(["phase", "untick", "M1", "3", "--reason", "r"]).exit(3).held_by(&["BOX_OPEN"]);
    room.run(["phase", "untick", "M1", "2", "--reason", "the key was revoked"]).exit(0);
    assert_eq!(room.text("runbooks/plan.md"), PLAN);
    assert_eq!(room.newest("phase.unticked")["reason"], "the key was revoked");
    room.run(TICK).exit(0);
    assert_eq!((room.count("phase.ticked"), room.count("runbook.patched")), (2, 3));
}

#[test]
fn a_tick_is_refused_without_evidence_that_is_there() {
    let room = Room::new().founded();
    let before = room.standing();
    room.json(["phase", "tick", "M1", "2"]).exit(3).held_by(&["NO_EVIDENCE"]);
    for evidence in ["gone.txt", "runbooks", "../secret", "/etc/hostname", "commit:xyz", "commit:abc", "https://"] {
        room.json(["phase", "tick", "M1", "2", "--evidence", evidence]).exit(3).held_by(&["NO_EVIDENCE"]);
    }
    room.run(["phase", "tick", "M1", "2", "--evidence", "gone.txt"])
        .exit(3)
        .complains("NO_EVIDENCE  gone.txt: the evidence file has to be readable: gone.txt is not there");
    let words = ["phase", "tick", "M1", "2", "--evidence", "proof.txt", "--evidence", "gone.txt"];
    room.json(words).exit(3).held_by(&["NO_EVIDENCE"]);
    assert_eq!(room.standing(), before);
}

#[test]
fn a_tick_is_refused_where_the_phase_is_not_active() {
    let room = Room::new().founded();
    room.json(["phase", "tick", "M2", "1", "--evidence", "proof.txt"]).exit(3).held_by(&["PHASE_NOT_ACTIVE"]);
    room.json(["phase", "untick", "M0", "1", "--reason", "r"]).exit(3).held_by(&["PHASE_NOT_ACTIVE"]);
    let mismatch = PLAN.replace("| M1 | Packaging | ACTIVE |", "| M1 | Packaging | NOT_STARTED |");
    let room = Room::new().with("runbooks/plan.md", mismatch).founded();
    room.json(TICK).exit(3).held_by(&["PHASE_CONFLICT"]);
}

#[test]
fn words_that_name_nothing_or_two_things_are_usage_errors() {
    let room = Room::new().with("runbooks/copy.md", PLAN).founded();
    room.run(TICK).exit(2).grumbles("wayhold: M1 is in 2 runbooks; say which: copy:M1, plan:M1\n");
    room.run(["phase", "tick", "plan:M1", "9", "--evidence", "proof.txt"])
        .exit(2)
        .grumbles("wayhold: M1 has 3 numbered items and no 9; `wayhold phase show M1` lists them\n");
    room.run(["phase", "tick", "plan:M1", "0", "--evidence", "proof.txt"]).exit(2);
    room.run(["phase", "show", "M7"]).exit(2).complains("no runbook here has a phase M7");
    room.run(["phase", "show", "other:M1"]).exit(2).complains("no phase other:M1");
    room.run(["runbook", "drift", "other"]).exit(2).complains("there are: copy, plan");
    for address in ["plan:M1", "plan.md:M1", "runbooks/plan.md:M1"] {
        room.run(["phase", "show", address]).exit(0).says("M1 Packaging  ACTIVE  (plan, line 16)");
    }
    room.run(["phase", "tick", "copy:M1", "2", "--evidence", "proof.txt"]).exit(0);
    assert_eq!(room.text("runbooks/plan.md"), PLAN, "the other one is left alone");
}

#[test]
fn an_item_edited_by_hand_holds_its_phase_until_the_bytes_are_back() {
    let room = Room::new().founded();
    room.run(TICK).exit(0);
    let good = room.bytes("runbooks/plan.md");
    let by_hand = room.text("runbooks/plan.md").replace("the handoff note is filed", "the handoff note is sent");
    room.write("runbooks/plan.md", by_hand);
    let held = room.json(["phase", "tick", "M1", "3", "--evidence", "proof.txt"]).exit(3).held_by(&["DRIFT"]).answer();
    assert_eq!(held["holds"][0]["ways"][0]["command"], "wayhold runbook restore runbooks/plan.md");
    room.json(["phase", "untick", "M1", "2", "--reason", "r"]).exit(3).held_by(&["DRIFT"]);
    assert_eq!(room.json(["status"]).exit(5).answer()["drift"], json!(["runbooks/plan.md"]));
    room.run(["runbook", "drift"]).exit(3).says("runbooks/plan.md is not as the ledger last wrote it");
    room.run(["runbook", "list"]).exit(0).says("DRIFT");
    let kept = room.bytes(&format!(".wayhold/objects/{}", digest(&good)));
    room.write("runbooks/plan.md", kept);
    room.run(["runbook", "drift"]).exit(0);
    room.run(["phase", "tick", "M1", "3", "--evidence", "proof.txt"]).exit(0);
}

#[test]
fn words_edited_by_hand_are_taken_over_by_the_next_tick() {
    let room = Room::new().founded();
    room.write("runbooks/plan.md", format!("{PLAN}\nPS: a word by hand\n"));
    assert_eq!(room.json(["status"]).exit(5).answer()["drift"], json!(["runbooks/plan.md"]));
    room.run(TICK).exit(0).says("runbook.edited").says("phase.ticked");
    assert!(room.text("runbooks/plan.md").ends_with("PS: a word by hand\n"));
    room.run(["status"]).exit(0);
    room.verified();
}

#[test]
fn adopting_is_explicit_and_happens_once() {
    let room = Room::new().with("runbooks/second.md", PLAN);
    room.run(["adopt"]).exit(2).complains("runbooks/plan.md, runbooks/second.md");
    room.run(["adopt", "--all"]).exit(3).complains("nothing was written");
    assert!(!room.path(".wayhold").exists());
    room.run(["adopt", "runbooks/plan.md", "--yes"]).exit(0).says("boxes=5 bytes=");
    room.json(["phase", "tick", "second:M1", "2", "--evidence", "proof.txt"]).exit(3).held_by(&["NOT_ADOPTED"]);
    room.json(["adopt", "runbooks/plan.md", "--yes"]).exit(3).held_by(&["ALREADY_ADOPTED"]);
    room.json(["adopt", "runbooks/none.md", "--yes"]).exit(3).held_by(&["RUNBOOK_UNREADABLE"]);
    room.json(["adopt", "../outside.md", "--yes"]).exit(3).held_by(&["TEXT_UNUSABLE"]);
    room.run(["adopt", "--all", "--yes"]).exit(0).says("path=runbooks/second.md");
    room.run(["adopt", "--all", "--yes"]).exit(0).says("nothing to adopt");
    assert_eq!((room.count("ledger.founded"), room.count("runbook.adopted")), (1, 2));
}

#[test]
fn a_runbook_that_the_configuration_does_not_name_is_adopted_by_its_path() {
    let room = Room::new().founded();
    room.write("notes/extra.md", "# Extra\n\n## X1 - One\nDoD checklist:\n- [ ] done\n");
    room.run(["adopt", "notes/extra.md", "--yes"]).exit(0).says("runbook.adopted");
    room.run(["phase", "tick", "X1", "1", "--evidence", "commit:abc1234"]).exit(0);
    assert!(room.text("notes/extra.md").contains("- [x] done"));
    room.json(["adopt", "notes/none.md", "--yes"]).exit(3).held_by(&["RUNBOOK_UNREADABLE"]);
    room.json(["adopt", "../outside.md", "--yes"]).exit(3).held_by(&["TEXT_UNUSABLE"]);
}
