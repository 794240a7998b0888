//! The journeys, key by key, with their budgets.

use chrono::TimeDelta;

use super::desk::{Desk, commands};
use crate::console::Command;
use crate::incident::{self, Severity};
use crate::posture::{self, Name};
use crate::runbook::{self, EvidenceRef};
use crate::tui::effect::Effect;
use crate::tui::model::{Pane, Source};

fn applied(desk: &Desk) -> Option<Name> {
    desk.state.posture.in_force()
}

#[test]
fn one_key_founds_the_ledger_and_adopts_every_runbook() {
    let mut desk = Desk::unfounded();
    let run = commands(desk.press("y"));
    assert_eq!(run[0], Command::Found);
    assert!(matches!(&run[1], Command::Runbook(runbook::Command::Adopt { path, .. }) if path == "plan.md"));
    assert!(desk.state.founded.is_some() && desk.model.adopted());
    assert_eq!(desk.model.overlays.len(), 0);
}

#[test]
fn declining_to_found_leaves_a_console_to_look_around_in_and_a_key_to_ask_again() {
    let mut desk = Desk::unfounded();
    assert_eq!(desk.press("Esc j j Tab w Esc"), []);
    assert!(desk.state.founded.is_none());
    assert_eq!(commands(desk.press("a y"))[0], Command::Found);
}

#[test]
fn an_incident_is_declared_with_a_title_and_enter() {
    let mut desk = Desk::founded();
    let run = commands(desk.press("! doors_stay_shut Enter"));
    let expected = incident::Command::Declare {
        title: "doors stay shut".into(),
        owner: Some("ana".into()),
        severity: Some(Severity::Sev2),
        reason_code: Some("incident_restore".into()),
        started_at: None,
    };
    assert_eq!(run, [expected.into()]);
    assert!(desk.state.incident.open.is_some());
}

#[test]
fn the_form_takes_another_severity_reason_and_start() {
    let mut desk = Desk::founded();
    let run = commands(desk.press("! late Tab Tab Left Tab Right Tab Backspace Backspace Backspace 15m Enter"));
    let Command::Incident(incident::Command::Declare { severity, reason_code, started_at, .. }) = &run[0] else {
        panic!()
    };
    assert_eq!((severity, reason_code.as_deref()), (&Some(Severity::Sev1), Some("bad_release")));
    assert_eq!(started_at.unwrap(), desk.now - TimeDelta::minutes(15));
}

#[test]
fn with_an_incident_open_the_key_goes_to_it() {
    let mut desk = Desk::in_incident();
    assert_eq!(desk.press("!"), []);
    assert_eq!(desk.model.focus, Pane::Incident);
}

#[test]
fn compat_from_cold_is_five_keys_and_a_title() {
    let mut desk = Desk::founded();
    desk.press("! doors_stay_shut Enter e Enter y");
    assert_eq!(applied(&desk), Some(Name::Compat));
    let because = desk.state.posture.current.as_ref().unwrap().because.clone().unwrap();
    assert!(because.ends_with("doors stay shut"), "{because}");
}

#[test]
fn static_restore_from_cold_is_within_eight_keys_a_title_and_the_environment() {
    let mut desk = Desk::founded();
    desk.press("! doors_stay_shut Enter e j Enter demo Enter");
    assert_eq!(applied(&desk), Some(Name::StaticRestore));
    let current = desk.state.posture.current.clone().unwrap();
    assert!(current.because.unwrap().starts_with("compat_not_possible"), "compat was passed over, and that is said");
    assert_eq!(current.expires_at - desk.now, TimeDelta::minutes(30));
}

#[test]
fn static_restore_after_compat_needs_no_search_on_the_ladder() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y e Enter demo Enter");
    assert_eq!(applied(&desk), Some(Name::StaticRestore));
}

#[test]
fn static_restore_without_an_incident_is_refused_and_the_way_past_leads_to_the_declaration() {
    let mut desk = Desk::founded();
    desk.press("e j Enter demo Enter");
    assert_eq!(applied(&desk), Some(Name::Strict));
    let screen = desk.screen(120, 40);
    assert!(screen.contains("NO_INCIDENT") && screen.contains("Held: nothing was written"), "{screen}");
    desk.press("Enter doors_stay_shut Enter");
    assert!(desk.state.incident.open.is_some());
}

#[test]
fn the_wrong_environment_is_refused_and_what_was_typed_is_still_there_to_mend() {
    let mut desk = Desk::in_incident();
    desk.press("e j Enter prod Enter");
    assert!(desk.screen(120, 40).contains("WRONG_ENVIRONMENT"));
    desk.press("Esc");
    assert!(desk.screen(120, 40).contains("environment prod"));
    desk.press("Backspace Backspace Backspace Backspace demo Enter");
    assert_eq!(applied(&desk), Some(Name::StaticRestore));
}

#[test]
fn reverting_is_two_keys_from_anywhere() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y");
    for elsewhere in ["Tab", "Tab", "W"] {
        desk.press(elsewhere);
    }
    let run = commands(desk.press("r y"));
    assert_eq!(run, [posture::Command::revert().into()]);
    assert_eq!(applied(&desk), Some(Name::Strict));
}

#[test]
fn closing_is_two_keys_and_before_strict_says_what_holds_it() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y x");
    assert!(desk.screen(120, 40).contains("NOT_STRICT"));
    // The way past is selected: its preview reverts, and answers for what a person answers for.
    desk.press("Enter a y");
    assert_eq!(applied(&desk), Some(Name::Strict));
    assert!(desk.screen(120, 40).contains("Nothing holds it. x closes the incident"), "{}", desk.screen(120, 40));
    assert_eq!(commands(desk.press("x y")).len(), 1);
    assert!(desk.state.incident.open.is_none());
}

#[test]
fn a_note_is_saved_by_enter_and_broken_by_alt_enter() {
    let mut desk = Desk::in_incident();
    let run = commands(desk.press("n rolled_back Alt-Enter and_watching Enter"));
    let expected = incident::Command::note("rolled back\nand watching");
    assert_eq!(run, [expected.into()]);
    assert!(desk.screen(120, 40).contains("rolled back ⏎ and watching"));
}

#[test]
fn a_note_without_an_incident_says_what_holds_it() {
    let mut desk = Desk::founded();
    assert_eq!(desk.press("Shift-Tab n"), []);
    assert!(desk.screen(120, 40).contains("NO_INCIDENT"));
}

#[test]
fn space_asks_for_evidence_and_never_ticks_by_itself() {
    let mut desk = Desk::founded();
    assert_eq!(desk.press("Tab Space"), []);
    assert_eq!(desk.press("Enter"), [], "nothing typed is no evidence");
    let run = commands(desk.press("books.jpg Enter"));
    let Command::Runbook(runbook::Command::Tick { phase, evidence, .. }) = &run[0] else { panic!() };
    assert_eq!((phase.as_str(), evidence), ("M1", &vec![EvidenceRef::File { path: "books.jpg".into() }]));
    assert!(desk.file.contains("- [x] the books are packed"));
    assert!(desk.screen(120, 40).contains("E1 #"));
}

#[test]
fn evidence_that_is_not_there_is_refused_and_the_words_are_kept() {
    let mut desk = Desk::founded();
    desk.press("Tab Space nowhere.txt Enter");
    assert!(desk.screen(120, 40).contains("NO_EVIDENCE"));
    desk.press("Esc");
    assert!(desk.screen(120, 40).contains("nowhere.txt"));
    assert!(desk.file.contains("- [ ] the books are packed"));
}

#[test]
fn space_on_a_ticked_item_takes_the_tick_back_with_a_reason() {
    let mut desk = Desk::founded();
    desk.press("Tab Space commit:abc1234 Enter");
    let run = commands(desk.press("Space wrong_commit Enter"));
    assert!(matches!(&run[0], Command::Runbook(runbook::Command::Untick { reason, .. }) if reason == "wrong commit"));
    assert!(desk.file.contains("- [ ] the books are packed"));
}

#[test]
fn from_the_roadmap_space_goes_to_the_phase_before_it_asks_anything() {
    let mut desk = Desk::founded();
    assert_eq!(commands(desk.press("Space")), []);
    assert_eq!((desk.model.focus, desk.model.overlays.len()), (Pane::Main, 0));
}

#[test]
fn an_offer_of_a_world_is_accepted_by_enter_and_y() {
    let mut desk = Desk::founded();
    let run = commands(desk.press("W Enter Enter y"));
    assert!(matches!(&run[0], Command::Provision(crate::provision::Command::Accept { edge, .. }) if edge == "first"));
    assert!(desk.screen(120, 40).contains("Work done 1 · receipt"));
}

#[test]
fn the_offers_pane_follows_the_selection() {
    let mut desk = Desk::founded();
    assert_eq!(desk.model.source, Source::Phase);
    desk.press("Tab Tab");
    assert_eq!((desk.model.focus, desk.model.source), (Pane::Posture, Source::Ladder));
    desk.press("Shift-Tab");
    assert_eq!(desk.model.source, Source::Phase);
    desk.press("W");
    assert_eq!(desk.model.source, Source::World);
}

#[test]
fn somebody_else_first_means_that_the_key_did_nothing_and_says_so() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter");
    let theirs =
        posture::Command::Apply { to: Name::Compat, duration: None, because: Some("first".into()), confirm: None };
    desk.carry_out(&theirs.into(), "bob").unwrap();
    desk.now += TimeDelta::seconds(4);
    let before = desk.state.clone();
    desk.press("y");
    assert_eq!(desk.state, before, "nothing was written");
    let said = desk.model.toast.clone().unwrap().text;
    assert!(said.starts_with("bob changed posture 4s ago") && said.ends_with("your key did nothing"), "{said}");
}

#[test]
fn strict_is_applied_even_when_somebody_else_moved_the_posture_a_moment_ago() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y r");
    let theirs = posture::Command::Apply {
        to: Name::StaticRestore,
        duration: None,
        because: None,
        confirm: Some("demo".into()),
    };
    desk.carry_out(&theirs.into(), "bob").unwrap();
    desk.press("y");
    assert_eq!(applied(&desk), Some(Name::Strict));
}

#[test]
fn q_leaves_and_control_c_leaves_from_everywhere() {
    let mut desk = Desk::founded();
    assert_eq!(desk.press("q"), [Effect::Quit]);
    assert_eq!(desk.press("! words Ctrl-c"), [Effect::Quit]);
    assert_eq!(desk.press("Ctrl-z"), [Effect::Suspend]);
}
