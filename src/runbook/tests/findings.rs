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
    assert_eq!(found(&siblings), [(FindingCode::MultiActive, Some("R1.B".into()), 6)]);
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
