//! The points of the engine's semantics that no other file here is named after.

use super::*;
use crate::hold::Operation;

fn doors(policy: &str, template: &Value) -> World {
    let asked = json!({"identifier": "door", "template": template, "policy": policy});
    let provisioners = json!([
        {"id": "g", "type": "graph"}, {"id": "u", "type": "updating"}, {"id": "c", "type": "cloning"},
        {"id": "t", "type": "template"},
    ]);
    with(&json!([{"id": "home"}, {"id": "door"}]), &json!([needs("e", "home", &asked)]), &provisioners)
}

#[test]
fn graph_offers_existing_updating_update_cloning_clone_and_template_create() {
    let all = ["EXISTING door g", "UPDATE door u", "CLONE door c", "CREATE - t"];
    assert_eq!(listed(&doors("ANY", &json!({"tags": ["new"]})), "e"), all);
}

#[test]
fn offers_cost_nothing_until_one_is_accepted() {
    let world = doors("ANY", &json!({"tags": ["new"]}));
    let graph = overlay(&world, None);
    let version = graph.version();
    let listed = graph.offers_for("e").map(|quote| quote.offers(0, 10).len());
    assert_eq!((listed, graph.version(), graph.bindings().len()), (Some(4), version, 0));
}

#[test]
fn validation_is_an_error_and_never_silent() {
    for requirement in
        [json!({}), json!({"identifier": "x", "policy": "CREATE"}), json!({"identifier": "x", "policy": "MAKE"})]
    {
        let text = json!({"world": "w", "nodes": [{"id": "home"}], "edges": [needs("e", "home", &requirement)]});
        assert!(world::parse(&text.to_string()).is_err(), "{requirement}");
        let world = world::salvage(&text.to_string()).expect("the rest can be used");
        assert_eq!(offers(&overlay(&world, None)).errors.len(), 1, "{requirement}");
    }
}

#[test]
fn what_was_selected_and_why_and_the_runners_up_are_kept() {
    let report = resolve(&overlay(&doors("ANY", &json!({"tags": ["new"]})), None));
    let row = row(&report.offers, "e");
    assert_eq!((row.selected, row.reason, row.offers.len()), (Some(1), Reason::BestCost, 4));
    let runners_up: Vec<_> = row.offers[1..].iter().map(|offer| offer.operation).collect();
    assert_eq!(runners_up, [Operation::Update, Operation::Clone, Operation::Create]);
}

#[test]
fn offers_are_of_one_version_of_the_world_and_any_change_makes_another() {
    let world = doors("EXISTING", &json!({"tags": ["new"]}));
    let mut graph = overlay(&world, None);
    let first = graph.version();
    assert_eq!(first, offers(&graph).version);
    crate::provision::engine::run(&mut graph);
    let second = graph.version();
    let mut off = world.clone();
    off.off.insert("g".to_owned());
    let third = overlay(&off, None).version();
    assert!(first != second && first != third && second != third, "{first} {second} {third}");
}

#[test]
fn discovery_asks_each_once_and_the_nearest_first_even_where_ids_are_shared() {
    let nodes = json!([{"id": "room", "parent": "house"}, {"id": "house"}, {"id": "door"}]);
    let provisioners = json!([
        {"id": "house's", "type": "graph", "layer": "LOCAL", "node": "house"},
        {"id": "room's", "type": "graph", "layer": "LOCAL", "node": "room"},
        {"id": "room's too", "type": "graph", "layer": "LOCAL", "node": "room"},
    ]);
    let edges = json!([needs("e", "room", &json!({"identifier": "door", "policy": "EXISTING"}))]);
    let world = with(&nodes, &edges, &provisioners);
    assert_eq!(listed(&world, "e"), ["EXISTING door room's"]);
    assert_eq!(offers(&overlay(&world, None)).requirements[0].duplicates, 2);
}

#[test]
fn an_updated_node_is_found_by_what_it_is_now_and_still_by_its_id() {
    let nodes = json!([{"id": "home"}, {"id": "d", "label": "door", "tags": ["old"], "attrs": {"locked": true}}]);
    let template = json!({"label": "portal", "tags": ["oiled"], "attrs": {"locked": false}});
    let existing = |asked: Value| {
        let mut asked = asked;
        asked["policy"] = json!("EXISTING");
        asked
    };
    let edges = json!([
        needs("first", "home", &json!({"identifier": "door", "template": template, "policy": "UPDATE"})),
        needs("again", "home", &json!({"identifier": "d", "template": {"tags": ["twice"]}, "policy": "UPDATE"})),
        needs("id", "home", &existing(json!({"identifier": "d"}))),
        needs("label", "home", &existing(json!({"identifier": "portal", "criteria": {"has_tags": ["twice", "old"]}}))),
        needs("attr", "home", &existing(json!({"criteria": {"attrs": {"locked": false}}}))),
        needs("was", "home", &existing(json!({"criteria": {"attrs": {"locked": true}}}))),
    ]);
    let report = resolve(&overlay(&world(&nodes, &edges), None));
    assert_eq!((report.receipt.updated, report.receipt.attached), (2, 3));
    assert_eq!(report.receipt.unresolved, ["was"]);
}
