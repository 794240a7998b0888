use super::*;

fn missing(state: &State) -> Vec<Code> {
    ready_for_restore(state).into_iter().map(|hold| hold.code).collect()
}

#[test]
fn without_an_open_incident_everything_it_would_bring_is_missing() {
    let expected = [Code::NoIncident, Code::NoOwner, Code::NoStartTime, Code::NoReasonCode];
    let mut desk = Desk::open();
    assert_eq!(missing(&Desk::quiet().state), expected);
    desk.run(&close()).unwrap();
    assert_eq!(missing(&desk.state), expected, "a closed one does not count");
    for hold in ready_for_restore(&desk.state) {
        assert_eq!(hold.ways[0].action, Some(Command::declare("")));
    }
}

#[test]
fn an_open_incident_as_declared_is_in_order() {
    assert_eq!(missing(&Desk::open().state), []);
}

#[test]
fn an_open_incident_that_lost_its_owner_or_reason_is_not() {
    let mut desk = Desk::open();
    let id = desk.state.open.clone().unwrap();
    desk.state.incidents.get_mut(&id).unwrap().owner.clear();
    assert_eq!(missing(&desk.state), [Code::NoOwner]);
    desk.state.incidents.get_mut(&id).unwrap().reason_code.clear();
    assert_eq!(missing(&desk.state), [Code::NoOwner, Code::NoReasonCode]);
    assert!(ready_for_restore(&desk.state).iter().all(|hold| hold.subject == id && !hold.ways.is_empty()));
}

#[test]
fn an_open_id_that_names_no_incident_counts_as_none() {
    let state = State { open: Some("INC-20261121-9".into()), ..State::default() };
    assert_eq!(missing(&state).len(), 4);
}
