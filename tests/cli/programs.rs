//! Command provisioners with real programs: what answers is offered, and what does anything else costs a sentence.

use serde_json::{Value, json};

use crate::common::{Ran, Room, digest};

/// A room with a world whose one program is this shell text, and a door that is there.
fn room(script: &str) -> Room {
    room_of(&json!([{"id": "ext", "type": "command", "layer": "LOCAL", "argv": ["sh", "-c", script], "timeout": "2s"}]))
}

fn room_of(programs: &Value) -> Room {
    let asked = |id: &str, name: &str, policy: &str| {
        json!({"id": id, "kind": "dependency", "source": "home",
        "requirement": {"identifier": name, "policy": policy}})
    };
    let world = json!({"world": "w", "cursor": "home", "nodes": [{"id": "home"}, {"id": "door"}, {"id": "h1"}],
        "edges": [asked("there", "door", "EXISTING"), asked("host", "host", "ANY")], "provisioners": programs});
    Room::new().with("worlds/w.json", world.to_string())
}

/// Offers for `host` alone.
const ANSWER: &str = r#"read asked
case "$asked" in *'"edge":"host"'*)
    echo '{"operation":"CREATE","template":{"label":"host","tags":["rack"]},"text":"Order one"}'
    echo '{"operation":"EXISTING","provider":"h1"}' ;;
esac"#;

fn bound(answer: &Value) -> Vec<&str> {
    answer["bindings"].as_array().unwrap().iter().map(|one| one["provider"]["id"].as_str().unwrap()).collect()
}

#[test]
fn a_program_that_answers_is_ranked_with_all_others_and_listing_writes_nothing() {
    let room = room(ANSWER).founded();
    let before = room.standing();
    let answer = room.json(["offers", "w", "--requirement", "host"]).exit(0).answer();
    let offers: Vec<_> = answer["requirements"][0]["offers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|offer| (offer["operation"].as_str().unwrap(), offer["provider"].as_str(), offer["why"].as_str().unwrap()))
        .collect();
    assert_eq!(offers, [("EXISTING", Some("h1"), "Use h1, which is there"), ("CREATE", None, "Order one")]);
    assert!(answer.get("findings").is_none(), "{answer}");
    assert_eq!(bound(&room.json(["resolve", "w"]).exit(0).answer()), ["door", "h1"]);
    assert_eq!(room.standing(), before);
}

#[test]
fn an_accepted_answer_is_on_the_ledger_with_its_bytes_and_stands_when_the_program_says_otherwise() {
    let room = room(ANSWER).founded();
    room.run(["offers", "w", "--requirement", "host", "--accept", "CREATE"]).exit(0).says("offer.accepted");
    let accepted = room.newest("offer.accepted");
    assert_eq!((&accepted["provisioner"], &accepted["node"]), (&json!("ext"), &json!("host#1")));
    let answer = accepted["answer"].as_str().unwrap();
    let object = room.bytes(&format!(".wayhold/objects/{answer}"));
    assert_eq!(digest(&object), answer);
    assert!(String::from_utf8(object).unwrap().contains("Order one"));
    let answer = room.json(["offers", "w", "--requirement", "host"]).exit(0).answer();
    assert_eq!(answer["requirements"][0]["status"], "bound");
    room.verified();
}

#[test]
fn what_a_program_does_instead_of_answering_is_told_with_its_path_and_the_rest_resolves() {
    for (script, why) in [
        ("sleep 60", "it took too long and was ended"),
        ("trap '' TERM; sleep 60 & wait; sleep 60", "it took too long and was ended"),
        ("yes flood", "it wrote more than 256 KiB"),
        ("echo hello", "line 1 of what it wrote: line 1, column 1: this is no JSON"),
        ("head -c 100 /dev/urandom | tr -d '\\n'", "what it wrote is not UTF-8"),
        ("echo '{\"operation\":\"EXISTING\",\"provider\":\"h1\"}'; exit 3", "it ended with exit 3"),
        ("kill -9 $$", "it was ended by signal 9"),
    ] {
        let room = room(script);
        let answer = room.json(["resolve", "w"]).exit(3).answer();
        assert_eq!(bound(&answer), ["door"], "{script}");
        let found = answer["findings"].as_array().unwrap();
        assert!(found.len() == 1 && found[0]["path"] == "provisioners[0]", "{script}: {found:?}");
        assert!(found[0]["message"].as_str().unwrap().contains(why), "{script}: {found:?}");
        assert_eq!(answer["receipt"]["unresolved"], json!(["host"]));
        assert!(!room.path(".wayhold").exists());
    }
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let room = room_of(&json!([{"id": "ext", "type": "command", "argv": ["no-such-program"]}]));
    room.run(["resolve", "w"])
        .exit(3)
        .complains("provisioners[0]: `ext`")
        .complains("there is no program no-such-program");
}

#[test]
fn what_a_program_says_on_standard_error_is_no_part_of_its_answer() {
    let room = room(&format!("echo 'looking around' >&2; {ANSWER}"));
    assert_eq!(bound(&room.json(["resolve", "w"]).exit(0).answer()), ["door", "h1"]);
}

#[test]
fn a_program_that_hangs_leaves_the_answers_of_others_alone() {
    let sleeper = json!({"id": "slow", "type": "command", "argv": ["sleep", "60"], "timeout": "300ms"});
    let other = json!({"id": "ext", "type": "command", "argv": ["sh", "-c", ANSWER]});
    let answer = room_of(&json!([sleeper, other])).json(["resolve", "w"]).exit(0).answer();
    assert_eq!(bound(&answer), ["door", "h1"]);
    assert_eq!(answer["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn checking_a_world_runs_nothing() {
    let room = room("touch was-run");
    room.run(["world", "check", "w"]).exit(0).says("`ext` is a program");
    room.run(["status"]);
    assert!(!room.path("was-run").exists());
    room.run(["offers", "w"]);
    assert!(room.path("was-run").exists(), "the program runs in the workspace");
}

#[test]
fn programs_are_asked_where_there_is_no_workspace_too() {
    let elsewhere = tempfile::tempdir().unwrap();
    let room = room(ANSWER);
    std::fs::write(elsewhere.path().join("loose.json"), room.bytes("worlds/w.json")).unwrap();
    let mut command = room.command("ana", ["resolve", "loose.json", "--json"]);
    command.current_dir(elsewhere.path());
    assert_eq!(bound(&Ran::of(command).exit(0).answer()), ["door", "h1"]);
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1);
}

#[test]
fn why_knows_what_programs_offer() {
    room(ANSWER).founded().json(["why", "w"]).exit(3).held_by(&["UNBOUND", "UNBOUND"]);
}

#[test]
fn a_program_is_asked_once_for_each_requirement() {
    let room = room("echo asked >> count");
    room.run(["resolve", "w"]);
    assert_eq!(room.text("count").lines().count(), 2);
}
