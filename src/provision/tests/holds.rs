//! What holds a node: its unmet needs, as holds like any other.

use super::domain::{seen, take};
use super::*;
use crate::hold::Code;

const PATH: &str = "worlds/w.json";

fn held(world: &World, state: &State, subject: &str) -> Vec<(Code, String, usize)> {
    let holds = holds(state, PATH, &seen(world), subject);
    holds.into_iter().map(|hold| (hold.code, hold.subject, hold.ways.len())).collect()
}

fn sample() -> World {
    let one = |id: &str, label: &str, requirement: Value| json!({"id": id, "label": label, "kind": "dependency", "source": "home", "requirement": requirement});
    let existing = |name: &str, hard: bool| json!({"identifier": name, "policy": "EXISTING", "hard": hard});
    world(
        &json!([{"id": "home"}, {"id": "door"}, {"id": "away"}]),
        &json!([
            one("missing", "gate", existing("gate", true)),
            one("open", "door", existing("door", true)),
            one("first", "view", existing("sea", true)),
            one("second", "view", existing("door", true)),
            one("nice", "lamp", existing("door", false)),
            one("waived", "cat", existing("cat", false)),
        ]),
    )
}

#[test]
fn a_node_is_held_by_its_unmet_hard_needs_and_not_by_soft_ones_or_by_alternatives() {
    let (world, state) = (sample(), State::default());
    let expected = [
        (Code::Unbound, "open".to_owned(), 1),
        (Code::Unbound, "second".to_owned(), 1),
        (Code::NoOffer, "missing".to_owned(), 1),
    ];
    assert_eq!(held(&world, &state, "home"), expected);
    assert_eq!(held(&world, &state, PATH), expected, "the cursor is the frontier");
    assert!(held(&world, &state, "away").is_empty());
}

#[test]
fn an_edge_is_held_even_when_it_is_soft_and_not_when_an_alternative_meets_the_need() {
    let (world, state) = (sample(), State::default());
    assert_eq!(held(&world, &state, "nice"), [(Code::Unbound, "nice".to_owned(), 1)]);
    assert_eq!(held(&world, &state, "missing"), [(Code::NoOffer, "missing".to_owned(), 1)]);
    assert!(held(&world, &state, "first").is_empty());
    assert!(held(&world, &state, "waived").is_empty());
}

#[test]
fn the_ways_past_are_commands_that_are_accepted() {
    let (world, mut state) = (sample(), State::default());
    for hold in holds(&state.clone(), PATH, &seen(&world), "home") {
        if let Some(command) = hold.ways.into_iter().find_map(|way| way.action) {
            take(&mut state, &world, &command).expect("the way is open");
        }
    }
    assert_eq!(held(&world, &state, "home"), [(Code::NoOffer, "missing".to_owned(), 1)]);
    assert!(held(&world, &state, "open").is_empty());
}

#[test]
fn a_requirement_of_each_kind_without_an_offer_says_what_a_person_can_do() {
    for (requirement, said) in [
        (json!({"identifier": "x", "policy": "EXISTING"}), "is called `x`"),
        (json!({"criteria": {"has_tags": ["t"], "attrs": {"n": 1}}, "policy": "EXISTING"}), "tag `t` and has `n` = 1"),
        (json!({"identifier": "x", "policy": "CREATE|EXISTING"}), "Give `e` a template"),
        (json!({"identifier": "x", "template_ref": "y"}), "Add the template `y`"),
        (json!({"template": {"label": "x"}, "policy": "EXISTING"}), "policy allow CREATE"),
        (json!({"template_ref": "y", "policy": "CLONE"}), "what `e` asks for"),
    ] {
        let world = world(&json!([{"id": "home"}]), &json!([needs("e", "home", &requirement)]));
        let holds = holds(&State::default(), PATH, &seen(&world), "home");
        assert_eq!(holds[0].code, Code::NoOffer, "{requirement}");
        assert!(holds[0].ways.iter().any(|way| way.text.contains(said)), "{requirement}: {:?}", holds[0].ways);
    }
}

#[test]
fn an_unknown_subject_and_an_unusable_world_are_holds_too() {
    let world = sample();
    assert_eq!(held(&world, &State::default(), "nobody")[0].0, Code::NoRequirement);
    assert_eq!(holds(&State::default(), PATH, &SeenWorld::Absent, "home")[0].code, Code::WorldUnusable);
}
