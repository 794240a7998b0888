//! The requests as JSON Schemas, made from the tables that the reader goes by.

use serde_json::{Map, Value, json};

use super::Action;
use super::fields::{self, Field, MODE_FIELDS, MOST, Shape};

/// A path that stays in the workspace: not absolute, no drive, no `..` between separators, something in it.
const PATH: &str = r"^(?![/\\])(?![A-Za-z]:)(?!(.*[/\\])?\.\.([/\\]|$))[^\u0000]*\S[^\u0000]*$";

/// The JSON Schema (draft 2020-12) of a request; `schemas/` holds both.
pub fn schema(action: Action) -> Value {
    let table: Vec<&Field> = fields::of(action).collect();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": action.word(),
    });
    let Some(map) = schema.as_object_mut() else { return schema };
    map.extend(object(&table));
    if action == Action::DeployForTask {
        let needs: Map<String, Value> =
            MODE_FIELDS.iter().map(|name| ((*name).to_owned(), json!(["agent_name"]))).collect();
        map.insert("dependentRequired".to_owned(), Value::Object(needs));
    }
    schema
}

fn object(table: &[&Field]) -> Map<String, Value> {
    let properties: Map<String, Value> = table
        .iter()
        .map(|field| {
            let mut one = shape(field.shape);
            one["description"] = field.about.into();
            (field.name.to_owned(), one)
        })
        .collect();
    let needed: Vec<&str> = table.iter().filter(|field| field.needed).map(|field| field.name).collect();
    let mut map = Map::new();
    map.insert("type".to_owned(), "object".into());
    map.insert("properties".to_owned(), Value::Object(properties));
    if !needed.is_empty() {
        map.insert("required".to_owned(), needed.into());
    }
    map.insert("additionalProperties".to_owned(), false.into());
    map
}

fn shape(shape: Shape) -> Value {
    let nested = |table: &'static [Field]| Value::Object(object(&table.iter().collect::<Vec<_>>()));
    match shape {
        Shape::Text => json!({"type": "string", "pattern": "\\S"}),
        Shape::Loose => json!({"type": "string"}),
        Shape::Word(words) => json!({"enum": words}),
        Shape::Words(words) => json!({"enum": words()}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Share => json!({"type": "number", "minimum": 0, "maximum": 1}),
        Shape::Indices => {
            json!({"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1, "maxItems": MOST})
        }
        Shape::Texts => json!({"type": "array", "items": {"type": "string", "pattern": "\\S"}, "maxItems": MOST}),
        Shape::Paths => json!({"type": "array", "items": {"type": "string", "pattern": PATH}, "maxItems": MOST}),
        Shape::Object(table) => nested(table),
        Shape::Bundle(table) => json!({"anyOf": [{"type": "string"}, nested(table)]}),
        Shape::Each(table) => json!({"type": "array", "items": nested(table)}),
        Shape::Any => json!({}),
    }
}
