//! The registry: one key, one meaning; nothing hidden; footer, help and README from one table.

use std::collections::BTreeMap;

use super::desk::Desk;
use crate::tui::commands::{self, Place, TABLE};
use crate::tui::overlays::matches;

#[test]
fn no_key_means_two_things() {
    let mut seen: BTreeMap<(bool, &str), &str> = BTreeMap::new();
    for row in TABLE {
        for key in row.keys {
            assert_eq!(seen.insert((row.of_world(), *key), row.name), None, "{key} is bound twice");
        }
    }
    let both: Vec<_> = seen.keys().filter(|(world, key)| *world && seen.contains_key(&(false, *key))).collect();
    assert_eq!(both, [&(true, "Space")], "only acting on what is selected is another thing on a world");
}

#[test]
fn names_are_unique_and_sentences_have_no_full_stop() {
    let mut names: Vec<_> = TABLE.iter().map(|row| row.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), TABLE.len());
    for row in TABLE {
        assert!(!row.sentence.ends_with('.') && !row.sentence.contains('!'), "{}", row.sentence);
    }
}

#[test]
fn every_place_has_five_to_eight_keys_in_its_footer() {
    use Place::{Bids, Incident, Loosened, Offers, Phase, Posture, Resting, Roadmap, Switches, World};
    for place in [Roadmap, Phase, Posture, Offers, Incident, Loosened, Resting, World, Bids, Switches] {
        let count = TABLE.iter().filter(|row| row.footer.contains(&place)).count();
        assert!((5..=8).contains(&count), "{place:?} has {count}");
    }
}

#[test]
fn the_footer_shows_the_keys_of_the_pane_that_has_the_focus() {
    let mut desk = Desk::in_incident();
    desk.press("!");
    let screen = desk.screen(120, 40);
    let footer = screen.lines().last().unwrap();
    for word in ["escalate", "gate", "note", "owner", "close", "why"] {
        assert!(footer.contains(word), "{footer}");
    }
    desk.press("e Enter y");
    let screen = desk.screen(120, 40);
    let footer = screen.lines().last().unwrap();
    for word in ["revert", "probe", "gate", "extend", "note"] {
        assert!(footer.contains(word), "while it is loosened: {footer}");
    }
}

#[test]
fn the_help_lists_every_command() {
    let mut desk = Desk::founded();
    desk.press("?");
    let mut screen = desk.screen(120, 60);
    for _ in 0..3 {
        desk.press("PageDown");
        screen += &desk.screen(120, 60);
    }
    for row in TABLE {
        assert!(screen.contains(row.sentence), "{}", row.sentence);
    }
}

#[test]
fn the_key_table_of_the_readme_has_every_key() {
    let table = commands::markdown();
    for key in TABLE.iter().flat_map(|row| row.keys) {
        assert!(table.contains(&format!("`{key}`")), "{key}");
    }
}

#[test]
fn the_palette_finds_by_name_before_sentence_and_shows_held_commands_with_what_they_need() {
    assert_eq!(matches("revert").first().unwrap().name, "revert to strict");
    assert!(matches("open incident").iter().any(|row| row.name == "note"), "by its sentence");
    let mut desk = Desk::founded();
    desk.press(": close_incident");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("✘ an open incident"), "{screen}");
    desk.press("Enter");
    assert!(desk.screen(120, 40).contains("NO_INCIDENT"), "a held command says why");
}

#[test]
fn the_palette_runs_what_is_not_held() {
    let mut desk = Desk::founded();
    desk.press(": declare Enter doors_stay_shut Enter");
    assert!(desk.state.incident.open.is_some());
}
