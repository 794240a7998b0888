//! The provisioner engine as one would write it without thinking of time: every question walks every node, every offer is
//! a value of its own. What the indexed engine selects has to be what this one selects; the library's property tests
//! and `benches/offers.rs` hold one against the other.

use std::collections::BTreeMap;

use wayhold::hold::{Layer, Operation};
use wayhold::provision::world::{Craft, Declared, Edge, Link, Node, Requirement, Template, World};
use wayhold::provision::{OfferReport, OffersReport, RequirementReport, ResolveReport};

/// An offer: what, with which node, by whom.
#[derive(Debug, Clone, PartialEq)]
struct Offered {
    operation: Operation,
    layer: Layer,
    provider: Option<String>,
    by: String,
    template: Option<Template>,
}

/// A label's holder: who put it there, whether that is an edge, the node it stands for.
type Holder = (String, bool, String);

/// A slot that alternatives share: whether it is an affordance's, of which node, under which label.
type Slot = (bool, String, String);

/// The world as it stands.
#[derive(Clone)]
pub struct Naive<'w> {
    world: &'w World,
    nodes: Vec<Node>,
    bound: BTreeMap<usize, usize>,
    done: Vec<(usize, Operation)>,
    names: BTreeMap<(String, String), Holder>,
    numbers: BTreeMap<String, usize>,
    changes: usize,
}

/// Who leads each slot: an edge's place, or nothing for a provisioner's affordance; and the name.
type Leaders = BTreeMap<Slot, (Option<usize>, String)>;

impl<'w> Naive<'w> {
    pub fn new(world: &'w World) -> Self {
        let mut names = BTreeMap::new();
        for edge in world.edges() {
            if let Link::Affordance { source: Some(source), destination, .. } = &edge.link {
                let holder = (edge.id.clone(), true, source.clone());
                names.entry((destination.clone(), edge.label.clone())).or_insert(holder);
            }
        }
        let (nodes, bound, numbers) = (world.nodes().to_vec(), BTreeMap::new(), BTreeMap::new());
        Self { world, nodes, bound, done: Vec::new(), names, numbers, changes: 0 }
    }

    /// A line for each requirement and each affordance, as `wayhold offers` judges them.
    pub fn offers(&self) -> Vec<String> {
        let mut leaders = self.leaders();
        let mut lines: Vec<String> = self.asking().map(|place| self.stand(place, &mut leaders)).collect();
        lines.extend(self.affordances(&leaders).into_iter().map(|(line, ..)| line));
        lines
    }

    /// The first offer of one edge, as a line.
    pub fn selection(&self, place: usize) -> String {
        let (offers, _) = self.quote(place);
        let best = offers.first().map(|one| word(one.operation, one.provider.as_deref(), &one.by));
        format!("{} {}", self.world.edges()[place].id, best.unwrap_or_default())
    }

    /// The same of everything that comes of resolving the world.
    pub fn resolve(&mut self) -> Vec<String> {
        let open: Vec<usize> = self.asking().collect();
        let first: Vec<(usize, Option<Offered>)> =
            open.iter().map(|place| (self.changes, self.quote(*place).0.into_iter().next())).collect();
        let mut leaders = self.leaders();
        let mut lines = Vec::new();
        for (place, (then, before)) in open.into_iter().zip(first) {
            lines.push(self.settle(place, &mut leaders, then, before.as_ref()));
        }
        for (mut line, free, destination, label, holder) in self.affordances(&leaders) {
            if free && !self.names.contains_key(&(destination.clone(), label.clone())) {
                self.names.insert((destination, label), holder);
                line = line.replace(" offered", " accepted");
            }
            lines.push(line);
        }
        for (place, operation) in &self.done {
            let node = &self.nodes[self.bound[place]];
            let tags: Vec<&str> = node.tags.iter().map(|tag| &**tag).collect();
            let edge = &self.world.edges()[*place].id;
            lines.push(format!("{edge} {} {} {} {tags:?}", operation.word(), node.id, node.label));
        }
        lines
    }

    fn asking(&self) -> impl Iterator<Item = usize> + use<'w> {
        let edges = self.world.edges();
        (0..edges.len()).filter(|place| edges[*place].requirement().is_some())
    }

    fn far_end(&self, place: usize) -> Option<String> {
        let given = self.world.edges()[place].given().map(str::to_owned);
        given.or_else(|| self.bound.get(&place).map(|node| self.nodes[*node].id.to_string()))
    }

    fn leaders(&self) -> Leaders {
        let mut leaders = Leaders::new();
        for place in self.asking() {
            let edge = &self.world.edges()[place];
            if self.far_end(place).is_some() {
                leaders.entry(slot(edge)).or_insert((Some(place), edge.id.clone()));
            } else if edge.is_affordance()
                && let Some((by, false, _)) = self.names.get(&(edge.anchor().to_owned(), edge.label.clone()))
            {
                leaders.insert(slot(edge), (None, by.clone()));
            }
        }
        leaders
    }

    fn judge(&self, place: usize, leaders: &Leaders, any: bool) -> (&'static str, &'static str, String) {
        let edge = &self.world.edges()[place];
        if let Some((lead, name)) = leaders.get(&slot(edge))
            && (any || lead.is_none_or(|lead| lead < place))
        {
            return ("shadowed", "shadowed_by", name.clone());
        }
        match (any, edge.requirement().is_some_and(|asked| asked.hard)) {
            (true, _) => ("open", "best_cost", String::new()),
            (false, true) => ("unresolved", "no_offers", String::new()),
            (false, false) => ("waived", "no_offers", String::new()),
        }
    }

    fn stand(&self, place: usize, leaders: &mut Leaders) -> String {
        let edge = &self.world.edges()[place];
        if self.far_end(place).is_some() {
            let why = if edge.given().is_some() { "in_file" } else { "accepted" };
            return row(edge, ("bound", why, String::new()), None, &[], 0);
        }
        let (offers, dropped) = self.quote(place);
        let judged = self.judge(place, leaders, !offers.is_empty());
        let selected = (judged.0 == "open").then_some(1);
        if judged.0 == "open" {
            leaders.entry(slot(edge)).or_insert((Some(place), edge.id.clone()));
        }
        row(edge, judged, selected, &offers, dropped)
    }

    fn settle(&mut self, place: usize, leaders: &mut Leaders, then: usize, before: Option<&Offered>) -> String {
        let edge = &self.world.edges()[place];
        if self.far_end(place).is_some() {
            return row(edge, ("bound", "in_file", String::new()), None, &[], 0);
        }
        let (offers, dropped) = self.quote(place);
        let stale = then != self.changes && before.is_some() && before != offers.first();
        let judged = self.judge(place, leaders, !offers.is_empty());
        if judged.0 != "open" {
            return row(edge, judged, None, &offers, dropped);
        }
        let holder = (edge.anchor().to_owned(), edge.label.clone());
        let free = !(edge.is_affordance() && self.names.contains_key(&holder));
        let mut fell = false;
        for (at, offer) in offers.iter().enumerate().filter(|_| free) {
            let Some(node) = self.carry_out(edge, offer) else {
                fell = true;
                continue;
            };
            if edge.is_affordance() {
                self.names.insert(holder, (edge.id.clone(), true, self.nodes[node].id.to_string()));
            }
            self.bound.insert(place, node);
            self.done.push((place, offer.operation));
            self.changes += 1;
            leaders.entry(slot(edge)).or_insert((Some(place), edge.id.clone()));
            let why = if fell {
                "fell_through"
            } else if stale {
                "stale_retry"
            } else {
                "best_cost"
            };
            return row(edge, ("bound", why, String::new()), Some(at + 1), &offers, dropped);
        }
        row(edge, ("unresolved", "fell_through", String::new()), None, &offers, dropped)
    }

    fn carry_out(&mut self, edge: &Edge, offer: &Offered) -> Option<usize> {
        let place = |nodes: &[Node]| nodes.iter().position(|node| Some(&*node.id) == offer.provider.as_deref());
        let mut node = match offer.operation {
            Operation::Existing => return place(&self.nodes),
            Operation::Create => {
                let asked = edge.requirement().and_then(|asked| asked.identifier.clone());
                let label = asked.unwrap_or_else(|| edge.label.clone()).into();
                Node { id: "".into(), label, tags: Box::default(), attrs: BTreeMap::new(), parent: None }
            }
            Operation::Update | Operation::Clone => self.nodes[place(&self.nodes)?].clone(),
        };
        let template = offer.template.as_ref()?;
        if let Some(label) = &template.label {
            node.label = label.as_str().into();
        }
        let mut tags = node.tags.to_vec();
        for tag in &template.tags {
            if tags.iter().all(|one| **one != **tag) {
                tags.push(tag.as_str().into());
            }
        }
        node.tags = tags.into();
        node.attrs.extend(template.attrs.clone());
        if offer.operation == Operation::Update {
            let place = place(&self.nodes)?;
            self.nodes[place] = node;
            return Some(place);
        }
        let used = self.numbers.entry(node.label.to_string()).or_default();
        loop {
            *used += 1;
            let id = format!("{}#{used}", node.label);
            if self.nodes.iter().all(|node| *node.id != *id) {
                node.id = id.into();
                break;
            }
        }
        self.nodes.push(node);
        Some(self.nodes.len() - 1)
    }

    /// All offers in order, and how many duplicates were dropped.
    fn quote(&self, place: usize) -> (Vec<Offered>, usize) {
        let edge = &self.world.edges()[place];
        let Some(asked) = edge.requirement() else { return (Vec::new(), 0) };
        let provisioners = self.provisioners(edge.anchor());
        let inline = asked.template.as_deref().cloned();
        let own = |registry: &BTreeMap<String, std::sync::Arc<Template>>| {
            let name = asked.template_ref.as_ref().or(asked.identifier.as_ref())?;
            registry.get(name).filter(|template| !template.is_empty()).map(|template| (**template).clone())
        };
        let registered = provisioners.iter().find_map(|one| match &one.craft {
            Craft::Template(registry) => own(registry),
            _ => None,
        });
        let template = inline.clone().or(registered);
        let anchor = |node: &&Node, named: Option<&str>| *node.id != *edge.anchor() || named == Some(edge.anchor());
        let meets = |node: &&Node| meets(node, asked) && anchor(node, asked.identifier.as_deref());
        let matches: Vec<&Node> = self.nodes.iter().filter(meets).collect();
        let origins: Vec<&Node> = match asked.reference.as_deref() {
            None => matches.clone(),
            Some(name) => {
                let named = |node: &&Node| *node.id == *name || *node.label == *name;
                self.nodes.iter().filter(named).filter(|node| anchor(node, Some(name))).collect()
            }
        };
        let mut offers = Vec::new();
        for one in provisioners {
            let mut each = |operation, nodes: &[&Node], template: Option<&Template>| {
                offers.extend(nodes.iter().map(|node| Offered {
                    operation,
                    layer: one.layer,
                    provider: Some(node.id.to_string()),
                    by: one.id.clone(),
                    template: template.cloned(),
                }));
            };
            match (&one.craft, &template) {
                (Craft::Graph, _) => each(Operation::Existing, &matches, None),
                (Craft::Updating, Some(template)) => each(Operation::Update, &matches, Some(template)),
                (Craft::Cloning, Some(template)) => each(Operation::Clone, &origins, Some(template)),
                (Craft::Template(registry), _) => {
                    if let Some(template) = inline.clone().or_else(|| own(registry)) {
                        let (operation, layer, by) = (Operation::Create, one.layer, one.id.clone());
                        offers.push(Offered { operation, layer, provider: None, by, template: Some(template) });
                    }
                }
                _ => {}
            }
        }
        offers.retain(|offer| asked.policy.allows(offer.operation));
        offers.sort_by_key(|offer| (offer.operation.cost(), offer.layer));
        let made = offers.len();
        let mut seen: Vec<(String, Operation)> = Vec::new();
        offers.retain(|offer| {
            let Some(provider) = offer.provider.clone() else { return true };
            let key = (provider, offer.operation);
            let is_new = !seen.contains(&key);
            seen.push(key);
            is_new
        });
        let dropped = made - offers.len();
        (offers, dropped)
    }

    /// Who is asked for a node: its own, its ancestors', the world's, the defaults for what is not declared.
    fn provisioners(&self, anchor: &str) -> Vec<Declared> {
        let mut declared: Vec<Declared> = Vec::new();
        let mut at = Some(anchor.to_owned());
        while let Some(id) = at {
            declared.extend(self.world.provisioners().iter().filter(|one| one.node.as_ref() == Some(&id)).cloned());
            let node = self.world.nodes().iter().find(|node| *node.id == *id);
            at = node.and_then(|node| node.parent.as_ref()).map(ToString::to_string);
        }
        declared.extend(self.world.provisioners().iter().filter(|one| one.node.is_none()).cloned());
        let kind = |craft: &Craft| std::mem::discriminant(craft);
        for (id, craft) in [
            ("default.graph", Craft::Graph),
            ("default.template", Craft::Template(BTreeMap::new())),
            ("default.updating", Craft::Updating),
            ("default.cloning", Craft::Cloning),
        ] {
            if declared.iter().all(|one| kind(&one.craft) != kind(&craft)) {
                declared.push(Declared { id: id.to_owned(), layer: Layer::Global, node: None, craft });
            }
        }
        declared.retain(|one| !self.world.off.contains(&one.id));
        declared
    }

    /// A line for each affordance, whether it is free, and where it would enter as what.
    fn affordances(&self, leaders: &Leaders) -> Vec<(String, bool, String, String, Holder)> {
        let Some(cursor) = self.world.cursor.clone() else { return Vec::new() };
        let mut frontier: Vec<String> = Vec::new();
        for edge in self.world.edges() {
            if let Link::Choice { source, destination } = &edge.link
                && *source == cursor
                && !frontier.contains(destination)
            {
                frontier.push(destination.clone());
            }
        }
        if frontier.is_empty() {
            frontier.push(cursor);
        }
        let mut companions: Vec<&Declared> = self.world.provisioners().iter().collect();
        companions.sort_by_key(|one| one.layer);
        let node = |id: &str| self.nodes.iter().find(|node| *node.id == *id);
        let mut lines = Vec::new();
        for destination in frontier {
            let mut taken: BTreeMap<String, String> = BTreeMap::new();
            for one in &companions {
                let (Craft::Affordance(proposals), Some(own)) = (&one.craft, &one.node) else { continue };
                let (Some(source), Some(to)) = (node(own), node(&destination)) else { continue };
                if *own == destination || self.world.off.contains(&one.id) {
                    continue;
                }
                let has = |node: &Node, tag: &String| node.tags.iter().any(|one| **one == **tag);
                for proposal in proposals {
                    let target = &proposal.target_tags;
                    if !proposal.requires_tags.iter().all(|tag| has(source, tag))
                        || !(target.is_empty() || target.iter().any(|tag| has(to, tag)))
                    {
                        continue;
                    }
                    let label = proposal.label.clone();
                    let holder = self.names.get(&(destination.clone(), label.clone()));
                    let mine = holder.is_some_and(|(by, edge, from)| !edge && *by == one.id && from == own);
                    let lead = leaders.get(&(true, destination.clone(), label.clone())).map(|(_, name)| name);
                    let other = holder.map(|(by, ..)| by).or(lead).or_else(|| taken.get(&label)).cloned();
                    let free = !mine && other.is_none();
                    let said = match other {
                        _ if mine => "accepted".to_owned(),
                        Some(by) => format!("`{label}` on {destination} is held by {by}"),
                        None => "offered".to_owned(),
                    };
                    if free {
                        taken.insert(label.clone(), one.id.clone());
                    }
                    let line = format!("{label} {own} {destination} {} {said}", one.id);
                    lines.push((line, free, destination.clone(), label, (one.id.clone(), false, own.clone())));
                }
            }
        }
        lines
    }
}

fn slot(edge: &Edge) -> Slot {
    (edge.is_affordance(), edge.anchor().to_owned(), edge.label.clone())
}

fn meets(node: &Node, asked: &Requirement) -> bool {
    let named = asked.identifier.as_ref().is_none_or(|name| *node.id == **name || *node.label == **name);
    let tagged = asked.criteria.has_tags.iter().all(|tag| node.tags.iter().any(|one| **one == **tag));
    let attrs = asked.criteria.attrs.iter().all(|(name, value)| node.attrs.get(name) == Some(value));
    (asked.identifier.is_some() || !asked.criteria.is_empty()) && named && tagged && attrs
}

fn word(operation: Operation, provider: Option<&str>, by: &str) -> String {
    format!("{}:{}:{by}", operation.word(), provider.unwrap_or("-"))
}

fn row(
    edge: &Edge,
    (status, reason, shadowed_by): (&str, &str, String),
    selected: Option<usize>,
    offers: &[Offered],
    dropped: usize,
) -> String {
    let offers: Vec<String> = offers.iter().map(|one| word(one.operation, one.provider.as_deref(), &one.by)).collect();
    format!("{} {status} {reason} {shadowed_by} {selected:?} {offers:?} {dropped}", edge.id)
}

/// What the engine reports, in the same lines.
pub fn told(report: &OffersReport) -> Vec<String> {
    let offer = |one: &OfferReport| word(one.operation, one.provider.as_deref(), &one.provisioner);
    let line = |row: &RequirementReport| {
        let offers: Vec<String> = row.offers.iter().map(offer).collect();
        let reason = serde_json::to_value(row.reason).unwrap_or_default();
        let (reason, by) = (reason.as_str().unwrap_or_default(), row.shadowed_by.as_deref().unwrap_or_default());
        format!("{} {} {reason} {by} {:?} {offers:?} {}", row.edge, row.status.word(), row.selected, row.duplicates)
    };
    let affordance = |one: &wayhold::provision::AffordanceReport| {
        let reason = serde_json::to_value(&one.reason).unwrap_or_default();
        let said = reason.as_str().unwrap_or_default();
        format!("{} {} {} {} {said}", one.label, one.source, one.destination, one.provisioner)
    };
    report.requirements.iter().map(line).chain(report.affordances.iter().map(affordance)).collect()
}

/// What the engine reports of a resolved world, in the same lines.
pub fn told_resolved(report: &ResolveReport) -> Vec<String> {
    let mut lines = told(&report.offers);
    lines.extend(report.bindings.iter().map(|one| {
        let node = &one.provider;
        format!("{} {} {} {} {:?}", one.edge, one.operation.word(), node.id, node.label, node.tags)
    }));
    lines
}
