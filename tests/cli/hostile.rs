//! Text that would steer a terminal: shown escaped, stored escaped, never passed through.

use crate::common::{Ran, Room};

const HOSTILE: &str = "# P\u{1b}[2J

| id | Name | Status |
|---|---|---|
| M1 | Na\u{1b}[31mme\u{202e} | ACTIVE |

## M1 - Na\u{1b}[31mme\u{202e}

Status: ACTIVE

Entry gate:
- sunny \u{1b}]52;c;AAAA\u{7} days

DoD checklist:
- [ ] one \u{1b}[2J\u{2066}two\u{9b}31m \u{200f}
- [~] odd \u{1b}[5m
- plain \u{1b}[5m

## M2 - Later\u{1b}c

Status: LATE\u{1b}[7m
";

/// Nothing in what was printed could steer a terminal or turn text around.
#[track_caller]
fn tame(ran: &Ran) {
    for text in [ran.out(), ran.err()] {
        let wild = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{2066}\u{200f}\u{2028}".contains(c);
        assert!(!text.contains(wild), "{:?}", ran.told());
    }
}

#[test]
fn no_verb_passes_on_what_would_steer_a_terminal() {
    let room = Room::new()
        .with("runbooks/plan.md", HOSTILE)
        .with("runbooks/na\u{1b}[31mme.md", HOSTILE)
        .with("worlds/w.json", "{\"world\": \"w\u{202e}\", \"nodes\": [{\"id\": \"\\u001b[31m\"}], \"edges\": 3}")
        .with("profiles/compat.json", "{\"provisioning_mode\": \"\\u001b[31m\u{202e}\"}")
        .with("pro\u{1b}[31mof.txt", "x");
    tame(&room.run(["adopt", "runbooks/plan.md", "--yes"]).exit(0));
    for words in [
        &["status"][..],
        &["adopt", "--all", "--yes"],
        &["lint", "runbooks"],
        &["runbook", "list"],
        &["runbook", "drift"],
        &["phase", "list"],
        &["phase", "show", "plan:M1"],
        &["phase", "show", "M1"],
        &["why"],
        &["why", "plan:M1"],
        &["why", "\u{1b}[31m"],
        &["phase", "tick", "plan:M1", "1", "--evidence", "pro\u{1b}[31mof.txt"],
        &["phase", "tick", "plan:M1", "2", "--evidence", "proof.txt"],
        &["phase", "tick", "plan:M1", "1", "--evidence", "proof.txt"],
        &["posture", "list"],
        &["posture", "apply", "compat", "--because", "\u{1b}[31mred\u{202e}"],
        &["posture", "apply", "static_restore", "--confirm", "\u{1b}[31m\u{202e}"],
        &["world", "check", "w"],
        &["offers", "w"],
        &["incident", "declare", "--title", "t\u{1b}[31m\u{202e}", "--owner", "o\u{1b}[31m"],
        &["incident", "note", "n\u{1b}]52;c;AAAA\u{7}\nsecond\u{202e}"],
        &["incident", "note", "INC\u{1b}[1m", "n"],
        &["incident", "show"],
        &["incident", "list"],
        &["incident", "close", "\u{1b}[31m"],
        &["log"],
        &["ledger", "export"],
        &["ledger", "export", "--allowed-signers"],
        &["ledger", "verify"],
    ] {
        tame(&room.run(words));
        if !words.contains(&"export") {
            let ran = room.json(words);
            ran.answer();
            tame(&ran);
        }
    }
}

#[test]
fn what_is_stored_is_escaped_already() {
    let room = Room::new().with("runbooks/plan.md", HOSTILE).founded();
    room.run(["incident", "declare", "--title", "t\u{1b}[31m\u{202e}"]).exit(0);
    room.run(["incident", "note", "one\u{1b}[1m\ntwo"]).exit(0);
    room.run(["posture", "apply", "compat", "--because", "red \u{1b}[31m\u{202e}"]).exit(0);
    assert_eq!(room.newest("incident.declared")["title"], "t\\u{1b}[31m\\u{202e}");
    assert_eq!(room.newest("incident.noted")["text"], "one\\u{1b}[1m\ntwo");
    assert_eq!(room.newest("posture.intent")["because"], "red \\u{1b}[31m\\u{202e}");
}

#[test]
fn a_line_of_ten_megabytes_is_refused_and_not_stored() {
    let room = Room::new().founded();
    let long = "x".repeat(100_000);
    room.json(["incident", "declare", "--title", &long]).exit(3).held_by(&["TEXT_UNUSABLE"]);
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    room.json(["incident", "note", &long]).exit(3).held_by(&["TEXT_UNUSABLE"]);
    room.json(["posture", "apply", "compat", "--because", &long]).exit(3).held_by(&["TEXT_UNUSABLE"]);
    room.json(["phase", "tick", "M1", "2", "--evidence", &long]).exit(3).held_by(&["NO_EVIDENCE"]);
    let box_of_ten_megabytes = format!("- [ ] {}\n", "y".repeat(10 << 20));
    room.write("runbooks/long.md", box_of_ten_megabytes);
    room.json(["adopt", "runbooks/long.md", "--yes"]).exit(3).held_by(&["RUNBOOK_UNREADABLE"]);
    room.run(["status"]).exit(0);
}

#[test]
fn an_operators_name_that_no_ledger_takes_is_refused_before_anything_is_written() {
    let room = Room::new();
    let mut command = room.command("ana", ["adopt", "--all", "--yes"]);
    command.env("WAYHOLD_OPERATOR", "an\u{1b}[31ma");
    let ran = Ran::of(command).exit(1).complains("cannot be an operator's name");
    tame(&ran);
    room.run(["status"]).exit(5).says("unfounded");
    room.founded().verified();
}
