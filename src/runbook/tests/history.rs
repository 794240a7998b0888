use chrono::TimeZone;

use super::*;

/// A plan of two phases with these statuses, in the roadmap and then in the section, and a mark in each box.
fn plan(one: (&str, &str), two: &str, marks: [char; 2]) -> String {
    let (row, section) = one;
    format!(
        "# P\n\n| id | Status |\n|---|---|\n| R1 | {row} |\n| R2 | {two} |\n\n## R1 - One\nStatus: {section}\n\nNotes:\n- [{}] made\n\n## R2 - Two\nStatus: {two}\n\nNotes:\n- [{}] made\n",
        marks[0], marks[1]
    )
}

fn same(status: &str) -> (&str, &str) {
    (status, status)
}

/// Versions in a line, each made from the one before.
fn replayed(texts: &[&str]) -> History {
    let mut contents = Contents::new(Grammar::default());
    let names: Vec<String> = texts.iter().map(|text| sha256(text.as_bytes())).collect();
    for (name, text) in names.iter().zip(texts) {
        contents.add(name, Ok(text.as_bytes()));
    }
    let versions: Vec<Version> = (0..texts.len())
        .map(|at| version(at, &names[at], at.checked_sub(1).map(|before| names[before].as_str()).as_slice()))
        .collect();
    replay(&versions, &contents, None)
}

fn version(at: usize, blob: &str, before: &[&str]) -> Version {
    Version {
        commit: format!("{at:040}"),
        short: format!("c{at}"),
        at: Utc.timestamp_opt(1_770_000_000 + 86_400 * i64::try_from(at).unwrap(), 0).unwrap(),
        path: "plan.md".into(),
        blob: blob.into(),
        before: before.iter().map(|&blob| blob.to_owned()).collect(),
    }
}

fn moves(history: &History) -> Vec<String> {
    let moves = history.illegal_transitions.iter();
    moves
        .map(|moved| format!("{} {} {}>{}", moved.point.short, moved.phase, moved.from.word(), moved.to.word()))
        .collect()
}

#[test]
fn versions_that_contradict_themselves_are_counted_with_the_first_and_the_longest_run() {
    let good = plan(same("ACTIVE"), "NOT_STARTED", [' ', ' ']);
    let bad = plan(("DONE", "ACTIVE"), "NOT_STARTED", [' ', ' ']);
    let worse = plan(("DONE", "ACTIVE"), "SOON", [' ', ' ']);
    let history = replayed(&[&good, &bad, &good, &bad, &worse, &bad, &good]);
    assert_eq!(history.sentence(), "contradicted itself in 4 of 7 versions, first at c1 (2026-02-03)");
    let run = history.longest_run.as_ref().unwrap();
    assert_eq!((run.versions, run.from.short.as_str(), run.to.short.as_str()), (3, "c3", "c5"));
    assert_eq!(history.by_code, BTreeMap::from([("STATUS_MISMATCH", 4), ("STATUS_UNREADABLE", 1)]));
    assert_eq!(history.now().unwrap().errors, 0);
    assert_eq!(replayed(&[&good]).sentence(), "never contradicted itself in 1 version");
}

#[test]
fn a_status_that_jumps_to_done_or_leaves_done_is_illegal_and_no_other_is() {
    let words = ["NOT_STARTED", "ACTIVE", "DONE", "BLOCKED"];
    for from in words {
        for to in words {
            let history =
                replayed(&[&plan(same(from), "NOT_STARTED", [' '; 2]), &plan(same(to), "NOT_STARTED", [' '; 2])]);
            let illegal = from != to && (from == "DONE" || (from == "NOT_STARTED" && to == "DONE"));
            let expected = if illegal { vec![format!("c1 R1 {from}>{to}")] } else { vec![] };
            assert_eq!(moves(&history), expected);
        }
    }
}

#[test]
fn a_contradiction_in_between_hides_no_jump() {
    let start = plan(same("NOT_STARTED"), "NOT_STARTED", [' '; 2]);
    let torn = plan(("DONE", "NOT_STARTED"), "NOT_STARTED", [' '; 2]);
    let end = plan(same("DONE"), "NOT_STARTED", [' '; 2]);
    assert_eq!(moves(&replayed(&[&start, &torn, &torn, &end])), ["c3 R1 NOT_STARTED>DONE"]);
    let away = "# P\n\n## R2 - Two\nStatus: NOT_STARTED\n";
    assert_eq!(moves(&replayed(&[&start, away, &end])), Vec::<String>::new(), "a phase that went away and came back");
}

#[test]
fn a_tick_that_is_gone_while_its_box_is_there_is_named() {
    let ticked = plan(same("ACTIVE"), "NOT_STARTED", ['x', 'x']);
    let open = plan(same("ACTIVE"), "NOT_STARTED", [' ', 'x']);
    let edited = open.replace("] made", "] **made**");
    let renamed = ticked.replace("] made", "] finished");
    let taken = |texts: &[&str]| {
        let history = replayed(texts);
        let taken = history
            .unticked
            .iter()
            .map(|found| format!("{} {} {}", found.point.short, found.phase.as_deref().unwrap_or("-"), found.text));
        taken.collect::<Vec<_>>()
    };
    assert_eq!(taken(&[&ticked, &open]), ["c1 R1 made"]);
    assert_eq!(taken(&[&ticked, &edited]), ["c1 R1 made"], "marks of emphasis are no part of the text");
    assert_eq!(taken(&[&ticked, &ticked.replace("[x] made\n\n## R2", "[-] made\n\n## R2")]), ["c1 R1 made"]);
    assert_eq!(taken(&[&open, &ticked]), Vec::<String>::new());
    assert_eq!(taken(&[&ticked, &renamed]), Vec::<String>::new(), "another text is another box");
    let gone = ticked.replace("- [x] made\n\n## R2", "\n## R2");
    assert_eq!(taken(&[&ticked, &gone]), Vec::<String>::new(), "a box that is gone is not un-ticked");
    let two = "## R1 - One\n- [x] made\n- [x] made\n";
    assert_eq!(taken(&[two, "## R1 - One\n- [ ] made\n- [x] made\n"]), ["c1 R1 made"]);
    assert_eq!(taken(&["- [x] loose\n", "- [ ] loose\n"]), ["c1 - loose"]);
}

#[test]
fn a_version_that_is_no_plan_is_named_and_ends_neither_a_run_nor_the_comparison() {
    let bad = plan(("DONE", "ACTIVE"), "NOT_STARTED", ['x', ' ']);
    let after = plan(("DONE", "ACTIVE"), "DONE", [' ', ' ']);
    let mut contents = Contents::new(Grammar::default());
    contents.add("a", Ok(bad.as_bytes()));
    contents.add("b", Ok(b"\xff\xfe"));
    contents.add("c", Ok(after.as_bytes()));
    let versions = [version(0, "a", &[]), version(1, "b", &["a"]), version(2, "c", &["b"]), version(3, "d", &["c"])];
    let history = replay(&versions, &contents, None);
    assert_eq!((history.contradictory, history.unreadable, history.versions), (2, 2, 4));
    assert_eq!(history.longest_run.as_ref().unwrap().versions, 2);
    assert!(history.history[1].unreadable.as_deref().unwrap().contains("not UTF-8"));
    assert_eq!(moves(&history), ["c2 R2 NOT_STARTED>DONE"]);
    assert_eq!(history.unticked.len(), 1);
    let none = replay(&versions[1..2], &contents, None);
    assert_eq!(none.sentence(), "could not be read in any of 1 version");
    assert_eq!(replay(&[], &contents, None).now(), None);
}

#[test]
fn a_merge_is_compared_with_each_of_its_sides_and_blamed_for_neither() {
    let base = plan(same("NOT_STARTED"), "NOT_STARTED", [' ', 'x']);
    let left = plan(same("ACTIVE"), "NOT_STARTED", [' ', 'x']);
    let right = plan(same("NOT_STARTED"), "NOT_STARTED", ['x', 'x']);
    let merged = plan(same("DONE"), "NOT_STARTED", [' ', ' ']);
    let mut contents = Contents::new(Grammar::default());
    for (name, text) in [("base", &base), ("left", &left), ("right", &right), ("merged", &merged)] {
        contents.add(name, Ok(text.as_bytes()));
    }
    let versions = [
        version(0, "base", &[]),
        version(1, "left", &["base"]),
        version(2, "right", &["base"]),
        version(3, "merged", &["left", "right"]),
    ];
    let history = replay(&versions, &contents, Some("merged"));
    assert_eq!(moves(&history), Vec::<String>::new(), "one side had it ACTIVE");
    let taken: Vec<_> =
        history.unticked.iter().map(|found| (found.point.short.as_str(), found.phase.as_deref())).collect();
    assert_eq!(taken, [("c3", Some("R2"))], "R1 was ticked on one side only");
}

#[test]
fn the_version_that_holds_now_is_the_one_that_is_said_to() {
    let good = plan(same("ACTIVE"), "NOT_STARTED", [' '; 2]);
    let bad = plan(("DONE", "ACTIVE"), "NOT_STARTED", [' '; 2]);
    let mut contents = Contents::new(Grammar::default());
    contents.add("good", Ok(good.as_bytes()));
    contents.add("bad", Ok(bad.as_bytes()));
    let versions = [version(0, "good", &[]), version(1, "bad", &["good"])];
    assert_eq!(replay(&versions, &contents, Some("good")).newest, Some(0));
    assert_eq!(replay(&versions, &contents, Some("unknown")).newest, Some(1));
}
