//! The policy of a dispatch: modes and their targets, transitions, the prompt analyst, the bundle decision. The first rule
//! that is broken is the answer (the order is that of `docs/bundles.md`).

use serde::{Deserialize, Serialize};

use super::Request;
use super::request::{Decision, is_blank};
use crate::hold::Code;
use crate::posture::{ProvisioningMode, Toggles};

/// The reason under which the prompt analyst may be passed over.
const UNAVAILABLE: &str = "prompt_analyst_unavailable";

/// What makes a request one that the prompt analyst has to look at first.
const TRIGGERS: [&str; 8] = [
    "new_prompt",
    "new_session",
    "scope_change",
    "scope_changed",
    "context_stale",
    "stale_context",
    "user_override",
    "force_prompt_analyst",
];

/// Agents that choose bundles, and so cannot be asked to bring a choice.
const ANALYSTS: [&str; 2] = ["Analyst", "PromptAnalyst"];

/// How a hub works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The usual way through a plan.
    StandardOrchestration,
    /// Finding out.
    Investigation,
    /// One task without a plan.
    AdhocRunner,
    /// Test first.
    TddCycle,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 4] = [Self::StandardOrchestration, Self::Investigation, Self::AdhocRunner, Self::TddCycle];

    /// The word in a request.
    pub const fn word(self) -> &'static str {
        match self {
            Self::StandardOrchestration => "standard_orchestration",
            Self::Investigation => "investigation",
            Self::AdhocRunner => "adhoc_runner",
            Self::TddCycle => "tdd_cycle",
        }
    }

    /// The agents that a hub in this mode may deploy.
    pub const fn targets(self) -> &'static [&'static str] {
        match self {
            Self::StandardOrchestration => &[
                "Researcher",
                "Architect",
                "Executor",
                "Reviewer",
                "Tester",
                "Revisionist",
                "Archivist",
                "Worker",
                "Cognition",
                "SkillWriter",
                "Migrator",
                "Brainstorm",
            ],
            Self::Investigation => &["Researcher", "Brainstorm", "Worker", "Cognition", "Executor", "Architect"],
            Self::AdhocRunner => &["Worker", "Executor", "Researcher", "Cognition"],
            Self::TddCycle => &["Tester", "Executor", "Reviewer", "Revisionist"],
        }
    }
}

/// What a hub was called before there were modes. `Hub` itself says nothing of a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Label {
    /// The hub, in whichever mode.
    Hub,
    /// Standard orchestration.
    Coordinator,
    /// Investigation.
    Analyst,
    /// Ad-hoc runner.
    Runner,
    /// Test-driven cycle.
    #[serde(rename = "TDDDriver")]
    TddDriver,
}

impl Label {
    /// Every label, as a request spells it.
    pub const WORDS: [&'static str; 5] = ["Hub", "Coordinator", "Analyst", "Runner", "TDDDriver"];

    /// The mode that it stands for.
    pub const fn mode(self) -> Option<Mode> {
        match self {
            Self::Hub => None,
            Self::Coordinator => Some(Mode::StandardOrchestration),
            Self::Analyst => Some(Mode::Investigation),
            Self::Runner => Some(Mode::AdhocRunner),
            Self::TddDriver => Some(Mode::TddCycle),
        }
    }
}

/// Whether the agent is one that chooses bundles.
pub(super) fn is_analyst(agent: Option<&str>) -> bool {
    agent.is_some_and(|agent| ANALYSTS.contains(&agent))
}

impl Request {
    /// The mode asked for: the explicit one, else that of the label.
    pub(super) fn asked_mode(&self) -> Option<Mode> {
        self.requested_hub_mode.or(self.requested_hub_label.and_then(Label::mode))
    }

    /// The mode that the hub is in once the request is carried out.
    pub fn mode(&self) -> Option<Mode> {
        self.asked_mode().or(self.previous_hub_mode)
    }

    fn reason(&self) -> String {
        folded(self.transition_reason_code.as_deref())
    }

    /// The word that makes the prompt analyst's look necessary, if one does.
    fn trigger(&self) -> Option<&'static str> {
        let said = [folded(self.transition_event.as_deref()), self.reason()];
        TRIGGERS.into_iter().find(|trigger| said.iter().any(|word| word == trigger))
    }

    fn is_enriched(&self) -> bool {
        self.prompt_analyst_enrichment_applied.unwrap_or(self.prompt_analyst_output.is_some())
    }
}

fn folded(text: Option<&str>) -> String {
    text.unwrap_or_default().trim().to_lowercase()
}

/// A broken rule: its code, what it is about, what is needed, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) code: Code,
    pub(super) subject: String,
    pub(super) need: String,
    pub(super) fix: String,
}

fn broken(code: Code, subject: &str, need: impl Into<String>, fix: impl Into<String>) -> Broken {
    Broken { code, subject: subject.to_owned(), need: need.into(), fix: fix.into() }
}

/// The first rule that the request breaks under `toggles`.
pub(super) fn first_broken(request: &Request, toggles: Toggles) -> Option<Broken> {
    let analyst = is_analyst(request.agent_name.as_deref());
    unfounded_bypass(request)
        .or_else(|| silent_transition(request))
        .or_else(|| if analyst { None } else { out_of_mode(request) })
        .or_else(|| if analyst { None } else { not_enriched(request) })
        .or_else(|| if analyst { None } else { no_decision(request, toggles) })
        .or_else(|| request.hub_decision.as_ref().filter(|_| !analyst).and_then(empty_decision))
}

fn unfounded_bypass(request: &Request) -> Option<Broken> {
    (request.bypass_prompt_analyst_policy && request.reason() != UNAVAILABLE).then(|| {
        broken(
            Code::AnalystBypassUnfounded,
            "bypass_prompt_analyst_policy",
            format!("the reason `{UNAVAILABLE}` for passing the prompt analyst over"),
            format!("set transition_reason_code to `{UNAVAILABLE}` if that is so, or let the analyst look at it"),
        )
    })
}

fn silent_transition(request: &Request) -> Option<Broken> {
    let (from, to) = (request.previous_hub_mode?, request.asked_mode()?);
    let said = |text: &Option<String>| !is_blank(text.as_deref());
    let told = said(&request.transition_event) && said(&request.transition_reason_code);
    (from != to && !told).then(|| {
        broken(
            Code::TransitionEventRequired,
            "transition_event",
            format!("an event and a reason for going from {} to {}", from.word(), to.word()),
            "add transition_event and transition_reason_code, or stay in the mode",
        )
    })
}

fn out_of_mode(request: &Request) -> Option<Broken> {
    let (mode, agent) = (request.mode()?, request.agent_name.as_deref()?);
    (!mode.targets().contains(&agent)).then(|| {
        let targets = mode.targets().join(", ");
        broken(
            Code::ModeBoundary,
            "agent_name",
            format!("a target that {} deploys; {agent} is none", mode.word()),
            format!("name one of {targets}, or ask for another mode with its transition"),
        )
    })
}

fn not_enriched(request: &Request) -> Option<Broken> {
    if request.bypass_prompt_analyst_policy || request.is_enriched() {
        return None;
    }
    let demanded = request.hub_decision.as_ref().is_some_and(Decision::demands_analyst);
    let why = match request.trigger() {
        Some(trigger) => format!("`{trigger}` asks for it"),
        None if demanded => "enforcement.block_on_missing_promptanalyst asks for it".to_owned(),
        None => return None,
    };
    Some(broken(
        Code::AnalystRequired,
        "prompt_analyst_output",
        format!("what the prompt analyst says to this request; {why}"),
        "have the prompt analyst look at it, and add prompt_analyst_output",
    ))
}

fn no_decision(request: &Request, toggles: Toggles) -> Option<Broken> {
    let strict = toggles.strict_bundle_resolution;
    let on_demand = toggles.provisioning_mode == ProvisioningMode::OnDemand;
    let why = if strict {
        "the posture resolves bundles strictly"
    } else if on_demand {
        "the posture provisions on demand"
    } else if request.prompt_analyst_output.is_some() {
        "the prompt analyst was asked"
    } else if request.requested_scope.is_some() {
        "a scope is asked for"
    } else {
        return None;
    };
    request.hub_decision.is_none().then(|| {
        broken(
            Code::BundleDecisionRequired,
            "hub_decision",
            format!("the hub's decision on bundles; {why}"),
            "add hub_decision with its id, its version and the bundles",
        )
    })
}

fn empty_decision(decision: &Decision) -> Option<Broken> {
    let mut missing = Vec::new();
    if is_blank(decision.bundle_decision_id.as_deref()) {
        missing.push("bundle_decision_id");
    }
    if is_blank(decision.bundle_decision_version.as_deref()) {
        missing.push("bundle_decision_version");
    }
    if !decision.names_a_bundle() {
        missing.push("a bundle");
    }
    (!missing.is_empty()).then(|| {
        broken(
            Code::BundleDecisionInvalid,
            "hub_decision",
            format!("{} in the hub's decision", missing.join(", ")),
            "fill it in: an id, a version, and a hub or a spoke bundle",
        )
    })
}
