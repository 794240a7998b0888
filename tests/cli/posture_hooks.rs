//! The targets beside the posture file when they fail, hang, tell secrets, or outlive the process that told them; and a
//! target that only a person can reach.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::json;
use wayhold::effects::process::{RunState, list};

use crate::common::{Ran, Room};

const APPLY: [&str; 5] = ["posture", "apply", "compat", "--because", "old clients"];

/// A founded room with a flagd file and a hook that is called `tell`; `hook.sh` is what it does.
fn told(hook: &str, timeout: &str) -> Room {
    let config = format!(
        "environment = \"demo\"\n[posture]\nflagd = \".wayhold/flagd.json\"\n[run]\nsecret_env = [\"HOOK_KEY\"]\n\
         [[posture.hook]]\nname = \"tell\"\nargv = [\"sh\", \"hook.sh\"]\ntimeout = \"{timeout}\"\n"
    );
    let room = Room::new().with("wayhold.toml", config).with("hook.sh", "exit 0\n").founded();
    room.with("hook.sh", hook)
}

#[track_caller]
fn soon(what: &str, look: impl Fn() -> bool) {
    for _ in 0..3000 {
        if look() {
            return;
        }
        sleep(Duration::from_millis(20));
    }
    panic!("it never came: {what}")
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().unwrap();
    assert!(status.success());
}

/// A hook that says that it has begun, and ends when it is let go.
const WAITS: &str = "cat > begun.json\nwhile [ ! -e go ]; do sleep 0.02; done\n";

/// Whether no hook runs any more, however it ended.
fn hook_is_over(room: &Room) -> bool {
    let runs = list(&room.path(".wayhold")).unwrap();
    !runs.iter().any(|run| matches!(run.state, RunState::Running { .. }))
}

fn live(room: &Room, name: &str) -> bool {
    room.fields(".wayhold/posture.json") == room.fields(&format!("profiles/{name}.json"))
}

#[test]
fn a_hook_that_fails_leaves_the_change_unconfirmed_until_somebody_answers_for_it_or_it_is_done_again() {
    let room = told("cat > /dev/null\necho no route\nexit 3\n", "20s");
    room.run(APPLY).exit(1).complains("the hook tell: exit 3");
    let body = room.newest("posture.unconfirmed");
    assert_eq!((&body["classified"], &body["unchanged"]), (&json!("compat"), &json!(false)));
    let targets = body["targets"].as_array().unwrap();
    assert_eq!(targets[0]["name"], "flagd");
    assert_eq!(
        (&targets[0]["ok"], &targets[1]["ok"], &targets[1]["said"]),
        (&json!(true), &json!(false), &json!("exit 3"))
    );
    assert!(live(&room, "compat"), "its clock runs, and the file is what it is");
    room.run(["status"]).exit(5).says("TARGET BEHIND: ").says("hook:tell");
    room.json(["why", "posture"]).says("TARGET_BEHIND");

    let vouch = ["posture", "vouch", "hook:tell", "--because", "looked at it"];
    room.run(vouch).exit(0).says("posture.target_vouched");
    room.run(["status"]).exit(0);
    room.run(["posture", "revert"]).exit(1).complains("exit 3");
    assert!(live(&room, "strict"), "the way to strict is taken as far as it goes");
    room.run(["status"]).exit(5).says("TARGET BEHIND");
    room.write("hook.sh", "cat > told.json\n");
    room.run(["posture", "restore"]).exit(0);
    assert_eq!(room.fields("told.json")["to"], "strict");
    room.run(["status"]).exit(0).says("demo: strict");
    room.verified();
}

#[test]
fn a_way_back_that_did_not_reach_every_target_can_be_taken_again() {
    let room = told("exit 0\n", "20s");
    room.run(APPLY).exit(0);
    let flags = room.bytes(".wayhold/flagd.json");
    room.run(["posture", "revert"]).exit(0);
    room.write(".wayhold/flagd.json", flags);
    room.run(["status"]).exit(5).says("TARGET BEHIND").says("flagd");
    room.run(["posture", "revert"]).exit(0);
    room.run(["status"]).exit(0);
    room.json(["posture", "revert"]).exit(3).held_by(&["ALREADY_APPLIED"]);
}

#[test]
fn a_hook_that_hangs_is_ended_and_the_change_is_not_confirmed() {
    let room = told("cat > /dev/null\nsleep 600\n", "1s");
    room.run(APPLY).exit(1).complains("the hook tell");
    let target = room.newest("posture.unconfirmed")["targets"][1].take();
    assert_eq!(target["said"], "took too long and was ended");
    room.run(["status"]).exit(5).says("TARGET BEHIND");
}

#[test]
fn a_secret_that_a_hook_tells_reaches_no_file() {
    let room = told("cat > /dev/null\necho \"the key is $HOOK_KEY\"\necho password=correct-horse-9\nexit 1\n", "20s");
    let mut apply = room.command("ana", APPLY);
    apply.env("HOOK_KEY", "k3y-of-the-hub-41").env("PATH", "/usr/bin:/bin");
    Ran::of(apply).exit(1);
    let (mut directories, mut redacted) = (vec![room.path(".wayhold")], false);
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("k3y-of-the-hub-41") && !text.contains("correct-horse-9"), "{}", path.display());
            redacted |= path.ends_with("output") && text.matches("[redacted]").count() == 2;
        }
    }
    assert!(redacted, "the output is kept without them");
}

#[test]
fn an_apply_killed_while_its_hook_runs_is_unknown_and_read_back_once_the_hook_has_ended() {
    let room = told(WAITS, "60s");
    room.run(["incident", "declare", "--title", "the power is going"]).exit(0);
    let mut child = room.spawn(APPLY);
    soon("the hook", || room.path("begun.json").exists());
    signal(&child, "KILL");
    child.wait().unwrap();
    room.run(["status"]).exit(5).says("UNKNOWN posture: a change was begun and has no outcome");
    assert_eq!((room.count("posture.intent"), room.count("posture.applied")), (2, 1));
    room.write("go", "");
    soon("the end of the hook", || hook_is_over(&room));
    room.run(["incident", "note", "still here"]).exit(0).complains("did take: the live file is compat");
    let body = room.newest("posture.applied");
    assert_eq!((&body["recovered"], &body["targets"][1]["ok"]), (&json!(true), &json!(true)));
    assert!(live(&room, "compat"));
    room.run(["status"]).exit(0);
    room.verified();
}

#[test]
fn what_a_hook_did_is_not_guessed_while_it_runs_on_without_the_process_that_told_it() {
    let room = told(WAITS, "60s");
    let mut child = room.spawn(APPLY);
    soon("the hook", || room.path("begun.json").exists());
    signal(&child, "KILL");
    child.wait().unwrap();
    room.run(["settle"]).exit(0).says("did take in the live file, which is compat, and is not confirmed by hook:tell");
    room.run(["status"]).exit(5).says("TARGET BEHIND");
    room.write("go", "");
    soon("the end of the hook", || hook_is_over(&room));
    room.run(["posture", "restore"]).exit(0);
    room.run(["status"]).exit(0);
    room.verified();
}

#[test]
fn a_process_stopped_between_intent_and_outcome_holds_the_others_off_and_loses_nothing() {
    let room = told(WAITS, "600s");
    room.run(["incident", "declare", "--title", "it hangs"]).exit(0);
    let child = room.spawn(APPLY);
    soon("the hook", || room.path("begun.json").exists());
    signal(&child, "STOP");
    room.run(["status"]).says("IN PROGRESS posture");
    room.json(["posture", "revert"]).exit(3).held_by(&["IN_PROGRESS"]);
    room.run(["incident", "note", "written meanwhile"]).exit(0);
    assert!(live(&room, "compat"));
    assert_eq!((room.count("posture.intent"), room.count("posture.applied")), (2, 1));
    room.write("go", "");
    signal(&child, "CONT");
    Ran::ended("the stopped apply", &child.wait_with_output().unwrap()).exit(0).says("posture.applied");
    room.run(["posture", "revert"]).exit(0);
    assert!(live(&room, "strict"));
    let kinds = room.kinds();
    let after = kinds.iter().skip_while(|kind| *kind != "incident.declared").map(String::as_str).collect::<Vec<_>>();
    assert_eq!(after[1..5], ["posture.intent", "incident.noted", "posture.applied", "posture.intent"]);
    room.verified();
}

#[test]
fn apply_and_revert_with_every_target_killed_at_any_moment_can_be_brought_to_rest() {
    const ROUNDS: u64 = 24;
    let room = told("cat >> told.log\n", "60s");
    room.run(["incident", "declare", "--title", "the power is going"]).exit(0);
    let (mut deaths, mut unknown) = (0, 0);
    for round in 0..ROUNDS {
        let words: &[&str] = if live(&room, "strict") { &APPLY } else { &["posture", "revert"] };
        let old = [".wayhold/posture.json", ".wayhold/flagd.json"].map(|path| room.bytes(path));
        let mut command = room.command("ana", words);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // The moments are spread over the run, wherever the machine puts its end just now.
        sleep(Duration::from_millis(2 * round * round / 3));
        child.kill().unwrap();
        deaths += usize::from(!child.wait().unwrap().success());
        let wanted = if words.len() == 2 { "strict" } else { "compat" };
        let left = room.bytes(".wayhold/posture.json");
        assert!(left == old[0] || live(&room, wanted), "round {round} left half a file");
        let flags = wayhold::posture::flagd::Seen::of(&room.bytes(".wayhold/flagd.json"));
        assert!(flags.says().is_some(), "round {round}: {flags}");
        unknown += room.json(["status"]).answer()["unknown"].as_array().unwrap().len();
        soon("the end of the hook", || hook_is_over(&room));
        room.run(["settle"]).exit(0);
        assert_eq!(room.bytes(".wayhold/posture.json"), left, "round {round}: read back, and never written by itself");
        assert_eq!(room.json(["status"]).answer()["unknown"], json!([]), "round {round}");
        // Whatever it was, what the ledger grants can be put in place, and then everything is at rest.
        room.run(["posture", "restore"]);
        room.run(["status"]).exit(0);
    }
    println!("{deaths} runs died, {unknown} of them left something unfinished");
    assert!(deaths > 0, "no run was killed in time");
    let kinds = room.kinds();
    let count = |wanted: &[&str]| kinds.iter().filter(|kind| wanted.contains(&kind.as_str())).count();
    assert_eq!(count(&["posture.intent"]), count(&["posture.applied", "posture.unconfirmed"]));
    room.verified();
}

#[test]
fn a_target_out_of_reach_is_written_by_hand_and_counts_once_it_was_read_back() {
    let room = Room::new().founded();
    // Nothing can be read below a file.
    let config = "environment = \"demo\"\n[posture]\ntarget = \"proof.txt/posture.json\"\n";
    room.write("wayhold.toml", config);
    let told = room.run(["posture", "apply", "compat", "--by-hand", "--because", "the hub is far away"]).exit(0);
    for (field, value) in wayhold::posture::Name::Compat.toggles().fields() {
        let name = field.rsplit('.').next().unwrap();
        let line = told.out().lines().find(|line| line.contains(&format!("\"{name}\""))).unwrap_or_default();
        assert!(line.contains(value.to_string().trim_matches('"')), "{field} = {value} in {}", told.told());
    }
    told.says("wayhold posture confirm --read-back FILE");
    assert_eq!(room.count("posture.applied"), 1, "the founding's own");
    room.run(["settle"]);
    assert_eq!(room.count("posture.unconfirmed"), 0, "what a person writes is not settled by what is seen from here");

    room.run(["posture", "confirm", "--read-back", "profiles/strict.json"]).exit(1);
    assert_eq!(room.newest("posture.unconfirmed")["classified"], "strict");
    room.run(["posture", "apply", "compat", "--by-hand", "--because", "again"]).exit(0);
    room.run(["posture", "confirm", "--read-back", "profiles/compat.json"]).exit(0);
    let body = room.newest("posture.applied");
    assert_eq!((&body["by_hand"], &body["classified"], &body["matched"]), (&json!(true), &json!("compat"), &json!(8)));
    assert_eq!(room.json(["status"]).answer()["posture"]["name"], "compat");
    room.verified();
}
