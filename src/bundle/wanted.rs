//! What a request asks for: from the category over the hub bundle and the spoke bundle down to single ids, each of which
//! becomes a requirement.

use super::request::Choice;
use super::{Chosen, Item, Kind, Registry, Request};
use crate::hold::digest::sha256;

/// What one requirement means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// An id.
    Id(Kind),
    /// Whatever lies in the agent's directories.
    Ambient,
    /// Every skill.
    AllSkills,
    /// Everything.
    Everything,
}

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Want {
    pub(super) what: What,
    pub(super) id: String,
    pub(super) version: Option<String>,
    /// The field or bundle that asks for it.
    pub(super) by: String,
    /// Only the registry may meet it.
    pub(super) exact: bool,
    /// Why the registry does not give it although it may have it.
    pub(super) barred: Option<String>,
}

/// An id that is longer goes by its digest where the engine asks for names.
const LONG: usize = 500;

impl Want {
    /// A name for it that no other of the same request has, and that is short enough for a world.
    pub(super) fn key(&self) -> String {
        match self.what {
            What::Id(kind) if self.id.len() > LONG => format!("{}:{}", kind.word(), sha256(self.id.as_bytes())),
            What::Id(kind) => format!("{}:{}", kind.word(), self.id),
            What::Ambient | What::AllSkills | What::Everything => self.id.clone(),
        }
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        match self.what {
            What::Id(kind) => Some(kind),
            What::Ambient | What::AllSkills | What::Everything => None,
        }
    }
}

/// Everything that a request asks for.
#[derive(Debug, Default)]
pub(super) struct Wants<'a> {
    pub(super) list: Vec<Want>,
    pub(super) hub: Option<Chosen>,
    pub(super) hub_item: Option<&'a Item>,
    pub(super) spokes: Vec<String>,
    /// The hub bundle that the analyst picked, when the hub took another and does not say that it overrides it.
    pub(super) clash: Option<Chosen>,
    strict: bool,
}

/// A bundle of the hub's decision, and the part of the spoke bundle that is meant by it.
struct Part<'r> {
    choice: &'r Choice,
    field: &'static str,
    instructions: bool,
}

/// What the request asks for. `strict` says that nothing but the registry is asked for any of it.
pub(super) fn wants<'a>(request: &'a Request, registry: &'a Registry, strict: bool) -> Wants<'a> {
    let mut wants = Wants { strict, ..Wants::default() };
    wants.pick_hub(request, registry);
    let decision = request.hub_decision.as_ref();
    let part =
        |choice: Option<&'a Choice>, field, instructions| choice.map(|choice| Part { choice, field, instructions });
    let parts: Vec<Part<'_>> = [
        part(decision.and_then(|one| one.spoke_instruction_bundle.as_ref()), "spoke_instruction_bundle", true),
        part(decision.and_then(|one| one.spoke_skill_bundle.as_ref()), "spoke_skill_bundle", false),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.iter().all(|part| part.choice.id().is_none()) {
        wants.compose(request, registry);
    }
    for part in &parts {
        wants.take(part, request, registry);
    }
    wants.always(request);
    wants
}

impl<'a> Wants<'a> {
    fn push(&mut self, kind: Kind, id: &str, by: impl Into<String>) -> &mut Want {
        let place = self.list.iter().position(|want| want.what == What::Id(kind) && want.id == id);
        let place = place.unwrap_or_else(|| {
            let exact = self.strict;
            let (id, by) = (id.to_owned(), by.into());
            self.list.push(Want { what: What::Id(kind), id, version: None, by, exact, barred: None });
            self.list.len() - 1
        });
        &mut self.list[place]
    }

    /// The hub bundle: the one of the hub's decision, else the analyst's, else that of the category.
    fn pick_hub(&mut self, request: &Request, registry: &'a Registry) {
        let decided = request.hub_decision.as_ref().and_then(|one| one.hub_selected_skill_bundle.as_ref());
        let analyst = request.prompt_analyst_output.as_ref();
        let chosen = |id: &str, by: &str| Chosen { id: id.to_owned(), by: by.to_owned() };
        let category = analyst.and_then(|one| one.category.as_deref());
        let picked = analyst
            .and_then(|one| {
                Some(chosen(one.hub_skill_bundle_id.as_deref()?, "prompt_analyst_output.hub_skill_bundle_id"))
            })
            .or_else(|| Some(chosen(registry.hub_of(category?)?, "prompt_analyst_output.category")));
        let own = decided.and_then(|choice| Some((choice, choice.id()?)));
        let (hub, version) = match (own, picked) {
            (Some((choice, id)), picked) => {
                let overrides = choice.source.as_deref() == Some("hub_override");
                self.clash = picked.filter(|picked| picked.id != id && !overrides);
                (chosen(id, "hub_decision.hub_selected_skill_bundle"), choice.version.clone())
            }
            (None, Some(picked)) => (picked, analyst.and_then(|one| one.hub_skill_bundle_version.clone())),
            (None, None) => {
                if let Some(category) = category {
                    let want = self.push(Kind::Hub, category, "prompt_analyst_output.category");
                    want.barred = Some("no rule of the registry names a hub bundle for this category".to_owned());
                }
                return;
            }
        };
        self.push(Kind::Hub, &hub.id, &hub.by).version.clone_from(&version);
        let fits = |item: &&Item| version.is_none() || item.version == version;
        self.hub_item = registry.of(Kind::Hub).iter().filter(|item| item.id == hub.id).find(fits);
        self.hub = Some(hub);
    }

    /// Where the decision names no spoke bundle: those that the hub bundle has for this agent.
    fn compose(&mut self, request: &Request, registry: &'a Registry) {
        let (Some(hub), Some(chosen)) = (self.hub_item, self.hub.clone()) else { return };
        let agent = request.agent_name.as_deref();
        let mut found = false;
        for id in &hub.spokes {
            let spoke = registry.of(Kind::Spoke).iter().find(|item| item.id == *id);
            // What no file declares is asked for all the same, so that the refusal names it.
            if spoke.is_none_or(|spoke| spoke.is_for(agent)) {
                found = true;
                self.push(Kind::Spoke, id, &hub.id);
                self.spokes.push(id.clone());
            }
            if let Some(spoke) = spoke.filter(|spoke| spoke.is_for(agent)) {
                self.parts(spoke, &spoke.instructions, Kind::Instruction);
                self.parts(spoke, &spoke.skills, Kind::Skill);
                self.notes(spoke, request);
            }
        }
        if !found {
            let whom = agent.map_or_else(|| "a request that names no agent".to_owned(), str::to_owned);
            let why = format!("it has no spoke bundle for {whom}");
            self.push(Kind::Hub, &chosen.id, &chosen.by).barred = Some(why);
        }
    }

    fn parts(&mut self, spoke: &Item, ids: &[String], kind: Kind) {
        for id in ids {
            self.push(kind, id, &spoke.id);
        }
    }

    /// Research and architecture notes, when they are asked for.
    fn notes(&mut self, spoke: &Item, request: &Request) {
        if request.include_research {
            self.parts(spoke, &spoke.research, Kind::Instruction);
        }
        if request.include_architecture {
            self.parts(spoke, &spoke.architecture, Kind::Instruction);
        }
    }

    /// A spoke bundle that the decision names, and what is meant of it.
    fn take(&mut self, part: &Part<'_>, request: &Request, registry: &'a Registry) {
        let field = format!("hub_decision.{}", part.field);
        let (kind, ids, list) = if part.instructions {
            (Kind::Instruction, &part.choice.instruction_ids, "instruction_ids")
        } else {
            (Kind::Skill, &part.choice.skill_ids, "skill_ids")
        };
        let first = self.list.len();
        let spoke = part.choice.id().and_then(|id| self.spoke(id, part.choice, &field, request, registry));
        for (at, id) in ids.iter().enumerate() {
            let known = registry.named(kind, id).next().is_some();
            let want = self.push(kind, id, format!("{field}.{list}[{at}]"));
            // Of an id that nobody declares there is more to say than that.
            if let Some(spoke) = spoke.filter(|_| known) {
                let has = if part.instructions { &spoke.instructions } else { &spoke.skills };
                let notes = [&spoke.research, &spoke.architecture];
                let noted = part.instructions && notes.into_iter().any(|notes| notes.contains(id));
                if !has.contains(id) && !noted {
                    want.barred = Some(format!("{} does not hold it", spoke.id));
                }
            }
        }
        if let Some(spoke) = spoke {
            if ids.is_empty() {
                self.parts(spoke, if part.instructions { &spoke.instructions } else { &spoke.skills }, kind);
            }
            self.notes(spoke, request);
        }
        if part.choice.is_strict() {
            self.list[first..].iter_mut().for_each(|want| want.exact = true);
        }
    }

    /// The spoke bundle with this id, unless it is not the hub bundle's or not for the agent.
    fn spoke(
        &mut self,
        id: &str,
        choice: &Choice,
        field: &str,
        request: &Request,
        registry: &'a Registry,
    ) -> Option<&'a Item> {
        let hub = self.hub_item;
        let agent = request.agent_name.as_deref();
        let fits = |item: &&Item| choice.version.is_none() || item.version == choice.version;
        let item = registry.of(Kind::Spoke).iter().filter(|item| item.id == id).find(fits);
        let want = self.push(Kind::Spoke, id, field);
        want.version.clone_from(&choice.version);
        if let (Some(hub), Some(_)) = (hub, item)
            && !hub.spokes.iter().any(|spoke| spoke == id)
        {
            want.barred = Some(format!("{} does not compose it", hub.id));
        } else if let (Some(item), Some(agent)) = (item, agent)
            && !item.is_for(Some(agent))
        {
            want.barred = Some(format!("it is not for {agent}"));
        }
        let barred = want.barred.is_some();
        if !self.spokes.iter().any(|spoke| spoke == id) {
            self.spokes.push(id.to_owned());
        }
        item.filter(|_| !barred)
    }

    /// What is asked for beside the ids; who is off does not answer.
    fn always(&mut self, request: &Request) {
        let standing = |what, id: &str, by: &str| Want {
            what,
            id: id.to_owned(),
            version: None,
            by: by.to_owned(),
            exact: false,
            barred: None,
        };
        if request.agent_name.is_some() {
            self.list.push(standing(What::Ambient, "ambient", "agent_name"));
        }
        if request.include_skills {
            self.list.push(standing(What::AllSkills, "all skills", "include_skills"));
        }
        self.list.push(standing(What::Everything, "everything", "provisioning_mode"));
    }
}
