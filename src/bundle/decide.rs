//! Resolving for the record: no entry, no resolution.

use std::sync::Arc;

use serde::Serialize;

use super::holds::PROVISIONER;
use super::{Event, Registry, Request, RequestError, Resolved, resolve};
use crate::hold::text::clean;
use crate::hold::{Code, Hold, Offer, Operation};
use crate::posture::{Classified, ReadBack};

/// How many errors of a request a refusal lists.
const SHOWN: usize = 12;

/// What may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Command {
    /// Resolve a request under the posture that is live, and record it.
    Resolve {
        /// Where the request was read, for a person.
        path: String,
        /// Its text.
        text: Arc<str>,
    },
}

/// What is known when a command is decided.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The bundles that were looked at; `None` where the workspace names none.
    pub registry: Option<&'a Registry>,
    /// The live posture.
    pub live: &'a ReadBack,
}

/// Decides a command. A refusal leaves no entry.
///
/// # Errors
/// The holds, each with its ways past: those of the policy, of ids and scope, `REQUEST_UNUSABLE`, `NO_BUNDLES`,
/// `POSTURE_UNCLEAR`.
pub fn decide(command: &Command, ask: &Ask<'_>) -> Result<Vec<Event>, Vec<Hold<Command>>> {
    let Command::Resolve { path, text } = command;
    let mut holds = Vec::new();
    let request = Request::read(text).map_err(|errors| holds.push(unusable(path, &errors))).ok();
    if ask.registry.is_none() {
        holds.push(no_bundles());
    }
    if ask.live.toggles().is_none() {
        holds.push(unclear(ask.live.classify()));
    }
    let (Some(request), Some(registry), Some(toggles)) = (request, ask.registry, ask.live.toggles().copied()) else {
        return Err(holds);
    };
    let report = resolve(registry, &request, toggles);
    match report.refusal {
        Some(refusal) => Err(refusal.holds),
        None => Ok(vec![Event::Resolved(Box::new(Resolved::of(&report, toggles.sha256())))]),
    }
}

/// The hold of a request that breaks its schema.
fn unusable(path: &str, errors: &[RequestError]) -> Hold<Command> {
    let more = errors.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!("; {more} more are not shown here") } else { String::new() };
    let need = format!("a request that fits its schema, which schemas/ holds{more}");
    let hold = Hold::new(Code::RequestUnusable, clean(path), need);
    errors
        .iter()
        .take(SHOWN)
        .fold(hold, |hold, error| hold.way(Offer::instruct(Operation::Update, PROVISIONER, clean(&error.to_string()))))
}

fn no_bundles() -> Hold<Command> {
    let way =
        Offer::instruct(Operation::Create, PROVISIONER, "name their directory in wayhold.toml: bundles = \"bundles\"");
    Hold::new(Code::NoBundles, "bundles", "a workspace that names bundles").way(way)
}

fn unclear(live: Classified) -> Hold<Command> {
    let way =
        Offer::instruct(Operation::Update, PROVISIONER, "look at it, and go back to strict: wayhold posture show");
    let need = format!("a live posture that says what may be loaded; it reads {live}");
    Hold::new(Code::PostureUnclear, "posture", need).way(way)
}
