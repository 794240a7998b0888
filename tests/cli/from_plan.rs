//! `init --from`: a workspace around a plan that was not written for Wayhold.

use std::fs;

use serde_json::json;
use wayhold::session::Config;

use crate::common::Room;

const CHECKLIST: &str = "# Opening the bakery\n\n## 1. Before dawn\n- [x] light the oven\n- [ ] weigh the flour\n\n## 2. At the door\n**Sign**\n- [ ] turn it\n\n## Links\nnone\n";

fn bare() -> Room {
    let room = Room::new();
    for path in ["wayhold.toml", "runbooks/plan.md"] {
        fs::remove_file(room.path(path)).unwrap();
    }
    fs::remove_dir_all(room.path("profiles")).unwrap();
    room
}

#[test]
fn a_plan_without_ids_becomes_a_workspace_whose_phases_can_be_worked_on() {
    let room = bare().with("plans/open [1].md", CHECKLIST);
    room.run(["init", "--from", "plans/open [1].md"])
        .exit(0)
        .says("found: 2 phase(s), 3 box(es) of which 1 ticked and 0 outside every phase, 0 finding(s) of which 0 errors\n")
        .says("grammar = { stage_heading = 2, id_from = \"slug\" }\n")
        .says("  before-dawn  Before dawn  UNKNOWN  boxes 1/2\n  at-the-door  At the door  UNKNOWN  boxes 0/1\n")
        .says("next: `wayhold adopt --all` founds the ledger and adopts the plan\n");
    assert_eq!(room.text("plans/open [1].md"), CHECKLIST, "the plan stays as it is");
    let text = room.text("wayhold.toml");
    assert!(text.contains("stage_heading = 2    # the heading level"), "{text}");
    let config = Config::parse(&text).unwrap();
    assert_eq!((config.runbook.len(), config.posture.is_some()), (1, true));
    assert!(room.path("profiles/strict.json").exists());
    room.run(["lint", "plans/open [1].md"]).exit(0).says("2 phases (2 root, 0 sub), boxes 1/3, DoD 1/3");
    room.run(["adopt", "--all", "--yes"]).exit(0).says("phases=2");
    room.run(["phase", "tick", "at-the-door", "1", "--evidence", "commit:abc1234"]).exit(0);
    assert_eq!(room.text("plans/open [1].md"), CHECKLIST.replace("[ ] turn it", "[x] turn it"));
    room.verified();
}

#[test]
fn the_json_says_what_was_found_and_which_mapping_was_written() {
    let room = bare().with("open.md", CHECKLIST);
    let answer = room.json(["init", "--from", "open.md"]).exit(0).answer();
    assert_eq!(answer["runbooks"], 1);
    let plan = &answer["plan"];
    assert_eq!((&plan["path"], &plan["boxes"], &plan["boxes_outside"]), (&json!("open.md"), &json!(3), &json!(0)));
    assert_eq!(plan["grammar"], json!({"stage_heading": 2, "id_from": "slug"}));
    assert_eq!((&plan["why_no_phases"], &plan["phases"][1]["id"]), (&json!(null), &json!("at-the-door")));
}

#[test]
fn a_plan_with_phases_of_its_own_gets_no_mapping_and_one_that_cannot_have_any_is_told_why() {
    let room = bare().with("own.md", "## R1 - Oven\nDoD:\n- [ ] lit\n");
    room.run(["init", "--from", "own.md"]).exit(0).says("found: 1 phase(s)");
    assert!(!room.text("wayhold.toml").contains("grammar"));
    let room = bare().with("flat.md", "- [ ] oven\n- [ ] door\n");
    let why = "no heading stands above its 2 boxes; put a heading above each group of them, such as `## Prepare`";
    room.run(["init", "--from", "flat.md"])
        .exit(0)
        .says(&format!("it has no phases: {why}\n"))
        .says("`wayhold lint flat.md`");
    assert!(room.text("wayhold.toml").contains(&format!("# It has no phases: {why}\n")));
    Config::parse(&room.text("wayhold.toml")).unwrap();
}

#[test]
fn the_workspace_can_be_a_directory_above_the_plan() {
    let room = bare().with("deep/er/open.md", CHECKLIST);
    room.run(["init", "--from", "deep/er/open.md", "deep"]).exit(0).says("around er/open.md").says("--all -C deep`");
    assert!(room.text("deep/wayhold.toml").contains("path = \"er/open.md\""));
}

#[test]
fn nothing_is_written_over_and_nothing_is_written_when_the_plan_cannot_be_had() {
    let room = bare().with("open.md", CHECKLIST).with("other/x.txt", "x").with("binary.md", b"\xff");
    let before = room.standing();
    room.run(["init", "--from", "none.md"]).exit(1).complains("none.md cannot be read");
    room.run(["init", "--from", "other"]).exit(1).complains("is a directory; name one plan in it");
    room.run(["init", "--from", "binary.md"]).exit(1).complains("is not UTF-8 text; save it as UTF-8");
    room.run(["init", "--from", "open.md", "other"])
        .exit(1)
        .complains("is not inside")
        .complains("`wayhold init --from PLAN DIR`");
    assert_eq!(room.standing(), before);
    let room = room.with("wayhold.toml", "environment = \"mine\"\n").with("profiles/strict.json", "mine");
    let before = room.standing();
    room.run(["init", "--from", "open.md"]).exit(1).complains("is there already; nothing was written");
    assert_eq!(room.standing(), before);
}

#[test]
fn a_grammar_in_the_configuration_says_what_is_wrong_with_it_and_where() {
    for (line, part) in [
        ("grammar = { stage_heading = 9 }", "line 4: `stage_heading` is a heading level from 1 to 6, or \"bold\""),
        ("grammar = { stage_headings = 2 }", "did you mean `stage_heading`?"),
        ("grammar = { id_from = \"colour\" }", "line 4: unknown variant `colour`"),
    ] {
        let room = Room::new()
            .with("wayhold.toml", format!("environment = \"x\"\n[[runbook]]\npath = \"runbooks/*.md\"\n{line}\n"));
        room.run(["status"]).exit(1).complains(part);
    }
}

#[test]
fn the_hint_of_lint_is_the_mapping_that_makes_the_finding_go_away() {
    let room = Room::new().with("runbooks/plan.md", CHECKLIST);
    room.run(["lint", "runbooks/plan.md"])
        .exit(0)
        .says("NO_PHASES")
        .says("`grammar = { stage_heading = 2, id_from = \"slug\" }`");
    let config =
        room.text("wayhold.toml").replace("*.md\"\n", "*.md\"\ngrammar = { stage_heading = 2, id_from = \"slug\" }\n");
    let room = room.with("wayhold.toml", config);
    let lint = room.run(["lint", "runbooks/plan.md"]).exit(0).says("2 phases");
    assert!(!lint.out().contains("NO_PHASES"));
    let room =
        room.with("alone/plan.md", format!("---\ngrammar: {{stage_heading: 2, id_from: slug}}\n---\n{CHECKLIST}"));
    room.run(["lint", "alone/plan.md"]).exit(0).says("2 phases");
}
