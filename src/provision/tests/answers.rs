//! Command provisioners: what programs are asked, how their answers are read, and that they are offers like any other.

use std::sync::Arc;

use super::domain::{agent, ask, stamp};
use super::*;
use crate::hold::{Code, Operation};
use crate::provision::world::{ANSWER_BYTES, ANSWER_OFFERS, Answers, QUESTIONS, Question};

const PATH: &str = "worlds/w.json";

fn inventory(policy: &str) -> World {
    let provisioners =
        json!([{"id": "ext", "type": "command", "layer": "APPLICATION", "argv": ["list-hosts"], "timeout": "2s"}]);
    let asked = json!({"identifier": "host", "criteria": {"has_tags": ["rack"]}, "policy": policy, "hard": true});
    with(&json!([{"id": "home"}, {"id": "h1"}]), &json!([needs("e", "home", &asked)]), &provisioners)
}

/// The world after its one program wrote this about each requirement.
fn answered(world: &World, output: &str) -> World {
    let graph = overlay(world, None);
    let mut answers = Answers { basis: graph.basis(), ..Answers::default() };
    for question in questions(&graph).0 {
        answers.take(&question, Ok(output.as_bytes().to_vec()));
    }
    world.answered(Arc::new(answers))
}

fn said(world: &World) -> Vec<String> {
    offers(&overlay(world, None)).findings.into_iter().map(|one| format!("{}: {}", one.path, one.message)).collect()
}

#[test]
fn a_program_gets_the_requirement_as_one_json_object() {
    let world = inventory("EXISTING|CREATE");
    let (asked, more) = questions(&overlay(&world, None));
    assert_eq!((asked.len(), more), (1, 0));
    let Question { provisioner, path, edge, argv, timeout, input } = &asked[0];
    assert_eq!((provisioner.as_str(), path.as_str(), edge.as_str()), ("ext", "provisioners[0]", "e"));
    assert_eq!((argv.as_slice(), timeout.as_secs()), (&["list-hosts".to_owned()][..], 2));
    assert!(input.ends_with("}\n") && input.lines().count() == 1, "{input}");
    let value: Value = serde_json::from_str(input).expect("it is JSON");
    assert_eq!(
        value,
        json!({"v": 1, "world": "w", "version": format!("{}+0", world.sha256), "edge": "e", "kind": "dependency",
            "label": "e", "source": "home", "requirement": {"identifier": "host",
            "criteria": {"has_tags": ["rack"], "attrs": {}}, "template": null, "template_ref": null,
            "reference": null, "policy": "EXISTING|CREATE", "hard": true}})
    );
}

#[test]
fn answers_are_offers_held_to_the_policy_and_ranked_with_all_others() {
    let output = concat!(
        r#"{"operation":"CREATE","template":{"label":"host","tags":["rack"]},"text":"Order one"}"#,
        "\n\n",
        r#"{"operation":"EXISTING","provider":"h1"}"#,
        "\n",
        r#"{"operation":"UPDATE","provider":"h1","template":{"tags":["rack"]}}"#,
    );
    let world = answered(&inventory("EXISTING|CREATE"), output);
    assert_eq!(listed(&world, "e"), ["EXISTING h1 ext", "CREATE - ext"]);
    let report = offers(&overlay(&world, None));
    assert_eq!(report.requirements[0].offers[1].why, "Order one");
    assert_eq!(report.requirements[0].offers[0].layer, crate::hold::Layer::Application);
    assert!(report.findings.is_empty());
    let bound = resolve(&overlay(&world, None)).bindings;
    assert_eq!((bound[0].provider.id.as_str(), bound[0].operation), ("h1", Operation::Existing));
}

#[test]
fn an_offer_for_a_human_is_listed_and_never_taken_by_itself() {
    let world = answered(&inventory("ANY"), r#"{"operation":"EXISTING","provider":"h1","who":"human"}"#);
    let report = resolve(&overlay(&world, None));
    assert_eq!((row(&report.offers, "e").reason, report.bindings.len()), (Reason::NeedsHuman, 0));
}

#[test]
fn one_line_that_is_no_offer_spoils_the_answer_and_is_told_with_the_path_of_the_provisioner() {
    let good = r#"{"operation":"EXISTING","provider":"h1"}"#;
    for (line, why) in [
        ("hello", "line 2 of what it wrote: line 1, column 1: this is no JSON"),
        ("7", "an object was expected"),
        (r#"{"operation":"BORROW"}"#, "names no operation"),
        (r#"{"operation":"EXISTING"}"#, "CREATE names no provider"),
        (r#"{"operation":"CREATE","provider":"h1","template":{"label":"x"}}"#, "CREATE names no provider"),
        (r#"{"operation":"UPDATE","provider":"h1"}"#, "EXISTING takes no template"),
        (r#"{"operation":"CREATE","template":{}}"#, "EXISTING takes no template"),
        (r#"{"operation":"CREATE","template":{"label":""}}"#, "template.label: this text is empty"),
        (r#"{"operation":"EXISTING","provider":"h1","cost":1}"#, "cost: there is no such field"),
        (r#"{"operation":"EXISTING","provider":"h1","provider":"h2"}"#, "given twice"),
        (r#"{"operation":"EXISTING","provider":"h1","who":"everybody"}"#, "`everybody` is nobody"),
    ] {
        let world = answered(&inventory("ANY"), &format!("{good}\n{line}\n"));
        assert!(listed(&world, "e").iter().all(|offer| !offer.ends_with("ext")), "{line}");
        let said = said(&world);
        assert!(said.len() == 1 && said[0].starts_with("provisioners[0]: `ext`, asked about `e`"), "{said:?}");
        assert!(said[0].contains(why), "{line}: {said:?}");
    }
}

#[test]
fn an_answer_is_bounded() {
    let line = |at: usize| format!("{{\"operation\":\"EXISTING\",\"provider\":\"h{at}\"}}\n");
    let many: String = (0..=ANSWER_OFFERS).map(line).collect();
    assert!(said(&answered(&inventory("ANY"), &many))[0].contains("more than 1000 offers"));
    assert!(said(&answered(&inventory("ANY"), &" ".repeat(ANSWER_BYTES + 1)))[0].contains("more than 256 KiB"));
    let mut world = inventory("ANY");
    let graph = overlay(&world, None);
    let mut answers = Answers { basis: graph.basis(), ..Answers::default() };
    answers.take(&questions(&graph).0[0], Ok(vec![0xff]));
    world = world.answered(Arc::new(answers));
    assert!(said(&world)[0].contains("not UTF-8"));
}

#[test]
fn a_failure_is_told_once_for_each_provisioner_and_the_rest_still_resolves() {
    let provisioners = json!([{"id": "ext", "type": "command", "argv": ["x"]}]);
    let edges = json!([
        needs("e0", "home", &json!({"identifier": "h1", "policy": "EXISTING"})),
        needs("e1", "home", &json!({"identifier": "h2", "template": {"label": "h2"}})),
    ]);
    let world = with(&json!([{"id": "home"}, {"id": "h1"}]), &edges, &provisioners);
    let graph = overlay(&world, None);
    let mut answers = Answers { basis: graph.basis(), ..Answers::default() };
    questions(&graph).0.iter().for_each(|question| answers.take(question, Err("it ended with exit 3".to_owned())));
    let world = world.answered(Arc::new(answers));
    assert_eq!(said(&world), ["provisioners[0]: `ext`, asked about `e0`, offers nothing: it ended with exit 3"]);
    assert_eq!(resolve(&overlay(&world, None)).bindings.len(), 2);
}

#[test]
fn programs_are_asked_once_for_each_requirement_and_version_of_the_world() {
    let world = inventory("ANY");
    assert_eq!(questions(&overlay(&world, None)).0.len(), 1);
    let world = answered(&world, r#"{"operation":"CREATE","template":{"label":"host"}}"#);
    assert!(questions(&overlay(&world, None)).0.is_empty(), "this version was asked about");
    let mut off = world.clone();
    off.off.insert("default.graph".to_owned());
    assert!(questions(&overlay(&off, None)).0.is_empty(), "what is switched off changes no answer");

    let mut state = State::default();
    let command = Command::AcceptBest { world: PATH.to_owned() };
    let seen = SeenWorld::Read { sha256: world.sha256.clone(), world: Arc::new(world.clone()) };
    for event in ask(seen, &agent(), |ask| decide(&state, &command, ask)).expect("it is allowed") {
        apply(&mut state, &event, &stamp(1));
    }
    let graph = overlay(&world, state.worlds.get(PATH));
    assert!(graph.node("host#1").is_some(), "what was accepted stands, whatever the program says now");
    assert!(questions(&graph).0.is_empty(), "nothing is open any more");
}

#[test]
fn answers_about_another_version_do_not_count_and_that_is_told() {
    let mut old = answered(&inventory("ANY"), r#"{"operation":"EXISTING","provider":"h1"}"#);
    old.sha256 = "f".repeat(64);
    assert!(listed(&old, "e").is_empty());
    assert_eq!(said(&old), ["provisioners[0]: `ext` was not asked, so what it might offer is not among the offers"]);
    old.off.insert("ext".to_owned());
    assert!(said(&old).is_empty(), "one that is switched off is not missed");
}

#[test]
fn an_accepted_answer_is_recorded_with_its_digest_and_its_bytes_are_kept() {
    let output = r#"{"operation":"EXISTING","provider":"h1"}"#;
    let world = answered(&inventory("ANY"), output);
    let seen = SeenWorld::Read { sha256: world.sha256.clone(), world: Arc::new(world) };
    let command = Command::AcceptBest { world: PATH.to_owned() };
    let kept = ask(seen, &agent(), |ask| {
        let events = decide(&State::default(), &command, ask).expect("it is allowed");
        let Event::OfferAccepted(accepted) = &events[0] else { panic!("an offer was accepted") };
        assert_eq!(accepted.answer.as_deref(), Some(crate::hold::digest::sha256(output.as_bytes()).as_str()));
        objects(&events, ask)
    });
    assert_eq!(kept, [Arc::from(output.as_bytes())]);
}

#[test]
fn a_node_that_a_program_names_and_that_is_not_there_falls_through() {
    let output = "{\"operation\":\"EXISTING\",\"provider\":\"h9\"}\n{\"operation\":\"EXISTING\",\"provider\":\"h1\"}";
    let world = answered(&inventory("ANY"), output);
    let report = resolve(&overlay(&world, None));
    assert_eq!((report.bindings[0].provider.id.as_str(), report.bindings[0].attempts.len()), ("h1", 2));
    assert_eq!(row(&report.offers, "e").reason, Reason::FellThrough);
    let accept = Command::Accept {
        world: PATH.to_owned(),
        edge: "e".to_owned(),
        operation: Operation::Existing,
        provider: Some("h9".to_owned()),
        provisioner: None,
        sha256: None,
    };
    let seen = SeenWorld::Read { sha256: world.sha256.clone(), world: Arc::new(world) };
    let refused = ask(seen, &agent(), |ask| decide(&State::default(), &accept, ask)).expect_err("it is refused");
    assert_eq!(refused[0].code, Code::OfferGone);
}

#[test]
fn one_look_asks_no_more_than_so_many_questions() {
    let provisioners = json!([{"id": "ext", "type": "command", "argv": ["x"]}]);
    let edges: Vec<Value> =
        (0..QUESTIONS + 5).map(|at| needs(&format!("e{at}"), "home", &json!({"identifier": "x"}))).collect();
    let world = with(&json!([{"id": "home"}]), &json!(edges), &provisioners);
    let (asked, more) = questions(&overlay(&world, None));
    assert_eq!((asked.len(), more), (QUESTIONS, 5));
}
