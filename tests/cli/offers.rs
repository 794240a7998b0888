//! Worlds on the command line: what is offered at what price, accepting, and what is left when the file changes.

use serde_json::{Value, json};

use crate::common::{Ran, Room};

const HALLWAY: &str = include_str!("../../worlds/hallway.json");

/// A founded room with the three shipped worlds.
fn worlds() -> Room {
    Room::new()
        .with("worlds/hallway.json", HALLWAY)
        .with("worlds/companion.json", include_str!("../../worlds/companion.json"))
        .with("worlds/villain.json", include_str!("../../worlds/villain.json"))
        .founded()
}

fn statuses(answer: &Value) -> Vec<&str> {
    answer["requirements"].as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap()).collect()
}

#[test]
fn offers_are_listed_by_price_and_cost_nothing_until_one_is_taken() {
    let room = worlds();
    let before = room.standing();
    room.run(["offers", "hallway", "--requirement", "first"]).exit(0).prints(
        "first  door_0 of hallway  open
  ►  1 EXISTING  10  LOCAL       graph      Use door_0, which is there
     2 UPDATE    50  AUTHOR      updating   Change door_0 by the template and use it
     3 CLONE    100  AUTHOR      cloning    Copy door_0, change the copy by the template and use that
     4 CREATE   200  AUTHOR      template   Create door_0 from the template
",
    );
    room.run(["resolve", "hallway"]).exit(0).prints(
        "first        EXISTING door_0 (there)
second       CREATE   door_1 (new)
third        CREATE   door_2 (new)
satisfied 3: 1 attached, 0 updated, 0 cloned, 2 created; unresolved none; waived none; shadowed none
",
    );
    assert_eq!(room.standing(), before);
}

#[test]
fn the_answers_have_the_documented_shape() {
    let room = worlds();
    let offers = room.json(["offers", "hallway", "--requirement", "first"]).exit(0).answer();
    assert_eq!(offers["world"], "hallway");
    assert_eq!(
        offers["requirements"][0]["offers"][0],
        json!({"rank": 1, "operation": "EXISTING", "cost": 10, "layer": "LOCAL", "proximity": 0, "provisioner": "graph",
            "provider": "door_0", "template": null, "why": "Use door_0, which is there"})
    );
    for key in ["edge", "source", "label", "policy", "hard", "status", "offers", "selected", "reason"] {
        assert!(offers["requirements"][0].get(key).is_some(), "{key}");
    }
    let resolved = room.json(["resolve", "companion"]).exit(0).answer();
    for key in ["label", "source", "destination", "provisioner", "layer", "accepted", "reason"] {
        assert!(resolved["affordances"][0].get(key).is_some(), "{key}");
    }
    let resolved = room.json(["resolve", "villain"]).exit(0).answer();
    assert_eq!(
        resolved["receipt"],
        json!({"satisfied": 1, "attached": 1, "updated": 0, "cloned": 0, "created": 0, "unresolved": ["preferred"],
            "waived": [], "shadowed": [], "softlock": false, "frontier": ["scene"]})
    );
    assert_eq!(resolved["bindings"][0]["provider"]["id"], "starkiller");
}

#[test]
fn an_accepted_offer_is_on_the_ledger_with_its_price_and_the_file_is_untouched() {
    let room = worlds();
    let words = ["offers", "hallway", "--requirement", "first", "--accept", "UPDATE"];
    room.run(words).exit(0).says("offer.accepted cost=50 edge=first");
    let accepted = room.newest("offer.accepted");
    assert_eq!((&accepted["operation"], &accepted["cost"]), (&json!("UPDATE"), &json!(50)));
    assert_eq!((&accepted["world"], &accepted["provisioner"]), (&json!("worlds/hallway.json"), &json!("updating")));
    assert_eq!(accepted["sha256"], crate::common::digest(HALLWAY.as_bytes()));
    assert_eq!(room.text("worlds/hallway.json"), HALLWAY);
    assert_eq!(statuses(&room.json(["offers", "hallway"]).exit(0).answer()), ["bound", "open", "open"]);
    room.verified();
}

#[test]
fn the_best_of_everything_is_accepted_in_order_and_once() {
    let room = worlds();
    room.run(["offers", "hallway", "--accept-best"]).exit(0);
    assert_eq!(statuses(&room.json(["offers", "hallway"]).exit(0).answer()), ["bound", "bound", "bound"]);
    assert_eq!(room.count("offer.accepted"), 3);
    room.json(["offers", "hallway", "--accept-best"]).exit(3).held_by(&["ALREADY_BOUND"]);
    room.run(["why", "hallway"]).exit(0).prints("nothing holds it\n");
    assert_eq!(room.count("offer.accepted"), 3);
}

#[test]
fn what_is_bound_or_has_no_offer_is_refused_and_what_names_nothing_is_usage() {
    let room = worlds();
    let accept =
        |world: &str, edge: &str, what: &str| room.json(["offers", world, "--requirement", edge, "--accept", what]);
    accept("hallway", "first", "1").exit(0);
    accept("hallway", "first", "1").exit(3).held_by(&["ALREADY_BOUND"]);
    accept("hallway", "first", "EXISTING").exit(3).held_by(&["ALREADY_BOUND"]);
    accept("villain", "preferred", "1").exit(3);
    accept("hallway", "second", "EXISTING").exit(3).held_by(&["OFFER_GONE"]);
    accept("hallway", "second", "2").exit(2).complains("second has 1 offers and no 2");
    accept("hallway", "second", "BORROW").exit(2).complains("`BORROW` is no rank and no operation");
    accept("hallway", "ninth", "1").exit(2).complains("there are: first, second, third");
    accept("attic", "first", "1").exit(2).complains("there are: companion, hallway, villain");
    room.run(["offers", "hallway", "--accept", "1"]).exit(2);
    room.run(["offers", "companion", "--afford", "sing"]).exit(2).complains("--afford takes NODE:LABEL");
    assert_eq!(room.count("offer.accepted"), 1);
}

#[test]
fn an_affordance_is_accepted_once() {
    let room = worlds();
    room.run(["offers", "companion", "--afford", "scene:sing"]).exit(0).says("affordance.accepted");
    room.run(["offers", "companion"])
        .exit(0)
        .prints("talk for scene  by friend (companion)  offered\nsing for scene  by friend (companion)  accepted\n");
    room.run(["offers", "companion", "--afford", "scene:sing"]).exit(3);
    room.run(["offers", "companion", "--afford", "scene:dance"]).exit(3);
    assert_eq!(room.count("affordance.accepted"), 1);
}

#[test]
fn a_hard_requirement_without_an_offer_is_a_no() {
    let world = r#"{"world": "w", "cursor": "a", "nodes": [{"id": "a"}], "edges": [
        {"id": "need", "kind": "dependency", "label": "b", "source": "a", "requirement": {"identifier": "b", "policy": "EXISTING"}}
        ], "provisioners": [{"id": "graph", "type": "graph", "layer": "LOCAL"}]}"#;
    let room = Room::new().with("worlds/w.json", world).founded();
    room.run(["resolve", "w"]).exit(3).says("unresolved need").says("SOFTLOCK");
    room.run(["offers", "w", "--requirement", "need"]).exit(3);
    room.json(["why", "w"]).exit(3).held_by(&["NO_OFFER"]);
    room.json(["offers", "w", "--accept-best"]).exit(3).held_by(&["NO_OFFER"]);
}

#[test]
fn a_changed_world_file_starts_fresh_and_says_so() {
    let room = worlds();
    room.run(["offers", "hallway", "--accept-best"]).exit(0);
    room.write("worlds/hallway.json", HALLWAY.replace("\"indoor\"", "\"indoor\", \"dark\""));
    let answer = room.json(["offers", "hallway"]).exit(0).answer();
    assert_eq!(statuses(&answer), ["open", "open", "open"]);
    assert!(answer["notice"].is_string(), "{answer}");
    room.run(["offers", "hallway", "--accept-best"]).exit(0);
    assert_eq!(room.count("offer.accepted"), 6);
}

#[test]
fn any_world_file_is_read_without_a_workspace_and_none_is_written() {
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("loose.json"), HALLWAY).unwrap();
    let room = Room::new();
    let outside = |words: &[&str]| {
        let mut command = room.command("ana", words);
        command.current_dir(elsewhere.path());
        Ran::of(command)
    };
    outside(&["offers", "loose.json"]).exit(0).says("first  door_0 of hallway  open");
    outside(&["resolve", "loose.json"]).exit(0);
    outside(&["world", "check", "loose.json"]).exit(0).prints("loose.json: 2 nodes, 3 edges, no error\n");
    outside(&["offers", "none.json"]).exit(1).complains("no wayhold.toml in ");
    outside(&["offers", "loose.json", "--accept-best"]).exit(2).complains("there is no workspace here");
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1);
}

#[test]
fn offers_need_a_founded_ledger_only_when_one_is_taken() {
    let room = Room::new().with("worlds/hallway.json", HALLWAY);
    room.run(["offers", "hallway"]).exit(0);
    room.json(["offers", "hallway", "--accept-best"]).exit(3).held_by(&["NOT_FOUNDED"]);
    assert!(!room.path(".wayhold").exists());
}

#[test]
fn of_two_that_accept_one_requirement_at_once_one_does() {
    for _ in 0..4 {
        let room = worlds();
        let accept = || room.spawn(["offers", "hallway", "--requirement", "second", "--accept", "1"]);
        let (left, right) = (accept(), accept());
        let codes = [left, right].map(|child| Ran::ended("a racer", &child.wait_with_output().unwrap()));
        let won = codes.iter().filter(|ran| ran.code() == Some(0)).count();
        let told: Vec<_> = codes.iter().map(Ran::told).collect();
        assert!(won == 1 && codes.iter().all(|ran| matches!(ran.code(), Some(0 | 3 | 6))), "{}", told.join("\n"));
        assert_eq!(room.count("offer.accepted"), 1);
        room.verified();
    }
}
