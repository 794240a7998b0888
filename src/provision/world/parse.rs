//! Edges and provisioners from their JSON. Every error is collected, so that one reading tells all.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer};
use serde_json::Value;

use super::errors::Errors;
use super::fields::{Fields, nearest, too_long_a_list, wrong};
use super::limits::{EDGES, PROVISIONERS, TEMPLATE, WORDS};
use super::model::patience;
use super::path::Path;
use super::shape::Element;
use super::strict::{self, Reading, Strict};
use super::{Craft, Criteria, Declared, Edge, Link, Policy, Proposal, Requirement, Template};
use crate::hold::Layer;

const LAYERS: [Layer; 4] = [Layer::Local, Layer::Author, Layer::Application, Layer::Global];
const CRAFTS: [&str; 6] = ["graph", "template", "updating", "cloning", "affordance", "command"];
const KINDS: [&str; 3] = ["dependency", "affordance", "choice"];

/// The edges read so far, each with its place in the file. One whose requirement makes no sense stays, and no operation
/// meets it: were it left out, the node that needs it would look as if it needed nothing.
#[derive(Debug, Default)]
pub(super) struct Edges(pub(super) Vec<(usize, Edge)>);

impl Element for Edges {
    const MOST: (usize, &'static str) = (EDGES, "edges");

    fn take<'de, D: Deserializer<'de>>(
        &mut self,
        at: usize,
        path: &Path<'_>,
        reading: &mut Reading,
        from: D,
    ) -> Result<(), D::Error> {
        let before = reading.errors.count();
        let value = Strict { path: *path, reading: &mut *reading }.deserialize(from)?;
        let errors = &mut reading.errors;
        let read = Fields::of(&value, path.to_string(), errors).and_then(|fields| edge(fields, errors, before));
        self.0.extend(read.map(|edge| (at, edge)));
        Ok(())
    }
}

/// The provisioners read so far, each with its place in the file. One with an error is left out.
#[derive(Debug, Default)]
pub(super) struct Provisioners(pub(super) Vec<(usize, Declared)>);

impl Element for Provisioners {
    const MOST: (usize, &'static str) = (PROVISIONERS, "provisioners");

    fn take<'de, D: Deserializer<'de>>(
        &mut self,
        at: usize,
        path: &Path<'_>,
        reading: &mut Reading,
        from: D,
    ) -> Result<(), D::Error> {
        let before = reading.errors.count();
        let value = Strict { path: *path, reading: &mut *reading }.deserialize(from)?;
        let errors = &mut reading.errors;
        let read = Fields::of(&value, path.to_string(), errors).and_then(|fields| provisioner(fields, errors));
        self.0.extend(read.filter(|_| errors.count() == before).map(|one| (at, one)));
        Ok(())
    }
}

fn each<T>(
    items: Vec<(String, &Value)>,
    errors: &mut Errors,
    read: fn(Fields<'_>, &mut Errors) -> Option<T>,
) -> Vec<T> {
    items.into_iter().filter_map(|(path, item)| read(Fields::of(item, path, errors)?, errors)).collect()
}

/// `id` and `label`; either stands for the other when that is absent.
fn names(fields: &mut Fields<'_>, errors: &mut Errors) -> Option<(String, String)> {
    let (id, label) = (fields.text("id", errors), fields.text("label", errors));
    let names = id.clone().or_else(|| label.clone()).map(|id| (id.clone(), label.unwrap_or(id)));
    if names.is_none() {
        wrong(errors, fields.path(), "it has neither an id nor a label", "give it an id");
    }
    names
}

fn edge(mut fields: Fields<'_>, errors: &mut Errors, before: usize) -> Option<Edge> {
    let names = names(&mut fields, errors);
    let kind = choose(&mut fields, "kind", &KINDS, errors);
    let (source, destination) = (fields.text("source", errors), fields.text("destination", errors));
    let path = fields.at("requirement");
    let asked = fields.take("requirement");
    let had_one = asked.is_some();
    let requirement =
        asked.and_then(|value| Fields::of(value, path.clone(), errors)).map(|asked| requirement(asked, errors));
    let here = fields.path().to_owned();
    fields.end(errors);
    let mut need = |end: Option<String>, name: &str| {
        if end.is_none() {
            wrong(
                errors,
                &here,
                format!("the {kind} has no {name}", kind = kind?),
                format!("name a node as its {name}"),
            );
        }
        end
    };
    let link = match kind? {
        "dependency" => need(source, "source").map(|source| (source, destination)),
        "affordance" => need(destination, "destination").map(|destination| (destination, source)),
        _ => {
            let (source, destination) = (need(source, "source"), need(destination, "destination"));
            if had_one {
                wrong(errors, &path, "a choice needs nothing", "remove it, or make the edge a dependency");
            }
            let (id, label) = names?;
            return Some(Edge { id, label, link: Link::Choice { source: source?, destination: destination? } });
        }
    };
    if !had_one {
        wrong(errors, &here, format!("the {} has no requirement", kind?), "say what is needed");
    }
    let ((id, label), (anchor, other)) = (names?, link?);
    let mut requirement = requirement.unwrap_or_else(Requirement::unmeetable);
    if errors.count() > before {
        requirement.policy = Policy::NONE;
    }
    let link = if kind? == "dependency" {
        Link::Dependency { source: anchor, destination: other, requirement }
    } else {
        Link::Affordance { source: other, destination: anchor, requirement }
    };
    Some(Edge { id, label, link })
}

fn requirement(mut fields: Fields<'_>, errors: &mut Errors) -> Requirement {
    let before = errors.count();
    let identifier = fields.text("identifier", errors);
    let path = fields.at("criteria");
    let criteria = fields.take("criteria").and_then(|value| Fields::of(value, path, errors)).map(|mut fields| {
        let criteria = Criteria { has_tags: fields.words("has_tags", errors), attrs: fields.attrs(errors) };
        fields.end(errors);
        criteria
    });
    let path = fields.at("template");
    let template = fields.take("template").and_then(|value| template(value, path, errors));
    let template_ref = fields.text("template_ref", errors);
    let reference = fields.text("reference", errors);
    let policy = match fields.text("policy", errors).map(|text| Policy::parse(&text)) {
        None => Policy::ANY,
        Some(Ok(policy)) => policy,
        Some(Err(word)) => {
            let fix = nearest(&word, Policy::WORDS);
            wrong(errors, &fields.at("policy"), format!("`{word}` is no operation"), fix);
            Policy::ANY
        }
    };
    let hard = fields.flag("hard", true, errors);
    let here = fields.path().to_owned();
    fields.end(errors);
    let requirement = Requirement {
        identifier,
        criteria: criteria.unwrap_or_default(),
        template: template.filter(|template| !template.is_empty()).map(Arc::new),
        template_ref,
        reference,
        policy,
        hard,
    };
    let says_something = requirement.identifier.is_some()
        || !requirement.criteria.is_empty()
        || requirement.template.is_some()
        || requirement.template_ref.is_some();
    if !says_something && errors.count() == before {
        wrong(errors, &here, "the requirement asks for nothing", "give it an identifier, criteria or a template");
    }
    requirement
}

pub(super) fn template(value: &Value, path: String, errors: &mut Errors) -> Option<Template> {
    let length = value.to_string().len();
    if length > TEMPLATE {
        let what = format!("this template is longer than {} KiB", TEMPLATE >> 10);
        wrong(errors, &path, what, "shorten it; what a node needs beside can be a file that it names");
        return None;
    }
    let mut fields = Fields::of(value, path, errors)?;
    let template = Template {
        label: fields.text("label", errors),
        tags: fields.words("tags", errors),
        attrs: fields.attrs(errors),
    };
    fields.end(errors);
    Some(template)
}

fn provisioner(mut fields: Fields<'_>, errors: &mut Errors) -> Option<Declared> {
    let id = fields.text("id", errors);
    if id.is_none() {
        wrong(errors, fields.path(), "the provisioner has no id", "give it one");
    }
    let kind = choose(&mut fields, "type", &CRAFTS, errors);
    let words = LAYERS.map(Layer::word);
    let layer = fields.text("layer", errors);
    let node = fields.text("node", errors);
    let layer = match layer {
        None if node.is_some() => Some(Layer::Local),
        None => Some(Layer::Author),
        Some(word) => {
            let layer = LAYERS.into_iter().find(|layer| layer.word() == word);
            if layer.is_none() {
                wrong(errors, &fields.at("layer"), format!("`{word}` is no layer"), nearest(&word, words));
            }
            layer
        }
    };
    let craft = match kind {
        Some("graph") => Some(Craft::Graph),
        Some("updating") => Some(Craft::Updating),
        Some("cloning") => Some(Craft::Cloning),
        Some("template") => {
            let path = fields.at("templates");
            let registry: BTreeMap<_, _> = fields
                .free("templates", errors)
                .into_iter()
                .filter_map(|(name, value)| {
                    let path = strict::join(&path, &name);
                    Some((name, Arc::new(template(value, path, errors)?)))
                })
                .collect();
            Some(Craft::Template(registry))
        }
        Some("affordance") => {
            if node.is_none() {
                wrong(errors, fields.path(), "the affordance provisioner has no node", "name the node that provides");
            }
            Some(Craft::Affordance(each(fields.list("offers", errors), errors, proposal)))
        }
        Some(_) => {
            let (argv, timeout) = (command(&mut fields, errors), fields.text("timeout", errors));
            if let Some(text) = timeout.as_deref().filter(|text| patience(text).is_none()) {
                let fix = "write 500ms, 5s or 1m; a minute is the most";
                wrong(errors, &fields.at("timeout"), format!("`{text}` is no time limit"), fix);
            }
            Some(Craft::Command { argv, timeout })
        }
        // What else it may have depends on its type; without one its other fields cannot be judged.
        None => return None,
    };
    fields.end(errors);
    Some(Declared { id: id?, layer: layer?, node, craft: craft? })
}

/// The program and its arguments: unlike tags, arguments may repeat.
fn command(fields: &mut Fields<'_>, errors: &mut Errors) -> Vec<String> {
    let mut argv = Vec::new();
    for (path, item) in fields.list("argv", errors) {
        if argv.len() == WORDS {
            wrong(errors, &path, too_long_a_list(), "leave some out");
            break;
        }
        match item {
            Value::String(word) => argv.push(word.clone()),
            _ => wrong(errors, &path, "text was expected here", "write it in quotation marks"),
        }
    }
    if argv.is_empty() {
        wrong(errors, &fields.at("argv"), "the command names no program", "list the program and its arguments");
    }
    argv
}

fn proposal(mut fields: Fields<'_>, errors: &mut Errors) -> Option<Proposal> {
    let label = fields.text("label", errors);
    if label.is_none() {
        wrong(errors, fields.path(), "the affordance has no label", "give it one");
    }
    let (requires_tags, target_tags) = (fields.words("requires_tags", errors), fields.words("target_tags", errors));
    fields.end(errors);
    Some(Proposal { label: label?, requires_tags, target_tags })
}

fn choose(
    fields: &mut Fields<'_>,
    key: &'static str,
    known: &[&'static str],
    errors: &mut Errors,
) -> Option<&'static str> {
    let Some(value) = fields.take(key) else {
        wrong(errors, fields.path(), format!("it has no {key}"), format!("use one of {}", known.join(", ")));
        return None;
    };
    let word = value.as_str().unwrap_or_default();
    let found = known.iter().copied().find(|one| *one == word);
    if found.is_none() {
        wrong(errors, &fields.at(key), format!("{value} is no {key}"), nearest(word, known.iter().copied()));
    }
    found
}
