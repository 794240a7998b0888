//! Takes the fields of one JSON object, refusing those that nobody asked for.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::errors::Errors;
use super::limits::{TEXT, WORDS};
use super::strict::join;

/// Among more names than this, and for longer words, nobody looks for the nearest: that takes time for each of them.
const COMPARED: usize = 1_000;
const COMPARED_LENGTH: usize = 64;

/// Adds one error.
pub(super) fn wrong(errors: &mut Errors, path: &str, what: impl Into<String>, fix: impl Into<String>) {
    errors.wrong(&path, what, fix);
}

/// What to do about `word`, which is none of `known`: the nearest is named first.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().take(COMPARED + 1).collect();
    if known.len() > COMPARED || word.len() > COMPARED_LENGTH {
        return "use one that the file declares".to_owned();
    }
    let best = known
        .iter()
        .filter(|one| one.len() <= COMPARED_LENGTH)
        .map(|one| (strsim::damerau_levenshtein(word, one), *one))
        .filter(|(distance, one)| *distance <= 1 + one.len() / 3)
        .min();
    match best {
        Some((_, one)) => format!("did you mean `{one}`?"),
        None if known.is_empty() => "there is none to choose from".to_owned(),
        None if known.len() > 12 => "use one that the file declares".to_owned(),
        None => format!("use one of {}", known.join(", ")),
    }
}

/// The fields of one object, taken one by one.
pub(super) struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The fields of `value`, which has to be an object.
    pub(super) fn of(value: &'a Value, path: String, errors: &mut Errors) -> Option<Self> {
        let Some(map) = value.as_object() else {
            wrong(
                errors,
                if path.is_empty() { "the file" } else { &path },
                "an object was expected here",
                "write { … }",
            );
            return None;
        };
        Some(Self { path, map, known: Vec::new() })
    }

    /// Path of the object.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Path of one of its fields.
    pub(super) fn at(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// The field's value; `null` counts as absent.
    pub(super) fn take(&mut self, key: &'static str) -> Option<&'a Value> {
        self.known.push(key);
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// A string that is not empty.
    pub(super) fn text(&mut self, key: &'static str, errors: &mut Errors) -> Option<String> {
        let value = self.take(key)?;
        text(value, &self.at(key), errors)
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &'static str, default: bool, errors: &mut Errors) -> bool {
        match self.take(key) {
            None => default,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                wrong(errors, &self.at(key), "true or false was expected here", "write true or false");
                default
            }
        }
    }

    /// A list; absent is empty.
    pub(super) fn list(&mut self, key: &'static str, errors: &mut Errors) -> Vec<(String, &'a Value)> {
        let path = self.at(key);
        match self.take(key) {
            None => Vec::new(),
            Some(Value::Array(items)) => {
                items.iter().enumerate().map(|(place, item)| (format!("{path}[{place}]"), item)).collect()
            }
            Some(_) => {
                wrong(errors, &path, "a list was expected here", "write [ … ]");
                Vec::new()
            }
        }
    }

    /// A list of strings, each kept once.
    pub(super) fn words(&mut self, key: &'static str, errors: &mut Errors) -> Vec<String> {
        let mut words = Vec::new();
        let mut seen = HashSet::new();
        for (path, item) in self.list(key, errors) {
            if words.len() == WORDS {
                wrong(errors, &path, too_long_a_list(), "leave some out");
                break;
            }
            if let Some(word) = text(item, &path, errors)
                && seen.insert(item.as_str())
            {
                words.push(word);
            }
        }
        words
    }

    /// An object with free keys; absent is empty.
    pub(super) fn free(&mut self, key: &'static str, errors: &mut Errors) -> BTreeMap<String, &'a Value> {
        match self.take(key) {
            None => BTreeMap::new(),
            Some(Value::Object(map)) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
            Some(_) => {
                wrong(errors, &self.at(key), "an object was expected here", "write { … }");
                BTreeMap::new()
            }
        }
    }

    /// Attributes: free keys, free values.
    pub(super) fn attrs(&mut self, errors: &mut Errors) -> BTreeMap<String, Value> {
        self.free("attrs", errors).into_iter().map(|(name, value)| (name, value.clone())).collect()
    }

    /// Refuses every field that was not taken. Call it last.
    pub(super) fn end(self, errors: &mut Errors) {
        for key in self.map.keys() {
            if !self.known.contains(&key.as_str()) {
                let fix = nearest(key, self.known.iter().copied());
                wrong(errors, &join(&self.path, key), "there is no such field", fix);
            }
        }
    }
}

fn text(value: &Value, path: &str, errors: &mut Errors) -> Option<String> {
    let Value::String(text) = value else {
        wrong(errors, path, NO_TEXT.0, NO_TEXT.1);
        return None;
    };
    match unfit(text) {
        None => Some(text.clone()),
        Some((what, fix)) => {
            wrong(errors, path, what, fix);
            None
        }
    }
}

/// What is said of a value that is no text, and what to do.
pub(super) const NO_TEXT: (&str, &str) = ("text was expected here", "write it in quotation marks");

/// Why a text cannot be used, and what to do; `None` when it can.
pub(super) fn unfit(text: &str) -> Option<(String, &'static str)> {
    if text.trim().is_empty() {
        return Some(("this text is empty".to_owned(), "write a word, or leave the field out"));
    }
    (text.len() > TEXT).then(|| (format!("this text is longer than {TEXT} bytes"), "shorten it"))
}

/// What is said of a list of tags or arguments that goes on.
pub(super) fn too_long_a_list() -> String {
    format!("this list has more than {WORDS} entries")
}
