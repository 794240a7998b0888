//! `wayhold offers`, `resolve` and `world check`: what a world needs, what could meet it, and accepting.

use std::path::Path;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;

use super::out::Out;
use super::{Common, Exit, Here, Mutating, find};
use crate::console::Command;
use crate::hold::Operation;
use crate::provision::world::World as Parsed;
use crate::provision::world::limits::WINDOW;
use crate::provision::{self, Accepted, Graph, OffersReport, RequirementReport, SeenWorld, Status};
use crate::session::Session;

/// List the offers of a world, or accept one
#[derive(Debug, Args)]
pub struct Offers {
    /// The world, by path, by file name, or by its own name
    world: String,
    /// Only this requirement, by its edge
    #[arg(long, value_name = "EDGE")]
    requirement: Option<String>,
    /// List that requirement's offers from this rank on; 64 are listed at a time
    #[arg(long, value_name = "RANK", requires = "requirement", conflicts_with = "accept", value_parser = clap::value_parser!(u32).range(1..))]
    from: Option<u32>,
    /// Accept an offer of that requirement, by rank (1 is the best) or by operation
    #[arg(long, value_name = "RANK|OPERATION", requires = "requirement", num_args = 0..=1, default_missing_value = "1")]
    accept: Option<String>,
    /// With an operation: the node that the offer names
    #[arg(long, value_name = "NODE", requires = "accept")]
    provider: Option<String>,
    /// With an operation: the provisioner that makes the offer
    #[arg(long, value_name = "ID", requires = "accept")]
    provisioner: Option<String>,
    /// Accept the best offer of everything that is open, in order
    #[arg(long, conflicts_with_all = ["requirement", "accept", "afford"])]
    accept_best: bool,
    /// Accept an affordance
    #[arg(long, value_name = "NODE:LABEL", conflicts_with_all = ["requirement", "accept"])]
    afford: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Resolve a world and print what would be bound; writes nothing. Exit 3 when a hard requirement stays unresolved
#[derive(Debug, Args)]
pub struct Resolve {
    /// The world, by path, by file name, or by its own name
    pub(super) world: String,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Worlds
#[derive(Debug, Subcommand)]
pub enum World {
    /// Read a world file and say what is wrong with it. Exit 3 when anything is
    Check(Resolve),
}

pub async fn offers(verb: &Offers, session: &mut Session, loose: Option<&Path>) -> Exit {
    let out = verb.mutating.out();
    let common = &verb.mutating.common;
    let looked = match look(common, &verb.world, session, loose, true) {
        Ok(looked) => looked,
        Err(exit) => return exit,
    };
    let path = looked.path.clone();
    let world = match readable(looked.seen.as_ref(), &path, common) {
        Ok(world) => world,
        Err(exit) => return exit,
    };
    let graph = provision::overlay(world, looked.accepted.as_ref());
    match command(verb, &path, &graph) {
        Ok(Some(command)) => verb.mutating.carry_out(session, Command::Provision(command)).await,
        Ok(None) => list(verb, &path, &graph),
        Err(sentence) => out.usage(sentence),
    }
}

/// The offers of a world. Where only one requirement is asked about, of that as many as are wanted.
fn reported(verb: &Offers, graph: &Graph<'_>) -> OffersReport {
    let mut report = provision::offers(graph);
    if let (Some(edge), Some(from)) = (&verb.requirement, verb.from)
        && let (Some(row), Some(quote)) =
            (report.requirements.iter_mut().find(|row| row.edge == *edge), graph.offers_for(edge))
        && !row.offers.is_empty()
    {
        let from = from as usize - 1;
        row.offers = quote.window(from, WINDOW);
        row.more = quote.len().saturating_sub(from + row.offers.len());
    }
    report
}

fn list(verb: &Offers, path: &str, graph: &Graph<'_>) -> Exit {
    let out = verb.mutating.out();
    let report = &reported(verb, graph);
    let only = verb.requirement.as_deref();
    let chosen: Vec<&RequirementReport> =
        report.requirements.iter().filter(|row| only.is_none_or(|only| row.edge == only)).collect();
    if let (Some(edge), true) = (only, chosen.is_empty()) {
        return out.usage(no_edge(edge, report));
    }
    let unresolved = chosen.iter().any(|row| row.status == Status::Unresolved);
    if out.json {
        let mut answer = serde_json::to_value(report).unwrap_or_default();
        answer["requirements"] = json!(chosen);
        out.object(&answer);
    } else {
        if let Some(notice) = &report.notice {
            out.line(notice);
        }
        for row in chosen {
            let mut facts = vec![row.status.word()];
            facts.extend((!row.hard).then_some("soft"));
            let of = row.source.as_deref().or(row.destination.as_deref()).unwrap_or_default();
            out.line(format!("{}  {} of {of}  {}", row.edge, row.label, facts.join(", ")));
            for offer in &row.offers {
                let mark = if row.selected == Some(offer.rank) { '►' } else { ' ' };
                let (operation, layer) = (offer.operation.word(), offer.layer.word());
                out.line(format!(
                    "  {mark} {:>2} {operation:<8} {:>3}  {layer:<11} {:<10} {}",
                    offer.rank, offer.cost, offer.provisioner, offer.why
                ));
            }
            if let (Some(last), true) = (row.offers.last(), row.more > 0) {
                let (more, next) = (row.more, last.rank + 1);
                out.line(format!("       and {more} more; `--requirement {} --from {next}` lists them", row.edge));
            }
        }
        for offer in &report.affordances {
            let standing = if offer.accepted { "accepted" } else { "offered" };
            out.line(format!(
                "{} for {}  by {} ({})  {standing}",
                offer.label, offer.destination, offer.source, offer.provisioner
            ));
        }
    }
    say_what_is_wrong(path, report, out);
    if unresolved && only.is_some() || !report.errors.is_empty() { Exit::No } else { Exit::Done }
}

/// What was left out of a report, and whose offers are missing in it, on stderr.
fn say_what_is_wrong(path: &str, report: &OffersReport, out: Out) {
    for error in &report.errors {
        out.say(format!("{path}: {error}"));
    }
    for finding in &report.findings {
        out.say(format!("{path}: {}: {}", finding.path, finding.message));
    }
}

/// What the options ask to accept, if anything.
fn command(verb: &Offers, path: &str, graph: &Graph<'_>) -> Result<Option<provision::Command>, String> {
    let world_path = path.to_owned();
    if verb.accept_best {
        return Ok(Some(provision::Command::AcceptBest { world: world_path }));
    }
    if let Some(afford) = &verb.afford {
        let (destination, label) = afford.split_once(':').ok_or("--afford takes NODE:LABEL, as `offers` lists them")?;
        let (destination, label) = (destination.to_owned(), label.to_owned());
        return Ok(Some(provision::Command::Afford { world: world_path, destination, label, provisioner: None }));
    }
    let (Some(edge), Some(accept)) = (&verb.requirement, &verb.accept) else { return Ok(None) };
    let report = provision::offers(graph);
    let row = report.requirements.iter().find(|row| row.edge == *edge).ok_or_else(|| no_edge(edge, &report))?;
    let (operation, provider, provisioner) = match accept.parse::<usize>() {
        // Bound, shadowed or without any offer: that is an answer of the rules, and they say it with the ways past.
        Ok(_) if row.offers.is_empty() => (Operation::Existing, None, None),
        Ok(rank) => {
            let at = rank.checked_sub(1);
            let offer = at.and_then(|at| graph.offers_for(edge)?.window(at, 1).pop()).ok_or_else(|| {
                format!(
                    "{edge} has {} offers and no {rank}; `wayhold offers {path} --requirement {edge}` lists them",
                    row.offers.len() + row.more
                )
            })?;
            (offer.operation, offer.provider, Some(offer.provisioner))
        }
        Err(_) => {
            let operation = operation(accept)?;
            // The best of those that fit the words; with none, the rules say what there is instead.
            let fits = |asked: &Option<String>, has: Option<&String>| asked.is_none() || asked.as_ref() == has;
            let best = row.offers.iter().find(|offer| {
                offer.operation == operation
                    && fits(&verb.provider, offer.provider.as_ref())
                    && fits(&verb.provisioner, Some(&offer.provisioner))
            });
            match best {
                Some(offer) => (operation, offer.provider.clone(), Some(offer.provisioner.clone())),
                None => (operation, verb.provider.clone(), verb.provisioner.clone()),
            }
        }
    };
    let sha256 = Some(graph.world().sha256.clone());
    Ok(Some(provision::Command::Accept {
        world: world_path,
        edge: edge.clone(),
        operation,
        provider,
        provisioner,
        sha256,
    }))
}

fn operation(word: &str) -> Result<Operation, String> {
    let all = [Operation::Existing, Operation::Update, Operation::Clone, Operation::Create];
    all.into_iter()
        .find(|operation| operation.word().eq_ignore_ascii_case(word))
        .ok_or_else(|| format!("`{word}` is no rank and no operation; write 1, or EXISTING, UPDATE, CLONE or CREATE"))
}

fn no_edge(edge: &str, report: &OffersReport) -> String {
    let known: Vec<_> = report.requirements.iter().map(|row| row.edge.as_str()).collect();
    format!("this world has no requirement {edge}; there are: {}", known.join(", "))
}

pub fn resolve(verb: &Resolve, session: &mut Session, loose: Option<&Path>) -> Exit {
    match look(&verb.common, &verb.world, session, loose, true) {
        Ok(looked) => resolved(verb, &looked),
        Err(exit) => exit,
    }
}

fn resolved(verb: &Resolve, looked: &Looked) -> Exit {
    let out = verb.common.out();
    let world = match readable(looked.seen.as_ref(), &looked.path, &verb.common) {
        Ok(world) => world,
        Err(exit) => return exit,
    };
    let report = provision::resolve(&provision::overlay(world, looked.accepted.as_ref()));
    let receipt = &report.receipt;
    if out.json {
        out.object(&report);
    } else {
        for binding in &report.bindings {
            let made = if binding.created { "new" } else { "there" };
            out.line(format!(
                "{:<12} {:<8} {} ({made})",
                binding.edge,
                binding.operation.word(),
                binding.provider.label
            ));
        }
        out.line(format!(
            "satisfied {}: {} attached, {} updated, {} cloned, {} created; unresolved {}; waived {}; shadowed {}{}",
            receipt.satisfied,
            receipt.attached,
            receipt.updated,
            receipt.cloned,
            receipt.created,
            listed(&receipt.unresolved),
            listed(&receipt.waived),
            listed(&receipt.shadowed),
            if receipt.softlock { "; SOFTLOCK: no node of the frontier is viable" } else { "" },
        ));
    }
    say_what_is_wrong(&looked.path, &report.offers, out);
    if report.blocking.is_empty() && report.offers.errors.is_empty() { Exit::Done } else { Exit::No }
}

pub fn check(verb: &Resolve, session: &mut Session, loose: Option<&Path>) -> Exit {
    match look(&verb.common, &verb.world, session, loose, false) {
        Ok(looked) => checked(verb, &looked),
        Err(exit) => exit,
    }
}

fn checked(verb: &Resolve, looked: &Looked) -> Exit {
    let out = verb.common.out();
    let path = &looked.path;
    match readable(looked.seen.as_ref(), path, &verb.common) {
        Ok(world) => {
            let (nodes, edges) = (world.nodes().len(), world.edges().len());
            let ok = world.faults.is_empty();
            if out.json {
                out.object(&json!({"path": path, "ok": ok, "nodes": nodes, "edges": edges, "errors": world.faults,
                    "findings": world.findings}));
            } else {
                let errors = if ok { "no error" } else { "and these errors; what they are about is left out" };
                out.line(format!("{path}: {nodes} nodes, {edges} edges, {errors}"));
                for finding in world.findings.iter() {
                    out.line(format!("  {}: {}", finding.path, finding.message));
                }
            }
            for error in world.faults.iter() {
                out.say(format!("{path}: {error}"));
            }
            if ok { Exit::Done } else { Exit::No }
        }
        Err(exit) => exit,
    }
}

fn listed(edges: &[String]) -> String {
    if edges.is_empty() { "none".to_owned() } else { edges.join(", ") }
}

/// A world of the workspace with what was accepted for it, or else any world file at all.
/// Its programs are asked when their answers are wanted.
fn look(common: &Common, name: &str, session: &mut Session, loose: Option<&Path>, ask: bool) -> Result<Looked, Exit> {
    match (find::world(&session.ctx().observed, name), loose) {
        (Ok(path), _) => {
            if ask {
                session.ask_programs(&path);
            }
            let observed = session.ctx().observed;
            let accepted = session.state().provision.worlds.get(&path).cloned();
            Ok(Looked { seen: observed.worlds.get(&path).cloned(), path, accepted })
        }
        (Err(_), Some(file)) => read(common, name, file, ask),
        (Err(sentence), None) => Err(common.out().usage(sentence)),
    }
}

/// Reads a world file that belongs to no workspace.
fn read(common: &Common, name: &str, file: &Path, ask: bool) -> Result<Looked, Exit> {
    let seen = match crate::session::world_file(file) {
        SeenWorld::Read { sha256, world } if ask => {
            let directory = file.parent().unwrap_or(file);
            let world = crate::session::answered(&world, None, directory, &[]).map_or(world, Arc::new);
            SeenWorld::Read { sha256, world }
        }
        SeenWorld::Absent => return Err(common.out().failed(&anyhow::anyhow!("{name} is not there"))),
        seen => seen,
    };
    Ok(Looked { path: name.to_owned(), seen: Some(seen), accepted: None })
}

/// The verbs on a world file where there is no workspace: they look, and have nowhere to write.
pub fn loose(verb: &Here, file: &Path) -> Exit {
    let name = verb.world_file().unwrap_or_default();
    let ask = !matches!(verb, Here::World(_));
    let looked = match read(verb.common(), name, file, ask) {
        Ok(looked) => looked,
        Err(exit) => return exit,
    };
    match verb {
        Here::Resolve(verb) => resolved(verb, &looked),
        Here::World(World::Check(verb)) => checked(verb, &looked),
        Here::Offers(verb) if verb.accepts() => verb
            .common()
            .out()
            .usage("accepting is written to a ledger, and there is no workspace here; `wayhold init` makes one"),
        Here::Offers(verb) => match readable(looked.seen.as_ref(), name, verb.common()) {
            Ok(world) => list(verb, name, &provision::overlay(world, None)),
            Err(exit) => exit,
        },
        _ => Exit::Usage,
    }
}

impl Offers {
    pub(super) fn common(&self) -> &Common {
        &self.mutating.common
    }

    pub(super) fn world(&self) -> &str {
        &self.world
    }

    fn accepts(&self) -> bool {
        self.accept.is_some() || self.accept_best || self.afford.is_some()
    }
}

/// A world as it was found, and what was accepted for it.
struct Looked {
    path: String,
    seen: Option<SeenWorld>,
    accepted: Option<Accepted>,
}

/// The world, or every error of its file on stderr.
fn readable<'a>(seen: Option<&'a SeenWorld>, path: &str, common: &Common) -> Result<&'a Parsed, Exit> {
    let out = common.out();
    match seen {
        Some(SeenWorld::Read { world, .. }) => Ok(world),
        Some(SeenWorld::Broken { errors }) => {
            if out.json {
                out.object(&json!({"path": path, "ok": false, "errors": errors}));
            }
            for error in errors {
                out.say(format!("{path}: {error}"));
            }
            Err(Exit::No)
        }
        Some(SeenWorld::Absent) | None => Err(out.usage(format!("there is no world file {path}"))),
    }
}
