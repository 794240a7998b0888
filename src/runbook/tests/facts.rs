use super::*;

#[test]
fn the_plan_reads_as_its_author_meant_it() {
    let plan = document(PLAN);
    assert_eq!(wrong(&plan), [] as [&Finding; 0]);
    let facts = plan.lint("tea.md");
    assert_eq!((facts.lines, facts.headings), (PLAN.lines().count(), 7));
    assert_eq!((facts.roadmap_rows, facts.root_phases, facts.sub_phases), (3, 3, 1));
    assert_eq!((facts.boxes, facts.checked, facts.dod_boxes, facts.dod_checked), (8, 4, 3, 2));
    assert_eq!(facts.dod_plain_items, 3);
    assert_eq!((facts.active_roadmap, facts.active_sections), (vec!["R1".to_owned()], vec!["R1".to_owned()]));
    let kitchen = &facts.phases[1];
    assert_eq!((kitchen.id.as_str(), kitchen.name.as_str()), ("R1", "Kitchen"));
    assert_eq!(kitchen.canonical_id.as_deref(), Some("K1"));
    assert_eq!((kitchen.boxes, kitchen.checked, kitchen.dod_boxes, kitchen.dod_checked), (6, 2, 2, 1));
}

#[test]
fn lint_has_the_field_names_that_scripts_rely_on() {
    let broken = PLAN.replace("Status: `ACTIVE`", "Status: `SOON`");
    let json = serde_json::to_value(document(&broken).lint("tea.md")).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(
        keys(&json),
        "path lines headings roadmap_rows root_phases sub_phases boxes checked dod_boxes dod_checked dod_plain_items \
         active_roadmap active_sections phases findings"
    );
    assert_eq!(
        keys(&json["phases"][0]),
        "id canonical_id name level line status_roadmap status_section status boxes checked dod_boxes dod_checked"
    );
    assert_eq!(keys(&json["findings"][0]), "code severity phase line message hint column span");
    assert_eq!(json["findings"][0]["code"], "STATUS_UNREADABLE");
    assert_eq!(json["findings"][0]["severity"], "error");
    assert_eq!(json["phases"][1]["status"], "UNREADABLE");
    assert_eq!(json["phases"][1]["status_section"], "SOON");
}

#[test]
fn items_are_numbered_dod_then_progress_then_other_then_trigger() {
    let document = document(PLAN);
    let items: Vec<_> = document.items("R1").into_iter().map(|item| (item.number, item.class, item.mark)).collect();
    assert_eq!(
        items,
        [
            (1, Class::Dod, Mark::Checked),
            (2, Class::Dod, Mark::Open),
            (3, Class::Progress, Mark::Checked),
            (4, Class::Progress, Mark::Open),
            (5, Class::Other, Mark::Open),
            (6, Class::Trigger, Mark::Open),
        ]
    );
    assert_eq!(document.items("R9"), []);
}

#[test]
fn an_item_points_at_the_byte_between_its_brackets() {
    let document = document(PLAN);
    for item in ["R0", "R1", "R1.A"].into_iter().flat_map(|phase| document.items(phase)) {
        assert_eq!(PLAN.as_bytes()[item.offset - 1], b'[');
        assert_eq!(PLAN.as_bytes()[item.offset + 1], b']');
        assert!(PLAN.lines().nth(item.line - 1).unwrap().contains(&item.text));
    }
}

#[test]
fn the_id_of_an_item_outlives_its_mark_and_moves_with_its_text() {
    let id = |text: &str, number| item(&document(text), "R1", number).id;
    assert_eq!(id(PLAN, 1), id(&PLAN.replace("- [x] Two", "- [ ] Two"), 1), "a tick");
    assert_eq!(
        id(PLAN, 2),
        id(&PLAN.replace("R1 DoD checklist:", "R1 DoD checklist:\n- [ ] First."), 3),
        "a new sibling"
    );
    assert_eq!(id(PLAN, 2), id(&PLAN.replace("The inspector's note", "The **inspector's**  note"), 2), "emphasis");
    assert_ne!(id(PLAN, 2), id(&PLAN.replace("note is filed", "note is lost"), 2), "another text");
    let twins = PLAN.replace("R1 DoD checklist:", "R1 DoD checklist:\n- [ ] Same.\n- [ ] Same.");
    assert_ne!(id(&twins, 1), id(&twins, 2), "equals are told apart");
    assert_eq!(id(PLAN, 1).0.len(), 16);
}

#[test]
fn nothing_inside_code_comments_or_tables_is_a_fact() {
    for hidden in [
        "```\n## R8 - X\nStatus: `DONE`\n- [ ] x\n```",
        "~~~md\n- [x] x\n~~~",
        "- a list\n\n  ```sh\n  - [ ] x\n  ```",
        "    - [ ] indented",
        "<!--\n## R8 - X\n\n- [x] x\n-->",
        "| a | b |\n|---|---|\n| - [ ] x | Status: DONE |",
        "text <!-- begins\nStatus: `DONE`\nends --> text",
        "Some [x] in running text.",
        "-     [x] code in an item",
    ] {
        let text = format!("## R1 - Kitchen\n\n{hidden}\n");
        let document = document(&text);
        let phases: Vec<_> = document.phases.iter().map(|phase| phase.id.as_str()).collect();
        assert_eq!((phases, document.boxes.len()), (vec!["R1"], 0), "{hidden}");
        assert_eq!(document.status("R1"), Status::Unknown, "{hidden}");
        assert_eq!(wrong(&document), [] as [&Finding; 0], "{hidden}");
    }
}

#[test]
fn a_box_is_a_mark_that_opens_a_list_item() {
    for (line, mark) in [
        ("- [ ] a", Some(Mark::Open)),
        ("* [x] a", Some(Mark::Checked)),
        ("+ [X] a", Some(Mark::Checked)),
        ("12. [ ] a", Some(Mark::Open)),
        ("3) [x] a", Some(Mark::Checked)),
        ("- [ ]\ta", Some(Mark::Open)),
        ("> - [ ] a", Some(Mark::Open)),
        ("- [-] a", Some(Mark::Odd)),
        ("- [~] a", Some(Mark::Odd)),
        ("- [!] a", Some(Mark::Odd)),
        ("- [/] a", Some(Mark::Odd)),
        ("- [N/A] a", Some(Mark::Odd)),
        ("- [] a", Some(Mark::Odd)),
        ("- [✔] a", Some(Mark::Odd)),
        ("- [ x] a", Some(Mark::Odd)),
        ("- [x](link) a", None),
        ("- [1] a", None),
        ("- [x]a", None),
        ("- a [x]", None),
        ("[x] a", None),
    ] {
        let marks: Vec<_> = document(line).boxes.iter().map(|checkbox| checkbox.mark).collect();
        assert_eq!(marks, Vec::from_iter(mark), "{line}");
    }
}

#[test]
fn the_class_of_a_box_is_that_of_the_nearest_label() {
    for (above, class) in [
        ("DoD:", Class::Dod),
        ("**Definition of done**", Class::Dod),
        ("### Exit checklist\n", Class::Dod),
        ("### Exit checklist\n\n#### First half\n", Class::Dod),
        ("### Exit checklist\n\nFirst half:", Class::Dod),
        ("- DoD:\n  - a:\n    - b", Class::Other),
        ("DoD:\n\nAfterwards:", Class::Other),
        ("DoD:\n- a bullet\nSub-phase progress:", Class::Progress),
        ("DoD:\n\n### Afterwards\n", Class::Other),
        ("Notes:\n- Sub-phase progress:", Class::Progress),
        ("Rollback criteria:", Class::Trigger),
        ("", Class::Other),
    ] {
        let document = document(&format!("## R1 - Kitchen\n\n{above}\n- [ ] it\n"));
        assert_eq!(document.boxes[0].class, class, "{above}");
    }
    let nested =
        document("## R1 - Kitchen\nDoD:\n- Water:\n  - [ ] it\n- Sub-phase progress:\n  - [x] that\n- [ ] last\n");
    let classes: Vec<_> = nested.boxes.iter().map(|checkbox| checkbox.class).collect();
    assert_eq!(classes, [Class::Dod, Class::Progress, Class::Dod]);
}

#[test]
fn an_item_does_not_swallow_the_label_or_status_under_it() {
    let text = "## R1 - Kitchen\n- [ ] boil\n  the water\nStatus: `ACTIVE`\n- [ ] pour\nDoD:\n- [ ] drink\n";
    let document = document(text);
    let boxes: Vec<_> = document.boxes.iter().map(|checkbox| (checkbox.text.as_str(), checkbox.class)).collect();
    assert_eq!(boxes, [("boil the water", Class::Other), ("pour", Class::Other), ("drink", Class::Dod)]);
    assert_eq!(document.status("R1"), Status::Active);
}

#[test]
fn a_section_ends_at_the_next_heading_of_its_level_and_its_own_extent_at_the_first_phase_below() {
    let document = document(
        "## R1 - Kitchen\n- [ ] a\n### R1.A - Water\nStatus: `DONE`\n- [x] b\n### Leftovers\n- [ ] c\n## Other\n- [ ] d\n",
    );
    let owners: Vec<_> = document.boxes.iter().map(|checkbox| checkbox.phase).collect();
    assert_eq!(owners, [Some(0), Some(1), Some(0), None]);
    assert_eq!((document.status("R1"), document.status("R1.A")), (Status::Unknown, Status::Done));
    assert_eq!(document.phases[0].own.end, document.phases[1].own.start);
    assert_eq!(document.phases[1].parent, Some(0));
}

#[test]
fn a_heading_that_repeats_the_id_above_it_is_a_facet_and_an_annex_is_no_phase() {
    let document = document("## R1 - Kitchen\n### R1 - checklist\n- [ ] a\n## 7) R1 Completion Checklist\n- [x] b\n");
    assert_eq!(document.phases.len(), 1);
    let roles: Vec<_> = document.headings.iter().map(|heading| heading.role.clone()).collect();
    let id = || "R1".to_owned();
    assert_eq!(roles, [HeadingRole::Phase(0), HeadingRole::Facet(id()), HeadingRole::Annex(id())]);
    assert_eq!(document.items("R1").len(), 2, "the annex's box can be ticked through its phase");
    assert_eq!(wrong(&document), [] as [&Finding; 0]);
}

#[test]
fn a_weak_heading_never_makes_a_second_phase_of_a_strong_one() {
    let document = document("## R1.A - Water\n## R1.A closing notes\n");
    assert_eq!(document.phases.len(), 1);
    assert_eq!(wrong(&document), [] as [&Finding; 0]);
}

#[test]
fn word_headings_get_ids_and_nest_by_level() {
    let document = document("## Phase 0 — Tidy\n### Commit 1: Sweep\n### Commit 2: Mop\n## Phase 1 — Paint\n");
    let phases: Vec<_> = document.phases.iter().map(|phase| (phase.id.as_str(), phase.root, phase.parent)).collect();
    assert_eq!(
        phases,
        [("phase-0", true, None), ("commit-1", true, Some(0)), ("commit-2", true, Some(0)), ("phase-1", true, None)]
    );
}

#[test]
fn the_status_is_the_first_line_at_the_left_edge_of_the_own_extent() {
    for (lines, status) in [
        ("Status: `ACTIVE`", Status::Active),
        ("**Status:** DONE", Status::Done),
        ("**Status**: DONE", Status::Done),
        ("_Status: BLOCKED_", Status::Blocked),
        ("Status: DONE (2 of 3 rooms)", Status::Done),
        ("Status:\n\n- `DONE`", Status::Done),
        ("Status: CLOSED", Status::Done),
        ("Status: In progress", Status::Active),
        ("Status: HOLD_FOR_PAINT", Status::Unreadable),
        ("Status: DONE, mostly", Status::Unreadable),
        ("Status:", Status::Unreadable),
        ("Execution status: DONE", Status::Unknown),
        ("- status: DONE", Status::Unknown),
        ("- Status: DONE", Status::Unknown),
        (" Status: DONE", Status::Unknown),
        ("> Status: DONE", Status::Unknown),
        ("- a bullet\nStatus: DONE", Status::Done),
    ] {
        let text = format!("## R1 - Kitchen\n{lines}\n");
        assert_eq!(document(&text).status("R1"), status, "{lines}");
    }
    let suffixed = document("## R1 - Kitchen [IN PROGRESS]\n");
    assert_eq!((suffixed.status("R1"), suffixed.phases[0].name.as_str()), (Status::Active, "Kitchen"));
}

#[test]
fn a_status_keeps_its_qualifier_and_the_span_of_its_word() {
    let text = "## R1 - Kitchen\r\nStatus: `DONE` (hood pending)\r\n";
    let document = document(text);
    let mark = document.phases[0].status_section.clone().unwrap();
    assert_eq!(mark.qualifier.as_deref(), Some("hood pending"));
    assert_eq!(&text[mark.span], "DONE");
    let row = document_with_row("| **R1** | `ACTIVE` |");
    let (text, document) = row;
    let mark = document.row("R1").unwrap().status.clone();
    assert_eq!(&text[mark.span], "ACTIVE");
}

fn document_with_row(row: &str) -> (String, Document) {
    let text = format!("| Phase | Status |\n|---|---|\n{row}\n");
    let document = document(&text);
    (text, document)
}

#[test]
fn the_roadmap_is_keyed_by_phase_and_has_a_status() {
    for (table, rows) in [
        ("| Phase | Status |\n|---|---|\n| R1 | DONE |", 1),
        ("| phase_id | Name | Status |\n|---|---|---|\n| R1 | a | DONE |\n| R2 | b | DONE |", 2),
        ("| Stage | Status |\n|---|---|\n| Phase 1 | DONE |", 1),
        ("| ID | Status |\n|---|---|\n| [R1](r1.md) | DONE |", 1),
        ("| Phase | Evidence |\n|---|---|\n| R1 | note |", 0),
        ("| Phase | Status note |\n|---|---|\n| R1 | DONE |", 0),
        ("| Evidence | Status |\n|---|---|\n| R1 | DONE |", 0),
        ("| Phase | Status |\n|---|---|\n| R1 | DONE |\n| the rest | DONE |", 0),
        ("| Phase | Status |\n|---|---|", 0),
    ] {
        let found = document(table).roadmap.map_or(0, |roadmap| roadmap.rows.len());
        assert_eq!(found, rows, "{table}");
    }
}

#[test]
fn only_a_bare_clause_of_an_entry_gate_is_checked_by_machine() {
    for (gate, needs) in [
        ("Entry gate:\n- R0 is `DONE`.", Some("R0")),
        ("Entry criteria:\n- `R0` is DONE", Some("R0")),
        ("### Entry conditions\n\n1. Phase 0 is `DONE`.", Some("phase-0")),
        ("Entry gate: R0 is `DONE`", Some("R0")),
        ("Entry gate:\n- R0 is `DONE` for a dry run OR the owner agrees.", None),
        ("Entry gate:\n- R0 is `DONE` unless it rains", None),
        ("Entry gate:\n- R0..R3 is `DONE`.", None),
        ("Entry gate:\n- The hood is ordered.", None),
    ] {
        let document = document(&format!("## R1 - Kitchen\n{gate}\n"));
        let clauses: Vec<_> = document.gate_of("R1").map(|clause| clause.needs_done.as_deref()).collect();
        assert_eq!(clauses, [needs], "{gate}");
    }
}

#[test]
fn bullets_of_a_definition_of_done_count_when_it_has_no_boxes() {
    for (dod, plain) in [
        ("DoD:\n- a\n- b\n  - deeper", 2),
        ("DoD:\n- a\n- [ ] b", 0),
        ("DoD:\n- a\n\nNotes:\n- b", 1),
        ("### Definition of done\n\n1. a\n2. b", 2),
    ] {
        let document = document(&format!("## R1 - Kitchen\n{dod}\n"));
        assert_eq!(document.plain_items_of("R1").count(), plain, "{dod}");
    }
    assert_eq!(document("## Goals (DoD)\n- outside of any phase\n").plain_items, []);
}

#[test]
fn the_world_of_the_front_matter_is_read_and_one_that_cannot_be_a_path_is_said_with_its_line() {
    let found = |front: &str| document(&format!("---\ntitle: tea\n{front}\n---\n## R1 - Tidy\n"));
    for (front, world) in [
        ("world: worlds/tea.json", Some("worlds/tea.json")),
        ("world: \"worlds/green tea.json\" # ours", Some("worlds/green tea.json")),
        ("world: tea", Some("tea")),
        ("worlds: tea", None),
        ("list:\n  world: tea", None),
    ] {
        let found = found(front);
        assert_eq!((found.world.as_deref(), found.findings), (world, Vec::new()), "{front}");
    }
    for front in ["world:", "world: [a]", "world: 7", "world: /etc/x", "world: a/../../b", "world: a\nworld: b"] {
        let found = found(front);
        let finding = &found.findings[0];
        let line = 2 + front.lines().count();
        assert_eq!((finding.code, finding.line), (FindingCode::WorldUnreadable, line), "{front}");
        assert_eq!((found.world.as_ref(), found.errors("R1").len()), (None, 1), "{front} keeps R1 from being acted on");
    }
    assert_eq!(document("---\nworld: tea\n\n## R1 - Tidy\n").world, None, "front matter that does not close is text");
}

#[test]
fn naming_another_world_is_a_change_of_words() {
    let (one, other) =
        ("---\nworld: tea\n---\n## R1 - Tidy\n- [ ] a\n", "---\nworld: milk\n---\n## R1 - Tidy\n- [ ] a\n");
    assert_eq!(changes(&document(one), &document(other)), Vec::new());
}

#[test]
fn front_matter_and_a_byte_order_mark_are_no_markdown() {
    let document = document("\u{feff}---\ntitle: tea\n---\n## R1 - Kitchen\n- [ ] a\n");
    assert_eq!((document.headings.len(), document.lines), (1, 5));
    assert_eq!((document.phases[0].line, document.boxes[0].line), (4, 5));
}

#[test]
fn lines_are_line_feeds_plus_a_last_line_without_one() {
    for (text, lines) in [("", 0), ("a", 1), ("a\n", 1), ("a\r\nb", 2), ("a\n\n", 2)] {
        assert_eq!(document(text).lines, lines, "{text:?}");
    }
}

#[test]
fn bytes_that_are_no_text_or_too_many_are_refused_with_a_sentence() {
    assert_eq!(read(b"ab\xff"), Err(Unreadable::NotUtf8 { offset: 2 }));
    assert_eq!(read(b"ab\xff").unwrap_err().to_string(), "it is not UTF-8 text: the first bad byte is at offset 2");
    let large = vec![b' '; MAX_BYTES + 1];
    assert_eq!(read(&large), Err(Unreadable::TooLarge { bytes: MAX_BYTES + 1 }));
    assert!(read(&large[1..]).is_ok());
}
