//! The ways past an unmet requirement, as commands: its offers, or what a person can do when there is none.

use super::{Command, SeenWorld};
use crate::hold::{Code, Hold, Offer, Operation};
use crate::provision::engine::{Deed, Graph, Quote};
use crate::provision::world::limits::WINDOW;
use crate::provision::world::{Edge, Policy, Requirement, Word, World};

/// How many errors of a world file a refusal lists.
const SHOWN: usize = 8;

/// The hold of a world that cannot be used, or the world.
pub(super) fn usable<'a>(path: &str, seen: Option<&'a SeenWorld>) -> Result<&'a World, Vec<Hold<Command>>> {
    let hold = |need: &str| Hold::new(Code::WorldUnusable, path, need);
    match seen {
        Some(SeenWorld::Read { world, .. }) => Ok(world),
        Some(SeenWorld::Broken { errors }) => {
            let more = errors.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!("; {more} more are not shown here") } else { String::new() };
            let broken = hold(&format!("a world file without errors{more}"));
            Err(vec![errors.iter().take(SHOWN).fold(broken, |hold, error| {
                hold.way(Offer::instruct(Operation::Update, "person", format!("Correct {path}: {error}")))
            })])
        }
        Some(SeenWorld::Absent) | None => {
            let text = format!("Write the world file {path}, or name another");
            Err(vec![hold("a world file at this path").way(Offer::instruct(Operation::Create, "person", text))])
        }
    }
}

/// Offers as commands that accept them; of very many the first.
pub(super) fn commands(path: &str, graph: &Graph<'_>, edge: &Edge, quote: &Quote<'_>) -> Vec<Offer<Command>> {
    let one = |offer: Offer<Deed>| {
        let provisioner = offer.provisioner.clone();
        offer.map(&|deed: Deed| Command::Accept {
            world: path.to_owned(),
            edge: edge.id.clone(),
            operation: deed.operation(),
            provider: deed.provider().map(Word::to_string),
            provisioner: Some(provisioner.clone()),
            sha256: Some(graph.world.sha256.clone()),
        })
    };
    quote.offers(0, WINDOW).into_iter().map(one).collect()
}

/// A requirement that waits for one of its offers to be accepted.
pub(super) fn unbound(path: &str, graph: &Graph<'_>, edge: &Edge, quote: &Quote<'_>) -> Hold<Command> {
    let mut hold = Hold::new(Code::Unbound, &edge.id, format!("a node for {}", wanted(edge)));
    hold.ways = commands(path, graph, edge, quote);
    hold
}

/// A requirement that nobody has an offer for, with what a person can do.
pub(super) fn no_offer(path: &str, edge: &Edge) -> Hold<Command> {
    let mut hold = Hold::new(Code::NoOffer, &edge.id, format!("an offer for {}", wanted(edge)));
    let Some(asked) = edge.requirement() else { return hold };
    if asked.policy == Policy::NONE {
        let text =
            format!("Correct what {path} says of `{}`; `wayhold world check {path}` says what is wrong", edge.id);
        return hold.way(Offer::instruct(Operation::Update, "person", text));
    }
    let mut person = |operation, text| hold.ways.push(Offer::instruct(operation, "person", text));
    let matched = asked.identifier.is_some() || !asked.criteria.is_empty();
    if matched && !asked.policy.only_create() {
        person(Operation::Create, format!("Add a node to {path} that {}", asks(asked)));
    }
    let inline = asked.template.is_some();
    if asked.policy.allows(Operation::Create) && !inline {
        person(
            Operation::Update,
            match &asked.template_ref {
                Some(name) => format!("Add the template `{name}` to a registry in {path}, or correct its name"),
                None => format!("Give `{}` a template to create the node from", edge.id),
            },
        );
    }
    if inline {
        let text = format!("Let a template provisioner reach `{}` and its policy allow CREATE", edge.id);
        person(Operation::Update, text);
    }
    if hold.ways.is_empty() {
        hold.ways.push(Offer::instruct(Operation::Update, "person", format!("Change what `{}` asks for", edge.id)));
    }
    crate::hold::rank(&mut hold.ways);
    hold
}

fn wanted(edge: &Edge) -> String {
    format!("`{}` of {}", edge.label, edge.anchor())
}

fn asks(asked: &Requirement) -> String {
    let mut parts = Vec::new();
    parts.extend(asked.identifier.as_ref().map(|name| format!("is called `{name}`")));
    parts.extend(asked.criteria.has_tags.iter().map(|tag| format!("has the tag `{tag}`")));
    parts.extend(asked.criteria.attrs.iter().map(|(name, value)| format!("has `{name}` = {value}")));
    parts.join(" and ")
}
