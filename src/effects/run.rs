//! Carrying out one effect. What it means was decided before; what came of it is read back afterwards.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::process::{Program, Spawner, Spec};
use super::{files, objects};
use crate::console::Effect;
use crate::hold::digest::sha256;
use crate::{incident, posture, runbook, verify};

/// Where effects land.
#[derive(Debug, Clone)]
pub struct Places {
    /// The workspace.
    pub root: PathBuf,
    /// Its `.wayhold`.
    pub private: PathBuf,
    /// The live posture file.
    pub posture: Option<PathBuf>,
    /// The flagd file.
    pub flagd: Option<PathBuf>,
    /// The hooks that are told of every change of the posture.
    pub hooks: Vec<Hook>,
    /// The program itself, which supervises runs.
    pub exe: PathBuf,
    /// What is taken out of every output before it is stored.
    pub secrets: Vec<String>,
}

/// A command that is told of every change of the posture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its name.
    pub name: String,
    /// The program and its arguments, which no shell reads.
    pub argv: Vec<String>,
    /// How long it may take.
    pub timeout: Duration,
}

/// As the program of a verification: the one that is running, wherever it is.
pub const OWN_PROGRAM: &str = "wayhold";

/// The words of a verification, with its own program found.
fn own_program(argv: &[String], places: &Places) -> Vec<String> {
    let mut words = argv.to_vec();
    if let Some(program) = words.first_mut().filter(|program| *program == OWN_PROGRAM) {
        *program = places.exe.to_string_lossy().into_owned();
    }
    words
}

/// The name of the run in which a hook is told of an intent: whoever looks later finds its end under it.
pub fn hook_run(intent: u64, name: &str) -> String {
    format!("hook-{intent}-{name}")
}

/// Carries out `effect`. A runbook that no longer stands as it was when the edit was decided is left alone.
///
/// # Errors
/// The reason why the file was not changed; it then holds its old content.
pub fn run(effect: &Effect, places: &Places) -> Result<()> {
    match effect {
        Effect::Runbook(runbook::Effect::Patch { path, doc_before, doc_after, edits, files, restore }) => {
            for file in files {
                write_from_store(file, places)?;
            }
            let target = places.root.join(path);
            let bytes = if *restore {
                restored(&target, doc_before, doc_after, places)?
            } else {
                patched(&target, doc_before, doc_after, edits)?
            };
            let Some(bytes) = bytes else {
                return files::settle(&target).with_context(|| format!("{path} cannot be brought to the disk"));
            };
            if !objects::path(&places.private, doc_after).exists() {
                objects::store(&places.private, &bytes).context("the new bytes cannot be stored")?;
            }
            files::replace(&target, &bytes).with_context(|| format!("{path} cannot be written"))
        }
        Effect::Runbook(runbook::Effect::Start { id, argv, script, timeout }) => {
            start(id, argv, script.as_deref(), timeout.map(Duration::from_secs), places)
        }
        Effect::Incident(incident::Effect::WriteReport { files }) => {
            files.iter().try_for_each(|file| write_report(file, places))
        }
        Effect::Posture(posture::Effect::WriteTarget { text, .. }) => {
            let Some(target) = &places.posture else { bail!("this workspace names no posture target") };
            files::replace(target, text.as_bytes()).with_context(|| format!("{} cannot be written", target.display()))
        }
        Effect::Posture(posture::Effect::WriteFlagd { text }) => {
            let Some(target) = &places.flagd else { bail!("this workspace names no flagd file") };
            files::replace(target, text.as_bytes()).with_context(|| format!("{} cannot be written", target.display()))
        }
        Effect::Verify(verify::Effect::Start { run, argv, timeout }) => {
            start(run, &own_program(argv, places), None, Some(*timeout), places)
        }
        Effect::Posture(posture::Effect::Hook { name, intent, input }) => hook(name, *intent, input, places),
    }
}

/// Begins a hook. How it ends is what its run leaves behind.
fn hook(name: &str, intent: u64, input: &str, places: &Places) -> Result<()> {
    let Some(hook) = places.hooks.iter().find(|hook| hook.name == name) else {
        bail!("this workspace names no hook {name}")
    };
    let mut spec = Spec::new(hook_run(intent, name), Program::Argv(hook.argv.clone()), &places.root);
    spec.timeout = Some(hook.timeout);
    spec.stdin = Some(input.to_owned());
    spec.secrets.clone_from(&places.secrets);
    let spawner = Spawner { exe: places.exe.clone() };
    spawner.start(&places.private, &spec).map(drop).with_context(|| format!("the hook {name} could not be started"))
}

/// Begins a run in the workspace and leaves it to its supervisor.
fn start(id: &str, argv: &[String], script: Option<&str>, timeout: Option<Duration>, places: &Places) -> Result<()> {
    let command = match (script, argv.first()) {
        (Some(text), Some(shell)) => {
            let shell = if shell == "shell" { "sh" } else { shell };
            Program::Script { shell: shell.to_owned(), text: text.to_owned() }
        }
        _ => Program::Argv(argv.to_vec()),
    };
    let mut spec = Spec::new(id, command, &places.root);
    spec.timeout = timeout;
    spec.secrets.clone_from(&places.secrets);
    let spawner = Spawner { exe: places.exe.clone() };
    spawner.start(&places.private, &spec).map(drop).with_context(|| format!("{id} could not be started"))
}

/// Writes a file from the object store. What is there already with the same bytes is left alone; other bytes are not
/// written over, for a snapshot is written once.
fn write_from_store(file: &runbook::FileWrite, places: &Places) -> Result<()> {
    let target = places.root.join(&file.path);
    match std::fs::read(&target) {
        Ok(there) if sha256(&there) == file.sha256 => {
            return files::settle(&target).with_context(|| format!("{} cannot be brought to the disk", file.path));
        }
        Ok(_) => bail!("{} is there already with other bytes, so it was left alone", file.path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", file.path)),
    }
    let bytes = stored(&file.sha256, places)?;
    files::replace(&target, &bytes).with_context(|| format!("{} cannot be written", file.path))
}

/// Writes one file of a report from the object store, unless somebody changed it since it was looked at.
fn write_report(file: &incident::FileWrite, places: &Places) -> Result<()> {
    let target = places.root.join(&file.path);
    let there = match std::fs::read(&target) {
        Ok(bytes) => Some(sha256(&bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", file.path)),
    };
    if there.as_ref() == Some(&file.sha256) {
        return files::settle(&target).with_context(|| format!("{} cannot be brought to the disk", file.path));
    }
    if there != file.was {
        bail!("{} changed after the report was made, so it was left alone", file.path);
    }
    let bytes = stored(&file.sha256, places)?;
    files::replace(&target, &bytes).with_context(|| format!("{} cannot be written", file.path))
}

/// Brings the posture's files to the disk as they are: whoever wrote them died, and what is recorded of them now must not
/// be forgotten afterwards.
pub fn keep_targets(places: &Places) {
    for target in [&places.posture, &places.flagd].into_iter().flatten().filter(|target| target.exists()) {
        // A disk that refuses this is met again by the next write, and must not stand in the way of strict.
        let _ = files::settle(target);
    }
}

/// Whether every file that `effect` writes beside its runbook is there, whole.
pub fn has_files(effect: &Effect, places: &Places) -> bool {
    let Effect::Runbook(runbook::Effect::Patch { files, .. }) = effect else { return true };
    files
        .iter()
        .all(|file| std::fs::read(places.root.join(&file.path)).is_ok_and(|there| sha256(&there) == file.sha256))
}

fn stored(digest: &str, places: &Places) -> Result<Vec<u8>> {
    let path = objects::path(&places.private, digest);
    let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    if sha256(&bytes) != digest {
        bail!("{} is not what its name says, so it was not used", path.display());
    }
    Ok(bytes)
}

/// The ledger's version to put back; `None` when the file is that already.
fn restored(path: &Path, before: &str, after: &str, places: &Places) -> Result<Option<Vec<u8>>> {
    let now = match std::fs::read(path) {
        Ok(bytes) => sha256(&bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => runbook::ABSENT.to_owned(),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    };
    if now == after {
        return Ok(None);
    }
    if now != before {
        bail!("{} changed after the restore was decided, so it was left alone", path.display());
    }
    stored(after, places).map(Some)
}

/// The bytes to write; `None` when the file holds them already.
fn patched(path: &Path, before: &str, after: &str, edits: &[runbook::Edit]) -> Result<Option<Vec<u8>>> {
    let bytes = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let digest = sha256(&bytes);
    if digest == after {
        return Ok(None);
    }
    if digest != before {
        bail!("{} changed after the edit was decided, so it was left alone", path.display());
    }
    let patched = runbook::apply_edits(&bytes, edits).map_err(anyhow::Error::new)?;
    if sha256(&patched) != after {
        bail!("the edit of {} does not give what was recorded, so nothing was written", path.display());
    }
    Ok(Some(patched))
}
