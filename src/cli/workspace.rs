//! `wayhold init`: make a directory a workspace.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::{Exit, out::Out, spell::quoted};
use crate::runbook::{Proposal, Severity};
use crate::session::{Environment, FromPlan, Workspace};

/// Make this directory a workspace: a wayhold.toml with everything at its default, and the three posture profiles
#[derive(Debug, Args)]
pub struct Init {
    /// The directory, when it is not the current one
    directory: Option<PathBuf>,
    /// A plan that is there already: the workspace names it where it is, with the mapping that its headings need
    #[arg(long, value_name = "PLAN")]
    from: Option<PathBuf>,
    /// Answer with one JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn init(verb: &Init, environment: &Environment) -> Exit {
    let out = Out { json: verb.json };
    let root = verb
        .directory
        .as_ref()
        .map_or_else(|| environment.current_dir.clone(), |directory| environment.current_dir.join(directory));
    if let Some(plan) = &verb.from {
        return match FromPlan::init(&root, &environment.current_dir.join(plan)) {
            Ok(made) => from_plan(out, verb, plan, &made),
            Err(error) => out.failed(&error),
        };
    }
    match Workspace::init(&root) {
        Ok(workspace) => {
            let runbooks = workspace.runbooks().len();
            if out.json {
                out.object(&json!({"workspace": workspace.root, "runbooks": runbooks}));
            } else {
                out.line(format!("{} is a workspace now, with {runbooks} runbook(s)", workspace.root.display()));
                out.line("next: `wayhold adopt --all` founds its ledger");
            }
            Exit::Done
        }
        Err(error) => out.failed(&error),
    }
}

/// Says what was found in the plan, and what to do next.
fn from_plan(out: Out, verb: &Init, plan: &Path, made: &FromPlan) -> Exit {
    let FromPlan { workspace, path, document, proposal } = made;
    let facts = document.lint(path);
    let errors = facts.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let outside = document.boxes.iter().filter(|found| found.phase.is_none()).count();
    let why = if let Proposal::Impossible(why) = proposal { Some(why) } else { None };
    if out.json {
        out.object(&json!({"workspace": workspace.root, "runbooks": workspace.runbooks().len(), "plan": {
            "path": path, "phases": facts.phases, "boxes": facts.boxes, "checked": facts.checked,
            "boxes_outside": outside, "findings": facts.findings.len(), "errors": errors,
            "grammar": proposal.grammar(), "why_no_phases": why}}));
        return Exit::Done;
    }
    out.line(format!("{} is a workspace now, around {path}", workspace.root.display()));
    out.line(format!(
        "found: {} phase(s), {} box(es) of which {} ticked and {outside} outside every phase, {} finding(s) of which {errors} errors",
        facts.phases.len(),
        facts.boxes,
        facts.checked,
        facts.findings.len()
    ));
    if let Proposal::Mapping { grammar, .. } = proposal {
        out.line(format!("its stages carry no ids, so wayhold.toml maps them: grammar = {}", grammar.inline_toml()));
    }
    if let Some(why) = why {
        out.line(format!("it has no phases: {why}"));
    }
    for phase in &facts.phases {
        let status = phase.status.word();
        out.line(format!("  {}  {}  {status}  boxes {}/{}", phase.id, phase.name, phase.checked, phase.boxes));
    }
    let named = |path: &Path| quoted(&path.display().to_string());
    let there = verb.directory.as_deref().map_or_else(String::new, |directory| format!(" -C {}", named(directory)));
    if !facts.findings.is_empty() {
        out.line(format!("next: `wayhold lint {}` lists the findings", named(plan)));
    }
    out.line(format!("next: `wayhold adopt --all{there}` founds the ledger and adopts the plan"));
    Exit::Done
}
