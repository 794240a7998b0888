//! Affordance provisioners and affordance edges.

use super::*;

fn mate(id: &str, layer: &str, node: &str, labels: &[&str]) -> Value {
    let offers: Vec<_> = labels.iter().map(|label| json!({"label": label})).collect();
    json!({"id": id, "type": "affordance", "layer": layer, "node": node, "offers": offers})
}

fn cast() -> Value {
    json!([{"id": "scene", "tags": ["quiet"]}, {"id": "ann", "tags": ["happy"]}, {"id": "bob"}])
}

fn told(report: &OffersReport) -> Vec<String> {
    let say = |one: &AffordanceReport| {
        let reason = serde_json::to_value(&one.reason).expect("it serialises");
        format!("{} {} {}", one.label, one.provisioner, reason.as_str().unwrap_or_default())
    };
    report.affordances.iter().map(say).collect()
}

#[test]
fn affordances_are_additive() {
    let world = with(
        &cast(),
        &json!([]),
        &json!([mate("a", "LOCAL", "ann", &["talk", "sing"]), mate("b", "LOCAL", "bob", &["dance"])]),
    );
    assert_eq!(told(&offers(&overlay(&world, None))), ["talk a offered", "sing a offered", "dance b offered"]);
    assert_eq!(
        told(&resolve(&overlay(&world, None)).offers),
        ["talk a accepted", "sing a accepted", "dance b accepted"]
    );
}

#[test]
fn a_label_goes_to_the_first_by_layer_then_registration_and_the_loser_says_who_has_it() {
    let provisioners = json!([
        mate("far", "GLOBAL", "ann", &["talk"]),
        mate("near", "LOCAL", "bob", &["talk"]),
        mate("later", "LOCAL", "ann", &["talk"]),
    ]);
    let world = with(&cast(), &json!([]), &provisioners);
    let held = "`talk` on scene is held by near";
    assert_eq!(
        told(&offers(&overlay(&world, None))),
        ["talk near offered".to_owned(), format!("talk later {held}"), format!("talk far {held}")]
    );
    let resolved = resolve(&overlay(&world, None)).offers;
    assert_eq!(resolved.affordances.iter().map(|one| one.accepted).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn requires_tags_are_all_of_the_own_node_and_target_tags_any_of_the_destination() {
    let offered = |requires: Value, target: Value| {
        let offer = json!({"label": "sing", "requires_tags": requires, "target_tags": target});
        let one = json!([{"id": "a", "type": "affordance", "node": "ann", "offers": [offer]}]);
        !offers(&overlay(&with(&cast(), &json!([]), &one), None)).affordances.is_empty()
    };
    assert!(offered(json!([]), json!([])));
    assert!(offered(json!(["happy"]), json!(["loud", "quiet"])));
    assert!(!offered(json!(["happy", "rested"]), json!([])));
    assert!(!offered(json!([]), json!(["loud"])));
}

#[test]
fn own_node_is_never_its_own_destination() {
    let mut world = with(&cast(), &json!([]), &json!([mate("a", "LOCAL", "ann", &["talk"])]));
    world.cursor = Some("ann".to_owned());
    assert!(offers(&overlay(&world, None)).affordances.is_empty());
}

#[test]
fn every_node_of_the_frontier_is_asked_for_and_labels_are_unique_for_each() {
    let choice = |id: &str, to: &str| json!({"id": id, "kind": "choice", "source": "scene", "destination": to});
    let provisioners = json!([mate("a", "LOCAL", "ann", &["talk"])]);
    let world = with(
        &json!([{"id": "scene"}, {"id": "ann"}, {"id": "left"}, {"id": "right"}]),
        &json!([choice("l", "left"), choice("r", "right"), choice("n", "ann")]),
        &provisioners,
    );
    let report = resolve(&overlay(&world, None)).offers;
    let asked: Vec<_> = report.affordances.iter().map(|one| (one.destination.as_str(), one.accepted)).collect();
    assert_eq!(asked, [("left", true), ("right", true)]);
}

fn edge_for(id: &str, name: &str) -> Value {
    json!({"id": id, "label": "talk", "kind": "affordance", "destination": "scene",
           "requirement": {"identifier": name, "policy": "EXISTING"}})
}

#[test]
fn an_open_affordance_edge_is_a_requirement_without_source_and_binding_it_names_its_node() {
    let world = with(&cast(), &json!([edge_for("e", "bob")]), &json!([]));
    let report = offers(&overlay(&world, None));
    let value = serde_json::to_value(row(&report, "e")).expect("it serialises");
    assert_eq!((&value["source"], &value["destination"]), (&Value::Null, &json!("scene")));
    let mut graph = overlay(&world, None);
    let report = crate::provision::engine::run(&mut graph);
    assert_eq!(row(&report.offers, "e").source.as_deref(), Some("bob"));
    assert_eq!(graph.name_in("scene", "talk"), Some("bob"));
}

#[test]
fn an_affordance_edge_has_its_label_before_any_provisioner_and_before_later_edges() {
    let edges = json!([edge_for("e", "bob"), edge_for("f", "ann")]);
    let world = with(&cast(), &edges, &json!([mate("a", "LOCAL", "ann", &["talk"])]));
    let held = ["talk a `talk` on scene is held by e"];
    assert_eq!(told(&offers(&overlay(&world, None))), held);
    let report = resolve(&overlay(&world, None));
    assert_eq!(told(&report.offers), held);
    assert_eq!(row(&report.offers, "f").status, Status::Shadowed);
}

#[test]
fn an_affordance_provisioner_that_is_switched_off_is_not_asked() {
    let mut world = with(&cast(), &json!([]), &json!([mate("a", "LOCAL", "ann", &["talk"])]));
    world.off.insert("a".to_owned());
    assert!(offers(&overlay(&world, None)).affordances.is_empty());
}

#[test]
fn an_affordance_that_the_file_binds_has_its_label() {
    let mut edge = edge_for("a", "bob");
    edge["source"] = json!("bob");
    let world = with(&cast(), &json!([edge, edge_for("f", "ann")]), &json!([mate("a", "LOCAL", "bob", &["talk"])]));
    let graph = overlay(&world, None);
    assert_eq!(graph.name_in("scene", "talk"), Some("bob"));
    // The provisioner shares its id with the edge, and is not taken for it.
    assert_eq!(told(&offers(&graph)), ["talk a `talk` on scene is held by a"]);
    assert_eq!(row(&offers(&graph), "f").status, Status::Shadowed);
}

#[test]
fn an_earlier_affordance_edge_without_an_offer_stays_unresolved_beside_a_bound_one() {
    let world = with(&cast(), &json!([edge_for("e", "nobody"), edge_for("f", "ann")]), &json!([]));
    let mut graph = overlay(&world, None);
    crate::provision::engine::run(&mut graph);
    let report = offers(&graph);
    let now: Vec<_> = report.requirements.iter().map(|row| row.status).collect();
    assert_eq!(now, [Status::Unresolved, Status::Bound]);
}
