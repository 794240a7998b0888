use super::*;

/// The words of the parts that the phase R1 has.
fn parts(text: &str) -> Vec<Part> {
    let parts = document(text).parts("R1");
    Part::ALL.into_iter().filter(|&part| parts.line(part).is_some()).collect()
}

#[test]
fn a_phase_with_all_five_parts_misses_none_and_says_where_they_are() {
    let text = "\
## R1 - Kitchen
Status: `ACTIVE`

Entry gate:
- R0 is `DONE`.

Implementation tasks:
1. Boil.

DoD checklist:
- [ ] Tea is hot.

Rollback posture:
- Pour it away.

Evidence contract:
- `proof/tea.txt`
";
    let parts = document(text).parts("R1");
    let expected = Parts { entry: Some(4), tasks: Some(7), dod: Some(10), rollback: Some(13), evidence: Some(16) };
    assert_eq!((parts, parts.missing()), (expected, vec![]));
    assert_eq!(document(text).parts("R9").missing(), Part::ALL);
}

#[test]
fn a_label_counts_only_with_something_under_it() {
    let entry = Some(Part::Entry);
    for (under, part) in [
        ("Entry gate:\n- a", entry),
        ("Entry gate:\n1. a", entry),
        ("Entry gate:\n- [ ] a", entry),
        ("Entry gate: R0 is done", entry),
        ("**Entry gate:** R0 is done", entry),
        ("Entry gate:\n\nThe owner agrees.", entry),
        ("### Entry gate\n\n- a", entry),
        ("### Entry gate\n\nFirst half:\n- a", entry),
        ("### Entry gate\n\n#### First half\n- a", entry),
        ("- Entry gate:\n  - a", entry),
        ("- Entry gate:\n- a", entry),
        ("Entry gate:\n| what |\n|---|\n| a |", entry),
        ("Steps:\n\n```sh\nboil\n```", Some(Part::Tasks)),
        ("Entry gate:", None),
        ("### Entry gate", None),
        ("Entry gate:\n\n---\n", None),
        ("Entry gate:\n-\n", None),
        ("Entry gate:\n- [ ]\n", None),
        ("Entry gate:\n\n<!-- - a -->\n", None),
        ("Entry gate:\nStatus: `ACTIVE`\n", None),
        ("Entry gate:\n\nNotes:\n- a", None),
        ("### Entry gate\n\n### Notes\n- a", None),
        ("### Entry gate\n\nNotes:\n", None),
        ("Entry gate:\n## Other\n- a", None),
        ("- Entry gate:\nNotes:\n- a", None),
        ("Steps:\n\n```sh\n```", None),
        ("DoD:", None),
        ("DoD:\n\nDone when done.", None),
        ("DoD:\n- a", Some(Part::Dod)),
        ("Progress:\n- [ ] a", None),
    ] {
        assert_eq!(parts(&format!("## R1 - Kitchen\n\n{under}\n")), Vec::from_iter(part), "{under}");
    }
}

#[test]
fn a_part_belongs_to_the_phase_whose_extent_it_stands_in() {
    let text = "## R1 - Kitchen\n### R1.A - Water\nRollback posture:\n- drain it\n### Evidence outputs\n- a photo\n## R2 - Sign\nScope:\n- paint\n";
    let document = document(text);
    let missing = |id: &str| Part::ALL.len() - document.parts(id).missing().len();
    assert_eq!(document.parts("R1"), Parts { evidence: Some(5), ..Parts::default() });
    assert_eq!(document.parts("R1.A"), Parts { rollback: Some(3), ..Parts::default() });
    assert_eq!((document.parts("R2").tasks, missing("R2")), (Some(8), 1));
}

#[test]
fn the_row_of_an_evidence_table_is_what_a_phase_is_expected_to_show() {
    let table = "\n## Evidence map\n| Phase | Name | Evidence at least |\n|---|---|---|\n\
                 | R1 | Kitchen | `proof/tea.txt`,  and\ta photo |\n| R1 | again | no |\n| R2..R4 | later | a note |\n| R7 | No section | a sign |\n| R8 | Empty | |\n";
    let text = format!("## R1 - Kitchen\n## R8 - Empty\n{table}");
    let document = document(&text);
    assert_eq!(document.expected_evidence("R1"), Some("`proof/tea.txt`, and a photo"));
    assert_eq!(document.expected_evidence("R7"), Some("a sign"));
    assert_eq!(document.expected_evidence("R2"), None);
    assert_eq!(document.parts("R1").evidence, Some(7));
    assert_eq!(document.parts("R8").evidence, None);
    let row = document.evidence_row("R1").unwrap();
    assert!(text[row.span.clone()].contains("proof/tea.txt"));
    let roadmap = format!("## R1 - Kitchen\n{}", table.replace("Name", "Status"));
    assert_eq!(super::document(&roadmap).evidence_rows, [], "a table with statuses is a roadmap");
    let elsewhere = format!("## R1 - Kitchen\n{}", table.replace("| Phase |", "| Evidence |"));
    assert_eq!(super::document(&elsewhere).evidence_rows, [], "it is keyed by phase");
}

#[test]
fn a_label_of_its_own_comes_before_the_row_of_the_table() {
    let text = "| Phase | Evidence |\n|---|---|\n| R1 | a photo |\n\n## R1 - Kitchen\nEvidence outputs:\n- a photo\n";
    assert_eq!(document(text).parts("R1").evidence, Some(6));
}

#[test]
fn a_progress_box_names_the_sub_phase_that_it_begins_with() {
    let text = "\
## R1 - Kitchen
Sub-phase progress:
- [x] `R1.A` plumbing
- [ ] R1.B wiring
- [ ] **R1-C** tiles
- [ ] R1.D..R1.F the rest
- [ ] R2.A another phase
- [ ] R1 itself
- [ ] `R1.Gx` no id
- [ ] the last of R1.H

Notes:
- [ ] R1.I is no progress
";
    let document = document(text);
    let named: Vec<_> = document.sub_phases_by_box("R1").map(|(id, checkbox)| (id, checkbox.mark)).collect();
    assert_eq!(named, [("R1.A", Mark::Checked), ("R1.B", Mark::Open), ("R1-C", Mark::Open)]);
    let worded = super::document("## Phase 3 - Tidy\nSub-phase progress:\n- [ ] Phase 3.A sweep\n");
    assert_eq!(worded.sub_phases_by_box("phase-3").map(|(id, _)| id).collect::<Vec<_>>(), ["phase-3.A"]);
}
