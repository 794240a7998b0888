use std::collections::BTreeMap;

use super::*;

/// `command` with its duration changed.
fn lasting(mut command: Command, time: TimeDelta) -> Command {
    if let Command::Apply { duration, .. } = &mut command {
        *duration = Some(time);
    }
    command
}

fn because(mut command: Command, text: Option<&str>) -> Command {
    if let Command::Apply { because, .. } = &mut command {
        *because = text.map(Into::into);
    }
    command
}

fn typed(mut command: Command, text: Option<&str>) -> Command {
    if let Command::Apply { confirm, .. } = &mut command {
        *confirm = text.map(Into::into);
    }
    command
}

fn intent(events: &[Event]) -> &Intent {
    match events {
        [Event::Intent(intent)] => intent,
        other => panic!("one intent, not {other:?}"),
    }
}

#[test]
fn compat_is_refused_without_a_reason() {
    let desk = Desk::strict();
    for text in [None, Some(""), Some(" \n\t ")] {
        assert_eq!(desk.codes(&because(compat(), text)), [Code::NoReason], "{text:?}");
    }
    assert_eq!(desk.codes(&compat()), []);
    assert_eq!(desk.codes(&because(compat(), Some(&"x".repeat(300)))), []);
    assert_eq!(desk.codes(&because(compat(), Some(&"x".repeat(301)))), [Code::TextUnusable]);
}

#[test]
fn a_reason_is_recorded_as_one_clean_line() {
    let desk = Desk::strict();
    let events = desk.decide(&because(compat(), Some("  the indexer\nneeds \u{1b}[2J it "))).unwrap();
    let line = intent(&events).because.clone().unwrap();
    assert!(line.starts_with("the indexer needs ") && !line.contains(['\n', '\u{1b}']), "{line:?}");
}

#[test]
fn a_duration_is_above_zero_and_within_the_limit_of_its_profile() {
    let desk = Desk::strict();
    for (command, max) in [(compat(), 120), (static_restore(), 30)] {
        for (time, allowed) in [
            (TimeDelta::zero(), false),
            (TimeDelta::seconds(-1), false),
            (TimeDelta::milliseconds(999), false),
            (TimeDelta::seconds(1), true),
            (TimeDelta::minutes(max), true),
            (TimeDelta::minutes(max) + TimeDelta::nanoseconds(1), false),
            (TimeDelta::MAX, false),
            (TimeDelta::MIN, false),
        ] {
            let expected: &[Code] = if allowed { &[] } else { &[Code::BadDuration] };
            assert_eq!(desk.codes(&lasting(command.clone(), time)), expected, "{time} for {command:?}");
        }
    }
}

#[test]
fn a_refused_duration_offers_the_default_and_the_longest_with_everything_else_kept() {
    let desk = Desk::strict();
    let hold = desk.hold(&lasting(compat(), TimeDelta::hours(3)), Code::BadDuration);
    assert_eq!(hold.need, "a duration from 1s to 2h for compat; asked for 3h");
    let actions: Vec<_> = hold.ways.into_iter().filter_map(|way| way.action).collect();
    assert_eq!(actions, [lasting(compat(), TimeDelta::hours(1)), lasting(compat(), TimeDelta::hours(2))]);
    for action in actions {
        assert!(desk.decide(&action).is_ok());
    }
    let hold = desk.hold(&lasting(static_restore(), TimeDelta::hours(3)), Code::BadDuration);
    assert_eq!(hold.ways.len(), 1, "its default is its longest");
}

#[test]
fn a_limit_beyond_the_calendar_is_a_refusal_and_not_a_crash() {
    let mut desk = Desk::strict();
    desk.limits.compat = Limit { default: TimeDelta::MAX, max: TimeDelta::MAX, on_expiry: OnExpiry::Alert };
    assert_eq!(desk.codes(&compat()), [Code::BadDuration]);
}

#[test]
fn without_a_duration_the_default_counts_from_now() {
    let desk = Desk::strict();
    let end = |command: &Command| intent(&desk.decide(command).unwrap()).expires_at;
    assert_eq!(end(&compat()), Some(at("2026-11-21T04:00:00Z")));
    assert_eq!(end(&static_restore()), Some(at("2026-11-21T03:30:00Z")));
    assert_eq!(end(&lasting(compat(), TimeDelta::minutes(5))), Some(at("2026-11-21T03:05:00Z")));
}

#[test]
fn static_restore_asks_for_the_name_of_this_environment_exactly() {
    let desk = Desk::strict();
    for text in [None, Some(""), Some("Demo"), Some("demo "), Some("prod")] {
        assert_eq!(desk.codes(&typed(static_restore(), text)), [Code::WrongEnvironment], "{text:?}");
    }
    assert_eq!(desk.codes(&static_restore()), []);
    assert_eq!(desk.codes(&typed(compat(), None)), [], "compat does not ask");
    let hold = desk.hold(&typed(static_restore(), Some("prod\u{1b}")), Code::WrongEnvironment);
    assert!(hold.need.contains("type the name of this environment, demo,"), "{}", hold.need);
    assert!(hold.need.contains("prod") && !hold.need.contains('\u{1b}'), "{}", hold.need);
    assert!(hold.ways.iter().all(|way| way.action.is_none()), "nothing types it for them");
}

#[test]
fn passing_compat_over_costs_one_line_and_coming_from_it_does_not() {
    let bare = because(static_restore(), None);
    for live_now in [live(Name::Strict), mixed(), ReadBack::Absent, ReadBack::of(b"{}")] {
        let mut desk = Desk::strict();
        desk.live = live_now;
        let hold = desk.hold(&bare, Code::NoReason);
        assert!(hold.need.contains("compat_not_possible"), "{}", hold.need);
        assert_eq!(desk.codes(&static_restore()), []);
    }
    let mut desk = Desk::in_force(Name::Compat);
    assert_eq!(desk.codes(&bare), []);
    desk.live = mixed();
    assert_eq!(desk.codes(&bare), [], "compat was granted, whatever became of the file");
    let mut desk = Desk::strict();
    desk.live = live(Name::Compat);
    assert_eq!(desk.codes(&bare), [], "compat is live, whoever wrote it");
}

#[test]
fn loosening_needs_the_key_of_a_human_and_strict_does_not() {
    for kind in [Kind::Agent, Kind::Ci] {
        let mut desk = Desk::in_force(Name::Compat);
        desk.caller.kind = kind;
        assert_eq!(desk.codes(&static_restore()), [Code::NeedsHuman]);
        assert_eq!(desk.codes(&Command::revert()), []);
        desk.carry_out(&Command::revert());
        assert_eq!(desk.codes(&compat()), [Code::NeedsHuman]);
    }
}

#[test]
fn a_broken_profile_holds_itself_and_nothing_else() {
    for broken in Name::ALL {
        let mut desk = Desk::strict();
        let texts: BTreeMap<_, _> = Name::ALL
            .into_iter()
            .map(|name| {
                (name, if name == broken { Err("it is a directory".into()) } else { Ok(name.toggles().to_json()) })
            })
            .collect();
        desk.profiles = Profiles::load(texts);
        for (name, command) in [(Name::Compat, compat()), (Name::StaticRestore, static_restore())] {
            let expected: &[Code] = if name == broken { &[Code::ProfileUnusable] } else { &[] };
            assert_eq!(desk.codes(&command), expected, "{broken} broken");
        }
        if broken == Name::Compat {
            let need = desk.hold(&compat(), Code::ProfileUnusable).need;
            assert_eq!(need, "a usable compat profile: it is a directory");
        }
        desk.live = mixed();
        desk.carry_out(&Command::revert());
        assert_eq!(desk.live.classify(), Classified::Strict, "{broken} broken");
    }
}

#[test]
fn what_is_in_force_and_live_is_not_applied_again() {
    for (name, command) in
        [(Name::Strict, Command::revert()), (Name::Compat, compat()), (Name::StaticRestore, static_restore())]
    {
        let desk = Desk::in_force(name);
        assert_eq!(desk.codes(&command), [Code::AlreadyApplied]);
        for other in Name::ALL.into_iter().filter(|other| *other != name) {
            let mut desk = Desk::in_force(name);
            desk.live = live(other);
            assert_eq!(desk.codes(&command), [], "{name} in force, {other} live");
            desk.live = live(name);
            desk.state = Desk::in_force(other).state;
            assert_eq!(desk.codes(&command), [], "{name} live, {other} in force");
        }
    }
    let ways = Desk::in_force(Name::Compat).hold(&compat(), Code::AlreadyApplied).ways;
    assert_eq!(ways[0].action, Some(Command::revert()));
}

#[test]
fn a_pending_intent_holds_every_loosening_and_offers_to_settle() {
    let mut desk = Desk::strict();
    desk.run(&compat()).unwrap();
    for command in [compat(), static_restore()] {
        let hold = desk.hold(&command, Code::Unknown);
        assert_eq!(hold.need, "an outcome for the apply of compat at #1");
        assert_eq!(hold.ways[0].action, Some(Command::Settle { recovered: true }));
    }
    let events = desk.decide(&Command::revert()).unwrap();
    assert_eq!(intent(&events).supersedes, Some(1));
}

#[test]
fn a_refusal_lists_everything_that_is_missing_at_once() {
    let mut desk = Desk::strict();
    desk.caller.kind = Kind::Agent;
    let command = lasting(apply_to(Name::StaticRestore), TimeDelta::zero());
    let expected = [Code::NeedsHuman, Code::NoReason, Code::BadDuration, Code::WrongEnvironment];
    assert_eq!(desk.codes(&command), expected);
    for hold in desk.decide(&command).unwrap_err() {
        assert!(!hold.ways.is_empty(), "{}", hold.code);
        assert!(!hold.need.ends_with('.') && hold.subject == "posture");
    }
}

#[test]
fn strict_takes_any_words_and_cuts_them() {
    let mut desk = Desk::in_force(Name::StaticRestore);
    desk.caller.kind = Kind::Ci;
    let command = Command::Apply {
        to: Name::Strict,
        duration: Some(TimeDelta::MIN),
        because: Some("x".repeat(100_000)),
        confirm: Some("prod".into()),
    };
    let events = desk.decide(&command).unwrap();
    assert_eq!(intent(&events).because.as_ref().unwrap().len(), 300);
    assert_eq!(intent(&events).expires_at, None);
}

#[test]
fn the_checks_shown_are_the_ones_that_decide() {
    let desk = Desk::strict();
    let ask = desk.ask();
    let list = checks(&desk.state, &apply_to(Name::StaticRestore), &ask);
    let shown: Vec<_> = list.iter().map(|check| (check.met, check.hold.code)).collect();
    let expected = [
        (true, Code::NeedsHuman),
        (true, Code::ProfileUnusable),
        (true, Code::Unknown),
        (true, Code::AlreadyApplied),
        (false, Code::NoReason),
        (true, Code::BadDuration),
        (false, Code::WrongEnvironment),
    ];
    assert_eq!(shown, expected);
    assert!(checks(&desk.state, &static_restore(), &ask).iter().all(|check| check.met));
}

#[test]
fn a_command_survives_serialisation_with_its_duration_in_seconds() {
    let command = lasting(compat(), TimeDelta::minutes(30));
    let json = serde_json::to_value(&command).unwrap();
    assert_eq!(json["apply"]["duration"], 1800);
    assert_eq!(serde_json::from_value::<Command>(json).unwrap(), command);
    let bare = serde_json::to_value(Command::revert()).unwrap();
    assert_eq!(bare, serde_json::json!({"apply": {"to": "strict"}}));
    assert_eq!(serde_json::from_value::<Command>(bare).unwrap(), Command::revert());
    let endless = serde_json::json!({"apply": {"to": "compat", "duration": i64::MAX}});
    assert!(serde_json::from_value::<Command>(endless).is_err());
}
