//! What a list of requirements shows, where an offer stands among very many, and what is tried out without being written.

use proptest::prelude::*;

use super::properties::worlds;
use super::*;
use crate::hold::{Layer, Operation};

proptest! {
    #[test]
    fn a_survey_says_of_every_requirement_what_the_report_says(world in worlds()) {
        let graph = overlay(&world, None);
        let (survey, report) = (survey(&graph), offers(&graph));
        prop_assert_eq!(survey.rows.len(), report.requirements.len());
        for (row, told) in survey.rows.iter().zip(&report.requirements) {
            let (edge, count) = (&told.edge, told.offers.len() + told.more);
            prop_assert_eq!((&row.edge, row.status, row.reason, row.offers), (edge, told.status, told.reason, count));
            let selected = told.selected.and_then(|rank| told.offers.get(rank - 1));
            prop_assert!(selected.is_none() || row.best.as_ref() == selected);
        }
        prop_assert_eq!(survey.affordances, report.affordances);
    }

    #[test]
    fn every_offer_is_found_where_it_stands(world in worlds()) {
        let graph = overlay(&world, None);
        for row in survey(&graph).rows.iter().filter(|row| row.offers > 0) {
            let quote = graph.offers_for(&row.edge).expect("it asks for something");
            for offer in quote.window(0, quote.len()) {
                prop_assert_eq!(quote.place_of(&offer), Some(offer.rank - 1));
            }
        }
    }
}

#[test]
fn a_survey_counts_what_was_done_and_names_what_stays_blocked() {
    let world = world(
        &json!([{"id": "home"}, {"id": "lamp"}]),
        &json!([
            needs("e0", "home", &json!({"identifier": "lamp"})),
            needs("e1", "home", &json!({"identifier": "ghost", "policy": "EXISTING"})),
        ]),
    );
    let survey = survey(&overlay(&world, None));
    assert_eq!(survey.blocked, [("home".to_owned(), "e1".to_owned())]);
    assert!(survey.receipt.softlock && survey.receipt.satisfied == 0);
    assert_eq!(survey.receipt.unresolved, ["e1"]);
}

#[test]
fn an_offer_that_is_not_made_here_stands_nowhere() {
    let world =
        world(&json!([{"id": "home"}, {"id": "lamp"}]), &json!([needs("e", "home", &json!({"identifier": "lamp"}))]));
    let graph = overlay(&world, None);
    let quote = graph.offers_for("e").expect("it asks for something");
    let mut offer = quote.window(0, 1).remove(0);
    offer.provider = Some("home".to_owned());
    assert_eq!(quote.place_of(&offer), None);
}

#[test]
fn other_tags_are_tried_out_on_a_copy_and_the_world_keeps_its_own() {
    let asked = json!({"criteria": {"has_tags": ["lit"]}, "policy": "EXISTING"});
    let world = world(&json!([{"id": "home"}, {"id": "lamp", "tags": ["lit"]}]), &json!([needs("e", "home", &asked)]));
    let mut graph = overlay(&world, None);
    assert!(graph.retag("lamp", &["dark".to_owned()]) && !graph.retag("nobody", &[]));
    assert_eq!(survey(&graph).rows[0].status, Status::Unresolved);
    assert!(graph.retag("lamp", &["lit".to_owned()]));
    assert_eq!(survey(&graph).rows[0].best.as_ref().map(|best| best.operation), Some(Operation::Existing));
    assert_eq!(listed(&world, "e"), ["EXISTING lamp default.graph"]);
}

#[test]
fn whoever_can_be_asked_is_listed_once_and_a_default_only_where_it_stands_in() {
    let provisioners = json!([{"id": "g", "type": "graph", "layer": "LOCAL"},
        {"id": "shelf", "type": "template", "layer": "AUTHOR", "node": "home", "templates": {}}]);
    let world = with(&json!([{"id": "home"}]), &json!([]), &provisioners);
    let listed: Vec<_> = seats(&world).into_iter().map(|seat| (seat.id, seat.layer, seat.kind)).collect();
    let expected = [
        ("g", Layer::Local, "graph"),
        ("shelf", Layer::Author, "template"),
        ("default.template", Layer::Global, "template"),
        ("default.updating", Layer::Global, "updating"),
        ("default.cloning", Layer::Global, "cloning"),
    ];
    assert_eq!(listed, expected.map(|(id, layer, kind)| (id.to_owned(), layer, kind)));
}
