//! World files that are in error, too large or very long, from outside.

use serde_json::{Value, json};

use crate::common::Room;

const HALLWAY: &str = include_str!("../../worlds/hallway.json");

/// The hallway with something wrong in it.
fn hallway(spoil: impl FnOnce(&mut Value)) -> String {
    let mut world: Value = serde_json::from_str(HALLWAY).unwrap();
    spoil(&mut world);
    world.to_string()
}

fn spoiled() -> String {
    hallway(|world| {
        world["edges"][1]["requirement"]["policy"] = json!("ANYTHING");
        world["nodes"].as_array_mut().unwrap().extend([
            json!({"id": "a", "parent": "b"}),
            json!({"id": "b", "parent": "a"}),
            json!({"id": "hallway"}),
        ]);
    })
}

#[test]
fn a_world_with_parts_in_error_lists_each_with_its_path_and_resolves_the_rest() {
    let room = Room::new().with("worlds/w.json", spoiled()).founded();
    let paths = ["edges[1].requirement.policy", "nodes[4].id", "nodes[3].parent"];
    for words in [["world", "check", "w"].as_slice(), &["resolve", "w"], &["offers", "w"]] {
        let answer = room.json(words).exit(3).answer();
        let said: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|error| error["path"].clone()).collect();
        assert_eq!(said, paths, "{words:?}");
        let told = room.run(words).exit(3);
        for path in paths {
            assert!(told.err().contains(path), "{}", told.told());
        }
    }
    let receipt = room.json(["resolve", "w"]).exit(3).answer()["receipt"].take();
    assert_eq!((&receipt["satisfied"], &receipt["unresolved"]), (&json!(2), &json!(["second"])));
    room.run(["offers", "w", "--requirement", "first", "--accept"]).exit(0);
    room.json(["offers", "w", "--requirement", "second", "--accept"]).exit(3).held_by(&["NO_OFFER"]);
    room.run(["why", "w"]).exit(3).says("wayhold world check");
}

#[test]
fn a_world_of_a_gigabyte_is_refused_before_it_is_read_and_leaves_the_others_alone() {
    let room = Room::new().with("worlds/sound.json", HALLWAY).with("worlds/huge.json", "{").founded();
    std::fs::File::options().write(true).open(room.path("worlds/huge.json")).unwrap().set_len(1 << 30).unwrap();
    let says = "the file: it has 1024 MiB, and a world may have 256 MiB at most";
    room.run(["world", "check", "huge"]).exit(3).complains(says);
    room.run(["resolve", "huge"]).exit(3).complains(says);
    room.run(["resolve", "sound"]).exit(0);
    room.run(["status"]).exit(0);
}

#[test]
fn offers_of_very_many_are_listed_in_parts() {
    let world = hallway(|world| {
        let nodes = (0..200).map(|at| json!({"id": format!("d{at}"), "label": "door_0"}));
        world["nodes"].as_array_mut().unwrap().extend(nodes);
        world["edges"][0]["requirement"]["policy"] = json!("EXISTING");
    });
    let room = Room::new().with("worlds/w.json", world).founded();
    let first = room.json(["offers", "w", "--requirement", "first"]).exit(0).answer()["requirements"][0].take();
    assert_eq!((first["offers"].as_array().unwrap().len(), &first["more"]), (64, &json!(137)));
    room.run(["offers", "w", "--requirement", "first"]).exit(0).says("and 137 more; `--requirement first --from 65`");
    let later = room.json(["offers", "w", "--requirement", "first", "--from", "193"]).exit(0).answer();
    let later = &later["requirements"][0];
    assert_eq!((later["offers"].as_array().unwrap().len(), later.get("more")), (9, None));
    assert_eq!((&later["offers"][8]["rank"], &later["offers"][8]["provider"]), (&json!(201), &json!("d199")));
    room.run(["offers", "w", "--requirement", "first", "--accept", "202"])
        .exit(2)
        .complains("first has 201 offers and no 202");
    room.run(["offers", "w", "--requirement", "first", "--accept", "201"]).exit(0);
    assert_eq!(room.newest("offer.accepted")["node"], "d199");
}
