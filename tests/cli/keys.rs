//! The key at hand: picking another, one that others can read, and one under a passphrase where there is no terminal.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::common::{Ran, Room};

const NOTE: [&str; 3] = ["incident", "note", "n"];

fn in_an_incident() -> Room {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    room
}

#[test]
fn another_key_is_picked_by_its_name_or_its_path_and_keeps_its_kind() {
    let room = in_an_incident();
    let public = room.key("bot");
    let private = public.with_extension("");
    room.run(["operator", "add", "bot", "--kind", "agent", "--key", public.to_str().unwrap()]).exit(0);
    room.write("here", fs::read(&private).unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(room.path("here"), fs::Permissions::from_mode(0o600)).unwrap();
    }
    for word in ["bot", "./here", private.to_str().unwrap()] {
        room.run(NOTE.iter().chain(&["--as", word])).exit(0);
        let actor = room.entries().pop().unwrap()["actor"].clone();
        assert_eq!((actor["id"].as_str(), actor["kind"].as_str()), (Some("bot"), Some("agent")), "as {word}");
        assert_eq!(room.json(["status", "--as", word]).exit(0).answer()["operator"], "bot");
    }
    assert_eq!(room.json(["status"]).exit(0).answer()["operator"], "ana", "her own key is still the first choice");
}

#[test]
fn a_key_that_is_not_there_is_told_with_those_that_are() {
    let room = in_an_incident();
    let ask = |word: &str| room.run(NOTE.iter().chain(&["--as", word])).exit(2);
    ask("bot").complains("there is no key bot in").complains("none at all").complains("./bot");
    room.key("ci");
    ask("bot").complains("(there are: ci)");
    ask("./bot").complains("there is no key file").complains("bot");
    ask("..").complains("there is no key file");
    assert_eq!(room.count("incident.noted"), 0);
}

#[test]
fn a_key_that_nobody_enrolled_is_refused_with_the_way_in() {
    let room = in_an_incident();
    room.key("eve");
    let refused = room.run(NOTE.iter().chain(&["--as", "eve"])).exit(3);
    refused.complains("NOT_ENROLLED").complains("wayhold operator add NAME").complains("--as NAME");
}

#[test]
fn a_file_that_is_no_private_key_of_ones_own_is_refused() {
    let room = in_an_incident();
    let public = room.key("bot");
    let private = public.with_extension("");
    room.run(NOTE.iter().chain(&["--as", public.to_str().unwrap()])).exit(1).complains("is a public key");
    room.run(NOTE.iter().chain(&["--as", "./proof.txt"])).exit(1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&private, fs::Permissions::from_mode(0o640)).unwrap();
        room.run(NOTE.iter().chain(&["--as", "bot"])).exit(1).complains("can be read by others").complains("chmod 600");
    }
    assert!(private.is_file());
    assert_eq!(room.count("incident.noted"), 0);
}

#[test]
fn a_locked_key_reads_everything_and_writes_nothing_without_a_terminal() {
    let room = in_an_incident().locked("correct horse");
    let before = room.standing();
    for words in [
        &["status"][..],
        &["log"],
        &["ledger", "verify"],
        &["phase", "list"],
        &["operator", "list"],
        &["incident", "show"],
        &["posture", "apply", "compat", "--because", "x", "--dry-run"],
    ] {
        room.run(words).exit(0);
    }
    for words in [
        &NOTE[..],
        &["posture", "apply", "compat", "--because", "x"],
        &["phase", "tick", "M1", "2", "--evidence", "proof.txt"],
        &["incident", "close"],
    ] {
        let refused = room.json(words).exit(4).held_by(&["NEEDS_PRESENCE"]);
        assert!(refused.err().contains("is locked by its passphrase"), "{}", refused.told());
    }
    room.json(["posture", "apply", "compat"]).exit(3).held_by(&["NO_REASON", "NEEDS_PRESENCE"]);
    assert_eq!(room.standing(), before);
}

#[test]
fn a_passphrase_is_taken_from_no_pipe_and_no_variable() {
    let room = in_an_incident().locked("correct horse");
    let mut command = room.command("ana", NOTE);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["WAYHOLD_PASSPHRASE", "WAYHOLD_KEY_PASSPHRASE", "SSH_ASKPASS"] {
        command.env(name, "correct horse");
    }
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(b"correct horse\ncorrect horse\n");
    Ran::ended("a note with the passphrase on a pipe", &child.wait_with_output().unwrap()).exit(4);
    assert_eq!(room.count("incident.noted"), 0);
}

#[test]
fn founding_with_a_locked_key_leaves_nothing_behind() {
    let elsewhere = Room::new().founded().locked("correct horse");
    let room = Room::new();
    fs::create_dir_all(room.keys_of("ana")).unwrap();
    fs::copy(elsewhere.own_key(), room.own_key()).unwrap();
    let before = room.standing();
    room.json(["adopt", "--all", "--yes"]).exit(4).held_by(&["NEEDS_PRESENCE"]);
    assert_eq!(room.standing(), before);
}

#[test]
fn founding_without_a_terminal_makes_a_key_without_a_passphrase_and_says_how_presence_is_proved() {
    let room = Room::new().founded();
    assert_eq!(room.newest("ledger.founded")["operator"]["presence"], "tty");
    let room = Room::new().asking_for_a_passphrase().founded();
    assert_eq!(room.newest("ledger.founded")["operator"]["presence"], "passphrase");
    room.run(["incident", "declare", "--title", "what needs no presence goes on"]).exit(0);
}

#[test]
fn presence_is_proved_in_one_of_two_ways() {
    let room = Room::new().with("wayhold.toml", "environment = \"demo\"\n[policy]\npresence = \"fingerprint\"\n");
    room.run(["status"]).exit(1).complains("line 3").complains("`tty` or `passphrase`");
    let room = Room::new().with("wayhold.toml", "environment = \"demo\"\n[policy]\npresense = \"tty\"\n");
    room.run(["status"]).exit(1).complains("did you mean `presence`?");
}
