//! Commands into events, or into the holds that stand in their way.

use super::holds::holds;
use super::ways::{commands, no_offer, unbound, usable};
use super::{AffordanceAccepted, Ask, Command, Event, OfferAccepted, SeenWorld, State, overlay};
use crate::hold::{Caller, Code, Hold, Offer, Operation, Who};
use crate::provision::engine::{
    AffordanceReport, Bound, Claim, Graph, Leaders, Status, affordances, requiring, run, stand,
};
use crate::provision::world::{Edge, Word};

type Decision = Result<Vec<Event>, Vec<Hold<Command>>>;

/// Decides a command; a refusal names what is in the way and the offers that stand now.
///
/// # Errors
///
/// `WORLD_UNUSABLE`, `WORLD_CHANGED`, `NO_REQUIREMENT`, `ALREADY_BOUND` (bound, shadowed, or nothing left to do),
/// `NO_OFFER`, `OFFER_GONE`, `NEEDS_HUMAN`, `NEEDS_PRESENCE`.
pub fn decide(state: &State, command: &Command, ask: &Ask<'_>) -> Decision {
    let path = command.world();
    let seen = ask.worlds.get(path);
    let graph = overlay(usable(path, seen)?, state.worlds.get(path));
    match command {
        Command::Accept { edge, operation, provider, provisioner, sha256, .. } => {
            let chosen = Chosen { operation: *operation, provider: provider.as_deref(), by: provisioner.as_deref() };
            accept(path, graph, edge, &chosen, sha256.as_deref(), ask.caller)
        }
        Command::Afford { destination, label, provisioner, .. } => {
            afford(path, &graph, destination, label, provisioner.as_deref())
        }
        Command::AcceptBest { .. } => accept_best(state, path, graph, seen),
    }
}

/// The offer that a command means.
struct Chosen<'a> {
    operation: Operation,
    provider: Option<&'a str>,
    by: Option<&'a str>,
}

fn accept(
    path: &str,
    mut graph: Graph<'_>,
    id: &str,
    chosen: &Chosen<'_>,
    sha256: Option<&str>,
    caller: &Caller,
) -> Decision {
    let place = graph.edge_place(id).filter(|place| graph.edge(*place).requirement().is_some());
    let Some(place) = place else {
        let known: Vec<_> = requiring(&graph).take(12).map(|place| graph.edge(place).id.as_str()).collect();
        let text = format!("Name an edge that has a requirement: {}", known.join(", "));
        let hold = Hold::new(Code::NoRequirement, id, format!("an edge of {path} that has a requirement"));
        return Err(vec![hold.way(Offer::instruct(Operation::Existing, "person", text))]);
    };
    let edge = graph.edge(place);
    let mut leaders = Leaders::of(&graph);
    // Whether it is shadowed depends on the alternatives that come before it.
    for earlier in requiring(&graph).take_while(|earlier| *earlier < place) {
        if graph.edge(earlier).slot() == edge.slot() {
            stand(&graph, earlier, &mut leaders);
        }
    }
    let (row, quote) = stand(&graph, place, &mut leaders);
    let refuse = |code, need: String, ways| {
        let mut hold = Hold::new(code, id, need);
        hold.ways = ways;
        Err(vec![hold])
    };
    let chosen_offer = quote.find(chosen.operation, chosen.provider, chosen.by);
    let now = commands(path, &graph, edge, &quote);
    if sha256.is_some_and(|sha256| sha256 != graph.world.sha256) {
        let need = format!("{path} as it was when the offer was made; it has changed, so look at the offers again");
        return refuse(Code::WorldChanged, need, now);
    }
    match row.status {
        Status::Bound => {
            let node = graph.far_end(place).unwrap_or_default();
            let way = Offer::instruct(Operation::Existing, "person", format!("Use {node}, which it is bound to"));
            return refuse(Code::AlreadyBound, format!("`{id}` unbound; it is bound to {node}"), vec![way]);
        }
        Status::Shadowed => {
            let by = row.shadowed_by.unwrap_or_default();
            let lead = graph.edge_place(&by).filter(|lead| graph.far_end(*lead).is_none());
            let ways = lead.map(|lead| unbound(path, &graph, graph.edge(lead), &graph.quote(lead)).ways);
            let need =
                format!("`{}` of {} free; `{by}` goes before `{id}` under that label", edge.label, edge.anchor());
            return refuse(Code::AlreadyBound, need, ways.unwrap_or_default());
        }
        Status::Unresolved | Status::Waived => return Err(vec![no_offer(path, edge)]),
        Status::Open => {}
    }
    let Some(offer) = chosen_offer else {
        let need = format!("{} among the offers for `{id}`; it is not there now", chosen.operation.word());
        return refuse(Code::OfferGone, need, now);
    };
    if !offer.who.admits(caller) {
        let presence = offer.who == Who::HumanPresent && Who::Human.admits(caller);
        let code = if presence { Code::NeedsPresence } else { Code::NeedsHuman };
        return refuse(code, format!("{} to accept this offer", offer.who.word()), now);
    }
    if let Err(why) = graph.accept(place, &offer, None, Vec::new()) {
        return refuse(Code::OfferGone, format!("an offer that can be carried out: {why}"), now);
    }
    Ok(graph.binding(place).map(|bound| bound_event(path, &graph, bound)).into_iter().collect())
}

fn bound_event(path: &str, graph: &Graph<'_>, bound: &Bound) -> Event {
    let edge: &Edge = graph.edge(bound.edge);
    Event::OfferAccepted(OfferAccepted {
        world: path.to_owned(),
        sha256: graph.world.sha256.clone(),
        edge: edge.id.clone(),
        operation: bound.operation,
        provider: bound.provider.as_ref().map(Word::to_string),
        node: graph.at(bound.node).id.to_string(),
        label: edge.label.clone(),
        provisioner: bound.provisioner.clone(),
        cost: bound.cost,
        layer: bound.layer,
        template: bound.template.as_deref().cloned(),
        answer: graph.said(&bound.provisioner, &edge.id).map(|answer| answer.sha256.clone()),
    })
}

fn afforded_event(path: &str, graph: &Graph<'_>, row: &AffordanceReport) -> Event {
    Event::AffordanceAccepted(AffordanceAccepted {
        world: path.to_owned(),
        sha256: graph.world.sha256.clone(),
        label: row.label.clone(),
        source: row.source.clone(),
        destination: row.destination.clone(),
        provisioner: row.provisioner.clone(),
        layer: row.layer,
    })
}

/// The affordances as `offers` lists them: an open edge that has an offer goes before a provisioner's affordance.
fn offered(graph: &Graph<'_>) -> Vec<AffordanceReport> {
    let mut leaders = Leaders::of(graph);
    for place in requiring(graph).filter(|place| graph.edge(*place).is_affordance()) {
        stand(graph, place, &mut leaders);
    }
    affordances(graph, &leaders)
}

fn afford(path: &str, graph: &Graph<'_>, destination: &str, label: &str, by: Option<&str>) -> Decision {
    let rows = offered(graph);
    let here: Vec<_> = rows.iter().filter(|row| row.destination == destination).collect();
    let meant = |row: &&&AffordanceReport| row.label == label && by.is_none_or(|by| row.provisioner == by);
    let fitting: Vec<_> = here.iter().filter(meant).collect();
    if let Some(row) = fitting.iter().find(|row| row.reason == Claim::Offered) {
        return Ok(vec![afforded_event(path, graph, row)]);
    }
    let code = if fitting.is_empty() { Code::NoOffer } else { Code::AlreadyBound };
    let need = match fitting.first().map(|row| &row.reason) {
        Some(Claim::Held(who)) => format!("a label that is free; {who}"),
        Some(_) => format!("`{label}` not accepted yet; {destination} has it"),
        None => format!("an affordance `{label}` that is offered to {destination}"),
    };
    let mut hold = Hold::new(code, format!("{destination}.{label}"), need);
    for row in here.into_iter().filter(|row| row.reason == Claim::Offered) {
        let action = Command::Afford {
            world: path.to_owned(),
            destination: row.destination.clone(),
            label: row.label.clone(),
            provisioner: Some(row.provisioner.clone()),
        };
        let text = format!("Accept `{}` from {}", row.label, row.source);
        hold = hold.way(Offer::take(Operation::Existing, &row.provisioner, text, action).at(row.layer));
    }
    Err(vec![hold])
}

fn accept_best(state: &State, path: &str, mut graph: Graph<'_>, seen: Option<&SeenWorld>) -> Decision {
    let before = graph.bindings().len();
    let had: Vec<_> = offered(&graph).into_iter().filter(|row| row.accepted).collect();
    let report = run(&mut graph);
    let mut events: Vec<_> = graph.bindings()[before..].iter().map(|bound| bound_event(path, &graph, bound)).collect();
    let fresh = report.offers.affordances.iter().filter(|row| row.accepted && !had.contains(row));
    events.extend(fresh.map(|row| afforded_event(path, &graph, row)));
    if !events.is_empty() {
        return Ok(events);
    }
    let held = seen.map(|seen| holds(state, path, seen, path)).unwrap_or_default();
    if !held.is_empty() {
        return Err(held);
    }
    let need = "an open requirement that has an offer; nothing is left to accept";
    Err(vec![Hold::new(Code::AlreadyBound, path, need)])
}
