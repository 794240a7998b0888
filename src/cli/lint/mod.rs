//! `wayhold lint`: read plans and say what is in them and what is wrong. Needs no workspace and writes nothing.
//!
//! Lives here: the arguments, which files they name, and one file for each form of the answer. May not: judge a plan;
//! that is `runbook`.

mod github;
mod read;
mod sarif;
mod text;
mod walk;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Exit, history, out::Out};
use crate::runbook::Severity;
use crate::session::Environment;
use read::Report;

/// Read Markdown plans: phases, statuses, boxes, and what contradicts itself. Exit 3 when there is an error
#[derive(Debug, Args)]
pub struct Lint {
    /// Files, or directories, in which every .md, .markdown and .txt file is read (not in hidden ones, target, node_modules)
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Replay each file's versions from git: when it contradicted itself, what moved that may not, which ticks went
    #[arg(long, conflicts_with_all = ["format", "severity"])]
    history: bool,
    /// With --history: draw the chart in ASCII
    #[arg(long, requires = "history")]
    plain: bool,
    /// Answer with one JSON object on standard output, as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// In which form to answer: text, json, sarif (2.1.0), or github (commands of a workflow)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true, value_name = "FORMAT")]
    format: Format,
    /// What to show at least in text and on github: error, warning or info; json and sarif have everything
    #[arg(long, value_enum, default_value_t, hide_possible_values = true, value_name = "SEVERITY")]
    severity: Least,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
    Sarif,
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Least {
    Error,
    #[default]
    Warning,
    Info,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Self {
        match least {
            Least::Error => Self::Error,
            Least::Warning => Self::Warning,
            Least::Info => Self::Info,
        }
    }
}

pub fn run(verb: &Lint, environment: &Environment) -> Exit {
    let format = if verb.json { Format::Json } else { verb.format };
    let out = Out { json: format == Format::Json };
    if verb.history {
        let files = verb.files.iter().map(|file| (environment.current_dir.join(file), file.display().to_string()));
        return history::run(out, &files.collect::<Vec<_>>(), verb.plain);
    }
    let report = Report::of(&verb.files, &environment.current_dir);
    let heard = match format {
        Format::Text => text::show(out, &report, verb.severity.into(), environment.no_color),
        Format::Json => out.object(&as_json(&report)),
        Format::Sarif => out.object(&sarif::log(&report, &environment.current_dir)),
        Format::Github => github::show(out, &report, verb.severity.into(), &environment.current_dir),
    };
    // Whoever stopped reading has seen what they wanted.
    if !heard {
        return Exit::Done;
    }
    for (path, why) in &report.unread {
        out.say(format!("{path} cannot be read: {why}"));
    }
    match (report.count(Severity::Error), report.unread.is_empty()) {
        (0, true) => Exit::Done,
        (0, false) => Exit::CouldNot,
        _ => Exit::No,
    }
}

fn as_json(report: &Report) -> serde_json::Value {
    let files: Vec<_> = report.files.iter().map(|file| &file.facts).collect();
    let mut answer = json!({"files": files});
    if !report.unread.is_empty() {
        let unread: Vec<_> = report.unread.iter().map(|(path, why)| json!({"path": path, "error": why})).collect();
        answer["unread"] = json!(unread);
    }
    answer
}
