//! Reading the files: facts and findings of each, and what only several of them together show.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::walk::{Found, walk};
use crate::runbook::{self, Across, FileFacts, MAX_BYTES, Severity, Unreadable};
use crate::session::grammar_of;

/// What came of all files.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) files: Vec<Linted>,
    /// What could not be read, and why.
    pub(super) unread: Vec<(String, String)>,
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct Linted {
    /// As it was named, for addresses.
    pub(super) path: PathBuf,
    pub(super) facts: FileFacts,
    /// What its findings are about.
    pub(super) text: String,
}

impl Report {
    /// Reads the files that the paths name, relative ones from `base` on.
    pub(super) fn of(given: &[PathBuf], base: &Path) -> Self {
        let (found, failures) = walk(given, base);
        let mut report = Self { files: Vec::new(), unread: Vec::new() };
        let mut across = Across::default();
        for Found { path, shown } in found {
            let name = shown.display().to_string();
            match read(&path) {
                Ok((document, text)) => {
                    across.add(&name, &document, &text);
                    report.files.push(Linted { path: shown, facts: document.lint(&name), text });
                }
                Err(why) => report.unread.push((name, why)),
            }
        }
        for (file, finding) in across.findings() {
            report.files[file].facts.add(finding);
        }
        report.unread.extend(failures.into_iter().map(|(path, why)| (path.display().to_string(), why)));
        report
    }

    /// How many findings weigh this much.
    pub(super) fn count(&self, severity: Severity) -> usize {
        let findings = self.files.iter().flat_map(|file| &file.facts.findings);
        findings.filter(|finding| finding.severity == severity).count()
    }
}

fn read(path: &Path) -> Result<(runbook::Document, String), String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    let length = file.metadata().map_or(0, |data| data.len());
    // One byte more than may be there tells a file that is too large, and an endless one ends.
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > MAX_BYTES {
        let whole = usize::try_from(length).unwrap_or(usize::MAX).max(bytes.len());
        return Err(Unreadable::TooLarge { bytes: whole }.to_string());
    }
    let document = runbook::read_with(&bytes, &grammar_of(path)).map_err(|unreadable| unreadable.to_string())?;
    Ok((document, String::from_utf8(bytes).map_err(|error| error.to_string())?))
}
