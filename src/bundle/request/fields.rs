//! The fields of both requests, once: the reader goes by these tables and so do the schemas. The files of a registry are
//! read by tables of the same kind.

use super::super::{Label, Mode};

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub(in crate::bundle) enum Shape {
    /// Text with something in it.
    Text,
    /// Text that may be blank, which counts as not said.
    Loose,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A word of a list that is made elsewhere.
    Words(fn() -> Vec<&'static str>),
    /// `true` or `false`.
    Flag,
    /// A number from 0 to 1.
    Share,
    /// Whole numbers from 0, at least one.
    Indices,
    /// Texts with something in them.
    Texts,
    /// Relative paths that stay in the workspace.
    Paths,
    /// An object with these fields.
    Object(&'static [Field]),
    /// A bundle: its id as text, or an object with these fields.
    Bundle(&'static [Field]),
    /// A list of objects with these fields.
    Each(&'static [Field]),
    /// Whatever it is; somebody else reads it.
    Any,
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub(in crate::bundle) struct Field {
    pub(in crate::bundle) name: &'static str,
    pub(in crate::bundle) shape: Shape,
    pub(in crate::bundle) needed: bool,
    pub(in crate::bundle) about: &'static str,
}

pub(in crate::bundle) const fn may(name: &'static str, shape: Shape, about: &'static str) -> Field {
    Field { name, shape, needed: false, about }
}

pub(in crate::bundle) const fn must(name: &'static str, shape: Shape, about: &'static str) -> Field {
    Field { name, shape, needed: true, about }
}

/// The most items of a list: nobody names more, and each costs a look at everything there is.
pub(super) const MOST: usize = 256;

/// With one of these a mode rule applies, and the request has to say which agent it is for.
pub(super) const MODE_FIELDS: [&str; 3] = ["previous_hub_mode", "requested_hub_mode", "requested_hub_label"];

fn modes() -> Vec<&'static str> {
    Mode::ALL.iter().map(|mode| mode.word()).collect()
}

const SCOPES: Shape = Shape::Word(&["task", "phase", "plan"]);
const RESOLUTION: Shape = Shape::Word(&["strict", "compat"]);

const BOUNDARIES: &[Field] = &[
    may("files_allowed", Shape::Paths, "Files that may be given."),
    may("directories_allowed", Shape::Paths, "Directories whose files may be given, with all that is below them."),
];

const PREP: &[Field] =
    &[may("scope_boundaries", Shape::Object(BOUNDARIES), "What may be given at all; anything else is outside.")];

const ANALYST: &[Field] = &[
    may("category", Shape::Text, "The request's category; a rule of the registry names its hub bundle."),
    may("hub_skill_bundle_id", Shape::Text, "The hub bundle that was picked."),
    may("hub_skill_bundle_version", Shape::Text, "Its version."),
    may("hub_skill_scope", SCOPES, "What it was picked for. Kept, and nothing is decided by it."),
    may("hub_skill_selection_reason", Shape::Loose, "Why. Kept, and nothing is decided by it."),
    may("confidence", Shape::Share, "How sure. Kept, and nothing is decided by it."),
    may("provisioning_contract_version", Shape::Loose, "Kept, and nothing is decided by it."),
    may("trace_id", Shape::Loose, "Kept, and nothing is decided by it."),
];

const HUB: &[Field] = &[
    may("bundle_id", Shape::Loose, "Its id in the registry, exactly."),
    may("version", Shape::Text, "Its version, where it has to be this one."),
    may("scope", SCOPES, "What it was picked for. Kept, and nothing is decided by it."),
    may("source", Shape::Word(&["promptanalyst", "hub_override"]), "Who picked it; an override says so."),
];

const INSTRUCTIONS: &[Field] = &[
    may("bundle_id", Shape::Loose, "The spoke bundle's id in the registry, exactly."),
    may("version", Shape::Text, "Its version, where it has to be this one."),
    may("instruction_ids", Shape::Texts, "Of its instructions, only these."),
    may("resolution_mode", RESOLUTION, "With strict it is resolved exactly, whatever the posture allows."),
];

const SKILLS: &[Field] = &[
    may("bundle_id", Shape::Loose, "The spoke bundle's id in the registry, exactly."),
    may("version", Shape::Text, "Its version, where it has to be this one."),
    may("skill_ids", Shape::Texts, "Of its skills, only these."),
    may("resolution_mode", RESOLUTION, "With strict it is resolved exactly, whatever the posture allows."),
];

const ENFORCEMENT: &[Field] = &[
    may("block_on_missing_promptanalyst", Shape::Flag, "Refuse without the prompt analyst's output."),
    may("block_on_ambient_scan", Shape::Flag, "Keep the ambient scan out, whatever the posture allows."),
    may("block_on_include_skills_all", Shape::Flag, "Keep include-all out, whatever the posture allows."),
];

const DECISION: &[Field] = &[
    may("bundle_decision_id", Shape::Loose, "The decision's id."),
    may("bundle_decision_version", Shape::Loose, "The decision's version."),
    may("hub_selected_skill_bundle", Shape::Bundle(HUB), "The hub bundle."),
    may("spoke_instruction_bundle", Shape::Bundle(INSTRUCTIONS), "The spoke bundle whose instructions are given."),
    may("spoke_skill_bundle", Shape::Bundle(SKILLS), "The spoke bundle whose skills are given."),
    may("enforcement", Shape::Object(ENFORCEMENT), "What this request asks to be stricter about than the posture."),
];

const PREP_ACTION: Field = must("action", Shape::Word(&["deploy_and_prep"]), "Which request it is.");
const TASK_ACTION: Field = must("action", Shape::Word(&["deploy_for_task"]), "Which request it is.");
const WORKSPACE: Field = must("workspace_id", Shape::Text, "The workspace that it is for.");
const PLAN: Field = must("plan_id", Shape::Text, "The plan that it is for.");

/// The fields that only one of the two needs come first; the rest is the same for both.
const PREP_OWN: &[Field] = &[
    PREP_ACTION,
    WORKSPACE,
    PLAN,
    must("agent_name", Shape::Text, "The agent that is deployed."),
    must("prompt", Shape::Text, "What it is to do, for this task alone."),
    may("phase_name", Shape::Text, "The phase of the plan."),
    may("step_indices", Shape::Indices, "The steps of the phase."),
];

const TASK_OWN: &[Field] = &[
    TASK_ACTION,
    WORKSPACE,
    PLAN,
    must("phase_name", Shape::Text, "The phase of the plan."),
    must("step_indices", Shape::Indices, "The steps of the phase."),
    may("agent_name", Shape::Text, "The agent that is deployed; needed where a mode is named."),
];

const COMMON: &[Field] = &[
    may("include_skills", Shape::Flag, "Include skills beyond the bundle, where the posture allows it."),
    may("include_research", Shape::Flag, "Give the research notes of the spoke bundle too."),
    may("include_architecture", Shape::Flag, "Give the architecture notes of the spoke bundle too."),
    may("prep_config", Shape::Object(PREP), "How the agent is prepared."),
    may("prompt_analyst_output", Shape::Object(ANALYST), "What the prompt analyst said."),
    may("prompt_analyst_enrichment_applied", Shape::Flag, "Whether it was asked; else its output says so."),
    may("bypass_prompt_analyst_policy", Shape::Flag, "Pass the prompt analyst over, because it is unavailable."),
    may("hub_decision", Shape::Object(DECISION), "The hub's decision on bundles."),
    may("requested_scope", SCOPES, "What the bundles are for."),
    may("transition_event", Shape::Loose, "What happened."),
    may("transition_reason_code", Shape::Loose, "Why."),
    may("previous_hub_mode", Shape::Words(modes), "The mode that the hub was in."),
    may("requested_hub_mode", Shape::Words(modes), "The mode that the hub goes to."),
    may(
        "requested_hub_label",
        Shape::Word(&Label::WORDS),
        "What the hub was called before; an explicit mode goes first.",
    ),
];

/// The fields of a request.
pub(super) fn of(action: super::Action) -> impl Iterator<Item = &'static Field> + Clone {
    let own = match action {
        super::Action::DeployAndPrep => PREP_OWN,
        super::Action::DeployForTask => TASK_OWN,
    };
    own.iter().chain(COMMON)
}
