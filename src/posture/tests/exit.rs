use super::*;

fn attest(criterion: Criterion) -> Command {
    Command::Attest { criterion, note: None }
}

fn met(desk: &Desk) -> Vec<u8> {
    let standing = criteria(&desk.state, &desk.ask());
    standing.into_iter().filter(|one| one.met).map(|one| one.criterion.number()).collect()
}

fn revert(desk: &mut Desk) -> Vec<Event> {
    let events = desk.run(&Command::revert()).unwrap();
    desk.write(&events);
    desk.run(&Command::Settle { recovered: false }).unwrap()
}

#[test]
fn with_all_four_met_strict_comes_back_verified() {
    let mut desk = Desk::in_force(Name::Compat);
    assert!(met(&desk).is_empty());
    desk.run(&attest(Criterion::Resolved)).unwrap();
    desk.run(&attest(Criterion::NoNeed)).unwrap();
    desk.gate_ran(true);
    assert_eq!(met(&desk), [1, 2, 4]);
    assert_eq!(revert(&mut desk).len(), 1);
    assert_eq!(met(&desk), [1, 2, 3, 4]);
    assert_eq!(exit_holds(&desk.state, &desk.ask()), []);
}

#[test]
fn strict_is_never_refused_and_what_was_open_is_recorded_and_held() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.run(&attest(Criterion::Resolved)).unwrap();
    let events = revert(&mut desk);
    let [Event::Applied(_), Event::RevertedUnverified(early)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(early.unmet, [Criterion::Verified, Criterion::NoNeed]);
    assert_eq!(early.grant, Some(1));
    let codes = |desk: &Desk| exit_holds(&desk.state, &desk.ask()).iter().map(|hold| hold.code).collect::<Vec<_>>();
    assert_eq!(codes(&desk), [Code::NotVerified, Code::NotAttested]);
    desk.gate_ran(false);
    assert_eq!(codes(&desk), [Code::NotVerified, Code::NotAttested], "a run that failed is none that passed");
    desk.gate_ran(true);
    desk.run(&attest(Criterion::NoNeed)).unwrap();
    assert_eq!(codes(&desk), [], "it can be made good afterwards");
}

#[test]
fn what_was_known_before_a_further_step_or_more_time_does_not_count() {
    for further in [static_restore(), Command::Extend { longer: None, because: Some("not yet over".into()) }] {
        let mut desk = Desk::in_force(Name::Compat);
        desk.run(&attest(Criterion::Resolved)).unwrap();
        desk.gate_ran(true);
        assert_eq!(met(&desk), [1, 2]);
        desk.now += TimeDelta::minutes(1);
        desk.carry_out(&further);
        assert!(met(&desk).is_empty(), "after {further:?}");
    }
}

#[test]
fn only_a_person_answers_and_only_for_what_is_not_found_out() {
    let mut desk = Desk::strict();
    assert_eq!(desk.codes(&attest(Criterion::Resolved)), [Code::NotLoosened]);
    desk = Desk::in_force(Name::Compat);
    assert_eq!(desk.codes(&attest(Criterion::Verified)), [Code::NotAttested], "a gate is configured");
    assert_eq!(desk.codes(&attest(Criterion::Restored)), [Code::NotAttested]);
    desk.caller.kind = Kind::Agent;
    assert_eq!(desk.codes(&attest(Criterion::Resolved)), [Code::NeedsHuman]);
}
