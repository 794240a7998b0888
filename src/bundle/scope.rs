//! Scope boundaries: which files a request may be given at all (seed 000, *Developer Request-Shape Notes*).
//!
//! A path is compared part by part, so `src` never lets `src2` in.

use serde::{Deserialize, Serialize};

use super::FileFact;

/// What `prep_config.scope_boundaries` allows. What it does not name is outside, so one that names nothing allows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// Files, relative to the workspace.
    pub files_allowed: Vec<String>,
    /// Directories, relative to the workspace, with all that is below them.
    pub directories_allowed: Vec<String>,
}

impl Scope {
    /// Whether the file lies inside, by its name and by where it really is.
    pub fn holds(&self, file: &FileFact) -> bool {
        let inside = |path: &str| parts(path).is_some_and(|path| self.allows(&path));
        inside(&file.path) && file.real.as_deref().is_some_and(inside)
    }

    fn allows(&self, path: &[&str]) -> bool {
        let named = self.files_allowed.iter().filter_map(|file| parts(file));
        let below = self.directories_allowed.iter().filter_map(|directory| parts(directory));
        named.into_iter().any(|file| file == path) || below.into_iter().any(|directory| path.starts_with(&directory))
    }
}

/// Whether the file may be given where no request says anything: it really lies in the workspace.
pub(super) fn in_workspace(file: &FileFact) -> bool {
    file.real.as_deref().and_then(parts).is_some() && parts(&file.path).is_some()
}

/// The parts of a relative path, without `.` and empty ones; `None` when it leaves the workspace or is absolute. A
/// backslash parts as well: what another system would read as one must not let anything in here.
pub(super) fn parts(path: &str) -> Option<Vec<&str>> {
    let separators = ['/', '\\'];
    let drive = path.get(1..2) == Some(":") && path.starts_with(|c: char| c.is_ascii_alphabetic());
    if path.trim().is_empty() || path.starts_with(separators) || drive || path.contains('\0') {
        return None;
    }
    let parts: Vec<&str> = path.split(separators).filter(|part| !part.is_empty() && *part != ".").collect();
    (!parts.contains(&"..")).then_some(parts)
}
