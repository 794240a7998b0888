//! The three profiles: what each one is, and the files that hold them (seed 000, *Rollout Profiles*).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{FallbackMode, FallbackPolicy, ProvisioningMode, Toggles, diff};

/// The name of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    /// The steady state, and the safe side.
    Strict,
    /// A transition window for a dependency that expects older behaviour.
    Compat,
    /// Incident response, as short as possible.
    StaticRestore,
}

impl Name {
    /// The three, from the safe side outwards.
    pub const ALL: [Self; 3] = [Self::Strict, Self::Compat, Self::StaticRestore];

    /// The word shown, serialised and used as file name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Compat => "compat",
            Self::StaticRestore => "static_restore",
        }
    }

    /// What the profile is. Every one of the eight fields is fixed, so a file can hold a profile or fail to, but it
    /// cannot hold another kind of strict.
    pub const fn toggles(self) -> Toggles {
        let (provisioning_mode, fallback_mode) = match self {
            Self::Strict => (ProvisioningMode::OnDemand, FallbackMode::None),
            Self::Compat => (ProvisioningMode::OnDemand, FallbackMode::Compat),
            Self::StaticRestore => (ProvisioningMode::AlwaysOn, FallbackMode::StaticRestore),
        };
        let loose = !matches!(self, Self::Strict);
        Toggles {
            provisioning_mode,
            strict_bundle_resolution: !loose,
            allow_legacy_always_on: loose,
            allow_ambient_instruction_scan: loose,
            allow_include_skills_all: loose,
            fallback_policy: FallbackPolicy {
                fallback_allowed: loose,
                fallback_mode,
                fallback_reason_code: fallback_mode.reason(),
            },
        }
    }

    /// Why its eight fields are what they are, for a person whose file has others.
    const fn meaning(self) -> &'static str {
        match self {
            Self::Strict => "strict provisions on demand, resolves bundles explicitly and allows nothing beside them",
            Self::Compat => "compat still provisions on demand and differs from strict in the 7 other fields",
            Self::StaticRestore => "static_restore differs from strict in all 8 fields and from compat in 3",
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl std::str::FromStr for Name {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|name| name.word() == word);
        known.ok_or_else(|| "there is no such profile; use strict, compat or static_restore".to_owned())
    }
}

/// The three profiles as their files hold them. One that is broken leaves the others usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profiles {
    strict: Result<Toggles, String>,
    compat: Result<Toggles, String>,
    static_restore: Result<Toggles, String>,
}

impl Profiles {
    /// Judges the texts of the three files; an `Err` in the map is the sentence of why the file could not be read.
    ///
    /// A slot is usable only if its file parses and holds that very profile, which also fixes the distances between
    /// them: strict to compat 7 fields, compat to `static_restore` 3, strict to `static_restore` 8.
    pub fn load(mut texts: BTreeMap<Name, Result<String, String>>) -> Self {
        let mut slot = |name: Name| match texts.remove(&name) {
            Some(text) => judge(name, &text?),
            None => Err(format!("there is no {name}.json; put the {name} profile there")),
        };
        Self { strict: slot(Name::Strict), compat: slot(Name::Compat), static_restore: slot(Name::StaticRestore) }
    }

    /// The profile, or the sentence of why it cannot be used.
    pub fn get(&self, name: Name) -> Result<&Toggles, &str> {
        let slot = match name {
            Name::Strict => &self.strict,
            Name::Compat => &self.compat,
            Name::StaticRestore => &self.static_restore,
        };
        slot.as_ref().map_err(String::as_str)
    }
}

fn judge(name: Name, text: &str) -> Result<Toggles, String> {
    let toggles = Toggles::parse(text).map_err(|error| format!("{name}.json cannot be used: {error}"))?;
    let wrong: Vec<_> = diff(&name.toggles(), &toggles)
        .iter()
        .filter_map(|field| Some(format!("{} is {} and has to be {}", field.field, field.to, field.from?)))
        .collect();
    if wrong.is_empty() {
        return Ok(toggles);
    }
    Err(format!("{name}.json does not hold {name}: {}; {}", wrong.join(", "), name.meaning()))
}
