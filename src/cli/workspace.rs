//! `wayhold init`: make a directory a workspace.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Exit, out::Out};
use crate::session::{Environment, Workspace};

/// Make this directory a workspace: a wayhold.toml with everything at its default, and the three posture profiles
#[derive(Debug, Args)]
pub struct Init {
    /// The directory, when it is not the current one
    directory: Option<PathBuf>,
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
