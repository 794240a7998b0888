//! What is live: the target as read back, its class, and its distance from what is wanted.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Name, Toggles, Value};
use crate::hold::digest::sha256;

/// The posture's target as it was just read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadBack {
    /// There is no file.
    Absent,
    /// The file is not a posture.
    Invalid {
        /// Why, a sentence with the field and what to do.
        reason: String,
        /// The digest of its bytes, lower-case hex.
        sha256: String,
    },
    /// The file holds eight valid fields that agree.
    Valid {
        /// What it holds.
        toggles: Toggles,
        /// The digest of its bytes, lower-case hex.
        sha256: String,
    },
    /// The file could not be read.
    Unreadable {
        /// Why, a sentence.
        reason: String,
    },
}

impl ReadBack {
    /// Judges the bytes of a file that is there.
    pub fn of(bytes: &[u8]) -> Self {
        let sha256 = sha256(bytes);
        let parsed = str::from_utf8(bytes)
            .map_err(|error| format!("the text is not UTF-8 from byte {}", error.valid_up_to()))
            .and_then(|text| Toggles::parse(text).map_err(|error| error.to_string()));
        match parsed {
            Ok(toggles) => Self::Valid { toggles, sha256 },
            Err(reason) => Self::Invalid { reason, sha256 },
        }
    }

    /// What it holds, if that is a posture.
    pub const fn toggles(&self) -> Option<&Toggles> {
        match self {
            Self::Valid { toggles, .. } => Some(toggles),
            _ => None,
        }
    }

    /// The digest of its bytes, if it was read.
    pub fn sha256(&self) -> Option<&str> {
        match self {
            Self::Valid { sha256, .. } | Self::Invalid { sha256, .. } => Some(sha256),
            Self::Absent | Self::Unreadable { .. } => None,
        }
    }

    /// Which profile it is, or why it is none. All eight fields decide; it is never rounded to the nearest profile.
    pub fn classify(&self) -> Classified {
        match self {
            Self::Absent => Classified::Absent,
            Self::Invalid { .. } => Classified::Invalid,
            Self::Unreadable { .. } => Classified::Unreadable,
            Self::Valid { toggles, .. } => match Name::ALL.into_iter().find(|name| name.toggles() == *toggles) {
                Some(name) => name.into(),
                None => Classified::Mixed,
            },
        }
    }
}

/// What the live posture is by read-back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Classified {
    /// Equals strict in all eight fields.
    #[serde(rename = "strict")]
    Strict,
    /// Equals compat in all eight fields.
    #[serde(rename = "compat")]
    Compat,
    /// Equals `static_restore` in all eight fields.
    #[serde(rename = "static_restore")]
    StaticRestore,
    /// Eight valid fields in agreement that equal no profile.
    #[serde(rename = "MIXED")]
    Mixed,
    /// No file.
    #[serde(rename = "ABSENT")]
    Absent,
    /// A file that is not a posture.
    #[serde(rename = "INVALID")]
    Invalid,
    /// A file that could not be read.
    #[serde(rename = "UNREADABLE")]
    Unreadable,
}

impl Classified {
    /// The word shown and serialised: lower case is a profile, upper case wants attention.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Strict => Name::Strict.word(),
            Self::Compat => Name::Compat.word(),
            Self::StaticRestore => Name::StaticRestore.word(),
            Self::Mixed => "MIXED",
            Self::Absent => "ABSENT",
            Self::Invalid => "INVALID",
            Self::Unreadable => "UNREADABLE",
        }
    }

    /// The profile that it is, if it is one.
    pub const fn name(self) -> Option<Name> {
        match self {
            Self::Strict => Some(Name::Strict),
            Self::Compat => Some(Name::Compat),
            Self::StaticRestore => Some(Name::StaticRestore),
            Self::Mixed | Self::Absent | Self::Invalid | Self::Unreadable => None,
        }
    }
}

impl From<Name> for Classified {
    fn from(name: Name) -> Self {
        match name {
            Name::Strict => Self::Strict,
            Name::Compat => Self::Compat,
            Name::StaticRestore => Self::StaticRestore,
        }
    }
}

impl fmt::Display for Classified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldDiff {
    /// The field, dotted.
    pub field: &'static str,
    /// Its value now; `None` when what is live holds no posture.
    pub from: Option<Value>,
    /// Its value afterwards.
    pub to: Value,
}

/// The fields that differ, in the order of the toggle matrix.
pub fn diff(from: &Toggles, to: &Toggles) -> Vec<FieldDiff> {
    let pairs = from.fields().into_iter().zip(to.fields());
    pairs
        .filter(|((_, from), (_, to))| from != to)
        .map(|((field, from), (_, to))| FieldDiff { field, from: Some(from), to })
        .collect()
}

/// The fields that would change in what is live; all eight when it holds no posture.
pub fn diff_live(live: &ReadBack, to: &Toggles) -> Vec<FieldDiff> {
    match live.toggles() {
        Some(from) => diff(from, to),
        None => to.fields().into_iter().map(|(field, to)| FieldDiff { field, from: None, to }).collect(),
    }
}
