//! The one path that every face takes: observe → decide → append → apply → plan → effects → outcome.
//!
//! Lives here: the workspace and its configuration, the environment, keys, the open ledger, following other writers,
//! recovery. May not: hold a rule (those are in the domains and the console) or know how anything is shown.

mod book;
mod bundle;
mod cache;
mod check;
mod clock;
mod config;
mod demo;
mod drill;
mod environment;
mod frames;
mod from_plan;
mod history;
mod identity;
mod keep;
mod keys;
mod notify;
mod open;
mod passphrase;
mod posture;
mod programs;
mod report;
mod reseal;
mod run;
mod runs;
mod standing;
mod verified;
mod verify;
mod workspace;

pub use bundle::bundles_at;
pub use check::{Broken, SnapshotCheck};
pub use clock::Clock;
pub use config::{Config, FILE_NAME, parse_duration, parse_longer};
pub use drill::DrillRoom;
pub use environment::{Environment, spawner};
pub use frames::Frames;
pub use from_plan::FromPlan;
pub use history::{Past, grammar_of, history};
pub use identity::Identity;
pub use passphrase::Passphrase;
pub use programs::{answered, world_file};
pub use report::{Made, Shift, Wanted};
pub use run::{Done, Stop};
pub use runs::Following;
pub use workspace::{Demo, SCRIPTS, Workspace};

pub use crate::ledger::{Damage, Entry, KeyError};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::console::{Ctx, Founder, Observed, State};
use crate::effects::watch::Watch;
use crate::effects::{Places, crash, look, process};
use crate::ledger::{Head, Keyring, Marks, Store, StoreError};
use crate::runbook::{EvidenceSeen, Look, Role};
use cache::Depth;

/// A world file over 1 MiB is read again when its marks have changed, and not at every look.
const LARGE: u64 = 1 << 20;

/// An open workspace: its ledger folded into a state, and the world as last observed.
#[derive(Debug)]
pub struct Session {
    workspace: Workspace,
    environment: Environment,
    clock: Clock,
    identity: Option<Identity>,
    new_key: Option<Passphrase>,
    store: Option<Store>,
    keyring: Keyring,
    head: Option<Head>,
    verified: Option<Head>,
    /// The marks of the ledger's file, as far as what it holds up to the head was checked.
    marks: Option<Marks>,
    /// How much of the state is kept.
    depth: Depth,
    /// The entry that the state cache on the disk is as of, and its length.
    cached: Option<(u64, usize)>,
    state: State,
    observed: Observed,
    damage: Option<String>,
    /// Whether what is called damage is a newer Wayhold's doing.
    newer: bool,
    /// Which file the store was opened on.
    file: Option<(u64, u64)>,
    /// The commands that were run as evidence for the command at hand.
    probed: BTreeMap<String, Result<EvidenceSeen, String>>,
    unwritable: Option<StoreError>,
    /// The marks that large world files had before they were last read.
    world_marks: BTreeMap<String, Marks>,
    /// The bytes that a demo is put back to; `None` in every other workspace.
    start: Option<demo::Start>,
}

/// What a face shows: a snapshot, so that drawing it can neither wait nor change anything.
#[derive(Debug, Clone)]
pub struct View {
    /// The state.
    pub state: State,
    /// The context in which rules are asked: time, caller, observations.
    pub ctx: Ctx,
    /// The runbooks that the configuration names, with their roles.
    pub runbooks: Vec<(String, Role)>,
    /// The newest entry; `None` before founding.
    pub head: Option<Head>,
    /// The newest entry whose signature was checked on this machine.
    pub verified: Option<u64>,
    /// Why the ledger is read-only, if it is.
    pub damage: Option<String>,
    /// Another process is carrying out an effect now.
    pub under_way: bool,
}

impl Session {
    /// The workspace.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The state as of the last entry followed.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The newest entry followed; `None` before founding.
    pub fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// The newest entry whose chain and signature were checked on this machine.
    pub fn verified(&self) -> Option<&Head> {
        self.verified.as_ref()
    }

    /// Why the ledger is read-only, if it is.
    pub fn damage(&self) -> Option<&str> {
        self.damage.as_deref()
    }

    /// The entry a face has looked at when it has seen everything followed so far.
    pub fn looked_at(&self) -> Option<u64> {
        self.head.as_ref().map(|head| head.seq)
    }

    /// The time now, by this session's clock.
    pub fn now(&mut self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Moves a clock that stands still, for tests and for pictures.
    pub fn set_clock(&mut self, at: DateTime<Utc>) {
        self.clock.set(at);
    }

    /// From now on a panic of this process leaves a report beside the ledger.
    pub fn report_crashes(&self) {
        crash::report_to(self.workspace.private());
    }

    /// What the process was told from outside.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The context of a decision taken now, with the world as last observed.
    pub fn ctx(&mut self) -> Ctx {
        Ctx {
            now: self.clock.now(),
            leapt: self.clock.leapt(&self.workspace.private()),
            caller: self.caller(),
            environment: self.workspace.config.environment.clone(),
            founder: Founder {
                public_key: self
                    .identity
                    .as_ref()
                    .map_or_else(String::new, |identity| identity.public().line().to_owned()),
            },
            presence: self.presence(),
            limits: self.workspace.config.limits(),
            gates: self.workspace.config.verification.clone(),
            reason_codes: self.workspace.config.incident.reason_codes.clone(),
            deep: self.workspace.deep(),
            observed: self.observed.clone(),
        }
    }

    /// Looks at every file that the workspace names. Files with the same bytes are not parsed again.
    pub fn observe(&mut self) {
        let root = &self.workspace.root;
        let mut paths: Vec<String> = self.workspace.runbooks().into_iter().map(|(path, _)| path).collect();
        paths.extend(
            self.state.runbook.runbooks.keys().filter(|path| !paths.contains(path)).cloned().collect::<Vec<_>>(),
        );
        let grammars = self.workspace.grammars();
        let before = std::mem::take(&mut self.observed);
        for path in paths {
            let seen = look::runbook(
                root,
                &path,
                before.runbooks.get(&path),
                &grammars.get(&path).cloned().unwrap_or_default(),
            );
            self.observed.runbooks.insert(path, seen);
        }
        for (path, adopted) in &self.state.runbook.runbooks {
            let differs = self.observed.runbooks.get(path).is_some_and(|seen| self.state.runbook.drifts(path, seen));
            let grammar = grammars.get(path).cloned().unwrap_or_default();
            let before = before.known.get(path);
            if differs && let Some(known) = look::known(&self.workspace.private(), &adopted.doc, before, &grammar) {
                self.observed.known.insert(path.clone(), known);
            }
        }
        for path in self.workspace.worlds() {
            let file = root.join(&path);
            let is_large = std::fs::metadata(&file).is_ok_and(|meta| meta.len() > LARGE);
            let marks = if is_large { Marks::of(&file) } else { None };
            let same = marks.is_some() && self.world_marks.get(&path) == marks.as_ref();
            let seen = match before.worlds.get(&path).filter(|_| same) {
                Some(seen) => seen.clone(),
                None => look::world(root, &path, before.worlds.get(&path)),
            };
            match marks {
                Some(marks) => self.world_marks.insert(path.clone(), marks),
                None => self.world_marks.remove(&path),
            };
            self.observed.worlds.insert(path, seen);
        }
        // They are looked at once somebody asks for them, so that nothing else waits for them.
        if before.bundles.is_some() {
            self.look_at_bundles();
        }
        self.observe_runs();
        self.observe_verifications();
        self.observed.posture = self.observe_posture();
    }

    /// Looks at one piece of evidence, and keeps what was seen until the next observation.
    fn look_at(&mut self, look: &Look) {
        let seen = match look {
            Look::File(path) => look::evidence(&self.workspace.root, path),
            Look::Object(digest) => look::object(&self.workspace.private(), digest),
            Look::Command(line) => self.probe(line),
        };
        self.observed.evidence.insert(look.key(), seen);
    }

    /// Looks again at all evidence of a phase, so that what went stale shows.
    pub fn look_at_evidence_of(&mut self, path: &str, phase: &str) {
        for look in self.state.runbook.looks(path, phase) {
            self.look_at(&look);
        }
    }

    /// Starts watching what other processes may change: the ledger, the runbooks, the posture, the worlds.
    pub fn watch(&self) -> Option<Watch> {
        let root = &self.workspace.root;
        let mut directories: Vec<PathBuf> = vec![self.workspace.private(), root.clone()];
        directories.extend(self.workspace.ledger_path().parent().map(PathBuf::from));
        let runbooks = self.observed.runbooks.keys();
        directories.extend(
            runbooks
                .chain(self.observed.worlds.keys())
                .filter_map(|path| Some(root.join(path).parent()?.to_path_buf())),
        );
        if let Some(posture) = &self.workspace.config.posture {
            directories.push(root.join(&posture.profiles));
            let targets = [Some(&posture.target), posture.flagd.as_ref()];
            let parent = |path: &String| Some(root.join(path).parent()?.to_path_buf());
            directories.extend(targets.into_iter().flatten().filter_map(parent));
        }
        directories.extend(self.bundle_directories());
        directories.sort();
        directories.dedup();
        Watch::start(&directories).ok().map(|(watch, _)| watch)
    }

    /// Everything a face shows, as of the last entry followed and the last look at the files.
    pub fn view(&mut self) -> View {
        View {
            ctx: self.ctx(),
            state: self.state.clone(),
            runbooks: self.workspace.runbooks(),
            head: self.head.clone(),
            verified: self.verified.as_ref().map(|head| head.seq),
            damage: self.damage.clone(),
            under_way: self.effect_under_way(),
        }
    }

    fn places(&self) -> Places {
        Places {
            root: self.workspace.root.clone(),
            private: self.workspace.private(),
            exe: Self::exe(),
            secrets: self.secrets(),
            posture: self.workspace.config.posture.as_ref().map(|posture| self.workspace.root.join(&posture.target)),
            flagd: self.flagd_path(),
            hooks: self.hooks(),
        }
    }
}

/// Carries out the run whose directory this is, as its supervisor; see [`crate::effects::process`].
///
/// # Errors
/// The run was not taken over, or its end could not be written.
pub fn supervise(directory: &Path) -> std::io::Result<()> {
    process::supervise(directory, &environment::own_variables())
}

#[cfg(test)]
mod tests;
