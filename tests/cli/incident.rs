//! Incidents from outside: handing one over between two keys, its roles, what is kept with it.

use serde_json::{Value, json};
use wayhold::console::{AddOperator, Command};
use wayhold::hold::Kind;
use wayhold::session::{Clock, Environment, Session, Workspace};

use crate::common::{Room, digest};

impl Room {
    /// The same room with another person enrolled, by ana at a terminal. The key is one that `--as NAME` picks.
    pub fn with_person(self, name: &str) -> Self {
        let key = std::fs::read_to_string(self.key(name)).unwrap();
        let add = AddOperator { id: name.to_owned(), kind: Kind::Human, key, confirm: Some(name.to_owned()) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let environment = Environment { terminal: true, ..self.environment() };
            let workspace = Workspace::read(&self.root()).unwrap();
            let mut session = Session::open(workspace, environment, Clock::default()).await.unwrap();
            let looked_at = session.looked_at();
            session.run(Command::AddOperator(add), looked_at).await.unwrap();
            session.close().await;
        });
        self
    }

    /// The same room with an agent enrolled.
    pub fn with_agent(self, name: &str) -> Self {
        let key = self.key(name);
        self.run(["operator", "add", name, "--kind", "agent", "--key", key.to_str().unwrap()]).exit(0);
        self
    }

    /// The same room with an incident open.
    pub fn in_incident(self) -> Self {
        self.run(["incident", "declare", "--title", "the hub does not answer"]).exit(0);
        self
    }

    /// The incident as scripts see it: the open one, or the newest.
    pub fn incident(&self) -> Value {
        let all = self.json(["incident", "list"]).exit(0).answer()["incidents"].take();
        all.as_array().unwrap().last().unwrap().clone()
    }
}

#[test]
fn an_incident_passes_from_one_key_to_another_by_offer_and_acceptance() {
    let room = Room::new().founded().with_person("ben").in_incident();
    let id = room.incident()["id"].as_str().unwrap().to_owned();
    room.run(["incident", "handoff", &id, "--to", "ben"]).exit(0);
    assert_eq!(
        (room.incident()["owner"].clone(), room.incident()["handoff"]["to"].clone()),
        (json!("ana"), json!("ben"))
    );
    room.run(["incident", "show"]).exit(0).says("handoff offered to ben by ana (#").says("not accepted yet");
    room.run(["incident", "list"]).exit(0).says("(handoff to ben pending)");

    let refusal = room.json(["incident", "close", &id]).exit(3).held_by(&["PENDING_HANDOFF"]).answer();
    let ways: Vec<_> =
        refusal["holds"][0]["ways"].as_array().unwrap().iter().map(|way| way["command"].as_str().unwrap()).collect();
    assert_eq!(ways, [format!("wayhold incident accept {id}"), format!("wayhold incident withdraw {id}")]);

    room.json(["incident", "accept", &id]).exit(3).held_by(&["NO_HANDOFF"]);
    let before = room.standing();
    room.run(["incident", "accept", &id, "--as", "ben", "--dry-run"])
        .exit(0)
        .says("would write incident.handoff_accepted");
    assert_eq!(room.standing(), before);
    room.run(["incident", "accept", &id, "--as", "ben"]).exit(0);
    let entry = room.entries().pop().unwrap();
    assert_eq!(
        (&entry["actor"]["id"], &entry["body"]["from"], &entry["body"]["to"]),
        (&json!("ben"), &json!("ana"), &json!("ben"))
    );
    let shown = room.incident();
    assert_eq!(
        (&shown["owner"], &shown["handoff"], &shown["roles"]["commander"]),
        (&json!("ben"), &Value::Null, &json!("ben"))
    );
    let held: Vec<_> = shown["tenures"].as_array().unwrap().iter().map(|one| one["who"].clone()).collect();
    assert_eq!(held, ["ana", "ben"]);
    room.run(["incident", "close", &id]).exit(0);
    room.verified();
}

#[test]
fn an_offer_is_taken_back_by_its_owner_and_declined_by_whom_it_names() {
    let room = Room::new().founded().with_person("ben").with_person("zoe").in_incident();
    for who in ["ana", "ben"] {
        room.run(["incident", "handoff", "--to", "ben"]).exit(0);
        let words = ["incident", "withdraw", "--json"];
        room.run(words.iter().chain(&["--as", "zoe"])).exit(3).held_by(&["NO_REASON"]);
        match who {
            "ana" => room.run(words).exit(0),
            _ => room.run(words.iter().chain(&["--as", who])).exit(0),
        };
        room.run(["incident", "accept", "--as", "ben", "--json"]).exit(3).held_by(&["NO_HANDOFF"]);
    }
    room.json(["incident", "handoff", "--to", "nobody"]).exit(3).held_by(&["NO_HANDOFF"]);
    room.run(["incident", "handoff", "--to", "zoe", "--as", "zoe", "--json"]).exit(3).held_by(&["NO_REASON"]);
    room.run(["incident", "handoff", "--to", "zoe", "--as", "zoe", "--because", "ana is off shift"]).exit(0);
    room.run(["incident", "accept", "--as", "zoe"]).exit(0);
    assert_eq!(room.incident()["owner"], "zoe");
}

#[test]
fn an_agent_raises_the_alarm_notes_and_attaches_and_a_person_owns_and_closes() {
    let room = Room::new().founded().with_agent("bot");
    let as_bot = |words: &[&str]| room.run(words.iter().chain(&["--as", "bot", "--json"]));
    as_bot(&["incident", "declare", "--title", "queue full", "--owner", "bot"]).exit(4).held_by(&["NEEDS_HUMAN"]);
    as_bot(&["incident", "declare", "--title", "queue full"]).exit(0);
    assert_eq!(room.incident()["owner"], Value::Null);
    room.run(["incident", "show"]).exit(0).says("owner nobody");
    as_bot(&["incident", "note", "10,000 waiting"]).exit(0);
    as_bot(&["incident", "attach", "proof.txt"]).exit(0);
    let before = room.standing();
    as_bot(&["incident", "amend", "--owner", "bot", "--because", "r"]).exit(4).held_by(&["NEEDS_HUMAN"]);
    as_bot(&["incident", "role", "scribe", "--to", "bot"]).exit(4).held_by(&["NEEDS_HUMAN"]);
    as_bot(&["incident", "close"]).exit(3).held_by(&["NEEDS_HUMAN", "NO_OWNER"]);
    assert_eq!(room.standing(), before);

    let restore = ["posture", "apply", "static_restore", "--confirm", "demo", "--because", "r"];
    let refusal = room.json(restore).exit(3).answer();
    let owner = refusal["holds"].as_array().unwrap().iter().find(|hold| hold["code"] == "NO_OWNER").unwrap();
    assert!(owner["ways"][0]["command"].as_str().unwrap().starts_with("wayhold incident amend INC-"), "{owner}");
    room.run(["incident", "amend", "--owner", "ana", "--because", "on call"]).exit(0);
    as_bot(&["incident", "close"]).exit(4).held_by(&["NEEDS_HUMAN"]);
    room.run(restore).exit(0);
}

#[test]
fn what_is_attached_is_kept_by_its_digest_whatever_becomes_of_the_file() {
    let room = Room::new().founded().in_incident();
    room.json(["incident", "attach", "gone.log"]).exit(3).held_by(&["NO_EVIDENCE"]);
    room.json(["incident", "attach", "profiles"]).exit(3).held_by(&["NO_EVIDENCE"]);
    let before = room.standing();
    room.run(["incident", "attach", "proof.txt", "--dry-run"]).exit(0).says("would write incident.attached");
    assert_eq!(room.standing(), before);
    room.run(["incident", "attach", "proof.txt", "--note", "as it was\nat three"]).exit(0);
    let sha256 = digest(b"it was done\n");
    room.write("proof.txt", "changed");
    assert_eq!(room.text(&format!(".wayhold/objects/{sha256}")), "it was done\n");
    let kept = room.incident()["attachments"][0].clone();
    assert_eq!(
        (&kept["sha256"], &kept["bytes"], &kept["note"]),
        (&json!(sha256), &json!(12), &json!("as it was\nat three"))
    );
    room.run(["incident", "show"]).exit(0).says("attached proof.txt (12 bytes, sha256 ").says("as it was / at three");
}

#[test]
fn an_incident_is_amended_with_a_reason_and_shows_what_was() {
    let room = Room::new().founded().in_incident();
    room.run(["incident", "amend"]).exit(2);
    room.json(["incident", "amend", "--severity", "SEV1"]).exit(3).held_by(&["NO_REASON"]);
    room.json(["incident", "amend", "--severity", "SEV2", "--because", "r"]).exit(3).held_by(&["NO_CHANGE"]);
    room.json(["incident", "amend", "--owner", "zoe", "--because", "r"]).exit(3).held_by(&["NO_HANDOFF"]);
    room.run(["incident", "amend", "--severity", "sev1", "--impact", "no writes", "--because", "all regions"]).exit(0);
    room.run(["incident", "show"])
        .exit(0)
        .says(" SEV1 the hub does not answer\n")
        .says("impact: no writes\n")
        .says(" by ana: severity SEV2 → SEV1: all regions\n");
    let shown = room.incident();
    assert_eq!((&shown["severity"], &shown["impact"]), (&json!("SEV1"), &json!("no writes")));
    assert_eq!(shown["amendments"][0]["fields"][0], json!({"field": "severity", "was": "SEV2", "now": "SEV1"}));
}

#[test]
fn who_holds_which_role_is_shown_and_one_person_alone_is_called_so() {
    let room = Room::new().founded().in_incident();
    room.run(["incident", "show"]).exit(0).says("roles: SOLO, ana holds all of them\n");
    assert_eq!(room.incident()["solo"], true);
    room.run(["incident", "role", "boss", "--to", "zoe"]).exit(2).complains("commander, operations, communications");
    room.run(["incident", "role", "scribe"]).exit(2);
    room.json(["incident", "role", "commander", "--to", "zoe"]).exit(3).held_by(&["NO_HANDOFF"]);
    room.run(["incident", "role", "communications", "--to", "zoe"]).exit(0);
    room.run(["incident", "show"])
        .exit(0)
        .says("roles: commander ana, operations ana, communications zoe, scribe ana\n");
    assert_eq!((&room.incident()["solo"], &room.incident()["roles"]["communications"]), (&json!(false), &json!("zoe")));
    room.run(["incident", "role", "communications", "--clear"]).exit(0);
    assert_eq!(room.incident()["solo"], true);
}

#[test]
fn a_note_from_before_shows_both_times_and_an_action_item_says_so() {
    let room = Room::new().founded().in_incident();
    room.run(["incident", "note", "the alarm rang\nand nobody heard", "--at", "2026-01-02T03:04:05Z"]).exit(0);
    room.run(["incident", "note", "widen the alarm", "--action", "--owner", "zoe"]).exit(0);
    room.run(["incident", "note", "write it down", "--action"]).exit(0);
    room.run(["incident", "note", "x", "--owner", "zoe"]).exit(2);
    room.run(["incident", "show"])
        .exit(0)
        .says("  2026-01-02 03:04:05Z (recorded 20")
        .says(")  ana  the alarm rang / and nobody heard\n")
        .says("ana  TO DO (zoe): widen the alarm\n")
        .says("ana  TO DO: write it down\n");
    let notes = room.incident()["notes"].clone();
    assert_eq!((&notes[0]["at"], &notes[0]["action"]), (&json!("2026-01-02T03:04:05Z"), &json!(false)));
    assert_ne!(notes[0]["at"], notes[0]["recorded_at"]);
    assert_eq!(
        (&notes[1]["action"], &notes[1]["action_owner"], &notes[2]["action_owner"]),
        (&json!(true), &json!("zoe"), &Value::Null)
    );
}
