use super::*;

fn found(text: &str) -> Vec<(FindingCode, Option<String>, usize)> {
    let findings = document(text).findings;
    assert!(findings.iter().all(|finding| !finding.message.is_empty() && !finding.hint.is_empty()));
    findings.into_iter().map(|finding| (finding.code, finding.phase, finding.line)).collect()
}

/// A roadmap of R1 and R2 over their sections.
fn plan(rows: [&str; 2], sections: [&str; 2]) -> String {
    let [one, two] = rows;
    let [first, second] = sections;
    format!(
        "| Phase | Status |\n|---|---|\n| R1 | {one} |\n| R2 | {two} |\n\n## R1 - Kitchen\n{first}\n\n## R2 - Opening\n{second}\n"
    )
}

#[test]
fn each_contradiction_is_found_where_it_stands() {
    use FindingCode::*;
    let twice = "Status: `DONE`\nStatus: `DONE`";
    for (text, expected) in [
        (plan(["DONE", "ACTIVE"], ["Status: DONE", "Status: ACTIVE"]), vec![]),
        (plan(["DONE", "ACTIVE"], ["Status: ACTIVE", "Status: ACTIVE"]), vec![
            (StatusMismatch, Some("R1"), 7),
            (MultiActive, Some("R2"), 10),
        ]),
        (plan(["ACTIVE", "ACTIVE"], ["Status: ACTIVE", "Status: DONE"]), vec![
            (MultiActive, Some("R2"), 4),
            (StatusMismatch, Some("R2"), 10),
        ]),
        (plan(["SOON", "ACTIVE"], ["Status: DONE", "Status: LATER"]), vec![
            (StatusUnreadable, Some("R1"), 3),
            (StatusUnreadable, Some("R2"), 10),
        ]),
        (plan(["DONE", "ACTIVE"], [twice, "Status: ACTIVE"]), vec![(StatusDup, Some("R1"), 8)]),
        (plan(["DONE", "ACTIVE"], ["no status", "Status: ACTIVE"]), vec![(SectionNoStatus, Some("R1"), 6)]),
        (plan(["DONE", "ACTIVE"], ["Status: DONE\n\nDoD:\n- [x] a\n- [ ] b\n- [ ] c", "Status: ACTIVE"]), vec![
            (DoneOpenBox, Some("R1"), 11),
        ]),
        (plan(["DONE", "ACTIVE"], ["Status: DONE\n\nNotes:\n- [ ] b", "Status: ACTIVE"]), vec![]),
        ("| Phase | Status |\n|---|---|\n| R1 | DONE |\n| R1 | DONE |\n\n## R1 - A\nStatus: DONE\n".into(), vec![
            (DupRow, Some("R1"), 4),
        ]),
        ("| Phase | Status |\n|---|---|\n| R1 | DONE |\n".into(), vec![(NoSection, Some("R1"), 3)]),
        ("## R1 - A\n## R2 - B\n## R1 - C\n".into(), vec![(DupPhase, Some("R1"), 3)]),
        (
            "| Phase | Status |\n|---|---|\n| R1 | DONE |\n\n| Phase | Status |\n|---|---|\n| R1 | DONE |\n\n## R1 - A\nStatus: DONE\n"
                .into(),
            vec![(RoadmapAmbiguous, None, 5)],
        ),
        ("## R1 - A\n\n```\n- [ ] b\n".into(), vec![(FenceUnclosed, None, 3)]),
        ("## R1 - A\n\n- x\n\n  ~~~\n  open\n\nout\n".into(), vec![(FenceUnclosed, None, 5)]),
        ("## R1 - A\n\n<!-- open\n\n- [ ] b\n".into(), vec![(FenceUnclosed, None, 3)]),
        ("## R1 - A\n\n````\n```\n````\n".into(), vec![]),
        ("## R1 - A\nDoD:\n- [-] b\n".into(), vec![(BoxOdd, Some("R1"), 3)]),
        ("## Tidy\n\n- [ ] b\n- [x] c\n".into(), vec![(NoPhases, None, 3)]),
        ("## Tidy\n\nprose\n".into(), vec![]),
        ("## R1 - A [DONE]\nStatus: DONE\n".into(), vec![]),
        ("## R1 - A [DONE]\nStatus: ACTIVE\n".into(), vec![(StatusDup, Some("R1"), 2)]),
    ] {
        let expected: Vec<_> =
            expected.into_iter().map(|(code, phase, line)| (code, phase.map(str::to_owned), line)).collect();
        assert_eq!(found(&text), expected, "{text}");
    }
}

#[test]
fn a_child_may_be_active_inside_its_active_parent_and_two_siblings_may_not() {
    let nested = "## R1 - A\nStatus: ACTIVE\n### R1.A - B\nStatus: ACTIVE\n";
    assert_eq!(found(nested), []);
    let siblings = format!("{nested}### R1.B - C\nStatus: ACTIVE\n");
    let second = || Some("R1.B".to_owned());
    assert_eq!(found(&siblings), [(FindingCode::MultiActive, second(), 6), (FindingCode::Order, second(), 6)]);
    let document = document(&siblings);
    assert_eq!(document.errors("R1.A").len(), 1, "it is about both");
    assert_eq!(document.errors("R1").len(), 0);
}

#[test]
fn a_synonym_is_a_warning_until_the_document_lists_its_words() {
    let text = "## R1 - A\nStatus: COMPLETE\n";
    let severity = |text: &str| document(text).findings.iter().map(|f| (f.code, f.severity)).collect::<Vec<_>>();
    assert_eq!(severity(text), [(FindingCode::StatusSynonym, Severity::Warning)]);
    let listed = format!("Statuses:\n- `DONE`\n\n{text}");
    assert_eq!(severity(&listed), [(FindingCode::StatusSynonym, Severity::Error)]);
}

#[test]
fn an_odd_box_is_an_error_in_a_definition_of_done_alone() {
    let severity = |text: &str| document(text).findings[0].severity;
    assert_eq!(severity("## R1 - A\nDoD:\n- [~] b\n"), Severity::Error);
    assert_eq!(severity("## R1 - A\nNotes:\n- [~] b\n"), Severity::Warning);
}

#[test]
fn an_error_keeps_its_own_phase_from_being_acted_on_and_no_other() {
    let text = plan(["DONE", "ACTIVE"], ["Status: BLOCKED", "Status: ACTIVE"]);
    let one = document(&text);
    assert_eq!((one.errors("R1").len(), one.errors("R2").len()), (1, 0));
    let all = document(&format!("{text}\n```\n"));
    assert_eq!((all.errors("R1").len(), all.errors("R2").len()), (2, 1), "an open fence is about the whole document");
}

#[test]
fn an_alert_runbook_without_phases_lints_clean() {
    assert_eq!(found("# Kettle is cold\n\n## Meaning\nIt is off.\n\n## Diagnosis\n\n```sh\nls\n```\n"), []);
}

#[test]
fn hostile_text_is_written_out_in_messages() {
    let text = "## R1 - A\nStatus: \u{1b}[2J\n";
    let message = &document(text).findings[0].message;
    assert!(message.contains("\\u{1b}[2J") && !message.contains('\u{1b}'), "{message}");
}

#[test]
fn codes_are_unique() {
    let words: std::collections::BTreeSet<_> = FindingCode::ALL.iter().map(|code| code.word()).collect();
    assert_eq!(words.len(), FindingCode::ALL.len());
}

#[test]
fn who_comes_before_whom_is_judged_once_and_only_by_what_is_said_plainly() {
    let sections = |words: &[(&str, &str)]| {
        words.iter().map(|(id, status)| format!("## {id} - Name\nStatus: {status}\n\n")).collect::<Vec<_>>().concat()
    };
    let order = |text: &str| -> Vec<String> {
        let ordered = document(text).findings.into_iter().filter(|finding| finding.code == FindingCode::Order);
        ordered.filter_map(|finding| finding.phase).collect()
    };
    for (words, expected) in [
        (&[("R1", "DONE"), ("R2", "ACTIVE")][..], &[][..]),
        (&[("R1", "NOT_STARTED"), ("R2", "ACTIVE")], &["R2"]),
        (&[("R1", "BLOCKED"), ("R2", "DONE")], &["R2"]),
        (&[("R1", "NOT_STARTED"), ("R2", "BLOCKED"), ("R3", "NOT_STARTED")], &[]),
        (&[("R1", "NOT_STARTED"), ("R2", "NOT_STARTED"), ("R3", "DONE"), ("R4", "DONE")], &["R3"]),
        (&[("R1", "LATER"), ("R2", "ACTIVE")], &[]),
        (&[("R9", "DONE"), ("R10", "ACTIVE")], &[]),
        (&[("R3", "ACTIVE"), ("R1", "DONE"), ("R2", "DONE")], &[]),
        (&[("R1", "NOT_STARTED"), ("Q1", "DONE")], &[]),
        (&[("R1.A", "ACTIVE"), ("R1.B", "DONE"), ("R2.A", "DONE")], &["R1.B"]),
    ] {
        assert_eq!(order(&sections(words)), expected, "{words:?}");
    }
    assert_eq!(order("## R1 - A\n## R2 - B\nStatus: ACTIVE\n"), [] as [&str; 0], "nothing is said of R1");
    let rows = "| Phase | Status |\n|---|---|\n| R2 | ACTIVE |\n| R1 | DONE |\n\n";
    let text = format!("{rows}{}", sections(&[("R1", "DONE"), ("R2", "ACTIVE")]));
    assert_eq!(order(&text), ["R1"], "the rows say what comes before");
    let text = rows.replace("ACTIVE", "NOT_STARTED") + &sections(&[("R1", "DONE"), ("R2", "DONE")]);
    assert_eq!(order(&text), [] as [&str; 0], "R2 contradicts itself, which is said once");
}

#[test]
fn an_error_of_order_or_of_blockers_holds_its_own_phase_alone() {
    let text = "## R1 - A\nStatus: NOT_STARTED\n\n## R2 - B\nStatus: DONE\n";
    let document = super::document(text);
    assert_eq!((document.errors("R1").len(), document.errors("R2").len()), (0, 1));
    let text = "## R1 - A\nStatus: DONE\n\n## R2 - B\nStatus: ACTIVE\n\nBlockers:\n- `B1`: OPEN\n- `B1`: CLOSED\n";
    let document = super::document(text);
    assert_eq!((document.errors("R1").len(), document.errors("R2").len()), (0, 1));
}

#[test]
fn headings_that_hold_phases_are_taken_at_their_word_until_the_next_of_them() {
    let plan = |heading: &str, status: &str| format!("## {heading}\n\n## R1 - A\nStatus: {status}\n");
    for (heading, status, told) in [
        ("8) Current Active Phase", "ACTIVE", false),
        ("8) Current Active Phase", "BLOCKED", false),
        ("8) Current Active Phase", "DONE", true),
        ("Active phase detail", "NOT_STARTED", true),
        ("9) Remaining Phases (gates alone so far)", "NOT_STARTED", false),
        ("9) Remaining Phases (gates alone so far)", "ACTIVE", true),
        ("Next phase (prepared, not yet active)", "ACTIVE", true),
        ("Closed phases", "DONE", false),
        ("Closed phases", "ACTIVE", true),
        ("Active and remaining phases", "NOT_STARTED", false),
        ("Phase detail (current state)", "DONE", false),
        ("Phase stubs", "DONE", false),
        ("Current Active Phase\n\n## Phase stubs", "DONE", true),
        ("Current Active Phase\n\n## Closed phases", "DONE", false),
        ("Current Active Phase\n\n# Part two", "DONE", false),
    ] {
        let found = document(&plan(heading, status)).findings;
        assert_eq!(found.iter().any(|finding| finding.code == FindingCode::Container), told, "{heading}: {status}");
    }
}

#[test]
fn a_sentence_is_a_claim_when_it_states_a_fact_about_now() {
    let claims = |sentence: &str| {
        let text = format!("# Plan\n\n{sentence}\n\n## R1 - A\nStatus: ACTIVE\n\n## R2 - B\nStatus: NOT_STARTED\n");
        let found = document(&text).findings.into_iter().filter(|finding| finding.code == FindingCode::ProseClaim);
        found.filter_map(|finding| Some((finding.phase?, finding.line))).collect::<Vec<_>>()
    };
    for (sentence, claimed) in [
        ("- `R1` is `DONE`,", Some("R1")),
        ("R1 remains `NOT_STARTED` until ana says so.", Some("R1")),
        ("Work goes on; R2 is now **ACTIVE**.", Some("R2")),
        ("The kitchen waits. R1 is still BLOCKED and nobody knows why", None),
        ("The kitchen waits. R1 is still BLOCKED.", Some("R1")),
        ("1. R1 is closed as `DONE`.", Some("R1")),
        ("- [x] swept; R1 stays `BLOCKED`.", Some("R1")),
        ("- `R1` is `ACTIVE`.", None),
        ("- [ ] R1 is `DONE`.", None),
        ("Once R1 is `DONE`, R2 may start.", None),
        ("Nothing starts until\nR1 is `DONE`.", None),
        ("R1 is `DONE` only when the landlord agrees.", None),
        ("R1 must be `DONE`.", None),
        ("R1 cannot be marked `DONE`.", None),
        ("Ensure that R1 is `DONE`.", None),
        ("R9 is `DONE`.", None),
        ("R1..R2 is `DONE`.", None),
        ("Set R1 to `DONE`.", None),
        ("`R1 is DONE_SOON`", None),
        ("> | R1 is DONE |", Some("R1")),
        ("| a |\n|---|\n| R1 is DONE |", None),
        ("```\nR1 is DONE\n```", None),
        ("<!-- R1 is DONE -->", None),
    ] {
        let found = claims(sentence);
        assert_eq!(found.first().map(|(id, _)| id.as_str()), claimed, "{sentence}");
        assert!(found.len() <= 1, "{sentence}");
    }
    let gate = "## R1 - A\nStatus: ACTIVE\n\n## R2 - B\nStatus: NOT_STARTED\nEntry gate:\n- R1 is `DONE`.\n";
    assert!(document(gate).findings.is_empty());
}

#[test]
fn boxes_that_are_quoted_linked_or_in_code_are_no_boxes_in_text() {
    let boxes = |text: &str| {
        let found = document(text).findings.into_iter().filter(|finding| finding.code == FindingCode::BoxInText);
        found.map(|finding| finding.line).collect::<Vec<_>>()
    };
    for (text, lines) in [
        ("a [x] b\nc [ ] d\n\ne [X]", &[1, 4][..]),
        ("| a | [x] |\n|---|---|\n| b | [ ] |", &[1]),
        ("- [x]ticked without a blank", &[1]),
        ("## [ ] A heading", &[1]),
        ("- [x] item\n  with [ ] inside", &[2]),
        ("`[x]` [x](a.md) [x][a] [xy] [y]", &[]),
        ("- [x] item\n- [ ] item", &[]),
        ("    [x]\n", &[]),
        ("<!-- [x] -->\n", &[]),
        ("---\ntags: [x]\nmore: [ ]\n---\n", &[]),
    ] {
        assert_eq!(boxes(text), lines, "{text}");
    }
}

#[test]
fn several_files_speak_of_one_phase_only_when_they_agree() {
    let plan = |status: &str| format!("## R1 - A\nStatus: {status}\n");
    let deep = "## R1.A - Floor\nDoD:\n- [ ] swept\n- [ ] waxed\n- [x] paid\n\nNotes:\n- [ ] buy soap\n".to_owned();
    let told = |files: &[String]| -> Vec<(usize, String)> {
        let mut across = Across::default();
        files.iter().enumerate().for_each(|(at, text)| across.add(&format!("{at}.md"), &document(text), text));
        across.findings().into_iter().map(|(file, finding)| (file, finding.message)).collect()
    };
    let message = "0.md calls R1 DONE, and 2 boxes of R1.A are open, this one first";
    assert_eq!(told(&[plan("DONE"), deep.clone()]), [(1, message.to_owned())]);
    assert_eq!(told(&[deep.clone(), plan("DONE")])[0].0, 0, "in whatever order");
    assert_eq!(told(&[plan("ACTIVE"), deep.clone()]), []);
    assert_eq!(told(&[plan("DONE"), plan("ACTIVE"), deep.clone()]), [], "nobody can say which plan is meant");
    assert_eq!(told(&[plan("DONE"), deep.replace("DoD", "Status: ACTIVE\n\nDoD")]), [], "it speaks for itself");
    assert_eq!(told(&[plan("DONE")]), [], "one file has its own findings");
}
