//! Offers of a world, key by key: live ranking, trying out, comparing, accepting, stepping back, resetting.

use std::collections::BTreeMap;

use super::desk::{Desk, commands};
use crate::console::Command;
use crate::hold::Operation;
use crate::provision::{self, SeenWorld, Status};
use crate::tui::effect::Effect;
use crate::tui::model::Pane;
use crate::tui::msg::Msg;
use crate::tui::overlays::{OnWorld, Overlay};
use crate::tui::update;
use crate::tui::worlds::Moved;

const HALLWAY: &str = include_str!("../../../worlds/hallway.json");
const COMPANION: &str = include_str!("../../../worlds/companion.json");
const VILLAIN: &str = include_str!("../../../worlds/villain.json");

/// A demo on one of the three scenarios.
pub(super) fn demo(scenario: &str) -> Desk {
    let mut desk = Desk::founded();
    desk.worlds = [("hallway", HALLWAY), ("companion", COMPANION), ("villain", VILLAIN)]
        .map(|(name, text)| (format!("worlds/{name}.json"), SeenWorld::read(text)))
        .into();
    desk.model.stage.demo = true;
    desk.show();
    desk.press("W");
    desk.press(match scenario {
        "hallway" => "1",
        "companion" => "2",
        _ => "3",
    });
    desk
}

/// A desk on one world of its own.
fn on(world: &serde_json::Value) -> Desk {
    let mut desk = Desk::founded();
    desk.worlds = BTreeMap::from([("worlds/own.json".to_owned(), SeenWorld::read(&world.to_string()))]);
    desk.show();
    desk.press("W");
    desk
}

/// The offers as they stand, `OPERATION provider`.
fn offers(desk: &Desk) -> Vec<String> {
    let bids = desk.model.stage.bids.rows.iter();
    let one = |bid: &crate::tui::worlds::Bid| {
        format!("{} {}", bid.offer.operation.word(), bid.offer.provider.as_deref().unwrap_or("-"))
    };
    bids.map(one).collect()
}

fn gists(desk: &Desk) -> Vec<String> {
    let stage = &desk.model.stage;
    (0..stage.len()).filter_map(|at| stage.row(at)).map(|row| format!("{} {}", row.name(), row.gist())).collect()
}

/// Switches the provisioner with this id.
fn switch(desk: &mut Desk, id: &str) {
    desk.press("Space");
    let sight = desk.model.stage.sight.as_ref().unwrap();
    let is = |switch: &crate::tui::worlds::Switch| match switch {
        crate::tui::worlds::Switch::Seat(at) => sight.seats[*at].id == id,
        crate::tui::worlds::Switch::Layer(layer) => layer.word() == id,
    };
    let place = sight.switches.iter().position(is).unwrap();
    desk.press("g");
    for _ in 0..place {
        desk.press("j");
    }
    desk.press("Space");
}

#[test]
fn the_hallway_finds_one_door_and_creates_two() {
    let mut desk = demo("hallway");
    assert_eq!(gists(&desk), ["first: door_0 EXISTING 10", "second: door_1 CREATE 200", "third: door_2 CREATE 200"]);
    assert_eq!(desk.model.stage.sight.as_ref().unwrap().done(), 0);
    let run = commands(desk.press("A y"));
    assert_eq!(run, [provision::Command::AcceptBest { world: "worlds/hallway.json".into() }.into()]);
    let screen = desk.screen(120, 40);
    for part in ["Receipt", "3 accepted", "attached     1", "created      2", "EXISTING door_0 of graph"] {
        assert!(screen.contains(part), "{part} in\n{screen}");
    }
    desk.press("Esc");
    assert_eq!(gists(&desk), ["first: door_0 door_0", "second: door_1 door_1#1", "third: door_2 door_2#1"]);
    assert!(desk.screen(120, 40).contains("Work done 3 · receipt"));
}

#[test]
fn the_companion_talks_and_sings_and_without_the_tag_only_talks() {
    let mut desk = demo("companion");
    assert_eq!(gists(&desk), ["scene: talk friend", "scene: sing friend"]);
    desk.press("E");
    for _ in "happy musical".chars() {
        desk.press("Backspace");
    }
    desk.press("musical");
    assert_eq!(gists(&desk), ["scene: talk friend"], "sing asks for a happy friend");
    desk.press("Enter");
    assert!(desk.screen(120, 40).contains("1 node with other tags"));
    desk.press("u");
    assert_eq!(gists(&desk), ["scene: talk friend", "scene: sing friend"]);
    let run = commands(desk.press("j Enter Enter y"));
    assert!(matches!(&run[0], Command::Provision(provision::Command::Afford { label, .. }) if label == "sing"));
    assert!(desk.screen(120, 40).contains("affordances 1: sing"), "{}", desk.screen(120, 40));
}

#[test]
fn the_villain_falls_back_and_the_preferred_one_shadows_the_other_once_it_is_there() {
    let mut desk = demo("villain");
    assert_eq!(gists(&desk), ["preferred: villain no offers", "fallback: villain EXISTING 10"]);
    assert!(desk.screen(120, 40).contains("unresolved: nobody offers anything"));
    let present = VILLAIN.replace("\"nodes\": [", "\"nodes\": [{ \"id\": \"darth_vader\" },");
    desk.worlds.insert("worlds/villain.json".into(), SeenWorld::read(&present));
    desk.show();
    assert_eq!(gists(&desk), ["preferred: villain EXISTING 10", "fallback: villain behind preferred"], "it is live");
    desk.press("j");
    assert!(desk.screen(120, 40).contains("shadowed: preferred goes before it under the label villain"));
    assert_eq!(commands(desk.press("Enter Enter")).len(), 0);
    assert!(desk.screen(120, 40).contains("ALREADY_BOUND"), "the rule says why: {}", desk.screen(120, 40));
}

#[test]
fn the_digits_switch_the_scenarios_in_their_order() {
    let mut desk = demo("villain");
    for (key, path) in [("1", "hallway"), ("2", "companion"), ("3", "villain")] {
        desk.press(key);
        assert_eq!(desk.model.stage.path, format!("worlds/{path}.json"));
    }
    desk.press("]");
    assert_eq!(desk.model.stage.path, "worlds/hallway.json", "around the end");
}

#[test]
fn a_provisioner_that_is_switched_off_ranks_anew_at_once_and_says_how_far_each_moved() {
    let mut desk = demo("hallway");
    assert_eq!(offers(&desk), ["EXISTING door_0", "UPDATE door_0", "CLONE door_0", "CREATE -"]);
    switch(&mut desk, "graph");
    assert_eq!(offers(&desk), ["UPDATE door_0", "CLONE door_0", "CREATE -"]);
    let moved: Vec<_> = desk.model.stage.bids.rows.iter().map(|bid| bid.moved).collect();
    assert_eq!(moved, [Some(Moved::Up(1)); 3]);
    assert_eq!(desk.model.stage.turned.iter().collect::<Vec<_>>(), [&0]);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("↑1") && screen.contains("graph       LOCAL off"), "{screen}");
    desk.press("Space");
    let moved: Vec<_> = desk.model.stage.bids.rows.iter().map(|bid| bid.moved).collect();
    assert_eq!(moved, [Some(Moved::New), Some(Moved::Down(1)), Some(Moved::Down(1)), Some(Moved::Down(1))]);
    desk.press("k");
    assert!(desk.model.stage.bids.rows.iter().all(|bid| bid.moved.is_none()), "the next key takes the marks away");
    assert!(desk.model.stage.turned.is_empty());
}

#[test]
fn a_layer_that_is_switched_off_takes_everybody_in_it_along() {
    let mut desk = demo("hallway");
    switch(&mut desk, "AUTHOR");
    assert_eq!(offers(&desk), ["EXISTING door_0"]);
    assert!(desk.screen(120, 40).contains("off, its layer"));
    assert_eq!(gists(&desk)[1], "second: door_1 no offers");
    desk.press("u");
    assert_eq!(offers(&desk).len(), 4);
}

#[test]
fn an_edited_policy_moves_the_list_with_each_key_and_escape_takes_it_back() {
    let mut desk = demo("hallway");
    desk.press("E Space");
    assert_eq!(offers(&desk), ["UPDATE door_0", "CLONE door_0", "CREATE -"]);
    assert!(desk.screen(120, 40).contains("[ ] EXISTING"));
    desk.press("Right Space Right Space Right Space");
    assert_eq!(offers(&desk), ["CREATE -"]);
    assert!(desk.screen(120, 40).contains("a policy allows at least one operation"));
    desk.press("Esc");
    assert_eq!(offers(&desk).len(), 4);
    assert!(desk.model.stage.trial().is_empty());
}

#[test]
fn an_edited_identifier_or_tag_finds_other_nodes_and_is_marked_as_tried_out() {
    let mut desk = demo("hallway");
    desk.press("E Tab Backspace 9");
    assert_eq!(offers(&desk), ["CREATE -"], "nobody is called door_9");
    for _ in "door_9".chars() {
        desk.press("Backspace");
    }
    desk.press("Tab wooden Enter");
    assert_eq!(offers(&desk), ["EXISTING door_0", "UPDATE door_0", "CLONE door_0", "CREATE -"]);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("tried out here") && screen.contains("tags wooden"), "{screen}");
    assert!(screen.contains("1 requirement edited"));
}

#[test]
fn what_is_tried_out_is_written_nowhere() {
    let mut desk = demo("hallway");
    let (state, worlds) = (desk.state.clone(), format!("{:?}", desk.worlds));
    let mut effects = desk.press("E Space Right Space Tab x Tab red Enter");
    switch(&mut desk, "cloning");
    effects.extend(desk.press("i Esc m < > u Esc"));
    assert_eq!(effects, []);
    assert_eq!((desk.state.clone(), format!("{:?}", desk.worlds)), (state, worlds));
}

#[test]
fn an_offer_that_only_a_trial_makes_is_held_and_says_how_to_go_on() {
    let mut desk = demo("hallway");
    // Another name for the second door: the world has a node for it now, the file knows nothing of it.
    desk.press("j E Tab Backspace 0 Enter Enter");
    assert_eq!(offers(&desk)[0], "EXISTING door_0");
    assert_eq!(commands(desk.press("Enter")).len(), 0);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("only tried out here") && screen.contains("Press u to take back"), "{screen}");
    desk.press("Esc Esc A");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Held: accept best") && screen.contains("Press u to take back"), "nor is the best of all");
    assert!(desk.state.provision.worlds.is_empty());
}

#[test]
fn with_somebody_switched_off_an_offer_that_is_left_is_accepted_as_it_is_shown() {
    let mut desk = demo("hallway");
    switch(&mut desk, "graph");
    let run = commands(desk.press("A y"));
    let operations: Vec<_> = run
        .iter()
        .map(|command| match command {
            Command::Provision(provision::Command::Accept { operation, .. }) => *operation,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(operations, [Operation::Update, Operation::Create, Operation::Create]);
    let record = &desk.state.provision.worlds["worlds/hallway.json"];
    assert_eq!(record.bindings[0].offer.operation, Operation::Update, "what was shown is what was taken");
}

#[test]
fn i_says_what_decides_between_two_offers_and_what_each_would_do() {
    let mut desk = demo("hallway");
    desk.press("Enter j i");
    let screen = desk.screen(120, 40);
    for part in [
        "1 stands before 2: EXISTING costs 10 and UPDATE costs 50",
        "1. EXISTING door_0",
        "2. UPDATE door_0",
        "who may",
        "anyone",
        "elsewhere",
    ] {
        assert!(screen.contains(part), "{part} in\n{screen}");
    }
}

#[test]
fn a_marked_offer_is_the_one_that_others_are_compared_with() {
    let mut desk = demo("hallway");
    desk.press("Enter m G i");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("1 stands before 4: EXISTING costs 10 and CREATE costs 200"), "{screen}");
    desk.press("Esc g m G i");
    assert!(desk.screen(120, 40).contains("3 stands before 4"), "without a mark it is the one above");
}

#[test]
fn the_selected_offer_says_who_may_what_it_changes_and_what_it_costs_elsewhere() {
    let world = serde_json::json!({"world": "own", "cursor": "home", "nodes": [{"id": "home"}, {"id": "lamp"}],
        "edges": [
            {"id": "e0", "kind": "dependency", "label": "light", "source": "home",
             "requirement": {"identifier": "lamp", "template": {"label": "torch", "attrs": {"lit": true}}}},
            {"id": "e1", "kind": "dependency", "label": "light", "source": "home", "requirement": {"identifier": "lamp"}},
            {"id": "e2", "kind": "dependency", "source": "home", "requirement": {"identifier": "torch", "policy": "EXISTING"}}]});
    let mut desk = on(&world);
    desk.press("Enter j");
    let screen = desk.screen(120, 40);
    for part in ["changes    lamp: label lamp → torch, attrs.lit true", "would meet e2 too", "who may    anyone"] {
        assert!(screen.contains(part), "{part} in\n{screen}");
    }
}

#[test]
fn accepting_one_shows_what_it_does_first_and_the_counter_leaves_zero() {
    let mut desk = demo("hallway");
    desk.press("j Enter Enter");
    let screen = desk.screen(120, 40);
    for part in ["Accept an offer for second", "a new node door_1#1", "one entry of the ledger", "y accepts"] {
        assert!(screen.contains(part), "{part} in\n{screen}");
    }
    assert_eq!(commands(desk.press("y")).len(), 1);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Work done 1 · receipt") && screen.contains("created     1"), "{screen}");
    assert_eq!(desk.model.focus, Pane::List, "the next requirement is one key away");
}

#[test]
fn the_key_that_opens_the_preview_does_not_accept() {
    let mut desk = demo("hallway");
    desk.press("Enter Enter");
    desk.at -= std::time::Duration::from_secs(1);
    let key = crossterm::event::KeyCode::Char('y').into();
    assert_eq!(desk.stroke(key), []);
}

#[test]
fn the_best_of_all_never_takes_one_that_needs_a_person() {
    let world = serde_json::json!({"world": "own", "cursor": "home", "nodes": [{"id": "home"}], "edges": [
        {"id": "e0", "kind": "dependency", "source": "home", "requirement": {"identifier": "host"}}],
        "provisioners": [{"id": "inventory", "type": "command", "layer": "LOCAL", "argv": ["./ask"]}]});
    let mut desk = on(&world);
    let SeenWorld::Read { world: read, .. } = &desk.worlds["worlds/own.json"] else { panic!() };
    let graph = provision::overlay(read, None);
    let (questions, _) = provision::questions(&graph);
    let mut answers = provision::world::Answers { basis: graph.basis(), ..Default::default() };
    let said = br#"{"operation":"CREATE","template":{"label":"host"},"who":"human"}"#;
    answers.take(&questions[0], Ok(said.to_vec()));
    let answered = read.answered(std::sync::Arc::new(answers));
    let seen = SeenWorld::Read { sha256: answered.sha256.clone(), world: std::sync::Arc::new(answered) };
    desk.worlds.insert("worlds/own.json".into(), seen);
    desk.show();
    assert_eq!(offers(&desk), ["CREATE -"]);
    assert!(desk.screen(120, 40).contains("human: you are among them; accepting the best never takes it"));
    assert_eq!(commands(desk.press("A")).len(), 0);
    desk.press("Esc");
    assert!(desk.state.provision.worlds.is_empty());
    assert_eq!(commands(desk.press("Enter Enter y")).len(), 1, "a person takes it one by one");
}

#[test]
fn stepping_back_shows_an_earlier_state_and_changes_nothing() {
    let mut desk = demo("hallway");
    desk.press("A y Esc");
    let state = desk.state.clone();
    assert_eq!(desk.press("< <"), []);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("step 1 of 3 · read-only") && screen.contains("Work done 1"), "{screen}");
    assert_eq!(gists(&desk), ["first: door_0 door_0", "second: door_1 CREATE 200", "third: door_2 CREATE 200"]);
    assert_eq!(commands(desk.press("j Enter Enter")).len(), 0);
    assert!(desk.screen(120, 40).contains("the world as it is now; step 1 of 3 is shown"));
    assert_eq!(commands(desk.press("Esc A")).len(), 0, "nor the best of all");
    assert_eq!(commands(desk.press("Esc Space")).len(), 0, "nor is anybody switched");
    desk.press("Esc , ,");
    assert!(desk.screen(120, 40).contains("an earlier state; this is the first"), "{}", desk.screen(120, 40));
    desk.press("Esc");
    assert_eq!(desk.model.stage.step, Some(0));
    desk.press("> . >");
    assert_eq!(desk.model.stage.step, None);
    assert!(!desk.screen(120, 40).contains("read-only"));
    assert_eq!(desk.state, state);
}

#[test]
fn zero_asks_before_a_demo_is_put_back_and_does_nothing_anywhere_else() {
    let mut desk = demo("hallway");
    desk.press("A y Esc E Space Enter");
    assert_eq!(desk.press("0"), []);
    assert!(desk.screen(120, 40).contains("byte for byte"));
    assert_eq!(desk.press("Esc"), []);
    assert_eq!(desk.press("0 y"), [Effect::Reset]);
    desk.state.provision = provision::State::default();
    desk.show();
    update(&mut desk.model, Msg::Reset);
    assert!(desk.model.overlays.is_empty() && desk.model.stage.trial().is_empty());
    assert_eq!(
        (gists(&desk)[0].as_str(), desk.model.stage.sight.as_ref().unwrap().done()),
        ("first: door_0 EXISTING 10", 0)
    );
    let mut desk = Desk::founded();
    assert_eq!(desk.press("W 0 y"), []);
    assert!(desk.screen(120, 40).contains("a demo; this workspace is none"));
}

#[test]
fn the_receipt_says_what_was_tried_in_vain() {
    let world = serde_json::json!({"world": "own", "cursor": "home", "nodes": [{"id": "home"}], "edges": [
        {"id": "e0", "kind": "dependency", "source": "home", "requirement": {"identifier": "lamp", "template": {"label": "lamp"}}},
        {"id": "e1", "kind": "dependency", "source": "home", "requirement": {"identifier": "lamp", "template": {"label": "lamp"}}}]});
    let mut desk = on(&world);
    desk.press("A y");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("stale before: CREATE of default.template"), "{screen}");
    assert!(
        matches!(desk.model.top().unwrap().what, Overlay::World(ref over) if matches!(**over, OnWorld::Receipt { .. }))
    );
}

#[test]
fn a_softlock_is_said_in_words_and_the_frontier_is_a_tree() {
    let world = serde_json::json!({"world": "own", "cursor": "home", "nodes": [{"id": "home"}, {"id": "yard"}, {"id": "cellar"}],
        "edges": [
            {"id": "c0", "kind": "choice", "source": "home", "destination": "yard"},
            {"id": "c1", "kind": "choice", "source": "home", "destination": "cellar"},
            {"id": "e0", "kind": "dependency", "label": "gate", "source": "yard", "requirement": {"identifier": "gate", "policy": "EXISTING"}},
            {"id": "e1", "kind": "dependency", "label": "stairs", "source": "cellar", "requirement": {"identifier": "stairs"}}]});
    let mut desk = on(&world);
    let screen = desk.screen(120, 40);
    let wanted =
        ["◆ home", "├─ ▶ yard  ✘ blocked by e0", "│  └─ ✘ gate", "└─ ▶ cellar  ✘ blocked by e1", "Softlock: no node"];
    for part in wanted {
        assert!(screen.contains(part), "{part} in\n{screen}");
    }
    let plain = desk.plain_screen(120, 40);
    for part in ["cursor home", "|- -> yard  unmet blocked by e0", "|  `- unresolved gate", "`- -> cellar"] {
        assert!(plain.contains(part), "{part} in\n{plain}");
    }
}

#[test]
fn a_hundred_thousand_offers_are_counted_and_only_those_near_the_selection_are_made() {
    let nodes: Vec<_> = std::iter::once(serde_json::json!({"id": "home"}))
        .chain((0..100_000).map(|at| serde_json::json!({"id": format!("n{at}"), "tags": ["many"]})))
        .collect();
    let world = serde_json::json!({"world": "own", "cursor": "home", "nodes": nodes, "edges": [
        {"id": "e0", "kind": "dependency", "source": "home",
         "requirement": {"criteria": {"has_tags": ["many"]}, "policy": "EXISTING"}}]});
    let mut desk = on(&world);
    desk.press("Enter");
    let made = |desk: &Desk| (desk.model.stage.bids.from, desk.model.stage.bids.rows.len());
    assert_eq!(desk.model.stage.bids.total, 100_000);
    assert!(made(&desk).1 <= 512);
    desk.press("G");
    assert!(desk.screen(120, 40).contains("Use n99999, which is there"), "{}", desk.screen(120, 40));
    let here = made(&desk);
    assert!(here.1 <= 512 && here.0 > 99_000);
    desk.press("k k k PageDown");
    assert_eq!(made(&desk), here, "moving about near by makes none anew");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("100000/100000"), "{screen}");
    assert!(desk.model.stage.sight.as_ref().unwrap().near.nodes.len() <= 24);
}

#[test]
fn many_requirements_are_listed_and_what_an_offer_costs_elsewhere_waits_for_its_key() {
    let edges: Vec<_> = (0..2_000)
        .map(|at| {
            serde_json::json!({"id": format!("e{at}"), "kind": "dependency", "source": "home",
            "requirement": {"identifier": "lamp"}})
        })
        .collect();
    let world = serde_json::json!({"world": "own", "cursor": "home", "nodes": [{"id": "home"}, {"id": "lamp"}], "edges": edges});
    let mut desk = on(&world);
    desk.press("G");
    assert_eq!(desk.model.stage.selected, 1_999);
    assert!(desk.model.stage.bids.weighed.is_none());
    let screen = desk.screen(120, 40);
    assert!(screen.contains("2000/2000") && screen.contains("i says what it would change"), "{screen}");
    assert!(screen.contains("… and 1984 more"), "the tree stays small: {screen}");
    desk.press("i");
    assert!(desk.screen(120, 40).contains("elsewhere"));
}

#[test]
fn a_file_that_changes_starts_fresh_and_says_so_and_a_broken_one_says_why() {
    let mut desk = demo("hallway");
    desk.press("A y Esc");
    desk.worlds.insert("worlds/hallway.json".into(), SeenWorld::read(&HALLWAY.replace("indoor", "draughty")));
    desk.show();
    assert_eq!(desk.model.stage.sight.as_ref().unwrap().done(), 0);
    assert!(desk.screen(120, 40).contains("The world's file has changed"), "{}", desk.screen(120, 40));
    desk.worlds.insert("worlds/hallway.json".into(), SeenWorld::read("{"));
    desk.show();
    assert!(desk.screen(120, 40).contains("This world cannot be used"));
    assert_eq!(desk.press("A Esc E Esc i Esc Space Esc < Esc R Esc m Esc u Esc Enter Enter Esc"), []);
}

#[test]
fn tab_goes_through_the_panes_of_a_world_and_the_plain_screen_has_the_same_keys() {
    let mut desk = demo("hallway");
    let mut visited = Vec::new();
    for _ in 0..4 {
        visited.push(desk.model.focus);
        desk.press("Tab");
    }
    assert_eq!(visited, [Pane::List, Pane::Offers, Pane::Switches, Pane::Main]);
    assert_eq!(desk.model.focus, Pane::List);
    desk.press("Shift-Tab");
    assert_eq!(desk.model.focus, Pane::Main);
    let mut plain = demo("hallway");
    plain.plain_screen(120, 40);
    switch(&mut plain, "graph");
    let screen = plain.screen(120, 40);
    assert!(screen.contains("up 1") && screen.contains("off graph"), "{screen}");
}

#[test]
fn a_mark_of_how_something_stands_is_never_the_status_alone() {
    let desk = demo("villain");
    let stage = &desk.model.stage;
    let row = stage.row(0).unwrap();
    assert_eq!(row.status(), Status::Unresolved);
    assert!(row.reason().starts_with("unresolved"));
}
