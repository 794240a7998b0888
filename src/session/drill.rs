//! A drill: a copy of the workspace in which the incident path is walked, and the record of it for the workspace itself.

use std::path::Path;

use anyhow::{Context, Result};

use super::{Config, Session, Workspace};
use crate::console::{self, Event};
use crate::effects::{OWN_PROGRAM, files, objects};
use crate::hold::digest::sha256;
use crate::incident::Drilled;
use crate::posture::{self, Classified, Name};

/// What the environment of a drill is called after: it stands in every frame, and is what is typed to confirm.
const WATERMARK: &str = "DRILL-";

/// A copy of a workspace that goes when it is dropped.
#[derive(Debug)]
pub struct DrillRoom {
    /// The copy.
    pub workspace: Workspace,
    _directory: tempfile::TempDir,
}

impl Workspace {
    /// Copies what the incident path needs: the profiles and the configuration. Nothing of the copy reaches the workspace
    /// itself: its targets are files of its own, and no hook is told. The verifications are run where they always are.
    ///
    /// # Errors
    /// No temporary directory can be made or written, or a profile cannot be read.
    pub fn drill(&self) -> Result<DrillRoom> {
        let directory = tempfile::Builder::new().prefix("wayhold-drill-").tempdir().context("no room for the drill")?;
        let config = self.drill_config();
        for name in Name::ALL {
            let posture = self.config.posture.as_ref().context("this workspace governs no posture to drill with")?;
            let from = self.root.join(&posture.profiles).join(format!("{name}.json"));
            let bytes = std::fs::read(&from).with_context(|| format!("{} cannot be read", from.display()))?;
            files::create(&directory.path().join("profiles").join(format!("{name}.json")), &bytes, None)?;
        }
        let workspace = Self { root: directory.path().to_path_buf(), config };
        Ok(DrillRoom { workspace, _directory: directory })
    }

    fn drill_config(&self) -> Config {
        let mut config = self.config.clone();
        config.environment = format!("{WATERMARK}{}", config.environment);
        config.runbook.clear();
        config.worlds.clear();
        config.notify = None;
        config.ledger = super::config::LedgerEntry::default();
        if let Some(posture) = &mut config.posture {
            "profiles".clone_into(&mut posture.profiles);
            ".wayhold/posture.json".clone_into(&mut posture.target);
            posture.flagd = posture.flagd.as_ref().map(|_| ".wayhold/flagd.json".to_owned());
            posture.hook.clear();
        }
        let root = self.root.to_string_lossy().into_owned();
        for gate in &mut config.verification {
            // The tests are those of the workspace, and so is where they are run.
            if gate.argv.first().is_some_and(|program| program == OWN_PROGRAM) {
                gate.argv[0] = Session::exe().to_string_lossy().into_owned();
            }
            let words = ["sh", "-c", "cd \"$0\" && exec \"$@\"", &root].map(str::to_owned);
            gate.argv.splice(0..0, words);
        }
        config
    }
}

impl Session {
    /// What came of a drill whose session this is; `None` when no incident was declared in it.
    ///
    /// # Errors
    /// Its ledger cannot be read.
    pub async fn drilled(&mut self) -> Result<Option<(Drilled, String)>> {
        self.follow().await?;
        self.observe();
        let Some(incident) = self.state.incident.newest().cloned() else {
            return Ok(None);
        };
        let ctx = self.ctx();
        let ask = ctx.posture(&self.state).context("this workspace governs no posture")?;
        let strict = self.state.posture.in_force() == Some(Name::Strict) && ask.live.classify() == Classified::Strict;
        let verified = posture::criteria(&self.state.posture, &ask).iter().all(|standing| standing.met);
        let metrics = self.report(&incident.id).await?.map(|made| made.postmortem.metrics);
        let applied = self.applied().await?;
        let ended_at = self.state.last.as_ref().context("its ledger is empty")?.at;
        let mut export = String::new();
        self.export(|line| {
            export.push_str(line);
            export.push('\n');
        })
        .await?;
        let head = self.head.clone().context("its ledger is empty")?;
        let drilled = Drilled {
            title: incident.title,
            started_at: incident.declared.at,
            ended_at,
            applied,
            strict,
            verified,
            closed: incident.closed.is_some(),
            to_mitigate_s: metrics.as_ref().and_then(|metrics| metrics.to_mitigate_s),
            to_restore_s: metrics.as_ref().and_then(|metrics| metrics.to_restore_s),
            entries: head.seq + 1,
            head_hash: head.hash,
            export_sha256: sha256(export.as_bytes()),
        };
        Ok(Some((drilled, export)))
    }

    /// The loosened postures that were applied.
    async fn applied(&mut self) -> Result<Vec<String>> {
        let mut applied = Vec::new();
        let count = self.head.as_ref().map_or(0, |head| head.seq + 1);
        for entry in self.entries(0, u32::try_from(count).unwrap_or(u32::MAX)).await? {
            if let Ok(Event::Posture(posture::Event::Applied(one))) = Event::from_parts(&entry.kind, &entry.body)
                && one.to != Name::Strict
            {
                applied.push(one.to.to_string());
            }
        }
        applied.dedup();
        Ok(applied)
    }

    /// Keeps a drill in this ledger: its own ledger as an object, and an entry that says what came of it.
    ///
    /// # Errors
    /// See [`super::Stop`].
    pub async fn keep_drill(&mut self, drilled: Drilled, export: &str) -> Result<super::Done, super::Stop> {
        let command: console::Command = crate::incident::Command::Drill { drilled }.into();
        self.dry_run(std::slice::from_ref(&command)).await?;
        objects::store(&self.workspace.private(), export.as_bytes())
            .context("nothing was written: the drill's ledger cannot be stored")?;
        let looked_at = self.looked_at();
        self.run(command, looked_at).await
    }

    /// Where the object of this digest is.
    pub fn object_path(&self, digest: &str) -> std::path::PathBuf {
        let path = objects::path(&self.workspace.private(), digest);
        path.strip_prefix(&self.workspace.root).map(Path::to_path_buf).unwrap_or(path)
    }
}
