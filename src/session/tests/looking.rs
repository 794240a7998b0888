//! What is read again at a look, and what is not.

use super::*;
use crate::provision::SeenWorld;

fn digest(session: &Session) -> String {
    match &session.observed.worlds["worlds/large.json"] {
        SeenWorld::Read { sha256, .. } => sha256.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_large_world_is_read_again_when_its_file_has_changed_and_only_then() {
    let room = Room::new();
    let path = room.root().join("worlds/large.json");
    let world = |first: &str| {
        let nodes: Vec<String> = (0..40_000).map(|number| format!(r#"{{"id":"{first}-{number:024}"}}"#)).collect();
        format!(r#"{{"world":"large","nodes":[{}]}}"#, nodes.join(","))
    };
    std::fs::write(&path, world("a")).unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() > LARGE);
    let mut session = room.open().await;
    let before = digest(&session);
    // What is remembered is passed on as it is: it would be made right again if the file were read.
    session.observed.worlds.insert("worlds/large.json".into(), SeenWorld::Absent);
    session.observe();
    assert!(matches!(session.observed.worlds["worlds/large.json"], SeenWorld::Absent));
    // As many bytes, and other ones.
    std::fs::write(&path, world("b")).unwrap();
    session.observe();
    assert_ne!(digest(&session), before);
    std::fs::write(&path, r#"{"world":"large","nodes":[]}"#).unwrap();
    session.observe();
    let small = digest(&session);
    std::fs::write(&path, world("a")).unwrap();
    session.observe();
    assert_eq!((digest(&session) == before, small == before), (true, false));
    std::fs::remove_file(&path).unwrap();
    session.observe();
    assert!(!session.observed.worlds.contains_key("worlds/large.json"));
}
