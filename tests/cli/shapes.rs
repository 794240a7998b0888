//! What scripts rely on: the shape of JSON answers, exit codes, and that a dry run is dry.

use serde_json::{Value, json};

use crate::common::Room;

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

const STATUS: [&str; 16] = [
    "active_phases",
    "drift",
    "drift_detail",
    "drill",
    "environment",
    "founded",
    "incident",
    "ledger",
    "next_steps",
    "notifications_queued",
    "open_decisions",
    "open_runs",
    "operator",
    "posture",
    "stale_evidence",
    "unknown",
];
const POSTURE: [&str; 10] = [
    "by",
    "changed_by_others",
    "classified",
    "expires_at",
    "fields",
    "name",
    "overdue",
    "remaining_s",
    "since",
    "unverified",
];

#[test]
fn status_of_an_unfounded_workspace_says_so_and_founds_nothing() {
    let room = Room::new();
    let before = room.standing();
    let status = room.json(["status"]).exit(5).answer();
    assert_eq!(keys(&status), STATUS);
    assert_eq!((&status["founded"], &status["environment"]), (&json!(false), &json!("demo")));
    assert_eq!(status["posture"]["classified"], "ABSENT");
    assert_eq!((&status["incident"], &status["ledger"]["seq"]), (&Value::Null, &Value::Null));
    room.run(["status"]).exit(5).prints(
        "demo: ABSENT\nactive: plan:M1\nno incident\nunfounded: no ledger yet; `wayhold adopt --all` founds one\n",
    );
    for words in [&["why"][..], &["phase", "list"], &["posture", "show"], &["incident", "list"], &["runbook", "list"]] {
        room.run(words);
    }
    room.json(["incident", "declare", "--title", "t"]).exit(3).held_by(&["NOT_FOUNDED"]);
    assert_eq!(room.standing(), before);
    assert!(!room.path(".wayhold").exists() && !room.keys_of("ana").exists());
}

#[test]
fn status_has_the_documented_shape() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    room.run(["posture", "apply", "compat", "--because", "old clients"]).exit(0);
    let status = room.json(["status"]).exit(0).answer();
    assert_eq!(keys(&status), STATUS);
    assert_eq!(keys(&status["posture"]), POSTURE);
    assert_eq!(keys(&status["incident"]), ["id", "owner", "reason_code", "started_at", "title"]);
    assert_eq!(keys(&status["ledger"]), ["damage", "head", "seq", "verified_seq"]);
    assert_eq!(status["posture"]["fields"], room.fields("profiles/compat.json"));
    assert_eq!((&status["posture"]["name"], &status["posture"]["by"]), (&json!("compat"), &json!("ana")));
    assert_eq!(status["incident"]["reason_code"], "incident_restore");
    assert_eq!(status["active_phases"], json!(["plan:M1"]));
    assert_eq!((&status["unknown"], &status["drift"]), (&json!([]), &json!([])));
    assert_eq!((&status["ledger"]["seq"], &status["ledger"]["verified_seq"]), (&json!(6), &json!(6)));
    assert_eq!(status["ledger"]["head"].as_str().unwrap().len(), 64);
    assert_eq!(status["operator"], "ana");
    room.run(["status"])
        .exit(0)
        .says("demo: compat since ")
        .says(" by ana, ")
        .says(" left\nactive: plan:M1\nincident INC-")
        .says(" down (owner ana)\nledger 7 entries, head ");
}

#[test]
fn a_refusal_has_the_documented_shape() {
    let room = Room::new().founded();
    let refusal = room.json(["posture", "apply", "compat", "--for", "3h", "--because", "long"]).exit(3).answer();
    assert_eq!(
        refusal,
        json!({"holds": [{
            "code": "BAD_DURATION",
            "subject": "posture",
            "need": "a duration from 1s to 2h for compat; asked for 3h",
            "ways": [
                {"operation": "EXISTING", "cost": 10, "layer": "LOCAL", "who": "human", "provisioner": "posture",
                 "command": "wayhold posture apply compat --for 1h --because long", "text": "apply compat for 1h"},
                {"operation": "EXISTING", "cost": 10, "layer": "LOCAL", "who": "human", "provisioner": "posture",
                 "command": "wayhold posture apply compat --for 2h --because long", "text": "apply compat for 2h"},
            ],
        }]})
    );
    room.run(["posture", "apply", "compat", "--for", "3h", "--because", "long"]).exit(3).prints("").grumbles(
        "BAD_DURATION  posture: a duration from 1s to 2h for compat; asked for 3h
    EXISTING  10  LOCAL       human          apply compat for 1h
             wayhold posture apply compat --for 1h --because long
    EXISTING  10  LOCAL       human          apply compat for 2h
             wayhold posture apply compat --for 2h --because long
",
    );
}

#[test]
fn a_written_entry_is_answered_as_it_stands_in_the_ledger() {
    let room = Room::new().founded();
    let answer = room.json(["phase", "tick", "M1", "2", "--evidence", "proof.txt"]).exit(0).answer();
    assert_eq!(keys(&answer), ["entries", "recovered", "trouble"]);
    assert_eq!(answer["entries"].as_array().unwrap()[..], room.entries()[4..]);
    assert_eq!(keys(&answer["entries"][0]), ["actor", "at", "body", "kind", "prev", "seq", "v"]);
    assert_eq!(keys(&answer["entries"][0]["actor"]), ["id", "key", "kind"]);
    room.run(["phase", "tick", "M1", "3", "--evidence", "proof.txt"]).exit(0).prints(
        "#7 phase.ticked item=HEX number=3 path=runbooks/plan.md phase=M1 text=the handoff note is filed
#8 runbook.patch_intent doc_after=HEX… doc_before=HEX… path=runbooks/plan.md subject=tick M1 3
#9 runbook.patched doc=HEX… intent=8 path=runbooks/plan.md recovered=false
",
    );
}

#[test]
fn a_dry_run_says_what_would_be_written_and_writes_nothing() {
    let unfounded = Room::new();
    let before = unfounded.standing();
    unfounded.run(["adopt", "--all", "--dry-run"]).exit(0).says("would write ledger.founded environment=demo");
    assert_eq!(unfounded.standing(), before);
    assert!(!unfounded.keys_of("ana").exists(), "no key was made");

    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    let before = room.standing();
    for (words, kinds) in [
        (&["posture", "apply", "compat", "--because", "b"][..], &["posture.intent"][..]),
        (&["phase", "tick", "M1", "2", "--evidence", "proof.txt"], &["phase.ticked", "runbook.patch_intent"]),
        (&["phase", "untick", "M1", "1", "--reason", "r"], &["phase.unticked", "runbook.patch_intent"]),
        (&["incident", "note", "n"], &["incident.noted"]),
        (&["incident", "close"], &["incident.closed"]),
    ] {
        let answer = room.json(words.iter().chain(&["--dry-run"])).exit(0).answer();
        let would: Vec<_> = answer["entries"].as_array().unwrap().iter().map(|entry| &entry["kind"]).collect();
        assert_eq!(would, kinds, "{words:?}");
        assert_eq!(answer["dry_run"], true);
    }
    room.json(["posture", "apply", "compat", "--dry-run"]).exit(3).held_by(&["NO_REASON"]);
    assert_eq!(room.standing(), before);
}

#[test]
fn the_exit_code_tells_usage_from_refusal_from_trouble() {
    let room = Room::new().founded();
    for (words, code) in [
        (&["--help"][..], 0),
        (&["--version"], 0),
        (&["status"], 0),
        (&["frobnicate"], 2),
        (&["phase", "tick", "M1"], 2),
        (&["phase", "show", "M9"], 2),
        (&["incident", "show"], 2),
        (&["runbook", "drift"], 0),
        (&["posture", "revert"], 3),
        (&["incident", "close"], 3),
    ] {
        room.run(words).exit(code);
    }
    let outside = tempfile::tempdir().unwrap();
    let mut command = room.command("ana", ["status"]);
    command.current_dir(outside.path());
    crate::common::Ran::of(command).exit(1).complains("no wayhold.toml in ").complains("`wayhold init` makes one");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::io::Read;
    let room = Room::new().founded();
    let mut child = room.spawn(["ledger", "export"]);
    let mut first = [0];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_workspace_is_made_once_and_found_from_below() {
    let room = Room::new().founded();
    room.run(["init"]).exit(1).complains("is there already; nothing was written");
    std::fs::create_dir_all(room.path("deep/er")).unwrap();
    let mut command = room.command("ana", ["status", "--json"]);
    command.current_dir(room.path("deep/er"));
    assert_eq!(crate::common::Ran::of(command).exit(0).answer()["founded"], true);
    room.run(["init", "fresh"]).exit(0).says("is a workspace now, with 0 runbook(s)");
    room.run(["adopt", "--all", "--yes", "-C", "fresh"]).exit(0).says("ledger.founded environment=local");
    assert_eq!(room.fields("fresh/.wayhold/posture.json"), room.fields("profiles/strict.json"));
}
