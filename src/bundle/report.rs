//! What a request comes to, as plain data: request → category → hub → spoke → files, what was blocked, what refused.

use serde::Serialize;

use super::{Action, Command, Kind, Mode, Source};
use crate::hold::{Code, Hold, Layer};
use crate::provision::{OfferReport, Status};

/// How one provisioner stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Switch {
    /// Which.
    pub provisioner: Source,
    /// How near it is.
    pub layer: Layer,
    /// Whether it is asked.
    pub on: bool,
    /// The toggle that it goes by, dotted.
    pub toggle: String,
    /// Why it stands so.
    pub why: String,
}

/// The hub bundle, and who picked it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chosen {
    /// Its id.
    pub id: String,
    /// The field that says so: of the hub's decision, of the analyst's output, or the category.
    pub by: String,
}

/// One requirement: an id that the request names or that a bundle brings along, or what is always asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// The id; `ambient`, `all skills` or `everything` where no id is meant.
    pub id: String,
    /// What the id stands for; `None` where no id is meant.
    pub kind: Option<Kind>,
    /// The version asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The field or the bundle that asks for it.
    pub by: String,
    /// How it stands.
    pub status: Status,
    /// The offers, best first; the first is taken.
    pub offers: Vec<OfferReport>,
    /// The files that the first offer gives. A hub or spoke bundle gives none itself: its parts do.
    pub files: Vec<String>,
    /// Why the registry does not give it, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A file that the agent gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loaded {
    /// Its path, relative to the workspace.
    pub path: String,
    /// The digest of its bytes, lower-case hex.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
    /// What it was loaded for: an id, or `ambient`, `all skills`, `everything`.
    pub of: String,
    /// Who provides it.
    pub provisioner: Source,
    /// The reason code under which a fallback provides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stamp: Option<&'static str>,
}

/// What a provisioner that is off would have added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocked {
    /// Which.
    pub provisioner: Source,
    /// Why it is off.
    pub why: String,
    /// What it would have been asked for.
    pub wanted: Vec<String>,
    /// The files that it would have added, which are not loaded now.
    pub files: Vec<String>,
}

/// Why a request gets nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal {
    /// The policy code; the first that applies.
    pub code: Code,
    /// What it is about: every unresolved or ambiguous id, every file outside, or the field.
    pub ids: Vec<String>,
    /// The same as holds, one for each of them, with the ways past.
    #[serde(skip)]
    pub holds: Vec<Hold<Command>>,
}

/// What one request comes to under one posture. Asking writes nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Which request.
    pub action: Action,
    /// The digest of its text, lower-case hex.
    pub request: String,
    /// The agent that it is for.
    pub agent: Option<String>,
    /// Whether the agent is one that chooses bundles itself.
    pub analyst: bool,
    /// The profile, or `MIXED`.
    pub posture: &'static str,
    /// The reason code of the posture's fallback, while it has one.
    pub reason_code: Option<&'static str>,
    /// The mode that the hub is in.
    pub mode: Option<Mode>,
    /// The category that the analyst named.
    pub category: Option<String>,
    /// The hub bundle.
    pub hub: Option<Chosen>,
    /// The spoke bundles.
    pub spokes: Vec<String>,
    /// The requirements, in order.
    pub wanted: Vec<Wanted>,
    /// The provisioners, and how each stands.
    pub provisioners: Vec<Switch>,
    /// What the agent gets; empty when it is refused.
    pub files: Vec<Loaded>,
    /// What is not given because somebody is off.
    pub blocked: Vec<Blocked>,
    /// Files that a provisioner would have added and the scope boundaries leave out.
    pub outside: Vec<String>,
    /// Ids that nobody has an offer for.
    pub unresolved: Vec<String>,
    /// Why it is refused, if it is.
    pub refusal: Option<Refusal>,
}

impl Report {
    /// Whether the agent gets something, or needs nothing.
    pub fn is_resolved(&self) -> bool {
        self.refusal.is_none()
    }

    /// The policy code of a refusal.
    pub fn code(&self) -> Option<Code> {
        self.refusal.as_ref().map(|refusal| refusal.code)
    }
}
