//! What phases need of the world that their runbook names: told by `why`, taken by `offers`, and missed by a closing.

use std::fs;
use std::path::Path;

use crate::common::{Room, SHIPPED};

const WORLD: &str = "worlds/substrate.json";

/// Two phases, of which the first needs a kettle and could use a cup.
const TEA: &str = "\
---
world: worlds/tea.json
---
# Tea

## T1 - Boil
Status: `ACTIVE`
DoD:
- [ ] it boiled

## T2 - Pour
Status: `NOT_STARTED`
";

const KITCHEN: &str = r#"{"world":"tea","nodes":[{"id":"T1"},{"id":"T2"}],
 "edges":[{"id":"t1.kettle","kind":"dependency","label":"kettle","source":"T1",
           "requirement":{"identifier":"kettle","template":{"label":"kettle"},"policy":"CREATE"}},
          {"id":"t1.cup","kind":"dependency","label":"cup","source":"T1",
           "requirement":{"identifier":"cup","policy":"EXISTING","hard":false}}]}"#;

fn tea() -> Room {
    let config = Room::new().text("wayhold.toml").replace("runbooks/*.md", "runbooks/tea.md");
    let room = Room::new().with("wayhold.toml", config).with("runbooks/tea.md", TEA).with("worlds/tea.json", KITCHEN);
    let room = room.founded();
    room.run(["phase", "tick", "T1", "1", "--evidence", "proof.txt"]).exit(0);
    room.run(["phase", "note", "T1", "it boils"]).exit(0);
    room
}

/// The shipped plan with its world.
fn shipped() -> Room {
    let world = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(WORLD)).unwrap();
    let room = Room::shipped();
    room.write(WORLD, world);
    room
}

#[test]
fn a_phase_closes_only_with_its_hard_needs_and_taking_the_offer_is_the_way() {
    let room = tea();
    room.json(["why", "T1"]).exit(3).held_by(&["UNBOUND"]);
    room.json(["phase", "close", "T1"]).exit(3).held_by(&["UNBOUND"]);
    room.run(["why", "T1"]).exit(3).says("wayhold offers worlds/tea.json --requirement t1.kettle --accept");
    room.run(["offers", WORLD_OF_TEA, "--requirement", "t1.kettle", "--accept", "1"]).exit(0);
    room.run(["why", "T1"]).exit(0);
    room.run(["phase", "close", "T1"]).exit(0);
    room.verified();
}

const WORLD_OF_TEA: &str = "worlds/tea.json";

#[test]
fn that_a_phase_could_not_be_closed_is_put_on_record_with_a_need_open() {
    let room = tea();
    room.run(["phase", "close", "T1", "--fail", "--note", "no kettle"]).exit(0);
    room.json(["phase", "close", "T1"]).exit(3).held_by(&["UNBOUND"]);
}

#[test]
fn a_plan_without_its_world_stands_as_it_is_and_one_whose_world_is_broken_is_held() {
    let room = tea();
    room.write(WORLD_OF_TEA, "{}");
    room.json(["phase", "close", "T1"]).exit(3).held_by(&["WORLD_UNUSABLE"]);
    fs::remove_file(room.path(WORLD_OF_TEA)).unwrap();
    room.run(["why", "T1"]).exit(0);

    room.write(WORLD_OF_TEA, KITCHEN);
    room.run(["offers", WORLD_OF_TEA, "--requirement", "t1.kettle", "--accept", "1"]).exit(0);
    fs::remove_file(room.path(WORLD_OF_TEA)).unwrap();
    room.json(["phase", "close", "T1"]).exit(3).held_by(&["WORLD_UNUSABLE"]);
}

#[test]
fn naming_another_world_is_editorial_and_the_needs_are_those_of_the_world_that_is_named_now() {
    let room = tea();
    room.write("worlds/other.json", KITCHEN.replace("kettle", "samovar"));
    room.write("runbooks/tea.md", room.text("runbooks/tea.md").replace("worlds/tea.json", "other"));
    room.run(["why", "T1"]).exit(3).says("samovar");
    room.run(["runbook", "drift"]).says("");
    room.run(["lint", "runbooks/tea.md"]).exit(0);
    room.write("runbooks/tea.md", room.text("runbooks/tea.md").replace("world: other", "world: [other]"));
    room.run(["lint", "runbooks/tea.md"]).exit(3).says("WORLD_UNREADABLE");
}

#[test]
fn the_shipped_roadmap_needs_things_of_its_world_phase_by_phase() {
    let room = shipped();
    room.run(["world", "check", WORLD]).exit(0).says("no error");
    let needed = |phase: &str| {
        let why = room.json(["why", phase]).answer();
        let of_world = |code: &str| matches!(code, "UNBOUND" | "NO_OFFER");
        let holds = why["holds"].as_array().unwrap().iter();
        let holds = holds.filter(|hold| of_world(hold["code"].as_str().unwrap()));
        holds.map(|hold| hold["subject"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(needed("M0").is_empty(), "what is DONE needs nothing more");
    assert!(needed("M1").is_empty(), "M1 is planned, and what it could use holds nothing");
    for number in 2..=10 {
        let phase = format!("M{number}");
        let found = needed(&phase);
        assert!(!found.is_empty() && found.iter().all(|edge| edge.starts_with(&format!("m{number}."))), "{found:?}");
    }
    let topics = room.json(["offers", WORLD, "--requirement", "m2.topics"]).exit(0).answer();
    let offers: Vec<_> =
        topics["requirements"][0]["offers"].as_array().unwrap().iter().map(|offer| &offer["operation"]).collect();
    assert_eq!(offers, ["CLONE", "CREATE"]);
    room.run(["offers", WORLD, "--requirement", "m3.image"]).exit(3);
    room.run(["offers", WORLD, "--requirement", "m1.image", "--accept", "1"]).exit(0);
    room.run(["offers", WORLD, "--requirement", "m3.image"]).exit(0).says("EXISTING");
    room.run(["resolve", WORLD]).exit(0).says("unresolved none");
}

#[test]
fn the_first_phase_of_the_shipped_roadmap_closes_with_its_world_beside_it() {
    let room = shipped().m1_closed();
    room.run(["phase", "show", "M1"]).exit(0).says("DONE");
    assert_eq!(room.count("offer.accepted"), 0);
    assert!(room.text(SHIPPED).starts_with("---\nworld: worlds/substrate.json\n---\n"));
}
