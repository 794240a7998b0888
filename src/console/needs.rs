//! What phases need of a world: the runbook names it, and edges from the node that is called like the phase are its needs.
//! Its hard needs stand between the phase and DONE like everything else there.

use super::{Command, Ctx, Holds, Observed, State};
use crate::hold::{Code, Hold, map_all};
use crate::provision::world::Edge;
use crate::provision::{self, SeenWorld};
use crate::runbook::{Seen, Status};

/// The world that a runbook names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// As the front matter has it.
    pub name: &'a str,
    /// Its path; `None` when no world of the workspace has that path, or several have that name.
    pub path: Option<&'a str>,
}

/// The world that the runbook at `path` names, by its path or, where that is plain, by its file's name without ending.
pub fn world_of<'a>(observed: &'a Observed, path: &str) -> Option<Named<'a>> {
    let Some(Seen::Read { document, .. }) = observed.runbooks.get(path) else { return None };
    let name = document.world.as_deref()?;
    Some(Named { name, path: find(observed.worlds.keys(), name) })
}

fn find<'a>(paths: impl Iterator<Item = &'a String> + Clone, name: &str) -> Option<&'a str> {
    if let Some(path) = paths.clone().find(|path| *path == name) {
        return Some(path);
    }
    let stem = |path: &str| {
        let file = path.rsplit('/').next().unwrap_or(path);
        file.rsplit_once('.').map_or(file, |(stem, _)| stem) == name
    };
    let mut called = paths.filter(|path| stem(path));
    called.next().filter(|_| called.next().is_none()).map(String::as_str)
}

/// The hard needs of a phase that are not met, each with its offers. A plan that stands without its world has none, as
/// long as nothing was ever accepted in that world; what is DONE stays DONE.
pub fn needs(state: &State, path: &str, phase: &str, ctx: &Ctx) -> Holds {
    look(state, path, phase, ctx, |world, seen| provision::holds(&state.provision, world, seen, phase))
}

/// The soft needs of a phase that have offers. They hold nothing.
pub fn wishes(state: &State, path: &str, phase: &str, ctx: &Ctx) -> Holds {
    look(state, path, phase, ctx, |world, seen| {
        let SeenWorld::Read { world: read, .. } = seen else { return Vec::new() };
        let is_soft = |edge: &&Edge| edge.requirement().is_some_and(|asked| !asked.hard);
        let soft = read.edges().iter().filter(|edge| edge.anchor() == phase && !edge.is_affordance()).filter(is_soft);
        soft.flat_map(|edge| provision::holds(&state.provision, world, seen, &edge.id)).collect()
    })
}

fn look(
    state: &State,
    path: &str,
    phase: &str,
    ctx: &Ctx,
    ask: impl FnOnce(&str, &SeenWorld) -> Vec<Hold<provision::Command>>,
) -> Holds {
    let Some(Seen::Read { document, .. }) = ctx.observed.runbooks.get(path) else { return Vec::new() };
    if document.status(phase) == Status::Done {
        return Vec::new();
    }
    let Some(Named { name, path }) = world_of(&ctx.observed, path) else { return Vec::new() };
    // One that is gone is missed where something was accepted in it.
    let Some(world) = path.or_else(|| find(state.provision.worlds.keys(), name)) else { return Vec::new() };
    let seen = ctx.observed.worlds.get(world).unwrap_or(&SeenWorld::Absent);
    if matches!(seen, SeenWorld::Absent) && !state.provision.worlds.contains_key(world) {
        return Vec::new();
    }
    // A phase that the world does not know needs nothing of it.
    let mut holds = ask(world, seen);
    holds.retain(|hold| hold.code != Code::NoRequirement);
    map_all(holds, &Command::Provision)
}
