//! Carrying out one effect. What it means was decided before; what came of it is read back afterwards.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{files, objects};
use crate::console::Effect;
use crate::hold::digest::sha256;
use crate::{posture, runbook};

/// Where effects land.
#[derive(Debug, Clone)]
pub struct Places {
    /// The workspace.
    pub root: PathBuf,
    /// Its `.wayhold`.
    pub private: PathBuf,
    /// The live posture file.
    pub posture: Option<PathBuf>,
}

/// Carries out `effect`. A runbook that no longer stands as it was when the edit was decided is left alone.
///
/// # Errors
/// The reason why the file was not changed; it then holds its old content.
pub fn run(effect: &Effect, places: &Places) -> Result<()> {
    match effect {
        Effect::Runbook(runbook::Effect::Patch { path, doc_before, doc_after, edits }) => {
            let bytes = patched(&places.root.join(path), doc_before, doc_after, edits)?;
            let Some(bytes) = bytes else { return Ok(()) };
            objects::store(&places.private, &bytes).context("the new bytes cannot be stored")?;
            files::replace(&places.root.join(path), &bytes).with_context(|| format!("{path} cannot be written"))
        }
        Effect::Posture(posture::Effect::WriteTarget { text, .. }) => {
            let Some(target) = &places.posture else { bail!("this workspace names no posture target") };
            files::replace(target, text.as_bytes()).with_context(|| format!("{} cannot be written", target.display()))
        }
    }
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
