//! Tests of the room, most of them over the bundles of this repository.

mod check;
mod decide;
mod policy;
mod registry;
mod request;
mod schema;
mod scope;
mod strict;
mod switches;
mod trial;

use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::hold::Code;
use crate::posture::{Name, Toggles};

/// The bundles of this repository.
fn own() -> Registry {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut open = vec![root.join("bundles")];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                files.push(FileFact::plain(&name, &std::fs::read(&path).unwrap()));
            }
        }
    }
    Registry::new("bundles", files)
}

/// A registry of these files.
fn of(files: &[(&str, &str)]) -> Registry {
    Registry::new("bundles", files.iter().map(|(path, text)| FileFact::plain(path, text.as_bytes())))
}

/// A request for the Executor with a decision for `hub.change`, with these fields put over it; `null` takes one away.
fn prep(with: Value) -> Value {
    let mut request = json!({"action": "deploy_and_prep", "workspace_id": "w", "plan_id": "p", "agent_name": "Executor",
        "prompt": "do it", "hub_decision": decision(json!({"hub_selected_skill_bundle": "hub.change"}))});
    put(&mut request, with);
    request
}

fn decision(with: Value) -> Value {
    let mut decision = json!({"bundle_decision_id": "d", "bundle_decision_version": "1"});
    put(&mut decision, with);
    decision
}

fn put(into: &mut Value, with: Value) {
    let Value::Object(with) = with else { panic!("an object") };
    for (name, value) in with {
        if value.is_null() {
            into.as_object_mut().unwrap().shift_remove(&name);
        } else {
            into[name] = value;
        }
    }
}

fn read(request: &Value) -> Request {
    Request::read(&request.to_string()).unwrap_or_else(|errors| panic!("{errors:?} in {request}"))
}

/// What a request over this repository's bundles comes to.
fn ask(request: &Value, toggles: Toggles) -> Report {
    resolve(&own(), &read(request), toggles)
}

fn code(request: &Value, profile: Name) -> Option<Code> {
    ask(request, profile.toggles()).code()
}

fn paths(report: &Report) -> Vec<&str> {
    report.files.iter().map(|file| file.path.as_str()).collect()
}
