//! Passphrases at a terminal: asked once, never shown, and what they open.

use wayhold::ledger::{KeyError, SigningKey};

use crate::common::Room;
use crate::screen::{Screen, holds};
use crate::{console, console_with};

const WORDS: &str = "correct horse";

/// A founded room with an open incident, whose operator's key is locked.
fn locked() -> Room {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    room.locked(WORDS)
}

fn add_ben(room: &Room) -> Screen {
    let ben = room.key("ben");
    let words = ["operator", "add", "ben", "--kind", "human", "--confirm", "ben", "--key", ben.to_str().unwrap()];
    console_with(room, &words, &[])
}

/// Nothing that was typed went to the screen.
#[track_caller]
fn shown_nowhere(screen: &Screen) {
    assert!(!holds(&screen.raw(), WORDS.as_bytes()), "the passphrase was shown");
}

#[test]
fn a_human_is_enrolled_by_somebody_who_types_the_passphrase() {
    let room = Room::new().asking_for_a_passphrase().founded().locked(WORDS);
    let mut screen = add_ben(&room);
    screen.wait_for("Passphrase for ");
    screen.types(WORDS);
    screen.keys("Enter");
    assert_eq!(screen.ended().exit_code(), 0, "{}", screen.text());
    shown_nowhere(&screen);
    let added = room.newest("operator.added");
    assert_eq!((&added["proof"], &added["operator"]["presence"]), (&"passphrase".into(), &"passphrase".into()));
    room.verified();
}

#[test]
fn a_key_without_a_passphrase_proves_nothing_even_at_a_terminal() {
    let room = Room::new().asking_for_a_passphrase().founded();
    let mut screen = add_ben(&room);
    assert_eq!(screen.ended().exit_code(), 4, "{}", screen.text());
    assert!(screen.text().contains("ssh-keygen -p -f"), "{}", screen.text());
    assert_eq!(room.count("operator.added"), 0);
}

#[test]
fn where_a_terminal_is_enough_the_entry_says_that_it_was() {
    let room = Room::new().founded();
    let mut screen = add_ben(&room);
    assert_eq!(screen.ended().exit_code(), 0, "{}", screen.text());
    assert_eq!(room.newest("operator.added")["proof"], "tty");
}

#[test]
fn three_wrong_passphrases_leave_the_key_locked_and_the_terminal_as_it_was() {
    let room = locked();
    let mut screen = console_with(&room, &["incident", "note", "n"], &[]);
    for time in 1..=3 {
        screen.wait(|shown| shown.contents().matches("Passphrase for ").count() == time);
        screen.types("battery staple\r");
    }
    assert_eq!(screen.ended().exit_code(), 4, "{}", screen.text());
    assert!(screen.text().contains("wrong 3 times"), "{}", screen.text());
    assert!(screen.text().contains("NEEDS_PRESENCE"), "{}", screen.text());
    screen.has_its_modes_back();
    assert_eq!(room.count("incident.noted"), 0);
}

#[test]
fn giving_up_at_the_question_writes_nothing() {
    let room = locked();
    for key in ["Ctrl-c", "Enter"] {
        let mut screen = console_with(&room, &["incident", "note", "n"], &[]);
        screen.wait_for("Passphrase for ");
        screen.keys(key);
        assert_eq!(screen.ended().exit_code(), 4, "{}", screen.text());
        screen.has_its_modes_back();
    }
    assert_eq!(room.count("incident.noted"), 0);
}

#[test]
fn reading_never_asks() {
    let room = locked();
    for words in [&["status"][..], &["log"], &["why"], &["incident", "note", "n", "--dry-run"]] {
        let mut screen = console_with(&room, words, &[]);
        screen.ended();
        assert!(!screen.text().contains("Passphrase"), "{words:?} asked");
    }
}

#[test]
fn founding_at_a_terminal_asks_twice_and_locks_the_new_key() {
    let room = Room::new();
    let mut screen = console_with(&room, &["adopt", "--all"], &[]);
    screen.wait_for("as they stand? [y/N]");
    screen.types("y\n");
    screen.wait_for("Passphrase for the new key");
    screen.types(WORDS);
    screen.keys("Enter");
    screen.wait_for("The same once more");
    screen.types("correct hose\r");
    screen.wait_for("The two are not the same");
    screen.wait(|shown| shown.contents().matches("Passphrase for the new key").count() == 2);
    screen.types(WORDS);
    screen.keys("Enter");
    screen.wait(|shown| shown.contents().matches("The same once more").count() == 2);
    screen.types(WORDS);
    screen.keys("Enter");
    assert_eq!(screen.ended().exit_code(), 0, "{}", screen.text());
    shown_nowhere(&screen);
    let key = std::fs::read_to_string(room.own_key()).unwrap();
    assert_eq!(SigningKey::from_openssh(&key).unwrap_err(), KeyError::Encrypted);
    room.verified();
}

#[test]
fn founding_with_no_passphrase_says_what_that_means() {
    let room = Room::new();
    let mut screen = console_with(&room, &["adopt", "--all"], &[]);
    screen.wait_for("as they stand? [y/N]");
    screen.types("y\n");
    screen.wait_for("Passphrase for the new key");
    screen.keys("Enter");
    assert_eq!(screen.ended().exit_code(), 0, "{}", screen.text());
    assert!(screen.text().contains("whoever can read its file can sign as you"), "{}", screen.text());
    SigningKey::from_openssh(&std::fs::read_to_string(room.own_key()).unwrap()).unwrap();
}

#[test]
fn founding_with_yes_asks_nothing_and_says_what_that_means() {
    let room = Room::new();
    let mut screen = console_with(&room, &["adopt", "--all", "--yes"], &[]);
    assert_eq!(screen.ended().exit_code(), 0, "{}", screen.text());
    assert!(screen.text().contains("whoever can read its file can sign as you"), "{}", screen.text());
}

#[test]
fn the_console_asks_before_it_opens_and_writes_then() {
    let room = locked();
    let mut screen = console(&room);
    screen.wait_for("Passphrase for ");
    assert!(!screen.ask(vt100::Screen::alternate_screen), "asked inside of the console");
    screen.types(WORDS);
    screen.keys("Enter");
    screen.wait_for("owner ana");
    close_the_incident(&mut screen);
    screen.wait_for("no incident");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
    shown_nowhere(&screen);
    assert_eq!(room.count("incident.closed"), 1);
}

#[test]
fn the_console_opens_read_only_without_the_passphrase() {
    let room = locked();
    let mut screen = console(&room);
    screen.wait_for("Enter alone opens the console read-only");
    screen.wait_for("Passphrase for ");
    screen.keys("Enter");
    screen.wait_for("owner ana");
    close_the_incident(&mut screen);
    screen.wait_for("is locked by its passphrase");
    assert_eq!(room.count("incident.closed"), 0);
}

fn close_the_incident(screen: &mut Screen) {
    screen.keys("x");
    screen.wait_for("Close INC-");
    screen.settle();
    screen.keys("y");
}

#[test]
fn a_founder_who_has_to_prove_presence_is_asked_for_a_passphrase_before_the_console_opens() {
    let room = Room::new().asking_for_a_passphrase();
    let mut screen = console(&room);
    screen.wait_for("Passphrase for the new key");
    assert!(!room.own_key().exists(), "a key was made before there is anything to found");
    screen.types(WORDS);
    screen.keys("Enter");
    screen.wait_for("The same once more");
    screen.types(WORDS);
    screen.keys("Enter");
    screen.wait_for("Found the ledger of demo");
    screen.settle();
    screen.keys("y");
    screen.wait_for("adopted 1 runbook");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    let key = std::fs::read_to_string(room.own_key()).unwrap();
    assert_eq!(SigningKey::from_openssh(&key).unwrap_err(), KeyError::Encrypted);
}
