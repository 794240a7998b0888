//! What a process that died between its entry and its effect leaves behind, made step by step: every reader says so,
//! nobody but a writer settles it, and the next writer says what became of it.

use wayhold::console::{self, Command};
use wayhold::effects::{self, Places, lock, look, objects};
use wayhold::ledger::{Actor, Draft, Mode, SigningKey, Store, seal};
use wayhold::posture::{self, Name};
use wayhold::runbook::{self, EvidenceRef};

use crate::common::{PLAN, Room};

/// How far the process got before it died.
#[derive(Clone, Copy, PartialEq)]
enum Died {
    AfterTheEntry,
    AfterTheEffect,
}

/// Does what ana's process would have done up to the point where it died.
fn die(room: &Room, command: &Command, died: Died) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut session = room.session().await;
        let mut ctx = session.ctx();
        ctx.observed.evidence.insert("proof.txt".to_owned(), look::evidence(&room.root(), "proof.txt"));
        let events = console::decide(session.state(), command, &ctx).unwrap();
        for bytes in console::objects(session.state(), &events, &ctx) {
            objects::store(&room.path(".wayhold"), &bytes).unwrap();
        }
        let key = std::fs::read_to_string(room.keys_of("ana").join("id_ed25519")).unwrap();
        let key = SigningKey::from_openssh(&key).unwrap();
        let actor = Actor { id: "ana".to_owned(), kind: "human".to_owned(), key: key.fingerprint().to_owned() };
        let (mut head, mut sealed) = (session.head().cloned(), Vec::new());
        for event in &events {
            let (kind, body) = event.to_parts();
            let draft = Draft { at: ctx.now, actor: actor.clone(), kind, body };
            sealed.push(seal(head.as_ref(), draft, &key).unwrap());
            head = sealed.last().map(wayhold::ledger::Sealed::head);
        }
        let url = format!("sqlite:{}", room.path(".wayhold/ledger.db").display());
        let mut store = Store::open(&url, Mode::ReadWrite).await.unwrap();
        store.append(session.head(), &sealed).await.unwrap();
        store.close().await.unwrap();
        let places = Places {
            exe: std::path::PathBuf::new(),
            secrets: Vec::new(),
            root: room.root(),
            private: room.path(".wayhold"),
            posture: Some(room.path(".wayhold/posture.json")),
            flagd: None,
            hooks: Vec::new(),
        };
        for effect in events.iter().flat_map(|event| console::plan(event, 0)).filter(|_| died == Died::AfterTheEffect) {
            effects::run(&effect, &places).unwrap();
        }
    });
}

fn tick(room: &Room) -> Command {
    let document = runbook::read(&room.bytes("runbooks/plan.md")).unwrap();
    Command::Runbook(runbook::Command::Tick {
        path: "runbooks/plan.md".to_owned(),
        phase: "M1".to_owned(),
        item: document.items("M1")[1].id.clone(),
        evidence: vec![EvidenceRef::File { path: "proof.txt".to_owned() }],
    })
}

fn compat() -> Command {
    let because = Some("old clients".to_owned());
    Command::Posture(posture::Command::Apply { to: Name::Compat, duration: None, because, confirm: None })
}

fn ticked() -> String {
    PLAN.replace("- [ ] the images", "- [x] the images")
}

#[test]
fn a_recorded_tick_is_carried_out_by_the_next_writer_whatever_it_came_for() {
    let room = Room::new().founded();
    die(&room, &tick(&room), Died::AfterTheEntry);
    room.run(["status"]).exit(5).says("UNKNOWN runbooks/plan.md: a change was begun and has no outcome");
    assert_eq!(room.text("runbooks/plan.md"), PLAN);
    room.run(["incident", "declare", "--title", "down"])
        .exit(0)
        .says("incident.declared")
        .grumbles("recovered: an edit of runbooks/plan.md recorded at #5 is on disk now\n");
    assert_eq!(room.text("runbooks/plan.md"), ticked());
    assert_eq!(room.newest("runbook.patched")["recovered"], true);
    room.run(["status"]).exit(0);
    room.verified();
}

#[test]
fn the_same_tick_again_finds_it_done() {
    let room = Room::new().founded();
    die(&room, &tick(&room), Died::AfterTheEntry);
    room.json(["phase", "tick", "M1", "2", "--evidence", "proof.txt"])
        .exit(3)
        .held_by(&["BOX_TICKED"])
        .complains("recovered: an edit of runbooks/plan.md recorded at #5 is on disk now");
    assert_eq!((room.text("runbooks/plan.md"), room.count("phase.ticked")), (ticked(), 1));
}

#[test]
fn an_edit_that_was_made_is_recorded_and_not_made_again() {
    let room = Room::new().founded();
    die(&room, &tick(&room), Died::AfterTheEffect);
    room.run(["settle"]).exit(0).prints("an edit of runbooks/plan.md recorded at #5 is on disk now\n");
    assert_eq!(room.text("runbooks/plan.md"), ticked());
    room.run(["settle"]).exit(0).prints("nothing is unfinished\n");
    room.run(["phase", "tick", "M1", "3", "--evidence", "proof.txt"]).exit(0).grumbles("");
    room.verified();
}

#[test]
fn an_edit_that_met_another_hand_is_left_alone_and_is_drift() {
    let room = Room::new().founded();
    die(&room, &tick(&room), Died::AfterTheEntry);
    let by_hand = PLAN.replace("the handoff note is filed", "the handoff note is sent");
    room.write("runbooks/plan.md", &by_hand);
    room.run(["settle"]).exit(0).says("runbooks/plan.md is neither as it was before nor as #5 wanted it");
    assert_eq!(room.text("runbooks/plan.md"), by_hand);
    assert_eq!(room.json(["status"]).exit(5).answer()["drift"][0], "runbooks/plan.md");
    room.json(["phase", "tick", "M1", "3", "--evidence", "proof.txt"]).exit(3).held_by(&["DRIFT"]);
    room.write("runbooks/plan.md", PLAN);
    room.run(["status"]).exit(0);
    room.run(["phase", "tick", "M1", "2", "--evidence", "proof.txt"]).exit(0);
    assert_eq!(room.text("runbooks/plan.md"), ticked());
    room.verified();
}

#[test]
fn a_posture_that_was_not_written_is_said_so_and_can_be_asked_for_again() {
    let room = Room::new().founded();
    die(&room, &compat(), Died::AfterTheEntry);
    room.run(["status"]).exit(5).says("UNKNOWN posture: ");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/strict.json"));
    room.run(["posture", "apply", "compat", "--because", "old clients"])
        .exit(0)
        .complains("recovered: the posture change begun at #4 did not take: the live file reads strict");
    assert_eq!(room.newest("posture.unconfirmed")["unchanged"], true);
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/compat.json"));
    room.run(["status"]).exit(0).says("demo: compat");
    room.verified();
}

#[test]
fn a_posture_that_was_written_is_in_force_with_its_clock() {
    let room = Room::new().founded();
    die(&room, &compat(), Died::AfterTheEffect);
    room.run(["status"]).exit(5).says("UNKNOWN posture: ");
    room.json(["posture", "apply", "compat", "--because", "again"])
        .exit(3)
        .held_by(&["ALREADY_APPLIED"])
        .complains("recovered: the posture change begun at #4 did take: the live file is compat");
    let status = room.json(["status"]).exit(0).answer();
    assert_eq!(status["posture"]["expires_at"], room.newest("posture.intent")["expires_at"]);
    room.run(["posture", "revert"]).exit(0);
    room.verified();
}

#[test]
fn a_posture_that_met_another_hand_is_recorded_as_what_it_is() {
    let room = Room::new().founded();
    die(&room, &compat(), Died::AfterTheEntry);
    let mut fields = room.fields("profiles/compat.json");
    fields["allow_include_skills_all"] = false.into();
    room.write(".wayhold/posture.json", fields.to_string());
    room.run(["settle"]).exit(0).prints("the posture change begun at #4 did not take: the live file reads MIXED\n");
    assert_eq!(room.fields(".wayhold/posture.json"), fields, "nothing is chosen for anybody");
    room.run(["status"]).exit(5).says("demo: MIXED");
    room.run(["posture", "revert"]).exit(0);
    room.run(["status"]).exit(0);
}

#[test]
fn an_incident_closes_only_after_what_was_begun_is_settled() {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    die(&room, &compat(), Died::AfterTheEffect);
    let open = ["NOT_STRICT", "NOT_ATTESTED", "NOT_ATTESTED", "NOT_ATTESTED"];
    room.json(["incident", "close"]).exit(3).held_by(&open).complains("recovered: ");
    room.run(["posture", "revert", "--attest"]).exit(0);
    room.run(["incident", "close"]).exit(0);
}

#[test]
fn readers_and_dry_runs_settle_nothing() {
    let room = Room::new().founded();
    die(&room, &tick(&room), Died::AfterTheEntry);
    die(&room, &compat(), Died::AfterTheEntry);
    let before = room.standing();
    for words in [
        &["status"][..],
        &["why"],
        &["why", "posture"],
        &["phase", "list"],
        &["phase", "show", "M1"],
        &["posture", "show"],
        &["posture", "plan", "compat"],
        &["runbook", "drift"],
        &["log"],
        &["ledger", "verify"],
        &["phase", "tick", "M1", "3", "--evidence", "proof.txt", "--dry-run"],
        &["incident", "declare", "--title", "down", "--dry-run"],
    ] {
        room.run(words);
        assert_eq!(room.standing(), before, "{words:?}");
    }
    assert_eq!(room.json(["status"]).answer()["unknown"], serde_json::json!(["runbooks/plan.md", "posture"]));
}

#[test]
fn what_a_living_process_is_at_is_not_settled_and_not_unknown() {
    let room = Room::new().founded();
    die(&room, &tick(&room), Died::AfterTheEntry);
    let living = lock::try_take(&room.path(".wayhold/effects.lock")).unwrap().unwrap();
    room.run(["status"]).exit(0).says("IN PROGRESS runbooks/plan.md: another process is carrying out a change");
    room.run(["settle"]).exit(5).says("runbooks/plan.md is still unfinished");
    room.run(["incident", "declare", "--title", "down"]).exit(0).grumbles("");
    assert_eq!((room.text("runbooks/plan.md").as_str(), room.count("runbook.patched")), (PLAN, 0));
    drop(living);
    room.run(["incident", "note", "it died after all"]).exit(0).complains("recovered: ");
    assert_eq!(room.text("runbooks/plan.md"), ticked());
}

#[test]
fn what_is_unfinished_waits_for_a_key_that_can_sign() {
    let room = Room::new().founded();
    die(&room, &tick(&room), Died::AfterTheEntry);
    let room = room.locked("correct horse");
    let before = room.standing();
    room.json(["settle"]).exit(4).held_by(&["NEEDS_PRESENCE"]);
    room.json(["incident", "declare", "--title", "down"]).exit(4).held_by(&["NEEDS_PRESENCE"]);
    assert_eq!(room.standing(), before);
    room.run(["status"]).exit(5).says("UNKNOWN runbooks/plan.md");
}
