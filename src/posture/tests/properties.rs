use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn name() -> impl Strategy<Value = Name> {
    proptest::sample::select(Name::ALL.to_vec())
}

fn target() -> impl Strategy<Value = ReadBack> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..40).prop_map(|bytes| ReadBack::of(&bytes));
    prop_oneof![
        4 => name().prop_map(live),
        1 => Just(mixed()),
        1 => Just(ReadBack::Absent),
        1 => Just(ReadBack::Unreadable { reason: "denied".into() }),
        1 => bytes,
    ]
}

fn words() -> impl Strategy<Value = Option<String>> {
    prop_oneof![Just(None), Just(Some(ENVIRONMENT.to_owned())), Just(Some("x".repeat(400))), any::<Option<String>>()]
}

fn duration() -> impl Strategy<Value = Option<TimeDelta>> {
    let any = any::<i64>().prop_map(|millis| Some(TimeDelta::try_milliseconds(millis).unwrap_or(TimeDelta::MAX)));
    prop_oneof![2 => Just(None), 2 => (0..9000_i64).prop_map(|s| Some(TimeDelta::seconds(s))), 1 => any]
}

fn command_to(to: impl Strategy<Value = Name>) -> impl Strategy<Value = Command> {
    (to, duration(), words(), words()).prop_map(|(to, duration, because, confirm)| Command::Apply {
        to,
        duration,
        because,
        confirm,
    })
}

/// What happens at the desk between two commands, and the command.
#[derive(Debug, Clone)]
struct Step {
    command: Command,
    live: Option<ReadBack>,
    written: bool,
    kind: Kind,
    seconds: i64,
}

fn step() -> impl Strategy<Value = Step> {
    let command = prop_oneof![
        3 => command_to(name()),
        2 => Just(compat()),
        1 => Just(static_restore()),
        3 => any::<bool>().prop_map(|recovered| Command::Settle { recovered }),
        1 => Just(Command::Adopt),
    ];
    let kind = proptest::sample::select(vec![Kind::Human, Kind::Human, Kind::Agent, Kind::Ci]);
    let live = proptest::option::weighted(0.2, target());
    (command, live, any::<bool>(), kind, -100..5000_i64).prop_map(|(command, live, written, kind, seconds)| Step {
        command,
        live,
        written,
        kind,
        seconds,
    })
}

fn profiles_of(broken: [bool; 3]) -> Profiles {
    let texts: BTreeMap<_, _> = Name::ALL
        .into_iter()
        .zip(broken)
        .map(|(name, broken)| (name, if broken { Err("gone".into()) } else { Ok(name.toggles().to_json()) }))
        .collect();
    Profiles::load(texts)
}

/// A desk after any history, looking at any file.
fn desk() -> impl Strategy<Value = Desk> {
    (target(), proptest::collection::vec(step(), 0..12), any::<[bool; 3]>(), any::<bool>()).prop_map(
        |(first, steps, broken, incident)| {
            let mut desk = Desk::unfounded(first);
            desk.incident = incident.then(|| "INC-20261121-1".to_owned());
            desk.profiles = profiles_of(broken.map(|broken| broken && incident));
            for step in steps {
                follow(&mut desk, step);
            }
            desk
        },
    )
}

fn follow(desk: &mut Desk, step: Step) {
    desk.caller.kind = step.kind;
    desk.now += TimeDelta::seconds(step.seconds);
    if let Some(live) = step.live {
        desk.live = live;
    }
    let before = (desk.state.clone(), desk.log.len());
    match desk.run(&step.command) {
        Ok(events) if step.written => desk.write(&events),
        Ok(_) => {}
        Err(holds) => {
            assert!(!holds.is_empty(), "a refusal says why");
            assert_eq!((&desk.state, desk.log.len()), (&before.0, before.1), "a refused command leaves nothing");
        }
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}\nlive {:?}\nlog {:#?}", self.state, self.live, self.log)
    }
}

proptest! {
    #[test]
    fn strict_is_always_accepted_unless_it_is_in_force_and_live_with_nothing_pending(
        desk in desk(),
        command in command_to(Just(Name::Strict)),
    ) {
        let there = desk.live.classify() == Classified::Strict
            && desk.state.in_force() == Some(Name::Strict)
            && desk.state.pending.is_none();
        let answer = desk.decide(&command);
        if there {
            prop_assert_eq!(desk.codes(&command), [Code::AlreadyApplied]);
        } else {
            let events = answer.unwrap();
            let [Event::Intent(intent)] = events.as_slice() else { panic!("{events:?}") };
            prop_assert_eq!(intent.toggles, Name::Strict.toggles());
            prop_assert_eq!(intent.expires_at, None);
        }
    }

    #[test]
    fn strict_gets_through_to_the_file_from_anywhere(mut desk in desk()) {
        if let Ok(events) = desk.run(&Command::revert()) {
            desk.write(&events);
            desk.run(&Command::Settle { recovered: false }).unwrap();
        }
        prop_assert_eq!(desk.live.classify(), Classified::Strict);
        prop_assert_eq!(desk.state.in_force(), Some(Name::Strict));
        prop_assert_eq!(remaining(&desk.state, desk.now), None);
    }

    #[test]
    fn static_restore_is_never_accepted_with_a_precondition_unmet(
        desk in desk(),
        command in prop_oneof![Just(static_restore()), command_to(Just(Name::StaticRestore))],
    ) {
        let Command::Apply { duration, because, confirm, .. } = &command else { panic!() };
        let Ok(events) = desk.decide(&command) else { return Ok(()) };
        prop_assert_eq!(desk.caller.kind, Kind::Human);
        prop_assert_eq!(confirm.as_deref(), Some(ENVIRONMENT));
        prop_assert!(desk.profiles.get(Name::StaticRestore).is_ok());
        prop_assert!(desk.state.pending.is_none());
        prop_assert!(duration.is_none_or(|time| time > TimeDelta::zero() && time <= desk.limits.static_restore.max));
        if desk.state.in_force() == Some(Name::Strict) && desk.live.classify() == Classified::Strict {
            prop_assert!(because.as_ref().is_some_and(|text| !text.trim().is_empty()));
        }
        let [Event::Intent(intent)] = events.as_slice() else { panic!("{events:?}") };
        let lasting = intent.expires_at.unwrap() - desk.now;
        prop_assert!(lasting > TimeDelta::zero() && lasting <= desk.limits.static_restore.max);
    }

    #[test]
    fn an_override_in_force_always_has_its_clock_and_never_stands_beside_strict(desk in desk()) {
        if let Some(current) = &desk.state.current {
            prop_assert_ne!(current.profile, Name::Strict);
            prop_assert_eq!(&desk.state.strict_since, &None);
            prop_assert!(remaining(&desk.state, desk.now).is_some());
        }
    }

    #[test]
    fn replay_equals_live_and_everything_survives_serialisation(desk in desk()) {
        let mut replayed = State::default();
        for (event, stamp) in &desk.log {
            let text = serde_json::to_string(event).unwrap();
            let read: Event = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&read, event);
            apply(&mut replayed, &read, stamp);
        }
        prop_assert_eq!(&replayed, &desk.state);
        let text = serde_json::to_string(&desk.state).unwrap();
        prop_assert_eq!(&serde_json::from_str::<State>(&text).unwrap(), &desk.state);
    }

    #[test]
    fn no_bytes_make_the_reader_panic_or_pass_for_a_profile(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(ReadBack::of(&bytes).classify(), Classified::Invalid);
    }
}

#[test]
fn a_body_of_a_later_version_is_still_read() {
    let mut desk = Desk::strict();
    desk.run(&compat()).unwrap();
    for (event, _) in &desk.log {
        let mut json = serde_json::to_value(event).unwrap();
        json["body"]["from_a_later_version"] = serde_json::json!({"any": [1]});
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), *event);
    }
}
