use super::*;
use crate::hold::Hold;
use crate::hold::digest::sha256;

fn settle() -> Command {
    Command::Settle { path: PATH.into(), recovered: true }
}

fn with_evidence(bench: &Bench, phase: &str, number: usize, evidence: Vec<EvidenceRef>) -> Command {
    Command::Tick { path: PATH.into(), phase: phase.into(), item: bench.item(phase, number).id, evidence }
}

#[test]
fn adopting_records_the_file_and_its_facts() {
    let bench = Bench::with(PLAN);
    let events = bench.decide(&Command::Adopt { path: PATH.into(), role: Role::Deep }).unwrap();
    let expected = Event::Adopted {
        path: PATH.into(),
        role: Role::Deep,
        sha256: sha256(PLAN.as_bytes()),
        bytes: PLAN.len() as u64,
        phases: 4,
        boxes: 8,
        checked: 4,
        active: vec!["R1".into()],
        of: None,
    };
    assert_eq!(events, [expected]);
    assert_eq!(objects(&bench.state, &events, &bench.ask()), [Arc::from(PLAN.as_bytes())]);
}

#[test]
fn adopting_is_refused_twice_and_for_files_that_are_no_runbooks() {
    let adopt = |path: &str| Command::Adopt { path: path.into(), role: Role::Plan };
    assert_eq!(codes(Bench::adopted(PLAN).decide(&adopt(PATH))), [Code::AlreadyAdopted]);
    let mut bench = Bench::with(PLAN);
    bench.files.insert("gone.md".into(), Seen::Absent);
    bench.files.insert("binary.md".into(), Seen::read(&b"\xff"[..]));
    for path in ["gone.md", "binary.md", "never-looked-at.md"] {
        assert_eq!(codes(bench.decide(&adopt(path))), [Code::RunbookUnreadable], "{path}");
    }
    for path in ["/etc/plan.md", "../plan.md", "a/../../plan.md", "c:\\plan.md", "a\u{1b}[2J.md", " "] {
        assert_eq!(codes(bench.decide(&adopt(path))), [Code::TextUnusable], "{path}");
    }
}

#[test]
fn a_tick_is_its_evidence_and_the_intent_to_change_one_byte() {
    let bench = Bench::adopted(PLAN);
    let item = bench.item("R1", 2);
    let events = bench.decide(&bench.tick("R1", 2)).unwrap();
    let after = PLAN.replace("- [ ] The inspector", "- [x] The inspector");
    assert_eq!(
        events,
        [
            Event::Ticked {
                path: PATH.into(),
                phase: "R1".into(),
                item: item.id,
                number: Some(2),
                text: "The inspector's note is filed.".into(),
                evidence: vec![Evidence::File {
                    path: "proof/kettles.txt".into(),
                    sha256: sha256(b"proof"),
                    bytes: 5,
                    at: Some(bench.ask().now)
                }],
            },
            Event::PatchIntent {
                path: PATH.into(),
                doc_before: sha256(PLAN.as_bytes()),
                doc_after: sha256(after.as_bytes()),
                edits: vec![Edit { offset: item.offset, old: " ".into(), new: "x".into() }],
                subject: "tick R1 2".into(),
                known_after: None,
                files: Vec::new(),
                restore: false,
            },
        ]
    );
    let proof: Arc<[u8]> = Arc::from(&b"proof"[..]);
    assert_eq!(objects(&bench.state, &events, &bench.ask()), [proof, Arc::from(after.as_bytes())]);
    assert_eq!(plan(&events[0]), []);
    assert!(matches!(&plan(&events[1])[..], [Effect::Patch { path, .. }] if path == PATH));
}

#[test]
fn a_tick_lands_in_the_file_and_on_the_ledger() {
    let mut bench = Bench::adopted(PLAN);
    bench.run(&bench.tick("R1", 2)).unwrap();
    assert_eq!(bench.item("R1", 2).mark, Mark::Checked);
    let runbook = &bench.state.runbooks[PATH];
    assert_eq!(runbook.doc, sha256(&bench.bytes()));
    assert_eq!(runbook.previous_doc.as_deref(), Some(sha256(PLAN.as_bytes()).as_str()));
    assert_eq!(runbook.pending, None);
    assert_eq!(runbook.ticks[&bench.item("R1", 2).id].stamp.seq, 1);
    assert_eq!(codes(bench.decide(&bench.tick("R1", 2))), [Code::BoxTicked]);
}

#[test]
fn an_inherited_box_takes_evidence_without_an_edit_whatever_the_phase_is() {
    let mut bench = Bench::adopted(PLAN);
    for phase in ["R0", "R1"] {
        let events = bench.run(&bench.tick(phase, 1)).unwrap();
        assert!(matches!(&events[..], [Event::Ticked { .. }]), "{phase}");
        assert_eq!(codes(bench.decide(&bench.tick(phase, 1))), [Code::BoxTicked], "{phase}");
    }
    assert_eq!(&*bench.bytes(), PLAN.as_bytes());
}

#[test]
fn an_untick_needs_a_reason_and_keeps_the_evidence() {
    let mut bench = Bench::adopted(PLAN);
    bench.run(&bench.tick("R1", 2)).unwrap();
    let item = bench.item("R1", 2).id;
    for reason in ["", "  \n "] {
        let untick =
            Command::Untick { path: PATH.into(), phase: "R1".into(), item: item.clone(), reason: reason.into() };
        assert_eq!(codes(bench.decide(&untick)), [Code::NoReason]);
    }
    let long = Command::Untick { path: PATH.into(), phase: "R1".into(), item: item.clone(), reason: "w".repeat(2_001) };
    assert_eq!(codes(bench.decide(&long)), [Code::TextUnusable]);
    bench.run(&bench.untick("R1", 2)).unwrap();
    assert_eq!(&*bench.bytes(), PLAN.as_bytes());
    let runbook = &bench.state.runbooks[PATH];
    assert!(runbook.ticks.is_empty());
    let [untick] = &runbook.unticks[..] else { panic!("one untick") };
    assert_eq!((untick.reason.as_str(), &untick.item), ("a kettle leaks", &item));
    assert_eq!(untick.tick.as_ref().unwrap().evidence.len(), 1);
    assert_eq!(codes(bench.decide(&bench.untick("R1", 2))), [Code::BoxOpen]);
}

#[test]
fn a_closed_phase_is_not_unticked() {
    let bench = Bench::adopted(PLAN);
    assert_eq!(codes(bench.decide(&bench.untick("R0", 1))), [Code::PhaseNotActive]);
}

#[test]
fn nothing_is_ticked_that_is_not_on_the_ledger_or_not_there() {
    let bench = Bench::with(PLAN);
    let refused = bench.decide(&bench.tick("R1", 2)).unwrap_err();
    assert_eq!(refused[0].code, Code::NotAdopted);
    assert!(matches!(refused[0].ways[0].action, Some(Command::Adopt { .. })));
    let bench = Bench::adopted(PLAN);
    let item = bench.item("R1", 2).id;
    let tick =
        |phase: &str, item: ItemId| Command::Tick { path: PATH.into(), phase: phase.into(), item, evidence: vec![] };
    assert_eq!(codes(bench.decide(&tick("R7", item.clone()))), [Code::NoPhase]);
    assert_eq!(codes(bench.decide(&tick("R0", item))), [Code::NoItem]);
}

#[test]
fn a_tick_waits_for_an_active_phase_where_statuses_are_stated() {
    for (status, code) in
        [("NOT_STARTED", Some(Code::PhaseNotActive)), ("BLOCKED", Some(Code::PhaseNotActive)), ("ACTIVE", None)]
    {
        let bench = Bench::adopted(&format!("## R1 - A\nStatus: {status}\n### R1.A - B\n- [ ] it\n"));
        let answer = bench.decide(&bench.tick("R1.A", 1));
        assert_eq!(answer.err().map(|holds| holds[0].code), code, "a part follows the phase it belongs to: {status}");
    }
    let bench = Bench::adopted("## R1 - A\n- [ ] it\n");
    assert!(bench.decide(&bench.tick("R1", 1)).is_ok(), "no statuses at all");
}

#[test]
fn a_contradiction_keeps_its_phase_from_being_ticked_and_no_other() {
    let text = PLAN.replace("| R1 | K1 | Kitchen | ACTIVE |", "| R1 | K1 | Kitchen | BLOCKED |");
    let bench = Bench::adopted(&text);
    let refused = bench.decide(&bench.tick("R1", 2)).unwrap_err();
    assert_eq!(refused.iter().map(|hold| hold.code).collect::<Vec<_>>(), [Code::PhaseConflict]);
    assert!(refused[0].need.contains("STATUS_MISMATCH"), "{}", refused[0].need);
    assert_eq!(codes(bench.decide(&bench.tick("R1.A", 1))), [Code::PhaseConflict], "its part is governed by it");
    assert!(bench.decide(&bench.tick("R0", 1)).is_ok());
}

#[test]
fn an_odd_box_is_refused_once() {
    for label in ["DoD:", "Notes:"] {
        let bench = Bench::adopted(&format!("## R1 - A\n{label}\n- [-] it\n"));
        assert_eq!(codes(bench.decide(&bench.tick("R1", 1))), [Code::BoxOdd], "{label}");
    }
}

#[test]
fn evidence_has_to_be_there_and_to_be_safe_to_store() {
    let bench = Bench::adopted(PLAN);
    let tick = |evidence| bench.decide(&with_evidence(&bench, "R1", 2, evidence));
    let url = |url: &str| EvidenceRef::Url { url: url.into() };
    let commit = |sha: &str| EvidenceRef::Commit { sha: sha.into() };
    for bad in [
        file("proof/locked.txt"),
        file("proof/never-looked-at.txt"),
        file("../proof.txt"),
        file("/proof.txt"),
        url("proof.example"),
        url("https://a b"),
        url("https://a\u{202e}b"),
        url("://x"),
        commit("abc"),
        commit("not-a-commit"),
    ] {
        assert_eq!(codes(tick(vec![file("proof/kettles.txt"), bad.clone()])), [Code::NoEvidence], "{bad:?}");
    }
    assert_eq!(codes(tick(vec![])), [Code::NoEvidence]);
    assert_eq!(codes(tick(vec![commit("abcdef0"); 17])), [Code::NoEvidence]);
    let refused = tick(vec![file("proof/locked.txt")]).unwrap_err();
    assert_eq!(refused[0].subject, "proof/locked.txt");
    assert!(refused[0].need.contains("permission denied"));
    let given = vec![url("s3://bucket/key"), commit("ABCDEF0"), commit("abcdef0"), file("proof/kettles.txt")];
    let Event::Ticked { evidence, .. } = &tick(given).unwrap()[0] else { panic!("a tick") };
    assert_eq!(evidence.len(), 3, "the same twice is once");
}

#[test]
fn an_item_changed_outside_the_console_is_drift_and_its_way_past_puts_it_back() {
    let mut bench = Bench::adopted(PLAN);
    bench.write(PLAN.replace("Two kettles", "Three kettles").into_bytes());
    for command in [bench.tick("R1", 2), bench.untick("R1", 3)] {
        let refused = bench.decide(&command).unwrap_err();
        assert_eq!(refused.iter().map(|hold| hold.code).collect::<Vec<_>>(), [Code::Drift]);
        assert!(refused[0].need.contains("Two kettles"), "{}", refused[0].need);
        assert_eq!(refused[0].ways[0].action, Some(Command::Restore { path: PATH.into() }));
    }
    bench.known.clear();
    let refused = bench.decide(&bench.tick("R1", 2)).unwrap_err();
    let kept = format!(".wayhold/objects/{}", sha256(PLAN.as_bytes()));
    assert!(refused[0].need.contains(&kept), "{}", refused[0].need);
    let tick = bench.tick("R1", 2);
    bench.files.insert(PATH.into(), Seen::Absent);
    assert_eq!(codes(bench.decide(&tick)), [Code::RunbookUnreadable]);
}

#[test]
fn an_intent_without_an_outcome_holds_everything_until_it_is_settled() {
    let mut bench = Bench::adopted(PLAN);
    bench.append(&bench.tick("R1", 2)).unwrap();
    let refused = bench.decide(&bench.tick("R1", 4)).unwrap_err();
    assert_eq!(refused.iter().map(|hold| hold.code).collect::<Vec<_>>(), [Code::Unknown]);
    assert_eq!(refused[0].ways[0].action, Some(settle()));
    let refused: Vec<Hold<Command>> = bench.decide(&settle()).unwrap_err();
    assert_eq!(refused[0].code, Code::Unknown);
    assert!(refused[0].need.contains("recorded and is not on disk"), "{}", refused[0].need);
}

#[test]
fn recovery_makes_the_recorded_edit_and_records_it() {
    let mut bench = Bench::adopted(PLAN);
    bench.append(&bench.tick("R1", 2)).unwrap();
    let [(2, effect)] = &pending(&bench.state)[..] else { panic!("one effect, of entry 2") };
    bench.carry_out(&effect.clone());
    let events = bench.append(&settle()).unwrap();
    let doc = sha256(&bench.bytes());
    assert_eq!(events, [Event::Patched { path: PATH.into(), intent: 2, doc, recovered: true }]);
    assert_eq!(pending(&bench.state), []);
    assert_eq!(bench.decide(&settle()).unwrap(), [], "nothing is left to settle");
}

#[test]
fn a_file_that_is_neither_before_nor_after_is_lost_to_drift() {
    let mut bench = Bench::adopted(PLAN);
    let tick = bench.tick("R1", 2);
    bench.append(&tick).unwrap();
    let mut gone = bench.clone();
    let other = PLAN.replace("Two kettles", "Three kettles");
    bench.write(other.clone().into_bytes());
    let found = Some(sha256(other.as_bytes()));
    assert_eq!(bench.append(&settle()).unwrap(), [Event::PatchLost { path: PATH.into(), intent: 2, found }]);
    assert_eq!(codes(bench.decide(&tick)), [Code::Drift]);
    bench.write(PLAN.as_bytes());
    bench.run(&tick).unwrap();
    let kept = bench.state.runbooks[PATH].ticks[&bench.item("R1", 2).id].evidence.len();
    assert_eq!(kept, 2, "evidence recorded before the loss stays");
    gone.files.insert(PATH.into(), Seen::Unreadable { reason: "permission denied".into(), bytes: None });
    assert_eq!(codes(gone.decide(&settle())), [Code::RunbookUnreadable], "what cannot be read is not known to be lost");
    gone.files.insert(PATH.into(), Seen::Absent);
    assert_eq!(gone.decide(&settle()).unwrap(), [Event::PatchLost { path: PATH.into(), intent: 2, found: None }]);
}

#[test]
fn an_outcome_ends_the_intent_that_it_names_and_no_other() {
    let mut bench = Bench::adopted(PLAN);
    bench.append(&bench.tick("R1", 2)).unwrap();
    let before = bench.state.clone();
    let stamp = bench.log[0].1.clone();
    apply(&mut bench.state, &Event::PatchLost { path: PATH.into(), intent: 1, found: None }, &stamp);
    apply(
        &mut bench.state,
        &Event::Patched { path: PATH.into(), intent: 9, doc: String::new(), recovered: true },
        &stamp,
    );
    apply(
        &mut bench.state,
        &Event::Patched { path: "x.md".into(), intent: 2, doc: String::new(), recovered: true },
        &stamp,
    );
    assert_eq!(bench.state, before);
}

#[test]
fn hostile_text_never_gets_into_an_event() {
    let hostile = "\u{1b}]52;c;AAAA\u{7}\u{202e}";
    let text = format!("## R1 - A\nDoD:\n- [ ] {hostile}{}\n", "long ".repeat(80));
    let bench = Bench::adopted(&text);
    let mut events = bench.decide(&bench.tick("R1", 1)).unwrap();
    let ticked = Bench::adopted(&text.replace("[ ]", "[x]"));
    let item = ticked.item("R1", 1).id;
    let untick = Command::Untick { path: PATH.into(), phase: "R1".into(), item, reason: hostile.into() };
    events.extend(ticked.decide(&untick).unwrap());
    for event in &events {
        let json = serde_json::to_string(event).unwrap();
        assert!(!json.contains("\\u001b") && !json.contains('\u{202e}'), "{json}");
    }
    let Event::Ticked { text, .. } = &events[0] else { panic!("a tick") };
    assert!(text.starts_with("\\u{1b}]52;c;AAAA\\u{7}\\u{202e}") && text.chars().count() == 200, "{text}");
}

#[test]
fn entries_have_the_kinds_and_bodies_of_the_ledger() {
    let mut bench = Bench::adopted(PLAN);
    bench.run(&bench.tick("R1", 2)).unwrap();
    bench.run(&bench.untick("R1", 2)).unwrap();
    let kinds: Vec<_> = bench
        .log
        .iter()
        .map(|(event, _)| serde_json::to_value(event).unwrap()["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        kinds,
        [
            "runbook.adopted",
            "phase.ticked",
            "runbook.patch_intent",
            "runbook.patched",
            "phase.unticked",
            "runbook.patch_intent",
            "runbook.patched"
        ]
    );
    let newer = r#"{"kind":"phase.ticked","body":{"path":"a.md","phase":"R1","item":"00","text":"t","evidence":
        [{"type":"commit","sha":"abcdef0","later":1}],"later":{}}}"#;
    assert!(
        matches!(serde_json::from_str(newer), Ok(Event::Ticked { number: None, .. })),
        "later fields are tolerated"
    );
}
