//! The two deploy requests: their fields, reading them strictly, their schemas (seed 000, *Developer Request-Shape Notes*).

mod fields;
mod read;
mod schema;

pub use schema::schema;

pub(super) use fields::{Field, Shape, may, must};
pub(super) use read::{nearest, object};

use serde::{Deserialize, Serialize};

use super::{Label, Mode, Scope};

/// Which request it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Prepare one agent for a prompt.
    DeployAndPrep,
    /// Prepare what the steps of a phase need.
    DeployForTask,
}

impl Action {
    /// Both.
    pub const ALL: [Self; 2] = [Self::DeployAndPrep, Self::DeployForTask];

    /// The word in a request.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DeployAndPrep => "deploy_and_prep",
            Self::DeployForTask => "deploy_for_task",
        }
    }
}

/// One thing wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{path}: {what}; {fix}")]
pub struct RequestError {
    /// Where, as in `hub_decision.spoke_skill_bundle.skill_ids[1]`.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub fix: String,
}

/// A deploy request. Only one that was read exists; see [`Request::read`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Which of the two.
    pub action: Action,
    /// The workspace that it is for.
    pub workspace_id: String,
    /// The plan that it is for.
    pub plan_id: String,
    /// The agent that is deployed.
    #[serde(default)]
    pub agent_name: Option<String>,
    /// What the agent is to do; only in `deploy_and_prep`.
    #[serde(default)]
    pub prompt: Option<String>,
    /// The phase of the plan.
    #[serde(default)]
    pub phase_name: Option<String>,
    /// The steps of the phase.
    #[serde(default)]
    pub step_indices: Vec<u64>,
    /// Whether skills beyond the bundle are asked for.
    #[serde(default)]
    pub include_skills: bool,
    /// Whether the spoke bundle's research notes are asked for.
    #[serde(default)]
    pub include_research: bool,
    /// Whether the spoke bundle's architecture notes are asked for.
    #[serde(default)]
    pub include_architecture: bool,
    /// How the agent is prepared.
    #[serde(default)]
    pub prep_config: Option<PrepConfig>,
    /// What the prompt analyst said.
    #[serde(default)]
    pub prompt_analyst_output: Option<AnalystOutput>,
    /// Whether the prompt analyst was asked, where the request says so itself.
    #[serde(default)]
    pub prompt_analyst_enrichment_applied: Option<bool>,
    /// Whether the prompt analyst is to be passed over.
    #[serde(default)]
    pub bypass_prompt_analyst_policy: bool,
    /// The hub's decision on bundles.
    #[serde(default)]
    pub hub_decision: Option<Decision>,
    /// `task`, `phase` or `plan`.
    #[serde(default)]
    pub requested_scope: Option<String>,
    /// What happened.
    #[serde(default)]
    pub transition_event: Option<String>,
    /// Why.
    #[serde(default)]
    pub transition_reason_code: Option<String>,
    /// The mode that the hub was in.
    #[serde(default)]
    pub previous_hub_mode: Option<Mode>,
    /// The mode that the hub goes to.
    #[serde(default)]
    pub requested_hub_mode: Option<Mode>,
    /// What the hub was called before there were modes.
    #[serde(default)]
    pub requested_hub_label: Option<Label>,
    /// The digest of the request's text, lower-case hex.
    #[serde(skip)]
    pub sha256: String,
}

/// `prep_config`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrepConfig {
    /// What may be given at all.
    #[serde(default)]
    pub scope_boundaries: Option<Scope>,
}

/// `prompt_analyst_output`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnalystOutput {
    /// The request's category.
    pub category: Option<String>,
    /// The hub bundle that was picked.
    pub hub_skill_bundle_id: Option<String>,
    /// Its version.
    pub hub_skill_bundle_version: Option<String>,
    /// What it was picked for.
    pub hub_skill_scope: Option<String>,
    /// Why.
    pub hub_skill_selection_reason: Option<String>,
    /// How sure, from 0 to 1.
    pub confidence: Option<f64>,
    /// The version of the analyst's own contract.
    pub provisioning_contract_version: Option<String>,
    /// A name to find it again by.
    pub trace_id: Option<String>,
}

/// `hub_decision`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Decision {
    /// The decision's id.
    pub bundle_decision_id: Option<String>,
    /// The decision's version.
    pub bundle_decision_version: Option<String>,
    /// The hub bundle.
    pub hub_selected_skill_bundle: Option<Choice>,
    /// The spoke bundle whose instructions are given.
    pub spoke_instruction_bundle: Option<Choice>,
    /// The spoke bundle whose skills are given.
    pub spoke_skill_bundle: Option<Choice>,
    /// What the request asks to be stricter about.
    pub enforcement: Enforcement,
}

impl Decision {
    /// Whether a hub or a spoke bundle is named.
    pub(super) fn names_a_bundle(&self) -> bool {
        [&self.hub_selected_skill_bundle, &self.spoke_instruction_bundle, &self.spoke_skill_bundle]
            .into_iter()
            .any(|choice| choice.as_ref().is_some_and(|choice| choice.id().is_some()))
    }

    pub(super) fn demands_analyst(&self) -> bool {
        self.enforcement.block_on_missing_promptanalyst
    }
}

/// A bundle that was chosen, with what is wanted of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, from = "Spelled", deny_unknown_fields)]
pub struct Choice {
    /// Its id.
    pub bundle_id: Option<String>,
    /// Its version, where it has to be this one.
    pub version: Option<String>,
    /// Of a hub bundle: what it was picked for.
    pub scope: Option<String>,
    /// Of a hub bundle: who picked it.
    pub source: Option<String>,
    /// Of its instructions, only these; empty is all.
    pub instruction_ids: Vec<String>,
    /// Of its skills, only these; empty is all.
    pub skill_ids: Vec<String>,
    /// `strict` or `compat`.
    pub resolution_mode: Option<String>,
}

impl Choice {
    /// The id, if there is one.
    pub(super) fn id(&self) -> Option<&str> {
        self.bundle_id.as_deref().filter(|id| !is_blank(Some(id)))
    }

    pub(super) fn is_strict(&self) -> bool {
        self.resolution_mode.as_deref() == Some("strict")
    }
}

/// A choice as it may be spelled: the id alone, or all of it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Spelled {
    Id(String),
    Whole {
        bundle_id: Option<String>,
        version: Option<String>,
        scope: Option<String>,
        source: Option<String>,
        #[serde(default)]
        instruction_ids: Vec<String>,
        #[serde(default)]
        skill_ids: Vec<String>,
        resolution_mode: Option<String>,
    },
}

impl From<Spelled> for Choice {
    fn from(spelled: Spelled) -> Self {
        match spelled {
            Spelled::Id(id) => Self { bundle_id: Some(id), ..Self::default() },
            Spelled::Whole { bundle_id, version, scope, source, instruction_ids, skill_ids, resolution_mode } => {
                Self { bundle_id, version, scope, source, instruction_ids, skill_ids, resolution_mode }
            }
        }
    }
}

/// `hub_decision.enforcement`: a request may be stricter than the posture, and never looser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Enforcement {
    /// Refuse without the prompt analyst's output.
    pub block_on_missing_promptanalyst: bool,
    /// Keep the ambient scan out.
    pub block_on_ambient_scan: bool,
    /// Keep include-all out.
    pub block_on_include_skills_all: bool,
}

impl Request {
    /// The boundaries of what may be given.
    pub fn scope(&self) -> Option<&Scope> {
        self.prep_config.as_ref()?.scope_boundaries.as_ref()
    }

    pub(super) fn enforcement(&self) -> Enforcement {
        self.hub_decision.as_ref().map(|decision| decision.enforcement).unwrap_or_default()
    }
}

/// Whether nothing was said.
pub(super) fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}
