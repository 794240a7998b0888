use proptest::prelude::*;

use super::*;

/// Lines that mean something to the grammar, in any order, with either line ending.
fn hostile_plan() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("## R1 - Kitchen"),
        Just("## R2 - Opening"),
        Just("### R1.A Water"),
        Just("## Phase 1 — Tidy"),
        Just("## 7) R1 Completion Checklist"),
        Just("Status: `ACTIVE`"),
        Just("Status:"),
        Just("DoD checklist:"),
        Just("- DoD:"),
        Just("  - [ ] nested"),
        Just("- [ ] open"),
        Just("- [x] done"),
        Just("* [X] Done"),
        Just("- [-] odd"),
        Just("1. [ ] numbered"),
        Just("> - [ ] quoted"),
        Just("Entry gate:"),
        Just("- R1 is `DONE`."),
        Just("| Phase | Status |"),
        Just("|---|---|"),
        Just("| R1 | ACTIVE |"),
        Just("```"),
        Just("<!--"),
        Just("-->"),
        Just("---"),
        Just("key: value"),
        under_labels(),
        Just("\u{feff}"),
        Just("\u{1b}[31m – ü 👩‍🔧"),
        Just(""),
        Just("    "),
    ];
    let ending = prop_oneof![Just("\n"), Just("\r\n")];
    prop::collection::vec((line, ending), 0..40)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, ending)| [line, ending]).collect())
}

/// Lines that mean something to the facts under labels.
fn under_labels() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("Implementation tasks:"),
        Just("Rollback posture: drain it"),
        Just("### Evidence outputs"),
        Just("- Evidence contract:"),
        Just("- `proof/a.txt` and ``b ` c``, `s3://x/y` `open"),
        Just("| Phase | Evidence |"),
        Just("| R1 | `a/b.txt` ü |"),
        Just("Active blockers:"),
        Just("- Unresolved blockers: a leak"),
        Just("- None."),
        Just("- `HOOD_MISSING` (the hood): OPEN"),
        Just("  - HOOD_MISSING - `CLOSED`, ü"),
        Just("Sub-phase progress:"),
        Just("- [ ] `R1.A` plumbing"),
        Just("```sh {name=boil timeout=5m rollback=cool}"),
        Just("  ```bash {\"name\":\"boil\",\"kind\":\"gate\"}"),
        Just("$ kettle on \\"),
        Just("## Scope"),
        Just("In scope:"),
        Just("Out of scope:"),
        Just("## Which document wins"),
        Just("## Program DoD"),
        Just("## Risks and controls"),
        Just("R1: the milk goes off — Control: a fridge"),
        Just("- **Mitigation**: ü"),
        Just("| Part | In |"),
        Just("| ü | yes |"),
        Just("## Next action"),
        Just("Sign — ü."),
    ]
}

/// A plan of one ACTIVE phase whose boxes are ticked as told.
fn boxes() -> impl Strategy<Value = String> {
    prop::collection::vec((any::<bool>(), any::<bool>(), 0u8..4), 2..8).prop_map(|boxes| {
        let lines = boxes.into_iter().map(|(ticked, carriage, text)| {
            format!("- [{}] item {text}{}\n", if ticked { 'x' } else { ' ' }, if carriage { "\r" } else { "" })
        });
        format!("## R1 - Kitchen\nStatus: ACTIVE\r\n\nDoD:\n{}", lines.collect::<String>())
    })
}

#[derive(Debug, Clone)]
enum Step {
    Tick(usize, bool),
    Untick(usize, bool),
    Settle,
    Meddle,
    Restore,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0usize..8, any::<bool>()).prop_map(|(at, patched)| Step::Tick(at, patched)),
        2 => (0usize..8, any::<bool>()).prop_map(|(at, patched)| Step::Untick(at, patched)),
        2 => Just(Step::Settle),
        1 => Just(Step::Meddle),
        1 => Just(Step::Restore),
    ];
    prop::collection::vec(step, 0..24)
}

/// Takes one step; what a refusal leaves is for the caller to compare.
fn take(bench: &mut Bench, step: &Step) -> Result<Vec<Event>, ()> {
    let count = bench.document().items("R1").len();
    let (command, patched) = match step {
        Step::Tick(at, patched) => (bench.tick("R1", at % count + 1), *patched),
        Step::Untick(at, patched) => (bench.untick("R1", at % count + 1), *patched),
        Step::Settle => (Command::Settle { path: PATH.into(), recovered: true }, false),
        Step::Meddle => {
            let mut bytes = bench.bytes().to_vec();
            bytes.extend_from_slice(b"\nmeddled\n");
            bench.write(bytes);
            return Ok(Vec::new());
        }
        Step::Restore => {
            let bytes = bench.bytes();
            let text = std::str::from_utf8(&bytes).unwrap().replace("\nmeddled\n", "");
            bench.write(text.into_bytes());
            return Ok(Vec::new());
        }
    };
    if patched { bench.run(&command) } else { bench.append(&command) }.map_err(|_| ())
}

proptest! {
    #[test]
    fn any_text_reads_and_every_span_lies_in_it(text in hostile_plan()) {
        let document = document(&text);
        prop_assert_eq!(document.lines, text.lines().count());
        for checkbox in &document.boxes {
            let inside = text.get(checkbox.span.clone());
            prop_assert!(inside.is_some());
            prop_assert_eq!(checkbox.mark == Mark::Open, inside == Some(" "));
            prop_assert_eq!(text[..checkbox.span.start].lines().count(), checkbox.line);
        }
        for phase in &document.phases {
            prop_assert!(text.get(phase.own.clone()).is_some());
            prop_assert!(phase.own.start == phase.section.start && phase.own.end <= phase.section.end);
            prop_assert!(phase.parent.is_none_or(|parent| document.phases[parent].line < phase.line));
        }
        document.findings.iter().for_each(|finding| super::each_finding::assert_placed(&text, finding));
        prop_assert_eq!(document.boxes.iter().filter(|checkbox| checkbox.phase.is_some()).count(),
            document.index.phases.iter().map(|at| document.items(&document.phases[at].id).len()).sum::<usize>()
            + document.phases.iter().enumerate().filter(|(at, phase)| document.place(&phase.id) != Some(*at))
                .map(|(at, _)| document.index.boxes.get(at).len()).sum::<usize>());
    }

    #[test]
    fn every_fact_under_a_label_says_what_stands_at_its_span(text in hostile_plan()) {
        let document = document(&text);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let at = |line: usize, start: usize| lines[..line - 1].concat().len() <= start && start <= lines[..line].concat().len();
        let one_line = |said: &str| said.split_whitespace().collect::<Vec<_>>().join(" ");
        for token in &document.tokens {
            prop_assert_eq!(text.get(token.span.clone()), Some(token.text.as_str()));
            prop_assert!(at(token.line, token.span.start) && !token.text.contains(['\n', '\r']));
            prop_assert_eq!(token.kind, TokenKind::of(&token.text));
        }
        for blocker in &document.blockers {
            let said = text.get(blocker.span.clone()).unwrap();
            prop_assert!(said.contains(blocker.code.as_deref().unwrap_or_default()) && at(blocker.line, blocker.span.start));
            prop_assert!(blocker.text.starts_with(&one_line(said)) && !(blocker.open && blocker.closed), "{said}");
        }
        for row in &document.evidence_rows {
            prop_assert!(at(row.line, row.span.start));
            prop_assert_eq!(crate::hold::text::one_line(text.get(row.span.clone()).unwrap()), row.text.clone());
        }
        for step in &document.steps {
            let said = text.get(step.span.clone()).unwrap();
            prop_assert!(said.contains(&step.name) && said.contains(&step.lang) && at(step.line, step.span.start));
            prop_assert!(step.script.lines().all(|line| said.contains(line.trim())), "{}", step.script);
            prop_assert!(!step.is_runnable() || document.step(&step.name) == Some(step));
        }
        for checkbox in document.boxes.iter().filter(|checkbox| checkbox.sub_phase.is_some()) {
            prop_assert!(checkbox.normalised().contains(checkbox.sub_phase.as_deref().unwrap()));
        }
        let program = document.program();
        let said = [&program.scope_in, &program.scope_out, &program.authorities, &program.criteria, &program.guardrails];
        for item in said.into_iter().chain([&program.next_actions]).flatten() {
            prop_assert_eq!(one_line(text.get(item.span.clone()).unwrap()), item.text.clone());
            prop_assert!(at(item.line, item.span.start) && !item.text.is_empty());
        }
        for risk in &program.risks {
            prop_assert_eq!(one_line(text.get(risk.span.clone()).unwrap()), risk.text.clone());
            prop_assert!(at(risk.line, risk.span.start) && risk.control.as_deref() != Some(""));
        }
        for (at, phase) in document.phases.iter().enumerate() {
            let parts = document.index.later.parts(&document)[at];
            let dod = document.boxes.iter().any(|found| found.phase == Some(at) && found.class == Class::Dod);
            let dod = dod || document.plain_items.iter().any(|item| item.phase == at);
            prop_assert_eq!(parts.dod.is_some(), dod, "{}", phase.id);
            prop_assert!(Part::ALL.iter().filter_map(|&part| parts.line(part)).all(|line| line <= document.lines));
        }
        prop_assert!(document.oddities.iter().all(|odd| odd.line <= document.lines && odd.lines <= document.lines));
    }

    #[test]
    fn arbitrary_text_never_breaks_the_reader(text in "(?s).{0,200}") {
        document(&text).lint("any");
    }

    #[test]
    fn a_tick_keeps_every_other_byte_and_an_untick_gives_them_all_back(text in hostile_plan()) {
        let before = document(&text);
        for item in before.phases.iter().flat_map(|phase| before.items(&phase.id)) {
            if item.mark != Mark::Open {
                continue;
            }
            let edit = tick_edit(&before, &item, true).unwrap();
            let after = apply_edits(text.as_bytes(), std::slice::from_ref(&edit)).unwrap();
            prop_assert_eq!(after.len(), text.len());
            prop_assert_eq!(&after[..item.offset], &text.as_bytes()[..item.offset]);
            prop_assert_eq!(&after[item.offset + 1..], &text.as_bytes()[item.offset + 1..]);
            let ticked = check_tick(&before, &after, item.offset, true).unwrap();
            let item = ticked.item(&item.phase, &item.id).unwrap();
            let back = apply_edits(&after, &[tick_edit(&ticked, &item, false).unwrap()]).unwrap();
            prop_assert_eq!(back, text.as_bytes());
        }
    }

    #[test]
    fn ticks_of_two_items_commute(text in boxes()) {
        let text = format!("{text}- [ ] item 0\n- [ ] item 9\n");
        let open: Vec<_> = document(&text).items("R1").into_iter().filter(|item| item.mark == Mark::Open).collect();
        let tick = |bytes: &[u8], id: &ItemId| {
            let document = read(bytes).unwrap();
            let item = document.item("R1", id).unwrap();
            apply_edits(bytes, &[tick_edit(&document, &item, true).unwrap()]).unwrap()
        };
        let one = tick(&tick(text.as_bytes(), &open[0].id), &open[1].id);
        let other = tick(&tick(text.as_bytes(), &open[1].id), &open[0].id);
        prop_assert_eq!(read(&one), read(&other));
    }

    #[test]
    fn replay_is_live_and_a_refusal_leaves_nothing(text in boxes(), steps in steps()) {
        let mut bench = Bench::adopted(&text);
        for step in &steps {
            let before = (bench.state.clone(), bench.log.len());
            if take(&mut bench, step).is_err() && bench.log.len() == before.1 {
                prop_assert_eq!(&bench.state, &before.0);
            }
            if let Some(runbook) = bench.state.runbooks.get(PATH) {
                prop_assert_eq!(runbook.pending.is_some(), !pending(&bench.state).is_empty());
            }
        }
        let mut replayed = State::default();
        for (event, stamp) in &bench.log {
            let line = serde_json::to_string(event).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Event>(&line).unwrap(), event);
            apply(&mut replayed, &serde_json::from_str(&line).unwrap(), stamp);
        }
        prop_assert_eq!(&replayed, &bench.state);
        let line = serde_json::to_string(&bench.state).unwrap();
        prop_assert_eq!(serde_json::from_str::<State>(&line).unwrap(), bench.state);
    }
}

#[test]
fn ten_thousand_phases_and_deep_lists_are_read_in_a_moment() {
    let many = (0..10_000)
        .map(|n| {
            format!(
                "## R{n} - Room\nStatus: `DONE`\nDoD:\n- [x] swept\n- [x] mopped\n\n### R{n}.A Corner\n- [x] dusted\n\n"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let document = document(&many);
    assert_eq!((document.phases.len(), document.boxes.len(), document.findings.len()), (20_000, 30_000, 0));
    assert!(document.phases.iter().all(|phase| !document.items(&phase.id).is_empty()));
    for hostile in
        ["- ".repeat(20_000), "> ".repeat(20_000), format!("## R1{}", ".A".repeat(200_000)), "[".repeat(100_000)]
    {
        read(hostile.as_bytes()).unwrap();
    }
}

#[test]
fn ten_thousand_phases_with_every_fact_are_read_in_a_moment() {
    let many = (0..10_000)
        .map(|n| {
            format!(
                "## R{n} - Room\nEntry gate: the door is open\n\nTasks:\n1. Sweep.\n\n```sh {{name=sweep-{n}}}\nsweep {n}\n```\n\n\
                 Rollback posture:\n- none\n\nActive blockers:\n- DUST_{n}: OPEN\n- a cat\n\nSub-phase progress:\n- [ ] `R{n}.A` see `a/{n}.txt`\n\n"
            )
        })
        .chain(["## Evidence map\n| Phase | Evidence |\n|---|---|\n".to_owned()])
        .chain((0..10_000).map(|n| format!("| R{n} | `proof/{n}.txt` |\n")))
        .collect::<Vec<_>>()
        .concat();
    let document = document(&many);
    let counts = [document.steps.len(), document.blockers.len(), document.tokens.len(), document.evidence_rows.len()];
    assert_eq!(counts, [10_000, 20_000, 30_000, 10_000]);
    for phase in &document.phases {
        assert_eq!(document.parts(&phase.id).missing(), [Part::Dod]);
        assert_eq!((document.steps_of(&phase.id).count(), document.blockers_of(&phase.id).count()), (1, 2));
        assert!(document.expected_evidence(&phase.id).is_some() && document.sub_phases_by_box(&phase.id).count() == 1);
    }
}
