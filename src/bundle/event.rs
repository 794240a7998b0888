//! What is recorded. Bodies only gain optional fields; unknown ones are passed over.

use serde::{Deserialize, Serialize};

use super::{Action, Kind, Report, Source};
use crate::hold::digest::sha256;
use crate::hold::text::clean;

/// The most that the list of files may take of an entry, in bytes.
const LIST: usize = 16 * 1024;
/// The most names that are listed of anything else.
const NAMES: usize = 40;
/// The longest of them, in characters.
const NAME: usize = 80;

/// An entry of the ledger about a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum Event {
    /// A request was resolved: this is what its agent gets.
    #[serde(rename = "bundle.resolved")]
    Resolved(Box<Resolved>),
}

/// A bundle, an instruction or a skill that was resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleRef {
    /// What it is.
    pub kind: String,
    /// Its id as it was asked for.
    pub id: String,
    /// Who resolved it.
    pub provisioner: String,
}

/// A file that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Its path, relative to the workspace.
    pub path: String,
    /// The digest of its bytes, lower-case hex.
    pub sha256: String,
}

/// A resolution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The digest of the request's text, lower-case hex.
    pub request: String,
    /// Which request it was.
    pub action: Action,
    /// The agent that it was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The category that the analyst named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What was resolved, in order; at most 40.
    pub bundles: Vec<BundleRef>,
    /// The files, in order; left out where the list is too long for an entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// How many files there are.
    pub count: u64,
    /// The digest of the list: `path`, a blank, the file's digest and a line feed for each.
    pub files_sha256: String,
    /// The posture that was live: a profile, or `MIXED`.
    pub posture: String,
    /// The digest of the eight toggles.
    pub posture_sha256: String,
    /// The reason code of the posture's fallback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// The provisioners that would have added something and were off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<String>,
    /// Ids that nobody resolved, where the posture goes on without them; at most 40.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unresolved: Vec<String>,
}

impl Resolved {
    /// The entry of a report that refuses nothing.
    pub(super) fn of(report: &Report, posture_sha256: String) -> Self {
        let cut = |text: &str| clean(text).chars().take(NAME).collect::<String>();
        let files: Vec<FileRef> =
            report.files.iter().map(|file| FileRef { path: file.path.clone(), sha256: file.sha256.clone() }).collect();
        let mut list = String::new();
        for file in &files {
            list.extend([&file.path, " ", &file.sha256, "\n"]);
        }
        let bundles = report.wanted.iter().filter_map(|row| {
            let provisioner = row.offers.first()?.provisioner.clone();
            let kind = row.kind.map_or("all", Kind::word).to_owned();
            Some(BundleRef { kind, id: cut(&row.id), provisioner })
        });
        Self {
            request: report.request.clone(),
            action: report.action,
            agent: report.agent.as_deref().map(cut),
            category: report.category.as_deref().map(cut),
            bundles: bundles.take(NAMES).collect(),
            count: files.len() as u64,
            files_sha256: sha256(list.as_bytes()),
            files: if list.len() > LIST { Vec::new() } else { files },
            posture: report.posture.to_owned(),
            posture_sha256,
            reason_code: report.reason_code.map(str::to_owned),
            blocked: report
                .blocked
                .iter()
                .map(|row: &super::Blocked| Source::word(row.provisioner).to_owned())
                .collect(),
            unresolved: report.unresolved.iter().take(NAMES).map(|id| cut(id)).collect(),
        }
    }

    /// What happened, as a sentence.
    pub fn told(&self) -> String {
        let whom = self.agent.as_ref().map_or_else(String::new, |agent| format!(" for {agent}"));
        let files = if self.count == 1 { "1 file".to_owned() } else { format!("{} files", self.count) };
        format!("resolved the bundles of a request{whom} under {}: {files}", self.posture)
    }
}
