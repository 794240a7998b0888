use chrono::TimeDelta;

use super::*;

/// A declaration with one thing changed.
fn declare(change: impl Fn(&mut Fields)) -> Command {
    let mut fields = Fields { title: "the hub does not answer".into(), ..Fields::default() };
    change(&mut fields);
    let Fields { title, owner, severity, reason_code, started_at } = fields;
    Command::Declare { title, owner, severity, reason_code, started_at }
}

#[derive(Default)]
struct Fields {
    title: String,
    owner: Option<String>,
    severity: Option<Severity>,
    reason_code: Option<String>,
    started_at: Option<DateTime<Utc>>,
}

#[test]
fn a_title_is_all_it_takes() {
    let desk = Desk::open();
    let expected = Incident {
        id: "INC-20261121-1".into(),
        title: "the hub does not answer".into(),
        owner: "ana".into(),
        severity: Severity::Sev2,
        reason_code: "incident_restore".into(),
        started_at: desk.now,
        impact: None,
        declared: Stamp { seq: 0, at: desk.now, by: "ana".into() },
        tenures: vec![Tenure {
            role: Role::Commander,
            who: "ana".into(),
            from: Stamp { seq: 0, at: desk.now, by: "ana".into() },
            until: None,
        }],
        handoff: None,
        notes: vec![],
        attachments: vec![],
        amendments: vec![],
        closed: None,
        report: None,
    };
    assert_eq!(desk.incident(), &expected);
}

#[test]
fn everything_that_is_given_is_kept() {
    let mut desk = Desk::quiet();
    let started = desk.now - TimeDelta::minutes(20);
    let command = declare(|fields| {
        fields.owner = Some("bob".into());
        fields.severity = Some(Severity::Sev1);
        fields.reason_code = Some("dependency_outage".into());
        fields.started_at = Some(started);
    });
    desk.run(&command).unwrap();
    let incident = desk.incident();
    assert_eq!((incident.owner.as_str(), incident.severity), ("bob", Severity::Sev1));
    assert_eq!((incident.reason_code.as_str(), incident.started_at), ("dependency_outage", started));
}

#[test]
fn the_title_is_one_clean_line_of_at_most_two_hundred_characters() {
    let desk = Desk::quiet();
    for (title, expected) in [
        (String::new(), &[Code::NoTitle][..]),
        (" \n\t".into(), &[Code::NoTitle]),
        ("é".repeat(200), &[]),
        ("é".repeat(201), &[Code::TextUnusable]),
    ] {
        assert_eq!(desk.codes(&declare(|fields| fields.title.clone_from(&title))), expected, "{title:.5}");
    }
    let mut desk = Desk::quiet();
    desk.run(&Command::declare(" hub\n down \u{1b}[31m\u{202e} ")).unwrap();
    let title = &desk.incident().title;
    assert!(title.starts_with("hub down ") && !title.contains(['\n', '\u{1b}', '\u{202e}']), "{title:?}");
}

#[test]
fn an_owner_of_nothing_but_blanks_is_the_caller_and_a_long_one_is_refused() {
    let mut desk = Desk::quiet();
    assert_eq!(desk.codes(&declare(|fields| fields.owner = Some("x".repeat(201)))), [Code::TextUnusable]);
    desk.run(&declare(|fields| fields.owner = Some("  ".into()))).unwrap();
    assert_eq!(desk.incident().owner, "ana");
}

#[test]
fn a_reason_code_is_from_the_list_and_each_one_on_it_is_offered() {
    let mut desk = Desk::quiet();
    let command = declare(|fields| fields.reason_code = Some("full_moon".into()));
    let hold = desk.hold(&command, Code::NoReasonCode);
    assert!(hold.need.ends_with("; full_moon is not on it"), "{}", hold.need);
    let offered: Vec<_> = hold.ways.into_iter().filter_map(|way| way.action).collect();
    assert_eq!(offered.len(), 2);
    for action in offered {
        assert!(desk.decide(&action).is_ok());
    }
    desk.reasons.clear();
    assert_eq!(desk.codes(&Command::declare("hub down")), [Code::NoReasonCode]);
}

#[test]
fn one_incident_is_open_at_a_time_and_the_ways_are_to_note_on_it_or_to_close_it() {
    let mut desk = Desk::open();
    let second = Command::declare("the indexer is slow");
    let hold = desk.hold(&second, Code::IncidentOpen);
    assert_eq!(hold.subject, "INC-20261121-1");
    let actions: Vec<_> = hold.ways.into_iter().map(|way| way.action.unwrap()).collect();
    let id = Some("INC-20261121-1".to_owned());
    let noting = Command::Note { id: id.clone(), text: "the indexer is slow".into(), at: None, action: None };
    assert_eq!(actions, [noting.clone(), Command::Close { id, ended_at: None }]);
    for action in &actions {
        desk.run(action).unwrap();
    }
    assert_eq!(desk.state.incidents["INC-20261121-1"].notes.len(), 1);
    desk.run(&second).unwrap();
    assert_eq!(desk.incident().id, "INC-20261121-2");
}

#[test]
fn times_in_the_future_are_refused() {
    let desk = Desk::open();
    let quiet = Desk::quiet();
    for (ahead, refused) in [(0, false), (1, true), (-86_400, false)] {
        let time = desk.now + TimeDelta::seconds(ahead);
        let expected: &[Code] = if refused { &[Code::BadTime] } else { &[] };
        assert_eq!(quiet.codes(&declare(|fields| fields.started_at = Some(time))), expected, "{ahead} s");
        assert_eq!(
            desk.codes(&Command::Note { id: None, text: "x".into(), at: Some(time), action: None }),
            expected,
            "{ahead} s"
        );
    }
    let ahead = Command::Close { id: None, ended_at: Some(desk.now + TimeDelta::seconds(1)) };
    assert_eq!(desk.codes(&ahead), [Code::BadTime]);
}

#[test]
fn an_end_is_not_before_its_start_and_is_now_unless_said() {
    let mut desk = Desk::open();
    desk.now += TimeDelta::minutes(10);
    let started = desk.incident().started_at;
    let at = |time| Command::Close { id: None, ended_at: Some(time) };
    assert_eq!(desk.codes(&at(started - TimeDelta::seconds(1))), [Code::NoEndTime]);
    assert_eq!(desk.codes(&at(started)), []);
    desk.run(&close()).unwrap();
    let closed = desk.state.incidents["INC-20261121-1"].closed.clone().unwrap();
    assert_eq!((closed.ended_at, closed.stamp.seq), (desk.now, 1));
    assert_eq!((desk.state.open.as_ref(), desk.state.open_incident()), (None, None));
}

#[test]
fn a_clock_that_went_back_does_not_end_an_incident_before_it_began() {
    let mut desk = Desk::open();
    desk.now -= TimeDelta::minutes(1);
    assert_eq!(desk.codes(&close()), [Code::NoEndTime]);
}

#[test]
fn without_an_open_incident_there_is_nothing_to_note_on_or_to_close() {
    let desk = Desk::quiet();
    for command in [note("hm"), close()] {
        assert_eq!(desk.codes(&command), [Code::NoIncident]);
        let ways = desk.hold(&command, Code::NoIncident).ways;
        assert_eq!(ways[0].action, Some(Command::declare("")), "a face opens its form with this");
    }
    let desk = Desk::open();
    let unknown = Command::Close { id: Some("INC-1\u{1b}".into()), ended_at: None };
    let hold = desk.hold(&unknown, Code::NoIncident);
    assert!(!hold.need.contains('\u{1b}') && hold.ways[0].text.contains("INC-20261121-1"), "{hold:?}");
}

#[test]
fn a_closed_incident_is_not_closed_again_and_still_takes_notes_by_name() {
    let mut desk = Desk::open();
    desk.run(&close()).unwrap();
    let id = Some("INC-20261121-1".to_owned());
    assert_eq!(desk.codes(&Command::Close { id: id.clone(), ended_at: None }), [Code::NoIncident]);
    assert_eq!(desk.codes(&note("hm")), [Code::NoIncident]);
    desk.run(&Command::Note { id, text: "the cable was loose".into(), at: None, action: None }).unwrap();
    assert_eq!(desk.state.incidents["INC-20261121-1"].notes[0].text, "the cable was loose");
}

#[test]
fn a_note_keeps_its_lines_and_when_it_happened_beside_when_it_was_recorded() {
    let mut desk = Desk::open();
    let happened = desk.now - TimeDelta::hours(1);
    let command = Command::Note { id: None, text: "\nfirst\n\u{1b}second\n".into(), at: Some(happened), action: None };
    desk.run(&command).unwrap();
    let note = &desk.incident().notes[0];
    assert!(note.text.starts_with("first\n") && note.text.ends_with("second"), "{:?}", note.text);
    assert!(!note.text.contains('\u{1b}'));
    assert_eq!((note.at, note.stamp.at, note.stamp.by.as_str()), (happened, desk.now, "ana"));
    for (text, expected) in [
        (String::new(), &[Code::TextUnusable][..]),
        (" \n ".into(), &[Code::TextUnusable]),
        ("x".repeat(4000), &[]),
        ("x".repeat(4001), &[Code::TextUnusable]),
    ] {
        let command = Command::note(text);
        assert_eq!(desk.codes(&command), expected);
    }
}

#[test]
fn ids_count_up_within_the_day_of_declaring_and_order_is_that_of_the_ledger() {
    let mut desk = Desk::quiet();
    for _ in 0..11 {
        desk.run(&declare(|fields| fields.started_at = Some(at("2026-11-01T00:00:00Z")))).unwrap();
        desk.run(&close()).unwrap();
    }
    desk.now = at("2026-11-22T00:00:00Z");
    desk.run(&Command::declare("another day")).unwrap();
    let ids: Vec<_> = desk.state.in_order().into_iter().map(|incident| incident.id.as_str()).collect();
    let expected: Vec<_> = (1..=11).map(|n| format!("INC-20261121-{n}")).chain(["INC-20261122-1".into()]).collect();
    assert_eq!(ids, expected);
}

#[test]
fn a_refusal_lists_everything_at_once_with_a_way_past_each() {
    let desk = Desk::open();
    let command = declare(|fields| {
        fields.title.clear();
        fields.reason_code = Some("full_moon".into());
        fields.started_at = Some(at("2027-01-01T00:00:00Z"));
    });
    let expected = [Code::IncidentOpen, Code::NoTitle, Code::NoReasonCode, Code::BadTime];
    assert_eq!(desk.codes(&command), expected);
    for hold in desk.decide(&command).unwrap_err() {
        assert!(!hold.ways.is_empty() && !hold.need.ends_with('.'), "{hold:?}");
    }
}

#[test]
fn a_severity_is_one_of_four_words() {
    for severity in Severity::ALL {
        assert_eq!(severity.word().to_lowercase().parse(), Ok(severity));
        assert_eq!(serde_json::to_value(severity).unwrap(), severity.word());
        assert_eq!(serde_json::from_value::<Severity>(severity.word().into()).unwrap(), severity);
    }
    for word in ["SEV0", "SEV5", "", "2"] {
        assert!(word.parse::<Severity>().is_err(), "{word}");
    }
    assert!(serde_json::from_value::<Severity>("SEV5".into()).is_err());
}
