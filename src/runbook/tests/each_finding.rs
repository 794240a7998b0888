//! Every code of the list, with a plan that raises it and a neighbour that does not.

use super::*;

/// The files that raise a code, and the nearest ones that do not; `None` for a code that only a command raises.
fn fixtures(code: FindingCode) -> Option<[Vec<String>; 2]> {
    let one = |raising: &str, quiet: &str| Some([vec![raising.to_owned()], vec![quiet.to_owned()]]);
    let table = |rows: &str| format!("| Phase | Status |\n|---|---|\n{rows}\n");
    let section = |id: &str, status: &str, rest: &str| format!("\n## {id} - Name\nStatus: {status}\n\n{rest}");
    let phase = |status: &str, rest: &str| section("R1", status, rest);
    let roadmap = |row: &str, rest: &str| format!("{}{rest}", table(&format!("| R1 | {row} |")));
    match code {
        FindingCode::RoadmapAmbiguous => {
            let plan = roadmap("DONE", &phase("DONE", ""));
            one(
                &format!("{plan}\n{}", table("| R1 | DONE |")),
                &format!("{plan}\n| Phase | Owner |\n|---|---|\n| R1 | ana |\n"),
            )
        }
        FindingCode::DupRow => {
            let rest = format!("{}{}", phase("DONE", ""), section("R2", "DONE", ""));
            let rows = |second: &str| format!("{}{rest}", table(&format!("| R1 | DONE |\n| {second} | DONE |")));
            one(&rows("R1"), &rows("R2"))
        }
        FindingCode::DupPhase => one("## R1 - A\n## R1 - B\n", "## R1 - A\n## R2 - B\n"),
        FindingCode::StatusMismatch => {
            one(&roadmap("DONE", &phase("ACTIVE", "")), &roadmap("DONE (late)", &phase("`DONE`", "")))
        }
        FindingCode::StatusUnreadable => one(&phase("SOON", ""), &phase("DONE", "")),
        FindingCode::StatusDup => {
            one(&phase("DONE", "Status: DONE\n"), &phase("DONE", "Planning status: DONE\n- Status: DONE\n"))
        }
        FindingCode::SectionNoStatus => one(&roadmap("DONE", "\n## R1 - Name\n"), "## R1 - Name\n"),
        FindingCode::NoSection => one(&roadmap("DONE", ""), &roadmap("DONE", &phase("DONE", ""))),
        FindingCode::MultiActive => {
            let two = |first: &str| format!("{}{}", phase(first, ""), section("R2", "ACTIVE", ""));
            one(&two("ACTIVE"), &two("DONE"))
        }
        FindingCode::Order => {
            let two = |second: &str| format!("{}{}", phase("NOT_STARTED", ""), section("R2", second, ""));
            one(&two("DONE"), &two("BLOCKED"))
        }
        FindingCode::DoneOpenBox => {
            one(&phase("DONE", "DoD:\n- [ ] swept\n"), &phase("DONE", "DoD:\n- [x] swept\n\nLater:\n- [ ] wax\n"))
        }
        FindingCode::BoxOdd => one(&phase("ACTIVE", "DoD:\n- [~] swept\n"), &phase("ACTIVE", "DoD:\n- [ ] swept\n")),
        FindingCode::FenceUnclosed => one("```sh\nls\n", "```sh\nls\n```\n"),
        FindingCode::DodMissing => None,
        FindingCode::BlockerConflict => one(
            &phase("ACTIVE", "Blockers:\n- `HOOD_MISSING`: OPEN\n- `HOOD_MISSING`: CLOSED\n"),
            &phase("ACTIVE", "Blockers:\n- `HOOD_MISSING`: OPEN\n- `GAS_LEAK`: CLOSED\n"),
        ),
        FindingCode::GrammarUnreadable => one(
            "---\ngrammar: {stage_heading: 9}\n---\n## R1 - Tidy\n",
            "---\ngrammar: {stage_heading: 2}\n---\n## R1 - Tidy\n",
        ),
        FindingCode::WorldUnreadable => one(
            "---\nworld: [worlds/tea.json]\n---\n## R1 - Tidy\n",
            "---\nworld: worlds/tea.json\n---\n## R1 - Tidy\n",
        ),
        FindingCode::NoPhases => one("## Tidy\n- [ ] swept\n", "## R1 - Tidy\n- [ ] swept\n"),
        FindingCode::StatusSynonym => one(&phase("COMPLETE", ""), &phase("DONE (complete)", "")),
        FindingCode::NoRoadmapRow => one(
            &roadmap("DONE", &format!("{}{}", phase("DONE", ""), section("R2", "DONE", ""))),
            &roadmap("DONE", &format!("{}{}", phase("DONE", ""), "### R1.A - Part\n")),
        ),
        FindingCode::ActiveAllChecked => {
            let part = "- [x] swept\n\n### R1.A - Floor\nDoD:\n- [ ] waxed\n";
            one(&phase("ACTIVE", "DoD:\n- [x] swept\n"), &phase("ACTIVE", &format!("DoD:\n{part}")))
        }
        FindingCode::NotStartedChecked => {
            one(&phase("NOT_STARTED", "DoD:\n- [x] swept\n"), &phase("NOT_STARTED", "Notes:\n- [x] asked\n"))
        }
        FindingCode::TickedButDeferred => one(
            &phase("ACTIVE", "DoD:\n- [x] the wax is pending\n- [ ] swept\n"),
            &phase("ACTIVE", "DoD:\n- [x] no wax is pending\n- [ ] the polish is pending\n"),
        ),
        FindingCode::BoxParentChild => {
            one("## R1 - A\n- [x] floor\n  - [ ] wax\n", "## R1 - A\n- [ ] floor\n  - [ ] wax\n")
        }
        FindingCode::DodNotTickable => one(
            &phase("ACTIVE", "DoD:\n- swept\n"),
            &phase("ACTIVE", "DoD (summary):\n- swept\n\nDoD checklist:\n- [ ] swept\n"),
        ),
        FindingCode::CrossFileOpenBox => {
            let plan = |status: &str| roadmap(status, &phase(status, ""));
            let deep = "## R1.A - Floor\nDoD:\n- [ ] swept\n".to_owned();
            Some([vec![plan("DONE"), deep.clone()], vec![plan("BLOCKED"), deep]])
        }
        FindingCode::StepUnusable => one(
            "## R1 - A\n```sh {name=go timeout=soon}\nls\n```\n",
            "## R1 - A\n```sh {name=go timeout=5s}\nls\n```\n",
        ),
        FindingCode::FrontMatter => one("---\ntitle: tea\n\n# Plan\n", "---\ntitle: tea\n---\n# Plan\n"),
        FindingCode::ControlChars => one("# Plan\n\u{1b}[2J\n", "# Plan\n\tżółć 👩‍🔧\r\n"),
        FindingCode::Container => {
            let after = |heading: &str| format!("## {heading}\n{}", phase("NOT_STARTED", ""));
            one(&after("Current active phase"), &after("Next phase (not yet active)"))
        }
        FindingCode::ProseClaim => one(
            &phase("ACTIVE", "`R1` remains `NOT_STARTED`.\n"),
            &phase("ACTIVE", "Before that, `R1` is `NOT_STARTED`.\n"),
        ),
        FindingCode::Annex => {
            one("## R1 - A\n## R1 Completion checklist\n", "## R1 - A\n### R1 - Completion checklist\n")
        }
        FindingCode::BoxInText => one("The box [x] is ticked.\n", "A box is `[x]`, [x](y.md) or\n\n```\n[x]\n```\n"),
        FindingCode::EvidenceUnverified => one(
            &phase("ACTIVE", "Evidence outputs:\n- `s3://tea/kettle.json`\n"),
            &phase("ACTIVE", "Evidence outputs:\n- `proof/kettle.json`\n"),
        ),
    }
}

/// What is found in files that are read together.
fn found(files: &[String]) -> Vec<Finding> {
    let mut across = Across::default();
    let mut found = Vec::new();
    for (at, text) in files.iter().enumerate() {
        let document = document(text);
        across.add(&format!("{at}.md"), &document, text);
        found.extend(document.findings);
    }
    found.extend(across.findings().into_iter().map(|(_, finding)| finding));
    found
}

#[test]
fn every_code_is_raised_by_its_fixture_and_not_by_the_neighbour() {
    for &code in FindingCode::ALL {
        let Some([raising, quiet]) = fixtures(code) else { continue };
        let raised = |files: &[String]| found(files).into_iter().filter(|finding| finding.code == code).count();
        assert_eq!(raised(&raising), 1, "{code} in {raising:#?}: {:#?}", found(&raising));
        assert_eq!(raised(&quiet), 0, "{code} in {quiet:#?}");
    }
}

#[test]
fn the_fixtures_weigh_what_the_list_says() {
    for &code in FindingCode::ALL {
        let Some([raising, _]) = fixtures(code) else { continue };
        let finding = found(&raising).into_iter().find(|finding| finding.code == code).unwrap();
        assert_eq!(finding.severity, code.severity(), "{code}");
    }
}

#[test]
fn every_finding_says_where_on_its_line_it_is() {
    for &code in FindingCode::ALL {
        let Some([raising, _]) = fixtures(code) else { continue };
        for text in raising {
            for finding in document(&text).findings {
                assert_placed(&text, &finding);
            }
        }
    }
}

/// The span is on the finding's line, and its column is where it begins.
pub(super) fn assert_placed(text: &str, finding: &Finding) {
    assert!(!finding.message.is_empty() && !finding.hint.is_empty(), "{finding:?}");
    let span = finding.span.clone().unwrap();
    let marked = text.get(span.clone()).unwrap_or_else(|| panic!("{finding:?} cuts a character"));
    assert!(!marked.contains('\n'), "{finding:?}");
    assert_eq!(text[..span.start].matches('\n').count() + 1, finding.line, "{finding:?}");
    let line = text[..span.start].rsplit('\n').next().unwrap_or_default();
    assert_eq!(line.trim_start_matches('\u{feff}').chars().count() + 1, finding.column, "{finding:?}");
}
