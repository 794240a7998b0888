//! What an offer would do, in sentences: who may accept it, what it changes, what it costs elsewhere.

use serde_json::Value;

use crate::hold::{Caller, Operation, Who};
use crate::provision::world::{Requirement, Template};
use crate::provision::{AffordanceReport, Change, Consequences, Status, Survey};

/// What a requirement asks for, on one line.
pub fn asks(asked: &Requirement) -> String {
    let mut parts = Vec::new();
    parts.extend(asked.identifier.as_ref().map(|name| format!("identifier {name}")));
    if !asked.criteria.has_tags.is_empty() {
        parts.push(format!("tags {}", asked.criteria.has_tags.join(" ")));
    }
    parts.extend(asked.criteria.attrs.iter().map(|(name, value)| format!("{name}={value}")));
    parts.push(format!("policy {}", asked.policy));
    parts.extend(asked.template.as_ref().map(|found| format!("template {}", template(found))));
    parts.extend(asked.template_ref.as_ref().map(|name| format!("template {name}")));
    parts.extend(asked.reference.as_ref().map(|name| format!("clones {name}")));
    parts.push(if asked.hard { "hard" } else { "soft" }.to_owned());
    parts.join(" · ")
}

fn template(template: &Template) -> String {
    let mut parts: Vec<String> = template.label.iter().cloned().collect();
    if !template.tags.is_empty() {
        parts.push(format!("+{}", template.tags.join(" +")));
    }
    parts.extend(template.attrs.iter().map(|(name, value)| format!("{name}={value}")));
    parts.join(" ")
}

/// Who may accept an offer, and whether whoever sits here is among them.
pub fn who(who: Who, caller: &Caller) -> String {
    let may = if who.admits(caller) { "you are among them" } else { "you are not among them" };
    match who {
        Who::Anyone => "anyone".to_owned(),
        Who::Human | Who::HumanPresent => format!("{}: {may}; accepting the best never takes it", who.word()),
    }
}

/// The fields that would change, before and after.
pub fn changes(known: &Consequences) -> String {
    if known.changes.is_empty() {
        return match known.operation {
            Operation::Update => format!("nothing: {} has all of the template already", known.node),
            _ => format!("nothing: {} is used as it is", known.node),
        };
    }
    let one = |change: &Change| match &change.before {
        Value::Null => format!("{} {}", change.field, value(&change.after)),
        before => format!("{} {} → {}", change.field, value(before), value(&change.after)),
    };
    let fields: Vec<String> = known.changes.iter().filter(|change| change.field != "id").map(one).collect();
    match (known.is_new, known.operation, fields.is_empty()) {
        (true, Operation::Clone, true) => format!("a copy {}, as it is", known.node),
        (true, Operation::Clone, false) => format!("a copy {}: {}", known.node, fields.join(", ")),
        (true, ..) => format!("a new node {}: {}", known.node, fields.join(", ")),
        (false, ..) => format!("{}: {}", known.node, fields.join(", ")),
    }
}

/// A value as a person writes it.
pub fn value(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) if all.is_empty() => "none".to_owned(),
        Value::Array(all) => all.iter().map(self::value).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// What it would mean for other requirements, a sentence each kind.
pub fn elsewhere(known: &Consequences) -> Vec<String> {
    let mut said = Vec::new();
    let listed = |edges: Vec<&str>| {
        let more = edges.len().saturating_sub(6);
        let some = edges.into_iter().take(6).collect::<Vec<_>>().join(", ");
        if more > 0 { format!("{some} and {more} more") } else { some }
    };
    let satisfies: Vec<&str> = known.satisfies().collect();
    let shadows: Vec<&str> = known.shadows().collect();
    let costs: Vec<&str> = known.costs().filter(|edge| !shadows.contains(edge)).collect();
    let named = |edge: &str| satisfies.contains(&edge) || shadows.contains(&edge) || costs.contains(&edge);
    let others: Vec<&str> = known.elsewhere.iter().map(|one| one.edge.as_str()).filter(|edge| !named(edge)).collect();
    if !satisfies.is_empty() {
        said.push(format!("would meet {} too", listed(satisfies.clone())));
    }
    if !shadows.is_empty() {
        said.push(format!("would shadow {}", listed(shadows.clone())));
    }
    if !costs.is_empty() {
        let gone = known.elsewhere.iter().filter(|one| costs.contains(&one.edge.as_str()));
        let gone = gone.filter(|one| one.then.status != Status::Open).count();
        let word = if gone == costs.len() { "would take the offers of" } else { "would make dearer" };
        said.push(format!("{word} {}", listed(costs.clone())));
    }
    if !others.is_empty() {
        said.push(format!("other offers for {}", listed(others)));
    }
    if said.is_empty() {
        said.push("nothing: no other requirement stands differently".to_owned());
    }
    said
}

/// The edges that would like the label which an affordance takes.
pub fn shadowed<'s>(survey: &'s Survey, taken: &AffordanceReport) -> Vec<&'s str> {
    let same = survey.rows.iter().filter(|row| {
        row.affordance && row.anchor == taken.destination && row.label == taken.label && row.status != Status::Shadowed
    });
    same.map(|row| row.edge.as_str()).collect()
}
