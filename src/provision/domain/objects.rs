//! What has to be kept beside the ledger: the answers of programs whose offers were accepted.

use std::sync::Arc;

use super::{Ask, Event, SeenWorld};

/// The bytes that events name by their digest.
pub fn objects(events: &[Event], ask: &Ask<'_>) -> Vec<Arc<[u8]>> {
    let mut objects: Vec<Arc<[u8]>> = Vec::new();
    for event in events {
        let Event::OfferAccepted(accepted) = event else { continue };
        let Some(SeenWorld::Read { world, .. }) = ask.worlds.get(&accepted.world) else { continue };
        let digest = accepted.answer.as_deref();
        objects.extend(digest.and_then(|digest| world.answers()?.output(digest)).cloned());
    }
    objects
}
