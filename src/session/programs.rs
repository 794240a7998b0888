//! Command provisioners: the programs of a world are asked here, and what they answer goes to the rules as something
//! observed, like the file itself.

use std::path::Path;
use std::sync::Arc;

use super::{Session, environment};
use crate::effects::look;
use crate::provision::world::{Answers, World};
use crate::provision::{Accepted, SeenWorld, overlay, questions};

/// The world with the answers of its programs, asked in `root`; `None` when there is nobody to ask or all were asked about
/// the world as it is.
pub fn answered(world: &World, accepted: Option<&Accepted>, root: &Path, secrets: &[String]) -> Option<World> {
    let graph = overlay(world, accepted);
    let (questions, more) = questions(&graph);
    if questions.is_empty() {
        return None;
    }
    let mut answers = Answers { basis: graph.basis(), ..Answers::default() };
    let asked = match environment::spawner() {
        Ok(spawner) => spawner.ask(&questions, root, secrets, &mut answers),
        Err(error) => Err(std::io::Error::other(format!("the program cannot find itself: {error}"))),
    };
    if let Err(error) = asked {
        for question in &questions {
            answers.fail(question, &error.to_string());
        }
    }
    if more > 0 {
        answers.leave(more);
    }
    Some(world.answered(Arc::new(answers)))
}

/// Reads a world file that belongs to no workspace.
pub fn world_file(path: &Path) -> SeenWorld {
    look::world(path.parent().unwrap_or(path), &path.file_name().unwrap_or_default().to_string_lossy(), None)
}

impl Session {
    /// Asks the programs of a world, once for each open requirement and version of the world: only the verbs that list or
    /// accept offers do, since whoever names a world in a workspace does not mean to run what it names.
    pub fn ask_programs(&mut self, path: &str) {
        let Some(SeenWorld::Read { sha256, world }) = self.observed.worlds.get(path) else { return };
        let accepted = self.state.provision.worlds.get(path);
        if let Some(world) = answered(world, accepted, &self.workspace.root, &self.secrets()) {
            let seen = SeenWorld::Read { sha256: sha256.clone(), world: Arc::new(world) };
            self.observed.worlds.insert(path.to_owned(), seen);
        }
    }
}
