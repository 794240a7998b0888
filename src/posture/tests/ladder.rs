use super::*;
use crate::hold::{Offer, Operation, Who, best};

fn rungs(desk: &Desk) -> Vec<Offer<Command>> {
    ladder(&desk.state, &desk.ask())
}

fn targets(desk: &Desk) -> Vec<(u16, Option<Name>)> {
    let target = |offer: &Offer<Command>| match offer.action {
        Some(Command::Apply { to, .. }) => Some(to),
        _ => None,
    };
    rungs(desk).iter().map(|offer| (offer.cost, target(offer))).collect()
}

#[test]
fn from_strict_it_climbs_from_verifying_to_compat_to_static_restore() {
    let desk = Desk::strict();
    assert_eq!(targets(&desk), [(10, None), (50, Some(Name::Compat)), (200, Some(Name::StaticRestore))]);
    let rungs = rungs(&desk);
    let operations: Vec<_> = rungs.iter().map(|offer| offer.operation).collect();
    assert_eq!(operations, [Operation::Existing, Operation::Update, Operation::Create]);
    assert!(rungs.iter().all(|offer| offer.who == Who::Human));
    assert_eq!(
        rungs[1].text,
        "temporary compat: 1h, 7 of 8 fields change; the way back is strict, 7 fields, open to anyone"
    );
    assert!(rungs[2].text.contains("30m, 8 of 8 fields change"), "{}", rungs[2].text);
    assert_eq!(best(&rungs, &desk.caller), None, "nothing on it loosens without a person");
}

#[test]
fn from_an_override_the_way_back_comes_first_and_is_open_to_anyone() {
    let desk = Desk::in_force(Name::Compat);
    assert_eq!(targets(&desk), [(10, Some(Name::Strict)), (10, None), (200, Some(Name::StaticRestore))]);
    let rungs = rungs(&desk);
    assert_eq!(rungs[0].who, Who::Anyone);
    assert!(rungs[0].text.contains("7 of 8 fields change"), "{}", rungs[0].text);
    assert!(rungs[2].text.contains("3 of 8 fields change"), "{}", rungs[2].text);

    let restored = Desk::in_force(Name::StaticRestore);
    assert_eq!(targets(&restored), [(10, Some(Name::Strict)), (10, None), (50, Some(Name::Compat))]);
}

#[test]
fn an_override_that_is_no_longer_live_is_offered_again() {
    let mut desk = Desk::in_force(Name::Compat);
    desk.live = mixed();
    assert_eq!(targets(&desk).len(), 4);
}

#[test]
fn with_an_intent_pending_the_first_rungs_are_strict_and_settling() {
    let mut desk = Desk::strict();
    desk.run(&compat()).unwrap();
    let rungs = rungs(&desk);
    assert_eq!(rungs[0].action, Some(Command::revert()));
    assert_eq!(rungs[1].action, Some(Command::Settle { recovered: true }));
}

#[test]
fn what_is_left_counts_down_to_the_end_and_below_it() {
    let mut desk = Desk::strict();
    assert_eq!(remaining(&desk.state, desk.now), None);
    desk.carry_out(&compat());
    for (minutes, seconds, overdue) in [(0, 3600, false), (59, 60, false), (60, 0, true), (61, -60, true)] {
        let now = desk.now + TimeDelta::minutes(minutes);
        assert_eq!(remaining(&desk.state, now), Some(Remaining { seconds, overdue }), "after {minutes} min");
    }
    desk.carry_out(&Command::revert());
    assert_eq!(remaining(&desk.state, desk.now), None);
}

#[test]
fn a_span_is_written_as_people_write_it() {
    for (seconds, text) in [(0, "0s"), (-5, "0s"), (45, "45s"), (1800, "30m"), (5400, "1h30m"), (7261, "2h1m1s")] {
        assert_eq!(span(TimeDelta::seconds(seconds)), text);
    }
}
