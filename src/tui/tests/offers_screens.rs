//! Whole screens of the three scenarios, and of what lies over them.

use super::offers::demo;

/// The two sizes of one screen.
macro_rules! pictures {
    ($name:literal, $desk:expr) => {
        let desk = $desk;
        for (columns, rows) in [(120, 40), (80, 24)] {
            insta::assert_snapshot!(format!("{}_{columns}x{rows}", $name), desk.screen(columns, rows));
        }
    };
}

#[test]
fn hallway() {
    pictures!("hallway", demo("hallway"));
}

#[test]
fn companion() {
    pictures!("companion", demo("companion"));
}

#[test]
fn villain() {
    pictures!("villain", demo("villain"));
}

#[test]
fn a_provisioner_off() {
    let mut desk = demo("hallway");
    desk.press("Space j j Space");
    pictures!("hallway_off", desk);
}

#[test]
fn trying_out() {
    let mut desk = demo("hallway");
    desk.press("E Space");
    pictures!("hallway_try", desk);
}

#[test]
fn two_offers() {
    let mut desk = demo("hallway");
    desk.press("Enter j i");
    pictures!("hallway_beside", desk);
}

#[test]
fn resolved() {
    let mut desk = demo("hallway");
    desk.press("A y Esc");
    desk.model.toast = None;
    pictures!("hallway_done", desk);
}

#[test]
fn the_receipt() {
    let mut desk = demo("hallway");
    desk.press("A y");
    desk.model.toast = None;
    pictures!("hallway_receipt", desk);
}

#[test]
fn an_earlier_step() {
    let mut desk = demo("hallway");
    desk.press("A y Esc <");
    pictures!("hallway_step", desk);
}

#[test]
fn plain() {
    let mut desk = demo("villain");
    let screen = desk.plain_screen(100, 32);
    let boxes = |c: char| ('\u{2500}'..='\u{259f}').contains(&c);
    assert!(!screen.contains(boxes), "{screen}");
    insta::assert_snapshot!("villain_plain_100x32", screen);
}
