//! Which nodes meet a requirement, and which template it gets.

use super::*;

const NODES: &str = r#"[{"id":"home","tags":["place"]},
    {"id":"a","label":"door","tags":["wooden","old"],"attrs":{"locked":true,"size":{"w":1,"h":2}}},
    {"id":"b","label":"door","tags":["wooden"],"attrs":{"locked":false}},
    {"id":"c","tags":["iron","old"],"attrs":{"locked":true}}]"#;

fn found(requirement: &Value) -> Vec<String> {
    let nodes: Value = serde_json::from_str(NODES).expect("the nodes are JSON");
    let mut requirement = requirement.clone();
    requirement["policy"] = json!("EXISTING");
    let world = world(&nodes, &json!([needs("e", "home", &requirement)]));
    let report = offers(&overlay(&world, None));
    report.requirements[0].offers.iter().filter_map(|offer| offer.provider.clone()).collect()
}

#[test]
fn match_is_by_id_or_label_all_tags_and_equal_attributes() {
    for (requirement, nodes) in [
        (json!({"identifier": "a"}), vec!["a"]),
        (json!({"identifier": "door"}), vec!["a", "b"]),
        (json!({"identifier": "nothing"}), vec![]),
        (json!({"criteria": {"has_tags": ["wooden"]}}), vec!["a", "b"]),
        (json!({"criteria": {"has_tags": ["wooden", "old"]}}), vec!["a"]),
        (json!({"criteria": {"has_tags": ["iron", "wooden"]}}), vec![]),
        (json!({"criteria": {"attrs": {"locked": true}}}), vec!["a", "c"]),
        (json!({"criteria": {"attrs": {"locked": "true"}}}), vec![]),
        (json!({"criteria": {"attrs": {"size": {"h": 2, "w": 1}}}}), vec!["a"]),
        (json!({"criteria": {"attrs": {"size": {"h": 3, "w": 1}}}}), vec![]),
    ] {
        assert_eq!(found(&requirement), nodes, "{requirement}");
    }
}

#[test]
fn match_needs_identifier_and_criteria_both() {
    assert_eq!(found(&json!({"identifier": "door", "criteria": {"attrs": {"locked": false}}})), ["b"]);
    assert!(found(&json!({"identifier": "c", "criteria": {"has_tags": ["wooden"]}})).is_empty());
}

#[test]
fn a_requirement_with_only_a_template_matches_no_node_rather_than_every_node() {
    assert!(found(&json!({"template": {"label": "door"}})).is_empty());
}

#[test]
fn nodes_only_an_edge_or_a_requirement_never_satisfies() {
    let edges = json!([
        needs("wanted", "home", &json!({"identifier": "ghost", "policy": "EXISTING"})),
        {"id": "ghost", "kind": "dependency", "source": "home",
         "requirement": {"identifier": "wanted", "policy": "EXISTING"}},
    ]);
    let world = world(&json!([{"id": "home"}]), &edges);
    assert!(listed(&world, "wanted").is_empty() && listed(&world, "ghost").is_empty());
}

#[test]
fn own_source_is_no_candidate_unless_named_by_id() {
    let nodes = json!([{"id": "home", "label": "house", "tags": ["place"]}, {"id": "other", "label": "house"}]);
    let offered = |requirement: Value| listed(&world(&nodes, &json!([needs("e", "home", &requirement)])), "e");
    assert_eq!(offered(json!({"identifier": "house", "policy": "EXISTING"})), ["EXISTING other default.graph"]);
    assert!(offered(json!({"criteria": {"has_tags": ["place"]}, "policy": "EXISTING"})).is_empty());
    assert_eq!(offered(json!({"identifier": "home", "policy": "EXISTING"})), ["EXISTING home default.graph"]);
}

#[test]
fn updating_and_cloning_need_a_match_and_a_template() {
    let nodes = json!([{"id": "home"}, {"id": "door"}]);
    let offered = |requirement: Value| listed(&world(&nodes, &json!([needs("e", "home", &requirement)])), "e");
    let template = json!({"tags": ["new"]});
    assert_eq!(
        offered(json!({"identifier": "door", "template": template, "policy": "UPDATE|CLONE"})),
        ["UPDATE door default.updating", "CLONE door default.cloning"]
    );
    assert!(offered(json!({"identifier": "door", "policy": "UPDATE|CLONE"})).is_empty());
    assert!(offered(json!({"identifier": "gate", "template": template, "policy": "UPDATE|CLONE"})).is_empty());
}

#[test]
fn cloning_may_name_its_source_with_reference() {
    let nodes = json!([{"id": "home"}, {"id": "door"}]);
    let requirement =
        json!({"identifier": "gate", "reference": "door", "template": {"label": "gate"}, "policy": "CLONE"});
    let world = world(&nodes, &json!([needs("e", "home", &requirement)]));
    assert_eq!(listed(&world, "e"), ["CLONE door default.cloning"]);
    let report = resolve(&overlay(&world, None));
    let bound = &report.bindings[0];
    assert_eq!((bound.provider.id.as_str(), bound.created, report.receipt.cloned), ("gate#1", true, 1));
}

#[test]
fn a_template_is_inline_or_by_reference_or_the_registry_entry_under_the_identifier() {
    let registry = json!([{"id": "t", "type": "template", "templates":
        {"door": {"label": "oak door"}, "gate": {"label": "gate"}, "bare": {}}}]);
    let created = |requirement: Value| {
        let world = with(&json!([{"id": "home"}]), &json!([needs("e", "home", &requirement)]), &registry);
        let report = offers(&overlay(&world, None));
        let template = report.requirements[0].offers.first().and_then(|offer| offer.template.clone());
        template.and_then(|template| template.label)
    };
    assert_eq!(created(json!({"identifier": "door", "template": {"label": "inline"}})).as_deref(), Some("inline"));
    assert_eq!(created(json!({"identifier": "door", "template_ref": "gate"})).as_deref(), Some("gate"));
    assert_eq!(created(json!({"identifier": "door"})).as_deref(), Some("oak door"));
    assert_eq!(created(json!({"identifier": "door", "template": {}})).as_deref(), Some("oak door"));
    assert_eq!(created(json!({"identifier": "cellar"})), None);
}

#[test]
fn an_empty_template_is_no_template() {
    let registry = json!([{"id": "t", "type": "template", "templates": {"bare": {}}}]);
    for requirement in [json!({"identifier": "bare"}), json!({"identifier": "x", "template": {}})] {
        let world = with(&json!([{"id": "home"}]), &json!([needs("e", "home", &requirement)]), &registry);
        assert!(listed(&world, "e").is_empty(), "{requirement}");
    }
}

#[test]
fn a_reference_by_label_leaves_out_the_own_source_too() {
    let nodes = json!([{"id": "home", "label": "house"}, {"id": "hut", "label": "house"}]);
    let offered = |reference: &str| {
        let asked = json!({"identifier": "x", "reference": reference, "template": {"label": "x"}, "policy": "CLONE"});
        listed(&world(&nodes, &json!([needs("e", "home", &asked)])), "e")
    };
    assert_eq!(offered("house"), ["CLONE hut default.cloning"]);
    assert_eq!(offered("home"), ["CLONE home default.cloning"]);
}

#[test]
fn a_node_is_not_found_by_the_label_it_had_before_an_update() {
    let nodes = json!([{"id": "home"}, {"id": "d", "label": "door"}]);
    let existing = |name: &str| json!({"identifier": name, "policy": "EXISTING"});
    let edges = json!([
        needs("e0", "home", &json!({"identifier": "door", "template": {"label": "portal"}, "policy": "UPDATE"})),
        needs("e1", "home", &existing("door")),
        needs("e2", "home", &existing("portal")),
        needs("e3", "home", &existing("d")),
    ]);
    let report = resolve(&overlay(&world(&nodes, &edges), None));
    assert_eq!(report.receipt.unresolved, ["e1"]);
    assert_eq!(report.receipt.attached, 2);
}

#[test]
fn updating_finds_its_template_in_a_registry_too() {
    let provisioners = json!([{"id": "t", "type": "template", "templates": {"door": {"tags": ["oiled"]}}}]);
    let edges = json!([needs("e", "home", &json!({"identifier": "door", "policy": "UPDATE"}))]);
    let mut world = with(&json!([{"id": "home"}, {"id": "door"}]), &edges, &provisioners);
    assert_eq!(listed(&world, "e"), ["UPDATE door default.updating"]);
    world.off.insert("t".to_owned());
    assert!(listed(&world, "e").is_empty(), "a registry that is switched off is not looked into");
}

#[test]
fn template_ref_that_does_not_exist_gives_no_offer_and_a_finding() {
    let provisioners = json!([{"id": "t", "type": "template", "templates": {"door": {"label": "door"}}}]);
    let edges = json!([needs("e", "home", &json!({"identifier": "door", "template_ref": "dor"}))]);
    let world = with(&json!([{"id": "home"}]), &edges, &provisioners);
    assert!(listed(&world, "e").is_empty(), "the name was given, so the identifier's entry does not stand in");
    assert_eq!(world.findings[0].path, "edges[0].requirement.template_ref");
    assert!(world.findings[0].message.contains("`door`"));
}

#[test]
fn an_update_adds_tags_sets_attributes_and_makes_no_node() {
    let nodes = json!([{"id": "home"}, {"id": "door", "tags": ["old"], "attrs": {"locked": true, "age": 3}}]);
    let template = json!({"tags": ["oiled"], "attrs": {"locked": false}});
    let edges = json!([
        needs("e0", "home", &json!({"identifier": "door", "template": template, "policy": "UPDATE"})),
        needs(
            "e1",
            "home",
            &json!({"criteria": {"has_tags": ["oiled", "old"], "attrs": {"locked": false, "age": 3}},
                                   "policy": "EXISTING"})
        ),
        needs("e2", "home", &json!({"criteria": {"attrs": {"locked": true}}, "policy": "EXISTING"})),
    ]);
    let report = resolve(&overlay(&world(&nodes, &edges), None));
    let ids: Vec<_> = report.bindings.iter().map(|one| (one.edge.as_str(), one.provider.id.as_str())).collect();
    assert_eq!(ids, [("e0", "door"), ("e1", "door")]);
    assert_eq!((report.receipt.updated, report.receipt.unresolved.as_slice()), (1, &["e2".to_owned()][..]));
}
