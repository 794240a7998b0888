//! Overrides that end with nobody there, clocks that cannot be trusted, and a live file that somebody else wrote.

use std::thread::sleep;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use wayhold::console::Command;
use wayhold::incident;
use wayhold::posture::flagd::FLAG;
use wayhold::session::{Clock, Session, Workspace};

use crate::common::Room;
use crate::flagd::{Reader, check_schema};
use crate::races_library::compat;

/// A founded room whose compat ends in this way; the gate does what `gate.sh` says.
fn ending(on_expiry: &str) -> Room {
    let config = format!(
        "environment = \"demo\"\n[posture]\nflagd = \".wayhold/flagd.json\"\n[posture.limits.compat]\n\
         default = \"1h\"\nmax = \"2h\"\non_expiry = \"{on_expiry}\"\n\
         [[verification]]\nname = \"gate\"\nargv = [\"sh\", \"gate.sh\"]\nformat = \"exit\"\ntimeout = \"60s\"\n"
    );
    Room::new().with("wayhold.toml", config).with("gate.sh", "exit 0\n").founded()
}

fn compat_for(room: &Room, duration: &str) -> DateTime<Utc> {
    room.run(["posture", "apply", "compat", "--because", "old clients", "--for", duration]).exit(0);
    room.newest("posture.intent")["expires_at"].as_str().unwrap().parse().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test waits for the machine's own clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn wait_until(at: DateTime<Utc>) {
    while now() < at {
        sleep(Duration::from_millis(20));
    }
}

fn live(room: &Room, name: &str) -> bool {
    room.fields(".wayhold/posture.json") == room.fields(&format!("profiles/{name}.json"))
}

#[test]
fn with_every_process_gone_readers_of_the_flags_are_back_at_strict_a_second_after_the_deadline() {
    let room = ending("reader");
    let end = compat_for(&room, "2s");
    let file = room.fields(".wayhold/flagd.json");
    check_schema(&file).unwrap();
    let reader = Reader::load(&room.text(".wayhold/flagd.json")).unwrap();
    assert_eq!(reader.resolve_at(FLAG, end.timestamp() - 1).unwrap().0, "compat");
    assert_eq!(reader.resolve_at(FLAG, end.timestamp() + 1).unwrap().0, "strict");
    wait_until(end + TimeDelta::seconds(1));
    // By the clock of the machine, from the file as it lies there; nothing of ours runs.
    let (variant, value) = Reader::load(&room.text(".wayhold/flagd.json")).unwrap().resolve(FLAG).unwrap();
    assert_eq!((variant.as_str(), value), ("strict", room.fields("profiles/strict.json")));
    assert!(live(&room, "compat"), "nobody has looked yet");
    room.run(["status"]).exit(5).says("OVERDUE");

    room.run(["posture", "sweep"]);
    let expired = room.newest("posture.expired");
    assert_eq!(expired["ended_at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap(), end);
    let reverted = room.newest("posture.reverted_unverified");
    assert_eq!(reverted["by_readers_at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap(), end);
    assert!(live(&room, "strict"), "the file follows its readers");
    let file = room.fields(".wayhold/flagd.json");
    check_schema(&file).unwrap();
    assert!(file["flags"][FLAG].get("targeting").is_none(), "strict has no end");
    room.run(["posture", "sweep"]).exit(0).says("nothing has ended and nothing was changed");
    for kind in ["posture.expired", "posture.reverted_unverified"] {
        assert_eq!(room.count(kind), 1, "{kind}");
    }
    room.run(["status"]).exit(0).says("demo: strict");
    room.verified();
}

#[test]
fn an_override_that_ended_unseen_is_overdue_and_its_true_end_is_recorded_once() {
    let room = ending("alert");
    let end = compat_for(&room, "1s");
    wait_until(end + TimeDelta::seconds(1));
    room.run(["status"]).exit(5).says("OVERDUE");
    assert_eq!(room.count("posture.expired"), 0, "a reader writes nothing");
    for _ in 0..3 {
        room.run(["posture", "sweep"]).exit(5);
    }
    let expired = room.newest("posture.expired");
    assert_eq!(expired["ended_at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap(), end);
    assert_eq!((room.count("posture.expired"), room.count("verification.ran")), (1, 0));
    assert!(live(&room, "compat"), "nothing reverts by itself unless that is configured");
    room.run(["status"]).exit(5).says("OVERDUE");
}

#[test]
fn a_sweep_reverts_after_a_gate_that_passes_and_not_after_one_that_fails() {
    let room = ending("revert");
    room.write("gate.sh", "exit 1\n");
    let end = compat_for(&room, "1s");
    wait_until(end + TimeDelta::seconds(1));
    room.run(["posture", "sweep"]).exit(5);
    assert!(live(&room, "compat"));
    assert_eq!((room.count("posture.expired"), room.count("verification.ran")), (1, 1));
    room.write("gate.sh", "exit 0\n");
    room.run(["posture", "sweep"]).exit(0);
    assert!(live(&room, "strict"));
    assert_eq!((room.count("posture.expired"), room.count("verification.ran")), (1, 2));
    room.run(["status"]).exit(0);
    room.verified();
}

#[test]
fn an_override_that_is_extended_while_the_gate_runs_is_not_reverted() {
    let room = ending("revert");
    let end = compat_for(&room, "1s");
    wait_until(end + TimeDelta::seconds(1));
    room.write("gate.sh", "touch begun\nwhile [ ! -e go ]; do sleep 0.02; done\n");
    let sweep = room.spawn(["posture", "sweep"]);
    while !room.path("begun").exists() {
        sleep(Duration::from_millis(20));
    }
    room.run(["posture", "extend", "--for", "1h", "--because", "they are not done"]).exit(0);
    room.write("go", "");
    sweep.wait_with_output().unwrap();
    assert!(live(&room, "compat"));
    assert_eq!(room.count("posture.intent"), 3, "the founding's, the grant and its extension");
    room.run(["status"]).exit(0);
}

#[test]
fn an_extension_adds_to_what_is_granted_and_never_shortens_it() {
    let room = ending("alert");
    let before = compat_for(&room, "1h");
    let granted = || room.newest("posture.intent")["expires_at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let short = room.json(["posture", "extend", "--for", "10m", "--because", "longer"]).exit(3);
    short.held_by(&["NOT_LATER"]).says("extend it to last 2h from now");
    assert_eq!(room.count("posture.intent"), 2, "the founding's and the grant");
    room.run(["posture", "extend", "--for", "+10m", "--because", "longer"]).exit(0);
    room.run(["log"]).exit(0).says("extended compat to ").says(": because longer");
    assert_eq!(granted() - before, TimeDelta::minutes(10));
    assert_eq!(room.newest("posture.intent")["was_until"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap(), before);
    room.verified();
}

#[test]
fn a_live_file_that_somebody_wrote_is_an_entry_with_the_difference_and_is_put_back() {
    let room = ending("alert");
    let fields = room.text(".wayhold/posture.json");
    room.write(".wayhold/posture.json", room.text("profiles/compat.json"));
    room.run(["status"]).exit(5);
    room.run(["posture", "sweep"]).exit(5);
    let changed = room.newest("posture.live_changed");
    assert_eq!((&changed["granted"], &changed["classified"]), (&json!("strict"), &json!("compat")));
    let compat = wayhold::posture::Name::Compat.toggles();
    let differing = wayhold::posture::diff(&wayhold::posture::Name::Strict.toggles(), &compat);
    let told: Vec<_> = changed["diff"].as_array().unwrap().iter().map(|one| one[0].as_str().unwrap()).collect();
    assert_eq!(told, differing.iter().map(|one| one.field).collect::<Vec<_>>());
    room.run(["posture", "sweep"]).exit(5);
    assert_eq!(room.count("posture.live_changed"), 1);
    room.run(["posture", "restore"]).exit(0);
    assert_eq!(room.text(".wayhold/posture.json"), fields);
    room.run(["posture", "sweep"]).exit(0);
    room.run(["status"]).exit(0);
    room.verified();
}

/// What ana does on a machine whose clock stands an hour ahead.
fn from_the_future(room: &Room, command: Command) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let workspace = Workspace::read(&room.root()).unwrap();
        let clock = Clock::fixed(now() + TimeDelta::hours(1));
        let mut session = Session::open(workspace, room.environment(), clock).await.unwrap();
        let looked_at = session.looked_at();
        session.run(command, looked_at).await.unwrap();
        session.close().await;
    });
}

#[test]
fn a_clock_behind_the_ledger_tells_no_end_and_strict_stays_open() {
    let room = ending("revert");
    let end = compat_for(&room, "1s");
    from_the_future(&room, incident::Command::declare("by a fast clock").into());
    wait_until(end + TimeDelta::seconds(1));
    room.run(["status"]).exit(5).says("CLOCK? this machine says ");
    room.json(["why", "posture"]).says("CLOCK_BEHIND");
    room.run(["posture", "sweep"]);
    assert_eq!((room.count("posture.expired"), room.count("verification.ran")), (0, 0));
    assert!(live(&room, "compat"), "no end is told, and nothing is reverted, by a clock that is wrong");
    let extend = room.json(["posture", "extend", "--for", "1h", "--because", "longer"]).exit(3);
    assert!(extend.codes().contains(&"CLOCK_BEHIND".to_owned()), "{}", extend.told());
    room.run(["posture", "revert", "--no-verify"]).exit(0);
    assert!(live(&room, "strict"));
    room.verified();
}

#[test]
fn an_entry_of_the_slow_clock_does_not_end_what_a_right_one_granted() {
    let room = ending("reader");
    from_the_future(&room, compat());
    room.run(["incident", "declare", "--title", "by the slow clock"]).exit(0);
    room.run(["status"]).exit(5).says("CLOCK? this machine says ");
    room.run(["posture", "sweep"]);
    assert_eq!((room.count("posture.expired"), room.count("posture.reverted_unverified")), (0, 0));
    assert!(live(&room, "compat"));
    room.run(["posture", "revert", "--no-verify"]).exit(0);
    room.run(["status"]).exit(0).says("demo: strict");
    room.verified();
}

/// Makes it look as if the machine's clock had been set while it ran.
fn set_clock_by(room: &Room, by: TimeDelta) {
    let mut anchor: serde_json::Value = serde_json::from_str(&room.text(".wayhold/clock.json")).unwrap();
    let at: chrono::DateTime<chrono::Utc> = anchor["at"].as_str().unwrap().parse().unwrap();
    anchor["at"] = serde_json::to_value(at - by).unwrap();
    room.write(".wayhold/clock.json", anchor.to_string());
}

#[test]
#[cfg(target_os = "linux")]
fn a_clock_that_was_set_forward_is_said_so_and_never_triggers_a_revert() {
    let room = ending("revert");
    let end = compat_for(&room, "1s");
    set_clock_by(&room, TimeDelta::hours(9));
    wait_until(end + TimeDelta::seconds(1));
    room.run(["status"]).exit(5).says("CLOCK? this machine says ").says("was set by 9h");
    room.json(["why", "posture"]).says("CLOCK_LEAPT").says("posture clock --confirm");
    room.run(["posture", "clock"]).exit(5).says("it was set forward by 9h");
    room.run(["posture", "sweep"]);
    // Another entry of this machine does not make its clock any better.
    room.run(["incident", "declare", "--title", "what time is it"]).exit(0);
    room.run(["posture", "sweep"]);
    assert_eq!((room.count("posture.expired"), room.count("verification.ran")), (0, 0));
    assert!(live(&room, "compat"));
    room.run(["posture", "clock", "--confirm", "--because", "by the wall"]).exit(0);
    let said = room.newest("posture.clock_confirmed");
    assert!(said["leapt_s"].as_i64().unwrap().abs_diff(9 * 3600) < 60, "{said}");
    room.run(["posture", "clock"]).exit(0).says("it can be believed");
    room.run(["posture", "sweep"]);
    assert_eq!((room.count("posture.expired"), room.count("verification.ran")), (1, 1));
    assert!(live(&room, "strict"), "what has ended ends now");
    room.run(["posture", "clock", "--confirm"]).exit(3).complains("ALREADY_APPLIED");
    room.verified();
}
