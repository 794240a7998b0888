//! Linting from outside: which files are read, what is shown of them, and the exit code.

use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::common::Room;

const TWO_ACTIVE: &str = "## M1 - Packing\nStatus: ACTIVE\n\n## M2 - Moving\nStatus: ACTIVE\n";
const UNREADABLE: &str = "# Plan\n\n## M1 - Packing\nStatus: soon\n";

#[test]
fn a_finding_is_shown_with_its_line_its_place_and_what_to_do() {
    let room = Room::new().with("bad.md", UNREADABLE);
    room.run(["lint", "bad.md"]).exit(3).prints(
        "\
bad.md: 4 lines, 1 phase (1 root, 0 sub), boxes 0/0, DoD 0/0 and 0 plain, active none

error[STATUS_UNREADABLE]: the status of M1 cannot be read: soon
 --> bad.md:4:9
  |
4 | Status: soon
  |         ^^^^
  |
  = help: write NOT_STARTED, ACTIVE, DONE or BLOCKED

1 error, 0 warnings in 1 file
",
    );
}

#[test]
fn infos_are_shown_when_asked_for_and_warnings_can_be_left_out() {
    let text = "## M1 - Packing\nStatus: DONE\nThe box [x] is no item.\n\nNotes:\n- [~] tape\n";
    let room = Room::new().with("one.md", text);
    room.run(["lint", "one.md"]).exit(0).says("warning[BOX_ODD]").says("\n0 errors, 1 warning in 1 file\n");
    let all = room.run(["lint", "one.md", "--severity", "info"]).exit(0);
    all.says("info[BOX_IN_TEXT]").says("\n0 errors, 1 warning, 1 info in 1 file\n");
    let few = room.run(["lint", "one.md", "--severity", "error"]).exit(0).says("\n0 errors in 1 file\n");
    assert!(!few.out().contains("BOX_ODD"), "{}", few.told());
    let answer = room.json(["lint", "one.md"]).exit(0).answer();
    assert_eq!(answer["files"][0]["findings"].as_array().unwrap().len(), 2, "JSON has everything");
}

#[test]
fn json_has_the_facts_of_each_file_and_the_place_of_each_finding() {
    let room = Room::new().with("bad.md", UNREADABLE);
    let answer = room.json(["lint", "bad.md", "runbooks/plan.md"]).exit(3).answer();
    assert_eq!(answer, room.run(["lint", "bad.md", "runbooks/plan.md", "--format", "json"]).exit(3).answer());
    let found = &answer["files"][0]["findings"][0];
    let text = |key: &str| found[key].as_str().unwrap().to_owned();
    assert_eq!([text("code"), text("severity"), text("phase")], ["STATUS_UNREADABLE", "error", "M1"]);
    assert_eq!([&found["line"], &found["column"]], [4, 9]);
    let at = |key: &str| usize::try_from(found["span"][key].as_u64().unwrap()).unwrap();
    assert_eq!(&UNREADABLE[at("start")..at("end")], "soon");
    assert_eq!(answer["files"][1]["active_roadmap"], serde_json::json!(["M1"]));
    assert!(answer.get("unread").is_none());
}

#[test]
fn a_folder_is_read_to_its_depth_without_what_others_wrote() {
    let room = Room::new();
    for path in ["a.md", "deep/er/b.markdown", "c.TXT", "notes.rst", ".git/x.md", "target/y.md", "node_modules/z/z.md"]
    {
        room.write(&format!("plans/{path}"), TWO_ACTIVE);
    }
    let files = |words: &[&str]| -> Vec<String> {
        let answer = room.json(words).exit(3).answer();
        answer["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(files(&["lint", "plans"]), ["plans/a.md", "plans/c.TXT", "plans/deep/er/b.markdown"]);
    assert_eq!(files(&["lint", "plans/target", "plans/notes.rst"]), ["plans/target/y.md", "plans/notes.rst"]);
    assert_eq!(files(&["lint", "plans/a.md", "plans", "./plans/a.md"]).len(), 3, "each file once");
    fs::create_dir(room.path("empty")).unwrap();
    room.run(["lint", "empty"]).exit(1).complains("empty cannot be read: there is no Markdown in this directory");
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_end_and_a_pipe_in_a_folder_is_not_waited_for() {
    let room = Room::new().with("plans/a.md", TWO_ACTIVE);
    std::os::unix::fs::symlink("..", room.path("plans/up")).unwrap();
    std::os::unix::fs::symlink(".", room.path("plans/here")).unwrap();
    std::os::unix::fs::symlink("a.md", room.path("plans/same.md")).unwrap();
    std::os::unix::fs::symlink("gone.md", room.path("plans/gone.md")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(room.path("plans/pipe.md")).status().unwrap();
    assert!(made.success());
    let answer = room.json(["lint", "plans"]).exit(3).answer();
    let read = |file: &Value| file["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut names: Vec<_> = answer["files"].as_array().unwrap().iter().map(read).collect();
    names.sort();
    assert_eq!(names, ["a.md", "plan.md", "proof.txt"], "the folder above is read once, through its link");
}

#[test]
fn what_cannot_be_read_is_said_and_the_others_are_read() {
    let room = Room::new().with("one.md", b"# A\n\xff").with("two.md", "x".repeat(5 << 20));
    let ran = room.run(["lint", "one.md", "two.md", "three.md", "runbooks/plan.md"]).exit(1);
    let ran = ran.says("runbooks/plan.md: ").complains("one.md cannot be read: it is not UTF-8 text");
    let ran = ran.complains("two.md cannot be read: it has 5242880 bytes");
    ran.complains("three.md cannot be read: No such file or directory");
    room.run(["lint", "one.md", "runbooks/plan.md"]).exit(1);
    room.write("bad.md", UNREADABLE);
    room.run(["lint", "one.md", "bad.md"]).exit(3).says("error[STATUS_UNREADABLE]");
}

#[cfg(unix)]
#[test]
fn a_file_without_an_end_is_too_large() {
    Room::new().run(["lint", "/dev/zero"]).exit(1).complains("/dev/zero cannot be read: it has 4194305 bytes");
}

#[test]
fn a_deep_plan_is_held_against_the_plan_that_calls_its_phase_done() {
    let room = Room::new();
    room.write("plan.md", "## M1 - Packing\nStatus: DONE\n");
    room.write(
        "deep/M1.md",
        "# Deep\n\n## M1.A Boxes\nDoD:\n- [ ] taped\n\n## 2) M1 Completion checklist\n- [ ] sent\n",
    );
    let ran = room.run(["lint", "plan.md", "deep"]).exit(0);
    let ran = ran.says("warning[CROSS_FILE_OPEN_BOX]: plan.md calls M1 DONE, and this box of M1.A is open");
    ran.says(" --> deep/M1.md:5:3")
        .says("calls M1 DONE, and this box of M1 is open")
        .says("0 errors, 2 warnings in 2 files");
    room.run(["lint", "deep"]).exit(0).says("0 errors, 0 warnings in 1 file");
    room.write("plan.md", "## M1 - Packing\nStatus: ACTIVE\n");
    room.run(["lint", "plan.md", "deep"]).exit(0).says("0 errors, 0 warnings in 2 files");
}

#[test]
fn hostile_text_is_drawn_and_never_sent() {
    let room = Room::new();
    room.write("no\u{1b}[2Jte.md", "## M1 - \u{1b}]0;owned\u{7}\u{202e}\nStatus: \u{9b}2J\u{200b}\n");
    for format in ["text", "json", "sarif", "github"] {
        let ran = room.run(["lint", ".", "--severity", "info", "--format", format]).exit(3);
        let hostile = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{200b}".contains(c);
        assert!(!ran.out().contains(hostile), "{}", ran.told());
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_went_away_is_no_error() {
    let room = Room::new().with("bad.md", TWO_ACTIVE.repeat(400));
    for format in ["text", "json", "sarif", "github"] {
        let mut command = room.command("ana", ["lint", "bad.md", "--format", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{format}");
    }
}
