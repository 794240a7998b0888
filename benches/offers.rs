//! Offers of generated worlds of 1k, 10k, 100k and 1M nodes: the indexed engine beside a naive one and beside a bare
//! bitmap lookup and intersection, in one run. Quote the ratios, not the times. Each size has a process of its own, so
//! that memory is that of one world. Other sizes are given behind `--`: `cargo bench --bench offers -- 5000`.
//!
//! A node has two tags, `kind:{i%7}` and `g:{i/10}`. Ten thousand requirements ask in turn for a node by its id with
//! EXISTING, for `has_tags [g:x]` with EXISTING, for a node by its id with a template and ANY, and for an id that no node
//! has with a template and ANY.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench stops at the first thing that goes wrong")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

mod naive;

use std::collections::HashMap;
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use naive::{Naive, told, told_resolved};
use roaring::RoaringBitmap;
use wayhold::effects::look;
use wayhold::hold::digest::sha256;
use wayhold::provision::world::World;
use wayhold::provision::{Graph, SeenWorld, offers, overlay, resolve};

/// How many requirements a world has.
const REQUIREMENTS: usize = 10_000;
/// How many are timed together; a number of fours, so that each kind has the same share.
const BATCH: usize = 100;
/// How many offers a pane shows, and a report lists.
const WINDOW: usize = 64;
/// How many nodes the naive engine may look at for its selections; with `all` behind `--` it makes all of them.
const NAIVE_LOOKS: usize = 1_000_000_000;

fn main() {
    let words = words();
    if let Some(at) = words.iter().position(|word| word == "one") {
        return one(words[at + 1].parse().unwrap(), words.iter().any(|word| word == "all"));
    }
    // `cargo test --benches` only wants to know that it starts.
    if !words.iter().any(|word| word == "--bench") {
        return;
    }
    let sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000, 100_000, 1_000_000] } else { sizes };
    let build = if cfg!(debug_assertions) { "debug build" } else { "release build" };
    println!("{REQUIREMENTS} requirements, time for one of them as the median of batches of {BATCH}, {build}");
    println!("load average {}", std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    row("nodes", &["naive", "bare", "best", "ratio", "window", "ratio", "load+index", "resolve", "bytes/node"]);
    for size in sizes {
        let all = words.iter().filter(|word| *word == "all");
        let status = Command::new(&words[0]).args(["one", &size.to_string()]).args(all).status().unwrap();
        assert!(status.success(), "{size} nodes ended with {status}");
    }
}

/// One size, in a process of its own.
fn one(nodes: usize, all: bool) {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("w.json"), text(nodes)).unwrap();
    let before = resident();
    let (first, world) = took(|| load(directory.path()));
    let bytes = resident().saturating_sub(before) / nodes;
    let mut loads: Vec<Duration> = (0..2).map(|_| took(|| load(directory.path())).0).collect();
    loads.push(first);
    loads.sort();

    let graph = overlay(&world, None);
    let edges: Vec<&str> = world.edges().iter().map(|edge| edge.id.as_str()).collect();
    let best = batches(edges.len(), |at| drop(black_box(graph.offers_for(edges[at]).unwrap().best())));
    let window = batches(edges.len(), |at| drop(black_box(graph.offers_for(edges[at]).unwrap().window(0, WINDOW))));
    let shelf = Bare::new(&world);
    let bare = batches(edges.len(), |at| drop(black_box(shelf.find(&world, at))));

    let engine = Naive::new(&world);
    let looks = if all { REQUIREMENTS } else { (NAIVE_LOOKS / nodes).clamp(BATCH, REQUIREMENTS) / BATCH * BATCH };
    let mut chosen = Vec::new();
    let naive = batches(looks, |at| chosen.push(engine.selection(at)));
    let selected: Vec<String> = edges.iter().map(|edge| selection(&graph, edge)).collect();
    assert_eq!(digest(&selected[..looks]), digest(&chosen), "the engines select differently");

    let (resolving, report) = took(|| resolve(&graph));
    let resolved = digest(&told_resolved(&report));
    let also = if nodes <= 10_000 {
        assert_eq!(told(&offers(&graph)), Naive::new(&world).offers(), "they offer differently");
        assert_eq!(digest(&Naive::new(&world).resolve()), resolved, "they resolve differently");
        "as the naive engine's"
    } else {
        "without the naive engine"
    };
    let cells = [
        micros(naive),
        micros(bare),
        micros(best),
        ratio(best, bare),
        micros(window),
        ratio(window, bare),
        format!("{:.0} ms", loads[1].as_secs_f64() * 1e3),
        format!("{:.0} ms", resolving.as_secs_f64() * 1e3),
        bytes.to_string(),
    ];
    row(&nodes.to_string(), &cells);
    println!("  selections {}, the naive engine's first {looks}: {}", digest(&selected), digest(&chosen));
    println!("  resolved {also}: {resolved}");
}

fn digest(lines: &[String]) -> String {
    sha256(lines.join("\n").as_bytes())
}

fn selection(graph: &Graph<'_>, edge: &str) -> String {
    let best = graph.offers_for(edge).unwrap().window(0, 1).pop();
    let said = best
        .map(|one| format!("{}:{}:{}", one.operation.word(), one.provider.as_deref().unwrap_or("-"), one.provisioner));
    format!("{edge} {}", said.unwrap_or_default())
}

/// The world as it stands in its file.
fn load(root: &Path) -> World {
    let SeenWorld::Read { world, .. } = look::world(root, "w.json", None) else { unreachable!("the world is sound") };
    std::sync::Arc::unwrap_or_clone(world)
}

fn text(nodes: usize) -> String {
    let mut text = r#"{"world":"bench","cursor":"n0","nodes":["#.to_owned();
    for at in 0..nodes {
        let comma = if at == 0 { "" } else { "," };
        let (kind, group) = (at % 7, at / 10);
        write!(text, r#"{comma}{{"id":"n{at}","tags":["kind:{kind}","g:{group}"]}}"#).unwrap();
    }
    text.push_str(r#"],"edges":["#);
    for at in 0..REQUIREMENTS {
        let comma = if at == 0 { "" } else { "," };
        let node = at * 7_919 % nodes;
        let template = r#""template":{"label":"made","tags":["new"]},"policy":"ANY""#;
        let asked = match at % 4 {
            0 => format!(r#""identifier":"n{node}","policy":"EXISTING""#),
            1 => format!(r#""criteria":{{"has_tags":["g:{}"]}},"policy":"EXISTING""#, node / 10),
            2 => format!(r#""identifier":"n{node}",{template}"#),
            _ => format!(r#""identifier":"missing{at}",{template}"#),
        };
        let edge = format!(r#""id":"e{at}","kind":"dependency","source":"n0","requirement":{{{asked}}}"#);
        write!(text, "{comma}{{{edge}}}").unwrap();
    }
    text.push_str("]}");
    text
}

/// The bare part of it: bitmaps by id and by tag, their intersection, and the first of what is in it.
struct Bare<'w>(HashMap<&'w str, RoaringBitmap>, HashMap<&'w str, RoaringBitmap>);

impl<'w> Bare<'w> {
    fn new(world: &'w World) -> Self {
        let (mut ids, mut tags) = (HashMap::new(), HashMap::new());
        for (place, node) in world.nodes().iter().enumerate() {
            let place = u32::try_from(place).unwrap();
            ids.entry(node.id.as_str()).or_insert_with(RoaringBitmap::new).insert(place);
            for tag in &node.tags {
                tags.entry(tag.as_str()).or_insert_with(RoaringBitmap::new).insert(place);
            }
        }
        Self(ids, tags)
    }

    fn find(&self, world: &World, at: usize) -> Vec<u32> {
        let asked = world.edges()[at].requirement().unwrap();
        let named = asked.identifier.as_deref().map(|name| self.0.get(name));
        let tagged = asked.criteria.has_tags.iter().map(|tag| self.1.get(tag.as_str()));
        let sets: Option<Vec<&RoaringBitmap>> = named.into_iter().chain(tagged).collect();
        let Some((first, others)) = sets.as_ref().and_then(|sets| sets.split_first()) else { return Vec::new() };
        let met = others.iter().fold((*first).clone(), |met, other| met & *other);
        met.iter().take(WINDOW).collect()
    }
}

/// The median over batches of the time for one.
fn batches(count: usize, mut ask: impl FnMut(usize)) -> Duration {
    let mut times: Vec<Duration> =
        (0..count / BATCH).map(|batch| took(|| (0..BATCH).for_each(|at| ask(batch * BATCH + at))).0).collect();
    times.sort();
    times[times.len() / 2] / u32::try_from(BATCH).unwrap()
}

/// Bytes of memory that this process holds; 0 where the system does not say.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or_default() * 1024
}

#[expect(clippy::disallowed_methods, reason = "the one place of the bench that reads the command line")]
fn words() -> Vec<String> {
    std::env::args().collect()
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn took<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = std::time::Instant::now();
    let done = work();
    (start.elapsed(), done)
}

fn micros(time: Duration) -> String {
    format!("{:.2} µs", time.as_secs_f64() * 1e6)
}

fn ratio(time: Duration, bare: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() / bare.as_secs_f64())
}

fn row<T: AsRef<str>>(name: &str, cells: &[T]) {
    let cells: Vec<String> = cells.iter().map(|cell| format!("{:>13}", cell.as_ref())).collect();
    println!("{name:<10}{}", cells.concat());
}
