//! The foot of a screen that is presented: the last key with what it does, and nothing of it otherwise.

use super::desk::{Desk, text};
use crate::tui::presenter::Presenter;

fn foot(desk: &Desk, columns: u16, rows: u16) -> String {
    let screen = text(&desk.buffer(columns, rows));
    screen.lines().skip(usize::from(rows) - 4).collect::<Vec<_>>().join("\n")
}

fn presented() -> Desk {
    let mut desk = Desk::founded();
    desk.model.presenter = Some(Presenter::default());
    desk
}

#[test]
fn a_key_stands_at_the_foot_with_its_sentence_and_those_before_it() {
    let mut desk = presented();
    desk.press("j Tab");
    let foot = foot(&desk, 120, 40);
    assert!(foot.contains("Move to the next pane"), "{foot}");
    assert!(foot.lines().any(|line| line.trim() == "j"), "the one before: {foot}");
    desk.press("w");
    desk.press("Esc");
    assert!(self::foot(&desk, 120, 40).contains("goes back"));
}

#[test]
fn what_is_typed_is_one_key_and_the_line_of_text_stands_below() {
    let mut desk = presented();
    desk.model.presenter.as_mut().unwrap().caption = "Declare first".to_owned();
    desk.press("! the_doors");
    let foot = foot(&desk, 120, 40);
    assert!(foot.contains("the doors") && foot.contains("types"), "{foot}");
    assert!(foot.lines().last().unwrap().ends_with("Declare first"), "{foot}");
}

#[test]
fn it_is_off_unless_asked_for_and_a_small_screen_is_all_deck() {
    let mut desk = Desk::founded();
    desk.press("j");
    assert!(!foot(&desk, 120, 40).contains("Select the row below"));
    let mut desk = presented();
    desk.press("j");
    assert!(foot(&desk, 80, 24).contains("Select the row below"));
    assert!(!foot(&desk, 80, 18).contains("Select the row below"));
    assert!(desk.plain_screen(80, 24).contains("Select the row below"));
}
