//! The log and the shift report from outside.

use serde_json::{Value, json};

use crate::common::Room;

fn kinds(answer: &Value) -> Vec<&str> {
    answer["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect()
}

#[test]
fn the_log_says_in_words_what_happened_in_the_order_of_the_ledger() {
    let room = Room::new().founded().in_incident();
    let shown = room.run(["log"]).exit(0).says("#0 ").says("founded the ledger of demo").says("declared INC-");
    assert_eq!(shown.out().lines().count(), room.entries().len());
    let newest = room.run(["log", "-n", "1"]).exit(0).says("incident.declared");
    assert_eq!(newest.out().lines().count(), 1);
    room.run(["log", "--from", "0", "-n", "1"]).exit(0).says("ledger.founded");
    let answer = room.json(["log"]).exit(0).answer();
    assert_eq!(kinds(&answer), room.kinds());
    assert!(answer["entries"][0]["told"].as_str().unwrap().starts_with("founded the ledger"));
    assert_eq!(answer["entries"][0]["prev"], "0".repeat(64));
}

#[test]
fn the_log_is_narrowed_by_time_kind_actor_and_incident() {
    let room = Room::new().founded().with_agent("bot").in_incident();
    room.run(["incident", "note", "looked", "--as", "bot"]).exit(0);
    room.run(["posture", "apply", "compat", "--because", "old clients"]).exit(0);
    room.run(["phase", "note", "M1", "hm"]).exit(0);
    let log = |words: &[&str]| room.json(["log"].iter().chain(words)).exit(0).answer();
    assert_eq!(kinds(&log(&["--kind", "incident"])), ["incident.declared", "incident.noted"]);
    assert_eq!(kinds(&log(&["--kind", "incident.noted"])), ["incident.noted"]);
    assert_eq!(kinds(&log(&["--kind", "inc"])), [""; 0], "a family is a whole word");
    assert_eq!(kinds(&log(&["--actor", "bot"])), ["incident.noted"]);
    let id = room.incident()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        kinds(&log(&["--incident", &id])),
        ["incident.declared", "incident.noted", "posture.intent", "posture.applied"]
    );
    assert_eq!(kinds(&log(&["--incident", &id, "--kind", "posture.applied"])), ["posture.applied"]);
    assert_eq!(kinds(&log(&["--since", "1h"])), room.kinds());
    assert_eq!(kinds(&log(&["--since", "2999-01-01T00:00:00Z"])), [""; 0]);
    let at = room.entries()[4]["at"].as_str().unwrap().to_owned();
    assert!(kinds(&log(&["--since", &at])).len() <= room.entries().len());
    room.run(["log", "--since", "yesterday"]).exit(2).complains("use a duration such as 8h");
    room.run(["log", "--kind", "incident", "--format", "md"])
        .exit(0)
        .says("| Entry | Recorded (UTC) |")
        .says("| bot |");
}

#[test]
fn the_shift_report_says_what_is_handed_on_and_what_happened() {
    let room = Room::new().founded().with_person("ben");
    let quiet = room.run(["log", "--since", "2999-01-01T00:00:00Z", "--report"]).exit(0);
    quiet.says("- No incident is open\n").says("No phase moved.").says("0 entries");
    let room = room.in_incident();
    room.run(["posture", "apply", "compat", "--because", "old clients"]).exit(0);
    room.run(["incident", "handoff", "--to", "ben"]).exit(0);
    room.run(["phase", "block", "M1", "--reason", "the registry is down"]).exit(0);
    let before = room.standing();
    let shown = room
        .run(["log", "--since", "8h", "--report"])
        .exit(0)
        .says("# Shift report of demo: ")
        .says("- Posture `compat`, until ")
        .says(" SEV2** the hub does not answer, owned by ana\n")
        .says("- **Handoff pending**: from ana to ben, not accepted yet\n")
        .says(" | ana | APPLIED compat: 8/8 fields read back; until ")
        .says(" | ana | blocked M1: the registry is down |")
        .says("none of it overdue");
    let places: Vec<_> = ["Handed on", "Incidents", "Posture", "Phases", "Ledger"]
        .map(|title| shown.out().find(&format!("## {title}")))
        .into();
    assert!(places.is_sorted() && places[0].is_some(), "{}", shown.told());
    let answer = room.json(["log", "--since", "8h", "--report"]).exit(0).answer();
    assert_eq!((&answer["now"]["posture"], &answer["now"]["handoff"]), (&json!("compat"), &json!(["ana", "ben"])));
    assert_eq!((&answer["now"]["overdue"], &answer["now"]["unknown"]), (&json!(false), &json!([])));
    assert_eq!(room.standing(), before);
    room.run(["log", "--report"]).exit(2);
    Room::new().run(["log", "--since", "8h", "--report"]).exit(5).complains("no ledger yet");
}
