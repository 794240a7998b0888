//! The console in a real pseudo-terminal: it starts, follows, and gives the terminal back whatever ends it.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first thing it cannot do"
)]

#[allow(dead_code, reason = "each test binary uses its own part of the room")]
#[path = "../common/mod.rs"]
mod common;
mod screen;

use std::time::Duration;

use common::Room;
use screen::Console;

#[test]
fn q_leaves_and_the_terminal_is_given_back() {
    let room = Room::new().founded();
    let mut console = Console::open(&room, &[]);
    console.shows("STRICT since");
    console.types("q");
    assert_eq!(console.ends(), 0);
    console.gave_the_terminal_back();
}

#[test]
fn a_signal_ends_it_within_two_seconds_and_the_terminal_is_given_back() {
    for signal in ["TERM", "HUP", "INT"] {
        let room = Room::new().founded();
        let mut console = Console::open(&room, &[]);
        console.shows("STRICT since");
        console.signal(signal);
        console.ends();
        console.gave_the_terminal_back();
    }
}

#[test]
fn a_terminal_that_closes_ends_it_without_a_panic() {
    let room = Room::new().founded();
    let mut console = Console::open(&room, &[]);
    console.shows("STRICT since");
    console.close();
    assert_eq!(console.ends(), 0);
}

#[test]
fn control_z_gives_the_terminal_back_and_continuing_takes_it_again() {
    let room = Room::new().founded();
    let mut console = Console::open(&room, &[]);
    console.shows("STRICT since");
    console.types("\u{1a}");
    console.wrote("\u{1b}[?1049l");
    console.forget();
    console.signal("CONT");
    console.wrote("\u{1b}[?1049h");
    console.shows("STRICT since");
    console.types("q");
    assert_eq!(console.ends(), 0);
}

#[test]
fn what_another_process_writes_is_on_the_screen_within_half_a_second() {
    let room = Room::new().founded();
    let mut console = Console::open(&room, &[]);
    console.shows("no incident");
    room.run(["incident", "declare", "--title", "flood"]).exit(0);
    console.shows_within("owner ana", Duration::from_millis(500));
}

#[test]
fn a_paste_with_a_line_break_confirms_nothing() {
    let room = Room::new().founded();
    let mut console = Console::open(&room, &[]);
    console.shows("STRICT since");
    console.types("!");
    console.shows("Enter declares");
    std::thread::sleep(Duration::from_millis(400));
    console.types("\u{1b}[200~the api\ris down\r\u{1b}[201~");
    console.shows("the api is down");
    console.types("\r");
    console.shows("owner ana");
}

#[test]
fn no_color_writes_no_colour_and_keeps_bold_and_reverse() {
    let room = Room::new().founded();
    let mut console = Console::open(&room, &[("NO_COLOR", "1")]);
    console.shows("STRICT since");
    let written = console.written();
    for colour in 30..38 {
        assert!(
            !written.contains(&format!("\u{1b}[{colour}m")) && !written.contains(&format!(";{colour}m")),
            "{colour}"
        );
    }
    assert!(written.contains("\u{1b}[1m") && written.contains("\u{1b}[7m"));
}

#[test]
fn a_smaller_window_is_drawn_anew() {
    let room = Room::new().founded();
    let mut console = Console::open(&room, &[]);
    console.shows("Posture · live strict");
    console.resize(80, 24);
    console.shows("0 of 8 fields differ from strict");
    console.resize(30, 8);
    console.shows("too small");
}

#[test]
fn nothing_is_written_while_nothing_happens() {
    let room = Room::new().founded();
    let mut console = Console::open(&room, &[]);
    console.shows("STRICT since");
    std::thread::sleep(Duration::from_millis(300));
    console.forget();
    std::thread::sleep(Duration::from_millis(1500));
    // The clock may have turned a minute meanwhile, which is a few cells.
    assert!(console.written().len() < 200, "{:?}", console.written());
}
