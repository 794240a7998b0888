//! Which files the given paths name: a file itself, a directory all the Markdown below it. Opens nothing.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// A file to read, and how to call it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) shown: PathBuf,
}

/// The files that the paths name, in their order and each once; and the paths that name none, with why.
pub(super) fn walk(given: &[PathBuf], base: &Path) -> (Vec<Found>, Vec<(PathBuf, String)>) {
    let mut walk = Walk::default();
    for given in given {
        let path = base.join(given);
        if path.is_dir() {
            let (files, failures) = (walk.files.len(), walk.failures.len());
            let known = walk.known;
            walk.directory(&path, given);
            let none = (walk.files.len(), walk.failures.len(), walk.known) == (files, failures, known);
            if none {
                walk.failures.push((given.clone(), "there is no Markdown in this directory".to_owned()));
            }
        } else {
            walk.file(path, given.clone());
        }
    }
    (walk.files, walk.failures)
}

#[derive(Default)]
struct Walk {
    files: Vec<Found>,
    failures: Vec<(PathBuf, String)>,
    /// What was listed and read already, so that a link that leads back ends there.
    seen: BTreeSet<PathBuf>,
    /// How many files were named again.
    known: usize,
}

impl Walk {
    fn file(&mut self, path: PathBuf, shown: PathBuf) {
        // A path that is not there has no other name; reading it will say so.
        if self.seen.insert(fs::canonicalize(&path).unwrap_or_else(|_| path.clone())) {
            self.files.push(Found { path, shown });
        } else {
            self.known += 1;
        }
    }

    /// Lists a directory and those below it, without recursion: a tree may be deeper than a stack.
    fn directory(&mut self, path: &Path, shown: &Path) {
        let mut waiting = vec![(path.to_path_buf(), shown.to_path_buf())];
        while let Some((path, shown)) = waiting.pop() {
            let entries = match list(&path) {
                Ok(entries) => entries,
                Err(error) => {
                    self.failures.push((shown, error.to_string()));
                    continue;
                }
            };
            if !fs::canonicalize(&path).is_ok_and(|real| self.seen.insert(real)) {
                self.known += 1;
                continue;
            }
            let mut below = Vec::new();
            for name in entries {
                let (path, shown) = (path.join(&name), shown.join(&name));
                // Pipes and sockets that happen to be called so would be waited for.
                if path.is_file() && is_markdown(&name) {
                    self.file(path, shown);
                } else if path.is_dir() && !is_passed_over(&name) {
                    below.push((path, shown));
                }
            }
            waiting.extend(below.into_iter().rev());
        }
    }
}

fn list(path: &Path) -> std::io::Result<Vec<std::ffi::OsString>> {
    let mut names = fs::read_dir(path)?.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

fn is_markdown(name: &OsStr) -> bool {
    let ending = Path::new(name).extension().and_then(OsStr::to_str);
    ending.is_some_and(|ending| ["md", "markdown", "txt"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Whether a directory holds what others wrote or what tools made.
fn is_passed_over(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || name == "target" || name == "node_modules"
}
