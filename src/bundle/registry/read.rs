//! Files into a registry. A file that cannot be used is a finding, and the rest stays usable.

use std::collections::BTreeMap;

use super::super::FileFact;
use super::super::json::Json;
use super::super::request::{Field, Shape, may, must, nearest, object};
use super::front::{says, title};
use super::{Finding, Item, Kind, Registry, Rule, has_ending};
use crate::hold::text::{clean, one_line};

/// The longest id.
const LONGEST_ID: usize = 80;

const HUB: &[Field] = &[
    must("id", Shape::Text, "Its id."),
    may("version", Shape::Text, "Its version."),
    may("title", Shape::Text, "What it is about."),
    must("spokes", Shape::Texts, "The spoke bundles that it composes."),
];

const SPOKE: &[Field] = &[
    must("id", Shape::Text, "Its id."),
    may("version", Shape::Text, "Its version."),
    may("title", Shape::Text, "What it is about."),
    may("agents", Shape::Texts, "The agents that it is for."),
    may("instructions", Shape::Texts, "Its instructions."),
    may("skills", Shape::Texts, "Its skills."),
    may("research", Shape::Texts, "Instructions that are given when research is asked for."),
    may("architecture", Shape::Texts, "Instructions that are given when architecture is asked for."),
];

const RULE: &[Field] =
    &[must("category", Shape::Text, "The category."), must("hub", Shape::Text, "The hub bundle's id.")];

const CATEGORIES: &[Field] = &[must("categories", Shape::Each(RULE), "The rules.")];

/// What a path below the directory holds.
enum Place<'a> {
    Declares(Kind),
    Categories,
    Agent(&'a str),
    Request,
    Nothing,
}

fn place(inside: &str) -> Place<'_> {
    let parts: Vec<&str> = inside.split('/').collect();
    match parts.as_slice() {
        ["instructions", name] if has_ending(name, "md") => Place::Declares(Kind::Instruction),
        ["skills", _, "SKILL.md"] => Place::Declares(Kind::Skill),
        ["hubs", name] if has_ending(name, "json") => Place::Declares(Kind::Hub),
        ["spokes", name] if has_ending(name, "json") => Place::Declares(Kind::Spoke),
        ["categories.json"] => Place::Categories,
        ["requests", name] if has_ending(name, "json") => Place::Request,
        ["agents", agent, .., name] if has_ending(name, "md") => Place::Agent(agent),
        _ => Place::Nothing,
    }
}

pub(super) fn registry(directory: &str, files: impl IntoIterator<Item = FileFact>) -> Registry {
    let mut registry = Registry::default();
    let mut files: Vec<FileFact> = files.into_iter().collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    for file in files {
        let inside = file.path.strip_prefix(directory).unwrap_or(&file.path).trim_start_matches('/');
        match place(inside) {
            Place::Nothing => continue,
            Place::Agent(agent) => {
                registry.agents.entry(agent.to_owned()).or_default().push(file.path.clone());
            }
            Place::Request => registry.requests.push(file.path.clone()),
            Place::Categories => categories(&file, &mut registry),
            Place::Declares(kind) => {
                if let Some(item) = declared(kind, &file, &mut registry.findings) {
                    registry.items.entry(kind).or_default().push(item);
                }
            }
        }
        registry.files.insert(file.path.clone(), file);
    }
    cross_check(&mut registry);
    registry
}

fn find(findings: &mut Vec<Finding>, path: &str, message: impl Into<String>) {
    findings.push(Finding { path: clean(path), message: message.into() });
}

fn text<'a>(file: &'a FileFact, findings: &mut Vec<Finding>) -> Option<&'a str> {
    if file.text.is_none() {
        find(findings, &file.path, "it is not UTF-8, or longer than 1 MiB; save it as text");
    }
    file.text.as_deref()
}

fn declared(kind: Kind, file: &FileFact, findings: &mut Vec<Finding>) -> Option<Item> {
    let text = text(file, findings)?;
    let item = match kind {
        Kind::Instruction | Kind::Skill => {
            let Some(id) = says(text, "id") else {
                find(findings, &file.path, "it declares no id, so that no bundle can name it; add `id:` at its top");
                return None;
            };
            let title = says(text, "title").unwrap_or_else(|| title(text));
            Item { id, version: says(text, "version"), title: one_line(&title), ..Item::default() }
        }
        Kind::Hub => bundle(file, text, HUB, findings)?,
        Kind::Spoke => bundle(file, text, SPOKE, findings)?,
    };
    if !is_id(&item.id) {
        let message = format!("`{}` is no id; use 1 to {LONGEST_ID} of a-z, 0-9, `.`, `-` and `_`", clean(&item.id));
        find(findings, &file.path, message);
        return None;
    }
    Some(Item { path: file.path.clone(), ..item })
}

fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    id.len() <= LONGEST_ID && id.chars().all(plain) && id.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// Reads a JSON file by its table.
fn by_table(file: &FileFact, text: &str, table: &[Field], findings: &mut Vec<Finding>) -> Option<serde_json::Value> {
    let mut errors = Vec::new();
    let json = match Json::read(text) {
        Ok(json) => json,
        Err(error) => {
            find(findings, &file.path, error.to_string());
            return None;
        }
    };
    object(&json, "", &table.iter().collect::<Vec<_>>(), &mut errors);
    for error in &errors {
        find(findings, &file.path, error.to_string());
    }
    errors.is_empty().then(|| json.value())
}

fn bundle(file: &FileFact, text: &str, table: &[Field], findings: &mut Vec<Finding>) -> Option<Item> {
    let value = by_table(file, text, table, findings)?;
    let word = |key: &str| value.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    let words = |key: &str| -> Vec<String> {
        let items = value.get(key).and_then(|value| value.as_array());
        items.into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    Some(Item {
        id: word("id").unwrap_or_default(),
        version: word("version"),
        title: one_line(&word("title").unwrap_or_default()),
        path: String::new(),
        spokes: words("spokes"),
        agents: words("agents"),
        instructions: words("instructions"),
        skills: words("skills"),
        research: words("research"),
        architecture: words("architecture"),
    })
}

fn categories(file: &FileFact, registry: &mut Registry) {
    let findings = &mut registry.findings;
    let Some(value) = text(file, findings).and_then(|text| by_table(file, text, CATEGORIES, findings)) else { return };
    for rule in value["categories"].as_array().into_iter().flatten() {
        let word = |key: &str| rule[key].as_str().unwrap_or_default().to_owned();
        let rule = Rule { category: word("category"), hub: word("hub") };
        if registry.rules.iter().any(|known| known.category == rule.category) {
            let message = format!("the category `{}` has two rules, and the first counts", clean(&rule.category));
            find(findings, &file.path, message);
        } else {
            registry.rules.push(rule);
        }
    }
}

/// What files say of each other: ids that are declared twice, and ids that nobody declares.
fn cross_check(registry: &mut Registry) {
    let mut findings = Vec::new();
    for kind in Kind::ALL {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        for item in registry.of(kind) {
            match first.get(item.id.as_str()) {
                Some(path) => {
                    let message =
                        format!("the {} `{}` is declared in {path} already; rename one", kind.word(), item.id);
                    find(&mut findings, &item.path, message);
                }
                None => drop(first.insert(&item.id, &item.path)),
            }
        }
    }
    let mut names = |path: &str, kind: Kind, ids: &[String]| {
        for id in ids.iter().filter(|id| registry.named(kind, id).next().is_none()) {
            let fix = nearest(id, registry.of(kind).iter().map(|item| item.id.as_str()));
            let message = format!("it names the {} `{}`, which no file declares; {fix}", kind.word(), clean(id));
            find(&mut findings, path, message);
        }
    };
    for hub in registry.of(Kind::Hub) {
        names(&hub.path, Kind::Spoke, &hub.spokes);
    }
    for spoke in registry.of(Kind::Spoke) {
        names(&spoke.path, Kind::Instruction, &spoke.instructions);
        names(&spoke.path, Kind::Skill, &spoke.skills);
        names(&spoke.path, Kind::Instruction, &spoke.research);
        names(&spoke.path, Kind::Instruction, &spoke.architecture);
    }
    for rule in &registry.rules {
        names("categories.json", Kind::Hub, std::slice::from_ref(&rule.hub));
    }
    registry.findings.extend(findings);
}
