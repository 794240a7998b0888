//! What a posture really lets a request load, so that a profile that provisions nothing is seen before it is needed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::source::switches;
use super::{Kind, Registry, Report, Request, Source, Switch, resolve};
use crate::hold::Code;
use crate::posture::Toggles;

/// A posture's effective behaviour, shown by two sample requests.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effective {
    /// The profile, or `MIXED`.
    pub posture: &'static str,
    /// The provisioners, and how each stands.
    pub provisioners: Vec<Switch>,
    /// The files that a request for the first hub bundle gets, which asks for skills beside it.
    pub files: Vec<String>,
    /// How many of them each provisioner gives.
    pub by: BTreeMap<Source, usize>,
    /// What refuses that request, if anything does.
    pub refused: Option<Code>,
    /// What the same request comes to with a hub bundle that does not exist: the code that refuses it, or nothing.
    pub unknown_refused: Option<Code>,
    /// The files that it gets all the same.
    pub unknown_files: Vec<String>,
}

/// The behaviour of `toggles` over this registry.
pub fn effective(registry: &Registry, toggles: Toggles) -> Effective {
    let ask = |hub: &str| sample(registry, hub).map(|request| resolve(registry, &request, toggles));
    let first = registry.of(Kind::Hub).first().map_or("none", |hub| hub.id.as_str());
    let (known, unknown) = (ask(first), ask("no.such.bundle"));
    let paths = |report: &Option<Report>| -> Vec<String> {
        report.iter().flat_map(|report| &report.files).map(|file| file.path.clone()).collect()
    };
    let mut by = BTreeMap::new();
    for file in known.iter().flat_map(|report| &report.files) {
        *by.entry(file.provisioner).or_default() += 1;
    }
    Effective {
        posture: known.as_ref().map_or("MIXED", |report| report.posture),
        provisioners: switches(None, toggles),
        files: paths(&known),
        by,
        refused: known.as_ref().and_then(Report::code),
        unknown_refused: unknown.as_ref().and_then(Report::code),
        unknown_files: paths(&unknown),
    }
}

/// A request for a hub bundle and every skill, for an agent that the bundle has something for.
pub fn sample(registry: &Registry, hub: &str) -> Option<Request> {
    Request::read(&sample_text(registry, hub, None)).ok()
}

/// The same as its text; `category` is what an analyst would have said.
pub(super) fn sample_text(registry: &Registry, hub: &str, category: Option<&str>) -> String {
    let item = registry.named(Kind::Hub, hub).next();
    let spokes = item.into_iter().flat_map(|item| &item.spokes).flat_map(|id| registry.named(Kind::Spoke, id));
    let agent = spokes.flat_map(|spoke| &spoke.agents).next().map_or("Worker", String::as_str);
    let mut request = serde_json::json!({
        "action": "deploy_for_task",
        "workspace_id": "sample",
        "plan_id": "sample",
        "phase_name": "sample",
        "step_indices": [0],
        "agent_name": agent,
        "include_skills": true,
        "hub_decision": {
            "bundle_decision_id": "sample",
            "bundle_decision_version": "1",
            "hub_selected_skill_bundle": hub,
        },
    });
    if let Some(category) = category {
        request["prompt_analyst_output"] = serde_json::json!({"category": category});
    }
    request.to_string()
}
