//! Accepting offers: commands decided, events applied, refusals with the offers that stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;

use super::resolving::Guarded;
use super::*;
use crate::hold::{Caller, Code, Hold, Kind, Operation, Presence, Stamp, Who};

const PATH: &str = "worlds/w.json";

pub(super) fn seen(world: &World) -> SeenWorld {
    SeenWorld::Read { sha256: world.sha256.clone(), world: Arc::new(world.clone()) }
}

pub(super) fn ask<T>(seen: SeenWorld, caller: &Caller, run: impl FnOnce(&Ask<'_>) -> T) -> T {
    let worlds = BTreeMap::from([(PATH.to_owned(), seen)]);
    run(&Ask { now: DateTime::UNIX_EPOCH, caller, worlds: &worlds })
}

pub(super) fn agent() -> Caller {
    Caller { id: "bot".to_owned(), kind: Kind::Agent, present: false, presence: Presence::Tty, bare_key: None }
}

pub(super) fn stamp(seq: u64) -> Stamp {
    Stamp { seq, at: DateTime::UNIX_EPOCH, by: "bot".to_owned() }
}

/// Decides and, when it is allowed, applies; on refusal the holds.
pub(super) fn take(state: &mut State, world: &World, command: &Command) -> Result<Vec<Event>, Vec<Hold<Command>>> {
    let events = ask(seen(world), &agent(), |ask| decide(state, command, ask))?;
    for event in &events {
        apply(state, event, &stamp(7));
    }
    Ok(events)
}

fn accept(edge: &str, operation: Operation, provider: Option<&str>) -> Command {
    Command::Accept {
        world: PATH.to_owned(),
        edge: edge.to_owned(),
        operation,
        provider: provider.map(str::to_owned),
        provisioner: None,
        sha256: None,
    }
}

fn afford(label: &str) -> Command {
    Command::Afford {
        world: PATH.to_owned(),
        destination: "home".to_owned(),
        label: label.to_owned(),
        provisioner: None,
    }
}

const BEST: fn() -> Command = || Command::AcceptBest { world: PATH.to_owned() };

fn doors() -> World {
    let edges = json!([
        needs("e0", "home", &json!({"identifier": "door"})),
        needs("e1", "home", &json!({"identifier": "gate", "template": {"label": "gate", "tags": ["iron"]}})),
        {"id": "e2", "kind": "choice", "source": "home", "destination": "home"},
    ]);
    let mate = json!([{"id": "mate", "type": "affordance", "node": "door", "offers": [{"label": "knock"}]}]);
    with(&json!([{"id": "home"}, {"id": "door"}]), &edges, &mate)
}

fn code(refusal: Result<Vec<Event>, Vec<Hold<Command>>>) -> (Code, Vec<Option<Command>>) {
    let mut holds = refusal.expect_err("it is refused");
    assert_eq!(holds.len(), 1, "{holds:?}");
    let hold = holds.remove(0);
    (hold.code, hold.ways.into_iter().map(|way| way.action).collect())
}

#[test]
fn accepting_binds_the_edge_and_the_entry_says_all_that_replay_needs() {
    let (world, mut state) = (doors(), State::default());
    let events = take(&mut state, &world, &accept("e1", Operation::Create, None)).expect("it is allowed");
    let entry = serde_json::to_value(&events[0]).expect("it serialises");
    assert_eq!(
        entry,
        json!({"kind": "offer.accepted", "body": {"world": PATH, "sha256": world.sha256, "edge": "e1",
            "operation": "CREATE", "provider": null, "node": "gate#1", "label": "e1", "provisioner": "default.template",
            "cost": 200, "layer": "GLOBAL", "template": {"label": "gate", "tags": ["iron"], "attrs": {}}}})
    );
    let graph = overlay(&world, state.worlds.get(PATH));
    assert_eq!(graph.node("gate#1").map(|node| &*node.tags), Some(&["iron".into()][..]));
    let report = offers(&graph);
    assert_eq!((row(&report, "e1").status, row(&report, "e1").reason), (Status::Bound, Reason::Accepted));
    assert!(plan(&events[0]).is_empty());
}

#[test]
fn an_entry_from_a_newer_version_is_still_read() {
    let body = json!({"kind": "offer.accepted", "body": {"world": PATH, "sha256": "s", "edge": "e", "operation":
        "EXISTING", "node": "n", "label": "e", "provisioner": "p", "cost": 10, "layer": "LOCAL", "mood": "calm"}});
    let Event::OfferAccepted(offer) = serde_json::from_value(body).expect("it is read") else { panic!("an offer") };
    assert_eq!((offer.provider, offer.template), (None, None));
}

#[test]
fn state_reads_back_as_it_was_written() {
    let (world, mut state) = (doors(), State::default());
    take(&mut state, &world, &BEST()).expect("it is allowed");
    let text = serde_json::to_string(&state).expect("it serialises");
    assert_eq!(serde_json::from_str::<State>(&text).expect("it is read"), state);
    assert_eq!(state.worlds[PATH].bindings[0].by, "bot");
}

#[test]
fn one_by_one_or_all_at_once_comes_to_the_same_receipt() {
    let world = doors();
    let mut single = State::default();
    take(&mut single, &world, &accept("e0", Operation::Existing, Some("door"))).expect("it is allowed");
    take(&mut single, &world, &accept("e1", Operation::Create, None)).expect("it is allowed");
    take(&mut single, &world, &afford("knock")).expect("it is allowed");
    let mut all = State::default();
    assert_eq!(take(&mut all, &world, &BEST()).expect("it is allowed").len(), 3);
    assert_eq!(single, all);
    let untouched = resolve(&overlay(&world, None));
    let accepted = resolve(&overlay(&world, all.worlds.get(PATH)));
    assert_eq!(untouched.receipt, accepted.receipt);
    assert_eq!(untouched.offers.version, accepted.offers.version);
    assert!(accepted.offers.affordances[0].accepted);
}

#[test]
fn a_world_that_cannot_be_used_is_refused_with_what_to_do() {
    for seen in [SeenWorld::Absent, SeenWorld::read("{"), SeenWorld::read(r#"{"world":"w","x":1,"y":2}"#)] {
        let held = ask(seen, &agent(), |ask| decide(&State::default(), &BEST(), ask)).expect_err("it is refused");
        assert_eq!(held[0].code, Code::WorldUnusable);
        assert!(!held[0].ways.is_empty());
    }
    let broken = SeenWorld::read(r#"{"world":"w","x":1,"y":2}"#);
    let held = ask(broken, &agent(), |ask| decide(&State::default(), &BEST(), ask)).expect_err("it is refused");
    assert_eq!(held[0].ways.len(), 2, "one way for each error");
    let worlds = BTreeMap::new();
    let ask = Ask { now: DateTime::UNIX_EPOCH, caller: &agent(), worlds: &worlds };
    assert_eq!(code(decide(&State::default(), &BEST(), &ask)).0, Code::WorldUnusable);
}

#[test]
fn an_edge_without_a_requirement_is_refused() {
    let (world, mut state) = (doors(), State::default());
    for edge in ["e2", "nothing"] {
        assert_eq!(code(take(&mut state, &world, &accept(edge, Operation::Existing, None))).0, Code::NoRequirement);
    }
}

#[test]
fn what_is_bound_is_not_bound_again() {
    let (world, mut state) = (doors(), State::default());
    let command = accept("e0", Operation::Existing, Some("door"));
    take(&mut state, &world, &command).expect("it is allowed");
    let before = state.clone();
    assert_eq!(code(take(&mut state, &world, &command)).0, Code::AlreadyBound);
    assert_eq!(state, before);
}

fn alternatives() -> World {
    let one = |id: &str| {
        json!({"id": id, "label": "door", "kind": "dependency", "source": "home",
               "requirement": {"identifier": id, "policy": "EXISTING"}})
    };
    world(&json!([{"id": "home"}, {"id": "a"}, {"id": "b"}]), &json!([one("a"), one("b")]))
}

#[test]
fn what_is_shadowed_is_refused_with_the_offers_of_the_one_before_it() {
    let (world, mut state) = (alternatives(), State::default());
    let refused = take(&mut state, &world, &accept("b", Operation::Existing, Some("b")));
    let (code, ways) = code(refused);
    assert_eq!(code, Code::AlreadyBound);
    let way = ways[0].clone().expect("the way is a command");
    assert!(matches!(&way, Command::Accept { edge, .. } if edge == "a"));
    take(&mut state, &world, &way).expect("the way is open");
}

#[test]
fn no_offer_is_refused_with_what_a_person_can_do() {
    let edges = json!([needs("e", "home", &json!({"identifier": "gate", "policy": "EXISTING"}))]);
    let world = world(&json!([{"id": "home"}]), &edges);
    let held = take(&mut State::default(), &world, &accept("e", Operation::Existing, None)).expect_err("refused");
    assert_eq!(held[0].code, Code::NoOffer);
    assert!(held[0].ways.iter().all(|way| way.action.is_none()));
    assert!(held[0].ways[0].text.contains("`gate`"), "{}", held[0].ways[0].text);
}

#[test]
fn an_offer_that_is_gone_is_refused_with_those_that_stand() {
    let (world, mut state) = (doors(), State::default());
    let (gone, ways) = code(take(&mut state, &world, &accept("e0", Operation::Existing, Some("window"))));
    assert_eq!(gone, Code::OfferGone);
    take(&mut state, &world, ways[0].as_ref().expect("a command")).expect("the way is open");
    let wrong = Command::Accept {
        world: PATH.to_owned(),
        edge: "e1".to_owned(),
        operation: Operation::Create,
        provider: None,
        provisioner: Some("somebody".to_owned()),
        sha256: None,
    };
    assert_eq!(code(take(&mut state, &world, &wrong)).0, Code::OfferGone);
}

#[test]
fn an_offer_from_another_file_is_refused_as_changed() {
    let (world, mut state) = (doors(), State::default());
    let mut old = accept("e0", Operation::Existing, Some("door"));
    if let Command::Accept { sha256, .. } = &mut old {
        *sha256 = Some("0".repeat(64));
    }
    let (changed, ways) = code(take(&mut state, &world, &old));
    assert_eq!((changed, ways.len()), (Code::WorldChanged, 1));
    take(&mut state, &world, ways[0].as_ref().expect("a command")).expect("the way is open");
}

#[test]
fn an_offer_for_a_human_is_refused_to_others_and_one_in_person_to_the_absent() {
    let edges = json!([needs("e", "home", &json!({"identifier": "door"}))]);
    let command = accept("e", Operation::Existing, Some("home"));
    let human =
        |present| Caller { id: "ana".to_owned(), kind: Kind::Human, present, presence: Presence::Tty, bare_key: None };
    for (who, caller, refused) in [
        (Who::Human, agent(), Some(Code::NeedsHuman)),
        (Who::Human, human(false), None),
        (Who::HumanPresent, agent(), Some(Code::NeedsHuman)),
        (Who::HumanPresent, human(false), Some(Code::NeedsPresence)),
        (Who::HumanPresent, human(true), None),
    ] {
        let mut world = world(&json!([{"id": "home"}]), &edges);
        world.register(Arc::new(Guarded(who)));
        let decided = ask(seen(&world), &caller, |ask| decide(&State::default(), &command, ask));
        assert_eq!(decided.err().map(|holds| holds[0].code), refused, "{who:?} {caller:?}");
    }
}

#[test]
fn a_changed_file_starts_fresh_and_says_so() {
    let (before, mut state) = (doors(), State::default());
    take(&mut state, &before, &BEST()).expect("it is allowed");
    let mut after = before.clone();
    after.sha256 = "f".repeat(64);
    let report = offers(&overlay(&after, state.worlds.get(PATH)));
    assert!(report.requirements.iter().all(|row| row.status == Status::Open));
    assert!(report.notice.expect("it says so").contains("(3)"));
    assert!(offers(&overlay(&before, state.worlds.get(PATH))).notice.is_none());

    take(&mut state, &after, &accept("e0", Operation::Existing, Some("door"))).expect("it is allowed");
    let record = &state.worlds[PATH];
    assert_eq!((record.sha256.as_str(), record.bindings.len(), record.affordances.len()), (&*after.sha256, 1, 0));
}

#[test]
fn a_record_that_does_not_fit_is_left_out_and_said() {
    let (world, mut state) = (doors(), State::default());
    take(&mut state, &world, &BEST()).expect("it is allowed");
    let record = state.worlds.get_mut(PATH).expect("it was recorded");
    record.bindings[0].offer.edge = "nothing".to_owned();
    record.affordances[0].affordance.source = "nobody".to_owned();
    let report = offers(&overlay(&world, state.worlds.get(PATH)));
    assert!(report.notice.as_deref().expect("it says so").contains("(2 of 3)"));
    assert_eq!(row(&report, "e1").status, Status::Bound);
}

#[test]
fn a_record_never_makes_one_node_or_grants_one_label_twice() {
    let (world, mut state) = (doors(), State::default());
    take(&mut state, &world, &BEST()).expect("it is allowed");
    let record = state.worlds.get_mut(PATH).expect("it was recorded");
    record.bindings[1].offer.node = "door".to_owned();
    record.affordances.push(record.affordances[0].clone());
    let report = offers(&overlay(&world, state.worlds.get(PATH)));
    assert!(report.notice.as_deref().expect("it says so").contains("(2 of 4)"));
    assert_eq!(row(&report, "e1").status, Status::Open);
}

#[test]
fn a_record_never_gives_one_label_to_two_affordance_edges() {
    let edge = |id: &str| {
        json!({"id": id, "label": "knock", "kind": "affordance", "destination": "home",
               "requirement": {"identifier": "door", "policy": "EXISTING"}})
    };
    let world = world(&json!([{"id": "home"}, {"id": "door"}]), &json!([edge("e"), edge("f")]));
    let mut state = State::default();
    take(&mut state, &world, &BEST()).expect("it is allowed");
    let record = state.worlds.get_mut(PATH).expect("it was recorded");
    let mut second = record.bindings[0].clone();
    second.offer.edge = "f".to_owned();
    record.bindings.push(second);
    let report = offers(&overlay(&world, state.worlds.get(PATH)));
    assert!(report.notice.as_deref().expect("it says so").contains("(1 of 2)"));
    assert_eq!(row(&report, "f").status, Status::Shadowed);
}

#[test]
fn an_affordance_is_accepted_once_and_only_where_it_is_offered() {
    let (world, mut state) = (doors(), State::default());
    let (unknown, ways) = code(take(&mut state, &world, &afford("sing")));
    assert_eq!(unknown, Code::NoOffer);
    let events = take(&mut state, &world, ways[0].as_ref().expect("a command")).expect("the way is open");
    assert!(matches!(&events[0], Event::AffordanceAccepted(one) if one.source == "door" && one.label == "knock"));
    assert_eq!(overlay(&world, state.worlds.get(PATH)).name_in("home", "knock"), Some("door"));
    assert_eq!(code(take(&mut state, &world, &afford("knock"))).0, Code::AlreadyBound);
}

#[test]
fn accepting_an_affordance_edge_puts_its_label_into_the_namespace_and_shuts_out_the_same_label() {
    let edges = json!([{"id": "e", "label": "knock", "kind": "affordance", "destination": "home",
                        "requirement": {"identifier": "bell", "policy": "EXISTING"}}]);
    let mate = json!([{"id": "mate", "type": "affordance", "node": "door", "offers": [{"label": "knock"}]}]);
    let world = with(&json!([{"id": "home"}, {"id": "door"}, {"id": "bell"}]), &edges, &mate);
    let mut state = State::default();
    assert_eq!(code(take(&mut state, &world, &afford("knock"))).0, Code::AlreadyBound, "the edge goes before it");
    take(&mut state, &world, &accept("e", Operation::Existing, Some("bell"))).expect("it is allowed");
    assert_eq!(overlay(&world, state.worlds.get(PATH)).name_in("home", "knock"), Some("bell"));
    assert_eq!(code(take(&mut state, &world, &afford("knock"))).0, Code::AlreadyBound);
}

#[test]
fn when_nothing_is_left_accepting_the_best_says_what_still_holds() {
    let (whole, mut state) = (doors(), State::default());
    take(&mut state, &whole, &BEST()).expect("it is allowed");
    assert_eq!(code(take(&mut state, &whole, &BEST())).0, Code::AlreadyBound);
    let edges = json!([needs("e", "home", &json!({"identifier": "gate", "policy": "EXISTING"}))]);
    let stuck = world(&json!([{"id": "home"}]), &edges);
    assert_eq!(code(take(&mut State::default(), &stuck, &BEST())).0, Code::NoOffer);
}
