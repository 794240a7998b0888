use super::*;

fn to(who: &str) -> Command {
    Command::Handoff { id: None, to: who.into(), because: None }
}

fn accept() -> Command {
    Command::Accept { id: None }
}

fn withdraw() -> Command {
    Command::Withdraw { id: None, because: None }
}

fn because(command: Command, why: &str) -> Command {
    let because = Some(why.to_owned());
    match command {
        Command::Handoff { id, to, .. } => Command::Handoff { id, to, because },
        Command::Withdraw { id, .. } => Command::Withdraw { id, because },
        other => other,
    }
}

#[test]
fn an_offer_changes_nothing_until_the_one_it_names_accepts() {
    let mut desk = Desk::open();
    desk.run(&to("ben")).unwrap();
    assert_eq!(desk.incident().owner, "ana");
    assert_eq!(desk.incident().handoff.as_ref().map(|offer| offer.to.as_str()), Some("ben"));
    for (who, codes) in [("ana", &[Code::NoHandoff][..]), ("zoe", &[Code::NoHandoff])] {
        desk.sits(who);
        assert_eq!(desk.codes(&accept()), codes, "{who}");
        assert!(desk.hold(&accept(), Code::NoHandoff).need.contains("only ben's own key"));
    }
    desk.sits("ben");
    desk.run(&accept()).unwrap();
    let incident = desk.incident();
    assert_eq!((incident.owner.as_str(), incident.handoff.as_ref()), ("ben", None));
    let Event::Accepted(accepted) = &desk.log[2].0 else { panic!("{:?}", desk.log) };
    assert_eq!((accepted.from.as_str(), accepted.to.as_str(), accepted.offer), ("ana", "ben", 1));
}

#[test]
fn an_incident_is_offered_to_somebody_else_who_is_a_person_with_a_key() {
    let desk = Desk::open();
    for (who, part) in
        [("ana", "is ana's already"), ("bot", "kind agent"), ("nobody", "no key here"), (" ", "the name")]
    {
        let hold = desk.hold(&to(who), Code::NoHandoff);
        assert!(hold.need.contains(part), "{}", hold.need);
        let offered: Vec<_> = hold.ways.iter().filter_map(|way| way.action.clone()).collect();
        let id = Some("INC-20261121-1".to_owned());
        let each = ["ben", "zoe"].map(|to| Command::Handoff { id: id.clone(), to: to.into(), because: None });
        assert_eq!(offered, each);
        assert!(offered.iter().all(|action| desk.decide(action).is_ok()));
    }
}

#[test]
fn who_is_not_the_owner_says_why_they_offer_it() {
    let mut desk = Desk::open();
    desk.sits("zoe");
    assert_eq!(desk.codes(&to("zoe")), [Code::NoReason]);
    assert_eq!(desk.codes(&because(to("zoe"), "  ")), [Code::NoReason]);
    desk.run(&because(to("zoe"), "ana's shift is over and she is offline")).unwrap();
    desk.run(&accept()).unwrap();
    assert_eq!(desk.incident().owner, "zoe", "nobody is needed who is not there");
    assert_eq!(desk.codes(&because(to("ben"), &"x".repeat(201))), [Code::TextUnusable]);
}

#[test]
fn one_handoff_is_pending_at_a_time_and_it_holds_the_closing() {
    let mut desk = Desk::open();
    desk.run(&to("ben")).unwrap();
    for command in [to("zoe"), to("ben"), close()] {
        assert_eq!(desk.codes(&command), [Code::PendingHandoff]);
        let ways: Vec<_> = desk.hold(&command, Code::PendingHandoff).ways.into_iter().map(|way| way.action).collect();
        let id = Some("INC-20261121-1".to_owned());
        let expected = [Command::Accept { id: id.clone() }, Command::Withdraw { id, because: None }];
        assert_eq!(ways, expected.map(Some));
    }
    desk.run(&withdraw()).unwrap();
    assert_eq!(desk.codes(&close()), []);
}

#[test]
fn the_owner_takes_an_offer_back_and_whom_it_was_made_to_declines_it() {
    for who in ["ana", "ben"] {
        let mut desk = Desk::open();
        desk.run(&to("ben")).unwrap();
        desk.sits(who);
        desk.run(&withdraw()).unwrap();
        assert_eq!((desk.incident().handoff.as_ref(), desk.incident().owner.as_str()), (None, "ana"), "{who}");
        desk.sits("ben");
        assert_eq!(desk.codes(&accept()), [Code::NoHandoff]);
        assert_eq!(desk.codes(&withdraw()), [Code::NoHandoff]);
    }
}

#[test]
fn somebody_whom_an_offer_does_not_concern_takes_it_back_only_with_a_reason() {
    let mut desk = Desk::open();
    desk.run(&to("ben")).unwrap();
    desk.sits("zoe");
    assert_eq!(desk.codes(&withdraw()), [Code::NoReason]);
    assert_eq!(desk.codes(&because(withdraw(), &"x".repeat(201))), [Code::TextUnusable]);
    desk.run(&because(withdraw(), "neither of them answers")).unwrap();
    assert_eq!(desk.incident().handoff, None);
}

#[test]
fn a_program_notes_and_attaches_and_nothing_that_takes_a_person() {
    let mut desk = Desk::open();
    desk.lays("run.log", b"error");
    desk.sits("bot");
    let change = Change { severity: Some(Severity::Sev1), ..Change::default() };
    for command in [
        to("ben"),
        accept(),
        withdraw(),
        close(),
        Command::Assign { id: None, role: Role::Scribe, to: Some("bot".into()) },
        Command::Amend { id: None, change, reason: "worse".into() },
    ] {
        assert!(desk.codes(&command).contains(&Code::NeedsHuman), "{command:?}");
    }
    desk.run(&note("the error rate is at 40 %")).unwrap();
    desk.run(&Command::Attach { id: None, path: "run.log".into(), note: None }).unwrap();
    assert_eq!((desk.incident().notes.len(), desk.incident().attachments.len()), (1, 1));
}

#[test]
fn what_a_program_declares_nobody_owns_until_a_person_takes_it() {
    let mut desk = Desk::quiet();
    desk.sits("bot");
    let declare = |owner: Option<&str>| Command::Declare {
        title: "the hub does not answer".into(),
        owner: owner.map(str::to_owned),
        severity: None,
        reason_code: None,
        started_at: None,
    };
    let hold = desk.hold(&declare(Some("bot")), Code::NeedsHuman);
    assert_eq!(hold.ways[0].action, Some(declare(None)));
    assert_eq!(desk.codes(&declare(Some("ben"))), [], "it may name a person");
    desk.run(&declare(None)).unwrap();
    assert_eq!((desk.incident().owner.as_str(), desk.incident().tenures.len()), ("", 0));
    assert!(!desk.incident().is_solo());

    desk.sits("ana");
    assert_eq!(desk.codes(&close()), [Code::NoOwner]);
    let own = |who: &str| Command::Amend {
        id: None,
        change: Change { owner: Some(who.into()), ..Change::default() },
        reason: "on call".into(),
    };
    assert_eq!(desk.codes(&own("ben")), [Code::NoHandoff], "nobody is made the owner by somebody else");
    assert_eq!(desk.codes(&own("nobody")), [Code::NoHandoff]);
    desk.run(&to("ben")).unwrap();
    desk.run(&withdraw()).unwrap();
    desk.run(&own("ana")).unwrap();
    assert_eq!(desk.incident().owner, "ana");
    assert_eq!(desk.codes(&own("ana")), [Code::NoChange]);
    desk.sits("ben");
    assert_eq!(desk.codes(&own("ben")), [Code::NoHandoff]);
}

#[test]
fn one_person_holds_every_role_until_somebody_is_named_for_one() {
    let mut desk = Desk::open();
    assert!(desk.incident().is_solo());
    let role = |role, to: Option<&str>| Command::Assign { id: None, role, to: to.map(str::to_owned) };
    desk.run(&role(Role::Operations, Some("zoe"))).unwrap();
    assert!(!desk.incident().is_solo());
    assert_eq!(desk.incident().holder(Role::Operations), Some("zoe"));
    assert_eq!(desk.incident().holder(Role::Scribe), Some("ana"));
    assert_eq!(desk.codes(&role(Role::Operations, Some("zoe"))), [Code::NoChange]);
    assert_eq!(desk.codes(&role(Role::Scribe, None)), [Code::NoChange]);
    assert_eq!(desk.codes(&role(Role::Scribe, Some(&"x".repeat(201)))), [Code::TextUnusable]);
    desk.run(&to("ben")).unwrap();
    desk.sits("ben");
    desk.run(&accept()).unwrap();
    let holders = Role::ALL.map(|role| desk.incident().holder(role).unwrap().to_owned());
    assert_eq!(holders, ["ben", "zoe", "ben", "ben"], "who was named keeps the role");
    desk.run(&role(Role::Operations, None)).unwrap();
    assert!(desk.incident().is_solo());
    assert_eq!(desk.codes(&role(Role::Commander, Some("ana"))), [Code::NoHandoff], "command moves by handoff only");

    desk.run(&close()).unwrap();
    let closed = &desk.state.incidents["INC-20261121-1"];
    let told: Vec<_> = closed
        .tenures
        .iter()
        .map(|one| (one.role.word(), one.who.as_str(), one.from.seq, one.until.as_ref().map(|stamp| stamp.seq)))
        .collect();
    let expected =
        [("commander", "ana", 0, Some(3)), ("operations", "zoe", 1, Some(4)), ("commander", "ben", 3, Some(5))];
    assert_eq!(told, expected);
    assert!(closed.is_solo(), "as it was at the end");
    assert_eq!(closed.holder(Role::Commander), Some("ben"));
}

#[test]
fn a_closed_incident_is_not_handed_over() {
    let mut desk = Desk::open();
    desk.run(&close()).unwrap();
    let id = Some("INC-20261121-1".to_owned());
    for command in [
        Command::Handoff { id: id.clone(), to: "ben".into(), because: None },
        Command::Accept { id: id.clone() },
        Command::Withdraw { id: id.clone(), because: None },
        Command::Assign { id, role: Role::Scribe, to: Some("ben".into()) },
    ] {
        assert_eq!(desk.codes(&command), [Code::NoIncident]);
    }
}

#[test]
fn a_role_is_one_of_four_words() {
    for role in Role::ALL {
        assert_eq!(role.word().to_uppercase().parse(), Ok(role));
        assert_eq!(serde_json::to_value(role).unwrap(), role.word());
    }
    assert!("boss".parse::<Role>().is_err());
}
