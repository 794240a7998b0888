//! The posture's targets as this workspace names them: where they are, and what is seen of them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::Session;
use super::run::{Done, Stop};
use crate::console::{self, ObservedPosture};
use crate::effects::{Hook, hook_run, look, process};
use crate::posture::{self, FLAGD, HOOK, Setup, TargetSeen};

/// How often a hook that runs is looked at.
const BEAT: Duration = Duration::from_millis(20);

impl Session {
    /// Looks at the posture's files, and at what the hooks of the newest change left behind.
    pub(super) fn observe_posture(&self) -> Option<ObservedPosture> {
        let posture = self.workspace.config.posture.as_ref()?;
        let root = &self.workspace.root;
        let mut targets = BTreeMap::new();
        if let Some(path) = self.flagd_path() {
            targets.insert(FLAGD.to_owned(), look::target(&path));
        }
        if let Some(pending) = &self.state.posture.pending {
            for hook in &posture.hook {
                let seen = self.hook_seen(&hook_run(pending.stamp.seq, &hook.name));
                targets.insert(format!("{HOOK}{}", hook.name), seen);
            }
        }
        Some(ObservedPosture {
            profiles: look::profiles(&root.join(&posture.profiles)),
            path: posture.target.clone(),
            live: look::live(&root.join(&posture.target)),
            setup: Setup {
                flagd: posture.flagd.is_some(),
                hooks: posture.hook.iter().map(|hook| hook.name.clone()).collect(),
            },
            targets,
        })
    }

    /// Records what whoever looks first has to record: an override that has ended, a live file that others changed. Does
    /// nothing where there is nothing to record, and never waits for another process.
    ///
    /// # Errors
    /// The ledger cannot be read or written.
    pub async fn notice(&mut self) -> Result<Done, Stop> {
        let command = posture::Command::Notice.into();
        let quiet = |session: &mut Self| {
            let ctx = session.ctx();
            !matches!(console::decide(&session.state, &command, &ctx), Ok(events) if !events.is_empty())
        };
        if self.writable().is_err() || self.key_hold().is_some() || quiet(self) || self.is_beginning() {
            return Ok(Done::default());
        }
        match self.run(command, None).await {
            Err(Stop::Held(_) | Stop::Changed { .. }) => Ok(Done::default()),
            noticed => noticed,
        }
    }

    /// Waits until a hook has ended; its own time limit ends it at the latest.
    ///
    /// # Errors
    /// It failed, or how it ended is not known.
    pub(super) async fn hook_ended(&self, intent: u64, name: &str) -> anyhow::Result<()> {
        loop {
            match self.hook_seen(&hook_run(intent, name)) {
                TargetSeen::Running => tokio::time::sleep(BEAT).await,
                TargetSeen::Hook { ok: true, .. } | TargetSeen::File { .. } => return Ok(()),
                TargetSeen::Hook { said, .. } => anyhow::bail!("the hook {name}: {said}"),
                TargetSeen::Unknown { reason } | TargetSeen::NoFile { reason } => {
                    anyhow::bail!("the hook {name}: {reason}")
                }
            }
        }
    }

    fn hook_seen(&self, id: &str) -> TargetSeen {
        let Ok(run) = process::attach(&self.workspace.private(), id) else {
            return TargetSeen::Unknown { reason: "it was not run".to_owned() };
        };
        match run.state() {
            Ok(process::RunState::Running { .. }) => TargetSeen::Running,
            Ok(process::RunState::Ended(outcome)) => TargetSeen::Hook {
                ok: outcome.exit.is_success(),
                said: outcome.exit.to_string(),
                sha256: outcome.sha256,
            },
            Ok(process::RunState::Unknown { .. }) | Err(_) => {
                TargetSeen::Unknown { reason: "it was begun, and how it ended is not known".to_owned() }
            }
        }
    }

    pub(super) fn flagd_path(&self) -> Option<PathBuf> {
        let path = self.workspace.config.posture.as_ref()?.flagd.as_ref()?;
        Some(self.workspace.root.join(path))
    }

    pub(super) fn hooks(&self) -> Vec<Hook> {
        let entries = self.workspace.config.posture.as_ref().map(|posture| posture.hook.as_slice()).unwrap_or_default();
        let hook = |entry: &super::config::HookEntry| Hook {
            name: entry.name.clone(),
            argv: entry.argv.clone(),
            timeout: entry.timeout.to_std().unwrap_or_default(),
        };
        entries.iter().map(hook).collect()
    }
}
