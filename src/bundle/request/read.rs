//! Reading a request by its table: what nobody asked for, what is missing, what is of another shape, with the place.

use super::super::json::{Json, join};
use super::super::scope::parts;
use super::fields::{self, Field, MODE_FIELDS, MOST, Shape};
use super::{Action, Request, RequestError};
use crate::hold::digest::sha256;
use crate::hold::text::clean;

type Errors = Vec<RequestError>;

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with the path and the nearest field.
    pub fn read(text: &str) -> Result<Self, Vec<RequestError>> {
        let json = Json::read(text).map_err(|error| vec![error])?;
        let mut request = Self::of_json(&json)?;
        request.sha256 = sha256(text.as_bytes());
        Ok(request)
    }

    pub(in crate::bundle) fn of_json(json: &Json) -> Result<Self, Vec<RequestError>> {
        let mut errors = Vec::new();
        let action = action(json).map_err(|error| vec![error])?;
        let table: Vec<&Field> = fields::of(action).collect();
        object(json, "", &table, &mut errors);
        if let Json::Object(given) = json {
            let has = |name: &str| given.iter().any(|(key, _)| key == name);
            if let Some(mode) = MODE_FIELDS.into_iter().find(|name| has(name))
                && action == Action::DeployForTask
                && !has("agent_name")
            {
                let what = format!("it is needed with {mode}, whose mode decides which agents may be deployed");
                wrong(&mut errors, "agent_name", what, "name the agent");
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let value = json.value();
        let mut request: Self = serde_json::from_value(value.clone()).map_err(|error| {
            vec![RequestError {
                path: "the request".to_owned(),
                what: error.to_string(),
                fix: "correct it there".to_owned(),
            }]
        })?;
        request.sha256 = sha256(value.to_string().as_bytes());
        Ok(request)
    }
}

fn wrong(errors: &mut Errors, path: &str, what: impl Into<String>, fix: impl Into<String>) {
    let path = if path.is_empty() { "the request" } else { path };
    errors.push(RequestError { path: clean(path), what: what.into(), fix: fix.into() });
}

/// Which request it is; everything else goes by that.
fn action(json: &Json) -> Result<Action, RequestError> {
    let error = |what: String, fix: String| RequestError { path: "action".to_owned(), what, fix };
    let Json::Object(given) = json else {
        let what = format!("an object was expected here, and this is {}", json.word());
        return Err(RequestError { path: "the request".to_owned(), what, fix: "write { … }".to_owned() });
    };
    let words = Action::ALL.map(Action::word);
    match given.iter().find(|(name, _)| name == "action") {
        Some((_, Json::Text(word))) => Action::ALL
            .into_iter()
            .find(|action| action.word() == word)
            .ok_or_else(|| error(format!("`{}` is no request", clean(word)), nearest(word, words))),
        Some((_, other)) => Err(error(format!("text was expected here, and this is {}", other.word()), one_of(&words))),
        None => Err(error("it is missing".to_owned(), one_of(&words))),
    }
}

/// Holds an object against its table.
pub(in crate::bundle) fn object(json: &Json, path: &str, table: &[&Field], errors: &mut Errors) {
    let Json::Object(given) = json else {
        return wrong(errors, path, format!("an object was expected here, and this is {}", json.word()), "write { … }");
    };
    for (at, (name, value)) in given.iter().enumerate() {
        let here = join(path, name);
        if given[..at].iter().any(|(earlier, _)| earlier == name) {
            wrong(errors, &here, "this field is given twice", "keep one of them");
        }
        if let Some(field) = table.iter().find(|field| field.name == name) {
            shape(value, &here, field.shape, errors);
        } else {
            let fix = nearest(name, table.iter().map(|field| field.name));
            wrong(errors, &here, "there is no such field", fix);
        }
    }
    for field in table.iter().filter(|field| field.needed) {
        if !given.iter().any(|(name, _)| name == field.name) {
            wrong(errors, &join(path, field.name), "it is missing", "add it");
        }
    }
}

fn shape(json: &Json, path: &str, shape: Shape, errors: &mut Errors) {
    let mut unlike = |expected: &str, fix: &str| {
        wrong(errors, path, format!("{expected} was expected here, and this is {}", json.word()), fix);
    };
    match (shape, json) {
        (Shape::Text, Json::Text(text)) if text.trim().is_empty() => {
            wrong(errors, path, "this text is empty", "say what is meant, or leave the field out");
        }
        (Shape::Text | Shape::Loose | Shape::Bundle(_), Json::Text(_))
        | (Shape::Flag, Json::Flag(_))
        | (Shape::Any, _) => {}
        (Shape::Text | Shape::Loose, _) => unlike("text", "write it in quotation marks"),
        (Shape::Flag, _) => unlike("true or false", "write true or false"),
        (Shape::Word(words), Json::Text(word)) => one(word, words, path, errors),
        (Shape::Words(words), Json::Text(word)) => one(word, &words(), path, errors),
        (Shape::Word(words), _) => unlike("a word", &one_of(words)),
        (Shape::Words(words), _) => unlike("a word", &one_of(&words())),
        (Shape::Share, Json::Number(number)) => {
            if !number.as_f64().is_some_and(|share| (0.0..=1.0).contains(&share)) {
                wrong(errors, path, "this is not from 0 to 1", "write a number from 0 to 1");
            }
        }
        (Shape::Share, _) => unlike("a number", "write a number from 0 to 1"),
        (Shape::Indices | Shape::Texts | Shape::Paths, Json::List(items)) if items.len() > MOST => {
            let what = format!("this list has {} items, and {MOST} is the most", items.len());
            wrong(errors, path, what, "name fewer");
        }
        (Shape::Indices, Json::List(items)) => {
            if items.is_empty() {
                wrong(errors, path, "this list is empty", "name at least one step, or leave the field out");
            }
            for (at, item) in items.iter().enumerate() {
                if !matches!(item, Json::Number(number) if number.is_u64()) {
                    wrong(errors, &format!("{path}[{at}]"), "a step's number was expected here", "write 0, 1, 2 …");
                }
            }
        }
        (Shape::Texts | Shape::Paths, Json::List(items)) => {
            for (at, item) in items.iter().enumerate() {
                let here = format!("{path}[{at}]");
                self::shape(item, &here, Shape::Text, errors);
                if let (Shape::Paths, Json::Text(text)) = (shape, item)
                    && !text.trim().is_empty()
                    && parts(text).is_none()
                {
                    wrong(errors, &here, "this path leaves the workspace", "name it relative to the workspace");
                }
            }
        }
        (Shape::Object(table), _) | (Shape::Bundle(table), Json::Object(_)) => {
            object(json, path, &table.iter().collect::<Vec<_>>(), errors);
        }
        (Shape::Each(table), Json::List(items)) => {
            for (at, item) in items.iter().enumerate() {
                object(item, &format!("{path}[{at}]"), &table.iter().collect::<Vec<_>>(), errors);
            }
        }
        (Shape::Indices | Shape::Texts | Shape::Paths | Shape::Each(_), _) => unlike("a list", "write [ … ]"),
        (Shape::Bundle(_), _) => unlike("a bundle", "write its id, or { \"bundle_id\": … }"),
    }
}

fn one(word: &str, words: &[&'static str], path: &str, errors: &mut Errors) {
    if !words.contains(&word) {
        let fix = nearest(word, words.iter().copied());
        wrong(errors, path, format!("`{}` is none of the words that may stand here", clean(word)), fix);
    }
}

fn one_of(words: &[&str]) -> String {
    format!("write one of {}", words.join(", "))
}

/// What to do about `word`, which is none of `known`: the nearest is named first.
pub(in crate::bundle) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    /// Nobody misspells a name at this length, and comparing costs the product of the lengths.
    const LONGEST: usize = 200;
    let known: Vec<&str> = known.into_iter().collect();
    let near = known
        .iter()
        .filter(|_| word.len() <= LONGEST)
        .map(|one| (strsim::damerau_levenshtein(word, one), *one))
        .filter(|(distance, one)| *distance <= 1 + one.len() / 3)
        .min();
    match near {
        Some((_, one)) => format!("did you mean `{one}`?"),
        None if known.is_empty() => "there is none to choose from".to_owned(),
        None if known.len() > 8 => "take it out".to_owned(),
        None => format!("use one of {}", known.join(", ")),
    }
}
