//! What each provisioner has for each requirement, and asking the provisioner engine to rank it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;

use super::scope::in_workspace;
use super::wanted::{Want, Wants, What};
use super::{Item, Kind, Registry, Request, Source, Switch};
use crate::hold::{Layer, Offer, Operation};
use crate::posture::{FallbackMode, ProvisioningMode, Toggles};
use crate::provision::{Deed, Need, Provisioner, RequirementReport, offers, overlay, provisioner_ids, world};

/// What one provisioner has for one requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stock {
    /// The node of the world that stands for it.
    pub(super) provider: String,
    /// The files that it gives.
    pub(super) files: Vec<String>,
    /// What taking it means.
    pub(super) text: String,
}

/// Everything that any provisioner has, those that are off included.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    stock: BTreeMap<(Source, String), Vec<Stock>>,
    /// What was left out for lying outside of the boundaries.
    pub(super) outside: BTreeSet<String>,
}

impl Shelves {
    pub(super) fn of(&self, source: Source, want: &Want) -> &[Stock] {
        self.stock.get(&(source, want.key())).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A provisioner of the engine: it offers what is on its shelf.
#[derive(Debug)]
struct Shelf {
    source: Source,
    stock: BTreeMap<String, Vec<Stock>>,
}

impl Provisioner for Shelf {
    fn id(&self) -> &str {
        self.source.word()
    }

    fn layer(&self) -> Layer {
        self.source.layer()
    }

    fn offers(&self, need: &Need<'_>) -> Vec<Offer<Deed>> {
        let stock = self.stock.get(&need.edge.id).map(Vec::as_slice).unwrap_or_default();
        let offer = |one: &Stock| {
            let deed = Deed::Bind { node: one.provider.as_str().into() };
            Offer::take(Operation::Existing, self.source.word(), &one.text, deed)
        };
        stock.iter().map(offer).collect()
    }
}

/// Looks through the registry once for every provisioner and every requirement.
pub(super) fn shelves(
    registry: &Registry,
    request: &Request,
    wants: &Wants<'_>,
    toggles: Toggles,
    switches: &[Switch],
) -> Shelves {
    let mut shelves = Shelves::default();
    let stocker = Stocker { registry, request, wants, toggles, switches };
    for want in &wants.list {
        let mut known = false;
        for source in Source::ALL {
            // The fallback is for what nobody nearer has.
            if source == Source::Fallback && known {
                continue;
            }
            let stock = stocker.stock(source, want, &mut shelves.outside);
            let answers = stocker.is_on(source);
            known |= answers && !stock.is_empty();
            if !stock.is_empty() {
                shelves.stock.insert((source, want.key()), stock);
            }
        }
    }
    shelves
}

struct Stocker<'a> {
    registry: &'a Registry,
    request: &'a Request,
    wants: &'a Wants<'a>,
    toggles: Toggles,
    switches: &'a [Switch],
}

impl Stocker<'_> {
    fn is_on(&self, source: Source) -> bool {
        self.switches.iter().any(|row| row.provisioner == source && row.on)
    }

    fn stock(&self, source: Source, want: &Want, outside: &mut BTreeSet<String>) -> Vec<Stock> {
        match (source, want.what) {
            (Source::Registry, What::Id(kind)) => self.exact(kind, want),
            // Under strict the others are off anyway; what they have tells what strict keeps out.
            _ if want.exact && !self.toggles.strict_bundle_resolution => Vec::new(),
            _ => self.broad(source, want, outside),
        }
    }

    /// What the registry has under exactly this id.
    fn exact(&self, kind: Kind, want: &Want) -> Vec<Stock> {
        if want.barred.is_some() {
            return Vec::new();
        }
        let fits = |item: &&Item| want.version.is_none() || item.version == want.version;
        let stock = |item: &Item| Stock {
            provider: item.path.clone(),
            files: if matches!(kind, Kind::Instruction | Kind::Skill) { vec![item.path.clone()] } else { Vec::new() },
            text: format!("Use {}, which {} declares", item.id, item.path),
        };
        self.registry.named(kind, &want.id).filter(fits).map(stock).collect()
    }

    /// What the others would add: never a file outside of the boundaries.
    fn broad(&self, source: Source, want: &Want, outside: &mut BTreeSet<String>) -> Vec<Stock> {
        let Some((provider, text, files)) = self.set(source, want) else { return Vec::new() };
        let is_inside = |path: &String| {
            self.registry
                .file(path)
                .is_some_and(|file| in_workspace(file) && self.request.scope().is_none_or(|scope| scope.holds(file)))
        };
        let (inside, left_out): (Vec<String>, Vec<String>) = files.into_iter().partition(is_inside);
        if self.is_on(source) {
            outside.extend(left_out);
        }
        if inside.is_empty() { Vec::new() } else { vec![Stock { provider, files: inside, text }] }
    }

    fn set(&self, source: Source, want: &Want) -> Option<(String, String, Vec<String>)> {
        let set = |name: String, text: &str, files: Vec<String>| Some((format!("set:{name}"), text.to_owned(), files));
        match (source, want.what) {
            (Source::AmbientScan, What::Ambient) => {
                let agent = self.request.agent_name.as_deref()?;
                set(
                    format!("ambient:{agent}"),
                    "Use what lies in the agent's directories",
                    self.registry.around(agent).to_vec(),
                )
            }
            (Source::AmbientScan, What::Id(kind)) => {
                set(format!("scan:{}", want.key()), "Use what a scan finds by its name", self.scan(kind, &want.id))
            }
            (Source::IncludeAll, What::AllSkills) => {
                let skills = self.registry.of(Kind::Skill).iter().map(|item| item.path.clone()).collect();
                set("skills".to_owned(), "Include every skill", skills)
            }
            (Source::Fallback, What::Id(_)) => {
                let mode = self.toggles.fallback_policy.fallback_mode;
                let (text, files) = match mode {
                    FallbackMode::None => return None,
                    FallbackMode::StaticRestore => ("Fall back to the static set: everything", self.everything()),
                    FallbackMode::Compat => {
                        let files = self.wants.hub_item.map(|hub| self.files_of_hub(hub)).unwrap_or_default();
                        ("Fall back to all that the hub bundle composes", files)
                    }
                };
                set(format!("fallback:{}", mode.word()), text, files)
            }
            (Source::AlwaysOn, What::Id(_)) => set("everything".to_owned(), "Load everything", self.everything()),
            // Allowed is not yet asked for: only the mode makes it unconditional.
            (Source::AlwaysOn, What::Everything) => {
                let always = self.toggles.provisioning_mode == ProvisioningMode::AlwaysOn;
                let files = if always || !self.is_on(source) { self.everything() } else { Vec::new() };
                set("everything".to_owned(), "Load everything", files)
            }
            _ => None,
        }
    }

    fn everything(&self) -> Vec<String> {
        self.registry.loadable().map(|(_, item)| item.path.clone()).collect()
    }

    /// What older systems took for a match: a file's or a folder's name, or the first letters of an id.
    fn scan(&self, kind: Kind, id: &str) -> Vec<String> {
        let id = id.to_lowercase();
        let begins = |item: &&Item| item.id.to_lowercase().starts_with(&id);
        match kind {
            Kind::Hub => {
                self.registry.of(kind).iter().filter(begins).flat_map(|item| self.files_of_hub(item)).collect()
            }
            Kind::Spoke => {
                self.registry.of(kind).iter().filter(begins).flat_map(|item| self.files_of_spoke(item)).collect()
            }
            Kind::Instruction | Kind::Skill => {
                let declared = self.registry.of(kind).iter().filter(begins).map(|item| item.path.as_str());
                let named = self.registry.markdown().filter(|path| is_named(path, &id));
                let found: BTreeSet<&str> = declared.chain(named).collect();
                found.into_iter().map(str::to_owned).collect()
            }
        }
    }

    fn files_of_hub(&self, hub: &Item) -> Vec<String> {
        let spokes = hub.spokes.iter().flat_map(|id| self.registry.named(Kind::Spoke, id));
        let files: BTreeSet<String> = spokes.flat_map(|spoke| self.files_of_spoke(spoke)).collect();
        files.into_iter().collect()
    }

    fn files_of_spoke(&self, spoke: &Item) -> Vec<String> {
        let of = |kind: Kind, ids: &[String]| -> Vec<String> {
            ids.iter().filter_map(|id| Some(self.registry.named(kind, id).next()?.path.clone())).collect()
        };
        [of(Kind::Instruction, &spoke.instructions), of(Kind::Skill, &spoke.skills)].concat()
    }
}

/// Whether the last folder, the file, or the file without its ending has this name.
pub(super) fn is_named(path: &str, id: &str) -> bool {
    let mut parts = path.rsplit('/');
    let (file, folder) = (parts.next().unwrap_or_default().to_lowercase(), parts.next().unwrap_or_default());
    file == id || file.strip_suffix(".md") == Some(id) || folder.to_lowercase() == id
}

/// Asks the engine: a requirement for each want, the provisioners that are on, and its ranking.
pub(super) fn rank(wants: &[Want], shelves: &Shelves, switches: &[Switch], strict: bool) -> Vec<RequirementReport> {
    let providers: BTreeSet<&str> = shelves.stock.values().flatten().map(|one| one.provider.as_str()).collect();
    let nodes: Vec<_> = std::iter::once("request").chain(providers).map(|id| json!({"id": id})).collect();
    let edge = |want: &Want| {
        let hard = (strict || want.exact) && want.kind().is_some();
        json!({"id": want.key(), "kind": "dependency", "label": want.key(), "source": "request",
            "requirement": {"identifier": want.key(), "policy": "EXISTING", "hard": hard}})
    };
    let edges: Vec<_> = wants.iter().map(edge).collect();
    let text = json!({"world": "bundles", "cursor": "request", "nodes": nodes, "edges": edges}).to_string();
    // What is built here is a world; were it none, nothing would be offered, and that refuses.
    let Ok(mut world) = world::parse(&text) else { return Vec::new() };
    world.off = provisioner_ids(&world).into_iter().map(str::to_owned).collect();
    for source in Source::ALL {
        let own = shelves.stock.iter().filter(|((of, _), _)| *of == source);
        let stock = own.map(|((_, key), stock)| (key.clone(), stock.clone())).collect();
        world.register(Arc::new(Shelf { source, stock }));
    }
    world.off.extend(switches.iter().filter(|row| !row.on).map(|row| row.provisioner.word().to_owned()));
    offers(&overlay(&world, None)).requirements
}
