use super::*;

fn ticked(text: &str, phase: &str, number: usize, to: bool) -> Result<Vec<u8>, EditError> {
    let document = document(text);
    let edit = tick_edit(&document, &item(&document, phase, number), to)?;
    let after = apply_edits(text.as_bytes(), std::slice::from_ref(&edit))?;
    check_tick(&document, &after, edit.offset, to)?;
    Ok(after)
}

#[test]
fn a_tick_changes_one_byte_and_an_untick_changes_it_back() {
    let mixed = PLAN.replace("DoD checklist:\n", "DoD checklist:\r\n").replace("filed.\n", "filed.\r\n");
    let after = ticked(&mixed, "R1", 2, true).unwrap();
    let differing = mixed.bytes().zip(&after).filter(|(before, after)| before != *after).count();
    assert_eq!((after.len(), differing), (mixed.len(), 1));
    assert_eq!(ticked(std::str::from_utf8(&after).unwrap(), "R1", 2, false).unwrap(), mixed.as_bytes());
}

#[test]
fn a_capital_mark_is_taken_back_too() {
    let after = ticked(PLAN, "R1.A", 1, false).unwrap();
    assert!(String::from_utf8(after).unwrap().contains("- [ ] Pipes"));
}

#[test]
fn a_box_is_not_ticked_twice_nor_when_it_is_odd() {
    assert!(matches!(ticked(PLAN, "R1", 1, true), Err(EditError::NoBox { .. })));
    assert!(matches!(ticked(PLAN, "R1", 2, false), Err(EditError::NoBox { .. })));
    assert!(matches!(ticked("## R1 - A\n- [-] a\n", "R1", 1, true), Err(EditError::NoBox { .. })));
}

#[test]
fn an_edit_is_refused_when_the_old_bytes_are_elsewhere() {
    let edit = |offset, old: &str| Edit { offset, old: old.into(), new: "y".into() };
    assert_eq!(apply_edits(b"abc", &[edit(1, "b")]).unwrap(), b"ayc");
    assert_eq!(apply_edits(b"abc", &[edit(3, "")]).unwrap(), b"abcy");
    assert_eq!(apply_edits(b"abc", &[edit(0, "a"), edit(2, "c")]).unwrap(), b"yby");
    assert!(matches!(apply_edits(b"abc", &[edit(1, "c")]), Err(EditError::Elsewhere { offset: 1, .. })));
    assert!(matches!(apply_edits(b"abc", &[edit(9, "c")]), Err(EditError::Elsewhere { offset: 9, .. })));
    assert!(matches!(apply_edits(b"abc", &[edit(0, "ab"), edit(1, "b")]), Err(EditError::Overlap { offset: 1 })));
}

#[test]
fn a_result_that_differs_in_more_than_the_box_is_refused() {
    let document = document(PLAN);
    let offset = item(&document, "R1", 2).offset;
    let right = String::from_utf8(ticked(PLAN, "R1", 2, true).unwrap()).unwrap();
    assert!(check_tick(&document, right.as_bytes(), offset, true).is_ok());
    for wrong in [
        PLAN.to_owned(),
        right.replace("- [ ] `R1.B`", "- [x] `R1.B`"),
        right.replace("Status: `ACTIVE`", "Status: `BLOCKED`"),
        right.replace("## R2 - Opening day", "## R3 - Opening day"),
        right.replace("The sign is lit", "The sign is out"),
        right.replace("R0 is `DONE`", "R9 is `DONE`"),
        right.replace("| R2 | K2 |", "| R2 | K3 |"),
        format!("{right}\n"),
    ] {
        assert_eq!(check_tick(&document, wrong.as_bytes(), offset, true), Err(EditError::Beyond { offset }));
    }
    assert!(matches!(check_tick(&document, b"\xff", offset, true), Err(EditError::Broken(_))));
}

#[test]
fn of_two_rows_or_sections_with_one_id_the_first_counts_and_neither_hides_the_other() {
    let twice = "| id | Status |\n|---|---|\n| R1 | ACTIVE |\n| R1 | DONE |\n\n## R1 - A\nStatus: ACTIVE\n## R1 - B\nStatus: DONE\n";
    for (from, to) in [
        ("| R1 | ACTIVE |", "| R1 | DONE |"),
        ("| R1 | DONE |", "| R1 | ACTIVE |"),
        ("Status: ACTIVE", "Status: DONE"),
        ("Status: DONE", "Status: ACTIVE"),
    ] {
        let found = document(&twice.replacen(from, to, 1));
        assert_eq!(changes(&document(twice), &found).len(), 1, "{from}");
    }
    let renamed = document(&twice.replacen("## R1 - A", "## R1 - C", 1));
    assert_eq!(changes(&document(twice), &renamed).len(), 1);
}
