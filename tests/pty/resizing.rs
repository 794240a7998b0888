//! A terminal that becomes smaller than anything fits in, and large again.

use crate::common::Room;
use crate::console;
use crate::screen::{SIZE, Screen};

#[test]
fn the_deck_survives_every_size_and_comes_back() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("Roadmap");
    resized(&screen, 40, 12);
    screen.wait_for("40x12 is too small");
    through_small_sizes(&mut screen);
    screen.wait_for("Roadmap");
    screen.wait_for("M1 ACTIVE");
    screen.wait_for("Posture");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
}

#[test]
fn whatever_is_open_survives_every_size_and_comes_back() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    let mut screen = console(&room);
    screen.wait_for("owner ana");
    for (keys, shown) in [
        ("?", "Keys"),
        (":", "declare incident"),
        ("w", "What stands between"),
        ("n", "Note on INC-"),
        ("e Enter", "Apply compat to demo"),
        ("r", "Esc back"),
    ] {
        screen.keys(keys);
        screen.wait_for(shown);
        through_small_sizes(&mut screen);
        screen.wait_for(shown);
        screen.keys("Esc");
        // A lone escape is one only after the reader waited for more of a sequence.
        screen.wait_gone("Esc back");
    }
    screen.keys("/");
    screen.types("pack");
    through_small_sizes(&mut screen);
    screen.wait_for("pack");
}

/// A terminal that was smaller for a moment has lost what stood there, whatever size it has when it is asked.
#[test]
fn sizes_that_come_and_go_faster_than_they_are_seen_leave_a_whole_picture() {
    let room = Room::new().founded();
    let screen = console(&room);
    screen.wait_for("Roadmap");
    for _ in 0..20 {
        screen.resize(40, 12);
        screen.resize(SIZE.0, SIZE.1);
        screen.wait_for("Roadmap");
        screen.wait_for("M1 ACTIVE");
        screen.wait_for(": commands");
    }
}

/// The terminal gets its size in the moment in which the console starts, as under a tiling window manager.
#[test]
fn a_size_that_changes_while_it_starts_is_not_missed() {
    let room = Room::new().founded();
    for wait in 0..12 {
        let screen = console(&room);
        std::thread::sleep(std::time::Duration::from_millis(wait * 8));
        screen.resize(100, 30);
        screen.wait_for(": commands");
        screen.wait(|shown| shown.rows(0, 100).nth(29).unwrap().contains(": commands"));
    }
}

/// A key that comes together with a size is acted on then, not with the next key.
#[test]
fn a_key_and_a_size_that_come_together_are_both_seen() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("Roadmap");
    for round in 0..40 {
        screen.resize(SIZE.0 - round % 2, SIZE.1);
        screen.keys(if round % 2 == 0 { "j" } else { "k" });
        screen.wait_for(if round % 2 == 0 { "▶○ M2" } else { "▶● M1" });
    }
}

fn through_small_sizes(screen: &mut Screen) {
    for (columns, rows) in [(80, 24), (40, 12), (10, 3), (1, 1), (2, 40), (120, 2), (300, 100)] {
        resized(screen, columns, rows);
    }
    resized(screen, SIZE.0, SIZE.1);
    assert!(screen.runs());
}

/// Resizes and waits for the picture that follows.
#[track_caller]
fn resized(screen: &Screen, columns: u16, rows: u16) {
    let mark = screen.written();
    screen.resize(columns, rows);
    screen.wait_painted(mark);
}
