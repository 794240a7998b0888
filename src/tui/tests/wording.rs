//! What the screens say at the places where somebody who sees them for the first time would stumble.

use chrono::TimeDelta;

use super::desk::{Desk, commands};
use crate::incident;
use crate::posture::{Command as Posture, Longer, Name, ReadBack};
use crate::tui::model::Pane;

fn toast(desk: &Desk) -> String {
    desk.model.toast.clone().map(|toast| toast.text).unwrap_or_default()
}

/// `static_restore` in force for two minutes by now; 28 are left.
fn restored() -> Desk {
    let mut desk = Desk::in_incident();
    desk.press("e j Enter demo Enter");
    desk.pass(TimeDelta::minutes(2));
    desk
}

#[test]
fn an_extension_says_by_how_much_it_is_later_and_afterwards_that_it_was_one() {
    let mut desk = restored();
    desk.press("+ not_over_yet");
    let screen = desk.screen(120, 40);
    for said in
        ["until 03:47Z, 28m left", "03:49Z, 2m later than now granted, 30m from now", "at most 30m from now: 03:49Z"]
    {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    let run = commands(desk.press("Tab +1m Enter y"));
    let because = Some("not over yet".to_owned());
    assert_eq!(run, [Posture::Extend { longer: Some(Longer::Added(TimeDelta::minutes(1))), because }.into()]);
    assert!(toast(&desk).starts_with("Extended static_restore to 03:48Z (#"), "{}", toast(&desk));
    assert!(toast(&desk).ends_with(')'), "{}", toast(&desk));
    desk.press("t");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("extended static_restore to 03:48Z: because not over yet"), "{screen}");
}

#[test]
fn an_extension_that_would_shorten_leads_to_the_ways_past_and_not_to_the_key_that_confirms() {
    let mut desk = restored();
    for (typed, said) in [("10m", "10m from now is 03:29Z, 18m earlier"), ("40m", "an end at most 30m from now")] {
        let effects = desk.press(&format!("+ longer Tab {typed}"));
        assert_eq!(effects, []);
        let screen = desk.screen(120, 40);
        assert!(screen.contains(said) && !screen.contains("y confirms"), "{typed}: {screen}");
        assert_eq!(desk.press("Enter"), []);
        let screen = desk.screen(120, 40);
        assert!(screen.contains("Held: nothing was written"), "{screen}");
        assert!(screen.contains("extend it to last 30m from now"), "{screen}");
        // Esc leads back to what was typed.
        desk.press("Esc");
        assert!(desk.screen(120, 40).contains(typed) && !desk.screen(120, 40).contains("y confirms"));
        desk.press("Esc");
    }
    let run = commands(desk.press("+ longer Tab 10m Enter Enter y"));
    let longer = Some(Longer::FromNow(TimeDelta::minutes(30)));
    assert_eq!(run, [Posture::Extend { longer, because: Some("longer".into()) }.into()], "the way past is taken");
}

#[test]
fn what_is_held_from_the_start_says_so_at_the_key() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter Tab Tab Ctrl-u 9h Tab");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("y lists the ways past") && !screen.contains("y confirms"), "{screen}");
    desk.press("y");
    assert!(desk.screen(120, 40).contains("apply compat for 2h"), "{}", desk.screen(120, 40));
    assert_eq!(desk.state.posture.in_force(), Some(Name::Strict));
}

fn row<'a>(screen: &'a str, said: &str) -> &'a str {
    screen.lines().find(|line| line.contains(said)).unwrap_or_default()
}

fn focus(desk: &mut Desk, pane: Pane) {
    while desk.model.focus != pane {
        desk.press("Tab");
    }
}

#[test]
fn a_failed_probe_stays_beside_the_gate_and_in_the_preview_of_the_closing_and_holds_nothing() {
    let mut desk = Desk::founded().with_gate().with_probe();
    desk.press("v");
    desk.probe_ends(1);
    desk.press("Esc ! flood Enter");
    focus(&mut desk, Pane::Posture);
    assert!(!desk.screen(120, 40).contains("probe <1m ago"), "what ran before the incident says nothing of it");
    desk.press("e Enter y r a y");
    desk.gate_ends(32, 32);
    desk.press("Esc v");
    desk.probe_ends(1);
    desk.press("Esc");
    desk.pass(TimeDelta::seconds(20));
    let said = "✘ probe <1m ago: failed: the command ended with";
    assert!(desk.screen(120, 40).contains(said), "{}", desk.screen(120, 40));
    assert!(desk.screen(120, 40).contains("✔ gate <1m ago: passed"), "{}", desk.screen(120, 40));
    desk.press("x");
    let buffer = desk.buffer(120, 40);
    let screen = desk.screen(120, 40);
    assert!(screen.contains(said) && screen.contains("y confirms"), "{screen}");
    let (y, line) = screen.lines().enumerate().filter(|(_, line)| line.contains(said)).last().unwrap();
    let x = line.chars().position(|c| c == '✘').unwrap();
    let red = desk.model.theme.bad().fg.unwrap();
    assert_eq!(buffer[(u16::try_from(x).unwrap(), u16::try_from(y).unwrap())].fg, red);
    desk.press("y");
    assert!(desk.state.incident.open.is_none(), "it holds nothing");
}

#[test]
fn a_probe_that_passed_is_said_too_and_leaves_the_closing_alone() {
    let mut desk = Desk::founded().with_gate().with_probe();
    desk.press("! flood Enter v");
    desk.probe_ends(0);
    desk.press("Esc");
    assert!(desk.screen(120, 40).contains("✔ probe <1m ago: passed"), "{}", desk.screen(120, 40));
    desk.press("x");
    let screen = desk.screen(120, 40);
    let inside = screen.lines().skip_while(|line| !line.contains("Close INC-")).take(8);
    assert!(!inside.collect::<String>().contains("✘ probe"), "{screen}");
}

fn closed() -> Desk {
    let mut desk = Desk::in_incident();
    desk.press("x y");
    desk
}

#[test]
fn a_closed_incident_is_found_again_from_its_bar_by_enter_and_by_t() {
    let mut desk = closed();
    let bar = desk.screen(120, 40);
    let bar = row(&bar, "Incident: none");
    assert!(bar.contains("last INC-20261203-1 closed 03:17Z · t Tab its timeline · ! declares one"), "{bar}");
    assert!(row(&desk.screen(80, 24), "Incident: none").contains("t Tab its timeline · ! declares one"));
    let fresh = crate::tui::Model::from_view(desk.view());
    desk.model = fresh;
    focus(&mut desk, Pane::Incident);
    let screen = desk.screen(120, 40);
    assert!(row(&screen, "Incident: none").contains("· t its timeline ·"), "{screen}");
    let footer = screen.lines().last().unwrap();
    assert!(footer.contains("⏎ its timeline") && footer.contains("q detach"), "{footer}");
    for keys in ["Enter", "t"] {
        desk.press(keys);
        let screen = desk.screen(120, 40);
        assert!(screen.contains("Timeline of INC-20261203-1") && screen.contains("declared INC-"), "{keys}: {screen}");
        desk.press("Esc");
    }
    assert!(desk.model.overlays.is_empty());
}

#[test]
fn where_there_was_no_incident_enter_on_the_bar_declares_one_and_the_footer_says_so() {
    let mut desk = Desk::founded();
    focus(&mut desk, Pane::Incident);
    assert!(desk.screen(120, 40).lines().last().unwrap().contains("⏎ declare"));
    desk.press("Enter");
    assert!(desk.screen(120, 40).contains("Declare INC-"));
}

#[test]
fn tab_goes_between_the_timelines_of_the_phase_and_of_the_newest_incident() {
    let mut desk = closed();
    desk.press("Esc t");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Timeline of M1") && screen.contains("Tab the incident's"), "{screen}");
    desk.press("Tab");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Timeline of INC-20261203-1") && screen.contains("closed INC-"), "{screen}");
    assert!(screen.contains("Tab the phase's"), "{screen}");
    desk.press("Tab");
    assert!(desk.screen(120, 40).contains("Timeline of M1"));
    let mut none = Desk::founded();
    none.press("t Tab");
    assert!(!none.screen(120, 40).contains("Tab the incident's") && none.screen(120, 40).contains("Timeline of M1"));
}

#[test]
fn while_x_cancels_nothing_on_the_screen_says_that_it_does_something_else() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! flood Enter e Enter y r a y");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("REVERTED UNVERIFIED: strict is back, and criterion 2, the gate, is open"), "{screen}");
    assert!(screen.contains("the gate runs now") && screen.contains("x cancels it"), "{screen}");
    assert!(!screen.contains("x lists") && !screen.contains("x closes"), "{screen}");
    // Nor does what was said a moment before the probe was begun.
    let mut desk = Desk::in_incident().with_probe();
    desk.gates.clear();
    desk.show();
    desk.press("e Enter y r a y");
    assert!(toast(&desk).contains("x closes the incident"), "{}", toast(&desk));
    let mut desk = desk.with_probe();
    desk.press("v");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("x cancels it") && !screen.contains("x closes"), "{screen}");
}

#[test]
fn what_is_not_verified_is_named_and_never_only_a_number() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! flood Enter e Enter y r a y");
    desk.gate_ends(31, 32);
    desk.press("Esc");
    let first = |desk: &Desk, columns| desk.screen(columns, 24).lines().next().unwrap().to_owned();
    assert!(first(&desk, 120).contains(" UNVERIFIED: criterion 2 "), "{}", first(&desk, 120));
    assert!(first(&desk, 80).contains(" UNVERIFIED: gate "), "{}", first(&desk, 80));
    let screen = desk.screen(120, 40);
    assert!(screen.contains("exit: 1 cause ✔, 2 gate ✘, 3 strict ✔, 4 need ✔"), "{screen}");
}

#[test]
fn the_timeline_has_seconds_severity_ends_reasons_verdicts_and_the_path_of_the_report() {
    let mut desk = Desk::founded().with_gate().with_probe();
    desk.press("! flood Enter v");
    desk.probe_ends(1);
    desk.press("Esc e Enter y");
    desk.carry_out(&Posture::revert().into(), "ana").unwrap();
    desk.show();
    desk.press("! t");
    let screen = desk.screen(120, 40);
    for said in [
        "2026-12-03 03:14:00Z ana declared INC-20261203-1 SEV2: flood",
        "probe failed: the command ended with exit 1",
        "began to apply compat until 04:14Z: because INC-20261203-1: flood",
    ] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    let event = incident::Event::ReportWritten(incident::ReportWritten {
        id: "INC-20261203-1".into(),
        intent: 1,
        recovered: false,
    });
    assert!(event.told().contains("snapshots/INC-20261203-1.md"), "{}", event.told());
}

#[test]
fn the_founding_says_that_it_writes_strict_or_adopts_what_is_there() {
    let mut desk = Desk::unfounded();
    let said = "It WRITES strict to demo now: 8 fields into .wayhold/posture.json.";
    assert!(desk.screen(120, 40).contains(said), "{}", desk.screen(120, 40));
    desk.press("y");
    assert!(toast(&desk).contains("(#0 to #"), "{}", toast(&desk));
    let mut desk = Desk::unfounded();
    desk.live = ReadBack::of(Name::Compat.toggles().to_json().as_bytes());
    desk.model = crate::tui::Model::from_view(desk.view());
    let screen = desk.screen(120, 40);
    assert!(screen.contains("adopts the live posture as it is") && screen.contains("reads compat"), "{screen}");
    assert!(!screen.contains("WRITES"), "{screen}");
}

#[test]
fn the_probe_is_in_the_footer_of_an_incident_where_there_is_one_to_run() {
    let mut desk = Desk::founded().with_gate().with_probe();
    let footer = |desk: &Desk, columns| desk.screen(columns, 24).lines().last().unwrap().to_owned();
    desk.press("! flood Enter");
    assert!(footer(&desk, 80).contains("v probe") && footer(&desk, 80).contains("? help"), "{}", footer(&desk, 80));
    desk.press("e Enter y");
    assert!(footer(&desk, 80).contains("v probe"), "{}", footer(&desk, 80));
    assert!(toast(&desk).ends_with("v probes, V verifies, r goes back"), "{}", toast(&desk));
    desk.press("r a y");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Gate · verify-") && !screen.contains("Verification gate"), "{screen}");
    desk.gate_ends(32, 32);
    desk.press("Esc");
    assert!(footer(&desk, 80).contains("v probe"), "{}", footer(&desk, 80));
    desk.press("v");
    assert!(desk.screen(120, 40).contains("Probe · verify-"));
    assert!(!footer(&Desk::in_incident(), 80).contains("v probe"), "without one there is nothing to run");
}

#[test]
fn a_message_that_does_not_fit_ends_with_a_whole_part() {
    let mut desk = Desk::founded().with_gate().with_probe();
    desk.press("! flood Enter e j Enter demo Enter");
    let screen = desk.screen(80, 24);
    let line = screen.lines().rev().nth(1).unwrap();
    assert!(line.trim_end().ends_with("· until 03:44Z"), "{line}");
}

#[test]
fn the_form_of_a_declaration_says_what_may_stand_in_a_line_and_typing_replaces_what_it_offers() {
    let mut desk = Desk::founded();
    desk.press("! flood");
    assert!(desk.screen(120, 40).contains("a few words that tell it from the last one"));
    desk.press("Shift-Tab");
    let screen = desk.screen(80, 24);
    assert!(screen.contains("now, a time ago such as 15m, or 2026-12-03T03:14Z"), "{screen}");
    desk.press("-10m Enter");
    let open = desk.state.incident.open_incident().unwrap();
    assert_eq!(open.started_at, desk.now - TimeDelta::minutes(10));
    let mut desk = Desk::founded();
    desk.press("! flood Tab Left x Enter");
    assert_eq!(desk.state.incident.open_incident().unwrap().owner, "anxa", "a key that moves keeps what is offered");
}

#[test]
fn control_u_clears_the_line() {
    let mut desk = Desk::founded();
    desk.press("! a_title_with_words Left Left Ctrl-u flood Enter");
    assert_eq!(desk.state.incident.open_incident().unwrap().title, "flood");
    desk.press("n one Alt-Enter two Ctrl-u Ctrl-u three Enter");
    assert_eq!(desk.state.incident.open_incident().unwrap().notes[0].text, "one\nthree", "of several only its own");
}

#[test]
fn with_nobody_else_enrolled_no_name_is_asked_for_and_going_on_alone_is_the_way() {
    let mut desk = Desk::in_incident();
    desk.press("o");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("only ana is enrolled, so nobody can take it over"), "{screen}");
    assert!(screen.contains("go on alone; the incident shows SOLO"), "{screen}");
    assert!(!screen.contains("the name of who shall own it"), "{screen}");
    desk.press("j");
    let screen = desk.screen(80, 24);
    assert!(screen.contains("--key FILE.pub"), "the selected way is said whole: {screen}");
}

#[test]
fn a_long_note_is_wrapped_where_it_is_typed_and_where_it_is_read() {
    let mut desk = Desk::in_incident();
    let words = "word_".repeat(30);
    desk.press(&format!("n {words}last"));
    let screen = desk.screen(80, 24);
    assert!(screen.contains("word last"), "{screen}");
    assert_eq!(screen.matches("word").count(), 30, "{screen}");
    desk.press("Enter");
    let screen = desk.screen(80, 40);
    assert!(screen.contains("last"), "{screen}");
}

#[test]
fn the_ladder_says_the_selected_rung_in_two_lines_where_one_is_too_short() {
    let mut desk = Desk::founded();
    desk.press("e j");
    let screen = desk.screen(120, 40);
    assert!(row(&screen, "▶ CREATE").contains("static_restore: 30m, 8 of 8 fields change"), "{screen}");
    assert!(!row(&screen, "▶ CREATE").contains('…'), "{screen}");
    assert!(screen.contains("press r, then y: strict, 8 fields"), "{screen}");
}

#[test]
fn the_help_keeps_keys_and_sentences_apart_and_says_whole_what_holds() {
    let mut desk = Desk::founded();
    desk.press("? G");
    let screen = desk.screen(116, 80);
    assert!(screen.contains(": withdraw handoff  Take"), "{screen}");
    let inside: String = screen.lines().filter(|line| line.contains("held:")).collect();
    assert!(!inside.contains('…'), "{screen}");
}

#[test]
fn a_posture_of_a_moment_ago_is_not_given_in_seconds_that_stand_still() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y r a y");
    desk.pass(TimeDelta::seconds(42));
    assert!(desk.screen(120, 40).lines().next().unwrap().contains("STRICT since <1m"));
}
