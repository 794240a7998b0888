use super::*;

/// A plan whose second phase has all five parts, and whose third has none but a gate and bullets.
const ROUTE: &str = "\
# Tea room

| Phase | Name | Status |
|---|---|---|
| R1 | Kitchen | ACTIVE |
| R2 | Garden | NOT_STARTED |
| R3 | Opening | NOT_STARTED |

## R1 - Kitchen
Status: `ACTIVE`

DoD checklist:
- [ ] kettles boil

## R2 - Garden
Status: `NOT_STARTED`

Entry gate:
- R1 is `DONE`.
- The neighbours agree.

Implementation tasks:
1. dig

DoD checklist:
- [ ] roses stand

Sub-phase progress:
- [ ] `R2.A` soil

Rollback posture:
- fill the holes

Evidence contract:
- a photograph

## R3 - Opening
Status: `NOT_STARTED`

Entry gate:
- R2 is `DONE`.

DoD:
- the sign is lit

## Thresholds for R3

| Run | Dimension |
|---|---|
| long queue | how many guests |
| long queue | for how long |
| rain | litres |
";

pub(super) fn of(phase: &str, act: Act) -> Command {
    Command::Phase { path: PATH.into(), phase: phase.into(), act }
}

fn close(phase: &str) -> Command {
    of(phase, Act::Close { closing: Closing::default() })
}

fn note(phase: &str) -> Command {
    of(phase, Act::Note { text: "went well".into() })
}

fn activate(phase: &str) -> Command {
    of(phase, Act::Activate { confirm: Some(phase.into()) })
}

fn attest(bench: &Bench, phase: &str, label: &str) -> Command {
    let found = bench.document().attestables(phase).into_iter().find(|one| one.label == label).unwrap();
    of(phase, Act::Attest { item: found.id, statement: "I was there".into(), evidence: Vec::new() })
}

/// R1 closed, with everything that asks for.
fn closed() -> Bench {
    let mut bench = Bench::adopted(ROUTE);
    bench.run(&bench.tick("R1", 1)).unwrap();
    bench.run(&note("R1")).unwrap();
    bench.run(&close("R1")).unwrap();
    bench
}

/// R2 under way.
fn second() -> Bench {
    let mut bench = closed();
    bench.run(&attest(&bench, "R2", "g2")).unwrap();
    bench.run(&activate("R2")).unwrap();
    bench
}

fn status(bench: &Bench, phase: &str) -> Status {
    bench.document().status(phase)
}

#[test]
fn closing_changes_row_and_section_together_and_nothing_else() {
    let bench = closed();
    let ticked = ROUTE.replace("- [ ] kettles", "- [x] kettles");
    let after = ticked.replacen("| R1 | Kitchen | ACTIVE |", "| R1 | Kitchen | DONE |", 1);
    assert_eq!(bench.bytes(), Arc::from(after.replacen("Status: `ACTIVE`", "Status: `DONE`", 1).as_bytes()));
    assert_eq!(status(&bench, "R1"), Status::Done);
}

#[test]
fn what_is_done_is_not_closed_again() {
    assert_eq!(codes(closed().decide(&close("R1"))), [Code::PhaseNotActive]);
    let inherited = Bench::adopted(&ROUTE.replace("ACTIVE", "DONE").replace("[ ] kettles", "[x] kettles"));
    assert_eq!(codes(inherited.decide(&close("R1"))), [Code::PhaseNotActive], "before adoption");
}

#[test]
fn mixed_line_endings_survive_a_change_of_status() {
    let mixed =
        ROUTE.replacen("Status: `ACTIVE`\n", "Status: `ACTIVE`\r\n", 1).replacen("ACTIVE |\n", "ACTIVE |\r\n", 1);
    let mut bench = Bench::adopted(&mixed);
    bench.run(&of("R1", Act::Block { reason: "no gas".into() })).unwrap();
    assert_eq!(bench.bytes(), Arc::from(mixed.replace("ACTIVE", "BLOCKED").as_bytes()));
    bench.run(&of("R1", Act::Unblock { reason: "gas is back".into() })).unwrap();
    assert_eq!(bench.bytes(), Arc::from(mixed.as_bytes()));
}

#[test]
fn a_closing_needs_its_boxes_its_evidence_and_a_note() {
    let mut bench = Bench::adopted(ROUTE);
    assert_eq!(codes(bench.decide(&close("R1"))), [Code::BoxOpen, Code::NoNote]);
    bench.run(&bench.tick("R1", 1)).unwrap();
    assert_eq!(codes(bench.decide(&close("R1"))), [Code::NoNote]);
    bench.run(&note("R1")).unwrap();
    let as_it_was = bench.evidence.clone();
    let changed = EvidenceSeen { sha256: sha256(b"other"), bytes: 5, content: None, exit: None };
    bench.evidence.insert("proof/kettles.txt".into(), Ok(changed));
    assert_eq!(codes(bench.decide(&close("R1"))), [Code::EvidenceStale]);
    bench.evidence.insert("proof/kettles.txt".into(), Err("it is not there".into()));
    assert_eq!(codes(bench.decide(&close("R1"))), [Code::EvidenceStale]);
    bench.evidence = as_it_was;
    bench.run(&close("R1")).unwrap();
    assert_eq!(bench.state.runbooks[PATH].phases["R1"].snapshots.len(), 1);
}

#[test]
fn stale_evidence_is_given_anew_by_ticking_again() {
    let mut bench = Bench::adopted(ROUTE);
    bench.run(&bench.tick("R1", 1)).unwrap();
    assert_eq!(codes(bench.decide(&bench.tick("R1", 1))), [Code::BoxTicked]);
    let changed = EvidenceSeen { sha256: sha256(b"other"), bytes: 5, content: None, exit: None };
    bench.evidence.insert("proof/kettles.txt".into(), Ok(changed));
    bench.run(&bench.tick("R1", 1)).unwrap();
    bench.run(&note("R1")).unwrap();
    bench.run(&close("R1")).unwrap();
}

#[test]
fn the_snapshot_has_the_nine_fields_and_the_evidence_expected() {
    let bench = closed();
    let reference = &bench.state.runbooks[PATH].phases["R1"].snapshots[0];
    assert_eq!(reference.path, "snapshots/tea.R1.json");
    let bytes = &bench.written[&reference.path];
    assert_eq!(sha256(bytes), reference.sha256);
    let snapshot: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    for field in [
        "phase_id",
        "plan_phase",
        "platform_run_id",
        "authority_refs",
        "entry_gate",
        "dod",
        "evidence",
        "failure_note",
        "verdict",
        "operator",
        "at",
        "evidence_expected",
    ] {
        assert!(snapshot.get(field).is_some(), "{field}");
    }
    assert_eq!(snapshot["verdict"], "PASS");
    assert_eq!(snapshot["platform_run_id"], "N/A");
    assert_eq!(snapshot["dod"][0]["result"], "ticked");
    assert_eq!(snapshot["evidence"][0]["sha256"], sha256(b"proof"));
}

#[test]
fn a_failed_closing_is_put_on_record_and_moves_no_status() {
    let mut bench = Bench::adopted(ROUTE);
    let fail = |note: Option<&str>| {
        let closing = Closing { fail: true, note: note.map(str::to_owned), platform_run_id: Some("run-7".into()) };
        of("R1", Act::Close { closing })
    };
    assert_eq!(codes(bench.decide(&fail(None))), [Code::NoReason]);
    let before = bench.bytes();
    bench.run(&fail(Some("the gas failed; rolled back"))).unwrap();
    assert_eq!(bench.bytes(), before);
    let reference = bench.state.runbooks[PATH].phases["R1"].snapshots[0].clone();
    assert_eq!(reference.verdict, Verdict::Fail);
    let snapshot: serde_json::Value = serde_json::from_slice(&bench.written[&reference.path]).unwrap();
    assert_eq!((snapshot["verdict"].as_str(), snapshot["platform_run_id"].as_str()), (Some("FAIL"), Some("run-7")));
    assert_eq!(snapshot["open"][0]["code"], "BOX_OPEN");
    assert_eq!(status(&bench, "R1"), Status::Active);
}

#[test]
fn activation_names_every_part_that_is_missing() {
    let mut bench = Bench::adopted(&ROUTE.replace("| R2 | Garden | NOT_STARTED |\n", ""));
    bench.caller.present = true;
    let held = bench.decide(&activate("R3")).unwrap_err();
    let missing: Vec<&str> =
        held.iter().filter(|hold| hold.code == Code::PartMissing).map(|hold| hold.need.as_str()).collect();
    assert_eq!(missing.len(), 3, "{missing:?}");
    for (need, part) in missing.iter().zip(["tasks", "rollback posture", "evidence contract"]) {
        assert!(need.contains(part), "{need}");
    }
}

#[test]
fn activation_needs_the_prior_phase_the_gate_and_no_other_active_phase() {
    let bench = Bench::adopted(ROUTE);
    let held = codes(bench.decide(&activate("R2")));
    assert_eq!(held, [Code::OtherActive, Code::GateUnmet, Code::GateUnmet]);
    let mut bench = closed();
    assert_eq!(codes(bench.decide(&activate("R2"))), [Code::GateUnmet], "the neighbours");
    bench.run(&attest(&bench, "R2", "g2")).unwrap();
    bench.run(&activate("R2")).unwrap();
    assert_eq!(status(&bench, "R2"), Status::Active);
    assert_eq!(codes(bench.decide(&activate("R2"))), [Code::PhaseNotActive]);
}

#[test]
fn a_clause_that_the_plan_answers_itself_is_not_attested() {
    let bench = Bench::adopted(ROUTE);
    assert_eq!(codes(bench.decide(&attest(&bench, "R2", "g1"))), [Code::GateUnmet]);
}

#[test]
fn activation_wants_a_person_who_is_there_and_types_the_id() {
    let mut bench = closed();
    bench.run(&attest(&bench, "R2", "g2")).unwrap();
    let typed = |confirm: Option<&str>| of("R2", Act::Activate { confirm: confirm.map(str::to_owned) });
    assert_eq!(codes(bench.decide(&typed(None))), [Code::NotConfirmed]);
    assert_eq!(codes(bench.decide(&typed(Some("R3")))), [Code::NotConfirmed]);
    bench.caller.present = false;
    assert_eq!(codes(bench.decide(&typed(Some("R2")))), [Code::NeedsPresence]);
    bench.caller.present = true;
    for kind in [Kind::Agent, Kind::Ci] {
        bench.caller.kind = kind;
        assert_eq!(codes(bench.decide(&typed(Some("R2")))), [Code::NeedsHuman]);
    }
}

#[test]
fn an_agent_may_tick_note_and_close_and_neither_attest_go_activate_nor_repin() {
    let mut bench = Bench::adopted(ROUTE);
    bench.caller.kind = Kind::Agent;
    bench.run(&bench.tick("R1", 1)).unwrap();
    bench.run(&note("R1")).unwrap();
    assert_eq!(codes(bench.decide(&of("R1", Act::Go))), [Code::NeedsHuman]);
    bench.run(&close("R1")).unwrap();
    assert_eq!(codes(bench.decide(&attest(&bench, "R2", "g2"))), [Code::NeedsHuman]);
    bench.run(&of("R2", Act::Hold { reason: "the user has not said so".into() })).unwrap();
    bench.write(bench.text().replace("- [ ] roses stand", "- [ ] tulips stand").into_bytes());
    assert_eq!(codes(bench.decide(&repin(Vec::new()))), [Code::NeedsHuman]);
}

#[test]
fn the_next_step_is_pending_until_it_is_taken_or_a_reason_says_why_not() {
    let mut bench = closed();
    let open = |bench: &Bench| {
        holds(&bench.state, PATH, "R2", &bench.ask()).iter().any(|hold| hold.code == Code::NextStepOpen)
    };
    assert!(open(&bench));
    assert_eq!(codes(bench.decide(&of("R2", Act::Hold { reason: " ".into() }))), [Code::NoReason]);
    bench.run(&of("R2", Act::Hold { reason: "rain".into() })).unwrap();
    assert!(!open(&bench));
    assert_eq!(status(&bench, "R2"), Status::NotStarted);
}

#[test]
fn a_phase_that_was_never_begun_is_not_closed() {
    let bench = closed();
    let held = codes(bench.decide(&close("R2")));
    assert!(held.contains(&Code::NextStepOpen) && held.contains(&Code::GateUnmet), "{held:?}");
    let bench = Bench::adopted(ROUTE);
    assert!(codes(bench.decide(&close("R3"))).contains(&Code::PhaseNotActive));
}

#[test]
fn a_build_go_needs_progress_and_decisions_and_dies_with_the_facts() {
    let mut bench = second();
    let go = of("R2", Act::Go);
    bench
        .run(&Command::OpenDecision {
            path: PATH.into(),
            id: "D1".into(),
            phase: Some("R2".into()),
            question: "which roses".into(),
            options: vec!["red".into(), "white".into()],
        })
        .unwrap();
    assert_eq!(codes(bench.decide(&go)), [Code::BoxOpen, Code::DecisionOpen]);
    bench.run(&bench.tick("R2", 2)).unwrap();
    assert_eq!(codes(bench.decide(&run("r1"))), [Code::DecisionOpen, Code::NoGo]);
    let pin = |value: &str| Command::PinDecision {
        path: PATH.into(),
        id: "D1".into(),
        value: value.into(),
        rationale: "they last".into(),
    };
    assert_eq!(codes(bench.decide(&pin("blue"))), [Code::NoDecision]);
    bench.run(&pin("red")).unwrap();
    bench.run(&go).unwrap();
    bench.decide(&run("r1")).unwrap();
    bench.run(&bench.tick("R2", 1)).unwrap();
    bench.decide(&run("r1")).expect("a tick is work that the go allowed");
    let mut other = bench.clone();
    other.run(&pin("white")).unwrap();
    assert_eq!(codes(other.decide(&run("r1"))), [Code::NoGo], "a decision changed");
    bench.write(bench.text().replace("The neighbours agree.", "The neighbours and the mayor agree.").into_bytes());
    assert_eq!(codes(bench.decide(&run("r1"))), [Code::Drift]);
    bench.run(&repin(Vec::new())).unwrap();
    assert_eq!(codes(bench.decide(&run("r1"))), [Code::NoGo], "the gate changed");
}

fn run(id: &str) -> Command {
    let what = Runnable::Argv(vec!["terraform".into(), "apply".into()]);
    of("R2", Act::Run { run: RunRequest { id: id.into(), what, timeout: None } })
}

#[test]
fn a_run_holds_the_closing_until_its_end_is_known() {
    let mut bench = second();
    for number in [1, 2] {
        bench.run(&bench.tick("R2", number)).unwrap();
    }
    bench.run(&of("R2", Act::Go)).unwrap();
    bench.run(&run("r1")).unwrap();
    bench.run(&note("R2")).unwrap();
    assert_eq!(codes(bench.decide(&close("R2"))), [Code::Unknown]);
    let settle = of("R2", Act::SettleRun { id: "r1".into() });
    assert_eq!(codes(bench.decide(&settle)), [Code::InProgress]);
    bench.runs.insert("r1".into(), RunSeen::Unknown);
    bench.run(&settle).unwrap();
    assert_eq!(codes(bench.decide(&close("R2"))), [Code::Unknown], "nobody knows how it ended");
    bench.run(&run("r2")).unwrap();
    let ended = RunSeen::Ended { exit: RunExit::Code(0), sha256: None, bytes: 0, redactions: 0, output: None };
    bench.runs.insert("r2".into(), ended);
    bench.run(&of("R2", Act::SettleRun { id: "r2".into() })).unwrap();
    bench.run(&close("R2")).unwrap();
}

#[test]
fn thresholds_are_pinned_before_the_start_and_met_before_the_end() {
    let mut bench = second();
    for number in [1, 2] {
        bench.run(&bench.tick("R2", number)).unwrap();
    }
    bench.run(&note("R2")).unwrap();
    bench.run(&close("R2")).unwrap();
    let whole = bench.text().replace(
        "DoD:\n- the sign",
        "Scope:\n- open\n\nRollback posture:\n- shut\n\nEvidence contract:\n- guests\n\nDoD:\n- the sign",
    );
    bench.write(whole.into_bytes());
    bench.run(&repin(Vec::new())).unwrap();
    assert_eq!(codes(bench.decide(&activate("R3"))), [Code::ThresholdUnpinned, Code::ThresholdUnpinned]);
    let pin = |dimension: &str, values: &[(&str, &str)]| {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        of("R3", Act::PinThreshold { dimension: dimension.into(), values })
    };
    assert_eq!(codes(bench.decide(&pin("Long queue", &[("guests", "40")]))), [Code::ThresholdUnpinned], "two fields");
    assert_eq!(codes(bench.decide(&pin("snow", &[("depth", "1")]))), [Code::ThresholdUnpinned]);
    bench.run(&pin("Long queue", &[("guests", "40"), ("minutes", "30")])).unwrap();
    bench.run(&pin("rain", &[("litres", "20")])).unwrap();
    bench.run(&activate("R3")).unwrap();
    assert_eq!(codes(bench.decide(&pin("rain", &[("litres", "2")]))), [Code::ThresholdUnpinned], "it has started");
    bench.run(&attest(&bench, "R3", "d1")).unwrap();
    bench.run(&note("R3")).unwrap();
    assert_eq!(codes(bench.decide(&close("R3"))), [Code::ScaleRunMissing, Code::ScaleRunMissing]);
    let met = |dimension: &str, passed| {
        of("R3", Act::MeetThreshold { dimension: dimension.into(), passed, evidence: vec![file("proof/kettles.txt")] })
    };
    bench.run(&met("long-queue", true)).unwrap();
    bench.run(&met("rain", false)).unwrap();
    assert_eq!(codes(bench.decide(&close("R3"))), [Code::ScaleRunMissing]);
    bench.run(&met("rain", true)).unwrap();
    bench.run(&close("R3")).unwrap();
}

#[test]
fn a_closed_phase_is_re_opened_by_a_person_with_a_reason_while_nothing_came_after() {
    let mut bench = closed();
    let reopen = |reason: &str, confirm: Option<&str>| {
        of("R1", Act::Reopen { reason: reason.into(), confirm: confirm.map(str::to_owned) })
    };
    assert_eq!(codes(bench.decide(&reopen("", Some("R1")))), [Code::NoReason]);
    assert_eq!(codes(bench.decide(&reopen("a leak", None))), [Code::NotConfirmed]);
    let under_way = second();
    assert!(codes(under_way.decide(&reopen("a leak", Some("R1")))).contains(&Code::OtherActive));
    bench.run(&reopen("a leak", Some("R1"))).unwrap();
    assert_eq!(status(&bench, "R1"), Status::Active);
    assert_eq!(codes(bench.decide(&close("R1"))), [Code::NoNote], "a note since it was re-opened");
    bench.run(&note("R1")).unwrap();
    bench.run(&close("R1")).unwrap();
    let again = &bench.state.runbooks[PATH].phases["R1"].snapshots[1];
    assert_eq!(again.path, "snapshots/tea.R1.2.json");
}

#[test]
fn a_contradiction_is_settled_by_one_write_that_fixes_both() {
    let text = ROUTE.replacen("| R1 | Kitchen | ACTIVE |", "| R1 | Kitchen | NOT_STARTED |", 1);
    let mut bench = Bench::adopted(&text);
    assert_eq!(status(&bench, "R1"), Status::Conflict);
    let resolve = |to, confirm: Option<&str>| {
        of("R1", Act::Resolve { to, reason: "the cook says so".into(), confirm: confirm.map(str::to_owned) })
    };
    assert_eq!(codes(bench.decide(&resolve(Word::Done, Some("R1")))), [Code::PhaseConflict]);
    assert_eq!(codes(bench.decide(&resolve(Word::Active, None))), [Code::NotConfirmed]);
    bench.run(&resolve(Word::Active, Some("R1"))).unwrap();
    assert_eq!(bench.bytes(), Arc::from(ROUTE.as_bytes()));
}

#[test]
fn a_deep_plan_changes_no_status() {
    let mut bench = Bench::with(ROUTE);
    bench.deep.insert(PATH.into(), "runbooks/town.md".into());
    bench.run(&Command::Adopt { path: PATH.into(), role: Role::Deep }).unwrap();
    bench.run(&bench.tick("R1", 1)).unwrap();
    bench.run(&note("R1")).unwrap();
    let held = bench.decide(&close("R1")).unwrap_err();
    assert_eq!(held.iter().map(|hold| hold.code).collect::<Vec<_>>(), [Code::DeepPlan]);
    assert!(held[0].ways[0].text.contains("runbooks/town.md"));
    for act in [
        Act::Block { reason: "x".into() },
        Act::Activate { confirm: Some("R1".into()) },
        Act::Reopen { reason: "x".into(), confirm: Some("R1".into()) },
        Act::Go,
    ] {
        assert!(codes(bench.decide(&of("R1", act))).contains(&Code::DeepPlan));
    }
}

pub(super) fn repin(moved: Vec<Moved>) -> Command {
    Command::Repin {
        path: PATH.into(),
        impact: "one phase".into(),
        severity: DriftSeverity::Low,
        reason: "the plan grew".into(),
        moved,
    }
}

#[test]
fn words_alone_are_taken_over_with_the_next_change_of_the_file() {
    let mut bench = Bench::adopted(ROUTE);
    let edited = ROUTE.replace("# Tea room", "# The tea room");
    bench.write(edited.clone().into_bytes());
    let events = bench.run(&bench.tick("R1", 1)).unwrap();
    assert!(matches!(&events[0], Event::Edited { to, .. } if *to == sha256(edited.as_bytes())));
    assert_eq!(bench.text(), edited.replace("[ ] kettles", "[x] kettles"));
    assert!(!bench.state.drifts(PATH, &bench.files[PATH]));
}

#[test]
fn drift_in_one_phase_leaves_the_boxes_of_another_to_be_ticked_and_stays_drift() {
    let mut bench = Bench::adopted(ROUTE);
    bench.write(ROUTE.replace("roses stand", "tulips stand").into_bytes());
    bench.run(&bench.tick("R1", 1)).unwrap();
    assert!(bench.text().contains("[x] kettles") && bench.text().contains("tulips"));
    assert!(bench.state.drifts(PATH, &bench.files[PATH]), "the other phase goes on drifting");
    let changes = changes(&bench.known[PATH].document, &bench.document());
    assert_eq!(changes.iter().map(|change| change.phase.as_str()).collect::<Vec<_>>(), ["R2", "R2"]);
    assert_eq!(codes(bench.decide(&bench.tick("R2", 1))), [Code::Drift]);
    bench.run(&note("R1")).unwrap();
    assert_eq!(codes(bench.decide(&close("R1"))), [Code::Drift], "a status stands on the whole plan");
    bench.run(&Command::Restore { path: PATH.into() }).unwrap();
    assert_eq!(bench.text(), ROUTE.replace("[ ] kettles", "[x] kettles"), "the tick is part of what is put back");
}

#[test]
fn a_repin_carries_evidence_from_an_old_item_to_its_new_words() {
    let mut bench = Bench::adopted(ROUTE);
    bench.run(&bench.tick("R1", 1)).unwrap();
    let old = bench.item("R1", 1).id;
    bench.write(bench.text().replace("kettles boil", "kettles boil in a minute").into_bytes());
    let moved = propose_moves(&bench.known[PATH].document, &bench.document());
    let new = bench.item("R1", 1).id;
    assert_eq!(moved, [Moved { from: old.clone(), to: new.clone() }]);
    let mut dropped = bench.clone();
    bench.run(&repin(moved)).unwrap();
    assert_eq!(bench.state.tick(PATH, &new).unwrap().evidence.len(), 1);
    assert!(bench.state.tick(PATH, &old).is_none());
    dropped.run(&repin(Vec::new())).unwrap();
    assert!(dropped.state.tick(PATH, &new).is_none());
    assert_eq!(dropped.state.runbooks[PATH].unticks[0].item, old, "what was shown stays on record");
    let bad = Moved { from: new, to: old };
    bench.write(bench.text().replace("in a minute", "at once").into_bytes());
    assert_eq!(codes(bench.decide(&repin(vec![bad]))), [Code::NoItem]);
}

#[test]
fn a_repin_moves_no_status_and_lets_in_a_new_phase_that_has_not_begun() {
    let mut bench = Bench::adopted(ROUTE);
    bench.write(ROUTE.replace("ACTIVE", "DONE").into_bytes());
    assert!(codes(bench.decide(&repin(Vec::new()))).contains(&Code::StatusDrift));
    for (status, refused) in [("NOT_STARTED", false), ("ACTIVE", true), ("DONE", true)] {
        let row = format!("| R3 | Opening | NOT_STARTED |\n| R4 | Winter | {status} |");
        let text = ROUTE.replace("| R3 | Opening | NOT_STARTED |", &row);
        let text = format!("{text}\n## R4 - Winter\nStatus: {status}\n\nDoD:\n- [ ] snow\n");
        bench.write(text.into_bytes());
        assert_eq!(bench.decide(&repin(Vec::new())).is_err(), refused, "{status}");
    }
}

#[test]
fn a_box_ticked_by_hand_has_no_evidence_after_a_repin_and_one_opened_by_hand_loses_its_tick() {
    let mut bench = Bench::adopted(ROUTE);
    bench.write(ROUTE.replace("[ ] kettles", "[x] kettles").into_bytes());
    bench.run(&repin(Vec::new())).unwrap();
    bench.run(&note("R1")).unwrap();
    assert_eq!(codes(bench.decide(&close("R1"))), [Code::Inherited]);
    bench.run(&bench.tick("R1", 1)).unwrap();
    bench.write(ROUTE.as_bytes());
    bench.run(&repin(Vec::new())).unwrap();
    assert!(bench.state.tick(PATH, &bench.item("R1", 1).id).is_none());
}

#[test]
fn a_repin_and_a_restore_need_a_drift_and_a_repin_says_what_why_and_how_bad() {
    let mut bench = Bench::adopted(ROUTE);
    assert_eq!(codes(bench.decide(&repin(Vec::new()))), [Code::NotDrifted]);
    assert_eq!(codes(bench.decide(&Command::Restore { path: PATH.into() })), [Code::NotDrifted]);
    bench.write(ROUTE.replace("roses", "tulips").into_bytes());
    let silent = Command::Repin {
        path: PATH.into(),
        impact: String::new(),
        severity: DriftSeverity::High,
        reason: " ".into(),
        moved: Vec::new(),
    };
    assert_eq!(codes(bench.decide(&silent)), [Code::NoReason, Code::NoReason]);
    bench.known.clear();
    assert_eq!(codes(bench.decide(&repin(Vec::new()))), [Code::Drift], "the ledger's version is gone");
}

#[test]
fn a_file_that_is_gone_or_broken_is_put_back_and_what_was_there_is_kept() {
    let mut bench = Bench::adopted(ROUTE);
    for broken in [&b"\xff\xfe"[..], b""] {
        bench.write(broken);
        bench.run(&Command::Restore { path: PATH.into() }).unwrap();
        assert_eq!(bench.text(), ROUTE);
        assert!(bench.objects.contains_key(&sha256(broken)));
    }
    bench.files.insert(PATH.into(), Seen::Absent);
    bench.look();
    bench.run(&Command::Restore { path: PATH.into() }).unwrap();
    assert_eq!(bench.text(), ROUTE);
}

#[test]
fn an_inherited_box_is_answered_for_by_a_person_or_shown_with_evidence() {
    let mut bench = Bench::adopted(&ROUTE.replace("[ ] kettles", "[x] kettles"));
    bench.run(&note("R1")).unwrap();
    assert_eq!(codes(bench.decide(&close("R1"))), [Code::Inherited]);
    bench.run(&attest(&bench, "R1", "1")).unwrap();
    bench.run(&close("R1")).unwrap();
    let open = Bench::adopted(ROUTE);
    assert_eq!(codes(open.decide(&attest(&open, "R1", "1"))), [Code::BoxOpen], "an open box is ticked, not attested");
}

#[test]
fn a_command_is_evidence_when_it_ends_well() {
    let mut bench = Bench::adopted(ROUTE);
    let item = bench.item("R1", 1).id;
    let evidence = vec![EvidenceRef::Command { line: "make check".into() }];
    let tick = Command::Tick { path: PATH.into(), phase: "R1".into(), item, evidence };
    assert_eq!(tick.looks(&bench.state), [Look::Command("make check".into())]);
    let seen = |exit| EvidenceSeen { sha256: sha256(b"ok"), bytes: 2, content: Some(Arc::from(&b"ok"[..])), exit };
    for exit in [Some(1), None] {
        bench.evidence.insert("cmd:make check".into(), Ok(seen(exit)));
        assert_eq!(codes(bench.decide(&tick)), [Code::NoEvidence]);
    }
    bench.evidence.insert("cmd:make check".into(), Ok(seen(Some(0))));
    bench.run(&tick).unwrap();
    assert!(bench.objects.contains_key(&sha256(b"ok")), "its output is kept");
    let looks = bench.state.looks(PATH, "R1");
    assert_eq!(looks, [Look::Object(sha256(b"ok"))]);
}
