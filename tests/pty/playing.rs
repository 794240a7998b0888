//! A demo that a script plays before somebody: a key stops it, `q` leaves it, and its end leaves the keys to them.

use crate::common::Room;
use crate::console_with;

fn played(room: &Room, script: &str) -> crate::screen::Screen {
    room.write("walk.demo", script);
    console_with(room, &["demo", "hallway", "--script", "walk.demo"], &[])
}

#[test]
fn a_key_stops_the_script_and_does_nothing_else_and_then_the_keys_are_theirs() {
    let room = Room::new();
    let mut screen = played(&room, "say Look at the doors\nwait 5m\nA\n");
    screen.wait_for("Look at the doors");
    screen.keys("G");
    screen.wait_for("You stopped the script before line");
    assert!(screen.text().contains("Offers for first"), "the key itself moved nothing: {}", screen.text());
    screen.keys("G");
    screen.wait_for("Offers for third");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
}

#[test]
fn q_leaves_while_the_script_goes_on() {
    let room = Room::new();
    let mut screen = played(&room, "say Look at the doors\nwait 5m\nA\n");
    screen.wait_for("Look at the doors");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
}

#[test]
fn what_does_not_hold_is_said_at_the_foot_and_is_the_exit_code() {
    let room = Room::new();
    let mut screen = played(&room, "expect door_1\nexpect door_77\nA\n");
    screen.wait_for("Stopped at line 2");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 3);
}

#[test]
fn after_its_last_line_the_console_stays_and_the_keys_are_theirs() {
    let room = Room::new();
    let mut screen = played(&room, "G\nexpect Offers for third\n");
    screen.wait_for("The script is over");
    screen.keys("g");
    screen.wait_for("Offers for first");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
}
