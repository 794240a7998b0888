//! Enrolling keys and acting with them: who may, what a key keeps, and what a process without a person cannot do.

use serde_json::json;

use crate::common::{Ran, Room};

/// `operator add NAME --kind KIND --key FILE`, with a human's name typed to confirm.
fn add(room: &Room, words: &[&str], name: &str, kind: &str, file: &str) -> Ran {
    let mut all = vec!["operator", "add", name, "--kind", kind, "--key", file];
    if kind == "human" {
        all.extend(["--confirm", name]);
    }
    all.extend(words);
    room.json(all)
}

fn path(path: &std::path::Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_human_enrols_an_agent_whose_entries_are_then_its_own() {
    let room = Room::new().founded();
    let public = room.key("bot");
    let answer = add(&room, &[], "bot", "agent", path(&public)).exit(0).answer();
    assert_eq!(answer["entries"][0]["kind"], "operator.added");
    assert_eq!(answer["entries"][0]["body"]["operator"]["id"], "bot");
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    room.run(["incident", "note", "looked at the queue", "--as", "bot"]).exit(0);
    let noted = room.entries().pop().unwrap();
    assert_eq!((&noted["actor"]["id"], &noted["actor"]["kind"]), (&json!("bot"), &json!("agent")));
    room.verified();
}

#[test]
fn the_list_says_whose_key_is_whose_and_who_enrolled_it() {
    let room = Room::new();
    room.run(["operator", "list"]).exit(0).says("nobody is enrolled");
    let room = room.founded();
    let public = room.key("bot");
    add(&room, &[], "bot", "ci", path(&public)).exit(0);
    let listed = room.json(["operator", "list"]).exit(0).answer()["operators"].clone();
    let row = |index: usize, name: &str| listed[index][name].clone();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!((row(0, "id"), row(0, "kind"), row(0, "presence")), (json!("ana"), json!("human"), json!("tty")));
    assert_eq!((row(1, "id"), row(1, "kind"), row(1, "presence")), (json!("bot"), json!("ci"), json!(null)));
    assert_eq!((row(0, "yours"), row(1, "yours"), row(1, "by")), (json!(true), json!(false), json!("ana")));
    let text = std::fs::read_to_string(public).unwrap();
    assert!(text.starts_with(row(1, "key").as_str().unwrap()), "{text}");
    let shown = room.run(["operator", "list", "--as", "bot"]).exit(0);
    let own = shown.out().lines().find(|line| line.contains("(your key)")).unwrap();
    assert!(own.starts_with("bot") && own.contains(row(1, "fingerprint").as_str().unwrap()), "{}", shown.told());
}

#[test]
fn a_dry_run_enrols_nobody() {
    let room = Room::new().founded();
    let public = room.key("bot");
    let before = room.standing();
    let answer = add(&room, &["--dry-run"], "bot", "agent", path(&public)).exit(0).answer();
    assert_eq!((&answer["dry_run"], &answer["entries"][0]["kind"]), (&json!(true), &json!("operator.added")));
    assert_eq!(room.standing(), before);
    room.json(["incident", "declare", "--title", "down", "--as", "bot"]).exit(3).held_by(&["NOT_ENROLLED"]);
}

#[test]
fn no_other_kind_of_key_enrols_anybody() {
    let room = Room::new().founded();
    for kind in ["agent", "ci"] {
        let public = room.key(kind);
        add(&room, &[], kind, kind, path(&public)).exit(0);
        for wanted in ["human", "agent", "ci"] {
            let newcomer = room.key("newcomer");
            add(&room, &["--as", kind], "eve", wanted, path(&newcomer)).exit(4).held_by(&["NEEDS_HUMAN"]);
        }
    }
    assert_eq!(room.count("operator.added"), 2);
}

#[test]
fn a_name_and_a_key_are_enrolled_once() {
    let room = Room::new().founded();
    let (bot, other) = (room.key("bot"), room.key("other"));
    add(&room, &[], "bot", "agent", path(&bot)).exit(0);
    add(&room, &[], "bot", "agent", path(&other)).exit(3).held_by(&["OPERATOR_TAKEN"]);
    add(&room, &[], "ana", "ci", path(&other)).exit(3).held_by(&["OPERATOR_TAKEN"]);
    let taken = add(&room, &[], "bot2", "ci", path(&bot)).exit(3).held_by(&["OPERATOR_TAKEN"]);
    assert!(taken.err().contains("this key is enrolled already, as bot (agent, #"), "{}", taken.told());
    // Presence is not the sole hold here, so a person who comes along would not be enough.
    add(&room, &[], "bot", "human", path(&other)).exit(3).held_by(&["OPERATOR_TAKEN", "NEEDS_PRESENCE"]);
    room.verified();
}

#[test]
fn a_human_is_enrolled_by_name_typed_and_by_somebody_present() {
    let room = Room::new().founded();
    let ben = room.key("ben");
    let words = ["operator", "add", "ben", "--kind", "human", "--key", path(&ben)];
    room.json(words).exit(3).held_by(&["NOT_CONFIRMED", "NEEDS_PRESENCE"]);
    room.json(words.iter().copied().chain(["--confirm", "Ben"])).exit(3).held_by(&["NOT_CONFIRMED", "NEEDS_PRESENCE"]);
    add(&room, &[], "ben", "human", path(&ben)).exit(4).held_by(&["NEEDS_PRESENCE"]);
    assert_eq!(room.count("operator.added"), 0);
}

#[test]
fn a_process_with_all_the_files_and_no_passphrase_passes_for_nobody() {
    let room = Room::new().asking_for_a_passphrase().founded();
    let ben = room.key("ben");
    let before = room.standing();
    let bare = add(&room, &[], "ben", "human", path(&ben)).exit(4).held_by(&["NEEDS_PRESENCE"]);
    let hint = format!("ssh-keygen -p -f {}", room.own_key().display());
    assert!(bare.err().contains(&hint), "no {hint} in {}", bare.told());

    let room = room.locked("correct horse");
    add(&room, &[], "ben", "human", path(&ben)).exit(4).held_by(&["NEEDS_PRESENCE"]);
    assert_eq!(room.standing(), before);
    // Asking for less in a file that anybody can edit opens no key, and takes back nothing that the ledger says.
    room.write("wayhold.toml", "environment = \"demo\"\n[posture]\n");
    add(&room, &[], "ben", "human", path(&ben)).exit(4).held_by(&["NEEDS_PRESENCE"]);
}

#[test]
fn a_file_that_holds_no_public_key_is_told_from_one_that_does() {
    let room = Room::new().founded();
    let public = room.key("bot");
    let refused = |file: &str, part: &str| {
        let ran = add(&room, &[], "bot", "agent", file).exit(2).complains(part);
        assert!(ran.answer()["error"].as_str().unwrap().contains(part), "{}", ran.told());
    };
    refused(path(&public.with_extension("")), "is a private key, which stays with its owner");
    refused("absent.pub", "cannot be read");
    refused("proof.txt", "is not a public key that can be enrolled");
    room.write("rsa.pub", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAIQC7cQ== ben\n");
    refused("rsa.pub", "the key is ssh-rsa, and a ledger takes Ed25519 keys only");
    room.write(
        "ecdsa.pub",
        concat!(
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBHwf2HMM5TRXvo2S",
            "QJjsNkiDD5KqiiNjrGVv3UUh+mMT5RHxiRtOnlqvjhQtBq0VpmpCV/PwUdhOig4vkbqAcEc= ben\n"
        ),
    );
    refused("ecdsa.pub", "the key is ecdsa-sha2-nistp256, and");
    room.write("binary.pub", [0xff, 0xfe]);
    refused("binary.pub", "it is not text");
    let named = room.json(["operator", "add", "a b", "--kind", "ci", "--key", path(&public)]);
    named.exit(2).complains("cannot be an operator's name");
    room.run(["operator", "add", "bot", "--kind", "robot", "--key", path(&public)]).exit(2).complains("agent");
    assert_eq!(room.count("operator.added"), 0);
}
