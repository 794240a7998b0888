//! Policy, price, layers, discovery, duplicates: which offers there are and in what order.

use std::sync::Arc;

use super::*;
use crate::hold::{Layer, Offer, Operation};

fn two_doors() -> Value {
    json!([{"id": "home"}, {"id": "z", "label": "door"}, {"id": "a", "label": "door"}])
}

fn door(policy: &str) -> Value {
    json!([needs("e", "home", &json!({"identifier": "door", "template": {"label": "door"}, "policy": policy}))])
}

#[test]
fn policy_is_a_set_of_operations() {
    for (policy, operations) in [
        ("ANY", vec!["EXISTING", "UPDATE", "CLONE", "CREATE"]),
        ("EXISTING", vec!["EXISTING"]),
        ("CREATE", vec!["CREATE"]),
        ("EXISTING|CREATE", vec!["EXISTING", "CREATE"]),
        ("CLONE | UPDATE", vec!["UPDATE", "CLONE"]),
    ] {
        let world = world(&json!([{"id": "home"}, {"id": "door"}]), &door(policy));
        let report = offers(&overlay(&world, None));
        let offered: Vec<_> = report.requirements[0].offers.iter().map(|offer| offer.operation.word()).collect();
        assert_eq!(offered, operations, "{policy}");
    }
}

#[test]
fn cost_is_flat_and_proximity_is_the_layer() {
    let world = world(&json!([{"id": "home"}, {"id": "door"}]), &door("ANY"));
    let report = offers(&overlay(&world, None));
    let prices: Vec<_> = report.requirements[0].offers.iter().map(|one| (one.rank, one.cost, one.proximity)).collect();
    assert_eq!(prices, [(1, 10, 3), (2, 50, 3), (3, 100, 3), (4, 200, 3)]);
}

#[test]
fn order_is_cost_then_layer_then_registration_then_insertion() {
    let provisioners = json!([
        {"id": "far", "type": "template", "layer": "APPLICATION"},
        {"id": "first", "type": "template", "layer": "AUTHOR"},
        {"id": "second", "type": "template", "layer": "AUTHOR"},
        {"id": "near", "type": "template", "layer": "LOCAL"},
        {"id": "graph", "type": "graph", "layer": "GLOBAL"},
    ]);
    let world = with(&two_doors(), &door("EXISTING|CREATE"), &provisioners);
    assert_eq!(
        listed(&world, "e"),
        ["EXISTING z graph", "EXISTING a graph", "CREATE - near", "CREATE - first", "CREATE - second", "CREATE - far"]
    );
}

#[test]
fn duplicates_keep_the_nearest_and_are_counted_and_create_is_never_one() {
    let provisioners = json!([
        {"id": "far", "type": "graph", "layer": "APPLICATION"},
        {"id": "near", "type": "graph", "layer": "LOCAL"},
        {"id": "t1", "type": "template"}, {"id": "t2", "type": "template"},
    ]);
    let world = with(&json!([{"id": "home"}, {"id": "door"}]), &door("EXISTING|CREATE"), &provisioners);
    assert_eq!(listed(&world, "e"), ["EXISTING door near", "CREATE - t1", "CREATE - t2"]);
    assert_eq!(offers(&overlay(&world, None)).requirements[0].duplicates, 1);
}

#[test]
fn discovery_walks_from_the_node_to_its_ancestors_to_the_world_each_once() {
    let nodes =
        json!([{"id": "room", "parent": "house"}, {"id": "house", "parent": "town"}, {"id": "town"}, {"id": "sea"}]);
    let local = |id: &str, node: &str| json!({"id": id, "type": "template", "layer": "LOCAL", "node": node});
    let provisioners = json!([
        {"id": "world", "type": "template", "layer": "LOCAL"},
        local("town's", "town"), local("sea's", "sea"), local("house's", "house"), local("room's", "room"),
    ]);
    let edges = json!([
        needs("e", "room", &json!({"template": {"label": "x"}})),
        needs("f", "sea", &json!({"template": {"label": "x"}}))
    ]);
    let world = with(&nodes, &edges, &provisioners);
    let near = ["CREATE - room's", "CREATE - house's", "CREATE - town's", "CREATE - world"];
    assert_eq!(listed(&world, "e"), near);
    assert_eq!(listed(&world, "f"), ["CREATE - sea's", "CREATE - world"]);
}

#[test]
fn defaults_stand_in_for_types_that_are_not_declared() {
    let nodes = json!([{"id": "home"}, {"id": "door"}]);
    let world = with(&nodes, &door("EXISTING|CREATE"), &json!([{"id": "t", "type": "template"}]));
    assert_eq!(listed(&world, "e"), ["EXISTING door default.graph", "CREATE - t"]);
}

#[test]
fn what_is_switched_off_is_not_asked_and_no_default_stands_in() {
    let provisioners = json!([{"id": "g", "type": "graph"}]);
    let mut world = with(&json!([{"id": "home"}, {"id": "door"}]), &door("EXISTING|CREATE"), &provisioners);
    assert_eq!(listed(&world, "e"), ["EXISTING door g", "CREATE - default.template"]);
    let on = overlay(&world, None).version();
    world.off = ["g".to_owned(), "default.template".to_owned()].into();
    assert!(listed(&world, "e").is_empty());
    assert_ne!(overlay(&world, None).version(), on, "what is switched off is part of the version");
    let ids = ["g", "default.graph", "default.template", "default.updating", "default.cloning"];
    assert_eq!(provisioner_ids(&world), ids);
}

/// Offers what no policy asked for, and says it is someone else.
#[derive(Debug)]
struct Sloppy;

impl Provisioner for Sloppy {
    fn id(&self) -> &'static str {
        "sloppy"
    }

    fn layer(&self) -> Layer {
        Layer::Application
    }

    fn offers(&self, need: &Need<'_>) -> Vec<Offer<Deed>> {
        let create = need.template.map(|template| Deed::Create { template: Arc::clone(template) }.offer());
        let mut lie = Deed::Bind { node: "home".into() }.offer();
        lie.provisioner = "graph".to_owned();
        lie.layer = Layer::Local;
        create.into_iter().chain([lie]).collect()
    }
}

#[test]
fn a_custom_provisioner_is_held_to_the_policy_and_signs_with_its_own_name_and_layer() {
    let mut world = world(&json!([{"id": "home"}]), &door("EXISTING"));
    world.register(Arc::new(Sloppy));
    let report = offers(&overlay(&world, None));
    let offered = &report.requirements[0].offers;
    assert_eq!(offered.len(), 1);
    assert_eq!((offered[0].operation, offered[0].provisioner.as_str()), (Operation::Existing, "sloppy"));
    assert_eq!((offered[0].layer, offered[0].proximity), (Layer::Application, 2));
}

#[test]
fn a_provisioner_that_is_registered_twice_is_asked_once() {
    let mut world = world(&json!([{"id": "home"}]), &door("EXISTING"));
    world.register(Arc::new(Sloppy));
    world.register(Arc::new(Sloppy));
    let report = offers(&overlay(&world, None));
    assert_eq!((report.requirements[0].offers.len(), report.requirements[0].duplicates), (1, 0));
}
