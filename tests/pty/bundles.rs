//! The bundles page over a real session: looked at when it opens, moved by a posture that is flipped by keys, by another
//! process, and by files that change.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::Room;
use crate::console;

/// A founded room with this repository's bundles.
fn room() -> Room {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let room = Room::new();
    for file in below(&root.join("bundles")) {
        room.write(&file.strip_prefix(root).unwrap().to_string_lossy(), fs::read(&file).unwrap());
    }
    room.write("wayhold.toml", format!("bundles = \"bundles\"\n{}", room.text("wayhold.toml")));
    room.founded()
}

fn below(directory: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

#[test]
fn a_flip_of_the_posture_changes_the_bundle_offers_live() {
    let room = room();
    let mut screen = console(&room);
    screen.wait_for("no incident");
    screen.keys("B G k");
    screen.wait_for("names-of-old.json, strict: REFUSED");

    screen.keys("e Enter");
    screen.wait_for("Apply compat to demo");
    screen.settle();
    screen.keys("y");
    screen.wait_for("names-of-old.json, compat: 7 files");
    screen.wait_for("was STRICT: REFUSED; now 7 files");

    for criterion in ["1", "2", "4"] {
        room.run(["posture", "attest", criterion]).exit(0);
    }
    room.run(["posture", "revert"]).exit(0);
    screen.wait_for("names-of-old.json, strict: REFUSED");

    let request = "bundles/requests/names-of-old.json";
    room.write(request, room.text(request).replace(", \"skill.release-train\"", ""));
    screen.wait_for("3 listed");
    assert_eq!(room.count("bundle.resolved"), 0, "looking records nothing");

    screen.keys("[ Enter");
    screen.wait_for("One entry, bundle.resolved");
    screen.settle();
    screen.keys("y");
    screen.wait_for("Resolved the bundles of a request for Worker under strict: 4 files");
    assert_eq!(room.newest("bundle.resolved")["count"], 4);
}
