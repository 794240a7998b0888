//! Moving, finding, following, and that nothing at all breaks it.

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::desk::{Desk, PLAN};
use crate::incident;
use crate::posture::Name;
use crate::tui::model::{Pane, Tone};
use crate::tui::msg::{Msg, Ran};
use crate::tui::update;

#[test]
fn moving_stops_at_the_ends_of_the_list() {
    let mut desk = Desk::founded();
    desk.press("g k k");
    assert_eq!(desk.model.phase, 0);
    desk.press("G j PageDown");
    assert_eq!(desk.model.phase_id(), Some("M2"));
}

#[test]
fn it_opens_on_the_active_phase_and_its_first_open_item() {
    let desk = Desk::founded();
    assert_eq!(desk.model.phase_id(), Some("M1"));
    assert_eq!(desk.model.item().unwrap().number, 2);
}

#[test]
fn tab_visits_every_pane_and_comes_back() {
    let mut desk = Desk::founded();
    let mut visited = Vec::new();
    for _ in Pane::ALL {
        visited.push(desk.model.focus);
        desk.press("Tab");
    }
    assert_eq!((visited, desk.model.focus), (Pane::ALL.to_vec(), Pane::List));
    desk.press("h l");
    assert_eq!(desk.model.focus, Pane::List);
}

#[test]
fn finding_selects_as_it_is_typed_and_goes_on_from_there() {
    let mut desk = Desk::founded();
    desk.press("/ move");
    assert_eq!(desk.model.phase_id(), Some("M2"));
    desk.press("Esc");
    assert_eq!(desk.model.phase_id(), Some("M1"), "Esc goes back to where it began");
    desk.press("Tab / packed Enter Ctrl-n");
    assert_eq!(desk.model.item().unwrap().number, 3);
    desk.press("Ctrl-p");
    assert_eq!(desk.model.item().unwrap().number, 2);
}

#[test]
fn a_selection_stays_on_what_it_was_on_when_the_file_changes() {
    let mut desk = Desk::founded();
    desk.press("Tab G");
    let before = desk.model.item().map(|item| item.id.clone());
    desk.file = PLAN.replace("- [x] boxes are bought", "- [ ] a new one\n- [x] boxes are bought");
    desk.show();
    assert_eq!(desk.model.item().map(|item| item.id.clone()), before);
    assert_eq!(desk.model.item().unwrap().number, 4);
}

#[test]
fn what_another_process_wrote_is_said() {
    let mut desk = Desk::founded();
    let heard = desk.carry_out(&incident::Command::declare("flood").into(), "bob").unwrap();
    desk.now += TimeDelta::seconds(2);
    let view = Box::new(desk.view());
    update(&mut desk.model, Msg::Seen { view, heard });
    let toast = desk.model.toast.clone().unwrap();
    assert!(toast.text.starts_with("bob declared INC-") && toast.text.contains("flood"), "{}", toast.text);
    assert!(desk.screen(120, 40).contains("owner ana"), "the incident is on the screen");
}

#[test]
fn what_was_settled_at_the_start_is_said() {
    let mut desk = Desk::founded();
    update(&mut desk.model, Msg::Settled(vec!["an edit of plan.md recorded at #7 is on disk now".into()]));
    assert!(desk.screen(120, 40).contains("an edit of plan.md recorded at #7"));
    desk.model.toast = None;
    update(&mut desk.model, Msg::Settled(Vec::new()));
    assert_eq!(desk.model.toast, None);
}

#[test]
fn an_effect_that_did_not_take_is_said_as_trouble() {
    let mut desk = Desk::founded();
    let ran = Ran::Done { entries: Vec::new(), recovered: Vec::new(), trouble: Some("no space left".into()) };
    update(&mut desk.model, Msg::Ran(ran));
    let toast = desk.model.toast.clone().unwrap();
    assert!(toast.tone == Tone::Bad && toast.text.contains("no space left"));
}

#[test]
fn an_incident_elsewhere_does_not_take_the_keys_away() {
    let mut desk = Desk::founded();
    desk.press("Tab Space boo");
    desk.carry_out(&incident::Command::declare("flood").into(), "bob").unwrap();
    desk.show();
    desk.press("ks.jpg Enter");
    assert!(desk.file.contains("- [x] the books are packed"), "what was being typed went on");
}

#[test]
fn a_ladder_that_changes_selects_its_next_step() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y");
    let way = desk.model.held.way(desk.model.offer).unwrap();
    assert!(way.text.contains(Name::StaticRestore.word()), "{}", way.text);
}

fn any_key() -> impl Strategy<Value = KeyEvent> {
    let code = prop_oneof![
        8 => "[ -~]".prop_map(|text: String| KeyCode::Char(text.chars().next().unwrap())),
        1 => Just(KeyCode::Enter),
        1 => Just(KeyCode::Esc),
        1 => Just(KeyCode::Tab),
        1 => Just(KeyCode::Backspace),
        1 => Just(KeyCode::PageDown),
        1 => Just(KeyCode::Up),
        1 => Just(KeyCode::Left),
        1 => any::<char>().prop_map(KeyCode::Char),
    ];
    let held = prop_oneof![
        6 => Just(KeyModifiers::NONE),
        1 => Just(KeyModifiers::CONTROL),
        1 => Just(KeyModifiers::ALT),
    ];
    (code, held).prop_map(|(code, held)| KeyEvent::new(code, held))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_sequence_of_keys_breaks_it_at_any_size(
        keys in prop::collection::vec(any_key(), 1..60),
        columns in 1_u16..140,
        rows in 1_u16..45,
    ) {
        let mut desk = Desk::founded();
        for key in keys {
            desk.at += std::time::Duration::from_millis(400);
            desk.stroke(key);
        }
        desk.screen(columns, rows);
    }
}
