//! What the terminal is not troubled with: bytes while nothing happens, colours that are not wanted.

use std::thread::sleep;
use std::time::Duration;

use crate::common::Room;
use crate::{console, console_with};

#[test]
fn while_nothing_happens_nothing_is_written() {
    let room = Room::new().founded();
    let screen = console(&room);
    screen.wait_for("M1 ACTIVE");
    // What the start itself does to the watched directories is over by then.
    sleep(Duration::from_millis(700));
    let written = || {
        let before = screen.written();
        sleep(Duration::from_millis(1200));
        screen.written() - before
    };
    // The minute may turn once in this time, and only once.
    let spans = [written(), written()];
    assert!(spans.contains(&0), "{spans:?} bytes");
    assert!(spans.iter().sum::<usize>() < 200, "{spans:?} bytes");
}

#[test]
fn without_colour_no_colour_is_written_and_weight_stays() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    let mut screen = console_with(&room, &[], &[("NO_COLOR", "1".as_ref())]);
    screen.wait_for("owner ana");
    screen.keys("e j Enter");
    screen.wait_for("Apply static_restore to demo");
    screen.settle();
    screen.types("demo");
    screen.keys("Enter");
    screen.wait_for("STATIC_RESTORE");
    screen.settle();
    screen.keys("Tab j w");
    screen.wait_for("Esc back");
    screen.keys("Esc");
    screen.wait_gone("Esc back");
    screen.settle();
    screen.keys("?");
    screen.wait_for("Keys");
    let raw = screen.raw();
    let used = renditions(&raw);
    let colours: Vec<_> = used.iter().filter(|code| matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107)).collect();
    assert!(colours.is_empty(), "{colours:?}");
    assert!(used.contains(&1), "bold");
    assert!(used.contains(&7), "reverse");
    screen.ask(|shown| {
        let cells = (0..40).flat_map(|row| (0..120).map(move |column| (row, column)));
        let bold = cells.filter_map(|(row, column)| shown.cell(row, column)).any(vt100::Cell::bold);
        assert!(bold, "nothing bold is left on the screen");
    });
}

#[test]
fn with_colour_the_same_screens_are_coloured() {
    let room = Room::new().founded();
    let screen = console(&room);
    screen.wait_for("M1 ACTIVE");
    assert!(renditions(&screen.raw()).iter().any(|code| matches!(code, 30..=38)));
}

#[test]
fn plain_has_no_borders_and_a_real_cursor_that_follows_the_selection() {
    let room = Room::new().founded();
    let mut screen = console_with(&room, &["--plain"], &[]);
    screen.wait_for("M1 ACTIVE");
    let on = |words: &'static str| {
        move |shown: &vt100::Screen| {
            let (row, _) = shown.cursor_position();
            !shown.hide_cursor() && shown.rows(0, 40).nth(row.into()).unwrap().contains(words)
        }
    };
    screen.wait(on("M1 Pack"));
    screen.keys("j");
    screen.wait(on("M2 Cut"));
    screen.keys("k k");
    screen.wait(on("M0 Grou"));
    let drawn = |c: char| ('\u{2500}'..='\u{259f}').contains(&c) || ('\u{2800}'..='\u{28ff}').contains(&c);
    assert!(!screen.text().contains(drawn), "{}", screen.text());
}

/// The parameters of every SGR sequence.
fn renditions(raw: &[u8]) -> Vec<u32> {
    let text = String::from_utf8_lossy(raw);
    let mut codes = Vec::new();
    for sequence in text.split("\x1b[").skip(1) {
        let Some(end) = sequence.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':') else { continue };
        if sequence[end..].starts_with('m') {
            codes.extend(sequence[..end].split([';', ':']).map(|code| code.parse().unwrap_or(0)));
        }
    }
    codes
}
