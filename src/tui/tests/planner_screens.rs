//! The planner's screens, whole.

use super::desk::Desk;
use super::planner::{planner, ready};

/// Two sizes of one screen.
macro_rules! pictures {
    ($name:literal, $desk:expr) => {
        let mut desk = $desk;
        for (columns, rows) in [(120, 40), (80, 24)] {
            crate::tui::update(&mut desk.model, crate::tui::msg::Msg::Resized(columns, rows));
            insta::assert_snapshot!(format!("{}_{columns}x{rows}", $name), desk.screen(columns, rows));
        }
    };
}

#[test]
fn a_phase() {
    let mut desk = ready();
    desk.press("d a van-size Enter which_van Enter small;large Enter y Esc b Esc");
    desk.model.toast = None;
    pictures!("phase", desk);
}

#[test]
fn the_closing_checks() {
    let mut desk = planner();
    desk.press("Tab c");
    pictures!("close", desk);
}

#[test]
fn the_preview_of_a_closing() {
    let mut desk = ready();
    desk.press("c Enter");
    desk.model.toast = None;
    pictures!("close_preview", desk);
}

#[test]
fn the_next_step() {
    let mut desk = Desk::founded();
    desk.press("Tab Space books.jpg Enter j Space commit:abc1234 Enter k k Space counted Enter y N packed Enter");
    desk.press("c Enter y");
    desk.model.toast = None;
    pictures!("next_step", desk);
}

#[test]
fn the_decisions() {
    let mut desk = planner();
    desk.press("d a van-size Enter which_van_do_we_take Enter small;large Enter y");
    desk.press("a lift Enter who_books_the_lift Enter Enter y");
    desk.press("G Enter fits_the_street Enter y");
    desk.model.toast = None;
    pictures!("decisions", desk);
}

#[test]
fn the_drift() {
    let mut desk = planner();
    desk.file = desk.file.replace("- [ ] the kitchen is packed", "- [ ] the kitchen is packed and labelled");
    desk.show();
    desk.press("D");
    pictures!("drift", desk);
}

#[test]
fn the_program() {
    let mut desk = planner();
    desk.press("P");
    pictures!("program", desk);
}
