//! The operator at 03:00: declare, loosen, loosen more, come back, close.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::common::Room;

fn time(value: &serde_json::Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn an_incident_goes_through_compat_and_static_restore_back_to_strict_and_is_closed() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "old clients fail"]).exit(0).says("incident.declared");
    room.run(["posture", "apply", "compat", "--because", "old clients"])
        .exit(0)
        .says("posture.applied classified=compat");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/compat.json"));
    room.run(["posture", "apply", "static_restore", "--confirm", "demo"]).exit(0).says("matched=8");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/static_restore.json"));
    let open = ["NOT_STRICT", "NOT_ATTESTED", "NOT_ATTESTED", "NOT_ATTESTED"];
    room.json(["incident", "close"]).exit(3).held_by(&open);
    room.run(["posture", "revert", "--attest"]).exit(0).says("classified=strict");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/strict.json"));
    room.run(["incident", "close"]).exit(0).says("incident.closed");
    room.verified().says("15 entries, every hash, link and signature in order");
    assert_eq!(
        room.kinds(),
        [
            "ledger.founded",
            "posture.intent",
            "posture.applied",
            "runbook.adopted",
            "incident.declared",
            "posture.intent",
            "posture.applied",
            "posture.intent",
            "posture.applied",
            "posture.attested",
            "posture.attested",
            "posture.attested",
            "posture.intent",
            "posture.applied",
            "incident.closed",
        ]
    );
    room.run(["status"]).exit(0).says("demo: strict since").says("no incident");
}

#[test]
fn static_restore_without_an_incident_lists_all_that_is_missing_and_changes_nothing() {
    let room = Room::new().founded();
    let before = room.standing();
    let words = ["posture", "apply", "static_restore", "--confirm", "demo", "--because", "compat is no use"];
    room.json(words).exit(3).held_by(&["NO_INCIDENT", "NO_OWNER", "NO_START_TIME", "NO_REASON_CODE"]);
    room.run(words).exit(3).prints("").complains("NO_INCIDENT  incident: an open incident\n").complains(
        "    CREATE   200  LOCAL       human          declare an incident: a title is all it needs, you own it and it \
         begins now\n             wayhold incident declare --title TITLE\n",
    );
    assert_eq!(room.standing(), before);
}

#[test]
fn static_restore_asks_for_the_name_of_this_environment() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    let ask = |confirm: &[&str]| {
        let words = ["posture", "apply", "static_restore", "--because", "compat is no use"];
        room.json(words.iter().chain(confirm))
    };
    ask(&["--confirm", "production"]).exit(3).held_by(&["WRONG_ENVIRONMENT"]);
    ask(&["--confirm", "Demo"]).exit(3).held_by(&["WRONG_ENVIRONMENT"]);
    ask(&[]).exit(3).held_by(&["WRONG_ENVIRONMENT"]);
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/strict.json"));
    ask(&["--confirm", "demo"]).exit(0);
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/static_restore.json"));
}

#[test]
fn an_override_records_when_it_ends_and_why_and_for_which_incident() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    room.run(["posture", "apply", "compat", "--because", "old clients"]).exit(0);
    let intent = room.newest("posture.intent");
    let at = time(&room.entries().iter().rfind(|entry| entry["kind"] == "posture.intent").unwrap()["at"]);
    let lasts = time(&intent["expires_at"]) - at;
    assert!(lasts > TimeDelta::minutes(59) && lasts <= TimeDelta::hours(1), "compat's default is not {lasts}");
    assert_eq!(intent["because"], "old clients");
    assert_eq!(intent["incident"], room.newest("incident.declared")["id"]);
    let status = room.json(["status"]).exit(0).answer();
    assert_eq!(status["posture"]["expires_at"], intent["expires_at"]);
    let left = status["posture"]["remaining_s"].as_i64().unwrap();
    assert!((1..=3600).contains(&left), "{left}");
    room.run(["posture", "apply", "static_restore", "--confirm", "demo", "--for", "10m"]).exit(0);
    let intent = room.newest("posture.intent");
    let at = time(&room.entries().iter().rfind(|entry| entry["kind"] == "posture.intent").unwrap()["at"]);
    let lasts = time(&intent["expires_at"]) - at;
    assert!(lasts > TimeDelta::minutes(9) && lasts <= TimeDelta::minutes(10), "{lasts}");
}

#[test]
fn compat_needs_a_reason_and_a_duration_within_its_limit() {
    let room = Room::new().founded();
    room.json(["posture", "apply", "compat"]).exit(3).held_by(&["NO_REASON"]);
    room.json(["posture", "apply", "compat", "--because", " \t "]).exit(3).held_by(&["NO_REASON"]);
    room.json(["posture", "apply", "compat", "--for", "3h"]).exit(3).held_by(&["NO_REASON", "BAD_DURATION"]);
    room.run(["posture", "apply", "compat", "--for", "soon"]).exit(2).complains("is not a duration");
    room.run(["posture", "apply", "loose"]).exit(2);
    room.json(["posture", "apply", "strict"]).exit(3).held_by(&["ALREADY_APPLIED"]);
    assert_eq!(room.count("posture.intent"), 1, "the founding's own");
}

#[test]
fn an_override_past_its_end_is_overdue_for_every_reader() {
    let room = Room::new().founded();
    room.run(["posture", "apply", "compat", "--because", "a short one", "--for", "1s"]).exit(0);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let status = room.json(["status"]).exit(5).answer();
    assert_eq!(status["posture"]["overdue"], true);
    assert_eq!(status["posture"]["name"], "compat", "nothing reverts by itself");
    room.run(["status"]).exit(5).says("OVERDUE");
    room.run(["posture", "revert"]).exit(0);
    room.run(["status"]).exit(0);
}

#[test]
fn a_posture_written_by_hand_is_mixed_and_never_rounded_to_a_profile() {
    let room = Room::new().founded();
    let mut fields = room.fields("profiles/compat.json");
    fields["allow_include_skills_all"] = json!(false);
    room.write(".wayhold/posture.json", fields.to_string());
    assert_eq!(room.json(["status"]).exit(5).answer()["posture"]["classified"], "MIXED");
    room.run(["posture", "show"]).exit(0).says("live posture: MIXED").says("6 of 8 fields differ from strict:");
    room.run(["incident", "declare", "--title", "who did this"]).exit(0);
    room.json(["incident", "close"]).exit(3).held_by(&["POSTURE_UNCLEAR", "NOT_STRICT"]);
    room.run(["posture", "revert"]).exit(0);
    room.run(["status"]).exit(0);
}

#[test]
fn one_incident_is_open_at_a_time_and_its_timeline_keeps_both_times() {
    let room = Room::new().founded();
    let declare = ["incident", "declare", "--title", "first", "--started-at", "2026-01-02T03:04:05Z", "--owner", "bo"];
    room.run(declare).exit(0);
    room.json(["incident", "declare", "--title", "second"]).exit(3).held_by(&["INCIDENT_OPEN"]);
    room.run(["incident", "note", "restarted the queue", "--at", "2026-01-02T03:10:00Z"]).exit(0);
    room.json(["incident", "note", "later", "--at", "2999-01-01T00:00:00Z"]).exit(3).held_by(&["BAD_TIME"]);
    room.json(["incident", "note", "INC-20000101-9", "whose"]).exit(3).held_by(&["NO_INCIDENT"]);
    let shown = room.json(["incident", "show"]).exit(0).answer();
    assert_eq!((&shown["owner"], &shown["severity"]), (&json!("bo"), &json!("SEV2")));
    assert_eq!(shown["started_at"], "2026-01-02T03:04:05Z");
    assert_eq!(shown["notes"][0]["at"], "2026-01-02T03:10:00Z");
    assert!(time(&shown["notes"][0]["recorded_at"]) > time(&shown["notes"][0]["at"]));
    room.json(["incident", "close", "--ended-at", "2026-01-01T00:00:00Z"]).exit(3).held_by(&["NO_END_TIME"]);
    room.run(["incident", "close"]).exit(0);
    room.run(["incident", "list"]).exit(0).says("SEV2").says("first");
}

#[test]
fn an_incident_is_declared_with_a_code_of_the_list_and_a_title() {
    let room = Room::new().founded();
    let words = ["incident", "declare", "--title", "down", "--reason-code", "because"];
    let refused = room.json(words).exit(3).held_by(&["NO_REASON_CODE"]).answer();
    let commands: Vec<_> = refused["holds"][0]["ways"].as_array().unwrap().iter().map(|way| &way["command"]).collect();
    assert_eq!(commands[0], "wayhold incident declare --title down --reason-code incident_restore");
    room.json(["incident", "declare", "--title", "  "]).exit(3).held_by(&["NO_TITLE"]);
    room.run(["incident", "declare"]).exit(2);
    room.run(["incident", "declare", "--title", "down", "--severity", "SEV9"]).exit(2).complains("SEV1");
    assert_eq!(room.count("incident.declared"), 0);
}
