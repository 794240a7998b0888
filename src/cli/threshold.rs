//! `wayhold threshold`: pin, met, list (seed 002 §9.2).

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::find::{self, documents};
use super::phase::{Shown, Target};
use super::{Common, Exit};
use crate::console::Command;
use crate::runbook::{self, Act, Threshold as Pinned, dimension_name};
use crate::session::Session;

/// Thresholds: pinned before a phase starts, met by a run in every dimension before it closes
#[derive(Debug, Subcommand)]
pub enum Threshold {
    /// Pin one dimension, before the phase is activated
    Pin(Pin),
    /// Record a run against the pinned thresholds of one dimension
    Met(Met),
    /// List the dimensions that the plans name, and what is pinned and met
    List(List),
}

/// Pin one dimension
#[derive(Debug, Args)]
pub struct Pin {
    #[command(flatten)]
    target: Target,
    /// The dimension, as the plan names it
    dimension: String,
    /// What is pinned in it; once for each field that the plan names
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair, required = true)]
    values: Vec<(String, String)>,
}

/// Record a run
#[derive(Debug, Args)]
pub struct Met {
    #[command(flatten)]
    target: Target,
    /// The dimension, as the plan names it
    dimension: String,
    /// The run did not pass
    #[arg(long)]
    failed: bool,
    #[command(flatten)]
    shown: Shown,
}

/// List the dimensions
#[derive(Debug, Args)]
pub struct List {
    /// One phase, as [RUNBOOK:]ID
    phase: Option<String>,
    #[command(flatten)]
    common: Common,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("{text} is not NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Threshold {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Pin(verb) => &verb.target.mutating.common,
            Self::Met(verb) => &verb.target.mutating.common,
            Self::List(verb) => &verb.common,
        }
    }
}

pub async fn run(verb: Threshold, session: &mut Session) -> Exit {
    let (target, act) = match verb {
        Threshold::List(verb) => return list(&verb, session),
        Threshold::Pin(verb) => {
            let mut values = BTreeMap::new();
            for (name, value) in verb.values {
                if values.insert(name.clone(), value).is_some() {
                    return verb.target.mutating.out().usage(format!("{name} is set twice"));
                }
            }
            (verb.target, Act::PinThreshold { dimension: verb.dimension, values })
        }
        Threshold::Met(verb) => {
            let evidence = verb.shown.read();
            (verb.target, Act::MeetThreshold { dimension: verb.dimension, passed: !verb.failed, evidence })
        }
    };
    let observed = session.ctx().observed;
    match find::phase(&observed, &target.phase) {
        Ok(found) => {
            let command = runbook::Command::Phase { path: found.path, phase: found.id, act };
            target.mutating.carry_out(session, Command::Runbook(command)).await
        }
        Err(sentence) => target.mutating.out().usage(sentence),
    }
}

/// What is pinned, and whether the last run passed, in words.
pub(super) fn standing(pinned: Option<&Pinned>) -> String {
    let Some(pinned) = pinned else { return "not pinned".to_owned() };
    let values: Vec<_> = pinned.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let met = match pinned.runs.last() {
        None => "no run yet",
        Some(run) if run.passed => "the last run passed",
        Some(_) => "the last run did not pass",
    };
    format!("{}  {met}", values.join(", "))
}

fn list(verb: &List, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let observed = session.ctx().observed;
    let only = match verb.phase.as_deref().map(|address| find::phase(&observed, address)).transpose() {
        Ok(only) => only,
        Err(sentence) => return out.usage(sentence),
    };
    let mut rows: Vec<Value> = Vec::new();
    let mut lines = Vec::new();
    for (path, document) in documents(&observed) {
        let adopted = session.state().runbook.runbooks.get(path);
        for rule in document.thresholds() {
            if only.as_ref().is_some_and(|only| only.path != path || only.id != rule.phase) {
                continue;
            }
            for dimension in &rule.dimensions {
                let name = dimension_name(&dimension.name);
                let record = adopted.and_then(|adopted| adopted.phases.get(&rule.phase));
                let pinned = record.and_then(|record| record.thresholds.get(&name));
                lines.push(format!("{}:{} {name}  {}", find::stem(path), rule.phase, standing(pinned)));
                lines.extend(dimension.fields.iter().map(|field| format!("    {field}")));
                rows.push(json!({"runbook": path, "phase": rule.phase, "dimension": name, "fields": dimension.fields,
                    "pinned": pinned.map(|pinned| &pinned.values), "by": pinned.map(|pinned| &pinned.stamp.by),
                    "seq": pinned.map(|pinned| pinned.stamp.seq),
                    "runs": pinned.map(|pinned| pinned.runs.iter().map(|run| json!({"passed": run.passed,
                        "by": run.stamp.by, "seq": run.stamp.seq, "evidence": run.evidence})).collect::<Vec<_>>())}));
            }
        }
    }
    if out.json {
        out.object(&json!({"thresholds": rows}));
    } else if lines.is_empty() {
        out.line("the plan names no thresholds here");
    } else {
        for line in lines {
            out.line(line);
        }
    }
    Exit::Done
}
