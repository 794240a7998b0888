use super::*;

const SETTLE: Command = Command::Settle { recovered: true };

#[test]
fn founding_records_a_present_target_and_asks_for_strict_where_there_is_none() {
    let denied = ReadBack::Unreadable { reason: "denied".into() };
    for target in [live(Name::Strict), live(Name::Compat), mixed(), ReadBack::of(b"{}"), denied] {
        let mut desk = Desk::unfounded(target);
        let events = desk.run(&Command::Adopt).unwrap();
        let found = Found { classified: desk.live.classify(), sha256: desk.live.sha256().map(Into::into) };
        assert_eq!(events, [Event::Found(found)]);
        let strict = (desk.live.classify() == Classified::Strict).then_some(Name::Strict);
        assert_eq!(desk.state.in_force(), strict, "a loosened posture without a grant is not in force");
        assert_eq!(plan(&events[0], 1), []);
        assert_eq!(desk.codes(&Command::Adopt), [Code::AlreadyFounded]);
    }
    let mut desk = Desk::unfounded(ReadBack::Absent);
    desk.carry_out(&Command::Adopt);
    assert_eq!(desk.live, live(Name::Strict));
    assert_eq!(desk.state.in_force(), Some(Name::Strict));
    assert_eq!(desk.codes(&Command::Adopt), [Code::AlreadyFounded]);
}

#[test]
fn a_found_loosened_posture_can_be_given_a_clock_or_ended() {
    let mut desk = Desk::unfounded(live(Name::Compat));
    desk.run(&Command::Adopt).unwrap();
    assert_eq!(desk.codes(&compat()), []);
    assert_eq!(desk.codes(&Command::revert()), []);
    desk.carry_out(&compat());
    assert!(remaining(&desk.state, desk.now).is_some());
}

#[test]
fn an_intent_says_what_changes_and_plans_one_write_of_exactly_that() {
    let mut desk = Desk::strict();
    desk.incident = Some("INC-20261121-1".into());
    let events = desk.run(&compat()).unwrap();
    let toggles = Name::Compat.toggles();
    let expected = Intent {
        to: Name::Compat,
        toggles,
        from: Classified::Strict,
        from_sha256: Some(Name::Strict.toggles().sha256()),
        to_sha256: toggles.sha256(),
        because: Some("the indexer needs it".into()),
        expires_at: Some(at("2026-11-21T04:00:00Z")),
        incident: Some("INC-20261121-1".into()),
        supersedes: None,
        on_expiry: OnExpiry::Alert,
        targets: Vec::new(),
        grant: None,
        by_hand: false,
        was_until: None,
    };
    assert_eq!(events, [Event::Intent(expected)]);
    let write = Effect::WriteTarget { text: toggles.to_json(), sha256: toggles.sha256() };
    assert_eq!(plan(&events[0], 1), [write]);
    assert_eq!(desk.state.in_force(), Some(Name::Strict), "an intent puts nothing in force");
}

#[test]
fn a_write_that_took_is_in_force_with_its_grounds() {
    let mut desk = Desk::strict();
    desk.incident = Some("INC-20261121-1".into());
    let events = desk.run(&compat()).unwrap();
    desk.write(&events);
    desk.now += TimeDelta::seconds(2);
    let events = desk.run(&Command::Settle { recovered: false }).unwrap();
    let applied = Applied {
        intent: 1,
        to: Name::Compat,
        classified: Classified::Compat,
        matched: 8,
        sha256: Name::Compat.toggles().sha256(),
        recovered: false,
        targets: Vec::new(),
        by_hand: false,
    };
    assert_eq!(events, [Event::Applied(applied)]);
    assert_eq!(plan(&events[0], 1), []);
    let expected = Override {
        profile: Name::Compat,
        since: Stamp { seq: 2, at: desk.now, by: "ana".into() },
        because: Some("the indexer needs it".into()),
        expires_at: at("2026-11-21T04:00:00Z"),
        incident: Some("INC-20261121-1".into()),
        intent: 1,
        on_expiry: OnExpiry::Alert,
        extended: 0,
        expired: None,
    };
    assert_eq!(desk.state.current, Some(expected));
    assert_eq!((desk.state.strict_since.as_ref(), desk.state.pending.as_ref()), (None, None));
    assert_eq!(desk.state.since().map(|stamp| stamp.seq), Some(2));

    desk.carry_out(&Command::revert());
    assert_eq!((desk.state.in_force(), desk.state.current.as_ref()), (Some(Name::Strict), None));
    assert_eq!(desk.state.since().map(|stamp| stamp.seq), Some(4));
}

#[test]
fn the_same_fields_in_another_layout_took_too() {
    let mut desk = Desk::strict();
    desk.run(&compat()).unwrap();
    desk.live = ReadBack::of(serde_json::to_string(&Name::Compat.toggles()).unwrap().as_bytes());
    let events = desk.run(&SETTLE).unwrap();
    let [Event::Applied(applied)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(Some(applied.sha256.as_str()), desk.live.sha256());
    assert!(applied.recovered);
}

#[test]
fn an_untouched_file_leaves_what_was_in_force_and_the_attempt_is_remembered() {
    let mut desk = Desk::in_force(Name::Compat);
    let before = desk.state.current.clone();
    desk.run(&static_restore()).unwrap();
    desk.run(&SETTLE).unwrap();
    assert_eq!((desk.state.current.clone(), desk.state.pending.as_ref()), (before, None));
    let last = desk.state.last.clone().unwrap();
    assert_eq!(last.to_string(), "apply of static_restore at #3 did not take: the live file is still compat");
    assert!(matches!(last, Outcome::Unconfirmed { unchanged: true, .. }));
    assert_eq!(desk.codes(&static_restore()), [], "it may be tried again");
}

#[test]
fn anything_else_read_back_makes_it_unclear_what_is_in_force() {
    let denied = ReadBack::Unreadable { reason: "denied".into() };
    for read in [mixed(), live(Name::StaticRestore), ReadBack::Absent, ReadBack::of(b"{"), denied] {
        let mut desk = Desk::strict();
        desk.run(&compat()).unwrap();
        desk.live = read;
        let events = desk.run(&SETTLE).unwrap();
        let expected = Unconfirmed {
            intent: 1,
            wanted: Name::Compat,
            classified: desk.live.classify(),
            sha256: desk.live.sha256().map(Into::into),
            recovered: true,
            unchanged: false,
            targets: Vec::new(),
            by_hand: false,
        };
        assert_eq!(events, [Event::Unconfirmed(expected)]);
        assert_eq!((desk.state.in_force(), desk.state.since()), (None, None));
        let last = desk.state.last.clone().unwrap().to_string();
        assert!(last.ends_with(&format!("the live file is now {}", desk.live.classify())), "{last}");
    }
}

#[test]
fn an_absent_target_that_stays_absent_is_unchanged_and_an_unreadable_one_is_not() {
    for (target, expected) in
        [(ReadBack::Absent, true), (ReadBack::Unreadable { reason: "denied".into() }, false), (mixed(), true)]
    {
        let mut desk = Desk::strict();
        desk.live = target;
        desk.run(&Command::revert()).unwrap();
        let events = desk.run(&SETTLE).unwrap();
        let [Event::Unconfirmed(unconfirmed)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(unconfirmed.unchanged, expected, "{:?}", desk.live);
    }
}

#[test]
fn after_an_intent_that_took_over_from_another_unchanged_does_not_mean_as_before() {
    let mut desk = Desk::strict();
    let events = desk.run(&compat()).unwrap();
    desk.write(&events);
    desk.run(&Command::revert()).unwrap();
    desk.run(&SETTLE).unwrap();
    assert_eq!(desk.live.classify(), Classified::Compat);
    assert_eq!(desk.state.in_force(), None, "strict was in force before the first intent, and is not live");
}

#[test]
fn settling_with_nothing_pending_records_nothing() {
    let mut desk = Desk::in_force(Name::Compat);
    assert_eq!(desk.run(&SETTLE), Ok(vec![]));
}

#[test]
fn the_outcome_of_another_intent_changes_nothing() {
    let mut desk = Desk::strict();
    desk.run(&compat()).unwrap();
    let before = desk.state.clone();
    let stamp = Stamp { seq: 9, at: desk.now, by: "bob".into() };
    let sha256 = Name::Compat.toggles().sha256();
    let (to, classified) = (Name::Compat, Classified::Compat);
    let late =
        Applied { intent: 7, to, classified, matched: 8, sha256, recovered: true, targets: Vec::new(), by_hand: false };
    apply(&mut desk.state, &Event::Applied(late), &stamp);
    assert_eq!(desk.state, before);
}

#[test]
fn a_loosened_intent_without_an_end_never_comes_into_force() {
    let mut desk = Desk::strict();
    desk.run(&compat()).unwrap();
    desk.state.pending.as_mut().unwrap().intent.expires_at = None;
    desk.live = live(Name::Compat);
    desk.run(&SETTLE).unwrap();
    assert_eq!(desk.state.in_force(), None);
}

#[test]
fn a_target_that_could_not_be_read_before_is_not_unchanged_when_it_is_gone() {
    let mut desk = Desk::strict();
    desk.live = ReadBack::Unreadable { reason: "denied".into() };
    desk.run(&Command::revert()).unwrap();
    desk.live = ReadBack::Absent;
    let events = desk.run(&SETTLE).unwrap();
    assert!(matches!(events.as_slice(), [Event::Unconfirmed(Unconfirmed { unchanged: false, .. })]), "{events:?}");
}
