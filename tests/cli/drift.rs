//! A plan that was edited by hand: what changed, accepting it, putting it back.

use serde_json::json;

use crate::common::{PLAN, Room, digest};

const TICK: [&str; 6] = ["phase", "tick", "M1", "2", "--evidence", "proof.txt"];
const REPIN: [&str; 9] =
    ["runbook", "repin", "plan", "--impact", "one item", "--severity", "low", "--because", "clearer words"];

#[test]
fn words_alone_are_told_from_what_a_phase_hangs_on() {
    let room = Room::new().founded();
    room.write("runbooks/plan.md", format!("{PLAN}\nPS: a word by hand\n"));
    room.run(["runbook", "drift"]).exit(3).says("words alone");
    let drift = room.json(["runbook", "drift"]).exit(3).answer()["drift"][0].clone();
    assert_eq!((&drift["material"], &drift["changes"]), (&json!(false), &json!([])));
    assert_eq!(drift["expected"], digest(PLAN.as_bytes()));
    let detail = json!([{"path": "runbooks/plan.md", "material": false}]);
    assert_eq!(room.json(["status"]).exit(5).answer()["drift_detail"], detail);
    room.write("runbooks/plan.md", PLAN.replace("are signed", "are signed twice"));
    room.run(["runbook", "drift", "plan"])
        .exit(3)
        .says("  M1\n    item gone: the images are signed  (")
        .says("    item new: the images are signed twice  (")
        .says("  a repin would carry over ");
    room.run(["status"]).exit(5).says("(material)");
}

#[test]
fn the_lines_that_differ_are_shown_and_cannot_steer_a_terminal() {
    let room = Room::new().founded();
    room.write("runbooks/plan.md", PLAN.replace("are signed", "are \u{1b}[31msigned"));
    let shown = room.run(["runbook", "drift", "--diff"]).exit(3);
    let shown = shown.says("--- the ledger\n+++ runbooks/plan.md\n@@ ").says("\n-- [ ] the images are signed\n");
    let shown = shown.says("\n+- [ ] the images are \\u{1b}[31msigned\n");
    assert!(!shown.out().contains('\u{1b}'), "{}", shown.told());
    let diff = room.json(["runbook", "drift", "--diff"]).answer()["drift"][0]["diff"].clone();
    assert!(diff.as_str().unwrap().contains("+- [ ] the images are \\u{1b}[31msigned"), "{diff}");
}

#[test]
fn a_repin_carries_evidence_over_and_says_to_what() {
    let room = Room::new().founded();
    room.run(TICK).exit(0);
    room.write("runbooks/plan.md", room.text("runbooks/plan.md").replace("are signed", "are signed twice"));
    let before = room.standing();
    room.json(["runbook", "repin", "plan", "--severity", "low"]).exit(3).held_by(&["NO_REASON", "NO_REASON"]);
    room.run(["runbook", "repin", "plan", "--severity", "grave"]).exit(2).complains("low, medium, high");
    room.run(REPIN.iter().chain(&["--dry-run"])).exit(0).complains("carries over ").says("would write");
    room.json(REPIN.iter().chain(&["--move", "0123456789abcdef:0123456789abcdef"])).exit(3).held_by(&["NO_ITEM"]);
    assert_eq!(room.standing(), before);
    room.run(REPIN).exit(0).complains("the images are signed twice");
    room.run(["phase", "show", "M1"]).exit(0).says("the images are signed twice  (#4 ana)");
    room.run(["runbook", "drift"]).exit(0);
    room.json(REPIN).exit(3).held_by(&["NOT_DRIFTED"]);
    room.run(["phase", "log", "M1"])
        .exit(0)
        .says("accepted the drift of runbooks/plan.md, severity low: clearer words");
}

#[test]
fn a_repin_without_moves_leaves_the_new_item_without_evidence() {
    let room = Room::new().founded();
    room.run(TICK).exit(0);
    room.write("runbooks/plan.md", room.text("runbooks/plan.md").replace("are signed", "are signed twice"));
    room.run(REPIN.iter().chain(&["--no-moves"])).exit(0);
    room.run(["phase", "show", "M1"]).exit(0).says("the images are signed twice  (INHERITED)");
}

#[test]
fn no_repin_accepts_a_status_that_was_changed_by_hand() {
    let room = Room::new().founded();
    room.write("runbooks/plan.md", PLAN.replace("ACTIVE", "DONE"));
    let before = room.standing();
    let codes = room.json(REPIN).exit(3).codes();
    assert!(codes.iter().all(|code| code == "STATUS_DRIFT"), "{codes:?}");
    assert_eq!(room.standing(), before);
}

#[test]
fn a_restore_puts_the_ledgers_version_back_and_keeps_what_was_there() {
    let room = Room::new().founded();
    let mine = PLAN.replace("ACTIVE", "DONE");
    room.json(["runbook", "restore", "plan"]).exit(3).held_by(&["NOT_DRIFTED"]);
    room.write("runbooks/plan.md", &mine);
    room.run(["runbook", "restore", "plan", "--dry-run"]).exit(0);
    assert_eq!(room.text("runbooks/plan.md"), mine);
    room.run(["runbook", "restore", "plan"]).exit(0);
    assert_eq!(room.text("runbooks/plan.md"), PLAN);
    assert_eq!(room.text(&format!(".wayhold/objects/{}", digest(mine.as_bytes()))), mine);
    std::fs::remove_file(room.path("runbooks/plan.md")).unwrap();
    room.run(["runbook", "drift"]).exit(3).says("the file is not there");
    room.run(["runbook", "restore", "plan"]).exit(0);
    assert_eq!(room.text("runbooks/plan.md"), PLAN);
}
