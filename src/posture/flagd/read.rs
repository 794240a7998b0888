//! What a flag file on disk says, or why it says nothing that every reader would agree on.

use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};

use super::{Says, json, render};
use crate::hold::digest::sha256;
use crate::posture::reader::shown;
use crate::posture::{Classified, Name};

/// The flag file as it was just read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// There is no file. flagd then serves none of the flags, and readers get what their own code falls back to.
    Absent,
    /// The file could not be read.
    Unreadable {
        /// Why, a sentence.
        reason: String,
    },
    /// flagd may refuse the file, and go on serving an earlier one.
    Invalid {
        /// Why, a sentence.
        reason: String,
        /// The digest of its bytes, lower-case hex.
        sha256: String,
    },
    /// A flag file with none of the nine flags: somebody else's.
    Foreign {
        /// The flags it has, cleaned.
        flags: Vec<String>,
        /// The digest of its bytes, lower-case hex.
        sha256: String,
    },
    /// The nine flags do not all say one thing that was ever written: readers may get parts of two postures.
    Mixed {
        /// What is wrong with each flag, a sentence each; at least one.
        faults: Vec<String>,
        /// The digest of its bytes, lower-case hex.
        sha256: String,
    },
    /// All nine flags say the same.
    Valid {
        /// What they say.
        says: Says,
        /// The flags beside the nine, cleaned; the next write takes them out.
        others: Vec<String>,
        /// The digest of its bytes, lower-case hex.
        sha256: String,
    },
}

impl Seen {
    /// Judges the bytes of a file that is there.
    ///
    /// Spacing, order and metadata may differ from what is written; states, variants, default variants and targetings
    /// may not, and all nine flags have to agree. Nothing is rounded to the nearest profile.
    pub fn of(bytes: &[u8]) -> Self {
        let sha256 = sha256(bytes);
        let flags = match load(bytes) {
            Ok(flags) => flags,
            Err(reason) => return Self::Invalid { reason, sha256 },
        };
        let ours = render::variants();
        let known = |name: &String| ours.iter().any(|(our, _)| our == name);
        let others: Vec<_> = flags.keys().filter(|name| !known(name)).map(|name| shown(name)).collect();
        if others.len() == flags.len() {
            return Self::Foreign { flags: others, sha256 };
        }
        let mut faults = Vec::new();
        let mut said: Vec<(String, Says)> = Vec::new();
        for (name, variants) in ours {
            match says(flags.get(&name), &variants) {
                Ok(says) => said.push((name, says)),
                Err(fault) => faults.push(format!("{name} {fault}")),
            }
        }
        if let Some((first, says)) = said.first() {
            let differing = said.iter().filter(|(_, other)| other != says);
            faults.extend(differing.map(|(name, other)| format!("{name} says {other}, where {first} says {says}")));
            if faults.is_empty() {
                return Self::Valid { says: *says, others, sha256 };
            }
        }
        Self::Mixed { faults, sha256 }
    }

    /// What it says, where all nine flags say it.
    pub const fn says(&self) -> Option<&Says> {
        match self {
            Self::Valid { says, .. } => Some(says),
            _ => None,
        }
    }

    /// The digest of its bytes, if it was read.
    pub fn sha256(&self) -> Option<&str> {
        match self {
            Self::Invalid { sha256, .. }
            | Self::Foreign { sha256, .. }
            | Self::Mixed { sha256, .. }
            | Self::Valid { sha256, .. } => Some(sha256),
            Self::Absent | Self::Unreadable { .. } => None,
        }
    }

    /// Whether it is `expected`, byte for byte.
    pub fn matches(&self, expected: &[u8]) -> bool {
        self.sha256().is_some_and(|found| found == sha256(expected))
    }

    /// The profile that a reader of this file gets at `now` by its own clock; `None` where readers may disagree.
    pub fn effective_at(&self, now: DateTime<Utc>) -> Option<Name> {
        self.says().map(|says| says.effective_at(now))
    }

    /// Which profile readers get at `now`, or why it is none. Somebody else's file counts as one that is no posture.
    pub fn classify(&self, now: DateTime<Utc>) -> Classified {
        match self {
            Self::Absent => Classified::Absent,
            Self::Unreadable { .. } => Classified::Unreadable,
            Self::Invalid { .. } | Self::Foreign { .. } => Classified::Invalid,
            Self::Mixed { .. } => Classified::Mixed,
            Self::Valid { says, .. } => says.effective_at(now).into(),
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("there is no flag file; apply the posture again to write it"),
            Self::Unreadable { reason } | Self::Invalid { reason, .. } => f.write_str(reason),
            Self::Foreign { flags, .. } => write!(
                f,
                "the flag file holds none of the posture's flags ({} instead); name another path in wayhold.toml, or \
                 apply the posture to write this one over",
                listed(flags)
            ),
            Self::Mixed { faults, .. } => {
                write!(f, "{}; apply the posture again to write all nine flags", listed(faults))
            }
            Self::Valid { says, others, .. } if others.is_empty() => write!(f, "{says}"),
            Self::Valid { says, others, .. } => {
                write!(f, "{says}; beside it stands {}, which the next write takes out", listed(others))
            }
        }
    }
}

/// The first of many, and how many more there are.
fn listed(all: &[String]) -> String {
    const MOST: usize = 3;
    let more = all.len().saturating_sub(MOST);
    let head = all.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more == 0 { head } else { format!("{head} and {more} more") }
}

/// The flags of a file that flagd loads. One malformed flag can cost all of them.
fn load(bytes: &[u8]) -> Result<Map<String, Json>, String> {
    let again = "apply the posture again to write it anew";
    let text = str::from_utf8(bytes)
        .map_err(|error| format!("the flag file is not UTF-8 from byte {}; {again}", error.valid_up_to()))?;
    let file = json::parse(text).map_err(|error| format!("the flag file is not usable JSON ({error}); {again}"))?;
    let Json::Object(mut file) = file else {
        return Err(format!("the flag file is not an object; {again}"));
    };
    let Some(Json::Object(flags)) = file.remove("flags") else {
        return Err(format!("the flag file has no object `flags`; {again}"));
    };
    if flags.is_empty() {
        return Err(format!("the flag file has no flags; {again}"));
    }
    let scalars = |value: &Json| value.as_object().is_some_and(|all| all.values().all(is_scalar));
    let rules = |value: &Json| value.as_object().is_some_and(|all| all.values().all(Json::is_object));
    if !file.get("metadata").is_none_or(scalars) || !file.get("$evaluators").is_none_or(rules) {
        return Err(format!("the flag file's metadata or $evaluators is not of the form that flagd reads; {again}"));
    }
    for (name, flag) in &flags {
        let variants = flag.get("variants").and_then(Json::as_object).is_some_and(|all| !all.is_empty());
        let state = matches!(flag.get("state").and_then(Json::as_str), Some("ENABLED" | "DISABLED"));
        let metadata = flag.get("metadata").is_none_or(scalars);
        if name.is_empty() || !variants || !state || !metadata {
            let name = shown(name);
            return Err(format!("\"{name}\" is no flag that flagd reads, which can cost it the whole file; {again}"));
        }
    }
    Ok(flags)
}

fn is_scalar(value: &Json) -> bool {
    value.is_string() || value.is_number() || value.is_boolean()
}

/// What one of the nine flags says, or what is wrong with it.
fn says(flag: Option<&Json>, variants: &Json) -> Result<Says, String> {
    let flag = flag.ok_or("is missing")?;
    if flag["state"] != "ENABLED" {
        return Err("is disabled, so readers get what their own code falls back to".to_owned());
    }
    let found = &flag["variants"];
    let wrong = Name::ALL.into_iter().find(|name| found.get(name.word()) != variants.get(name.word()));
    if let Some(name) = wrong {
        return Err(format!("has another {name} variant than the {name} profile"));
    }
    if found.as_object().map_or(0, Map::len) != Name::ALL.len() {
        return Err("has a variant that is no profile".to_owned());
    }
    let Some(default) = flag.get("defaultVariant").and_then(Json::as_str) else {
        return Err("has no default variant".to_owned());
    };
    // An empty rule is none.
    let targeting = flag.get("targeting").filter(|rule| rule.as_object().is_none_or(|rule| !rule.is_empty()));
    Says::of(default, targeting).ok_or_else(|| {
        format!("has a default variant ({}) and targeting that were not written together", shown(default))
    })
}
