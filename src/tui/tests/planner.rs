//! The planner's keys: evidence, attestations, closing, what comes after it, decisions, drift.

use super::desk::{Desk, PLAN, commands};
use crate::console::Command;
use crate::runbook::{self, Act, EvidenceRef, Status};
use crate::tui::commands as registry;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;
use crate::tui::overlays::Overlay;
use crate::tui::page::Spot;
use crate::tui::update;

/// The plan with something of everything around its phases.
pub(super) fn full() -> String {
    let parts = "Implementation tasks:\n1. Carry the boxes down.\nRollback posture:\n- Carry them up again.\n\
                 Evidence contract:\n- A photograph of the van.\n";
    let step = "\n```sh {name=count-boxes kind=probe timeout=30s}\nls boxes | wc -l\n```\n";
    let program = "# Moving house\n\n## Scope\nIn scope:\n- The furniture.\nOut of scope:\n- The cat.\n\n\
                   ## Authorities\n1. The contract.\n\n## When the whole program is finished\n- Both keys are handed over.\n\n\
                   ## Guardrails\n- Nobody carries the piano alone.\n";
    PLAN.replace("# Moving house\n", program)
        .replace("- M0 is `DONE`.", "- M0 is `DONE`.\n- The landlord has agreed.")
        .replace("- [ ] the kitchen is packed\n", &format!("- [ ] the kitchen is packed\n{step}"))
        .replace("- [ ] the van is returned\n", &format!("- [ ] the van is returned\n{parts}"))
}

pub(super) fn planner() -> Desk {
    let mut desk = Desk::with_plan(&full());
    desk.model.toast = None;
    desk
}

/// M1 with everything done that its closing asks for.
pub(super) fn ready() -> Desk {
    let mut desk = planner();
    desk.press("Tab Space books.jpg Enter j Space commit:abc1234 Enter");
    desk.press("g j j Space he_said_so_on_the_phone Enter y");
    desk.press("k j j Space counted_them Enter y N packed_everything Enter");
    desk
}

fn status(desk: &Desk, id: &str) -> Status {
    desk.model.document().unwrap().status(id)
}

fn top(desk: &Desk) -> Option<&Overlay> {
    desk.model.top().map(|open| &open.what)
}

#[test]
fn every_kind_of_evidence_is_chosen_by_tab() {
    let kinds = [
        ("books.jpg", EvidenceRef::File { path: "books.jpg".into() }),
        ("Tab make_check", EvidenceRef::Command { line: "make check".into() }),
        ("Tab Tab https://example.org/x", EvidenceRef::Url { url: "https://example.org/x".into() }),
        ("Tab Tab Tab abc1234", EvidenceRef::Commit { sha: "abc1234".into() }),
        ("commit:abc1234", EvidenceRef::Commit { sha: "abc1234".into() }),
    ];
    for (keys, expected) in kinds {
        let mut desk = planner();
        let run = commands(desk.press(&format!("Tab Space {keys} Enter y")));
        let Command::Runbook(runbook::Command::Tick { evidence, .. }) = &run[0] else { panic!("{keys}: {run:?}") };
        assert_eq!(evidence, &vec![expected], "{keys}");
    }
}

#[test]
fn a_command_is_shown_before_it_runs() {
    let mut desk = planner();
    assert_eq!(commands(desk.press("Tab Space Tab make_check Enter")), [], "Enter only previews it");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("with `make check` as evidence") && screen.contains("runs now"), "{screen}");
    assert_eq!(commands(desk.press("y")).len(), 1);
}

#[test]
fn a_clause_of_the_gate_is_attested_with_a_statement_a_preview_and_y() {
    let mut desk = planner();
    desk.press("Tab g j j");
    assert!(matches!(desk.model.spot(), Some(Spot::Gate(_))));
    assert_eq!(commands(desk.press("Space he_agreed_in_writing Enter")), []);
    let run = commands(desk.press("y"));
    let Command::Runbook(runbook::Command::Phase { act: Act::Attest { statement, .. }, .. }) = &run[0] else {
        panic!()
    };
    assert_eq!(statement, "he agreed in writing");
    assert!(desk.screen(120, 40).contains("att. #"), "{}", desk.screen(120, 40));
}

#[test]
fn a_clause_that_the_plan_answers_itself_asks_nobody() {
    let mut desk = planner();
    desk.press("Tab g j Space");
    assert!(desk.screen(120, 40).contains("nobody's word is asked for"), "{}", desk.screen(120, 40));
}

#[test]
fn an_inherited_box_takes_a_statement_or_evidence() {
    let mut desk = planner();
    desk.press("Tab k");
    assert_eq!(desk.model.item().unwrap().number, 1);
    assert_eq!(commands(desk.press("Space I_carried_them Enter")), []);
    let run = commands(desk.press("y"));
    assert!(matches!(&run[0], Command::Runbook(runbook::Command::Phase { act: Act::Attest { .. }, .. })), "{run:?}");
    let mut desk = planner();
    let run = commands(desk.press("Tab k Space Tab books.jpg Enter"));
    assert!(matches!(&run[0], Command::Runbook(runbook::Command::Tick { .. })), "{run:?}");
}

#[test]
fn closing_shows_every_check_with_its_holds_and_refuses_to_go_on() {
    let mut desk = planner();
    desk.press("Tab c");
    let Some(Overlay::Close(close)) = top(&desk) else { panic!() };
    assert!(close.looked && !close.passed());
    let screen = desk.screen(120, 40);
    for check in runbook::CHECKS {
        assert!(screen.contains(check), "{check}: {screen}");
    }
    assert!(screen.contains("BOX_OPEN") && screen.contains("NO_NOTE"), "{screen}");
    assert_eq!(commands(desk.press("y")), [], "nothing is confirmed here");
    assert_eq!(status(&desk, "M1"), Status::Active);
}

#[test]
fn a_failed_closing_is_recorded_with_a_note_and_leaves_the_status() {
    let mut desk = planner();
    let run = commands(desk.press("c f the_kitchen_is_not_packed Enter y"));
    let Command::Runbook(runbook::Command::Phase { act: Act::Close { closing }, .. }) = &run[0] else { panic!() };
    assert!(closing.fail && closing.note.as_deref() == Some("the kitchen is not packed"));
    assert_eq!(status(&desk, "M1"), Status::Active);
    assert!(desk.screen(120, 40).contains("FAIL"), "{}", desk.screen(120, 40));
}

#[test]
fn a_way_past_a_check_is_taken_from_the_dialog_which_stays() {
    let mut desk = planner();
    desk.press("Tab c G");
    let run = commands(desk.press("Enter boxes_are_packed Enter"));
    assert!(matches!(&run[0], Command::Runbook(runbook::Command::Phase { act: Act::Note { .. }, .. })), "{run:?}");
    assert!(matches!(top(&desk), Some(Overlay::Close(_))));
    assert!(!desk.screen(120, 40).contains("NO_NOTE"));
}

#[test]
fn closing_previews_snapshot_and_verdict_and_asks_for_the_next_phase() {
    let mut desk = ready();
    desk.press("c");
    assert_eq!(commands(desk.press("Enter")), [], "Enter only previews");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("verdict PASS") && screen.contains("snapshots/plan.M1.json"), "{screen}");
    assert_eq!(commands(desk.press("y")).len(), 1);
    assert_eq!(status(&desk, "M1"), Status::Done);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Activate M2? Only you can"), "{screen}");
    desk.press("a M2 Enter");
    assert_eq!(status(&desk, "M2"), Status::Active);
}

#[test]
fn leaving_the_next_phase_asks_for_the_reason_and_records_it() {
    let mut desk = ready();
    desk.press("c Enter y Esc");
    let run = commands(desk.press("the_van_is_late Enter y"));
    let Command::Runbook(runbook::Command::Phase { phase, act: Act::Hold { reason }, .. }) = &run[0] else { panic!() };
    assert_eq!((phase.as_str(), reason.as_str()), ("M2", "the van is late"));
}

#[test]
fn no_reason_records_nothing_and_says_so() {
    for keys in ["Enter", "Esc"] {
        let mut desk = ready();
        desk.press("c Enter y Esc");
        assert_eq!(commands(desk.press(keys)), []);
        let said = desk.model.toast.clone().unwrap().text;
        assert!(said.starts_with("Nothing was recorded: M2 still waits"), "{said}");
        assert!(desk.model.overlays.is_empty());
    }
}

#[test]
fn activation_is_typed_and_a_wrong_id_activates_nothing() {
    let mut desk = ready();
    desk.press("c Enter y a M3 Enter");
    assert_eq!(status(&desk, "M2"), Status::NotStarted);
    assert!(desk.screen(120, 40).contains("NOT_CONFIRMED"), "{}", desk.screen(120, 40));
    desk.press("Esc Backspace 2 Enter");
    assert_eq!(status(&desk, "M2"), Status::Active);
}

#[test]
fn an_activation_that_cannot_be_says_everything_that_keeps_it() {
    let mut desk = Desk::founded();
    desk.press("G");
    assert_eq!(commands(desk.press("a")), []);
    let screen = desk.screen(120, 40);
    for part in ["PART_MISSING", "rollback posture", "OTHER_ACTIVE"] {
        assert!(screen.contains(part), "{part}: {screen}");
    }
}

#[test]
fn build_go_is_refused_with_every_open_decision_and_given_with_y() {
    let mut desk = planner();
    desk.press(": open_decision Enter van-size Enter which_van Enter small;large Enter y");
    desk.press("b");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("DECISION_OPEN") && screen.contains("which van"), "{screen}");
    // The way past chooses one of the options, and asks why.
    desk.press("Enter fits_the_street Enter y");
    let decision = &desk.model.record().unwrap().decisions["van-size"];
    assert_eq!(decision.pinned.as_ref().unwrap().value, "small");
    let run = commands(desk.press("b y"));
    assert!(matches!(&run[0], Command::Runbook(runbook::Command::Phase { act: Act::Go, .. })));
    assert!(desk.screen(120, 40).contains("build-go #"), "{}", desk.screen(120, 40));
}

#[test]
fn a_decision_is_chosen_from_its_options_on_the_sheet() {
    let mut desk = planner();
    desk.press("d a van-size Enter which_van Enter small;_large Enter y");
    assert!(matches!(top(&desk), Some(Overlay::Sheet(_))), "the list stays");
    assert_eq!(commands(desk.press("Enter Enter y")), [], "a choice without a reason is none");
    let run = commands(desk.press("Esc Enter Tab Tab Right Tab it_is_cheaper Enter y"));
    let Command::Runbook(runbook::Command::PinDecision { value, .. }) = &run[0] else { panic!("{run:?}") };
    assert_eq!(value, "large");
}

#[test]
fn a_drift_is_accepted_with_impact_reason_and_severity() {
    let mut desk = planner();
    desk.file = desk.file.replace("the kitchen is packed", "the kitchen is packed and labelled");
    desk.show();
    desk.press("D");
    let screen = desk.screen(120, 40);
    assert!(
        screen.contains("- - [ ] the kitchen is packed") && screen.contains("+ - [ ] the kitchen is packed and"),
        "{screen}"
    );
    let run = commands(desk.press("a one_item Enter labels_help Enter Tab Tab Tab Right Tab Tab y"));
    let Command::Runbook(runbook::Command::Repin { severity, impact, moved, .. }) = &run[0] else { panic!("{run:?}") };
    assert_eq!((*severity, impact.as_str(), moved.len()), (runbook::DriftSeverity::Medium, "one item", 1));
    assert!(!desk.model.drift.drifts && desk.model.overlays.is_empty());
}

#[test]
fn a_drift_is_put_back_after_a_preview() {
    let mut desk = planner();
    let before = desk.file.clone();
    desk.file = before.replace("the kitchen is packed", "nothing is packed");
    desk.show();
    assert_eq!(commands(desk.press("D u")), []);
    desk.press("y");
    assert_eq!(desk.file, before);
}

#[test]
fn the_timeline_tells_what_happened_in_the_phase_and_nothing_else() {
    let mut desk = ready();
    desk.press("t");
    let screen = desk.screen(120, 40);
    for said in ["Timeline of M1", "noted on M1: packed everything", "ticked in M1", "adopted plan.md"] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    desk.press("Esc Esc G t");
    assert!(!desk.screen(120, 40).contains("ticked in M1"));
}

#[test]
fn criteria_and_guardrails_of_the_program_are_attested() {
    let mut desk = planner();
    let run = commands(desk.press("P Space both_hang_at_the_agency Enter y"));
    assert!(matches!(&run[0], Command::Runbook(runbook::Command::AttestProgram { .. })), "{run:?}");
    assert!(desk.screen(120, 40).contains("1/1  attested by a person"), "{}", desk.screen(120, 40));
}

#[test]
fn a_step_shows_its_script_before_it_runs() {
    let mut desk = planner();
    assert_eq!(commands(desk.press("s Enter")), []);
    assert!(desk.screen(120, 40).contains("ls boxes | wc -l"), "{}", desk.screen(120, 40));
    let run = commands(desk.press("y"));
    assert!(matches!(&run[0], Command::Runbook(runbook::Command::Phase { act: Act::Run { .. }, .. })), "{run:?}");
    assert!(matches!(top(&desk), Some(Overlay::Output(_))));
}

#[test]
fn a_run_shows_its_lines_its_end_and_is_left_alone_by_esc() {
    let mut desk = planner();
    desk.press("s Enter y");
    let Some(Overlay::Output(shown)) = top(&desk) else { panic!() };
    let run = shown.run.clone();
    let lines = vec!["seven".to_owned(), "\u{1b}[2Jeight".to_owned()];
    update(&mut desk.model, Msg::Output { run: run.clone(), lines, exit: None });
    let screen = desk.screen(120, 40);
    assert!(screen.contains("running") && screen.contains("seven") && screen.contains("\\u{1b}[2Jeight"), "{screen}");
    assert_eq!(desk.press("x"), [Effect::Cancel { run: run.clone() }]);
    assert_eq!(desk.press("Ctrl-c"), [Effect::Cancel { run: run.clone() }], "the key stops the run, not the console");
    assert_eq!(desk.press("Esc"), []);
    update(&mut desk.model, Msg::Output { run, lines: Vec::new(), exit: Some(runbook::RunExit::Code(0)) });
    assert_eq!(desk.press("Ctrl-c"), [Effect::Quit]);
}

#[test]
fn what_stands_between_a_phase_and_done_is_grouped_by_check() {
    let mut desk = planner();
    desk.press("w");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("What stands between M1 and DONE"), "{screen}");
    assert!(screen.contains(runbook::CHECKS[0]) && !screen.contains(runbook::CHECKS[1]), "the shortest list: {screen}");
}

#[test]
fn a_way_with_words_still_to_be_said_asks_for_them() {
    let mut desk = planner();
    desk.press("w");
    let Some(Overlay::Why { held, .. }) = top(&desk) else { panic!() };
    let at = held.find(|way| {
        matches!(&way.action, Some(Command::Runbook(runbook::Command::Phase { act: Act::Attest { .. }, .. })))
    });
    for _ in 0..at.unwrap() {
        desk.press("j");
    }
    desk.press("g");
    for _ in 0..at.unwrap() {
        desk.press("j");
    }
    assert_eq!(commands(desk.press("Enter")), []);
    assert!(desk.screen(120, 40).contains("how you know that it holds"), "{}", desk.screen(120, 40));
}

#[test]
fn words_are_found_in_items_and_decisions_from_the_roadmap() {
    let mut desk = planner();
    desk.press("d a street-ban Enter who_asks_the_council Enter Enter y Esc");
    desk.press("/ van_is_returned");
    assert_eq!(desk.model.phase_id(), Some("M2"));
    desk.press("Enter");
    assert_eq!(desk.model.item().unwrap().text, "the van is returned");
    desk.press("Esc / council Enter");
    assert!(matches!(desk.model.spot(), Some(Spot::Decision(id)) if id == "street-ban"));
}

#[test]
fn blocking_and_going_on_ask_for_reasons() {
    let mut desk = planner();
    desk.press(": block_phase Enter the_lift_is_broken Enter y");
    assert_eq!(status(&desk, "M1"), Status::Blocked);
    assert!(desk.screen(120, 40).contains("the lift is broken"));
    desk.press(": unblock Enter it_runs_again Enter y");
    assert_eq!(status(&desk, "M1"), Status::Active);
}

#[test]
fn re_opening_asks_for_a_reason_and_the_typed_id() {
    let mut desk = ready();
    desk.press("c Enter y Esc Esc");
    let run = commands(desk.press(": re-open Enter a_box_is_missing Enter M1 Enter"));
    assert!(matches!(&run[0], Command::Runbook(runbook::Command::Phase { act: Act::Reopen { .. }, .. })), "{run:?}");
    assert_eq!(status(&desk, "M1"), Status::Active);
}

#[test]
fn every_command_of_a_phase_can_be_reached_from_the_palette() {
    for name in ["close phase", "activate phase", "build-go", "decisions", "drift", "timeline", "program", "steps"] {
        assert!(registry::TABLE.iter().any(|row| row.name == name && row.listed()), "{name}");
    }
}

#[test]
fn an_open_box_among_the_checks_leads_to_the_chooser_of_evidence() {
    let mut desk = planner();
    desk.press("Tab c 1");
    let Some(Overlay::Close(close)) = top(&desk) else { panic!() };
    let held = close.held.clone();
    let at = (0..held.len()).find(|at| held.hold(*at).is_some_and(|hold| hold.code.word() == "BOX_OPEN")).unwrap();
    for _ in 0..at {
        desk.press("j");
    }
    let run = commands(desk.press("Enter books.jpg Enter"));
    assert!(matches!(&run[0], Command::Runbook(runbook::Command::Tick { .. })), "{run:?}");
    assert!(matches!(top(&desk), Some(Overlay::Close(_))), "the checks stay");
}
