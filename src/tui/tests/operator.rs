//! The operator at 03:00: the incident path key by key, with its budgets, and what goes wrong on it.

use chrono::TimeDelta;

use super::desk::{Desk, commands, person};
use crate::console::Command;
use crate::hold::Kind;
use crate::incident;
use crate::posture::{self, Criterion, Name, ReadBack};
use crate::tui::effect::Effect;
use crate::tui::msg::{Msg, Ran};
use crate::tui::update;
use crate::verify;

fn in_force(desk: &Desk) -> Option<Name> {
    desk.state.posture.in_force()
}

/// How many keys a line of keys is; typed words and the environment's name do not count.
fn count(keys: &str, typed: &[&str]) -> usize {
    keys.split_whitespace().filter(|key| !typed.contains(key)).count()
}

fn toast(desk: &Desk) -> String {
    desk.model.toast.clone().map(|toast| toast.text).unwrap_or_default()
}

#[test]
fn the_whole_path_stays_within_its_keys() {
    let mut desk = Desk::founded().with_gate();
    let to_compat = "! doors_stay_shut Enter e Enter y";
    desk.press(to_compat);
    assert_eq!(in_force(&desk), Some(Name::Compat));
    assert!(count(to_compat, &["doors_stay_shut"]) <= 5);

    let further = "e Enter demo Enter";
    desk.press(further);
    assert_eq!(in_force(&desk), Some(Name::StaticRestore));
    assert!(count(to_compat, &["doors_stay_shut"]) + count(further, &["demo"]) <= 8);
    assert!(
        desk.screen(120, 40).lines().next().unwrap().contains("STATIC_RESTORE 30:00 left · INC-20261203-1 · owner ana")
    );

    desk.press("V");
    desk.gate_ends(32, 32);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Passed: 3/3 files, 32/32 tests · #") && screen.contains("sha256 cdcdcdcd"), "{screen}");
    desk.press("Esc");

    let back = "r a y";
    desk.press(back);
    assert_eq!(in_force(&desk), Some(Name::Strict));
    assert!(count(back, &[]) <= 3);
    assert_eq!(desk.state.verify.open.len(), 1, "the gate runs again by itself");
    desk.gate_ends(32, 32);
    assert!(desk.screen(120, 40).contains("All four exit criteria are met: Esc, then x closes INC-20261203-1"));
    assert_eq!(desk.model.open_criteria(), []);
    assert!(!desk.state.posture.window.as_ref().unwrap().unverified);
    desk.press("Esc");

    let close = "x y";
    desk.press(close);
    assert!(desk.state.incident.open.is_none());
    assert!(count(close, &[]) <= 2);
    let run = commands(desk.press("p"));
    assert!(
        matches!(&run[..], [Command::Incident(incident::Command::Report { id, force: None, .. })] if id == "INC-20261203-1")
    );
}

#[test]
fn the_preview_of_the_way_back_shows_the_four_criteria_and_what_stays_open() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! flood Enter e Enter y r");
    let screen = desk.screen(120, 40);
    for line in [
        "✘ 1 what made it necessary is over: nobody has attested it yet",
        "✘ 2 the gate passes with the recorded totals: it has not run yet; the gate runs",
        "✘ 3 the eight toggles read back as strict: read back after this",
        "✘ 4 nothing needs what strict switches off: nobody has attested it yet",
        "with 1, 2 and 4 open. It will be recorded reverted_unverified",
        "7 of 8 fields change",
        "never; strict is the posture to be in",
        "a attests 1 and 4",
    ] {
        assert!(screen.contains(line), "{line}: {screen}");
    }
    desk.press("a");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("✔ 1 what made it necessary is over: ana attests it with this"), "{screen}");
    assert!(screen.contains("with 2 open"), "{screen}");
    let run = commands(desk.press("a y"));
    assert_eq!(run[0], posture::Command::revert().into(), "taken back, nothing is answered for");
}

#[test]
fn without_a_gate_a_person_answers_for_the_second_criterion_too() {
    let mut desk = Desk::in_incident();
    let run = commands(desk.press("e Enter y r a y"));
    let attest = |criterion| posture::Command::Attest { criterion, note: None }.into();
    let expected: Vec<Command> = vec![
        attest(Criterion::Resolved),
        attest(Criterion::Verified),
        attest(Criterion::NoNeed),
        posture::Command::revert().into(),
    ];
    assert_eq!(run[1..], expected);
    assert_eq!(desk.model.open_criteria(), []);
}

#[test]
fn going_back_early_is_recorded_shown_and_made_good_from_the_list_of_what_holds_the_closing() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! flood Enter e Enter y r y");
    assert_eq!(in_force(&desk), Some(Name::Strict));
    assert!(desk.state.posture.window.as_ref().unwrap().unverified);
    desk.gate_ends(31, 32);
    let screen = desk.screen(120, 40);
    assert!(
        screen.contains("Failed: ") && screen.contains("the incident cannot close until the gate passes"),
        "{screen}"
    );
    desk.press("Esc");
    assert!(
        desk.screen(120, 40).lines().next().unwrap().contains(" UNVERIFIED: criteria 1, 2, 4 "),
        "{}",
        desk.screen(120, 40)
    );
    desk.press("x");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("NOT_ATTESTED") && screen.contains("NOT_VERIFIED"), "{screen}");
    // Attest the first, run the gate, attest the last: the list stays and gets shorter.
    desk.press("Enter y Enter y");
    desk.gate_ends(32, 32);
    desk.press("Esc Enter y");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Nothing holds it. x closes the incident"), "{screen}");
    desk.press("x y");
    assert!(desk.state.incident.open.is_none());
}

#[test]
fn an_agents_key_goes_back_and_answers_for_nothing() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y");
    desk.caller.kind = Kind::Agent;
    desk.show();
    desk.press("r");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("this key is no person's") && !screen.contains("a attests"), "{screen}");
    let run = commands(desk.press("a y"));
    assert_eq!(run, [posture::Command::revert().into()]);
    assert_eq!(in_force(&desk), Some(Name::Strict));
}

#[test]
fn other_totals_are_taken_over_with_a_reason() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! flood Enter e Enter y V");
    desk.gate_ends(33, 33);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Other totals") && screen.contains("a takes these totals over"), "{screen}");
    let run = commands(desk.press("a a_test_was_added Enter y"));
    let because = Some("a test was added".to_owned());
    assert_eq!(run, [verify::Command::Acknowledge { name: "gate".into(), because }.into()]);
    assert!(desk.state.verify.last["gate"].passed());
}

#[test]
fn other_totals_are_taken_over_from_the_list_of_what_holds_the_closing() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! flood Enter e Enter y r a y");
    desk.gate_ends(33, 33);
    desk.press("Esc x");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("take the totals of #") && screen.contains("run gate"), "{screen}");
    desk.press("Enter a_test_was_added Enter y");
    assert!(desk.screen(120, 40).contains("Nothing holds it. x closes the incident"), "{}", desk.screen(120, 40));
}

#[test]
fn without_a_gate_the_key_says_how_one_is_configured() {
    let mut desk = Desk::in_incident();
    assert_eq!(desk.press("V"), []);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("NO_VERIFICATION") && screen.contains("[[verification]]"), "{screen}");
}

#[test]
fn a_gate_that_goes_on_is_shown_and_not_begun_again() {
    let mut desk = Desk::in_incident().with_gate();
    desk.press("V Esc");
    let effects = desk.press("V");
    assert!(matches!(&effects[..], [Effect::Attach { .. }]), "{effects:?}");
    assert_eq!(desk.state.verify.open.len(), 1);
}

#[test]
fn the_probe_reads_back_where_none_is_configured_and_runs_where_one_is() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y");
    assert_eq!(desk.press("v"), [Effect::ReadBack]);
    assert_eq!(toast(&desk), "Read back: the live file reads compat, as granted");
    desk.live = ReadBack::of(Name::Strict.toggles().to_json().as_bytes());
    desk.press("v");
    assert_eq!(toast(&desk), "Read back: the live file reads strict, and compat is granted");
    let probe = serde_json::json!({"name": "probe", "argv": ["./probe"], "format": "exit"});
    desk.gates = vec![serde_json::from_value(probe).unwrap()];
    desk.show();
    let run = commands(desk.press("v"));
    assert!(matches!(&run[..], [Command::Verify(verify::Command::Run { name, .. })] if name == "probe"));
}

#[test]
fn more_time_takes_a_reason_and_is_one_more_entry() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y");
    desk.pass(TimeDelta::minutes(30));
    let run = commands(desk.press("+ not_over_yet Enter y"));
    let because = Some("not over yet".to_owned());
    let longer = Some(posture::Longer::FromNow(TimeDelta::hours(1)));
    assert_eq!(run, [posture::Command::Extend { longer, because }.into()]);
    let current = desk.state.posture.current.clone().unwrap();
    assert_eq!((current.extended, current.expires_at - desk.now), (1, TimeDelta::hours(1)));
    assert!(desk.screen(120, 40).contains("extended once"));
    let mut strict = Desk::in_incident();
    strict.press("+");
    assert!(strict.screen(120, 40).contains("NOT_LOOSENED"), "strict has no end to move");
}

#[test]
fn an_incident_is_offered_accepted_and_taken_back_with_one_key_each() {
    let mut desk = Desk::in_incident();
    desk.press("o");
    assert!(desk.screen(120, 40).contains("NO_HANDOFF"), "there is nobody to offer it to");
    desk.press("Esc");
    desk.enrol("ben", Kind::Human);
    let run = commands(desk.press("o y"));
    assert_eq!(run, [incident::Command::Handoff { id: None, to: "ben".into(), because: None }.into()]);
    assert!(desk.screen(120, 40).contains("ana offered it to ben"), "{}", desk.screen(120, 40));
    let run = commands(desk.press("o y"));
    assert_eq!(run, [incident::Command::Withdraw { id: None, because: None }.into()]);
    desk.press("o y");
    desk.caller = person("ben");
    desk.show();
    assert!(desk.screen(120, 40).contains("o accepts it"));
    let run = commands(desk.press("o y"));
    assert_eq!(run, [incident::Command::Accept { id: None }.into()]);
    assert_eq!(desk.state.incident.open_incident().unwrap().owner, "ben");
}

#[test]
fn with_several_people_one_is_chosen() {
    let mut desk = Desk::in_incident();
    desk.enrol("ben", Kind::Human);
    desk.enrol("cleo", Kind::Human);
    desk.enrol("bot", Kind::Agent);
    let run = commands(desk.press("o Right Enter y"));
    assert_eq!(run, [incident::Command::Handoff { id: None, to: "cleo".into(), because: None }.into()]);
}

#[test]
fn a_pending_handoff_holds_the_closing_and_its_way_takes_it_back() {
    let mut desk = Desk::in_incident();
    desk.enrol("ben", Kind::Human);
    desk.press("o y x");
    assert!(desk.screen(120, 40).contains("PENDING_HANDOFF"));
    desk.press("j Enter y");
    assert!(desk.state.incident.open_incident().unwrap().handoff.is_none());
}

#[test]
fn where_the_report_went_is_shown() {
    let mut desk = Desk::in_incident();
    let files = ["snapshots/INC-1.md".to_owned(), "snapshots/INC-1.json".to_owned()];
    let ran = Ran::Reported { id: "INC-1".into(), files, at: None, trouble: None };
    update(&mut desk.model, Msg::Ran(ran));
    let screen = desk.screen(120, 40);
    assert!(screen.contains("snapshots/INC-1.md") && screen.contains("nothing was changed"), "{screen}");
}

#[test]
fn the_timeline_of_an_incident_tells_of_posture_and_verification() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! flood Enter e Enter y V");
    desk.gate_ends(32, 32);
    desk.press("Esc t");
    let screen = desk.screen(120, 40);
    for told in ["APPLIED compat", "began the verification gate", "gate passed: 3/3 files", "declared INC-"] {
        assert!(screen.contains(told), "{told}: {screen}");
    }
}

#[test]
fn what_did_not_reach_the_target_is_put_there_by_hand_and_read_back() {
    let mut desk = Desk::in_incident();
    desk.deaf = true;
    desk.press("e Enter y");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("put compat in place by hand"), "{screen}");
    desk.press("G k k Enter");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Apply compat to demo by hand"), "{screen}");
    desk.press("y");
    let screen = desk.screen(120, 40);
    assert!(screen.lines().any(|line| line == "  \"provisioning_mode\": \"on_demand\","), "as plain text: {screen}");
    assert!(screen.contains("BY HAND compat waits for its read-back"), "{screen}");
    // The person writes it.
    desk.live = ReadBack::of(Name::Compat.toggles().to_json().as_bytes());
    let run = commands(desk.press("Enter"));
    assert_eq!(run, [posture::Command::Confirm { read_back: None }.into()]);
    assert_eq!(in_force(&desk), Some(Name::Compat));
}

#[test]
fn what_a_person_reads_from_a_target_out_of_reach_is_pasted() {
    let mut desk = Desk::in_incident();
    desk.live = ReadBack::Unreadable { reason: "permission denied".into() };
    desk.show();
    desk.press("Tab");
    while desk.model.focus != crate::tui::model::Pane::Posture {
        desk.press("Tab");
    }
    desk.press("Enter G k Enter y p");
    let text = Name::Compat.toggles().to_json();
    desk.at += std::time::Duration::from_secs(1);
    update(&mut desk.model, Msg::Paste { text: text.clone(), at: desk.at });
    let run = commands(desk.press("Enter"));
    assert!(matches!(&run[..], [Command::Posture(posture::Command::Confirm { read_back: Some(_) })]), "{run:?}");
    assert_eq!(in_force(&desk), Some(Name::Compat));
    assert!(desk.screen(120, 40).lines().next().unwrap().contains("COMPAT"));
}

#[test]
fn a_change_by_others_is_said_and_restored_or_adopted_from_the_posture() {
    let mut desk = Desk::in_incident();
    desk.live = ReadBack::of(Name::Compat.toggles().to_json().as_bytes());
    desk.notice();
    assert!(toast(&desk).starts_with("Somebody else changed the live file from strict to compat"), "{}", toast(&desk));
    let screen = desk.screen(120, 40);
    assert!(
        screen.contains("DRIFT live compat, ledger strict") && screen.contains("changed by somebody else"),
        "{screen}"
    );
    desk.press("Tab");
    while desk.model.focus != crate::tui::model::Pane::Posture {
        desk.press("Tab");
    }
    desk.press("Enter");
    assert!(desk.screen(120, 40).contains("adopt what is live: grant compat"), "{}", desk.screen(120, 40));
    desk.press("G Enter y");
    assert_eq!(in_force(&desk), Some(Name::Compat));
    assert!(desk.state.posture.changed.is_none());
}

#[test]
fn going_back_where_others_were_first_runs_the_gate_all_the_same() {
    let mut desk = Desk::founded().with_gate();
    desk.press("! flood Enter e Enter y");
    desk.live = ReadBack::of(Name::Strict.toggles().to_json().as_bytes());
    desk.notice();
    desk.press("r a y");
    assert_eq!(desk.state.verify.open.len(), 1);
}

#[test]
fn who_comes_to_an_open_incident_finds_its_keys_in_the_footer() {
    let desk = Desk::in_incident();
    let fresh = crate::tui::Model::from_view(desk.view());
    assert_eq!(fresh.focus, crate::tui::model::Pane::Incident);
}

#[test]
fn an_override_that_ended_is_overdue_on_every_screen_and_recorded_once() {
    let mut desk = Desk::in_incident();
    desk.press("e Enter y");
    desk.pass(TimeDelta::minutes(61));
    desk.notice();
    assert!(toast(&desk).contains("and is still in force"), "{}", toast(&desk));
    desk.press("W");
    let line = desk.screen(120, 40).lines().next().unwrap().to_owned();
    assert!(line.contains("OVERDUE COMPAT by 1m · INC-20261203-1 · owner ana"), "{line}");
    let seq = desk.state.last.clone().unwrap().seq;
    desk.notice();
    assert_eq!(desk.state.last.clone().unwrap().seq, seq);
}

#[test]
fn a_target_that_is_behind_is_a_word_and_its_ways_are_on_the_posture() {
    let mut desk = Desk::in_incident();
    desk.setup.flagd = true;
    desk.show();
    let screen = desk.screen(120, 40);
    assert!(screen.contains(" TARGET behind ") && screen.contains("behind: the target flagd"), "{screen}");
}

#[test]
fn the_ladder_says_what_the_selected_rung_needs_changes_and_how_it_ends() {
    let mut desk = Desk::founded();
    desk.press("e j");
    for (columns, rows) in [(120, 40), (80, 24)] {
        let screen = desk.screen(columns, rows);
        for said in [
            "✘ an open incident",
            "30m from now",
            "press r, then y: strict, 8 fields",
            "8 of 8 fields change",
            "EXISTING",
        ] {
            assert!(screen.contains(said), "{said}: {screen}");
        }
    }
}

#[test]
fn help_and_footer_name_every_key_of_the_path() {
    let mut desk = Desk::founded().with_gate();
    desk.press("?");
    let path = desk.screen(120, 40);
    let lines: Vec<&str> = path.lines().skip_while(|line| !line.contains("In an incident:")).take(2).collect();
    for key in ["! declare", "e escalate", "v probe", "V gate", "r revert", "x close", "p report", "+ extend"] {
        assert!(lines.join(" ").contains(key), "{key}: {lines:?}");
    }
    for key in ["n note", "o owner", "t timeline", "w why"] {
        assert!(lines.join(" ").contains(key), "{key}: {lines:?}");
    }
    assert!(desk.screen(80, 24).contains("r revert"), "{}", desk.screen(80, 24));
    desk.press("Esc ! flood Enter");
    assert!(toast(&desk).ends_with("e shows the ways up the ladder"), "{}", toast(&desk));
    desk.press("e Enter y");
    assert!(toast(&desk).ends_with("V verifies, r goes back"), "{}", toast(&desk));
}

#[test]
fn no_size_breaks_what_lies_over_the_deck() {
    let mut desk = Desk::founded().with_gate();
    desk.enrol("ben", Kind::Human);
    desk.deaf = true;
    let paths = [
        "! flood Enter e Enter y",
        "Esc r",
        "a",
        "Esc V",
        "Esc o",
        "Esc p",
        "Esc x",
        "Esc Shift-Tab Enter",
        "G k k Enter y",
        "p",
    ];
    for keys in paths {
        desk.press(keys);
        for columns in [1, 2, 5, 20, 59, 60, 79, 80, 109, 110, 300] {
            for rows in [1, 2, 3, 5, 14, 15, 20, 23, 24, 100] {
                desk.screen(columns, rows);
            }
        }
    }
}

#[test]
fn plain_pictures_of_the_path_have_words_and_no_boxes() {
    let mut desk = Desk::founded().with_gate();
    let boxes = |c: char| ('\u{2500}'..='\u{259f}').contains(&c) || ('\u{2800}'..='\u{28ff}').contains(&c);
    for keys in ["! flood Enter e", "Enter", "y", "r", "Esc V", "Esc x"] {
        desk.press(keys);
        let screen = desk.plain_screen(100, 32);
        assert!(!screen.contains(boxes), "{keys}: {screen}");
    }
}
