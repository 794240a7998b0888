use super::*;

fn extend(minutes: Option<i64>, because: Option<&str>) -> Command {
    let longer = minutes.map(|minutes| Longer::FromNow(TimeDelta::minutes(minutes)));
    Command::Extend { longer, because: because.map(Into::into) }
}

fn add(minutes: i64) -> Command {
    let longer = Some(Longer::Added(TimeDelta::minutes(minutes)));
    Command::Extend { longer, because: Some("the vendor is late".into()) }
}

#[test]
fn an_extension_never_shortens_and_the_longest_that_is_allowed_is_the_way_past() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.now += TimeDelta::minutes(10);
    let short = extend(Some(20), Some("the vendor is late"));
    assert_eq!(desk.codes(&short), [Code::NotLater]);
    assert_eq!(desk.codes(&extend(Some(50), Some("the vendor is late"))), [Code::NotLater], "the same end is no later");
    let holds = desk.decide(&short).unwrap_err();
    assert_eq!(holds[0].need, "a later end: it lasts until 04:00Z; 20m from now is 03:30Z, 30m earlier");
    let longest = extend(Some(120), Some("the vendor is late"));
    assert_eq!(holds[0].ways[0].text, "extend it to last 2h from now");
    assert_eq!(holds[0].ways[0].action, Some(longest));
    assert_eq!(desk.codes(&extend(Some(51), Some("the vendor is late"))), []);
}

#[test]
fn what_is_added_counts_from_the_end_that_is_granted_and_the_limit_from_now() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.now += TimeDelta::minutes(10);
    let before = ends(&desk);
    desk.carry_out(&add(10));
    assert_eq!(ends(&desk), before + TimeDelta::minutes(10));
    assert_eq!(desk.codes(&add(61)), [Code::BadDuration], "60 minutes are left, and two hours are the most");
    desk.carry_out(&add(60));
    assert_eq!(ends(&desk), desk.now + TimeDelta::minutes(120));
    let holds = desk.decide(&add(1)).unwrap_err();
    assert_eq!(holds[0].need, "an end at most 2h from now: 05:10Z for compat; +1m is 05:11Z, 1m over");
    assert_eq!(holds[0].ways[0].action, None, "nothing later can be asked for now");
}

#[test]
fn after_the_end_any_time_from_now_is_later() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.now = ends(&desk) + TimeDelta::minutes(30);
    assert_eq!(desk.codes(&extend(Some(1), Some("the vendor is late"))), []);
    desk.carry_out(&add(5));
    assert_eq!(ends(&desk), desk.now + TimeDelta::minutes(5), "what is added to an end in the past counts from now");
}

#[test]
fn an_extension_is_recorded_as_one_with_the_end_that_it_moves() {
    let mut desk = Desk::in_force(Name::Compat);
    let before = ends(&desk);
    let intents = |events: &[Event]| match &events[0] {
        Event::Intent(intent) => (intent.extends(), intent.was_until),
        _ => (false, None),
    };
    assert_eq!(intents(&desk.decide(&add(10)).unwrap()), (true, Some(before)));
    desk.live = live(Name::Strict);
    assert_eq!(intents(&desk.decide(&Command::Restore { because: None }).unwrap()), (false, None), "it moves no end");
}

fn ends(desk: &Desk) -> DateTime<Utc> {
    desk.state.current.as_ref().unwrap().expires_at
}

#[test]
fn an_extension_counts_from_its_own_time_and_is_bounded_by_the_limit_of_the_posture() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.now += TimeDelta::minutes(50);
    assert_eq!(desk.codes(&extend(Some(121), Some("the vendor is late"))), [Code::BadDuration]);
    assert_eq!(desk.codes(&extend(Some(30), None)), [Code::NoReason]);
    let since = desk.state.since().cloned();
    desk.carry_out(&extend(Some(120), Some("the vendor is late")));
    assert_eq!(ends(&desk), desk.now + TimeDelta::minutes(120));
    let current = desk.state.current.as_ref().unwrap();
    assert_eq!((current.extended, current.intent), (1, 1), "it is the same grant, extended");
    assert_eq!(desk.state.since().cloned(), since, "in force since the grant, not since the extension");
}

#[test]
fn strict_cannot_be_extended_and_an_agent_extends_nothing() {
    let mut desk = Desk::strict();
    assert_eq!(desk.codes(&extend(None, Some("why not"))), [Code::NotLoosened]);
    desk = Desk::in_force(Name::Compat);
    desk.caller.kind = Kind::Agent;
    assert_eq!(desk.codes(&extend(Some(61), Some("why not"))), [Code::NeedsHuman]);
}

#[test]
fn what_somebody_else_put_there_is_not_extended() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.live = live(Name::StaticRestore);
    assert_eq!(desk.codes(&extend(Some(61), Some("the vendor is late"))), [Code::PostureUnclear]);
}

#[test]
fn an_override_that_ended_is_recorded_once_with_its_true_end() {
    let mut desk = Desk::in_force(Name::Compat);
    let end = ends(&desk);
    assert_eq!(desk.decide(&Command::Notice), Ok(vec![]));
    desk.now = end + TimeDelta::minutes(12);
    let events = desk.run(&Command::Notice).unwrap();
    let expired = Expired { grant: 1, profile: Name::Compat, ended_at: end, on_expiry: OnExpiry::Alert };
    assert_eq!(events, [Event::Expired(expired)]);
    assert_eq!(desk.decide(&Command::Notice), Ok(vec![]), "not twice");
    assert_eq!(desk.state.in_force(), Some(Name::Compat), "an alert reverts nothing");
    desk.carry_out(&extend(None, Some("the vendor is late")));
    assert_eq!(remaining(&desk.state, desk.now).map(|left| left.overdue), Some(false));
    desk.now = ends(&desk);
    assert_eq!(desk.run(&Command::Notice).unwrap().len(), 1, "the extension ends too");
}

#[test]
fn where_readers_fall_back_by_themselves_whoever_looks_next_records_so_and_follows() {
    let mut desk = Desk::strict();
    desk.setup.flagd = true;
    desk.limits.compat.on_expiry = OnExpiry::Reader;
    desk.carry_out(&compat());
    let end = ends(&desk);
    desk.now = end;
    let events = desk.run(&Command::Notice).unwrap();
    let [Event::Expired(_), Event::RevertedUnverified(early), Event::Intent(intent)] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(early.by_readers_at, Some(end));
    assert_eq!(early.unmet, [Criterion::Resolved, Criterion::Verified, Criterion::NoNeed]);
    assert_eq!(intent.to, Name::Strict);
    desk.write(&events);
    let events = desk.run(&Command::Settle { recovered: false }).unwrap();
    assert!(matches!(events.as_slice(), [Event::Applied(_)]), "it is on record already: {events:?}");
    assert_eq!((desk.state.in_force(), desk.live.classify()), (Some(Name::Strict), Classified::Strict));
}

#[test]
fn what_readers_did_by_themselves_is_recorded_once_although_the_observer_died() {
    let mut desk = Desk::strict();
    desk.limits.compat.on_expiry = OnExpiry::Reader;
    desk.carry_out(&compat());
    desk.now = ends(&desk);
    let kinds = |events: &[Event]| {
        let reverted = events.iter().filter(|event| matches!(event, Event::RevertedUnverified(_))).count();
        let intents = events.iter().filter(|event| matches!(event, Event::Intent(_))).count();
        (reverted, intents)
    };
    let noticed = desk.run(&Command::Notice).unwrap();
    assert_eq!(kinds(&noticed), (1, 1));
    // Nothing was written; whoever comes next reads back what was there before.
    desk.run(&Command::Settle { recovered: true }).unwrap();
    let noticed = desk.run(&Command::Notice).unwrap();
    assert_eq!((kinds(&noticed), noticed.len()), ((0, 1), 1));
    desk.write(&noticed);
    let settled = desk.run(&Command::Settle { recovered: false }).unwrap();
    assert_eq!(kinds(&settled), (0, 0));
    assert_eq!(desk.state.in_force(), Some(Name::Strict));
}

#[test]
fn by_a_clock_behind_the_ledger_nothing_ends_nothing_is_promised_and_strict_is_open() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.latest = Some(desk.now);
    desk.now -= TimeDelta::seconds(61);
    assert_eq!(remaining(&desk.state, desk.now).map(|left| left.overdue), Some(true), "nobody can tell");
    let codes: Vec<_> = holds(&desk.state, &desk.ask()).iter().map(|hold| hold.code).collect();
    assert_eq!(codes, [Code::ClockBehind, Code::NotStrict]);
    assert_eq!(desk.decide(&Command::Notice), Ok(vec![]));
    assert_eq!(desk.codes(&extend(None, Some("the vendor is late"))), [Code::ClockBehind]);
    assert_eq!(desk.codes(&static_restore()), [Code::ClockBehind]);
    assert_eq!(desk.codes(&Command::revert()), []);
    desk.now += TimeDelta::seconds(1);
    assert_eq!(desk.codes(&extend(Some(62), Some("the vendor is late"))), [], "a minute is forgiven");
}

#[test]
fn an_entry_of_a_slow_clock_does_not_make_that_clock_right() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.limits.compat.on_expiry = OnExpiry::Reader;
    desk.carry_out(&Command::revert());
    desk.carry_out(&compat());
    desk.now -= TimeDelta::hours(2);
    // Somebody noted something by the same clock.
    desk.latest = Some(desk.now);
    assert!(remaining(&desk.state, desk.now).unwrap().overdue, "nobody can tell");
    assert_eq!(desk.decide(&Command::Notice).unwrap(), [], "nothing ends by it, and nothing is reverted by it");
    assert!(holds(&desk.state, &desk.ask()).iter().any(|hold| hold.code == Code::ClockBehind));
    assert!(desk.codes(&extend(Some(10), Some("longer"))).contains(&Code::ClockBehind));
    assert_eq!(desk.codes(&Command::revert()), []);
}

#[test]
fn a_clock_that_was_set_ends_nothing_until_a_person_answers_for_it() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.limits.compat.on_expiry = OnExpiry::Reader;
    desk.carry_out(&Command::revert());
    desk.carry_out(&compat());
    desk.now += TimeDelta::hours(9);
    desk.leapt = Some(TimeDelta::hours(9));
    assert_eq!(desk.decide(&Command::Notice).unwrap(), [], "nothing ends by it, and nothing is reverted by it");
    let codes: Vec<_> = holds(&desk.state, &desk.ask()).iter().map(|hold| hold.code).collect();
    assert_eq!(codes, [Code::ClockLeapt, Code::NotStrict]);
    assert_eq!(desk.codes(&Command::revert()), []);
    let trust = Command::TrustClock { note: Some("by the wall".into()) };
    desk.caller.kind = Kind::Agent;
    assert_eq!(desk.codes(&trust), [Code::NeedsHuman]);
    desk.caller.kind = Kind::Human;
    desk.run(&trust).unwrap();
    desk.leapt = None;
    assert_eq!(desk.codes(&trust), [Code::AlreadyApplied], "a clock that nobody doubts needs nobody's word");
    let due = desk.decide(&Command::Notice).unwrap();
    assert!(matches!(&due[..], [Event::Expired(_), Event::RevertedUnverified(_), Event::Intent(_)]), "{due:?}");
}

#[test]
fn what_a_fast_clock_granted_is_counted_from_when_a_person_answers_for_the_slower_one() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.latest = Some(desk.now);
    desk.now -= TimeDelta::hours(2);
    assert!(remaining(&desk.state, desk.now).unwrap().overdue, "nobody can tell");
    desk.run(&Command::TrustClock { note: None }).unwrap();
    desk.latest = Some(desk.now);
    let left = remaining(&desk.state, desk.now).unwrap();
    assert_eq!((left.seconds, left.overdue), (3600, false), "compat lasts an hour by default");
    let codes: Vec<_> = holds(&desk.state, &desk.ask()).iter().map(|hold| hold.code).collect();
    assert_eq!(codes, [Code::NotStrict]);
    assert_eq!(desk.codes(&extend(Some(61), Some("the vendor is late"))), []);
    desk.now += TimeDelta::hours(1);
    assert!(remaining(&desk.state, desk.now).unwrap().overdue);
}

#[test]
fn a_change_by_others_is_recorded_once_with_its_difference_and_once_more_when_it_is_undone() {
    let mut desk = Desk::strict();
    desk.live = mixed();
    let events = desk.run(&Command::Notice).unwrap();
    let [Event::LiveChanged(changed)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((changed.granted, changed.classified), (Name::Strict, Classified::Mixed));
    assert_eq!(changed.diff, [("strict_bundle_resolution".into(), "true".into(), "false".into())]);
    assert_eq!(desk.decide(&Command::Notice), Ok(vec![]));
    desk.live = ReadBack::Absent;
    assert_eq!(desk.run(&Command::Notice).unwrap().len(), 1, "another change");
    desk.live = ReadBack::Unreadable { reason: "denied".into() };
    assert_eq!(desk.decide(&Command::Notice), Ok(vec![]), "what cannot be read may be what it was");
    desk.live = live(Name::Strict);
    assert_eq!(desk.run(&Command::Notice).unwrap().len(), 1);
    assert_eq!(desk.state.changed, None);
    assert_eq!(desk.decide(&Command::Notice), Ok(vec![]));
}

#[test]
fn what_others_changed_is_written_again_under_the_same_grant() {
    let mut desk = Desk::in_force(Name::Compat);
    let before = desk.state.current.clone();
    let restore = Command::Restore { because: None };
    assert_eq!(desk.codes(&restore), [Code::AlreadyApplied]);
    desk.live = live(Name::Strict);
    let ways = holds(&desk.state, &desk.ask()).remove(0).ways;
    assert_eq!(ways[0].action, Some(restore.clone()));
    desk.now += TimeDelta::minutes(5);
    desk.carry_out(&restore);
    assert_eq!((desk.live.classify(), desk.state.current.clone()), (Classified::Compat, before), "no more time for it");
    desk.live = live(Name::Strict);
    desk.now = ends(&desk);
    assert_eq!(desk.codes(&restore), [Code::Overdue], "a grant that has ended is not written again");
}
