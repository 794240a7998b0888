//! What lies over the deck: guards, pastes, ways that lead on.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::desk::{Desk, commands};
use crate::tui::msg::Msg;
use crate::tui::overlays::{GUARD, Overlay};
use crate::tui::update;

fn key(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

#[test]
fn a_confirming_key_does_nothing_for_the_first_moment() {
    let mut desk = Desk::in_incident();
    desk.press("r");
    let nearly = GUARD.checked_sub(Duration::from_millis(1)).unwrap();
    desk.at += nearly;
    assert_eq!(desk.stroke(key(KeyCode::Char('y'))), [], "strict needs a decision, not a key that repeats");
    desk.at += Duration::from_millis(1);
    assert_eq!(commands(desk.stroke(key(KeyCode::Char('y')))).len(), 0, "strict is held: it is in force");
}

#[test]
fn what_is_typed_in_the_first_moment_is_kept() {
    let mut desk = Desk::founded();
    desk.press("!");
    for c in "down".chars() {
        desk.stroke(key(KeyCode::Char(c)));
    }
    assert_eq!(desk.stroke(key(KeyCode::Enter)), [], "the guard still stands");
    desk.at += GUARD;
    let run = commands(desk.stroke(key(KeyCode::Enter)));
    assert_eq!(run.len(), 1);
    assert!(desk.state.incident.open_incident().unwrap().title == "down");
}

#[test]
fn a_guarded_y_waits_and_then_confirms() {
    let mut desk = Desk::in_incident();
    desk.press("e");
    desk.at += Duration::from_secs(1);
    desk.stroke(key(KeyCode::Enter));
    assert_eq!(desk.stroke(key(KeyCode::Char('y'))), []);
    desk.at += GUARD;
    assert_eq!(commands(desk.stroke(key(KeyCode::Char('y')))).len(), 1);
}

#[test]
fn the_key_that_opens_never_confirms() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter Enter Enter Enter");
    assert_eq!(desk.state.posture.in_force(), Some(crate::posture::Name::Strict));
}

#[test]
fn a_pasted_line_break_confirms_nothing() {
    let mut desk = Desk::founded();
    desk.press("!");
    desk.at += Duration::from_secs(5);
    let effects = update(&mut desk.model, Msg::Paste { text: "api\nis down\r\n".into(), at: desk.at });
    assert_eq!(effects, []);
    desk.press("Enter");
    assert_eq!(desk.state.incident.open_incident().unwrap().title, "api is down");
}

#[test]
fn a_paste_where_nothing_is_typed_is_dropped() {
    let mut desk = Desk::founded();
    let before = desk.screen(120, 40);
    assert_eq!(update(&mut desk.model, Msg::Paste { text: "ry!x".into(), at: desk.at }), []);
    assert_eq!(desk.screen(120, 40), before);
}

#[test]
fn tab_in_a_preview_changes_the_reason_and_the_duration() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter Tab _again Tab Backspace Backspace 90m Tab y");
    let current = desk.state.posture.current.clone().unwrap();
    assert!(current.because.unwrap().ends_with("again"));
    assert_eq!(current.expires_at - desk.now, chrono::TimeDelta::minutes(90));
}

#[test]
fn a_duration_that_cannot_be_read_is_said_and_nothing_runs() {
    let mut desk = Desk::in_incident();
    let effects = desk.press("e Enter Tab Tab Backspace Backspace soon Tab y");
    assert_eq!(effects, []);
    assert!(desk.screen(120, 40).contains("`soon` is not a duration"));
}

#[test]
fn a_duration_over_the_limit_is_refused_by_the_rule() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter Tab Tab Backspace Backspace 9h Tab y");
    assert!(desk.screen(120, 40).contains("BAD_DURATION"));
}

#[test]
fn the_preview_says_what_changes_when_it_ends_and_the_way_back() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter");
    let screen = desk.screen(120, 40);
    for part in ["7 of 8 fields change", "true → false", "1h from now", "way back", "strict, 7 fields", "y confirms"]
    {
        assert!(screen.contains(part), "{part} in\n{screen}");
    }
}

#[test]
fn why_on_a_phase_lists_its_holds_and_enter_on_a_way_leads_on() {
    let mut desk = Desk::founded();
    desk.press("w");
    assert!(matches!(desk.model.top().unwrap().what, Overlay::Why { .. }));
    let screen = desk.screen(120, 40);
    assert!(screen.contains("What stands between M1 and DONE") && screen.contains("BOX_OPEN"), "{screen}");
    desk.press("w");
    assert!(desk.model.overlays.is_empty());
}

#[test]
fn enter_on_an_item_shows_it_in_full_with_its_evidence() {
    let mut desk = Desk::founded();
    desk.press("Tab Space https://x.example/1 Enter Enter");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("the heavy ones in small boxes") && screen.contains("evidence: https://x.example/1"));
}

#[test]
fn escape_closes_one_thing_at_a_time() {
    let mut desk = Desk::founded();
    desk.press("Tab Space nowhere.txt Enter");
    assert_eq!(desk.model.overlays.len(), 2);
    desk.press("Esc");
    assert_eq!(desk.model.overlays.len(), 1);
    desk.press("Esc");
    assert_eq!(desk.model.overlays.len(), 0);
}
