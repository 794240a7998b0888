//! Bundles on the command line: what a request gets under each posture, what refuses it, and the gate.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::common::{Ran, Room};

const GATE: [&str; 3] = ["deploy_context_validation.json", "hub_parity.json", "session_routing.json"];

/// A founded room with this repository's bundles, its gate, and its configuration.
fn room() -> Room {
    let room = Room::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in below(&root.join("bundles")).into_iter().chain(below(&root.join("tests/gate"))) {
        room.write(&file.strip_prefix(root).unwrap().to_string_lossy(), fs::read(&file).unwrap());
    }
    room.write("wayhold.toml", fs::read(root.join("wayhold.toml")).unwrap());
    room.founded()
}

fn below(directory: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

fn request(hub: &str) -> Value {
    json!({"action": "deploy_and_prep", "workspace_id": "w", "plan_id": "p", "agent_name": "Executor", "prompt": "do it",
        "include_skills": true, "hub_decision": {"bundle_decision_id": "d", "bundle_decision_version": "1",
        "hub_selected_skill_bundle": hub}})
}

fn ask(room: &Room, request: &Value, with: &[&str]) -> Ran {
    room.write("request.json", request.to_string());
    room.json(["bundle", "resolve", "request.json"].iter().chain(with))
}

fn paths(files: &Value) -> Vec<&str> {
    files.as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap()).collect()
}

#[test]
fn a_resolution_is_an_entry_and_a_refusal_leaves_none() {
    let room = room();
    let answer = ask(&room, &request("hub.change"), &[]).exit(0).answer();
    let known = ["bundles/instructions/evidence.md", "bundles/skills/ledger-review/SKILL.md"];
    assert_eq!(paths(&answer["resolved"]["files"]), known);
    let entry = room.newest("bundle.resolved");
    assert_eq!(paths(&entry["files"]), known);
    let skill = room.bytes("bundles/skills/ledger-review/SKILL.md");
    assert_eq!(entry["files"][1]["sha256"], crate::common::digest(&skill));
    assert_eq!((&entry["posture"], &entry["count"]), (&json!("strict"), &json!(2)));

    let before = room.standing();
    let mut unknown = request("hub.chang");
    unknown["hub_decision"]["spoke_skill_bundle"] = json!({"bundle_id": "ledger-review", "skill_ids": ["SKILL.md"]});
    let refused = ask(&room, &unknown, &[]).exit(3).answer();
    assert_eq!(refused["code"], "BUNDLE_ID_UNRESOLVED");
    assert_eq!(refused["ids"], json!(["hub.chang", "ledger-review", "SKILL.md"]));
    assert_eq!(refused["holds"].as_array().unwrap().len(), 3);
    let mut odd = request("hub.change");
    odd["include_skils"] = true.into();
    let refused = ask(&room, &odd, &[]).exit(3).held_by(&["REQUEST_UNUSABLE"]).answer();
    let way = refused["holds"][0]["ways"][0]["text"].as_str().unwrap();
    assert_eq!(way, "include_skils: there is no such field; did you mean `include_skills`?");
    room.write("request.json", request("hub.chagne").to_string());
    room.run(["bundle", "resolve", "request.json"]).exit(3).complains("did you mean `hub.change`?");
    room.write("request.json", request("hub.change").to_string());
    assert!(room.standing() == before, "a refusal writes nothing");
    room.verified();
}

#[test]
fn a_flip_of_the_posture_changes_what_a_request_gets() {
    let room = room();
    let count = |room: &Room| ask(room, &request("hub.change"), &[]).exit(0).answer()["resolved"]["count"].clone();
    assert_eq!(count(&room), 2);
    room.run(["posture", "apply", "compat", "--because", "an old reader"]).exit(0);
    assert_eq!(count(&room), 6);
    assert_eq!(room.newest("bundle.resolved")["reason_code"], "temporary_compat_window");
    room.run(["posture", "revert", "--no-verify"]).exit(0);
    assert_eq!(count(&room), 2);
    room.write(".wayhold/posture.json", "{}");
    ask(&room, &request("hub.change"), &[]).exit(3).held_by(&["POSTURE_UNCLEAR"]);
}

#[test]
fn a_preview_says_what_each_profile_would_give_and_writes_nothing() {
    let room = room();
    room.write("request.json", request("hub.change").to_string());
    let before = room.standing();
    for (profile, files, blocked) in [("strict", 2, 3), ("compat", 6, 0), ("static_restore", 10, 0)] {
        let answer = ask(&room, &request("hub.change"), &["--profile", profile]).exit(0).answer();
        let count = |key: &str| answer[key].as_array().unwrap().len();
        assert_eq!((count("files"), count("blocked")), (files, blocked), "{profile}");
        assert_eq!((&answer["posture"], &answer["preview"]), (&json!(profile), &json!(true)));
        assert_eq!((&answer["hub"]["id"], &answer["spokes"]), (&json!("hub.change"), &json!(["spoke.ledger-change"])));
    }
    room.run(["bundle", "resolve", "request.json", "--profile", "strict"]).exit(0).prints(
        "preview under strict; nothing is recorded
category  none
hub       hub.change
spokes    spoke.ledger-change
  bundles/instructions/evidence.md  for instruction.evidence by registry
  bundles/skills/ledger-review/SKILL.md  for skill.ledger-change-review by registry
blocked   ambient_scan would add 1 file: strict_bundle_resolution is true
blocked   include_all would add 3 files: strict_bundle_resolution is true
blocked   always_on would add 7 files: strict_bundle_resolution is true
",
    );
    let refused = ask(&room, &request("hub"), &["--profile", "strict"]).exit(3).answer();
    assert_eq!((&refused["code"], &refused["holds"][0]["subject"]), (&json!("BUNDLE_ID_UNRESOLVED"), &json!("hub")));
    room.write("request.json", request("hub.change").to_string());
    assert_eq!(room.standing(), before);
    room.run(["bundle", "resolve", "request.json", "--profile", "loose"]).exit(2);
    room.run(["bundle", "resolve", "nowhere.json"]).exit(1);
}

#[test]
fn the_bundles_are_listed_with_what_each_posture_really_loads() {
    let room = room();
    let answer = room.json(["bundle", "list"]).exit(0).answer();
    let effective = answer["effective"].as_array().unwrap();
    let files: Vec<usize> = effective.iter().map(|one| one["files"].as_array().unwrap().len()).collect();
    assert_eq!(files, [2, 6, 10]);
    assert_eq!(effective[0]["unknown_refused"], "BUNDLE_ID_UNRESOLVED");
    assert!(effective[1]["unknown_refused"].is_null() && effective[1]["unknown_files"] != json!([]));
    assert_eq!(answer["hubs"][0]["id"], "hub.change");
    room.run(["bundle", "list"]).exit(0).says("skill        skill.incident-drill@1       Running an incident drill");
    room.write("bundles/hubs/odd.json", r#"{"id": "hub.odd", "spokes": ["spoke.odd"]}"#);
    room.run(["bundle", "list"])
        .exit(3)
        .says("bundles/hubs/odd.json: it names the spoke `spoke.odd`, which no file declares");
}

#[test]
fn a_workspace_without_bundles_says_how_to_name_them() {
    let room = Room::new().founded();
    room.run(["bundle", "list"]).exit(2).complains("add `bundles = \"bundles\"` to wayhold.toml");
    ask(&room, &request("hub.change"), &[]).exit(3).held_by(&["NO_BUNDLES"]);
    room.write("wayhold.toml", "environment = \"demo\"\nbundles = \"../elsewhere\"\n");
    room.run(["bundle", "list"]).exit(1).complains("`../elsewhere` leaves the workspace");
}

#[cfg(unix)]
#[test]
fn a_link_gives_nothing_that_lies_elsewhere() {
    let room = room();
    let link = |to: &str| {
        let at = room.path("bundles/skills/ledger-review/SKILL.md");
        fs::remove_file(&at).unwrap();
        std::os::unix::fs::symlink(to, at).unwrap();
    };
    let text = room.text("bundles/skills/ledger-review/SKILL.md");
    fs::write(room.root().parent().unwrap().join("outside.md"), &text).unwrap();
    link("../../../../outside.md");
    let refused = ask(&room, &request("hub.change"), &[]).exit(3).answer();
    assert_eq!(
        (&refused["code"], &refused["ids"]),
        (&json!("SCOPE_VIOLATION"), &json!(["bundles/skills/ledger-review/SKILL.md"]))
    );
    // A link inside is followed, and the boundaries hold for where it leads.
    room.write("docs/review.md", &text);
    link("../../../docs/review.md");
    ask(&room, &request("hub.change"), &[]).exit(0);
    let mut narrow = request("hub.change");
    narrow["prep_config"] = json!({"scope_boundaries": {"directories_allowed": ["bundles"]}});
    ask(&room, &narrow, &[]).exit(3).held_by(&["SCOPE_VIOLATION"]);
    narrow["prep_config"]["scope_boundaries"]["directories_allowed"] = json!(["bundles", "docs"]);
    ask(&room, &narrow, &[]).exit(0);
}

#[test]
fn the_gate_holds_and_is_read_by_a_verification() {
    let room = room();
    room.run(["bundle", "check", "tests/gate"]).exit(0).prints(
        "passed  7/7  tests/gate/deploy_context_validation.json
passed  13/13  tests/gate/hub_parity.json
passed  12/12  tests/gate/session_routing.json
3/3 files, 32/32 tests
 Test Files  3 passed (3)
      Tests  32 passed (32)
",
    );
    room.run(["verify"]).exit(0).complains("gate: passed: 3/3 files, 32/32 tests");
    let ran = room.newest("verification.ran");
    assert_eq!((&ran["verdict"], &ran["found"]["tests"]["passed"]), (&json!("pass"), &json!(32)));
    assert_eq!(room.newest("verification.started")["argv"][0], "wayhold", "no path of this machine");

    // What the gate is about: a registry in which an id of the gate is no longer what it was.
    let skill = room.text("bundles/skills/drill/SKILL.md");
    room.write("bundles/skills/drill/SKILL.md", skill.replace("id: skill.incident-drill", "id: skill.drill"));
    room.run(["bundle", "check", "tests/gate"]).exit(3).says("FAILED");
    room.run(["verify"]).exit(3);
    assert_eq!(room.newest("verification.ran")["verdict"], "fail");
}

#[test]
fn any_one_of_the_cases_made_wrong_fails_the_gate() {
    let room = room();
    let mut spoiled = 0;
    for name in GATE {
        let path = format!("tests/gate/{name}");
        let text = room.text(&path);
        let scenario: Value = serde_json::from_str(&text).unwrap();
        for place in 0..scenario["cases"].as_array().unwrap().len() {
            let mut wrong = scenario.clone();
            let expect = &mut wrong["cases"][place]["expect"];
            if let Some(files) = expect.get_mut("files").and_then(Value::as_array_mut) {
                files.push("bundles/instructions/none.md".into());
            } else {
                expect["ids"] = json!(["another"]);
            }
            room.write(&path, wrong.to_string());
            let case = scenario["cases"][place]["name"].as_str().unwrap();
            room.run(["bundle", "check", "tests/gate"])
                .exit(3)
                .says("2/3 files, 31/32 tests")
                .says("Test Files  1 failed | 2 passed (3)")
                .says("Tests  1 failed | 31 passed (32)")
                .says(case);
            spoiled += 1;
        }
        room.write(&path, text);
    }
    assert_eq!(spoiled, 32);
}

#[test]
fn a_run_of_nothing_or_of_a_broken_file_never_passes() {
    let room = Room::new();
    room.run(["bundle", "check", "tests/gate"]).exit(1).complains("there is no scenario at");
    fs::create_dir_all(room.path("tests/gate")).unwrap();
    room.run(["bundle", "check", "tests/gate"]).exit(1).complains("there is no scenario in");
    room.write("tests/gate/a.json", r#"{"name": "a", "registry": {}, "cases": []}"#);
    room.run(["bundle", "check", "tests/gate"]).exit(3).says("0/1 files, 0/0 tests").says("there is no case");
    room.write("tests/gate/a.json", "{");
    let answer = room.json(["bundle", "check", "tests/gate/a.json"]).exit(3).answer();
    assert_eq!((&answer["passed"], &answer["summary"]["files_passed"]), (&json!(false), &json!(0)));
    room.write(
        "tests/gate/a.json",
        r#"{"name": "a", "registry": "../nowhere", "cases": [{"name": "c",
        "profile": "strict", "request": {}, "expect": {"code": "REQUEST_UNUSABLE"}}]}"#,
    );
    room.run(["bundle", "check", "tests/gate"]).exit(3).says("is no directory of bundles");
}

#[test]
fn a_check_needs_neither_a_workspace_nor_a_place_for_keys() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(
        directory.path().join("a.json"),
        r#"{"name": "a", "registry": {}, "cases": [{"name": "c", "profile": "strict", "request": {},
            "expect": {"code": "REQUEST_UNUSABLE", "ids": ["action"]}}]}"#,
    )
    .unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_wayhold"));
    command.env_clear().current_dir(directory.path()).args(["bundle", "check", "a.json"]);
    Ran::of(command).exit(0).says("1/1 files, 1/1 tests");
}

#[cfg(unix)]
#[test]
fn the_gate_is_run_by_the_same_program_in_a_drill_too() {
    let room = room();
    room.run(["drill", "--auto"]).exit(0).says("carried through");
    assert_eq!(room.newest("incident.drilled")["verified"], true);
}

#[test]
fn loosening_is_a_way_past_only_where_compat_would_resolve_the_id() {
    let room = room();
    let compat = |hold: &Value| -> Vec<Value> {
        let ways = hold["ways"].as_array().unwrap().iter();
        ways.filter(|way| way["command"].as_str().is_some_and(|line| line.contains("posture apply compat")))
            .cloned()
            .collect()
    };
    let file = "bundles/requests/names-of-old.json";
    let refused = room.json(["bundle", "resolve", file]).exit(3).answer();
    assert_eq!(refused["ids"], json!(["skill.ledger", "ledger-review", "SKILL.md", "skill.release-train"]));
    for hold in refused["holds"].as_array().unwrap() {
        let ways = compat(hold);
        assert_eq!((ways.len(), &ways[0]["cost"], &ways[0]["who"]), (1, &json!(50), &json!("human")), "{hold}");
        assert_ne!(hold["ways"][0], ways[0], "the request's own way goes before it");
    }
    let said = room.run(["bundle", "resolve", file]).exit(3);
    said.complains("loosen the posture; this id is met under temporary compat");

    let mut exact: Value = serde_json::from_str(&room.text(file)).unwrap();
    exact["hub_decision"]["spoke_skill_bundle"]["resolution_mode"] = "strict".into();
    let refused = ask(&room, &exact, &[]).exit(3).answer();
    assert!(refused["holds"].as_array().unwrap().iter().all(|hold| compat(hold).is_empty()), "{refused}");

    room.run(["posture", "apply", "compat", "--because", "an old reader"]).exit(0);
    assert!(room.json(["bundle", "resolve", file]).exit(0).answer()["resolved"]["count"].as_u64().unwrap() > 4);
}

#[test]
fn request_files_are_listed_with_what_is_wrong_with_them_and_are_no_finding() {
    let room = room();
    room.write("bundles/requests/odd.json", r#"{"action": "deploy_for_task"}"#);
    let answer = room.json(["bundle", "list"]).exit(0).answer();
    let requests = answer["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 4);
    assert_eq!(
        (&requests[0]["path"], &requests[0]["errors"]),
        (&json!("bundles/requests/close-a-phase.json"), &json!(null))
    );
    assert_eq!(requests[2]["path"], "bundles/requests/odd.json");
    assert!(!requests[2]["errors"].as_array().unwrap().is_empty());
    room.run(["bundle", "list"]).exit(0).says("bundles/requests/odd.json    unusable: ");
}
