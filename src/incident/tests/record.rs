use super::*;

fn amend(change: Change, reason: &str) -> Command {
    Command::Amend { id: None, change, reason: reason.into() }
}

#[test]
fn an_amendment_says_what_was_what_is_and_why() {
    let mut desk = Desk::open();
    let change = Change {
        title: Some(" hub\ndown ".into()),
        severity: Some(Severity::Sev1),
        reason_code: Some("dependency_outage".into()),
        owner: None,
        impact: Some("no writes\nfor half an hour".into()),
    };
    desk.run(&amend(change, "all of the region")).unwrap();
    let incident = desk.incident();
    assert_eq!((incident.title.as_str(), incident.severity), ("hub down", Severity::Sev1));
    assert_eq!(incident.reason_code, "dependency_outage");
    assert_eq!(incident.impact.as_deref(), Some("no writes\nfor half an hour"));
    let [amendment] = &incident.amendments[..] else { panic!("{incident:?}") };
    assert_eq!((amendment.reason.as_str(), amendment.stamp.seq), ("all of the region", 1));
    let severity = ("severity".to_owned(), "SEV2".to_owned(), "SEV1".to_owned());
    assert!(amendment.fields.contains(&severity), "{:?}", amendment.fields);
}

#[test]
fn an_amendment_needs_a_reason_and_a_change_and_keeps_the_rules_of_a_declaration() {
    let desk = Desk::open();
    let severe = || Change { severity: Some(Severity::Sev1), ..Change::default() };
    let title = |title: &str| Change { title: Some(title.into()), ..Change::default() };
    let code = |code: &str| Change { reason_code: Some(code.into()), ..Change::default() };
    let impact = |impact: &str| Change { impact: Some(impact.into()), ..Change::default() };
    for (change, reason, codes) in [
        (severe(), "worse", &[][..]),
        (severe(), " ", &[Code::NoReason]),
        (severe(), &*"x".repeat(201), &[Code::TextUnusable]),
        (Change::default(), "why", &[Code::NoChange]),
        (Change { severity: Some(Severity::Sev2), ..Change::default() }, "why", &[Code::NoChange]),
        (title("the hub does not answer"), "why", &[Code::NoChange]),
        (title(" "), "why", &[Code::NoTitle]),
        (title(&"x".repeat(201)), "why", &[Code::TextUnusable]),
        (code("full_moon"), "why", &[Code::NoReasonCode]),
        (impact(" \n"), "why", &[Code::TextUnusable]),
        (impact(&"x".repeat(4001)), "why", &[Code::TextUnusable]),
    ] {
        assert_eq!(desk.codes(&amend(change.clone(), reason)), codes, "{change:.60?} {reason:.9}");
    }
    for way in desk.hold(&amend(code("full_moon"), "why"), Code::NoReasonCode).ways {
        let action = way.action.unwrap();
        let codes = desk.codes(&action);
        assert!(codes.is_empty() || codes == [Code::NoChange], "{action:?}");
    }
}

#[test]
fn a_closed_incident_is_amended_by_name() {
    let mut desk = Desk::open();
    desk.run(&close()).unwrap();
    let change = Change { severity: Some(Severity::Sev4), ..Change::default() };
    assert_eq!(desk.codes(&amend(change.clone(), "on review")), [Code::NoIncident]);
    let id = Some("INC-20261121-1".to_owned());
    desk.run(&Command::Amend { id: id.clone(), change, reason: "on review".into() }).unwrap();
    assert_eq!(desk.state.incidents["INC-20261121-1"].severity, Severity::Sev4);
    let change = Change { owner: Some("ana".into()), ..Change::default() };
    desk.state.incidents.get_mut("INC-20261121-1").unwrap().owner.clear();
    assert_eq!(desk.codes(&Command::Amend { id, change, reason: "r".into() }), [Code::NoIncident]);
}

#[test]
fn an_attachment_is_named_by_what_it_holds() {
    let mut desk = Desk::open();
    desk.lays("out/run.log", b"error 7");
    let attach =
        |note: Option<&str>| Command::Attach { id: None, path: "out/run.log".into(), note: note.map(str::to_owned) };
    assert_eq!(desk.codes(&attach(Some(&"x".repeat(4001)))), [Code::TextUnusable]);
    desk.run(&attach(Some("the first\nerror"))).unwrap();
    let kept = &desk.incident().attachments[0];
    assert_eq!((kept.path.as_str(), kept.bytes, kept.note.as_deref()), ("out/run.log", 7, Some("the first\nerror")));
    assert_eq!(kept.sha256, sha256(b"error 7"));
    let stored = objects(&[desk.log[1].0.clone()], &desk.ask());
    assert_eq!(stored, [(*b"error 7").into()], "its bytes are stored");
}

#[test]
fn what_is_not_there_is_not_attached() {
    let mut desk = Desk::open();
    desk.files.insert("a".into(), FileSeen::Absent);
    desk.files.insert("b".into(), FileSeen::Unreadable { reason: "b is a directory; name a file in it".into() });
    for (path, part) in [("a", "a is not there"), ("b", "b is a directory"), ("c\u{1b}", "c\\u{1b} is not there")] {
        let command = Command::Attach { id: None, path: path.into(), note: None };
        let hold = desk.hold(&command, Code::NoEvidence);
        assert!(hold.need.contains(part), "{}", hold.need);
    }
    assert_eq!(desk.codes(&Command::Attach { id: Some("INC-1".into()), path: "a".into(), note: None }).len(), 2);
}

#[test]
fn an_action_item_may_have_an_owner_and_is_told_from_a_note() {
    let mut desk = Desk::open();
    let item = |owner: Option<&str>| Command::Note {
        id: None,
        text: "widen the alarm".into(),
        at: None,
        action: Some(Action { owner: owner.map(str::to_owned) }),
    };
    desk.run(&note("it flickers")).unwrap();
    desk.run(&item(Some(" zoe "))).unwrap();
    desk.run(&item(Some(" "))).unwrap();
    assert_eq!(desk.codes(&item(Some(&"x".repeat(201)))), [Code::TextUnusable]);
    let owners: Vec<_> = desk.incident().actions().map(|note| note.action.clone().unwrap().owner).collect();
    assert_eq!(owners, [Some("zoe".to_owned()), None]);
    assert_eq!(desk.incident().notes.len(), 3);
}

#[test]
fn only_what_adds_to_the_record_never_conflicts() {
    let attach = Command::Attach { id: None, path: "a".into(), note: None };
    for command in [note("hm"), attach] {
        assert!(!command.contends(), "{command:?}");
    }
    for command in [close(), Command::declare("t"), Command::Accept { id: None }] {
        assert!(command.contends(), "{command:?}");
    }
}
