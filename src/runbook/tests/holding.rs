use super::*;

fn standing(bench: &Bench, phase: &str) -> Vec<(Code, String)> {
    holds(&bench.state, PATH, phase, &bench.ask()).into_iter().map(|hold| (hold.code, hold.subject)).collect()
}

fn listed(expected: &[(Code, &str)]) -> Vec<(Code, String)> {
    expected.iter().map(|(code, subject)| (*code, (*subject).to_owned())).collect()
}

#[test]
fn what_stands_before_done_is_the_gate_and_every_box_that_closing_needs() {
    let bench = Bench::adopted(PLAN);
    let expected = [
        (Code::GateUnmet, "R1 g2"),
        (Code::Inherited, "R1 1"),
        (Code::BoxOpen, "R1 2"),
        (Code::Inherited, "R1 3"),
        (Code::BoxOpen, "R1 4"),
        (Code::NoNote, "R1"),
    ];
    assert_eq!(standing(&bench, "R1"), listed(&expected));
    let gate = &holds(&bench.state, PATH, "R1", &bench.ask())[0];
    assert!(gate.need.contains("landlord"), "the clause that is met is not listed: {}", gate.need);
}

#[test]
fn each_tick_with_evidence_takes_its_hold_away() {
    let mut bench = Bench::adopted(PLAN);
    for number in 1..=4 {
        let before = standing(&bench, "R1").len();
        bench.run(&bench.tick("R1", number)).unwrap();
        assert_eq!(standing(&bench, "R1").len(), before - 1, "{number}");
    }
    assert_eq!(standing(&bench, "R1"), listed(&[(Code::GateUnmet, "R1 g2"), (Code::NoNote, "R1")]));
}

#[test]
fn a_phase_to_come_waits_for_the_one_before_and_for_a_persons_word() {
    let bench = Bench::adopted(PLAN);
    let expected = [
        (Code::OtherActive, "R2"),
        (Code::GateUnmet, "R2 g1"),
        (Code::PhaseNotActive, "R2"),
        (Code::DodNotTickable, "R2 d1"),
        (Code::DodNotTickable, "R2 d2"),
    ];
    let found: Vec<_> = standing(&bench, "R2").into_iter().filter(|(code, _)| *code != Code::PartMissing).collect();
    assert_eq!(found, listed(&expected));
}

#[test]
fn a_gate_is_met_only_by_a_phase_that_is_done_beyond_doubt() {
    let gate = |first: &str| {
        let text = format!("## R0 - A\n{first}\n## R1 - B\nEntry gate:\n- R0 is `DONE`.\nDoD:\n- [ ] it\n");
        standing(&Bench::adopted(&text), "R1").first().map(|(code, _)| *code)
    };
    assert_eq!(gate("Status: DONE"), Some(Code::BoxOpen));
    assert_eq!(gate("Status: ACTIVE"), Some(Code::GateUnmet));
    assert_eq!(gate("Status: DONE\nDoD:\n- [ ] open"), Some(Code::GateUnmet), "DONE with an open box is in doubt");
    assert_eq!(gate("no status"), Some(Code::GateUnmet), "a person's word");
}

#[test]
fn a_closed_phase_has_nothing_before_it_unless_it_is_contradicted() {
    let bench = Bench::adopted(PLAN);
    assert_eq!(standing(&bench, "R0"), []);
    let bench = Bench::adopted(&PLAN.replace("- [x] The lease", "- [ ] The lease"));
    assert_eq!(standing(&bench, "R0"), listed(&[(Code::PhaseConflict, "R0")]));
}

#[test]
fn a_phase_without_a_definition_of_done_says_so() {
    let bench = Bench::adopted("## R1 - A\nSub-phase progress:\n- [ ] part\n\nNotes:\n- [ ] it\n");
    assert_eq!(standing(&bench, "R1"), listed(&[(Code::BoxOpen, "R1 1"), (Code::DodMissing, "R1")]));
}

#[test]
fn an_odd_box_is_said_once() {
    let bench = Bench::adopted("## R1 - A\nDoD:\n- [-] it\n\nSub-phase progress:\n- [~] part\n");
    assert_eq!(standing(&bench, "R1"), listed(&[(Code::BoxOdd, "R1"), (Code::BoxOdd, "R1 2")]));
}

#[test]
fn drift_and_an_open_intent_come_first() {
    let mut bench = Bench::adopted(PLAN);
    let mut begun = bench.clone();
    bench.write(PLAN.replace("Two kettles", "Three kettles").into_bytes());
    assert_eq!(standing(&bench, "R1")[0], (Code::Drift, PATH.to_owned()));
    begun.append(&begun.tick("R1", 2)).unwrap();
    assert_eq!(standing(&begun, "R1")[0], (Code::Unknown, PATH.to_owned()));
    assert!(standing(&begun, "R1").iter().all(|(code, _)| *code != Code::Drift), "an open intent is not drift");
}

#[test]
fn what_is_not_there_is_named() {
    assert_eq!(standing(&Bench::with(PLAN), "R1"), listed(&[(Code::NotAdopted, PATH)]));
    let mut bench = Bench::adopted(PLAN);
    assert_eq!(standing(&bench, "R9"), listed(&[(Code::NoPhase, "R9")]));
    bench.files.insert(PATH.into(), Seen::Absent);
    assert_eq!(standing(&bench, "R1"), listed(&[(Code::RunbookUnreadable, PATH)]));
}

#[test]
fn evidence_that_the_item_names_and_that_exists_is_offered_as_an_action() {
    let mut bench = Bench::adopted(PLAN);
    let actions = |bench: &Bench| -> Vec<Command> {
        let holds = holds(&bench.state, PATH, "R1", &bench.ask());
        holds.into_iter().flat_map(|hold| hold.ways).filter_map(|way| way.action).collect()
    };
    let ticks = |actions: Vec<Command>| -> Vec<Command> {
        actions.into_iter().filter(|action| matches!(action, Command::Tick { .. })).collect()
    };
    assert_eq!(ticks(actions(&bench)), [bench.tick("R1", 1)]);
    assert!(bench.decide(&ticks(actions(&bench))[0]).is_ok());
    bench.write(PLAN.replace("Two kettles", "Three kettles").into_bytes());
    assert_eq!(ticks(actions(&bench)), [], "nothing is offered that would be refused");
}

#[test]
fn every_hold_has_a_way_past_it() {
    let bench = Bench::adopted(PLAN);
    for phase in ["R1", "R1.A", "R2"] {
        for hold in holds(&bench.state, PATH, phase, &bench.ask()) {
            assert!(!hold.ways.is_empty() && !hold.need.ends_with('.') || hold.need.contains(": "), "{hold:?}");
        }
    }
}
