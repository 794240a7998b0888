//! Files that are wrong: each is named with what is wrong in it, and everything else goes on working.

use serde_json::json;

use crate::common::{PLAN, Room};

#[test]
fn an_unknown_key_of_the_configuration_names_its_line_and_the_nearest_key() {
    let room = Room::new().with("wayhold.toml", "environment = \"demo\"\n\n[posture]\ntargett = \"live.json\"\n");
    room.run(["status"])
        .exit(1)
        .complains("wayhold.toml: line 4: `targett` is not a key here; did you mean `target`?")
        .complains("(valid: profiles, target, flagd, limits, hook)");
    let answer = room.json(["status"]).exit(1).answer();
    assert!(answer["error"].as_str().unwrap().contains("line 4"), "{answer}");
    room.run(["lint", "runbooks"]).exit(0).says("runbooks/plan.md: ");
}

#[test]
fn an_environment_name_that_could_steer_a_terminal_is_refused() {
    let room = Room::new().with("wayhold.toml", "environment = \"\\u001b[31mdemo\"\n");
    room.run(["status"]).exit(1).complains("`\\u{1b}[31mdemo` has characters that a terminal could act on");
}

#[test]
fn a_broken_profile_cannot_be_applied_and_holds_nothing_else() {
    let room = Room::new().founded();
    let good = room.fields("profiles/compat.json");
    let broken = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut fields = good.clone();
        change(&mut fields);
        fields.to_string()
    };
    for (content, why) in [
        (broken(&|fields| fields["ninth"] = json!(1)), "ninth"),
        (broken(&|fields| fields["fallback_policy"]["note"] = json!("x")), "note"),
        (broken(&|fields| fields["allow_legacy_always_on"] = json!("yes")), "allow_legacy_always_on"),
        (broken(&|fields| fields["fallback_policy"]["fallback_allowed"] = json!(false)), "fallback_mode"),
        (broken(&|fields| fields["fallback_policy"]["fallback_reason_code"] = json!("incident_restore")), "compat"),
        (broken(&|fields| fields["strict_bundle_resolution"] = json!(true)), "allow_legacy_always_on"),
        (room.text("profiles/strict.json"), "strict"),
        (format!("{good} {good}"), "compat"),
        (
            "{\"provisioning_mode\": \"on_demand\", \"provisioning_mode\": \"on_demand\"}".to_owned(),
            "provisioning_mode",
        ),
        ("not json \u{1b}[31m".to_owned(), "compat"),
        (String::new(), "compat"),
    ] {
        room.write("profiles/compat.json", &content);
        let words = ["posture", "apply", "compat", "--because", "old clients"];
        let held = room.json(words).exit(3).held_by(&["PROFILE_UNUSABLE"]).answer();
        let need = held["holds"][0]["need"].as_str().unwrap();
        assert!(need.contains(why), "{why:?} is not in {need:?} for {content}");
        room.run(["posture", "list"]).exit(0).says("compat          cannot be used: ").says("static_restore  8 of 8");
        room.run(["posture", "diff", "compat"]).exit(2);
    }
    room.run(["status"]).exit(0);
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    let restore = ["posture", "apply", "static_restore", "--confirm", "demo", "--because", "compat is broken"];
    room.run(restore).exit(0);
    room.run(["posture", "revert"]).exit(0);
}

#[test]
fn strict_is_reached_even_when_every_profile_file_is_gone() {
    let room = Room::new().founded();
    room.run(["posture", "apply", "compat", "--because", "old clients"]).exit(0);
    let strict = room.fields("profiles/strict.json");
    std::fs::remove_dir_all(room.path("profiles")).unwrap();
    room.run(["posture", "revert"]).exit(0);
    assert_eq!(room.fields(".wayhold/posture.json"), strict);
}

#[test]
fn a_live_posture_that_is_no_posture_is_said_so_and_replaced_by_strict() {
    for content in ["{", "", "[1,2]", "{\"provisioning_mode\":\"sometimes\"}"] {
        let room = Room::new().founded().with(".wayhold/posture.json", content);
        assert_eq!(room.json(["status"]).exit(5).answer()["posture"]["classified"], "INVALID");
        room.run(["posture", "show"]).exit(0).says("live posture: INVALID");
        room.run(["posture", "revert"]).exit(0);
        room.run(["status"]).exit(0).says("demo: strict since");
    }
    let room = Room::new().founded();
    std::fs::remove_file(room.path(".wayhold/posture.json")).unwrap();
    assert_eq!(room.json(["status"]).exit(5).answer()["posture"]["classified"], "ABSENT");
    room.run(["posture", "revert"]).exit(0);
}

#[test]
fn a_posture_found_at_founding_is_adopted_as_it_is() {
    let room = Room::new();
    let compat = room.bytes("profiles/compat.json");
    let room = room.with(".wayhold/posture.json", &compat).founded();
    assert_eq!(room.newest("posture.found")["classified"], "compat");
    assert_eq!(room.bytes(".wayhold/posture.json"), compat);
    room.run(["status"]).exit(5).says("demo: compat");
    room.run(["posture", "revert"]).exit(0);
    room.run(["status"]).exit(0);
}

#[test]
fn a_runbook_that_is_no_text_is_named_and_leaves_the_others_alone() {
    let room =
        Room::new().with("runbooks/binary.md", b"# A\n\xff\xfe\x00").with("runbooks/huge.md", "x".repeat(5 << 20));
    room.run(["lint", "runbooks/binary.md"])
        .exit(1)
        .complains("it is not UTF-8 text: the first bad byte is at offset 4");
    room.run(["lint", "runbooks"]).exit(1).says("runbooks/plan.md: ").complains("runbooks/huge.md cannot be read");
    let answer = room.json(["lint", "runbooks"]).exit(1).answer();
    assert_eq!((answer["files"].as_array().unwrap().len(), answer["unread"].as_array().unwrap().len()), (1, 2));
    room.run(["adopt", "runbooks/plan.md", "--yes"]).exit(0);
    room.json(["adopt", "runbooks/binary.md", "--yes"]).exit(3).held_by(&["RUNBOOK_UNREADABLE"]);
    room.json(["adopt", "--all", "--yes"]).exit(3).held_by(&["RUNBOOK_UNREADABLE"]);
    room.run(["phase", "tick", "M1", "2", "--evidence", "proof.txt"]).exit(0);
    room.run(["runbook", "list"]).exit(0).says("it is not UTF-8 text");
    room.run(["status"]).exit(0);
}

#[test]
fn an_adopted_runbook_that_vanishes_or_turns_binary_is_drift() {
    let room = Room::new().founded();
    std::fs::remove_file(room.path("runbooks/plan.md")).unwrap();
    assert_eq!(room.json(["status"]).exit(5).answer()["drift"], json!(["runbooks/plan.md"]));
    room.run(["phase", "tick", "M1", "2", "--evidence", "proof.txt"]).exit(2);
    room.write("runbooks/plan.md", b"\xff");
    assert_eq!(room.json(["status"]).exit(5).answer()["drift"], json!(["runbooks/plan.md"]));
    room.write("runbooks/plan.md", PLAN);
    room.run(["status"]).exit(0);
}

#[test]
fn a_world_with_a_dangling_edge_is_named_and_leaves_the_others_alone() {
    let sound = include_str!("../../worlds/hallway.json");
    let dangling = sound.replace("\"source\": \"hallway\"", "\"source\": \"nowhere\"");
    let room = Room::new().with("worlds/sound.json", sound).with("worlds/dangling.json", dangling).founded();
    room.run(["world", "check", "dangling"]).exit(3).complains("edges[0].source: no node has the id `nowhere`");
    room.run(["world", "check", "sound"]).exit(0);
    room.run(["offers", "sound"]).exit(0);
    room.run(["offers", "dangling"]).exit(3);
    room.run(["resolve", "dangling"]).exit(3);
    room.run(["status"]).exit(0);
    room.run(["phase", "tick", "M1", "2", "--evidence", "proof.txt"]).exit(0);
}

#[test]
fn a_key_that_nobody_enrolled_reads_and_does_not_write() {
    let room = Room::new().founded();
    let before = room.standing();
    let note = ["incident", "declare", "--title", "down", "--json"];
    room.run_as("bob", note).exit(3).held_by(&["NOT_ENROLLED"]);
    room.run_as("bob", ["status"]).exit(0);
    // The name is nothing without the key: a fresh key of somebody who says to be ana.
    let mut command = room.command("eve", ["posture", "apply", "compat", "--because", "x", "--json"]);
    command.env("WAYHOLD_OPERATOR", "ana");
    crate::common::Ran::of(command).exit(3).held_by(&["NOT_ENROLLED"]);
    assert_eq!(room.standing(), before);
}

#[test]
fn what_a_dying_write_leaves_behind_is_nobodys_runbook() {
    let config = "environment = \"demo\"\n[[runbook]]\npath = \"runbooks/*\"\n";
    let room = Room::new().with("wayhold.toml", config).with("runbooks/.wayhold-Ab12cD.tmp", PLAN).founded();
    assert_eq!(room.count("runbook.adopted"), 1);
    room.run(["phase", "show", "M1"]).exit(0);
}
