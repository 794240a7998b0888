//! What a plan waits for besides its boxes: decisions, thresholds, the program's own criteria.

use serde_json::json;

use crate::common::{PLAN, Room};

#[test]
fn an_open_decision_holds_its_phase_until_a_person_pins_one_of_its_options() {
    let room = Room::new().founded();
    room.run(["decision", "list"]).exit(0).says("no decision is on the ledger");
    let open = ["decision", "open", "region", "Which region?", "--option", "eu", "--option", "us", "--phase", "M1"];
    room.run(open).exit(0);
    room.json(open).exit(3).held_by(&["NO_DECISION"]);
    assert!(room.json(["why", "M1"]).exit(3).codes().contains(&"DECISION_OPEN".to_owned()));
    room.json(["phase", "go", "M1"]).exit(3).held_by(&["DECISION_OPEN"]);
    room.run(["decision", "list", "--open"]).exit(3).says("region  plan:M1  Which region?  OPEN  (eu | us)");
    assert_eq!(room.json(["status"]).answer()["open_decisions"], json!(["plan:region"]));
    let before = room.standing();
    room.json(["decision", "pin", "region", "mars", "--because", "r"]).exit(3).held_by(&["NO_DECISION"]);
    room.json(["decision", "pin", "region", "eu"]).exit(3).held_by(&["NO_REASON"]);
    assert_eq!(room.standing(), before);
    room.run(["decision", "pin", "region", "eu", "--because", "nearer"]).exit(0);
    room.run(["decision", "list", "--open"]).exit(0).says("no decision is open");
    room.run(["decision", "list"]).exit(0).says("region  plan:M1  Which region?  eu  (nearer; #5 ana)");
    room.run(["phase", "log", "M1"]).exit(0).says("decided region: eu (nearer)");
}

#[test]
fn where_there_are_two_runbooks_a_decision_says_of_which_it_is() {
    let room = Room::new().with("runbooks/copy.md", PLAN).founded();
    room.run(["decision", "open", "region", "Which?"]).exit(2).complains("say which: copy, plan");
    room.run(["decision", "open", "region", "Which?", "--runbook", "copy"]).exit(0);
    room.run(["decision", "open", "second", "Which?", "--runbook", "plan"]).exit(0);
    room.run(["decision", "pin", "region", "eu", "--because", "near"]).exit(0);
    room.run(["decision", "open", "second", "Which?", "--runbook", "copy"]).exit(0);
    room.run(["decision", "pin", "second", "eu", "--because", "near"]).exit(2).complains("second is in 2 runbooks");
    room.run(["decision", "pin", "second", "eu", "--because", "near", "--runbook", "plan"]).exit(0);
    assert_eq!(room.newest("decision.pinned")["path"], "runbooks/plan.md");
    let open = room.json(["decision", "list", "--open"]).exit(3).answer();
    assert_eq!(open["decisions"].as_array().unwrap().len(), 1);
}

#[test]
fn thresholds_are_pinned_dimension_by_dimension_before_the_phase_starts() {
    let room = Room::shipped();
    let shown = room.json(["threshold", "list", "M10"]).exit(0).answer();
    let dimensions: Vec<_> = shown["thresholds"].as_array().unwrap().iter().map(|row| &row["dimension"]).collect();
    assert_eq!(dimensions, ["representative-window", "burst", "soak", "recovery"]);
    let before = room.standing();
    room.json(["threshold", "pin", "M10", "burst", "--set", "multiple=3"]).exit(3).held_by(&["THRESHOLD_UNPINNED"]);
    room.run(["threshold", "pin", "M10", "burst"]).exit(2);
    room.run(["threshold", "pin", "M10", "burst", "--set", "multiple"]).exit(2).complains("NAME=VALUE");
    room.run(["threshold", "pin", "M10", "burst", "--set", "a=1", "--set", "a=2"]).exit(2).complains("set twice");
    room.json(["threshold", "pin", "M10", "sprint", "--set", "a=1"]).exit(3).held_by(&["THRESHOLD_UNPINNED"]);
    assert_eq!(room.standing(), before);
    room.run(["threshold", "pin", "M10", "burst", "--set", "multiple=3", "--set", "minutes=20"]).exit(0);
    room.run(["threshold", "list"])
        .exit(0)
        .says("M10 burst  minutes=20, multiple=3  no run yet")
        .says("M10 soak  not pinned");
    room.run(["phase", "show", "M10"]).exit(0).says("  threshold soak: not pinned");
    let met = ["threshold", "met", "M10", "burst", "--evidence", "proof.txt"];
    room.json(met).exit(3).held_by(&["PHASE_NOT_ACTIVE"]);
}

#[test]
fn a_person_answers_for_a_criterion_of_the_program() {
    let room = Room::shipped();
    let shown = room.run(["program", "show"]).exit(0).says("   c1 ? criterion ").says("   r6 ? guardrail ");
    shown.says("      risk R1 ").says("      authority ");
    room.run(["program", "attest", "substrate-migration", "c9", "--because", "r"]).exit(2).complains("there are: c1");
    room.json(["program", "attest", "substrate-migration", "c1"]).exit(3).held_by(&["NO_REASON"]);
    room.run(["program", "attest", "substrate-migration", "c1", "--because", "watched it"]).exit(0);
    room.run(["program", "show", "substrate-migration"])
        .exit(0)
        .says("   c1 ✔ criterion ")
        .says("  (#4 ana: watched it)");
    let programs = room.json(["program", "show"]).answer();
    assert_eq!(programs["programs"][0]["attestables"][0]["attested"]["by"], "ana");
}
