//! Sequence, staleness, falling through, alternatives, soft and hard, frontier and softlock.

use std::sync::Arc;

use super::*;
use crate::hold::{Layer, Offer, Operation, Who};

#[test]
fn asking_again_before_each_accept_a_node_created_for_one_is_existing_for_the_next() {
    let wanted = json!({"identifier": "door", "template": {"label": "door"}});
    let edges = json!([needs("e0", "home", &wanted), needs("e1", "home", &wanted)]);
    let report = resolve(&overlay(&world(&json!([{"id": "home"}]), &edges), None));
    let done: Vec<_> = report.bindings.iter().map(|one| (one.operation, one.provider.id.as_str())).collect();
    assert_eq!(done, [(Operation::Create, "door#1"), (Operation::Existing, "door#1")]);
    assert_eq!((report.receipt.created, report.receipt.attached), (1, 1));
}

#[test]
fn a_stale_offer_is_asked_for_again_and_the_receipt_says_so() {
    let wanted = json!({"identifier": "door", "template": {"label": "door"}});
    let edges = json!([needs("e0", "home", &wanted), needs("e1", "home", &wanted)]);
    let report = resolve(&overlay(&world(&json!([{"id": "home"}]), &edges), None));
    assert_eq!(row(&report.offers, "e0").reason, Reason::BestCost);
    let second = row(&report.offers, "e1");
    assert_eq!((second.reason, second.selected), (Reason::StaleRetry, Some(1)));
    assert_eq!(second.offers[0].operation, Operation::Existing, "the offers are those at selection time");
    let tried: Vec<_> = report.bindings[1].attempts.iter().map(|one| (one.operation, one.outcome)).collect();
    assert_eq!(tried, [(Operation::Create, Outcome::Stale), (Operation::Existing, Outcome::Accepted)]);
}

/// Offers a node that is not there, a change that changes nothing, and an instruction.
#[derive(Debug)]
struct Unreliable;

impl Provisioner for Unreliable {
    fn id(&self) -> &'static str {
        "unreliable"
    }

    fn layer(&self) -> Layer {
        Layer::Local
    }

    fn offers(&self, _need: &Need<'_>) -> Vec<Offer<Deed>> {
        vec![
            Deed::Bind { node: "gone".into() }.offer(),
            Deed::Update { node: "home".into(), template: Arc::default() }.offer(),
            Offer::instruct(Operation::Existing, "", "Ask the porter").by(Who::Anyone),
        ]
    }
}

#[test]
fn an_offer_that_fails_or_returns_nothing_falls_through_and_every_attempt_is_kept() {
    let edges = json!([needs("e", "home", &json!({"identifier": "door"}))]);
    let mut world = world(&json!([{"id": "home"}, {"id": "door"}]), &edges);
    world.register(Arc::new(Unreliable));
    let report = resolve(&overlay(&world, None));
    let tried: Vec<_> = report.bindings[0].attempts.iter().map(|one| one.outcome).collect();
    assert_eq!(tried, [Outcome::Failed, Outcome::Failed, Outcome::Accepted]);
    assert_eq!(report.bindings[0].provider.id, "door");
    let row = row(&report.offers, "e");
    assert_eq!((row.reason, row.selected), (Reason::FellThrough, Some(3)));
}

#[test]
fn when_every_offer_fails_it_stays_unresolved_with_its_attempts() {
    let edges = json!([needs("e", "home", &json!({"identifier": "door"}))]);
    let mut world = world(&json!([{"id": "home"}]), &edges);
    world.register(Arc::new(Unreliable));
    let report = resolve(&overlay(&world, None));
    let row = row(&report.offers, "e");
    assert_eq!((row.status, row.reason, row.attempts.len()), (Status::Unresolved, Reason::FellThrough, 3));
    assert_eq!(report.blocking, ["e"]);
}

/// Offers a node to a human only.
#[derive(Debug)]
pub(super) struct Guarded(pub(super) Who);

impl Provisioner for Guarded {
    fn id(&self) -> &'static str {
        "guarded"
    }

    fn layer(&self) -> Layer {
        Layer::Local
    }

    fn offers(&self, need: &Need<'_>) -> Vec<Offer<Deed>> {
        vec![Deed::Bind { node: need.edge.anchor().into() }.offer().by(self.0)]
    }
}

#[test]
fn resolve_never_takes_an_offer_that_needs_a_human() {
    let edges = json!([needs("e", "home", &json!({"identifier": "door"}))]);
    let mut world = world(&json!([{"id": "home"}]), &edges);
    world.register(Arc::new(Guarded(Who::Human)));
    let offered = offers(&overlay(&world, None));
    let first = row(&offered, "e");
    assert_eq!((first.status, first.reason, first.selected), (Status::Open, Reason::NeedsHuman, None));
    let report = resolve(&overlay(&world, None));
    assert!(report.bindings.is_empty());
    assert_eq!(report.blocking, ["e"]);
    assert_eq!(report.receipt.unresolved, ["e"]);
    assert!(report.receipt.softlock);
}

fn villains(first: &str, rest: &[&str]) -> Value {
    let one = |(place, name): (usize, &str)| {
        json!({"id": format!("v{place}"), "label": "villain", "kind": "dependency", "source": "scene",
               "requirement": {"identifier": name, "policy": "EXISTING"}})
    };
    std::iter::once(first).chain(rest.iter().copied()).enumerate().map(one).collect()
}

#[test]
fn alternatives_first_with_an_offer_binds_later_are_shadowed_earlier_stay_unresolved_without_blocking() {
    let nodes = json!([{"id": "scene"}, {"id": "b"}, {"id": "c"}]);
    let world = world(&nodes, &villains("a", &["b", "c"]));
    let offered = offers(&overlay(&world, None));
    let before: Vec<_> = offered.requirements.iter().map(|row| (row.status, row.selected)).collect();
    assert_eq!(before, [(Status::Unresolved, None), (Status::Open, Some(1)), (Status::Shadowed, None)]);
    let report = resolve(&overlay(&world, None));
    let after: Vec<_> = report.offers.requirements.iter().map(|row| row.status).collect();
    assert_eq!(after, [Status::Unresolved, Status::Bound, Status::Shadowed]);
    assert!(report.blocking.is_empty() && !report.receipt.softlock);
}

#[test]
fn a_later_alternative_is_shadowed_even_without_an_offer_and_an_earlier_one_when_it_has_one() {
    let nodes = json!([{"id": "scene"}, {"id": "a"}, {"id": "b"}]);
    let status = |edges: &Value| {
        let report = resolve(&overlay(&world(&nodes, edges), None));
        report.offers.requirements.iter().map(|row| row.status).collect::<Vec<_>>()
    };
    assert_eq!(status(&villains("a", &["nobody"])), [Status::Bound, Status::Shadowed]);
    let mut bound_later = villains("a", &["b"]);
    bound_later[1]["destination"] = json!("b");
    assert_eq!(status(&bound_later), [Status::Shadowed, Status::Bound]);
}

#[test]
fn alternatives_share_label_and_source_not_label_alone() {
    let nodes = json!([{"id": "scene"}, {"id": "other"}, {"id": "a"}]);
    let mut edges = villains("a", &["a"]);
    edges[1]["source"] = json!("other");
    let report = resolve(&overlay(&world(&nodes, &edges), None));
    assert!(report.offers.requirements.iter().all(|row| row.status == Status::Bound));
}

#[test]
fn a_dependency_the_file_binds_is_bound_and_shadows_its_alternatives() {
    let mut edges = villains("a", &["b"]);
    edges[0]["destination"] = json!("b");
    let report = resolve(&overlay(&world(&json!([{"id": "scene"}, {"id": "b"}]), &edges), None));
    let rows: Vec<_> = report.offers.requirements.iter().map(|row| (row.status, row.reason)).collect();
    assert_eq!(rows, [(Status::Bound, Reason::InFile), (Status::Shadowed, Reason::ShadowedBy)]);
    assert_eq!(report.receipt.satisfied, 0, "nothing was provisioned");
}

#[test]
fn soft_binds_when_there_is_an_offer_and_is_waived_when_there_is_none() {
    let soft = |name: &str| json!({"identifier": name, "policy": "EXISTING", "hard": false});
    let edges = json!([needs("e0", "home", &soft("door")), needs("e1", "home", &soft("gate"))]);
    let report = resolve(&overlay(&world(&json!([{"id": "home"}, {"id": "door"}]), &edges), None));
    assert_eq!(row(&report.offers, "e0").status, Status::Bound);
    assert_eq!(row(&report.offers, "e1").status, Status::Waived);
    assert_eq!(report.receipt.waived, ["e1"]);
    assert!(report.receipt.unresolved.is_empty() && report.blocking.is_empty() && !report.receipt.softlock);
}

#[test]
fn hard_without_an_offer_is_unresolved_and_its_node_is_not_viable() {
    let edges = json!([needs("e", "home", &json!({"identifier": "gate", "policy": "EXISTING"}))]);
    let report = resolve(&overlay(&world(&json!([{"id": "home"}]), &edges), None));
    assert_eq!(row(&report.offers, "e").reason, Reason::NoOffers);
    assert_eq!((report.receipt.unresolved.as_slice(), report.receipt.softlock), (&["e".to_owned()][..], true));
}

fn crossroads(blocked: &[&str]) -> World {
    let mut edges = vec![
        json!({"id": "l", "kind": "choice", "source": "here", "destination": "left"}),
        json!({"id": "r", "kind": "choice", "source": "here", "destination": "right"}),
        json!({"id": "r2", "kind": "choice", "source": "here", "destination": "right"}),
    ];
    for node in blocked {
        edges.push(needs(&format!("{node}'s"), node, &json!({"identifier": "gate", "policy": "EXISTING"})));
    }
    world(&json!([{"id": "here"}, {"id": "left"}, {"id": "right"}]), &Value::Array(edges))
}

#[test]
fn frontier_is_the_destinations_of_the_cursors_choices_or_the_cursor() {
    assert_eq!(resolve(&overlay(&crossroads(&[]), None)).receipt.frontier, ["left", "right"]);
    assert_eq!(resolve(&overlay(&world(&json!([{"id": "a"}]), &json!([])), None)).receipt.frontier, ["a"]);
}

#[test]
fn softlock_is_a_frontier_without_a_viable_node() {
    for (blocked, softlock) in
        [(vec![], false), (vec!["left"], false), (vec!["left", "right"], true), (vec!["here"], false)]
    {
        assert_eq!(resolve(&overlay(&crossroads(&blocked), None)).receipt.softlock, softlock, "{blocked:?}");
    }
    let mut nowhere = crossroads(&["left", "right"]);
    nowhere.cursor = None;
    let receipt = resolve(&overlay(&nowhere, None)).receipt;
    assert!(receipt.frontier.is_empty() && !receipt.softlock, "without a frontier there is no softlock");
}

#[test]
fn new_ids_are_the_label_and_the_first_free_number() {
    let create = json!({"template": {"label": "door"}, "policy": "CREATE"});
    let edges = json!([
        needs("e0", "home", &create),
        needs("e1", "home", &create),
        needs("e2", "home", &json!({"identifier": "gate", "template": {"tags": ["iron"]}}))
    ]);
    let report = resolve(&overlay(&world(&json!([{"id": "home"}, {"id": "door#1"}]), &edges), None));
    let ids: Vec<_> = report.bindings.iter().map(|one| one.provider.id.as_str()).collect();
    assert_eq!(ids, ["door#2", "door#3", "gate#1"], "without a label in the template the requirement's name is taken");
}
