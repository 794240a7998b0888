//! The planner at a terminal: a phase is activated by typing its id, or left with a reason.

use crate::common::{Room, SHIPPED};
use crate::console_with;

const ACTIVATE: [&str; 3] = ["phase", "activate", "M2"];

/// M1 is closed, and M2 lacks nothing but a person.
fn ready() -> Room {
    let room = Room::shipped().m1_closed();
    room.write_parts_of_m2();
    room.repin();
    room
}

#[test]
fn a_person_activates_the_next_phase_by_typing_its_id() {
    let room = ready();
    let mut screen = console_with(&room, &ACTIVATE, &[]);
    screen.wait_for("Type M2 to activate it");
    screen.types("M2\r");
    assert_eq!(screen.ended().exit_code(), 0, "{}", screen.text());
    assert_eq!(room.newest("phase.activated")["presence"], "tty");
    assert!(room.text(SHIPPED).contains("(Terraform core+demo) | ACTIVE |"));
    room.verified();
}

#[test]
fn the_id_may_be_given_with_the_command_at_a_terminal() {
    let room = ready();
    let mut screen = console_with(&room, &["phase", "activate", "M2", "--confirm", "M2"], &[]);
    assert_eq!(screen.ended().exit_code(), 0, "{}", screen.text());
    assert_eq!(room.count("phase.activated"), 1);
}

#[test]
fn another_id_activates_nothing() {
    let room = ready();
    let before = room.standing();
    let mut screen = console_with(&room, &ACTIVATE, &[]);
    screen.wait_for("Type M2 to activate it");
    screen.types("M3\r");
    assert_eq!(screen.ended().exit_code(), 3, "{}", screen.text());
    assert!(screen.text().contains("NOT_CONFIRMED"), "{}", screen.text());
    assert_eq!(room.standing(), before);
}

#[test]
fn who_declines_says_why_and_the_phase_stays_as_it_is() {
    let room = ready();
    let plan = room.text(SHIPPED);
    let mut screen = console_with(&room, &ACTIVATE, &[]);
    screen.wait_for("Type M2 to activate it");
    screen.types("\r");
    screen.wait_for("Why does it stay NOT_STARTED?");
    screen.types("the window is in March\r");
    assert_eq!(screen.ended().exit_code(), 3, "{}", screen.text());
    assert_eq!(room.newest("phase.held")["reason"], "the window is in March");
    assert_eq!(room.text(SHIPPED), plan);
}

#[test]
fn nobody_is_asked_while_something_else_is_in_the_way() {
    let room = Room::shipped().m1_closed();
    let mut screen = console_with(&room, &ACTIVATE, &[]);
    assert_eq!(screen.ended().exit_code(), 3, "{}", screen.text());
    assert!(screen.text().contains("PART_MISSING"), "{}", screen.text());
    assert!(!screen.text().contains("Type M2"), "{}", screen.text());
}
