//! `wayhold lint`: read plans and say what is in them. Needs no workspace and writes nothing.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::{Exit, out::Out};
use crate::runbook::{self, FileFacts, Severity};
use crate::session::Environment;

/// Read Markdown plans: phases, statuses, boxes, and what contradicts itself. Exit 3 when there is an error
#[derive(Debug, Args)]
pub struct Lint {
    /// Files, or directories whose .md and .txt files are read
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Answer with one JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(verb: &Lint, environment: &Environment) -> Exit {
    let out = Out { json: verb.json };
    let mut facts: Vec<FileFacts> = Vec::new();
    let mut unread: Vec<(String, String)> = Vec::new();
    for given in &verb.files {
        let files = expand(&environment.current_dir.join(given), given);
        if files.is_empty() {
            unread.push((given.display().to_string(), "there is no Markdown in this directory".to_owned()));
        }
        for (path, shown) in files {
            match read(&path, &shown) {
                Ok(found) => facts.push(found),
                Err(why) => unread.push((shown, why)),
            }
        }
    }
    let errors = facts.iter().flat_map(|file| &file.findings).filter(|found| found.severity == Severity::Error).count();
    if out.json {
        let unread: Vec<_> = unread.iter().map(|(path, why)| json!({"path": path, "error": why})).collect();
        let mut answer = json!({"files": facts});
        if !unread.is_empty() {
            answer["unread"] = json!(unread);
        }
        out.object(&answer);
    } else {
        for file in &facts {
            show(out, file);
        }
    }
    for (path, why) in &unread {
        out.say(format!("{path} cannot be read: {why}"));
    }
    match (errors, unread.is_empty()) {
        (0, true) => Exit::Done,
        (0, false) => Exit::CouldNot,
        _ => Exit::No,
    }
}

fn read(path: &Path, shown: &str) -> Result<FileFacts, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let document = runbook::read(&bytes).map_err(|unreadable| unreadable.to_string())?;
    Ok(document.lint(shown))
}

fn expand(path: &Path, given: &Path) -> Vec<(PathBuf, String)> {
    let Ok(listing) = std::fs::read_dir(path) else { return vec![(path.to_path_buf(), given.display().to_string())] };
    let mut names: Vec<_> = listing.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
    names.sort();
    let markdown = |name: &std::ffi::OsString| {
        let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
        matches!(ending, Some("md" | "markdown" | "txt"))
    };
    names.into_iter().filter(markdown).map(|name| (path.join(&name), given.join(&name).display().to_string())).collect()
}

fn show(out: Out, file: &FileFacts) {
    out.line(format!(
        "{}: {} lines, {} phases ({} root, {} sub), boxes {}/{}, DoD {}/{} and {} plain, active {}",
        file.path,
        file.lines,
        file.phases.len(),
        file.root_phases,
        file.sub_phases,
        file.checked,
        file.boxes,
        file.dod_checked,
        file.dod_boxes,
        file.dod_plain_items,
        if file.active_sections.is_empty() { "none".to_owned() } else { file.active_sections.join(", ") },
    ));
    for found in &file.findings {
        let phase = found.phase.as_deref().map_or_else(String::new, |phase| format!(" {phase}:"));
        out.line(format!(
            "{}:{}: {} {}:{phase} {}",
            file.path,
            found.line,
            found.severity.word(),
            found.code.word(),
            found.message
        ));
        out.line(format!("    {}", found.hint));
    }
}
