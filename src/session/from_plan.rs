//! A workspace made around a plan that is there already. The plan stays where it is, as it is.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::config::{Config, FILE_NAME};
use super::workspace::{STARTER, STARTER_PATH, Workspace};
use crate::runbook::{self, Document, Grammar, Proposal};

/// A workspace made around a plan.
#[derive(Debug)]
pub struct FromPlan {
    /// The workspace.
    pub workspace: Workspace,
    /// The plan's path in it.
    pub path: String,
    /// The plan's facts, read as the configuration now says.
    pub document: Document,
    /// The mapping that was written for it, or why none was.
    pub proposal: Proposal,
}

impl FromPlan {
    /// Makes `root` a workspace whose one runbook is `plan`, with the mapping that its headings need.
    ///
    /// # Errors
    /// A sentence, and nothing was written: `root` is a workspace already, or the plan cannot be read, is not text, or
    /// does not lie in `root`.
    pub fn init(root: &Path, plan: &Path) -> Result<Self> {
        let shown = plan.display();
        if plan.is_dir() {
            bail!("{shown} is a directory; name one plan in it");
        }
        let bytes = fs::read(plan).with_context(|| format!("{shown} cannot be read"))?;
        let path = inside(root, plan)?;
        let Ok(text) = std::str::from_utf8(&bytes) else { bail!("{shown} is not UTF-8 text; save it as UTF-8") };
        let proposal = Grammar::propose(text);
        let grammar = proposal.grammar().cloned().unwrap_or_default();
        let document = runbook::read_with(&bytes, &grammar).with_context(|| format!("{shown} is no plan"))?;
        let text = STARTER.replacen(STARTER_PATH, &entry(&path, &document, &proposal), 1);
        Config::parse(&text).map_err(|why| anyhow::anyhow!("{shown} cannot be named in {FILE_NAME}: {why}"))?;
        Ok(Self { workspace: Workspace::init_with(root, &text)?, path, document, proposal })
    }
}

/// The plan's path as the workspace names it.
fn inside(root: &Path, plan: &Path) -> Result<String> {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let name = plan.file_name().unwrap_or_default();
    let full = real(plan.parent().unwrap_or_else(|| Path::new("."))).join(name);
    let Ok(path) = full.strip_prefix(real(root)) else {
        bail!(
            "{} is not inside {}, and a workspace names only files of its own; make the workspace in a directory above \
             the plan, `wayhold init --from PLAN DIR`, or copy the plan into this one",
            plan.display(),
            root.display()
        );
    };
    match path.to_str() {
        Some(path) => Ok(path.replace(std::path::MAIN_SEPARATOR, "/")),
        None => bail!("the path {} is not UTF-8, so {FILE_NAME} cannot name it; rename the file", plan.display()),
    }
}

/// The `path` line of the plan's entry, with its mapping and what that means.
fn entry(path: &str, document: &Document, proposal: &Proposal) -> String {
    // A name may hold what a pattern would take for a wildcard.
    let mut entry = format!("path = {}\n", toml::Value::String(glob::Pattern::escape(path)));
    match proposal {
        Proposal::NotNeeded { .. } => {}
        Proposal::Impossible(why) => {
            let _ = writeln!(entry, "# It has no phases: {}", crate::hold::text::one_line(why));
        }
        Proposal::Mapping { grammar, phases, boxes, outside } => {
            let first = document.phases.first().map_or("", |phase| phase.id.as_str());
            let _ = writeln!(
                entry,
                "# Its stages carry no ids. This makes phases of its headings: {phases}, with {boxes} of its boxes in \
                 them and {outside}\n# outside. What each key does: Wayhold's docs/grammar.md."
            );
            entry.push_str("[runbook.grammar]\n");
            if let Some(heading) = grammar.stage_heading {
                let what = "the heading level (or \"bold\" lines) of a stage; one with boxes under it is a phase";
                let _ = writeln!(entry, "stage_heading = {heading}    # {what}");
            }
            if let Some(id) = grammar.id_from {
                let what = format!(
                    "its id: the words of its heading (\"slug\") or its place (\"number\"); the first is {first}"
                );
                let _ = writeln!(entry, "id_from = \"{}\"    # {what}", id.word());
            }
            entry.push_str("# status_words = { \"In work\" = \"ACTIVE\" }    # words of its own that state a status\n");
            entry.push_str("# dod_labels = [\"Checklist\"]    # labels of its own for what closing a phase needs\n");
        }
    }
    entry
}
