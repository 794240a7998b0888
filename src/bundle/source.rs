//! The provisioners of bundles, and what switches each of them on or off.

use serde::{Deserialize, Serialize};

use super::{Request, Switch};
use crate::hold::Layer;
use crate::posture::{FallbackMode, ProvisioningMode, Toggles};

/// Who can provide what a request needs, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// What the registry has under exactly this id.
    Registry,
    /// What a scan finds by names: files in the agent's directories, and anything whose file, folder or first letters
    /// fit an id.
    AmbientScan,
    /// Every skill there is.
    IncludeAll,
    /// What the fallback provides for an id that nobody else has.
    Fallback,
    /// Everything.
    AlwaysOn,
}

impl Source {
    /// Every provisioner, in order of registration.
    pub const ALL: [Self; 5] = [Self::Registry, Self::AmbientScan, Self::IncludeAll, Self::Fallback, Self::AlwaysOn];

    /// Its name among the provisioners.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::AmbientScan => "ambient_scan",
            Self::IncludeAll => "include_all",
            Self::Fallback => "fallback",
            Self::AlwaysOn => "always_on",
        }
    }

    /// How near it is.
    pub const fn layer(self) -> Layer {
        match self {
            Self::Registry => Layer::Local,
            Self::AmbientScan => Layer::Author,
            Self::IncludeAll => Layer::Application,
            Self::Fallback | Self::AlwaysOn => Layer::Global,
        }
    }
}

/// How every provisioner stands under `toggles` for `request`. Strict leaves the registry alone, whatever else is set: a
/// posture that says otherwise is invalid, and nothing leaks in through it.
pub(super) fn switches(request: Option<&Request>, toggles: Toggles) -> Vec<Switch> {
    let enforcement = request.map(Request::enforcement).unwrap_or_default();
    let strict = toggles.strict_bundle_resolution;
    let fallback = &toggles.fallback_policy;
    let always = toggles.provisioning_mode == ProvisioningMode::AlwaysOn;
    let row = |source: Source, toggle: &str, value: String, allowed: bool, barred: Option<&str>| {
        let why = match barred {
            _ if strict && source != Source::Registry => "strict_bundle_resolution is true".to_owned(),
            Some(field) if allowed => format!("the request sets hub_decision.enforcement.{field}"),
            _ => format!("{toggle} is {value}"),
        };
        let on = source == Source::Registry || (allowed && !strict && barred.is_none());
        Switch { provisioner: source, layer: source.layer(), on, toggle: toggle.to_owned(), why }
    };
    let barred = |set: bool, field: &'static str| set.then_some(field);
    let (always_toggle, always_value) = if always && !toggles.allow_legacy_always_on {
        ("provisioning_mode", "always_on".to_owned())
    } else {
        ("allow_legacy_always_on", toggles.allow_legacy_always_on.to_string())
    };
    vec![
        row(Source::Registry, "strict_bundle_resolution", strict.to_string(), true, None),
        row(
            Source::AmbientScan,
            "allow_ambient_instruction_scan",
            toggles.allow_ambient_instruction_scan.to_string(),
            toggles.allow_ambient_instruction_scan,
            barred(enforcement.block_on_ambient_scan, "block_on_ambient_scan"),
        ),
        row(
            Source::IncludeAll,
            "allow_include_skills_all",
            toggles.allow_include_skills_all.to_string(),
            toggles.allow_include_skills_all,
            barred(enforcement.block_on_include_skills_all, "block_on_include_skills_all"),
        ),
        row(
            Source::Fallback,
            "fallback_policy.fallback_mode",
            fallback.fallback_mode.word().to_owned(),
            fallback.fallback_allowed && fallback.fallback_mode != FallbackMode::None,
            None,
        ),
        row(Source::AlwaysOn, always_toggle, always_value, always || toggles.allow_legacy_always_on, None),
    ]
}
