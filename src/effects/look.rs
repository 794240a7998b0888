//! Looking: what stands in a file now, as the facts that rules decide on. Never writes.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::files;
use crate::bundle::FileFact;
use crate::hold::digest::sha256;
use crate::posture::{Name, Profiles, ReadBack, TargetSeen};
use crate::provision::SeenWorld;
use crate::provision::world::{WorldError, limits, too_large};
use crate::runbook::{EvidenceSeen, Grammar, Known, Seen};

/// The most that is read of a runbook or a profile: a runbook past 4 MiB is refused by its own reader with a
/// better sentence, so this only keeps a stray huge file out of memory.
const CAP: u64 = 256 << 20;

/// The most files that are read of a directory of bundles, and the most bytes of one of them.
const MOST_FILES: usize = 4096;
const BUNDLE_FILE: u64 = 16 << 20;

/// Reads one runbook by the grammar that its configuration gives it. `before` is the last look: a file with the same bytes is not parsed again.
pub fn runbook(root: &Path, path: &str, before: Option<&Seen>, grammar: &Grammar) -> Seen {
    let bytes = match files::read_capped(&root.join(path), CAP) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Seen::Absent,
        Err(error) => return Seen::Unreadable { reason: error.to_string(), bytes: None },
    };
    match before {
        Some(seen @ Seen::Read { bytes: known, .. }) if **known == *bytes => seen.clone(),
        _ => Seen::read_with(bytes, grammar),
    }
}

/// Digests an evidence file; a relative path is taken from the workspace.
///
/// # Errors
/// A sentence that says why the file is no evidence.
pub fn evidence(root: &Path, path: &str) -> Result<EvidenceSeen, String> {
    let full = root.join(path);
    if full.is_dir() {
        return Err(format!("{path} is a directory; name a file in it"));
    }
    match files::read_capped(&full, CAP) {
        Ok(bytes) => Ok(EvidenceSeen {
            sha256: sha256(&bytes),
            bytes: bytes.len() as u64,
            content: Some(bytes.into()),
            exit: None,
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!("{path} is not there")),
        Err(error) => Err(format!("{path} cannot be read: {error}")),
    }
}

/// Looks at what was stored by digest: whether it is still there, and still what its digest says.
///
/// # Errors
/// A sentence that says why it is not.
pub fn object(private: &Path, digest: &str) -> Result<EvidenceSeen, String> {
    let path = super::objects::path(private, digest);
    match files::read_capped(&path, CAP) {
        Ok(bytes) => Ok(EvidenceSeen { sha256: sha256(&bytes), bytes: bytes.len() as u64, content: None, exit: None }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!("{} is not there", path.display())),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
    }
}

/// Reads the ledger's version of a runbook from the object store; `None` when it is gone or not what its digest says.
pub fn known(private: &Path, digest: &str, before: Option<&Known>, grammar: &Grammar) -> Option<Known> {
    if let Some(known) = before.filter(|known| known.sha256 == digest) {
        return Some(known.clone());
    }
    let bytes = files::read_capped(&super::objects::path(private, digest), CAP).ok()?;
    match Seen::read_with(bytes, grammar) {
        Seen::Read { sha256, bytes, document } if sha256 == digest => Some(Known { sha256, bytes, document }),
        Seen::Read { .. } | Seen::Absent | Seen::Unreadable { .. } => None,
    }
}

/// Reads the live posture back.
pub fn live(path: &Path) -> ReadBack {
    match files::read_capped(path, CAP) {
        Ok(bytes) => ReadBack::of(&bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => ReadBack::Absent,
        Err(error) => ReadBack::Unreadable { reason: error.to_string() },
    }
}

/// Digests a target beside the posture file.
pub fn target(path: &Path) -> TargetSeen {
    match files::read_capped(path, CAP) {
        Ok(bytes) => TargetSeen::File { sha256: sha256(&bytes) },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            TargetSeen::NoFile { reason: format!("{} is not there", path.display()) }
        }
        Err(error) => TargetSeen::NoFile { reason: format!("{} cannot be read: {error}", path.display()) },
    }
}

/// Reads the three profiles of `directory`; a broken one leaves the others usable.
pub fn profiles(directory: &Path) -> Profiles {
    let mut texts = BTreeMap::new();
    for name in Name::ALL {
        let path = directory.join(format!("{name}.json"));
        let text = files::read_capped(&path, CAP)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()))
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display())));
        texts.insert(name, text);
    }
    Profiles::load(texts)
}

/// Reads one world file. `before` is the last look: a file with the same bytes is not parsed again.
pub fn world(root: &Path, path: &str, before: Option<&SeenWorld>) -> SeenWorld {
    let file = root.join(path);
    // Before it is read: a file that is far too large costs neither memory nor time.
    if let Some(error) = std::fs::metadata(&file).ok().and_then(|meta| too_large(meta.len())) {
        return SeenWorld::Broken { errors: vec![error] };
    }
    let bytes = match files::read_capped(&file, limits::BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return SeenWorld::Absent,
        Err(error) => return broken(format!("it cannot be read: {error}"), "make it readable"),
    };
    if let Some(seen @ SeenWorld::Read { sha256: known, .. }) = before
        && *known == sha256(&bytes)
    {
        return seen.clone();
    }
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let what = format!("it is not UTF-8: the first wrong byte is at offset {}", error.valid_up_to());
            return broken(what, "save it as UTF-8");
        }
    };
    SeenWorld::read(text)
}

/// Reads every file below `directory` of `root`, links followed and each directory once, up to 4096 of them. What
/// cannot be read is passed over: nothing resolves to it.
///
/// # Errors
/// The directory is not there.
pub fn bundles(root: &Path, directory: &str) -> io::Result<Vec<FileFact>> {
    let real_root = root.canonicalize()?;
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<PathBuf> = vec![root.join(directory).canonicalize().map(|_| PathBuf::from(directory))?];
    while let Some(at) = open.pop() {
        let Ok(real) = root.join(&at).canonicalize() else { continue };
        let (true, Ok(entries)) = (seen.insert(real), std::fs::read_dir(root.join(&at))) else { continue };
        for name in entries.filter_map(Result::ok).map(|entry| entry.file_name()) {
            let path = at.join(name);
            let full = root.join(&path);
            if full.is_dir() {
                open.push(path);
            } else if full.is_file()
                && !files::is_temporary(&full)
                && found.len() < MOST_FILES
                && let (Ok(bytes), Ok(real)) = (files::read_capped(&full, BUNDLE_FILE), full.canonicalize())
            {
                let real = real.strip_prefix(&real_root).ok().map(slashes);
                found.push(FileFact::new(slashes(&path), real, &bytes));
            }
        }
    }
    Ok(found)
}

fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn broken(what: String, fix: &str) -> SeenWorld {
    SeenWorld::Broken { errors: vec![WorldError { path: "the file".to_owned(), what, fix: fix.to_owned() }] }
}
