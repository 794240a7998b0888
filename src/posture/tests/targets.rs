use super::*;

fn told() -> Desk {
    let mut desk = Desk::strict();
    desk.setup = Setup { flagd: true, hooks: vec!["kubectl".into()] };
    desk.carry_out(&Command::Restore { because: None });
    desk
}

fn codes(desk: &Desk) -> Vec<Code> {
    holds(&desk.state, &desk.ask()).iter().map(|hold| hold.code).collect()
}

/// Everything is written, and the hook ends as it is said to.
fn with_hook(desk: &mut Desk, command: &Command, seen: TargetSeen) -> Vec<Event> {
    let events = desk.run(command).unwrap();
    desk.write(&events);
    desk.targets.insert("hook:kubectl".into(), seen);
    desk.run(&Command::Settle { recovered: false }).unwrap()
}

fn failed() -> TargetSeen {
    TargetSeen::Hook { ok: false, said: "exit 1".into(), sha256: "00".into() }
}

#[test]
fn the_targets_are_told_after_the_file_and_in_order() {
    let mut desk = told();
    let events = desk.run(&compat()).unwrap();
    let effects = plan(&events[0], 7);
    let [Effect::WriteTarget { .. }, Effect::WriteFlagd { text }, Effect::Hook { name, intent: 7, input }] =
        effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    assert_eq!(name, "kubectl");
    let input: serde_json::Value = serde_json::from_str(input).unwrap();
    assert_eq!((&input["to"], &input["from"]), (&"compat".into(), &"strict".into()));
    assert_eq!(input["fields"]["fallback_policy"]["fallback_mode"], "compat");
    assert_eq!(input["expires_at"], "2026-11-21T04:00:00Z");
    let Event::Intent(intent) = &events[0] else { panic!() };
    assert_eq!(intent.targets[0].sha256, Some(sha256(text.as_bytes())));
}

#[test]
fn the_end_is_compiled_into_the_flagd_file_only_where_readers_are_to_follow_it() {
    for (on_expiry, compiled) in [(OnExpiry::Alert, false), (OnExpiry::Revert, false), (OnExpiry::Reader, true)] {
        let mut desk = told();
        desk.limits.compat.on_expiry = on_expiry;
        let events = desk.run(&compat()).unwrap();
        let effects = plan(&events[0], 1);
        let Effect::WriteFlagd { text } = &effects[1] else { panic!("{effects:?}") };
        assert_eq!(text.contains("$flagd.timestamp"), compiled, "{on_expiry:?}");
    }
}

#[test]
fn a_hook_that_fails_leaves_the_change_unconfirmed_and_its_clock_running() {
    let mut desk = told();
    let events = with_hook(&mut desk, &compat(), failed());
    let [Event::Unconfirmed(lost)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(lost.targets[1].said, "exit 1");
    assert_eq!(desk.state.in_force(), Some(Name::Compat), "the live file took, and the override has its end");
    assert!(remaining(&desk.state, desk.now).is_some());
    assert_eq!(codes(&desk), [Code::TargetBehind, Code::NotStrict]);
    let hold = holds(&desk.state, &desk.ask()).remove(0);
    assert!(hold.need.contains("hook:kubectl") && hold.need.contains("exit 1"), "{}", hold.need);
    desk.carry_out(&Command::Restore { because: None });
    assert_eq!(codes(&desk), [Code::NotStrict], "told again, it is at rest");
}

#[test]
fn a_person_may_answer_for_a_hook_and_for_nothing_that_can_be_read() {
    let mut desk = told();
    let vouch = |target: &str| Command::Vouch { target: target.into(), note: None };
    assert_eq!(desk.codes(&vouch("hook:kubectl")), [Code::AlreadyApplied]);
    with_hook(&mut desk, &compat(), failed());
    desk.targets.insert(FLAGD.into(), TargetSeen::NoFile { reason: "gone".into() });
    assert_eq!(codes(&desk), [Code::TargetBehind, Code::TargetBehind, Code::NotStrict]);
    desk.run(&vouch("hook:kubectl")).unwrap();
    let left = holds(&desk.state, &desk.ask());
    assert_eq!(left.len(), 2);
    assert!(left[0].need.contains("flagd"), "{}", left[0].need);
}

#[test]
fn strict_with_a_target_behind_is_not_at_rest() {
    let mut desk = told();
    desk.carry_out(&compat());
    with_hook(&mut desk, &Command::revert(), failed());
    assert_eq!(desk.state.in_force(), Some(Name::Strict));
    assert_eq!(codes(&desk), [Code::TargetBehind]);
}

#[test]
fn a_flagd_file_that_others_changed_is_behind_and_written_again() {
    let mut desk = told();
    desk.carry_out(&compat());
    desk.targets.insert(FLAGD.into(), TargetSeen::File { sha256: "00".into() });
    assert_eq!(codes(&desk), [Code::TargetBehind, Code::NotStrict]);
    desk.carry_out(&Command::Restore { because: None });
    assert_eq!(codes(&desk), [Code::NotStrict]);
}

#[test]
fn by_hand_nothing_is_written_and_only_the_persons_read_back_settles_it() {
    let mut desk = told();
    let by_hand = Command::ByHand { to: Name::Compat, duration: None, because: Some("no route".into()), confirm: None };
    let events = desk.run(&by_hand).unwrap();
    assert_eq!(plan(&events[0], 1), []);
    assert_eq!(desk.run(&Command::Settle { recovered: true }), Ok(vec![]), "it is not settled by looking here");
    assert_eq!(codes(&desk)[0], Code::Unknown);
    let confirm = |name: Name| Command::Confirm { read_back: Some(name.toggles().to_json()) };
    let events = desk.run(&confirm(Name::Compat)).unwrap();
    assert!(matches!(events.as_slice(), [Event::Applied(Applied { by_hand: true, .. })]), "{events:?}");
    assert_eq!(desk.state.in_force(), Some(Name::Compat));
    desk.live = ReadBack::Unreadable { reason: "no route".into() };
    assert!(!codes(&desk).contains(&Code::PostureUnclear), "the person's word stands where nothing can be read");
    desk.live = live(Name::Strict);
    assert!(codes(&desk).contains(&Code::PostureUnclear), "what can be read speaks for itself");
    assert_eq!(desk.codes(&confirm(Name::Compat)), [Code::AlreadyApplied]);
}

#[test]
fn a_read_back_that_differs_is_no_confirmation() {
    let mut desk = told();
    let by_hand = Command::ByHand { to: Name::Compat, duration: None, because: Some("no route".into()), confirm: None };
    desk.run(&by_hand).unwrap();
    let events = desk.run(&Command::Confirm { read_back: Some("{}".into()) }).unwrap();
    assert!(matches!(events.as_slice(), [Event::Unconfirmed(Unconfirmed { by_hand: true, .. })]), "{events:?}");
}
