//! Requests to try out: a sample for each category, and the request files that lie beside the bundles.

use std::sync::Arc;

use super::effective::sample_text;
use super::{Kind, Registry, Request, RequestError};

/// A request that can be shown and resolved without anybody having asked for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Its name in a list: a category, a hub bundle, or the name of a file.
    pub name: String,
    /// Where it was read, for a person.
    pub path: String,
    /// Whether it was made up here.
    pub sample: bool,
    /// Its text.
    pub text: Arc<str>,
    /// What the text says, or everything that is wrong with it.
    pub request: Result<Request, Vec<RequestError>>,
}

/// The requests to try: a sample for each category (for each hub bundle where there are no categories), then
/// `requests/*.json` of the registry.
pub fn trials(registry: &Registry) -> Vec<Trial> {
    let mut trials: Vec<Trial> = registry
        .rules
        .iter()
        .map(|rule| sample(&rule.category, sample_text(registry, &rule.hub, Some(&rule.category))))
        .collect();
    if trials.is_empty() {
        let hubs = registry.of(Kind::Hub).iter();
        trials.extend(hubs.map(|hub| sample(&hub.id, sample_text(registry, &hub.id, None))));
    }
    trials.extend(registry.requests().map(|path| of_file(registry, path)));
    trials
}

fn sample(name: &str, text: String) -> Trial {
    let (name, path) = (name.to_owned(), format!("the sample request for {name}"));
    Trial { name, path, sample: true, request: Request::read(&text), text: text.into() }
}

fn of_file(registry: &Registry, path: &str) -> Trial {
    let text = registry.file(path).and_then(|file| file.text.clone());
    let request = match &text {
        Some(text) => Request::read(text),
        None => Err(vec![RequestError {
            path: "the file".to_owned(),
            what: "it is not UTF-8, or longer than 1 MiB".to_owned(),
            fix: "save it as text".to_owned(),
        }]),
    };
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    Trial { name, path: path.to_owned(), sample: false, text: text.unwrap_or_default(), request }
}
