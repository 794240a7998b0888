//! Tests of the whole room, by what they show; the worlds are built here so that each test reads alone.

mod affordances;
mod against_naive;
mod answers;
mod domain;
mod faults;
mod holds;
mod looking;
mod matching;
#[path = "../../../benches/naive/mod.rs"]
mod naive;
mod order;
mod properties;
mod resolving;
mod scenarios;
mod semantics;
mod surveying;
mod world_file;

use serde_json::{Value, json};

use super::world::{self, World};
use super::*;

/// A world from its JSON.
fn read(value: &Value) -> World {
    world::parse(&value.to_string()).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// A world `w` whose cursor is its first node; no provisioners are declared, so the defaults are asked.
fn world(nodes: &Value, edges: &Value) -> World {
    read(&json!({"world": "w", "cursor": nodes[0]["id"], "nodes": nodes, "edges": edges}))
}

/// The same with provisioners.
fn with(nodes: &Value, edges: &Value, provisioners: &Value) -> World {
    read(&json!({"world": "w", "cursor": nodes[0]["id"], "nodes": nodes, "edges": edges, "provisioners": provisioners}))
}

/// A dependency `id` of `source`, labelled with its id.
fn needs(id: &str, source: &str, requirement: &Value) -> Value {
    json!({"id": id, "kind": "dependency", "source": source, "requirement": requirement})
}

/// The offers of one edge as `OPERATION provider provisioner`.
fn listed(world: &World, edge: &str) -> Vec<String> {
    let report = offers(&overlay(world, None));
    let row = report.requirements.iter().find(|row| row.edge == edge).expect("the edge is listed");
    row.offers.iter().map(|offer| line(offer.operation.word(), offer.provider.as_deref(), &offer.provisioner)).collect()
}

fn line(operation: &str, provider: Option<&str>, provisioner: &str) -> String {
    format!("{operation} {} {provisioner}", provider.unwrap_or("-"))
}

/// One requirement of a report.
fn row<'r>(report: &'r OffersReport, edge: &str) -> &'r RequirementReport {
    report.requirements.iter().find(|row| row.edge == edge).expect("the edge is listed")
}
