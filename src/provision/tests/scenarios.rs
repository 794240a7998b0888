//! The three shipped worlds come out as seed 003 says.

use super::*;
use crate::hold::Operation;

const HALLWAY: &str = include_str!("../../../worlds/hallway.json");
const COMPANION: &str = include_str!("../../../worlds/companion.json");
const VILLAIN: &str = include_str!("../../../worlds/villain.json");

fn shipped(text: &str) -> World {
    world::parse(text).expect("a shipped world has no errors")
}

#[test]
fn hallway_uses_the_door_that_is_there_and_creates_the_other_two() {
    let hallway = shipped(HALLWAY);
    let report = offers(&overlay(&hallway, None));
    let first: Vec<_> = report.requirements.iter().map(|row| (row.offers[0].operation, row.offers[0].cost)).collect();
    assert_eq!(first, [(Operation::Existing, 10), (Operation::Create, 200), (Operation::Create, 200)]);
    assert!(report.requirements.iter().all(|row| row.status == Status::Open && row.selected == Some(1)));

    let resolved = resolve(&overlay(&hallway, None));
    let receipt = &resolved.receipt;
    assert_eq!((receipt.satisfied, receipt.attached, receipt.created), (3, 1, 2));
    assert_eq!((receipt.updated, receipt.cloned, receipt.softlock), (0, 0, false));
    let ids: Vec<_> = resolved.bindings.iter().map(|one| (one.provider.id.as_str(), one.created)).collect();
    assert_eq!(ids, [("door_0", false), ("door_1#1", true), ("door_2#1", true)]);
}

#[test]
fn hallway_ranks_every_way_to_a_door_that_is_there() {
    let all = ["EXISTING door_0 graph", "UPDATE door_0 updating", "CLONE door_0 cloning", "CREATE - template"];
    assert_eq!(listed(&shipped(HALLWAY), "first"), all);
}

#[test]
fn companion_is_offered_talk_and_sing_and_sing_then_means_the_friend() {
    let companion = shipped(COMPANION);
    let report = offers(&overlay(&companion, None));
    let labels: Vec<_> = report.affordances.iter().map(|one| (one.label.as_str(), one.accepted)).collect();
    assert_eq!(labels, [("talk", false), ("sing", false)]);

    let mut graph = overlay(&companion, None);
    let resolved = crate::provision::engine::run(&mut graph);
    assert!(resolved.offers.affordances.iter().all(|one| one.accepted && one.destination == "scene"));
    assert_eq!(graph.name_in("scene", "sing"), Some("friend"));
}

#[test]
fn companion_who_is_not_happy_only_talks() {
    let companion = shipped(&COMPANION.replace("\"happy\", \"musical\"", "\"musical\""));
    let report = offers(&overlay(&companion, None));
    assert_eq!(report.affordances.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["talk"]);
}

#[test]
fn villain_falls_back_without_blocking() {
    let villain = shipped(VILLAIN);
    let report = resolve(&overlay(&villain, None));
    assert_eq!(row(&report.offers, "preferred").status, Status::Unresolved);
    assert_eq!(row(&report.offers, "fallback").status, Status::Bound);
    assert_eq!(report.bindings[0].provider.id, "starkiller");
    assert_eq!(report.receipt.unresolved, ["preferred"]);
    assert!(report.blocking.is_empty() && !report.receipt.softlock);
}

#[test]
fn villain_who_is_there_shadows_the_fallback() {
    let there = VILLAIN.replace("{ \"id\": \"scene\" }", "{ \"id\": \"scene\" }, { \"id\": \"darth_vader\" }");
    let report = resolve(&overlay(&shipped(&there), None));
    assert_eq!(row(&report.offers, "preferred").status, Status::Bound);
    let second = row(&report.offers, "fallback");
    assert_eq!((second.status, second.shadowed_by.as_deref()), (Status::Shadowed, Some("preferred")));
    assert_eq!(report.receipt.shadowed, ["fallback"]);
}

#[test]
fn the_printed_shapes_hold_exactly_the_fields_that_are_promised() {
    let keys = |value: &Value| -> Vec<String> {
        let mut keys: Vec<_> = value.as_object().expect("an object").keys().cloned().collect();
        keys.sort();
        keys
    };
    let hallway = shipped(HALLWAY);
    let offered = serde_json::to_value(offers(&overlay(&hallway, None))).expect("it serialises");
    assert_eq!(keys(&offered), ["affordances", "requirements", "version", "world"]);
    let requirement = &offered["requirements"][0];
    let promised = ["edge", "hard", "label", "offers", "policy", "reason", "selected", "source", "status"];
    assert_eq!(keys(requirement), promised);
    assert_eq!((&requirement["status"], &requirement["reason"]), (&json!("open"), &json!("best_cost")));
    let promised = ["cost", "layer", "operation", "provider", "provisioner", "proximity", "rank", "template", "why"];
    assert_eq!(keys(&requirement["offers"][0]), promised);

    let resolved = serde_json::to_value(resolve(&overlay(&hallway, None))).expect("it serialises");
    assert_eq!(keys(&resolved), ["affordances", "bindings", "receipt", "requirements", "version", "world"]);
    assert_eq!(keys(&resolved["bindings"][0]), ["attempts", "created", "edge", "operation", "provider"]);
    assert_eq!(keys(&resolved["bindings"][0]["provider"]), ["id", "label", "tags"]);
    let promised = [
        "attached",
        "cloned",
        "created",
        "frontier",
        "satisfied",
        "shadowed",
        "softlock",
        "unresolved",
        "updated",
        "waived",
    ];
    assert_eq!(keys(&resolved["receipt"]), promised);

    let companion = serde_json::to_value(offers(&overlay(&shipped(COMPANION), None))).expect("it serialises");
    let promised = ["accepted", "destination", "label", "layer", "provisioner", "reason", "source"];
    assert_eq!(keys(&companion["affordances"][0]), promised);
}
