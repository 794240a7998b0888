//! Looking at offers: a part of very many, why one goes before another, what one would change and cost elsewhere.

use std::sync::Arc;

use proptest::prelude::*;

use super::properties::worlds;
use super::resolving::Guarded;
use super::*;
use crate::hold::{Operation, Who};

/// A world in which one requirement has `count` nodes to choose from.
fn crowd(count: usize, provisioners: &Value) -> World {
    let nodes: Vec<Value> = std::iter::once(json!({"id": "home"}))
        .chain((0..count).map(|at| json!({"id": format!("n{at}"), "tags": ["many"]})))
        .collect();
    let asked = json!({"criteria": {"has_tags": ["many"]}, "template": {"label": "made"}, "policy": "EXISTING|CREATE"});
    with(&json!(nodes), &json!([needs("e", "home", &asked)]), provisioners)
}

fn named(offers: &[OfferReport]) -> Vec<(usize, &str)> {
    offers.iter().map(|one| (one.rank, one.provider.as_deref().unwrap_or("-"))).collect()
}

#[test]
fn offers_are_counted_and_looked_at_in_parts() {
    let world = crowd(1_000, &json!([]));
    let graph = overlay(&world, None);
    let quote = graph.offers_for("e").expect("it asks for something");
    assert_eq!((quote.len(), quote.duplicates()), (1_001, 0));
    assert_eq!(named(&quote.window(0, 2)), [(1, "n0"), (2, "n1")]);
    assert_eq!(named(&quote.window(998, 5)), [(999, "n998"), (1_000, "n999"), (1_001, "-")]);
    assert!(quote.window(1_001, 5).is_empty());
    assert_eq!(quote.best().and_then(|best| best.action.and_then(|deed| deed.provider().cloned())), Some("n0".into()));
    assert!(graph.offers_for("nothing").is_none());
}

#[test]
fn a_report_lists_the_first_offers_and_counts_the_rest() {
    let world = crowd(100, &json!([]));
    let report = offers(&overlay(&world, None));
    let row = row(&report, "e");
    assert_eq!((row.offers.len(), row.more), (64, 37));
    assert_eq!(serde_json::to_value(row).expect("it serialises")["more"], json!(37));
}

#[test]
fn duplicates_of_very_many_are_counted_without_being_made() {
    let two =
        json!([{"id": "far", "type": "graph", "layer": "GLOBAL"}, {"id": "near", "type": "graph", "layer": "LOCAL"}]);
    let world = crowd(500, &two);
    let graph = overlay(&world, None);
    let quote = graph.offers_for("e").expect("it asks for something");
    assert_eq!((quote.len(), quote.duplicates()), (501, 500));
    assert_eq!(quote.window(499, 1)[0].provisioner, "near");
}

#[test]
fn a_custom_offer_of_the_same_node_is_dropped_or_drops_by_who_is_nearer() {
    for (layer, ranks) in [("GLOBAL", ["guarded", "g", "g"]), ("LOCAL", ["g", "g", "g"])] {
        let nodes =
            json!([{"id": "home", "tags": ["many"]}, {"id": "n1", "tags": ["many"]}, {"id": "n2", "tags": ["many"]}]);
        let asked = json!({"identifier": "home", "policy": "EXISTING"});
        let graph = json!([{"id": "g", "type": "graph", "layer": layer}]);
        let mut world = with(&nodes, &json!([needs("e", "home", &asked)]), &graph);
        world.register(Arc::new(Guarded(Who::Human)));
        let report = offers(&overlay(&world, None));
        let offered = &row(&report, "e").offers;
        assert_eq!((offered.len(), offered[0].provisioner.as_str(), row(&report, "e").duplicates), (1, ranks[0], 1));
    }
}

#[test]
fn the_order_of_two_offers_is_explained_by_the_first_criterion_that_differs() {
    let provisioners = json!([
        {"id": "graph", "type": "graph", "layer": "LOCAL"},
        {"id": "far", "type": "template", "layer": "APPLICATION"},
        {"id": "one", "type": "template", "layer": "AUTHOR"},
        {"id": "two", "type": "template", "layer": "AUTHOR"},
    ]);
    let world = crowd(2, &provisioners);
    let report = offers(&overlay(&world, None));
    let offers = &row(&report, "e").offers;
    let by =
        |one: usize, other: usize| compare(&offers[one], &offers[other]).map(|compared| (compared.first, compared.by));
    assert_eq!(by(0, 1), Some((1, Criterion::Insertion)));
    assert_eq!(by(2, 0), Some((1, Criterion::Cost)), "whichever way round they are given");
    assert_eq!(by(2, 3), Some((3, Criterion::Registration)));
    assert_eq!(by(4, 2), Some((3, Criterion::Layer)));
    assert_eq!(by(1, 1), None);
    let why = compare(&offers[4], &offers[3]).expect("they differ").why;
    assert_eq!(why, "both cost 200; two is AUTHOR and far is APPLICATION, which is farther");
}

fn doors() -> World {
    let door = json!({"identifier": "door", "template": {"label": "gate", "tags": ["new"], "attrs": {"wide": true}}});
    world(
        &json!([{"id": "home"}, {"id": "d", "label": "door", "attrs": {"wide": false}}]),
        &json!([
            needs("e", "home", &door),
            needs("by_label", "home", &json!({"identifier": "door", "policy": "EXISTING"})),
            needs("by_tag", "home", &json!({"criteria": {"has_tags": ["new"]}, "policy": "EXISTING"})),
            {"id": "other", "label": "e", "kind": "dependency", "source": "home", "requirement": {"identifier": "door"}},
        ]),
    )
}

#[test]
fn an_offer_tells_what_it_would_change_and_the_world_is_left_alone() {
    let world = doors();
    let graph = overlay(&world, None);
    let before = serde_json::to_string(&offers(&graph)).expect("it serialises");
    let fields = |rank| -> Vec<String> {
        let came = consequences(&graph, "e", rank).expect("it can be found out");
        came.changes.iter().map(|one| format!("{} {} {}", one.field, one.before, one.after)).collect()
    };
    assert!(fields(1).is_empty(), "a node that is used as it is");
    let update = [r#"label "door" "gate""#, r#"tags [] ["new"]"#, "attrs.wide false true"];
    assert_eq!(fields(2), update);
    assert_eq!(fields(3)[0], r#"id "d" "gate#1""#);
    assert_eq!(
        fields(4),
        [r#"id null "gate#1""#, r#"label null "gate""#, r#"tags null ["new"]"#, "attrs.wide null true"]
    );
    assert_eq!(serde_json::to_string(&offers(&graph)).expect("it serialises"), before);
}

#[test]
fn an_offer_tells_what_it_would_satisfy_shadow_and_cost_elsewhere() {
    let world = doors();
    let graph = overlay(&world, None);
    let came = consequences(&graph, "e", 2).expect("it can be found out");
    assert_eq!((came.operation, came.node.as_str(), came.is_new), (Operation::Update, "d", false));
    assert_eq!(came.satisfies().collect::<Vec<_>>(), ["by_tag"]);
    assert_eq!(came.costs().collect::<Vec<_>>(), ["by_label"], "the label that it was found by is gone");
    let kept = consequences(&graph, "e", 1).expect("it can be found out");
    assert!(kept.satisfies().next().is_none() && kept.costs().next().is_none());
    let mut without = world.clone();
    without.off.insert("default.graph".to_owned());
    let last = consequences(&overlay(&without, None), "other", 1);
    assert_eq!(last.expect_err("it has none"), "other has 0 offers and no 1");
}

#[test]
fn an_alternative_that_is_bound_first_shadows_the_others() {
    let world = doors();
    let came = consequences(&overlay(&world, None), "other", 1).expect("it can be found out");
    assert_eq!(came.shadows().collect::<Vec<_>>(), ["e"]);
}

#[test]
fn what_cannot_be_found_out_says_why() {
    let world = doors();
    let graph = overlay(&world, None);
    assert_eq!(consequences(&graph, "nothing", 1).expect_err("there is none"), "no requirement nothing");
    assert_eq!(consequences(&graph, "e", 0).expect_err("ranks begin at 1"), "e has 4 offers and no 0");
    assert_eq!(consequences(&graph, "e", 5).expect_err("there is none"), "e has 4 offers and no 5");
}

#[test]
fn a_requirement_can_be_edited_to_see_what_would_be_offered_then() {
    let world = crowd(3, &json!([]));
    let mut asked = world.edge("e").and_then(|edge| edge.requirement()).expect("it asks for something").clone();
    asked.criteria.has_tags.clear();
    asked.criteria.attrs.insert("wide".to_owned(), json!(true));
    let edited = world.asking("e", asked.clone()).expect("the edge asks for something");
    assert_eq!(listed(&edited, "e"), ["CREATE - default.template"], "an attribute that nobody asked for before");
    asked.identifier = Some("n2".to_owned());
    asked.criteria.attrs.clear();
    let edited = edited.asking("e", asked).expect("the edge asks for something");
    assert_eq!(listed(&edited, "e"), ["EXISTING n2 default.graph", "CREATE - default.template"]);
    assert_ne!(edited.sha256, world.sha256, "nothing is accepted against it by mistake");
    assert_eq!(listed(&world, "e").len(), 4, "the world itself asks as before");
}

proptest! {
    #[test]
    fn what_is_told_beforehand_is_what_comes(world in worlds(), edge in 0..8_usize, rank in 1..4_usize) {
        let graph = overlay(&world, None);
        let before = offers(&graph);
        let Some(row) = before.requirements.get(edge) else { return Ok(()) };
        let Ok(came) = consequences(&graph, &row.edge, rank) else { return Ok(()) };
        let offer = &row.offers[rank - 1];
        let mut then = graph.clone();
        let place = then.edge_place(&row.edge).expect("the edge is there");
        let made = then.quote(place).offers(rank - 1, 1).remove(0);
        then.accept(place, &made, None, Vec::new()).expect("it can be carried out");
        let after = offers(&then);
        prop_assert_eq!(came.operation, offer.operation);
        for (now, then) in before.requirements.iter().zip(&after.requirements).filter(|(now, _)| now.edge != row.edge) {
            let told = came.elsewhere.iter().find(|one| one.edge == now.edge);
            if let Some(told) = told {
                prop_assert_eq!((told.now.status, told.then.status), (now.status, then.status));
            } else {
                prop_assert_eq!((now.status, now.offers.len()), (then.status, then.offers.len()));
            }
        }
    }
}
