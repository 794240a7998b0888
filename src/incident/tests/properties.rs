use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

fn time() -> impl Strategy<Value = Option<DateTime<Utc>>> {
    let near = (-9000..9000_i64).prop_map(|seconds| at("2026-11-21T03:00:00Z") + TimeDelta::seconds(seconds));
    proptest::option::of(near)
}

fn id() -> impl Strategy<Value = Option<String>> {
    proptest::option::weighted(0.3, (1..4).prop_map(|n| format!("INC-20261121-{n}")))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), Just("hub down".to_owned()), Just("x".repeat(5000))]
}

fn action() -> impl Strategy<Value = Action> {
    proptest::option::of(text()).prop_map(|owner| Action { owner })
}

fn who() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec!["ana", "ben", "zoe", "bot", "nobody", ""]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

fn change() -> impl Strategy<Value = Change> {
    let maybe = || proptest::option::weighted(0.3, text());
    let severity = proptest::option::of(proptest::sample::select(Severity::ALL.to_vec()));
    (maybe(), severity, maybe(), proptest::option::of(who()), maybe()).prop_map(
        |(title, severity, reason_code, owner, impact)| Change { title, severity, reason_code, owner, impact },
    )
}

fn report() -> impl Strategy<Value = Command> {
    let digest = || prop_oneof![Just("aa".to_owned()), Just("bb".to_owned())];
    let force = proptest::option::of(text());
    (id(), digest(), digest(), force).prop_map(|(id, md_sha256, json_sha256, force)| Command::Report {
        id: id.unwrap_or_default(),
        md_sha256,
        json_sha256,
        head: Head { seq: 3, hash: "cc".into() },
        force,
    })
}

fn about_owners() -> impl Strategy<Value = Command> {
    let because = || proptest::option::of(text());
    let role = proptest::sample::select(Role::ALL.to_vec());
    prop_oneof![
        3 => (id(), who(), because()).prop_map(|(id, to, because)| Command::Handoff { id, to, because }),
        3 => id().prop_map(|id| Command::Accept { id }),
        1 => (id(), because()).prop_map(|(id, because)| Command::Withdraw { id, because }),
        1 => (id(), role, proptest::option::of(who())).prop_map(|(id, role, to)| Command::Assign { id, role, to }),
        2 => (id(), change(), text()).prop_map(|(id, change, reason)| Command::Amend { id, change, reason }),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let severity = proptest::option::of(proptest::sample::select(Severity::ALL.to_vec()));
    let reason = proptest::option::weighted(0.2, prop_oneof![any::<String>(), Just("dependency_outage".to_owned())]);
    let declare = (text(), proptest::option::of(text()), severity, reason, time()).prop_map(
        |(title, owner, severity, reason_code, started_at)| Command::Declare {
            title,
            owner,
            severity,
            reason_code,
            started_at,
        },
    );
    prop_oneof![
        declare,
        Just(Command::declare("hub down")),
        (id(), text(), time(), proptest::option::of(action())).prop_map(|(id, text, at, action)| Command::Note {
            id,
            text,
            at,
            action
        }),
        (id(), time()).prop_map(|(id, ended_at)| Command::Close { id, ended_at }),
        about_owners(),
        about_owners(),
        (id(), proptest::option::of(text())).prop_map(|(id, note)| Command::Attach {
            id,
            path: "proof.txt".into(),
            note
        }),
        report(),
        id().prop_map(|id| Command::Settle { id: id.unwrap_or_default(), recovered: false }),
    ]
}

fn steps() -> impl Strategy<Value = Vec<(Command, i64, &'static str)>> {
    let sits = proptest::sample::select(vec!["ana", "ana", "ben", "zoe", "bot"]);
    proptest::collection::vec((command(), -60..3000_i64, sits), 0..30)
}

proptest! {
    #[test]
    fn replay_equals_live_and_at_most_one_incident_is_open(steps in steps()) {
        let mut desk = Desk::quiet();
        desk.lays("proof.txt", b"it burned");
        for (command, seconds, who) in steps {
            desk.now += TimeDelta::seconds(seconds);
            desk.sits(who);
            let before = (desk.state.clone(), desk.log.len());
            let owners = desk.owners();
            if let Err(holds) = desk.run(&command) {
                prop_assert!(!holds.is_empty());
                prop_assert!(holds.iter().all(|hold| !hold.ways.is_empty()), "{:?}", holds);
                prop_assert_eq!((&desk.state, desk.log.len()), (&before.0, before.1));
            }
            for (id, owner) in desk.owners() {
                let (Some(was), Some((event, stamp))) = (owners.get(&id), desk.log.last()) else { continue };
                if *was != owner {
                    // Nobody becomes the owner but by an entry of their own, signed as a person.
                    prop_assert_eq!((&stamp.by, desk.people[&owner]), (&owner, Kind::Human));
                    prop_assert!(matches!(event, Event::Accepted(_)) || was.is_empty());
                }
            }
            let open: Vec<_> = desk.state.incidents.values().filter(|one| one.closed.is_none()).collect();
            prop_assert_eq!(open.first().map(|one| &one.id), desk.state.open.as_ref());
            prop_assert!(open.len() <= 1);
            let owned = open.first().is_some_and(|one| !one.owner.is_empty());
            prop_assert_eq!(ready_for_restore(&desk.state).is_empty(), owned);
        }
        for incident in desk.state.incidents.values() {
            prop_assert!(!incident.title.is_empty() && incident.title.chars().count() <= 200);
            prop_assert!(desk.reasons.contains(&incident.reason_code));
            prop_assert!(incident.closed.is_none() || incident.handoff.is_none() && !incident.owner.is_empty());
            let kept = incident.tenures.iter().rfind(|one| one.role == Role::Commander).map(|one| one.who.as_str());
            prop_assert_eq!(kept.unwrap_or_default(), incident.owner.as_str());
            prop_assert!(incident.closed.as_ref().is_none_or(|closed| closed.ended_at >= incident.started_at));
        }
        let mut replayed = State::default();
        for (event, stamp) in &desk.log {
            let read: Event = serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap();
            prop_assert_eq!(&read, event);
            apply(&mut replayed, &read, stamp);
        }
        prop_assert_eq!(&replayed, &desk.state);
        let text = serde_json::to_string(&desk.state).unwrap();
        prop_assert_eq!(&serde_json::from_str::<State>(&text).unwrap(), &desk.state);
    }

    #[test]
    fn a_command_survives_serialisation(command in command()) {
        let text = serde_json::to_string(&command).unwrap();
        prop_assert_eq!(serde_json::from_str::<Command>(&text).unwrap(), command);
    }
}

#[test]
fn a_body_of_a_later_version_is_still_read() {
    let mut desk = Desk::open();
    desk.run(&note("hm")).unwrap();
    desk.run(&close()).unwrap();
    for (event, _) in &desk.log {
        let mut json = serde_json::to_value(event).unwrap();
        json["body"]["from_a_later_version"] = serde_json::json!([1]);
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), *event);
    }
    let kinds: Vec<_> =
        desk.log.iter().map(|(event, _)| serde_json::to_value(event).unwrap()["kind"].clone()).collect();
    assert_eq!(kinds, ["incident.declared", "incident.noted", "incident.closed"]);
}
