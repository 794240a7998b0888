//! The eight toggles, their values and the invariants between them (seed 000, *Toggle Matrix*).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ProfileError;
use crate::hold::digest::sha256;

/// How instructions and skills are provisioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisioningMode {
    /// On demand: the target of the migration.
    OnDemand,
    /// Always on: as it was before.
    AlwaysOn,
}

impl ProvisioningMode {
    /// Both modes.
    pub const ALL: [Self; 2] = [Self::OnDemand, Self::AlwaysOn];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnDemand => "on_demand",
            Self::AlwaysOn => "always_on",
        }
    }
}

/// What is fallen back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FallbackMode {
    /// No fallback.
    None,
    /// The older behaviour, for a window.
    Compat,
    /// The static behaviour, for an incident.
    StaticRestore,
}

impl FallbackMode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::None, Self::Compat, Self::StaticRestore];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Compat => "compat",
            Self::StaticRestore => "static_restore",
        }
    }

    /// The one reason code that goes with this mode.
    pub const fn reason(self) -> ReasonCode {
        match self {
            Self::None => ReasonCode::Empty,
            Self::Compat => ReasonCode::TemporaryCompatWindow,
            Self::StaticRestore => ReasonCode::IncidentRestore,
        }
    }
}

/// Why a fallback is active; a closed list, since each fallback mode has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// Empty: no fallback is active.
    #[serde(rename = "")]
    Empty,
    /// A controlled transition window.
    TemporaryCompatWindow,
    /// Incident response.
    IncidentRestore,
}

impl ReasonCode {
    /// Every code.
    pub const ALL: [Self; 3] = [Self::Empty, Self::TemporaryCompatWindow, Self::IncidentRestore];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "",
            Self::TemporaryCompatWindow => "temporary_compat_window",
            Self::IncidentRestore => "incident_restore",
        }
    }
}

/// The nested three of the eight toggles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FallbackPolicy {
    /// Whether a fallback may be used at all.
    pub fallback_allowed: bool,
    /// Which fallback.
    pub fallback_mode: FallbackMode,
    /// Why; [`FallbackMode::reason`] says which code goes with which mode.
    pub fallback_reason_code: ReasonCode,
}

/// The eight toggles of a runtime posture, in the customer's shape.
///
/// [`Toggles::parse`] is the only reader for files: it refuses what this type's own deserialiser (for entries of the
/// ledger, which are signed) would let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toggles {
    /// The provisioning model.
    pub provisioning_mode: ProvisioningMode,
    /// Whether bundles are resolved explicitly, with nothing loaded broadly.
    pub strict_bundle_resolution: bool,
    /// Whether the old always-on provisioning may be used.
    pub allow_legacy_always_on: bool,
    /// Whether instructions are scanned for outside the resolved bundle.
    pub allow_ambient_instruction_scan: bool,
    /// Whether every skill may be included at once.
    pub allow_include_skills_all: bool,
    /// The fallback, nested as in the file.
    pub fallback_policy: FallbackPolicy,
}

/// The value of one toggle: a switch or a word. Shown as in the file, so an empty word reads `""`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// `true` or `false`.
    Switch(bool),
    /// A word from a closed list.
    Word(&'static str),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(on) => f.pad(if *on { "true" } else { "false" }),
            Self::Word("") => f.pad("\"\""),
            Self::Word(word) => f.pad(word),
        }
    }
}

impl Toggles {
    /// The dotted names of the eight, in the order of the toggle matrix.
    pub const NAMES: [&'static str; 8] = [
        "provisioning_mode",
        "strict_bundle_resolution",
        "allow_legacy_always_on",
        "allow_ambient_instruction_scan",
        "allow_include_skills_all",
        "fallback_policy.fallback_allowed",
        "fallback_policy.fallback_mode",
        "fallback_policy.fallback_reason_code",
    ];

    /// The eight as name and value, in the order of [`Toggles::NAMES`].
    pub fn fields(&self) -> [(&'static str, Value); 8] {
        let fallback = &self.fallback_policy;
        let values = [
            Value::Word(self.provisioning_mode.word()),
            Value::Switch(self.strict_bundle_resolution),
            Value::Switch(self.allow_legacy_always_on),
            Value::Switch(self.allow_ambient_instruction_scan),
            Value::Switch(self.allow_include_skills_all),
            Value::Switch(fallback.fallback_allowed),
            Value::Word(fallback.fallback_mode.word()),
            Value::Word(fallback.fallback_reason_code.word()),
        ];
        std::array::from_fn(|at| (Self::NAMES[at], values[at]))
    }

    /// The text of the live file: exactly the eight fields, indented by two, with a final newline.
    pub fn to_json(&self) -> String {
        format!(
            "{{\n  \"provisioning_mode\": \"{}\",\n  \"strict_bundle_resolution\": {},\n  \
             \"allow_legacy_always_on\": {},\n  \"allow_ambient_instruction_scan\": {},\n  \
             \"allow_include_skills_all\": {},\n  \"fallback_policy\": {{\n    \"fallback_allowed\": {},\n    \
             \"fallback_mode\": \"{}\",\n    \"fallback_reason_code\": \"{}\"\n  }}\n}}\n",
            self.provisioning_mode.word(),
            self.strict_bundle_resolution,
            self.allow_legacy_always_on,
            self.allow_ambient_instruction_scan,
            self.allow_include_skills_all,
            self.fallback_policy.fallback_allowed,
            self.fallback_policy.fallback_mode.word(),
            self.fallback_policy.fallback_reason_code.word(),
        )
    }

    /// The digest of [`Toggles::to_json`], lower-case hex.
    pub fn sha256(&self) -> String {
        sha256(self.to_json().as_bytes())
    }

    /// Whether the eight agree with each other (seed 000, *Toggle Matrix* and *Operational guardrails*).
    ///
    /// No fallback, mode `none` and an empty reason code come only together; each mode has its own reason code; explicit
    /// bundle resolution goes with nothing that is allowed beside it. The first disagreement is the error.
    pub fn agree(&self) -> Result<(), ProfileError> {
        let [_, resolution, legacy, ambient, all_skills, allowed, mode, reason] = self.fields();
        let fallback = &self.fallback_policy;
        let clash = |(field, value), (other, other_value), needed| {
            Err(ProfileError::Clash { field, value, other, other_value, needed })
        };
        match (fallback.fallback_allowed, fallback.fallback_mode) {
            (false, FallbackMode::Compat | FallbackMode::StaticRestore) => {
                return clash(mode, allowed, Value::Word(FallbackMode::None.word()));
            }
            (true, FallbackMode::None) => return clash(mode, allowed, Value::Word("compat or static_restore")),
            _ => {}
        }
        let expected = fallback.fallback_mode.reason();
        if fallback.fallback_reason_code != expected {
            return clash(reason, mode, Value::Word(expected.word()));
        }
        if self.strict_bundle_resolution {
            for switch in [legacy, ambient, all_skills, allowed] {
                if switch.1 == Value::Switch(true) {
                    return clash(switch, resolution, Value::Switch(false));
                }
            }
        }
        Ok(())
    }
}
