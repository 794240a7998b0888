//! A workspace that may not be written: read as ever, and a clear no to everything else.

use std::fs::{Permissions, metadata, read_dir, set_permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Ran, Room};

/// Permissions bind this user even where the tests run as root.
const NOBODY: u32 = 65_534;

/// A founded room whose directories may not be written, run by somebody whom that binds. The room's own [`Room::run`]
/// comes last: what SQLite leaves beside the ledger then belongs to whoever runs the tests.
struct Locked {
    room: Room,
    directories: Vec<PathBuf>,
    /// The tests run as root, so the binary has to run as somebody else.
    is_root: bool,
}

impl Locked {
    /// `None` where the tests run as root in a place that nobody else can reach.
    fn new(room: Room, directories: &[&str]) -> Option<Self> {
        room.at_rest();
        let is_root = metadata(room.root()).unwrap().uid() == 0;
        if is_root {
            give(&room.keys_of("ana"));
            give(&room.root());
            set_permissions(room.root().parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
        }
        let directories = directories.iter().map(|name| room.path(name)).collect();
        let locked = Self { room, directories, is_root };
        if locked.command(&["--version"]).output().is_err() {
            println!("skipped: the binary or its workspace is out of reach for an ordinary user");
            return None;
        }
        locked.mode(0o555);
        Some(locked)
    }

    fn mode(&self, mode: u32) {
        for directory in &self.directories {
            set_permissions(directory, Permissions::from_mode(mode)).unwrap();
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.room.command("ana", words);
        if self.is_root {
            command.uid(NOBODY);
        }
        command
    }

    fn run(&self, words: &[&str]) -> Ran {
        Ran::of(self.command(words))
    }
}

/// Gives a directory and all that is in it to somebody whom permissions bind.
fn give(path: &Path) {
    chown(path, Some(NOBODY), None).unwrap();
    for entry in read_dir(path).into_iter().flatten() {
        give(&entry.unwrap().path());
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.mode(0o755);
    }
}

/// A founded room whose live posture stands in a directory of its own.
fn founded() -> Room {
    let config =
        "environment = \"demo\"\n[[runbook]]\npath = \"runbooks/*.md\"\n[posture]\ntarget = \"live/posture.json\"\n";
    Room::new().with("wayhold.toml", config).founded()
}

#[test]
fn a_workspace_that_may_not_be_written_is_read_and_every_change_is_refused_with_the_reason() {
    let Some(locked) = Locked::new(founded(), &["", ".wayhold", ".wayhold/objects", "runbooks", "live"]) else {
        return;
    };
    let before = (locked.room.bytes("runbooks/plan.md"), locked.room.bytes("live/posture.json"));
    locked.run(&["status"]).exit(0).says("demo: strict").says("ledger 4 entries");
    locked.run(&["posture", "show"]).exit(0);
    locked.run(&["phase", "show", "M1"]).exit(0);
    locked.run(&["ledger", "verify"]).exit(0);
    locked.run(&["why"]).exit(3);
    for words in [
        &["phase", "tick", "M1", "2", "--evidence", "proof.txt"][..],
        &["posture", "apply", "compat", "--because", "x"],
        &["incident", "declare", "--title", "down"],
    ] {
        let refused = locked.run(words).exit(1);
        assert!(refused.err().starts_with("wayhold: nothing was written: "), "{}", refused.told());
    }
    assert_eq!((locked.room.bytes("runbooks/plan.md"), locked.room.bytes("live/posture.json")), before);
    locked.mode(0o755);
    assert_eq!(locked.room.kinds().len(), 4, "nothing was recorded");
    locked.room.verified();
}

#[test]
fn an_edit_that_could_not_be_made_stays_unknown_until_it_can() {
    let Some(locked) = Locked::new(founded(), &["runbooks"]) else { return };
    let before = locked.room.text("runbooks/plan.md");
    let tick = ["phase", "tick", "M1", "2", "--evidence", "proof.txt"];
    locked.run(&tick).exit(1).complains("recorded, but the effect did not take: runbooks/plan.md cannot be written");
    assert_eq!(locked.room.text("runbooks/plan.md"), before);
    assert_eq!(locked.run(&["status", "--json"]).exit(5).answer()["unknown"][0], "runbooks/plan.md");
    let other = ["phase", "tick", "M1", "3", "--evidence", "proof.txt", "--json"];
    locked
        .run(&other)
        .exit(3)
        .held_by(&["UNKNOWN"])
        .complains("is still unfinished: runbooks/plan.md cannot be written");
    locked.run(&["incident", "declare", "--title", "the disk is read-only"]).exit(0);
    locked.run(&["settle"]).exit(5).says("runbooks/plan.md is still unfinished");
    locked.mode(0o755);
    locked.run(&other).exit(0).complains("recovered: an edit of runbooks/plan.md recorded at #5 is on disk now");
    let after =
        before.replace("- [ ] the images", "- [x] the images").replace("- [ ] the handoff", "- [x] the handoff");
    assert_eq!(locked.room.text("runbooks/plan.md"), after);
    locked.room.verified();
}

#[test]
fn a_posture_that_could_not_be_written_is_recorded_as_not_taken() {
    let Some(locked) = Locked::new(founded(), &["live"]) else { return };
    let before = locked.room.bytes("live/posture.json");
    locked.run(&["posture", "apply", "compat", "--because", "x"]).exit(1).complains("cannot be written");
    assert_eq!(locked.room.bytes("live/posture.json"), before);
    locked.run(&["log"]).exit(0).says("posture.unconfirmed").says("compat did not take: the live file is still strict");
    locked.run(&["status"]).exit(0).says("demo: strict");
    locked.mode(0o755);
    locked.run(&["posture", "apply", "compat", "--because", "x"]).exit(0);
    locked.room.verified();
}

/// A file system of its own that is small enough to be filled; `None` where the test may not mount one.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn new() -> Option<Self> {
        let directory = tempfile::tempdir().unwrap().keep();
        let mount = ["-t", "tmpfs", "-o", "size=600k", "tmpfs"];
        let mounted = std::process::Command::new("mount").args(mount).arg(&directory).output();
        if mounted.is_ok_and(|done| done.status.success()) {
            return Some(Self(directory));
        }
        println!("skipped: a file system of its own cannot be mounted here");
        std::fs::remove_dir(&directory).unwrap();
        None
    }

    fn fill(&self) {
        use std::io::Write;
        let mut file = std::fs::File::create(self.0.join("fill")).unwrap();
        while file.write_all(&[0; 1024]).is_ok() {}
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).output();
        let _ = std::fs::remove_dir(&self.0);
    }
}

#[test]
fn a_full_disk_refuses_every_change_with_the_reason_and_is_still_read() {
    let Some(disk) = SmallDisk::new() else { return };
    let room = founded();
    let copied = std::process::Command::new("cp").arg("-r").arg(room.path("")).arg(disk.0.join("workspace")).output();
    assert!(copied.unwrap().status.success());
    let run = |words: &[&str]| {
        let mut command = room.command("ana", words);
        command.current_dir(disk.0.join("workspace"));
        Ran::of(command)
    };
    let live = || std::fs::read(disk.0.join("workspace/live/posture.json")).unwrap();
    let (before, plan) = (live(), room.bytes("runbooks/plan.md"));
    disk.fill();
    run(&["status"]).exit(0).says("demo: strict");
    run(&["ledger", "verify"]).exit(0);
    run(&["why"]).exit(3);
    for words in [
        &["posture", "apply", "compat", "--because", "x"][..],
        &["phase", "tick", "M1", "2", "--evidence", "https://x.example/1"],
        &["incident", "declare", "--title", "down"],
    ] {
        run(words).exit(1).complains("the disk is full; make room and try again");
    }
    assert_eq!(live(), before);
    assert_eq!(std::fs::read(disk.0.join("workspace/runbooks/plan.md")).unwrap(), plan);
    std::fs::remove_file(disk.0.join("fill")).unwrap();
    run(&["posture", "apply", "compat", "--because", "there is room again"]).exit(0);
    run(&["ledger", "verify"]).exit(0);
}
