//! Text that is pasted: all of it arrives where text is typed, and nothing in it is taken for a key.

use crate::common::Room;
use crate::console;

#[test]
fn a_paste_of_several_lines_into_the_declaration_declares_nothing_and_keeps_every_word() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("no incident");
    screen.keys("!");
    screen.wait_for("Enter declares");
    screen.settle();
    // Terminals send a carriage return for a line break.
    screen.pastes("queue stuck\rsince deploy 41\r\nfor ten minutes\n");
    screen.wait_for("queue stuck since deploy 41 for ten minutes");
    screen.wait_for("Enter declares");
    assert_eq!(room.count("incident.declared"), 0);
    screen.keys("Enter");
    screen.wait_for("owner ana");
    assert_eq!(room.newest("incident.declared")["title"], "queue stuck since deploy 41 for ten minutes");
}

#[test]
fn a_long_paste_into_a_note_is_kept_whole_and_saved_by_a_key_alone() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    let mut screen = console(&room);
    screen.wait_for("owner ana");
    screen.keys("n");
    screen.wait_for("Note on INC-");
    screen.settle();
    let lines: Vec<String> = (1..=60).map(|number| format!("line {number}: y q x r ! zażółć")).collect();
    screen.pastes(&lines.join("\r"));
    screen.wait_for("line 60: y q x r ! zażółć");
    assert_eq!(room.count("incident.noted"), 0);
    screen.keys("Alt-Enter");
    screen.types("and by hand");
    screen.wait_for("and by hand");
    screen.keys("Enter");
    screen.wait_gone("Note on INC-");
    screen.wait_for("1 note");
    assert_eq!(room.newest("incident.noted")["text"], format!("{}\nand by hand", lines.join("\n")));
    assert_eq!(room.kinds().len(), 6, "one note and nothing else");
}

/// As from a terminal that does not bracket what is pasted, or from somebody who types ahead.
#[test]
fn text_that_comes_all_at_once_is_typed_whole() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    let mut screen = console(&room);
    screen.wait_for("owner ana");
    screen.keys("n");
    screen.wait_for("Note on INC-");
    screen.settle();
    let words: Vec<String> = (0..600).map(|number| format!("w{number}")).collect();
    let text = words.join(" ");
    screen.types(&text);
    screen.wait_for("w599");
    screen.keys("Enter");
    screen.wait_for("1 note");
    assert_eq!(room.newest("incident.noted")["text"], text);
}

#[test]
fn a_paste_where_nothing_is_typed_does_nothing() {
    let room = Room::new().founded();
    let before = room.standing();
    let mut screen = console(&room);
    screen.wait_for("no incident");
    screen.pastes("e\ry\r!title\rq");
    screen.keys("e Enter");
    screen.wait_for("Apply compat to demo");
    screen.settle();
    screen.pastes("y\ry");
    screen.keys("Esc");
    screen.wait_gone("Apply compat to demo");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    assert_eq!(room.standing(), before);
}
