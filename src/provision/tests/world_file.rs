//! A world file is read strictly, and every error says where, what and what to do.

use super::*;
use crate::provision::world::{Craft, Policy};

fn broken(text: &str) -> Vec<(String, String, String)> {
    let errors = world::parse(text).map(|world| world.name).expect_err("the world has errors");
    errors.into_iter().map(|error| (error.path, error.what, error.fix)).collect()
}

/// A world with one node `home` and this edge as its fourth.
fn edge(edge: &str) -> String {
    let choice = |id: u8| format!(r#"{{"id":"c{id}","kind":"choice","source":"home","destination":"home"}}"#);
    format!(r#"{{"world":"w","nodes":[{{"id":"home"}}],"edges":[{},{},{},{edge}]}}"#, choice(0), choice(1), choice(2))
}

fn requirement(requirement: &str) -> String {
    edge(&format!(r#"{{"id":"e","kind":"dependency","source":"home","requirement":{requirement}}}"#))
}

#[test]
fn every_error_names_its_path_and_what_to_do() {
    for (text, path, what, fix) in [
        (requirement(r#"{"identifier":"x","polcy":"ANY"}"#), "edges[3].requirement.polcy", "no such field", "`policy`"),
        (
            requirement(r#"{"identifier":"x","policy":"EXISTNG"}"#),
            "edges[3].requirement.policy",
            "EXISTNG",
            "`EXISTING`",
        ),
        (requirement(r#"{"identifier":"x","policy":"any"}"#), "edges[3].requirement.policy", "`any`", "EXISTING"),
        (requirement("{}"), "edges[3].requirement", "asks for nothing", "identifier"),
        (requirement(r#"{"criteria":{},"template":{}}"#), "edges[3].requirement", "asks for nothing", "identifier"),
        (requirement(r#"{"identifier":""}"#), "edges[3].requirement.identifier", "empty", "leave"),
        (requirement(r#"{"identifier":"x","policy":"CREATE"}"#), "edges[3].requirement", "no template", "add"),
        (requirement(r#"{"identifier":"x","hard":"yes"}"#), "edges[3].requirement.hard", "true or false", "true"),
        (requirement(r#"{"criteria":{"tags":["a"]}}"#), "edges[3].requirement.criteria.tags", "no such", "has_tags"),
        (requirement(r#"{"criteria":{"has_tags":"a"}}"#), "edges[3].requirement.criteria.has_tags", "list", "["),
        (requirement(r#"{"template":{"lable":"a"}}"#), "edges[3].requirement.template.lable", "no such", "`label`"),
        (requirement(r#"{"identifier":"x","identifier":"y"}"#), "edges[3].requirement.identifier", "twice", "one"),
        (
            requirement(r#"{"criteria":{"attrs":{"n":9007199254740992}}}"#),
            "edges[3].requirement.criteria.attrs.n",
            "beyond",
            "string",
        ),
        (
            edge(r#"{"id":"c0","kind":"choice","source":"home","destination":"home"}"#),
            "edges[3].id",
            "edges[0]",
            "another id",
        ),
        (
            edge(r#"{"id":"e","kind":"choice","source":"hme","destination":"home"}"#),
            "edges[3].source",
            "`hme`",
            "`home`",
        ),
        (
            edge(r#"{"id":"e","kind":"choice","source":"home","destination":"hom"}"#),
            "edges[3].destination",
            "`hom`",
            "`home`",
        ),
        (
            edge(r#"{"id":"e","kind":"choise","source":"home","destination":"home"}"#),
            "edges[3].kind",
            "choise",
            "`choice`",
        ),
        (edge(r#"{"id":"e","kind":"choice","source":"home"}"#), "edges[3]", "no destination", "name a node"),
        (edge(r#"{"id":"e","kind":"dependency","source":"home"}"#), "edges[3]", "no requirement", "needed"),
        (
            edge(r#"{"kind":"choice","source":"home","destination":"home"}"#),
            "edges[3]",
            "neither an id nor a label",
            "id",
        ),
        (edge("7"), "edges[3]", "object", "{"),
        (r#"{"nodes":[]}"#.to_owned(), "world", "no name", "give"),
        (r#"{"world":"w","wrold":1}"#.to_owned(), "wrold", "no such field", "`world`"),
        (r#"{"world":"w","cursor":"x"}"#.to_owned(), "cursor", "`x`", "none to choose"),
        (r#"{"world":"w","nodes":[{"id":"a"},{"id":"a"}]}"#.to_owned(), "nodes[1].id", "nodes[0]", "labels"),
        (r#"{"world":"w","nodes":[{"id":"a","parent":"b"}]}"#.to_owned(), "nodes[0].parent", "`b`", "`a`"),
        (r#"{"world":"w","nodes":[{"id":"a","parent":"a"}]}"#.to_owned(), "nodes[0].parent", "within itself", "circle"),
        (
            r#"{"world":"w","provisioners":[{"id":"p","type":"grph"}]}"#.to_owned(),
            "provisioners[0].type",
            "grph",
            "`graph`",
        ),
        (
            r#"{"world":"w","provisioners":[{"id":"p","type":"graph","layer":"LOCL"}]}"#.to_owned(),
            "provisioners[0].layer",
            "LOCL",
            "`LOCAL`",
        ),
        (
            r#"{"world":"w","provisioners":[{"id":"p","type":"graph","argv":["x"]}]}"#.to_owned(),
            "provisioners[0].argv",
            "no such",
            "id",
        ),
        (
            r#"{"world":"w","provisioners":[{"id":"p","type":"affordance","offers":[]}]}"#.to_owned(),
            "provisioners[0]",
            "no node",
            "name",
        ),
        (
            r#"{"world":"w","provisioners":[{"id":"p","type":"graph","node":"x"}]}"#.to_owned(),
            "provisioners[0].node",
            "`x`",
            "none",
        ),
        (
            r#"{"world":"w","provisioners":[{"id":"p","type":"command"}]}"#.to_owned(),
            "provisioners[0].argv",
            "no program",
            "list",
        ),
        (r#"{"world":"w","#.to_owned(), "line 1, column 13", "no JSON", "correct"),
        (r#"{"world":"w"} x"#.to_owned(), "line 1, column 15", "no JSON", "correct"),
    ] {
        let errors = broken(&text);
        assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        let (at, said, remedy) = &errors[0];
        assert_eq!(at, path, "{text}");
        assert!(said.contains(what) && remedy.contains(fix), "{text}: {said}; {remedy}");
    }
}

#[test]
fn one_reading_tells_every_error() {
    let text = r#"{"world":"w","nodes":[{"id":"a","tag":[]},{"label":7}],"edgs":[]}"#;
    let paths: Vec<_> = broken(text).into_iter().map(|(path, ..)| path).collect();
    assert_eq!(paths, ["nodes[0].tag", "nodes[1].label", "nodes[1]", "edgs"]);
}

#[test]
fn ids_and_labels_stand_for_each_other_and_labels_may_be_shared() {
    let text = r#"{"world":"w","nodes":[{"label":"a"},{"id":"b","label":"a"},{"id":"c"}]}"#;
    let world = world::parse(text).expect("the world is sound");
    let names: Vec<_> = world.nodes().iter().map(|node| (node.id.as_str(), node.label.as_str())).collect();
    assert_eq!(names, [("a", "a"), ("b", "a"), ("c", "c")]);
}

#[test]
fn what_is_left_out_is_any_policy_hard_and_the_authors_layer() {
    let world = with(
        &json!([{"id": "home"}]),
        &json!([needs("e", "home", &json!({"identifier": "x"}))]),
        &json!([{"id": "g", "type": "graph"}, {"id": "l", "type": "graph", "node": "home"}]),
    );
    let asked = world.edges()[0].requirement().expect("a dependency has one");
    assert!(asked.policy == Policy::ANY && asked.hard);
    let layers: Vec<_> = world.provisioners().iter().map(|one| one.layer.word()).collect();
    assert_eq!(layers, ["AUTHOR", "LOCAL"]);
}

#[test]
fn create_only_may_rely_on_a_registry() {
    let edges = json!([needs("e", "home", &json!({"identifier": "door", "policy": "CREATE"}))]);
    let registry = json!([{"id": "t", "type": "template", "templates": {"door": {"label": "door"}}}]);
    assert!(with(&json!([{"id": "home"}]), &edges, &registry).findings.is_empty());
}

#[test]
fn a_command_provisioner_is_read_offers_nothing_and_is_found() {
    let command = json!([{"id": "ext", "type": "command", "layer": "APPLICATION", "argv": ["find", "-v", "-v"], "timeout": "5s"}]);
    let edges = json!([needs("e", "home", &json!({"identifier": "x"}))]);
    let world = with(&json!([{"id": "home"}]), &edges, &command);
    let Craft::Command { argv, timeout } = &world.provisioners()[0].craft else { panic!("a command was read") };
    assert_eq!((argv.len(), timeout.as_deref()), (3, Some("5s")));
    assert_eq!(world.findings[0].path, "provisioners[0]");
    assert!(world.findings[0].message.contains("`ext`"));
    assert!(listed(&world, "e").is_empty());
}

#[test]
fn the_digest_is_that_of_the_text() {
    let world = world::parse("{\"world\":\"w\"}").expect("the world is sound");
    assert_eq!(world.sha256, "88ec1fba9b35bda3585b44b6269c144b91b4f718c096234067fdcb025a8d1da8");
}
