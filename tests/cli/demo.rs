//! The demo played by scripts: with a terminal nobody is needed at, and without one, for its frames.

use std::fs;
use std::path::Path;

use crate::common::Room;

fn frames(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A room without a workspace in which to play.
fn place() -> Room {
    let room = Room::new();
    fs::remove_file(room.path("wayhold.toml")).unwrap();
    room
}

#[test]
fn each_script_that_comes_along_is_played_to_its_end_and_finds_what_it_expects() {
    let room = place();
    for name in ["hallway", "companion", "villain"] {
        room.run(["demo", name, "--script", name, "--svg", name]).exit(0).says("");
        let frames = frames(&room.path(name));
        assert!(frames.len() > 10, "{name}: {frames:?}");
        let last = fs::read_to_string(room.path(name).join(frames.last().unwrap())).unwrap();
        assert!(last.starts_with("<svg ") && last.ends_with("</svg>\n"), "{name}");
    }
    assert!(frames(&room.path("hallway")).contains(&"029-y.svg".to_owned()));
}

#[test]
fn a_script_is_about_the_world_of_its_name_unless_another_is_asked_for() {
    let room = place();
    room.run(["demo", "--script", "villain", "--svg", "one"]).exit(0);
    room.run(["demo", "companion", "--script", "villain", "--svg", "two"])
        .exit(3)
        .complains("villain, line 3: `World villain` is expected on the screen, and is not there");
}

#[test]
fn the_same_script_at_the_same_time_makes_the_same_frames() {
    let room = place();
    room.write("walk.demo", "say Two & three <doors>\nDown Down\nA\nwait 2s\ny\nexpect 3 accepted\n");
    for directory in ["one", "two"] {
        let words = ["demo", "hallway", "--script", "walk.demo", "--clock", "2026-11-21T03:14:00Z", "--svg", directory];
        room.run(words).exit(0);
    }
    let names = frames(&room.path("one"));
    let expected = ["001-say", "002-down", "003-down", "004-shift-a", "005-wait", "006-y", "007-expect"];
    assert_eq!(names, expected.map(|name| format!("{name}.svg")));
    for name in &names {
        let frame = |directory: &str| fs::read_to_string(room.path(directory).join(name)).unwrap();
        assert_eq!(frame("one"), frame("two"), "{name}");
    }
    let said = fs::read_to_string(room.path("one").join("001-say.svg")).unwrap();
    assert!(said.contains("Two &amp; three &lt;doors&gt;"), "the line of text is in the frame");
    assert!(said.contains("03:14Z"), "the clock stands where it was put");
}

#[test]
fn what_a_script_expects_and_does_not_find_ends_it_there_with_its_line() {
    let room = place();
    room.write("walk.demo", "Down\nexpect World hallway\n# a comment\nexpect door_77\nA\n");
    room.run(["demo", "hallway", "--script", "walk.demo", "--svg", "frames"])
        .exit(3)
        .complains("walk.demo, line 4: `door_77` is expected on the screen, and is not there");
    assert_eq!(frames(&room.path("frames")), ["001-down.svg", "002-expect.svg", "003-expect.svg"]);
    room.write("walk.demo", "say door_77\nexpect door_77\n");
    room.run(["demo", "hallway", "--script", "walk.demo", "--svg", "said"]).exit(3).complains("line 2");
    room.write("walk.demo", "gone door_1\n");
    room.run(["demo", "hallway", "--script", "walk.demo", "--svg", "gone"]).exit(3).complains("is to be gone");
    room.write("walk.demo", "q\nexpect door_1\n");
    room.run(["demo", "hallway", "--script", "walk.demo", "--svg", "left"])
        .exit(3)
        .complains("line 2: the console was left before this line");
}

#[test]
fn a_script_with_a_word_that_means_nothing_plays_nothing() {
    let room = place();
    room.write("walk.demo", "y\nEnetr\n");
    room.run(["demo", "hallway", "--script", "walk.demo", "--svg", "frames", "--keep", "kept"])
        .exit(2)
        .complains("walk.demo, line 2: `Enetr` is no key and no word of a script; did you mean `Enter`?");
    assert!(!room.path("frames").exists() && !room.path("kept").exists());
    room.run(["demo", "--script", "halway", "--svg", "frames"])
        .exit(2)
        .complains("halway is no file and no script that Wayhold brings along");
    room.run(["demo", "--svg", "frames"]).exit(2);
    room.run(["demo", "--script", "hallway"]).exit(2).complains("with --svg DIR a script is played without one");
}

#[test]
fn a_directory_with_files_in_it_gets_no_frame() {
    let room = place();
    room.write("frames/mine.txt", "mine\n");
    room.run(["demo", "--script", "hallway", "--svg", "frames", "--keep", "kept"])
        .exit(2)
        .complains("has files already");
    assert_eq!(frames(&room.path("frames")), ["mine.txt"]);
    assert!(!room.path("kept").exists(), "nothing was played");
    room.run(["demo", "--script", "hallway", "--svg", "frames/mine.txt"]).exit(2).complains("cannot hold frames");
}

#[test]
fn a_play_that_is_kept_is_a_workspace_with_a_good_ledger() {
    let room = place();
    room.run(["demo", "--script", "companion", "--svg", "frames", "--keep", "kept"]).exit(0);
    room.run(["ledger", "verify", "-C", "kept"]).exit(0);
    let offers = room.json(["offers", "companion", "-C", "kept"]).exit(0).answer();
    let accepted: Vec<_> =
        offers["affordances"].as_array().unwrap().iter().map(|row| (&row["label"], &row["accepted"])).collect();
    assert_eq!(accepted, [(&"talk".into(), &false.into()), (&"sing".into(), &true.into())]);
}
