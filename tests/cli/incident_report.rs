//! The postmortem from outside: what it says, that the same ledger gives the same bytes, that nobody's words are lost.

use std::fs;

use serde_json::{Value, json};

use crate::common::{Room, digest};

/// A room whose incident is over, with something of everything in it; and the incident's id.
fn over(title: &str) -> (Room, String) {
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", title, "--started-at", "2026-01-02T03:00:00Z"]).exit(0);
    let id = room.incident()["id"].as_str().unwrap().to_owned();
    room.run(["posture", "apply", "compat", "--because", "old | clients"]).exit(0);
    room.run(["incident", "note", "the first alarm\nrang | twice", "--at", "2026-01-02T03:05:00Z"]).exit(0);
    room.run(["incident", "note", "widen the alarm", "--action", "--owner", "zoe"]).exit(0);
    room.run(["incident", "attach", "proof.txt", "--note", "what was seen"]).exit(0);
    room.run(["phase", "note", "M1", "nothing to do with it"]).exit(0);
    room.run(["posture", "revert", "--attest", "--because", "stable"]).exit(0);
    room.run(["incident", "close"]).exit(0);
    (room, id)
}

fn paths(id: &str) -> [String; 2] {
    [format!("snapshots/{id}.md"), format!("snapshots/{id}.json")]
}

#[test]
fn the_report_is_written_as_markdown_and_json_with_everything_in_it() {
    let (room, id) = over("the hub does not answer");
    let [md, json] = paths(&id);
    let answer = room.json(["incident", "report", &id]).exit(0).answer();
    assert_eq!((&answer["written"], &answer["files"]), (&json!(true), &json!([md, json])));
    let kinds: Vec<_> = answer["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].clone()).collect();
    assert_eq!(kinds, ["incident.reported", "incident.report_written"]);
    let reported = room.newest("incident.reported");
    assert_eq!(reported["md_sha256"], digest(&room.bytes(&md)));
    assert_eq!(reported["json_sha256"], digest(&room.bytes(&json)));
    let head = reported["head_seq"].as_u64().unwrap();
    let entries = room.entries();
    assert_eq!(entries[usize::try_from(head).unwrap()]["kind"], "incident.closed");
    assert_eq!(entries[usize::try_from(head).unwrap() + 1]["prev"], reported["head_hash"]);

    let text = room.text(&md);
    for part in [
        "# INC-",
        ": the hub does not answer\n",
        "It began at 2026-01-02 03:00:00Z, and ana declared it ",
        "| commander | ana |",
        "SOLO: ana held every role throughout.",
        " | 2026-01-02 03:05:00 | ",
        " | ana | the first alarm<br>rang \\| twice |",
        " | ana | APPLIED compat: 8/8 fields read back; until ",
        "; because: old \\| clients |",
        " | ana | to be done by zoe: widen the alarm |",
        "| `compat` | ",
        "No verification ran within the incident.",
        &format!("| proof.txt | 12 | `{}` | ana | what was seen |", digest(b"it was done\n")),
        "- [ ] widen the alarm (zoe; entry ",
        &format!("up to entry {head},"),
        reported["head_hash"].as_str().unwrap(),
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    assert!(!text.contains("nothing to do with it"), "what is not about the incident:\n{text}");
    let value: Value = serde_json::from_slice(&room.bytes(&json)).unwrap();
    assert_eq!((&value["format"], &value["head"]["seq"]), (&json!("wayhold.postmortem/1"), &json!(head)));
    assert_eq!(value["evidence"][0]["sha256"], digest(b"it was done\n"));
    assert_eq!((&value["actions"][0]["owner"], &value["incident"]["severity"]), (&json!("zoe"), &json!("SEV2")));
    assert!(value["metrics"]["in_posture_s"]["compat"].is_u64(), "{value}");
    room.run(["incident", "show", &id]).exit(0).says(&format!("report as of #{head}: {md} and {json}, written\n"));
    room.verified();
}

#[test]
fn the_same_ledger_gives_the_same_bytes_and_no_second_entry() {
    let (room, id) = over("the hub does not answer");
    let [md, json] = paths(&id);
    room.run(["incident", "report"]).exit(0);
    let first = (room.bytes(&md), room.bytes(&json), room.entries().len());
    room.run(["incident", "report", &id]).exit(0).says("nothing was changed");
    // What is not about the incident changes nothing in its report either.
    room.run(["phase", "note", "M1", "later"]).exit(0);
    room.run(["posture", "apply", "compat", "--because", "another day"]).exit(0);
    let before = room.standing();
    assert_eq!(room.json(["incident", "report", &id]).exit(0).answer()["written"], false);
    assert_eq!(room.standing(), before);
    fs::remove_file(room.path(&md)).unwrap();
    room.run(["incident", "report", &id]).exit(0);
    assert_eq!((&room.bytes(&md), &room.bytes(&json)), (&first.0, &first.1));
    assert_eq!(room.count("incident.reported"), 2);

    room.run(["incident", "note", &id, "the cable was loose"]).exit(0);
    room.run(["incident", "report", &id]).exit(0);
    assert!(room.text(&md).contains("| ana | the cable was loose |"), "{}", room.text(&md));
    assert_eq!(room.count("incident.reported"), 3);
}

#[test]
fn what_somebody_wrote_into_a_report_is_never_lost() {
    let (room, id) = over("the hub does not answer");
    let [md, json] = paths(&id);
    room.write(&md, "my own notes\n");
    room.json(["incident", "report", &id]).exit(3).held_by(&["REPORT_EDITED"]);
    assert_eq!(room.text(&md), "my own notes\n");
    fs::remove_file(room.path(&md)).unwrap();
    room.run(["incident", "report", &id]).exit(0);

    let edited = room.text(&md) + "\nWhat we learned: a lot.\n";
    room.write(&md, &edited);
    let before = room.standing();
    let refusal = room.json(["incident", "report", &id]).exit(3).held_by(&["REPORT_EDITED"]).answer();
    let ways = refusal["holds"][0]["ways"].as_array().unwrap();
    assert!(ways[0]["text"].as_str().unwrap().starts_with("move snapshots/INC-"), "{ways:?}");
    assert_eq!(ways[1]["command"], format!("wayhold incident report {id} --force --because TEXT"));
    room.json(["incident", "report", &id, "--force"]).exit(3).held_by(&["NO_REASON", "REPORT_EDITED"]);
    assert_eq!(room.standing(), before, "a refusal leaves nothing behind");

    room.run(["incident", "report", &id, "--force", "--because", "it is in the wiki"]).exit(0);
    assert!(!room.text(&md).contains("What we learned"));
    let kept = format!(".wayhold/objects/{}", digest(edited.as_bytes()));
    assert_eq!(room.text(&kept), edited, "nothing is lost");
    assert_eq!(room.newest("incident.reported")["files"][0]["was"], digest(edited.as_bytes()));
    room.write(&json, "{}");
    room.json(["incident", "report", &id]).exit(3).held_by(&["REPORT_EDITED"]);
}

#[test]
fn a_hostile_title_is_words_in_the_report_and_nothing_else() {
    let title = "<script>x</script> | # `a` [link](https://e.example) @team \u{1b}[31m ![i](j) {#id}";
    let (room, id) = over(title);
    room.run(["incident", "note", &id, "| a | b |\n|---|---|\n# heading\n<img src=x>\n- [x] done"]).exit(0);
    room.run(["incident", "report", &id]).exit(0);
    let text = room.text(&paths(&id)[0]);
    for raw in ["<script>", "<img src=x>", " [link](", "\u{1b}", "\n# heading", "\n- [x]", "\n| a | b |", " @team"] {
        assert!(!text.contains(raw), "{raw:?} in\n{text}");
    }
    let heading = text.lines().next().unwrap();
    assert!(heading.contains("\\<script\\>x\\</script\\> \\| \\# "), "{heading}");
    assert!(heading.contains(" `[link](https://e.example)` `@team` "), "an address is code: {heading}");
    room.run(["log", "--since", "8h", "--report"]).exit(0).says("\\<script\\>");
}

#[test]
fn a_report_is_looked_at_without_writing_anything() {
    let (room, id) = over("the hub does not answer");
    let before = room.standing();
    let shown = room.run(["incident", "report", "--stdout"]).exit(0).says(&format!("# {id}: the hub"));
    let value = room.json(["incident", "report", &id, "--stdout"]).exit(0).answer();
    assert_eq!(value["incident"]["id"], id);
    room.run(["incident", "report", &id, "--dry-run"]).exit(0).says("would write incident.reported");
    room.run(["incident", "report", "INC-1"]).exit(2).complains("there is no incident INC-1");
    assert_eq!(room.standing(), before);
    room.run(["incident", "report"]).exit(0);
    assert_eq!(room.text(&paths(&id)[0]), shown.out());
    Room::new().founded().run(["incident", "report"]).exit(2).complains("no incident was declared");
}

#[test]
fn an_open_incident_is_reported_as_it_stands_and_by_an_agent_too() {
    let room = Room::new().founded().with_agent("bot").in_incident();
    let id = room.incident()["id"].as_str().unwrap().to_owned();
    room.run(["incident", "report", "--as", "bot"]).exit(0);
    let [md, _] = paths(&id);
    assert!(room.text(&md).contains("**It is still open.**"), "{}", room.text(&md));
    room.write(&md, "edited");
    let force = ["incident", "report", "--force", "--because", "r", "--as", "bot", "--json"];
    room.run(force).exit(4).held_by(&["NEEDS_HUMAN"]);
    assert_eq!(room.text(&md), "edited");
}
