use super::*;

/// Code, whether open, whether closed and text of every blocker of R1.
fn blockers(under: &str) -> Vec<(Option<String>, bool, bool, String)> {
    let text = format!("## R1 - Kitchen\n\n{under}\n");
    let document = document(&text);
    let told = |blocker: &Blocker| {
        assert!(text[blocker.span.clone()].contains(blocker.code.as_deref().unwrap_or("")), "{under}");
        (blocker.code.clone(), blocker.open, blocker.closed, blocker.text.clone())
    };
    document.blockers_of("R1").map(told).collect()
}

fn open(under: &str) -> Vec<bool> {
    blockers(under).into_iter().map(|(_, open, ..)| open).collect()
}

#[test]
fn a_list_of_blockers_only_names_them_unless_they_are_current() {
    for (under, expected) in [
        ("Blockers:\n- `HOOD_MISSING` there is no hood\n- a leak", vec![false, false]),
        ("Blocker taxonomy (reference):\n- `R1-B1` a leak", vec![false]),
        ("Active blockers:\n- a leak", vec![true]),
        ("### Current blockers\n\n- a leak\n  - in the corner\n- [ ] a hood\n- [x] a fuse", vec![true, true, false]),
        ("- Unresolved blockers:\n  - a leak", vec![true]),
        ("Open blockers: the hood is missing", vec![true]),
        ("Open blockers:\n\nThe hood is missing.", vec![true]),
        ("- **Active blockers:** a leak", vec![true]),
        ("### Blockers\n- Active blockers:\n- a leak", vec![true]),
        ("Active blockers:\n- None of the pumps run", vec![true]),
        ("Active blockers:\n- None.", vec![]),
        ("Active blockers:\n- `none`", vec![]),
        ("Active blockers: none", vec![]),
        ("- Active blockers: None.", vec![]),
        ("### Active blockers\n- Open blockers: none", vec![]),
        ("### Blockers\n- Open blockers: a leak", vec![true]),
        ("Active blockers:", vec![]),
        ("Active blockers:\n\n---\n", vec![]),
        ("Active blockers:\n```\n- a leak\n```", vec![]),
    ] {
        assert_eq!(open(under), expected, "{under}");
    }
}

#[test]
fn a_code_that_is_said_to_be_open_or_closed_is_so_wherever_it_stands() {
    for (under, expected) in [
        ("- HOOD_MISSING: OPEN", Some(("HOOD_MISSING", true))),
        ("Notes:\n- `R1-B2`: OPEN until Friday", Some(("R1-B2", true))),
        ("- **HOOD_MISSING** - `CLOSED`", Some(("HOOD_MISSING", false))),
        ("- `DD-1` (the hood) - `CLOSED`: done", Some(("DD-1", false))),
        ("- `HOOD_MISSING: OPEN`", Some(("HOOD_MISSING", true))),
        ("- HOOD_MISSING OPEN", Some(("HOOD_MISSING", true))),
        ("- LEAK: OPEN", Some(("LEAK", true))),
        ("- we say\n  HOOD_MISSING: CLOSED", Some(("HOOD_MISSING", false))),
        ("- NOT OPEN", None),
        ("- the door: OPEN", None),
        ("- HOOD_MISSING: OPEN-ended", None),
        ("- HOOD_MISSING: REOPENED", None),
        ("- aHOOD_MISSING: OPEN", None),
        ("HOOD_MISSING: OPEN in running text", None),
        ("```\n- HOOD_MISSING: OPEN\n```", None),
        ("| a |\n|---|\n| HOOD_MISSING: OPEN |", None),
    ] {
        let found: Vec<_> = blockers(under).into_iter().map(|(code, open, ..)| (code.unwrap(), open)).collect();
        let expected = expected.map(|(code, open)| (code.to_owned(), open));
        assert_eq!(found, Vec::from_iter(expected), "{under}");
    }
    let beside = "Active blockers:\n- HOOD_MISSING: CLOSED\n- `LEAK_SLOW`: a leak";
    assert_eq!(open(beside), [false, true], "what is said to be closed is not open by its place");
    assert_eq!(blockers(beside)[1].0.as_deref(), Some("LEAK_SLOW"));
    assert_eq!(document("- HOOD_MISSING: OPEN\n").blockers, [], "outside phases it is prose");
}

#[test]
fn blockers_outside_phases_stand_in_the_way_of_all() {
    let document = document("# Tea\n\n## Current blockers\n\n- The lease is not signed.\n\n## R1 - Kitchen\n");
    let [blocker] = &document.blockers[..] else { panic!("one blocker") };
    assert_eq!((blocker.open, blocker.phase, blocker.line), (true, None, 5));
}

#[test]
fn one_code_that_is_open_and_closed_in_one_phase_is_a_conflict() {
    let text = "\
## R1 - Kitchen
- HOOD_MISSING: OPEN
- LEAK_SLOW: OPEN
- HOOD_MISSING: CLOSED
- HOOD_MISSING: CLOSED
## R2 - Sign
- LEAK_SLOW: CLOSED
";
    let document = document(text);
    assert_eq!(document.conflicting_blockers("R1"), [("HOOD_MISSING", 4)]);
    assert_eq!(document.conflicting_blockers("R2"), []);
    assert_eq!(document.blockers_of("R2").count(), 1);
}

#[test]
fn many_codes_in_one_item_are_read_in_a_moment() {
    let item = (0..100_000).map(|n| format!("A_{n}: OPEN ")).collect::<Vec<_>>().concat();
    let document = document(&format!("## R1 - A\n- {item}\n"));
    assert_eq!(document.blockers.len(), 100_000);
    assert!(document.blockers.iter().all(|blocker| blocker.text.len() <= 200));
}
