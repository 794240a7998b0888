//! The recipe for a pipeline, run as the page has it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::{Ran, Room};

const PLAN: &str = "\
# Release

| id | Name | Status |
|---|---|---|
| D1 | Roll out | ACTIVE |

## D1 - Roll out

Status: ACTIVE

DoD checklist:
- [ ] the rollout is logged
";

/// The lines of the page's shell block of that name, for the plan of the room.
fn recipe(name: &str) -> Vec<String> {
    let page = include_str!("../../docs/recipes.md");
    let block = page.split(&format!("```sh {{name={name}}}\n")).nth(1).unwrap();
    let lines = block.split("```").next().unwrap().lines();
    lines.map(|line| line.replace("plan.md", "runbooks/plan.md")).collect()
}

fn room() -> Room {
    let room = Room::new().with("runbooks/plan.md", PLAN).founded();
    room.write("deploy.sh", "#!/bin/sh\necho rolled out | tee deploy.log\n");
    shell(&room, "chmod +x deploy.sh").exit(0);
    room
}

/// Runs a script with `wayhold` on its path, as ana.
fn shell(room: &Room, script: &str) -> Ran {
    let program = Path::new(env!("CARGO_BIN_EXE_wayhold")).parent().unwrap().display();
    let mut command = Command::new("sh");
    command
        .env_clear()
        .env("PATH", format!("{program}:/usr/local/bin:/usr/bin:/bin"))
        .env("WAYHOLD_CONFIG_DIR", room.keys_of("ana"))
        .env("WAYHOLD_OPERATOR", "ana")
        .current_dir(room.root())
        .stdin(Stdio::null())
        .args(["-c", script]);
    Ran::of(command)
}

#[test]
fn the_pipelines_recipe_is_held_until_a_person_gives_the_go_and_then_deploys() {
    let room = room();
    shell(&room, &recipe("check").join("\n")).exit(0);
    let deploy = format!("set -e\n{}", recipe("deploy").join("\n"));
    shell(&room, &deploy).exit(3);
    assert!(!room.path("deploy.log").exists(), "nothing ran without a go");
    room.run(["phase", "go", "D1"]).exit(0);
    shell(&room, &deploy).exit(0);
    assert_eq!(room.text("deploy.log"), "rolled out\n");
    room.run(["phase", "close", "D1"]).exit(0);
}

#[test]
fn the_check_shows_a_contradiction_on_its_line() {
    let room = room();
    room.write("runbooks/plan.md", PLAN.replace("Status: ACTIVE", "Status: DONE"));
    shell(&room, &recipe("check").join("\n")).exit(3).says("::error file=runbooks/plan.md,line=9,");
}
