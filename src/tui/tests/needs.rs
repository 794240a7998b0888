//! A phase with the needs that a world says it has: in its page, in the offers pane, and taken with two keys.

use super::desk::{Desk, PLAN, commands};
use crate::console::Command;
use crate::hold::{Code, Operation};
use crate::provision::{self, SeenWorld};
use crate::tui::model::{Pane, Source};
use crate::tui::overlays::Overlay;

const WORLD: &str = r#"{"world":"house","nodes":[{"id":"M1"},{"id":"M2"},{"id":"van"}],
 "edges":[{"id":"m1.boxes","kind":"dependency","label":"boxes","source":"M1",
           "requirement":{"identifier":"boxes","template":{"label":"boxes"},"policy":"CREATE","hard":false}},
          {"id":"m2.van","kind":"dependency","label":"van","source":"M2",
           "requirement":{"identifier":"van","policy":"EXISTING"}},
          {"id":"m2.driver","kind":"dependency","label":"driver","source":"M2",
           "requirement":{"identifier":"driver","policy":"EXISTING"}}]}"#;

fn desk() -> Desk {
    let mut desk = Desk::with_plan(&format!("---\nworld: house\n---\n{PLAN}"));
    desk.worlds.insert("worlds/house.json".into(), SeenWorld::read(WORLD));
    desk.show();
    desk
}

/// Opens what stands before the selected phase, and takes the way with this text.
fn taken(desk: &mut Desk, text: &str) -> Vec<Command> {
    desk.press("w g");
    let Some(Overlay::Why { held, .. }) = desk.model.top().map(|open| &open.what) else { panic!("no list") };
    let at = held.find(|way| way.text == text).unwrap();
    for _ in 0..at {
        desk.press("j");
    }
    commands(desk.press("Enter y"))
}

fn codes(desk: &Desk) -> Vec<Code> {
    desk.model.held.groups.iter().filter_map(|group| Some(group.hold.as_ref()?.code)).collect()
}

#[test]
fn the_offers_pane_of_a_phase_has_its_needs_below_what_holds_it_and_one_is_taken_with_two_keys() {
    let mut desk = desk();
    desk.press("j");
    assert_eq!(desk.model.phase_id(), Some("M2"));
    let codes_before = codes(&desk);
    assert!(codes_before.contains(&Code::Unbound) && codes_before.contains(&Code::NoOffer), "{codes_before:?}");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("1 with offers, 1 without · house"), "{screen}");
    assert!(screen.contains("UNBOUND m2.van"), "{screen}");

    let run = taken(&mut desk, "Use van, which is there");
    assert!(
        matches!(&run[..], [Command::Provision(provision::Command::Accept { edge, operation: Operation::Existing, .. })] if edge == "m2.van"),
        "{run:?}"
    );
    assert!(!codes(&desk).contains(&Code::Unbound), "it is bound");
    assert!(desk.screen(120, 40).contains("1 without an offer · house"));
}

#[test]
fn what_a_phase_could_use_is_offered_and_holds_nothing() {
    let mut desk = desk();
    assert_eq!(desk.model.phase_id(), Some("M1"));
    assert!(!codes(&desk).contains(&Code::Unbound));
    let screen = desk.screen(120, 40);
    assert!(screen.contains("nothing more, could use 1 · house"), "{screen}");
    assert!(screen.contains("m1.boxes, soft: "), "{screen}");
    assert_eq!(taken(&mut desk, "m1.boxes, soft: Create boxes from the template").len(), 1);
    assert!(!desk.screen(120, 40).contains("m1.boxes, soft"), "it is there now");
}

#[test]
fn the_pane_itself_takes_the_keys_and_its_rows_are_the_phases() {
    let mut desk = desk();
    desk.press("j Tab Tab Tab");
    assert_eq!((desk.model.focus, desk.model.source), (Pane::Offers, Source::Phase));
    let at = desk.model.held.find(|way| way.text == "Use van, which is there").unwrap();
    for _ in 0..at {
        desk.press("j");
    }
    assert_eq!(commands(desk.press("Enter y")).len(), 1);
    desk.press("e");
    assert_eq!(desk.model.source, Source::Ladder, "the ladder has its own key");
}

#[test]
fn a_phase_that_is_done_and_a_plan_that_names_no_world_need_nothing() {
    let mut desk = desk();
    desk.press("k");
    assert_eq!(desk.model.phase_id(), Some("M0"));
    assert!(!desk.screen(120, 40).contains("Needs"));
    let mut plain = Desk::founded();
    assert!(!plain.screen(120, 40).contains("Needs"));
    plain.press("j");
    assert!(!codes(&plain).contains(&Code::Unbound));
    let lost = Desk::with_plan(&format!("---\nworld: nowhere\n---\n{PLAN}"));
    assert!(lost.screen(120, 40).contains("no world nowhere here"));
}
