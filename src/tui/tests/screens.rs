//! Whole screens as they are drawn, and the styles of the state line.

use std::fmt::Write as _;

use chrono::TimeDelta;
use ratatui::style::Modifier;

use super::desk::{Desk, PLAN};
use crate::posture::{Name, ReadBack};
use crate::tui::model::Pane;
use crate::tui::theme::Theme;

/// The three sizes of one screen.
macro_rules! pictures {
    ($name:literal, $desk:expr) => {
        let desk = $desk;
        for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
            insta::assert_snapshot!(format!("{}_{columns}x{rows}", $name), desk.screen(columns, rows));
        }
    };
}

#[test]
fn unfounded() {
    pictures!("unfounded", Desk::unfounded());
}

#[test]
fn strict_and_calm() {
    pictures!("strict", Desk::founded());
}

#[test]
fn compat() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y Esc Tab");
    desk.pass(TimeDelta::minutes(2));
    pictures!("compat", desk);
}

fn restored() -> Desk {
    let mut desk = Desk::in_incident();
    desk.press("e j Enter demo Enter n called_the_landlord Enter");
    desk.pass(TimeDelta::seconds(2));
    desk
}

#[test]
fn static_restore_with_an_incident() {
    pictures!("static_restore", restored());
}

#[test]
fn a_refusal() {
    let mut desk = Desk::founded();
    desk.press("e j Enter demo Enter");
    pictures!("refusal", desk);
}

#[test]
fn the_preview_of_static_restore() {
    let mut desk = Desk::in_incident();
    desk.press("e j Enter de");
    pictures!("preview", desk);
}

#[test]
fn the_ladder_of_an_incident() {
    let mut desk = Desk::in_incident();
    desk.press("e");
    pictures!("ladder", desk);
}

#[test]
fn the_preview_of_the_way_back() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! doors_stay_shut Enter e Enter y r a");
    pictures!("revert", desk);
}

#[test]
fn the_verdict_of_the_gate() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! doors_stay_shut Enter e Enter y V");
    desk.gate_ends(31, 32);
    pictures!("verdict", desk);
}

#[test]
fn the_posture_in_full_after_a_change_by_others() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y");
    desk.live = ReadBack::of(Name::Strict.toggles().to_json().as_bytes());
    desk.notice();
    while desk.model.focus != Pane::Posture {
        desk.press("Tab");
    }
    desk.press("Enter");
    pictures!("posture", desk);
}

#[test]
fn a_posture_put_in_place_by_hand() {
    let mut desk = Desk::in_incident();
    desk.deaf = true;
    desk.press("e Enter y G k k Enter y");
    pictures!("by_hand", desk);
}

#[test]
fn a_world() {
    let mut desk = Desk::founded();
    desk.press("W");
    pictures!("world", desk);
}

#[test]
fn text_that_means_harm_is_written_out() {
    let plan = PLAN.replace("the kitchen is packed", "kitchen \u{1b}]52;c;aGk=\u{7}\u{202e}dekcap \u{1b}[2J");
    let mut desk = Desk::with_plan(&plan.replace("Packing", "Pack\u{1b}[31ming"));
    desk.press("Tab G");
    for (columns, rows) in [(120, 40), (80, 24)] {
        let screen = desk.screen(columns, rows);
        assert!(!screen.chars().any(|c| c != '\n' && c.is_control()) && !screen.contains('\u{202e}'), "{screen}");
    }
    pictures!("hostile", desk);
}

#[test]
fn plain() {
    let mut desk = restored();
    insta::assert_snapshot!("plain_100x32", desk.plain_screen(100, 32));
    let boxes = |c: char| ('\u{2500}'..='\u{259f}').contains(&c) || ('\u{2800}'..='\u{28ff}').contains(&c);
    for keys in ["?", "Esc w", "Esc :", "Esc e Enter", "Esc W"] {
        desk.press(keys);
        let screen = desk.screen(100, 32);
        assert!(!screen.contains(boxes), "{keys}: {screen}");
    }
}

#[test]
fn no_size_breaks_it() {
    let mut desk = restored();
    for keys in ["", "?", "Esc w", "Esc :", "Esc !", "Esc e Enter", "Esc W"] {
        desk.press(keys);
        for columns in [1, 2, 5, 20, 59, 60, 79, 109, 110, 300] {
            for rows in [1, 2, 3, 5, 14, 15, 20, 23, 24, 100] {
                desk.screen(columns, rows);
            }
        }
    }
}

#[test]
fn below_the_smallest_size_the_state_line_and_the_verbs_are_left() {
    let screen = restored().screen(59, 15);
    assert!(screen.contains("STATIC_RESTORE") && screen.contains("wayhold status"), "{screen}");
}

#[test]
fn ten_thousand_phases_show_the_selected_one_and_where_it_is() {
    let mut plan = "# Long\n".to_owned();
    for number in 0..10_000 {
        let _ = write!(plan, "\n## M{number} - Step {number}\nStatus: `NOT_STARTED`\nDoD checklist:\n- [ ] done\n");
    }
    let mut desk = Desk::with_plan(&plan);
    desk.press("G");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("M9999") && screen.contains("10000/10000"), "{screen}");
}

/// The state line's words with the modifiers and colours they are drawn in.
fn state_line(desk: &Desk) -> String {
    let buffer = desk.buffer(140, 40);
    let mut said = String::new();
    let mut last = None;
    for x in 0..140 {
        let cell = &buffer[(x, 0)];
        let style = (cell.fg, cell.bg, cell.modifier);
        if last != Some(style) {
            let of = |color| format!("{color:?}").to_lowercase();
            let name = if cell.modifier == Modifier::empty() { String::new() } else { format!(" {:?}", cell.modifier) };
            let _ = write!(said, "\n{}/{}{name}: ", of(cell.fg), of(cell.bg));
            last = Some(style);
        }
        said.push_str(cell.symbol());
    }
    said.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_state_line_in_each_posture() {
    let mut said = String::new();
    let mut add = |name: &str, desk: &Desk| {
        let _ = writeln!(said, "== {name}{}", state_line(desk));
    };
    let mut desk = Desk::founded();
    add("strict", &desk);
    desk.press("! doors_stay_shut Enter e Enter y");
    add("compat", &desk);
    desk.press("e Enter demo Enter");
    add("static_restore", &desk);
    desk.model.theme = Theme { color: false, plain: false };
    add("static_restore without colour", &desk);
    desk.model.theme = Theme { color: true, plain: false };
    desk.pass(TimeDelta::minutes(31));
    add("overdue", &desk);
    let mut mixed = Name::Strict.toggles();
    mixed.allow_legacy_always_on = true;
    mixed.strict_bundle_resolution = false;
    desk.live = ReadBack::of(mixed.to_json().as_bytes());
    desk.show();
    add("mixed", &desk);
    desk.live = ReadBack::of(Name::Strict.toggles().to_json().as_bytes());
    desk.show();
    add("drift", &desk);
    insta::assert_snapshot!("state_line_styles", said);
}

#[test]
fn a_drifted_runbook_a_damaged_ledger_and_a_clock_that_is_behind_stand_out() {
    let mut desk = Desk::founded();
    desk.file.push_str("\nedited by hand\n");
    desk.show();
    assert!(desk.screen(140, 40).contains(" DRIFT plan.md "));
    desk.model.view.damage = Some("entry 3 does not match its hash".into());
    assert!(desk.screen(140, 40).contains("READ-ONLY entry 3"));
    let mut desk = Desk::founded();
    desk.press("! flood Enter");
    desk.now -= TimeDelta::minutes(2);
    desk.show();
    assert!(desk.screen(140, 40).contains("CLOCK?"));
}
