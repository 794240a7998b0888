//! A ledger that somebody or something changed: named, read-only, and no obstacle to reading everything else.

use sqlx::{Connection, SqliteConnection};

use crate::common::{Ran, Room};
use wayhold::incident;

/// A founded room with an open incident and one tick, whose log is all in the ledger's one file.
fn lived_in() -> Room {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    room.run(["phase", "tick", "M1", "2", "--evidence", "proof.txt"]).exit(0);
    room.at_rest();
    room
}

fn sql(room: &Room, statements: &[&'static str]) {
    let url = format!("sqlite:{}", room.path(".wayhold/ledger.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        for statement in statements {
            sqlx::raw_sql(*statement).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
    });
}

/// What a reader still gets, and that no writer gets anything.
#[track_caller]
fn reads_and_does_not_write(room: &Room) {
    let status = room.json(["status"]).exit(5).answer();
    assert!(status["ledger"]["damage"].is_string(), "{status}");
    assert_eq!(status["posture"]["classified"], "strict");
    room.run(["status"]).exit(5).says("ledger READ-ONLY: ");
    room.run(["posture", "show"]).exit(0).says("live posture: strict");
    room.run(["lint", "runbooks/plan.md"]).exit(0);
    room.run(["phase", "list"]).exit(0).says("M1");
    for words in [
        &["posture", "apply", "compat", "--because", "x"][..],
        &["posture", "revert"],
        &["incident", "declare", "--title", "again"],
        &["incident", "note", "n"],
        &["phase", "tick", "M1", "3", "--evidence", "proof.txt"],
        &["adopt", "runbooks/plan.md", "--yes"],
    ] {
        let before = (room.bytes("runbooks/plan.md"), room.bytes(".wayhold/posture.json"));
        room.json(words).exit(3).held_by(&["LEDGER_DAMAGED"]);
        assert_eq!((room.bytes("runbooks/plan.md"), room.bytes(".wayhold/posture.json")), before);
    }
}

/// The same after so many notes that what is not read again at every start is kept beside the ledger.
fn lived_in_for_long() -> Room {
    let room = lived_in();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut session = room.session().await;
        for number in 0..40 {
            let note = incident::Command::note(format!("host {number} answers"));
            let looked_at = session.looked_at();
            session.run(note.into(), looked_at).await.unwrap();
        }
        session.close().await;
    });
    room.run(["status"]).exit(0);
    for kept in ["state.cache", "standing.cache"] {
        assert!(room.path(".wayhold").join(kept).exists(), "{kept}");
    }
    room
}

#[track_caller]
fn first_bad(ran: Ran) -> serde_json::Value {
    let answer = ran.exit(3).complains("the ledger is damaged: ").answer();
    assert_eq!(answer["ok"], false);
    answer["first_bad"].clone()
}

#[test]
fn an_edited_entry_is_named_and_the_ledger_is_read_only() {
    let room = lived_in();
    sql(
        &room,
        &[
            "DROP TRIGGER entries_stay",
            "UPDATE entries SET entry = replace(entry, '\"title\":\"down\"', '\"title\":\"fine\"') WHERE seq = 4",
        ],
    );
    room.run(["ledger", "verify"]).exit(3).complains("entry 4 of the ledger does not hold: its text does not have");
    assert_eq!(first_bad(room.json(["ledger", "verify"])), 4);
    reads_and_does_not_write(&room);
    room.run(["log"]).exit(3).says("#0 ").complains("the ledger is read-only");
}

#[test]
fn an_old_entry_that_was_edited_is_found_by_the_next_command_whatever_is_kept_beside_the_ledger() {
    for first in [&["status"][..], &["posture", "show"], &["incident", "note", "n"]] {
        let room = lived_in_for_long();
        sql(
            &room,
            &[
                "DROP TRIGGER entries_stay",
                "UPDATE entries SET entry = replace(entry, '\"title\":\"down\"', '\"title\":\"fine\"') WHERE seq = 4",
            ],
        );
        room.run(first);
        assert_eq!(room.json(["status"]).exit(5).answer()["ledger"]["seq"], 3, "what stands before it");
        reads_and_does_not_write(&room);
    }
}

#[test]
fn a_ledger_cut_short_is_found_whatever_is_kept_beside_it() {
    let room = lived_in_for_long();
    sql(&room, &["DROP TRIGGER entries_remain", "DELETE FROM entries WHERE seq >= 30"]);
    room.run(["status"]).exit(5).says("was checked here before and is gone");
    reads_and_does_not_write(&room);
}

#[test]
fn what_is_kept_beside_the_ledger_may_be_anything_and_the_answers_are_the_same() {
    let room = lived_in_for_long();
    let answers = || {
        let told = |words: &[&str]| room.json(words).out().to_owned();
        [told(&["status"]), told(&["incident", "show"]), told(&["operator", "list"]), told(&["phase", "list"])]
    };
    let good = answers();
    let kept = ["state.cache", "standing.cache", "verified.json"].map(|name| format!(".wayhold/{name}"));
    for name in &kept {
        let bytes = room.bytes(name);
        let flipped = |at: usize| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x21;
            bytes
        };
        let half = bytes[..bytes.len() / 2].to_vec();
        for content in [vec![], half, flipped(3), flipped(bytes.len() / 3), flipped(bytes.len() - 9), vec![0xff; 500]] {
            // A note that is damaged so that it still reads is a note of another ledger; `following.rs` has those.
            if *name == kept[2] && serde_json::from_slice::<serde_json::Value>(&content).is_ok() {
                continue;
            }
            room.write(name, content);
            assert_eq!(answers(), good, "{name}");
            room.write(name, &bytes);
        }
        std::fs::remove_file(room.path(name)).unwrap();
        assert_eq!(answers(), good, "without {name}");
    }
    room.verified();
}

#[test]
fn an_entry_taken_out_is_named() {
    let room = lived_in();
    sql(&room, &["DROP TRIGGER entries_remain", "DELETE FROM entries WHERE seq = 5"]);
    assert_eq!(first_bad(room.json(["ledger", "verify"])), 5);
    reads_and_does_not_write(&room);
}

#[test]
fn an_entry_with_a_fitting_hash_and_no_signature_of_its_author_is_named() {
    let room = lived_in();
    // The last entry, so that nothing follows it that would name its hash; and nothing remembers having checked it.
    sql(
        &room,
        &[
            "DROP TRIGGER entries_stay",
            "UPDATE entries SET sig = (SELECT sig FROM entries WHERE seq = 2) WHERE seq = 7",
        ],
    );
    assert_eq!(first_bad(room.json(["ledger", "verify"])), 7, "whatever was checked before");
    std::fs::remove_file(room.path(".wayhold/verified.json")).unwrap();
    reads_and_does_not_write(&room);
}

#[test]
fn a_ledger_cut_short_behind_what_was_checked_is_read_only() {
    let room = lived_in();
    sql(&room, &["DROP TRIGGER entries_remain", "DELETE FROM entries WHERE seq >= 5"]);
    room.run(["status"]).exit(5).says("entry 7 was checked here before and is gone");
    reads_and_does_not_write(&room);
}

#[test]
fn an_entry_of_a_newer_wayhold_makes_the_ledger_read_only() {
    let room = lived_in();
    sql(&room, &["PRAGMA user_version = 9"]);
    room.run(["status"]).exit(1).complains("from a newer Wayhold; update this one to open it");
}

#[test]
fn a_ledger_file_torn_in_the_middle_is_read_up_to_there() {
    let room = lived_in();
    let mut bytes = room.bytes(".wayhold/ledger.db");
    let at = bytes.len() - 1500;
    bytes[at..].fill(0xff);
    room.write(".wayhold/ledger.db", bytes);
    let ran = room.json(["ledger", "verify"]).exit(3).complains("the ledger is damaged: ");
    assert!(ran.answer()["first_bad"].as_u64().is_some_and(|seq| seq <= 7), "{}", ran.told());
    reads_and_does_not_write(&room);
}

#[test]
fn a_ledger_file_that_is_none_any_more_stops_no_reader() {
    let room = lived_in();
    for content in [&b""[..], b"what is this", &[0xa5; 9_000]] {
        room.write(".wayhold/ledger.db", content);
        room.run(["ledger", "verify"]).exit(3).complains("the ledger is damaged: ");
        reads_and_does_not_write(&room);
        assert_eq!(room.bytes(".wayhold/ledger.db"), content, "it is kept as it is");
    }
    std::fs::remove_file(room.path(".wayhold/ledger.db")).unwrap();
    room.run(["adopt", "--all", "--yes"]).exit(3).complains("LEDGER_DAMAGED");
    reads_and_does_not_write(&room);
}

#[test]
fn a_good_copy_put_back_is_written_again() {
    let room = lived_in();
    let good = room.bytes(".wayhold/ledger.db");
    room.write(".wayhold/ledger.db", "torn");
    reads_and_does_not_write(&room);
    room.write(".wayhold/ledger.db", good);
    room.run(["incident", "close"]).exit(0);
    room.verified();
}

#[test]
fn a_damaged_ledger_goes_on_from_the_last_good_entry_and_an_emergency_with_it() {
    let room = lived_in();
    room.run(["posture", "apply", "compat", "--because", "x"]).exit(0);
    room.run(["incident", "note", "before the damage"]).exit(0);
    let good = room.entries().len() as u64 - 1;
    room.run(["incident", "note", "behind the damage"]).exit(0);
    room.run(["incident", "note", "and behind it"]).exit(0);
    room.at_rest();
    sql(&room, &["DROP TRIGGER entries_stay", "UPDATE entries SET entry = replace(entry, 'behind the', 'before the')"]);
    room.json(["incident", "note", "no"]).exit(3).held_by(&["LEDGER_DAMAGED"]);
    room.run(["incident", "note", "no"]).complains("ledger reseal --because");
    let damaged = room.bytes(".wayhold/ledger.db");
    room.json(["ledger", "reseal"]).exit(3).held_by(&["NO_REASON"]);
    assert_eq!(room.bytes(".wayhold/ledger.db"), damaged, "a refusal leaves it as it was");
    room.run(["ledger", "reseal", "--because", "no copy at this hour"]).exit(0).says("ledger.resealed");
    room.verified();
    let entry = room.newest("ledger.resealed");
    assert_eq!(entry["after"]["seq"], good);
    assert_eq!(entry["because"], "no copy at this hour");
    let kept = format!(".wayhold/{}", entry["kept"].as_str().unwrap());
    assert_eq!(crate::common::digest(&room.bytes(&kept)), entry["sha256"].as_str().unwrap());
    let status = room.json(["status"]).answer();
    assert_eq!((&status["incident"]["title"], &status["posture"]["name"]), (&"down".into(), &"compat".into()));
    assert!(status["posture"]["remaining_s"].as_i64().unwrap() > 3000, "the override keeps its clock");
    room.run(["posture", "revert", "--no-verify"]).exit(0);
    room.json(["ledger", "reseal", "--because", "again"]).exit(3).held_by(&["ALREADY_APPLIED"]);
}

#[test]
fn a_ledger_cut_short_goes_on_and_says_what_had_been_checked() {
    let room = lived_in();
    let head = room.json(["status"]).answer()["ledger"]["seq"].as_u64().unwrap();
    sql(&room, &["DROP TRIGGER entries_remain", "DELETE FROM entries WHERE seq = (SELECT max(seq) FROM entries)"]);
    room.run(["ledger", "reseal", "--because", "the tail is gone"]).exit(0);
    let entry = room.newest("ledger.resealed");
    assert_eq!((&entry["after"]["seq"], &entry["noted"]["seq"]), (&(head - 1).into(), &head.into()));
    room.verified();
    room.run(["status"]).exit(5).says("UNKNOWN runbooks/plan.md");
    room.run(["incident", "note", "the edit is on disk"]).exit(0).complains("is on disk now");
    room.run(["status"]).exit(0);
}

#[test]
fn where_no_entry_holds_the_ledger_is_founded_anew_and_the_file_kept() {
    let room = lived_in();
    room.write(".wayhold/ledger.db", "no database at all");
    room.run(["ledger", "reseal", "--because", "the disk ate it"]).exit(0);
    let kinds = room.kinds();
    assert_eq!((kinds[0].as_str(), kinds.last().unwrap().as_str()), ("ledger.founded", "ledger.resealed"));
    let entry = room.newest("ledger.resealed");
    assert!(entry["after"].is_null() && entry["noted"]["seq"].is_u64(), "{entry}");
    assert_eq!(room.text(&format!(".wayhold/{}", entry["kept"].as_str().unwrap())), "no database at all");
    room.verified();
    room.run(["adopt", "--all", "--yes"]).exit(0);
}

#[test]
fn a_ledger_file_torn_in_the_middle_goes_on_from_what_can_be_read() {
    let room = lived_in();
    let mut bytes = room.bytes(".wayhold/ledger.db");
    let at = bytes.len() - 1500;
    bytes[at..].fill(0xff);
    room.write(".wayhold/ledger.db", bytes);
    room.run(["ledger", "reseal", "--because", "torn"]).exit(0);
    room.verified();
    room.run(["incident", "declare", "--title", "it goes on"]);
    assert!(room.count("incident.declared") > 0);
}
