//! Commands behind a build-go.

use serde_json::json;

use crate::common::Room;

const PLAN: &str = "\
# Kiln

| id | Name | Status |
|---|---|---|
| K1 | Firing | ACTIVE |

## K1 - Firing

Status: ACTIVE

DoD checklist:
- [ ] the bricks are fired

Sub-phase progress:
- [x] `K1.A` bricks laid

```sh {name=look kind=probe}
echo looked at the kiln
```

```sh {name=fire kind=apply}
echo hot > fired.txt
exit 7
```
";

fn room() -> Room {
    Room::new().with("runbooks/plan.md", PLAN).founded()
}

#[test]
fn nothing_that_changes_the_world_runs_without_a_build_go() {
    let room = room();
    let before = room.standing();
    room.run(["run", "--json", "--phase", "K1", "--", "touch", "ran.txt"]).exit(3).held_by(&["NO_GO"]);
    room.json(["step", "run", "K1", "fire"]).exit(3).held_by(&["NO_GO"]);
    room.json(["step", "run", "K1", "cool"]).exit(3).held_by(&["NO_STEP"]);
    room.run(["run", "--phase", "K1"]).exit(2);
    assert_eq!(room.standing(), before);
    assert!(!room.path("ran.txt").exists());
    room.run(["step", "run", "K1", "look"]).exit(0).prints("looked at the kiln\n").complains("run.ended");
}

#[test]
fn a_run_ends_with_the_commands_own_code_and_its_output_is_kept() {
    let room = room();
    room.run(["phase", "go", "K1"]).exit(0);
    let script = "echo one; printf 'tw\\033[31mo'; exit 9";
    room.run(["run", "--phase", "K1", "--", "sh", "-c", script])
        .exit(9)
        .prints("one\ntw\\u{1b}[31mo\n")
        .complains("exit 9");
    let ended = room.newest("run.ended");
    assert_eq!(ended["exit"], json!({"code": 9}));
    room.text(&format!(".wayhold/objects/{}", ended["sha256"].as_str().unwrap()));
    room.run(["step", "run", "K1", "fire"]).exit(7);
    assert_eq!(room.text("fired.txt"), "hot\n");
    room.run(["run", "--phase", "K1", "--", "/no/such/program"]).exit(125).complains("not started: ");
    let answer = room.run(["run", "--json", "--phase", "K1", "--", "sh", "-c", "echo one"]).exit(0);
    assert_eq!(answer.answer()["exit"], json!({"code": 0}));
    answer.complains("one\n");
    room.run(["run", "--dry-run", "--phase", "K1", "--", "touch", "ran.txt"]).exit(0).says("would write run.started");
    assert!(!room.path("ran.txt").exists());
    room.run(["phase", "show", "K1"]).exit(0).says("build-go  stands").says("exit 9");
    room.run(["settle"]).exit(0).says("nothing is unfinished");
}

#[test]
fn a_build_go_dies_when_what_it_was_given_for_changes() {
    let room = room();
    room.run(["phase", "go", "K1"]).exit(0);
    room.run(["decision", "open", "glaze", "Which glaze?", "--phase", "K1"]).exit(0);
    assert_eq!(room.json(["phase", "show", "K1"]).answer()["go"]["state"], "died");
    room.run(["decision", "pin", "glaze", "blue", "--because", "it is"]).exit(0);
    room.json(["step", "run", "K1", "fire"]).exit(3).held_by(&["NO_GO"]);
    room.run(["phase", "go", "K1"]).exit(0);
    assert_eq!(room.json(["phase", "show", "K1"]).answer()["go"]["state"], "stands");
}

#[test]
fn steps_are_listed_with_what_they_would_run() {
    let room = room();
    room.run(["step", "list"]).exit(0).says("plan:K1 fire  apply, line 21\n    echo hot > fired.txt\n    exit 7\n");
    let steps = room.json(["step", "list", "K1"]).exit(0).answer();
    assert_eq!((&steps["steps"][0]["name"], &steps["steps"][0]["kind"]), (&json!("look"), &json!("probe")));
}

#[test]
fn a_command_line_is_evidence_when_it_ends_well() {
    let room = room();
    let before = room.text("runbooks/plan.md");
    room.json(["phase", "tick", "K1", "1", "--evidence", "cmd:exit 3"]).exit(3).held_by(&["NO_EVIDENCE"]);
    assert_eq!((room.text("runbooks/plan.md"), room.count("phase.ticked")), (before, 0));
    room.run(["phase", "tick", "K1", "1", "--evidence", "cmd:echo fired", "--evidence", "proof.txt"]).exit(0);
    let shown = &room.newest("phase.ticked")["evidence"];
    assert_eq!((&shown[0]["line"], &shown[0]["exit"]), (&json!("echo fired"), &json!(0)));
    assert_eq!(room.text(&format!(".wayhold/objects/{}", shown[0]["sha256"].as_str().unwrap())), "fired\n");
}
