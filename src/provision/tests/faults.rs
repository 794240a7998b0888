//! A world with parts in error: each is told with its path, and the rest still resolves.

use super::*;
use crate::provision::world::limits::{LISTED, TEMPLATE, TEXT, WORDS};
use crate::provision::world::{Policy, WorldError};

fn salvaged(value: &Value) -> World {
    world::salvage(&value.to_string()).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn paths(world: &World) -> Vec<&str> {
    world.faults.iter().map(|error| error.path.as_str()).collect()
}

/// A world in which `e0` can be met, with what is given besides.
fn beside(nodes: &Value, edges: &Value, provisioners: &Value) -> Value {
    let mut all = vec![json!({"id": "home"}), json!({"id": "door"})];
    all.extend(nodes.as_array().cloned().unwrap_or_default());
    let mut asked = vec![needs("e0", "home", &json!({"identifier": "door", "policy": "EXISTING"}))];
    asked.extend(edges.as_array().cloned().unwrap_or_default());
    json!({"world": "w", "cursor": "home", "nodes": all, "edges": asked, "provisioners": provisioners})
}

#[test]
fn each_fault_has_its_path_and_the_rest_still_resolves() {
    let wanted = json!({"identifier": "door", "policy": "EXISTING"});
    let affordance = json!([{"id": "a", "type": "affordance", "node": "nobody", "offers": [{"label": "x"}]}]);
    for (nodes, edges, provisioners, path) in [
        (
            json!([{"id": "a", "parent": "b"}, {"id": "b", "parent": "c"}, {"id": "c", "parent": "a"}]),
            json!([]),
            json!([]),
            "nodes[4].parent",
        ),
        (json!([{"id": "a", "parent": "a"}]), json!([]), json!([]), "nodes[2].parent"),
        (json!([{"id": "a", "parent": "nobody"}]), json!([]), json!([]), "nodes[2].parent"),
        (json!([{"id": "door", "tags": ["second"]}]), json!([]), json!([]), "nodes[2].id"),
        (json!([{"tags": ["nameless"]}]), json!([]), json!([]), "nodes[2]"),
        (json!([{"id": "a", "tags": [7]}]), json!([]), json!([]), "nodes[2].tags[0]"),
        (json!([{"id": "x".repeat(TEXT + 1)}]), json!([]), json!([]), "nodes[2].id"),
        (json!([7]), json!([]), json!([]), "nodes[2]"),
        (json!([]), json!([needs("e1", "nobody", &wanted)]), json!([]), "edges[1].source"),
        (json!([]), json!([needs("e0", "home", &wanted)]), json!([]), "edges[1].id"),
        (json!([]), json!([{"id": "c", "kind": "chioce"}]), json!([]), "edges[1].kind"),
        (json!([]), json!([]), json!([{"id": "p", "type": "graph", "node": "nobody"}]), "provisioners[0].node"),
        (json!([]), json!([]), json!([{"id": "p", "type": "grph"}]), "provisioners[0].type"),
        (
            json!([]),
            json!([]),
            json!([{"id": "p", "type": "graph"}, {"id": "p", "type": "graph"}]),
            "provisioners[1].id",
        ),
        (json!([]), json!([]), affordance, "provisioners[0].node"),
        (
            json!([]),
            json!([]),
            json!([{"id": "p", "type": "command", "argv": ["x"], "timeout": "2h"}]),
            "provisioners[0].timeout",
        ),
    ] {
        let world = salvaged(&beside(&nodes, &edges, &provisioners));
        assert!(paths(&world).contains(&path), "{path}: {:?}", world.faults);
        let report = resolve(&overlay(&world, None));
        assert_eq!(report.bindings.iter().map(|one| one.provider.id.as_str()).collect::<Vec<_>>(), ["door"], "{path}");
        assert!(report.offers.errors.iter().any(|error| error.path == path), "the report says so too");
    }
}

#[test]
fn a_requirement_in_error_stays_and_blocks_and_nothing_is_offered_for_it() {
    let template = |template: Value| json!({"identifier": "door", "template": template});
    for (requirement, path) in [
        (json!({"identifier": "door", "policy": "EXISTNG"}), "edges[1].requirement.policy"),
        (json!({"identifier": 7}), "edges[1].requirement.identifier"),
        (json!({"polcy": "ANY", "identifier": "door"}), "edges[1].requirement.polcy"),
        (json!({}), "edges[1].requirement"),
        (json!({"identifier": "gate", "policy": "CREATE"}), "edges[1].requirement"),
        (template(json!({"label": ""})), "edges[1].requirement.template.label"),
        (template(json!({"tags": "new"})), "edges[1].requirement.template.tags"),
        (template(json!({"attrs": {"text": "x".repeat(TEMPLATE)}})), "edges[1].requirement.template"),
    ] {
        let world = salvaged(&beside(&json!([]), &json!([needs("e1", "home", &requirement)]), &json!([])));
        assert_eq!(paths(&world), [path], "{:?}", world.faults);
        let report = resolve(&overlay(&world, None));
        assert_eq!(row(&report.offers, "e0").status, Status::Bound);
        let second = row(&report.offers, "e1");
        assert_eq!((second.status, second.reason, second.policy), (Status::Unresolved, Reason::InError, Policy::NONE));
        assert!(second.offers.is_empty());
        assert_eq!((report.blocking.as_slice(), report.receipt.softlock), (&["e1".to_owned()][..], true), "{path}");
    }
    let soft = json!({"identifier": "door", "policy": "EXISTNG", "hard": false});
    let world = salvaged(&beside(&json!([]), &json!([needs("e1", "home", &soft)]), &json!([])));
    assert_eq!(resolve(&overlay(&world, None)).receipt.waived, ["e1"]);
}

#[test]
fn a_list_of_tags_that_goes_on_is_an_error() {
    let tags: Vec<String> = (0..=WORDS).map(|tag| format!("t{tag}")).collect();
    let world = salvaged(&beside(&json!([{"id": "a", "tags": tags}]), &json!([]), &json!([])));
    assert_eq!(paths(&world), [format!("nodes[2].tags[{WORDS}]")]);
    let asked = needs("e1", "home", &json!({"criteria": {"has_tags": tags}}));
    let world = salvaged(&beside(&json!([]), &json!([asked]), &json!([])));
    assert_eq!(paths(&world), [format!("edges[1].requirement.criteria.has_tags[{WORDS}]")]);
}

#[test]
fn a_file_that_names_a_missing_node_for_a_requirement_leaves_it_in_error() {
    let mut bound = needs("e1", "home", &json!({"identifier": "door"}));
    bound["destination"] = json!("nobody");
    let world = salvaged(&beside(&json!([]), &json!([bound]), &json!([])));
    assert_eq!(paths(&world), ["edges[1].destination"]);
    assert_eq!(row(&offers(&overlay(&world, None)), "e1").reason, Reason::InError);
}

#[test]
fn a_requirement_in_error_is_held_with_what_to_do() {
    let edges = json!([needs("e1", "home", &json!({"identifier": "door", "policy": "EXISTNG"}))]);
    let world = salvaged(&beside(&json!([]), &edges, &json!([])));
    let seen = SeenWorld::Read { sha256: world.sha256.clone(), world: std::sync::Arc::new(world) };
    let held = holds(&State::default(), "worlds/w.json", &seen, "e1");
    assert!(held[0].ways[0].text.contains("wayhold world check worlds/w.json"), "{held:?}");
}

#[test]
fn a_cursor_that_is_no_node_leaves_no_frontier() {
    let mut value = beside(&json!([]), &json!([]), &json!([]));
    value["cursor"] = json!("hom");
    let world = salvaged(&value);
    assert_eq!(paths(&world), ["cursor"]);
    assert!(resolve(&overlay(&world, None)).receipt.frontier.is_empty());
}

#[test]
fn what_spoils_the_file_as_a_whole_leaves_no_world() {
    for (text, path) in [
        (r#"{"world":"w","#.to_owned(), "line 1, column 13"),
        (r#"{"nodes":[]}"#.to_owned(), "world"),
        (r#"{"world":"w","wrold":1}"#.to_owned(), "wrold"),
        (r#"{"world":"w","nodes":3}"#.to_owned(), "nodes"),
        (r#"{"world":"w","nodes":[],"nodes":[]}"#.to_owned(), "nodes"),
        ("[]".to_owned(), "the file"),
        ("7".to_owned(), "the file"),
        (format!(r#"{{"world":"w","provisioners":[{}]}}"#, vec!["0"; 1_001].join(",")), "provisioners[1000]"),
        (format!(r#"{{"world":"w","edges":[{}]}}"#, vec!["0"; 200_001].join(",")), "edges[200000]"),
    ] {
        let errors: Vec<WorldError> = world::salvage(&text).map(|world| world.name).expect_err("there is no world");
        assert_eq!(errors[0].path, path, "{errors:?}");
        let strict = world::parse(&text).map(|world| world.name).expect_err("there is no world");
        assert_eq!(strict, errors, "both say the same");
    }
}

#[test]
fn a_file_over_the_limit_is_refused_by_its_length() {
    let error = world::too_large(1 << 30).expect("it is too large");
    assert_eq!(error.what, "it has 1024 MiB, and a world may have 256 MiB at most");
    assert!(world::too_large(256 << 20).is_none());
}

#[test]
fn of_very_many_errors_the_first_are_listed_and_the_rest_is_counted() {
    let nodes: Vec<Value> = (0..5_000).map(|at| json!({"id": format!("a{}", at % 2)})).collect();
    let edges: Vec<Value> =
        (0..3_000).map(|at| needs(&format!("x{at}"), "nobody", &json!({"identifier": "y"}))).collect();
    let world = salvaged(&beside(&json!(nodes), &json!(edges), &json!([])));
    assert_eq!(world.faults.len(), LISTED + 1);
    let last = &world.faults[LISTED];
    assert_eq!(last.what, format!("{} more errors are not listed", 4_998 + 3_000 - LISTED));
    assert_eq!(world.faults[0].path, "nodes[4].id");
}

#[test]
fn paths_are_those_of_the_file_after_nodes_were_left_out() {
    let nodes = json!([{"id": "door"}, {"id": "a"}, 7, {"id": "b", "parent": "nobody"}]);
    let world = salvaged(&beside(&nodes, &json!([]), &json!([])));
    assert_eq!(paths(&world), ["nodes[4]", "nodes[2].id", "nodes[5].parent"]);
    assert_eq!(world.nodes().iter().map(|node| node.id.as_str()).collect::<Vec<_>>(), ["home", "door", "a", "b"]);
}

#[test]
fn a_chain_of_parents_however_long_is_walked_once() {
    let count = 20_000;
    let node = |at: usize| json!({"id": format!("n{at}"), "parent": (at > 0).then(|| format!("n{}", at - 1))});
    let nodes: Vec<Value> = (0..count).map(node).collect();
    let edges: Vec<Value> = (0..500)
        .map(|at| needs(&format!("e{at}"), &format!("n{}", count - 1 - at), &json!({"template": {"label": "x"}})))
        .collect();
    let top = json!([{"id": "top", "type": "template", "layer": "LOCAL", "node": "n0"}]);
    let world = with(&json!(nodes), &json!(edges), &top);
    assert_eq!(listed(&world, "e499"), ["CREATE - top"]);
}

const RICH: &str = r#"{"world":"w","cursor":"a","nodes":[{"id":"a","label":"A","tags":["t","u"],"attrs":{"n":1},"parent":"b"},
    {"id":"b"},{"label":"c","tags":["t"]}],"edges":[{"id":"e0","kind":"dependency","label":"x","source":"a",
    "destination":"b","requirement":{"identifier":"c","criteria":{"has_tags":["t"],"attrs":{"n":1}},
    "template":{"label":"c","tags":["v"],"attrs":{"n":2}},"template_ref":"r","reference":"b","policy":"ANY","hard":true}},
    {"id":"e1","kind":"affordance","label":"x","destination":"a","requirement":{"identifier":"b"}},
    {"id":"e2","kind":"choice","source":"a","destination":"b"}],"provisioners":[{"id":"g","type":"graph","node":"b"},
    {"id":"t","type":"template","layer":"LOCAL","templates":{"r":{"label":"r"}}},
    {"id":"f","type":"affordance","node":"b","offers":[{"label":"x","requires_tags":["t"],"target_tags":[]}]},
    {"id":"c","type":"command","argv":["x","y"],"timeout":"1s"}]}"#;

/// The places of every value within one.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(place, item)| pointers(item, &format!("{at}/{place}"), all));
        }
        Value::Object(map) => map.iter().for_each(|(key, item)| pointers(item, &format!("{at}/{key}"), all)),
        _ => {}
    }
}

proptest::proptest! {
    #[test]
    fn whatever_a_file_says_there_is_a_world_to_resolve_or_a_reason_why_not(
        slips in proptest::collection::vec((0..10_000_usize, 0..9_usize), 1..4),
    ) {
        let mut value: Value = serde_json::from_str(RICH).expect("it is JSON");
        proptest::prop_assert_eq!(world::parse(RICH).map(|world| world.faults.len()), Ok(0));
        for (place, what) in slips {
            let mut all = Vec::new();
            pointers(&value, "", &mut all);
            let slot = value.pointer_mut(&all[place % all.len()]).expect("it is there");
            *slot = match what {
                0 => Value::Null,
                1 => json!(7),
                2 => json!(""),
                3 => json!("a"),
                4 => json!([]),
                5 => json!({}),
                6 => json!(["a", "a", null, {"id": "a"}, {"id": "a"}]),
                7 => json!({"id": "z", "odd": 1, "parent": "z"}),
                _ => json!(9_007_199_254_740_993_u64),
            };
        }
        let text = value.to_string();
        match world::salvage(&text) {
            Ok(world) => {
                proptest::prop_assert_eq!(world::parse(&text).is_ok(), world.faults.is_empty());
                let report = resolve(&overlay(&world, None));
                proptest::prop_assert_eq!(report.offers.errors.len(), world.faults.len());
            }
            Err(errors) => proptest::prop_assert!(!errors.is_empty()),
        }
    }
}
