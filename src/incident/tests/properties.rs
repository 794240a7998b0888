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
        (id(), text(), time()).prop_map(|(id, text, at)| Command::Note { id, text, at }),
        (id(), time()).prop_map(|(id, ended_at)| Command::Close { id, ended_at }),
    ]
}

fn steps() -> impl Strategy<Value = Vec<(Command, i64)>> {
    proptest::collection::vec((command(), -60..3000_i64), 0..20)
}

proptest! {
    #[test]
    fn replay_equals_live_and_at_most_one_incident_is_open(steps in steps()) {
        let mut desk = Desk::quiet();
        for (command, seconds) in steps {
            desk.now += TimeDelta::seconds(seconds);
            let before = (desk.state.clone(), desk.log.len());
            if let Err(holds) = desk.run(&command) {
                prop_assert!(!holds.is_empty());
                prop_assert!(holds.iter().all(|hold| !hold.ways.is_empty()), "{:?}", holds);
                prop_assert_eq!((&desk.state, desk.log.len()), (&before.0, before.1));
            }
            let open: Vec<_> = desk.state.incidents.values().filter(|one| one.closed.is_none()).collect();
            prop_assert_eq!(open.first().map(|one| &one.id), desk.state.open.as_ref());
            prop_assert!(open.len() <= 1);
            prop_assert_eq!(ready_for_restore(&desk.state).is_empty(), open.len() == 1);
        }
        for incident in desk.state.incidents.values() {
            prop_assert!(!incident.title.is_empty() && incident.title.chars().count() <= 200);
            prop_assert!(desk.reasons.contains(&incident.reason_code));
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
