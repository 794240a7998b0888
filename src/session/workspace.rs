//! Finding a workspace, the files it names, and the embedded demo.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::config::{Config, FILE_NAME, RunbookEntry};
use crate::effects::files;
use crate::runbook::{Grammar, Role};

/// A directory with a `wayhold.toml`.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The directory.
    pub root: PathBuf,
    /// Its configuration.
    pub config: Config,
}

/// A demo workspace whose directory goes with it.
#[derive(Debug)]
pub struct Demo {
    /// The workspace.
    pub workspace: Workspace,
    _directory: tempfile::TempDir,
}

/// The files of the embedded demo, as (path, content).
const DEMO: &[(&str, &str)] = &[
    (FILE_NAME, include_str!("../../wayhold.toml")),
    ("runbooks/substrate-migration.md", include_str!("../../runbooks/substrate-migration.md")),
    ("runbooks/artifact-boundary.md", include_str!("../../runbooks/artifact-boundary.md")),
    ("runbooks/on-demand-provisioning.md", include_str!("../../runbooks/on-demand-provisioning.md")),
    ("runbooks/provisioner-migration.md", include_str!("../../runbooks/provisioner-migration.md")),
    ("profiles/strict.json", include_str!("../../profiles/strict.json")),
    ("profiles/compat.json", include_str!("../../profiles/compat.json")),
    ("profiles/static_restore.json", include_str!("../../profiles/static_restore.json")),
    ("worlds/hallway.json", include_str!("../../worlds/hallway.json")),
    ("worlds/companion.json", include_str!("../../worlds/companion.json")),
    ("worlds/substrate.json", include_str!("../../worlds/substrate.json")),
    ("worlds/villain.json", include_str!("../../worlds/villain.json")),
    ("bundles/agents/Executor/habits.md", include_str!("../../bundles/agents/Executor/habits.md")),
    ("bundles/agents/Worker/notes.md", include_str!("../../bundles/agents/Worker/notes.md")),
    ("bundles/categories.json", include_str!("../../bundles/categories.json")),
    ("bundles/hubs/change.json", include_str!("../../bundles/hubs/change.json")),
    ("bundles/hubs/incident.json", include_str!("../../bundles/hubs/incident.json")),
    ("bundles/hubs/phase.json", include_str!("../../bundles/hubs/phase.json")),
    ("bundles/instructions/evidence.md", include_str!("../../bundles/instructions/evidence.md")),
    ("bundles/instructions/holds.md", include_str!("../../bundles/instructions/holds.md")),
    ("bundles/instructions/incident.md", include_str!("../../bundles/instructions/incident.md")),
    ("bundles/instructions/plan-grammar.md", include_str!("../../bundles/instructions/plan-grammar.md")),
    ("bundles/instructions/rooms.md", include_str!("../../bundles/instructions/rooms.md")),
    ("bundles/requests/close-a-phase.json", include_str!("../../bundles/requests/close-a-phase.json")),
    ("bundles/requests/names-of-old.json", include_str!("../../bundles/requests/names-of-old.json")),
    ("bundles/requests/skills-in-bounds.json", include_str!("../../bundles/requests/skills-in-bounds.json")),
    ("bundles/skills/closing/SKILL.md", include_str!("../../bundles/skills/closing/SKILL.md")),
    ("bundles/skills/drill/SKILL.md", include_str!("../../bundles/skills/drill/SKILL.md")),
    ("bundles/skills/ledger-review/SKILL.md", include_str!("../../bundles/skills/ledger-review/SKILL.md")),
    ("bundles/skills/readback/SKILL.md", include_str!("../../bundles/skills/readback/SKILL.md")),
    ("bundles/spokes/incident-drill.json", include_str!("../../bundles/spokes/incident-drill.json")),
    ("bundles/spokes/ledger-change.json", include_str!("../../bundles/spokes/ledger-change.json")),
    ("bundles/spokes/phase-closing.json", include_str!("../../bundles/spokes/phase-closing.json")),
    ("tests/gate/deploy_context_validation.json", include_str!("../../tests/gate/deploy_context_validation.json")),
    ("tests/gate/hub_parity.json", include_str!("../../tests/gate/hub_parity.json")),
    ("tests/gate/session_routing.json", include_str!("../../tests/gate/session_routing.json")),
];

/// The scripts that play the scenarios of the demo, as (name, text). Each is named after the world that it begins in.
pub const SCRIPTS: [(&str, &str); 3] = [
    ("hallway", include_str!("../../demos/hallway.demo")),
    ("companion", include_str!("../../demos/companion.demo")),
    ("villain", include_str!("../../demos/villain.demo")),
];

/// The world of the shipped roadmap, which says nothing without it.
const SUBSTRATE: &str = "worlds/substrate.json";

/// The configuration of a demo of worlds alone.
const WORLDS_DEMO: &str = include_str!("worlds_demo.toml");

/// What `wayhold init` writes: enough to start, every other key at its default.
pub(super) const STARTER: &str = include_str!("starter.toml");

/// The line of it that names the runbooks.
pub(super) const STARTER_PATH: &str = "path = \"runbooks/*.md\"\n";

impl Workspace {
    /// The nearest ancestor of `from` (itself included) that has a `wayhold.toml`; `None` when there is none.
    ///
    /// # Errors
    /// The file is there and cannot be read, or says something it may not.
    pub fn find(from: &Path) -> Result<Option<Self>> {
        let Some(root) = from.ancestors().find(|directory| directory.join(FILE_NAME).is_file()) else {
            return Ok(None);
        };
        Self::read(root).map(Some)
    }

    /// Reads the workspace whose `wayhold.toml` is in `root`.
    ///
    /// # Errors
    /// As [`Workspace::find`].
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join(FILE_NAME);
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let config = Config::parse(&text).map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))?;
        Ok(Self { root: root.to_path_buf(), config })
    }

    /// Makes a demo workspace in a temporary directory, which goes when the answer is dropped.
    ///
    /// # Errors
    /// No temporary directory can be made or written.
    pub fn temporary_demo() -> Result<Demo> {
        let directory =
            tempfile::Builder::new().prefix("wayhold-demo-").tempdir().context("no directory for the demo")?;
        Ok(Demo { workspace: Self::demo(directory.path())?, _directory: directory })
    }

    /// Makes a demo of the worlds alone in a temporary directory.
    ///
    /// # Errors
    /// As [`Workspace::temporary_demo`].
    pub fn temporary_worlds_demo() -> Result<Demo> {
        let directory =
            tempfile::Builder::new().prefix("wayhold-demo-").tempdir().context("no directory for the demo")?;
        Ok(Demo { workspace: Self::worlds_demo(directory.path())?, _directory: directory })
    }

    /// Writes the worlds of the embedded demo into `root`, which must not be a workspace yet, with nothing beside them.
    ///
    /// # Errors
    /// As [`Workspace::demo`].
    pub fn worlds_demo(root: &Path) -> Result<Self> {
        let worlds = DEMO.iter().filter(|(path, _)| path.starts_with("worlds/") && *path != SUBSTRATE);
        for (path, content) in worlds.chain([&(FILE_NAME, WORLDS_DEMO)]) {
            files::create(&root.join(path), content.as_bytes(), None)
                .with_context(|| format!("the demo's {path} cannot be written under {}", root.display()))?;
        }
        Self::read(root)
    }

    /// The paths of the files that a demo may have, relative to it.
    pub(super) fn demo_files() -> impl Iterator<Item = &'static str> {
        DEMO.iter().map(|(path, _)| *path)
    }

    /// Writes the embedded demo into `root`, which must not be a workspace yet.
    ///
    /// # Errors
    /// A file is there already, or cannot be written.
    pub fn demo(root: &Path) -> Result<Self> {
        for (path, content) in DEMO {
            files::create(&root.join(path), content.as_bytes(), None)
                .with_context(|| format!("the demo's {path} cannot be written under {}", root.display()))?;
        }
        Self::read(root)
    }

    /// Makes `root` a workspace with a starting configuration and the three profiles.
    ///
    /// # Errors
    /// It is one already, or a file cannot be written.
    pub fn init(root: &Path) -> Result<Self> {
        Self::init_with(root, STARTER)
    }

    /// The same with this configuration.
    pub(super) fn init_with(root: &Path, config: &str) -> Result<Self> {
        let path = root.join(FILE_NAME);
        if path.exists() {
            bail!("{} is there already; nothing was written", path.display());
        }
        for (path, content) in DEMO.iter().filter(|(path, _)| path.starts_with("profiles/")) {
            if !root.join(path).exists() {
                files::create(&root.join(path), content.as_bytes(), None)?;
            }
        }
        files::create(&path, config.as_bytes(), None)?;
        Self::read(root)
    }

    /// Wayhold's own directory in the workspace.
    pub fn private(&self) -> PathBuf {
        self.root.join(".wayhold")
    }

    /// The ledger's file.
    pub fn ledger_path(&self) -> PathBuf {
        self.root.join(self.config.ledger.url.trim_start_matches("sqlite:"))
    }

    /// The runbooks that the configuration names, by path relative to the workspace, in order, each once.
    pub fn runbooks(&self) -> Vec<(String, Role)> {
        let mut found: Vec<(String, Role)> = Vec::new();
        for entry in &self.config.runbook {
            for path in self.matching(&entry.path) {
                match found.iter_mut().find(|(known, _)| *known == path) {
                    Some((_, role)) => *role = entry.role,
                    None => found.push((path, entry.role)),
                }
            }
        }
        found
    }

    /// The plan that each deep plan details, as the configuration says, by the deep plan's path.
    pub fn deep(&self) -> BTreeMap<String, String> {
        let named = self.config.runbook.iter().filter_map(|entry| Some((entry, entry.of.as_ref()?)));
        named.flat_map(|(entry, of)| self.matching(&entry.path).into_iter().map(|path| (path, of.clone()))).collect()
    }

    /// The grammar that the configuration gives each runbook it names; of two entries for one file, the later.
    pub fn grammars(&self) -> BTreeMap<String, Grammar> {
        let named = |entry: &RunbookEntry| {
            let grammar = entry.grammar.clone();
            self.matching(&entry.path).into_iter().map(move |path| (path, grammar.clone()))
        };
        self.config.runbook.iter().flat_map(named).collect()
    }

    /// The grammar of the file at `path`, which is absolute and without links.
    pub fn grammar_at(&self, path: &Path) -> Grammar {
        let root = fs::canonicalize(&self.root).unwrap_or_else(|_| self.root.clone());
        let Ok(inside) = path.strip_prefix(root) else { return Grammar::default() };
        self.grammars().remove(&inside.to_string_lossy().replace('\\', "/")).unwrap_or_default()
    }

    /// The world files that the configuration names, relative to the workspace, in order.
    pub fn worlds(&self) -> Vec<String> {
        let mut found: Vec<String> = self.config.worlds.iter().flat_map(|pattern| self.matching(pattern)).collect();
        found.sort();
        found.dedup();
        found
    }

    fn matching(&self, pattern: &str) -> Vec<String> {
        let root = glob::Pattern::escape(&self.root.to_string_lossy());
        let Ok(paths) = glob::glob(&format!("{root}/{pattern}")) else { return Vec::new() };
        let mut found: Vec<String> = paths
            .filter_map(Result::ok)
            .filter(|path| path.is_file() && !files::is_temporary(path))
            .filter_map(|path| Some(path.strip_prefix(&self.root).ok()?.to_string_lossy().replace('\\', "/")))
            .collect();
        found.sort();
        if found.is_empty() && !pattern.contains(['*', '?', '[']) {
            found.push(pattern.to_owned());
        }
        found
    }
}
