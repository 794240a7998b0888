use proptest::prelude::*;

use super::*;

/// Lines of checklists that nobody wrote for Wayhold, in any order, with either line ending.
fn foreign_plan() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("# Title"),
        Just("## 1. Mix"),
        Just("### Mix"),
        Just("###### Заметки"),
        Just("Knead\n---"),
        Just("## R1 - Own"),
        Just("## R1 notes"),
        Just("**Rest**"),
        Just("__Bake:__"),
        Just("**DoD**"),
        Just("- [ ] a"),
        Just("\t- [x] b"),
        Just("1. first"),
        Just("   - [ ] c"),
        Just("> ## quoted"),
        Just("```"),
        Just("| [ ] | x |"),
        Just("---"),
        Just("grammar: {stage_heading: bold}"),
        Just("Status: DONE"),
        Just(""),
    ];
    let ending = prop_oneof![Just("\n"), Just("\r\n")];
    prop::collection::vec((line, ending), 0..30)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, ending)| [line, ending]).collect())
}

proptest! {
    #[test]
    fn a_proposal_makes_the_phases_that_it_promises(text in foreign_plan()) {
        let before = document(&text);
        match Grammar::propose(&text) {
            Proposal::NotNeeded { phases } => prop_assert_eq!(phases, before.phases.len()),
            Proposal::Impossible(why) => prop_assert!(!why.is_empty() && before.boxes.iter().all(|found| found.phase.is_none())),
            Proposal::Mapping { grammar, phases, boxes, outside } if before.grammar == Grammar::default() => {
                let after = read_with(text.as_bytes(), &grammar).unwrap();
                let mapped = after.phases.iter().filter(|phase| after.boxes_of(&phase.id).next().is_some()).count();
                let lost = after.boxes.iter().filter(|found| found.phase.is_none()).count();
                prop_assert!(phases > 0 && mapped > 0 && after.phases.len() >= phases);
                prop_assert_eq!((after.boxes.len(), lost), (boxes + outside, outside));
                let ids: std::collections::BTreeSet<&str> = after.phases.iter().map(|phase| phase.id.as_str()).collect();
                prop_assert!(ids.len() == after.phases.len() || before.findings.iter().any(|f| f.code == FindingCode::DupPhase));
            }
            Proposal::Mapping { .. } => {}
        }
    }

    #[test]
    fn no_mapping_changes_which_boxes_there_are(text in foreign_plan(), level in 1u8..=7, number: bool) {
        let heading = if level == 7 { StageHeading::Bold } else { StageHeading::Level(level) };
        let id_from = if number { IdFrom::Number } else { IdFrom::Slug };
        let grammar = Grammar { stage_heading: Some(heading), id_from: Some(id_from), ..Grammar::default() };
        let places = |document: &Document| document.boxes.iter().map(|found| (found.span.clone(), found.mark)).collect::<Vec<_>>();
        let after = read_with(text.as_bytes(), &grammar).unwrap();
        prop_assert_eq!(places(&document(&text)), places(&after));
        prop_assert_eq!(read_with(text.as_bytes(), &after.grammar).unwrap(), after);
    }
}

/// The proposal for `text` in short, and what reading with it makes: `2 a=1 b=3 out=0` is level 2, phase `a` with one
/// box, `b` with three, and none outside.
fn proposed(text: &str) -> String {
    let proposal = Grammar::propose(text);
    let Some(grammar) = proposal.grammar() else { return proposal.hint() };
    let document = read_with(text.as_bytes(), grammar).unwrap();
    let Proposal::Mapping { phases, boxes, outside, .. } = proposal else { unreachable!() };
    let outside_now = document.boxes.iter().filter(|found| found.phase.is_none()).count();
    assert_eq!((document.phases.len(), document.boxes.len() - outside_now, outside_now), (phases, boxes, outside));
    for phase in &document.phases {
        let (_, gating) = document.progress(&phase.id);
        assert_eq!(gating, document.boxes_of(&phase.id).count(), "every box of {} counts", phase.id);
    }
    assert!(!document.findings.iter().any(|finding| finding.code == FindingCode::NoPhases));
    let named: Vec<String> =
        document.phases.iter().map(|phase| format!("{}={}", phase.id, document.boxes_of(&phase.id).count())).collect();
    format!("{} {} out={outside}", grammar.stage_heading.unwrap(), named.join(" "))
}

#[test]
fn a_plan_without_phases_gets_the_mapping_that_parts_its_boxes_into_stages() {
    for (text, expected) in [
        ("# Move the bakery\n\n## Pack\n- [ ] ovens\n- [x] tins\n\n## Drive\n- [ ] load\n", "2 pack=2 drive=1 out=0"),
        (
            "---\nname: New baker\nabout: first week\n---\n\n## Paperwork\n**Office**\n- [ ] badge\n\n**Bank**\n- [ ] account\n\n## Kitchen\n- [ ] shoes\n",
            "2 paperwork=2 kitchen=1 out=0",
        ),
        (
            "# Loaf 2.0\n\n## Checklist\n\n### Before\n- [ ] flour\n\n### On the day\n- [ ] bake\n- [ ] sell\n\n### After\n- [ ] sweep\n\n## Notes\nnone\n",
            "3 before=1 on-the-day=2 after=1 out=0",
        ),
        ("# Mix\n- [ ] flour\n# Knead\n- [ ] ten minutes\n# Rest\nwait\n", "1 mix=1 knead=1 out=0"),
        (
            "## 1. Mix\n- [ ] a\n## 2) Knead it (well)\n- [ ] b\n## 3.1 Rest\n- [ ] c\n",
            "2 mix=1 knead-it-well=1 rest=1 out=0",
        ),
        ("# Bread\n\n**Mix**\n- [ ] a\n- [ ] b\n\n__Knead:__\n- [ ] c\n", "\"bold\" mix=2 knead=1 out=0"),
        ("**Mix**\n- [ ] a\n**Knead**\n- [ ] b\n", "\"bold\" mix=1 knead=1 out=0"),
        ("- [ ] wash hands\n\n# Bread\n\n## Mix\n- [ ] a\n\n## Knead\n- [ ] b\n", "2 mix=1 knead=1 out=1"),
        ("Bread\n=====\n\nMix\n---\n- [ ] a\n\nKnead\n---\n* [ ] b\n", "2 mix=1 knead=1 out=0"),
        ("# Bread\n\n1. Mix\n   - [ ] a\n     - [ ] b\n2. Knead\n   - [ ] c\n", "1 bread=3 out=0"),
        ("# Bread\r\n\r\n## Mix\r\n-\t[ ] a\r\n\t- [ ] b\r\n\r\n## Knead\r\n+ [ ] c\r\n", "2 mix=2 knead=1 out=0"),
        ("## Замес\n- [ ] a\n## Выпечка\n- [ ] b\n", "2 stage-1=1 stage-2=1 out=0"),
        ("## Mix\n- [ ] a\n## Mix\n- [ ] b\n## mix!\n- [ ] c\n", "2 mix=1 mix-2=1 mix-3=1 out=0"),
        ("# Phase 1 - Mix\n- [ ] a\n# Phase 2 - Knead\n- [ ] b\n", "1 phase-1=1 phase-2=1 out=0"),
        ("# Bread\n\n## Step 1: Mix\n- [ ] a\n\n## Step 2: Knead\n- [ ] b\n", "2 step-1-mix=1 step-2-knead=1 out=0"),
        ("###### Mix\n- [ ] a\n\n###### Knead\n- [ ] b\n", "6 mix=1 knead=1 out=0"),
        ("# Bread\n> - [ ] a quoted box\n\ntext\n- [ ] b\n", "1 bread=2 out=0"),
        ("# Bread\n<details>\n<summary>Mix</summary>\n\n- [ ] a\n\n</details>\n\n- [ ] b\n", "1 bread=2 out=0"),
        ("# Bread\n\n## Mix\n```\n- [ ] not this\n```\n- [ ] a\n\n## Knead\n- [ ] b\n", "2 mix=1 knead=1 out=0"),
        ("# Bread\n\n## All of it\n- [ ] a\n- [ ] b\n\n## Links\nnone\n", "2 all-of-it=2 out=0"),
        ("# Bread\n\n## Definition of done\n- [ ] a\n\n## Mix\n- [ ] b\n", "2 definition-of-done=1 mix=1 out=0"),
        ("## M1 Mixing\n- [ ] a\n\n## M2 Kneading\n- [ ] b\n", "2 m1-mixing=1 m2-kneading=1 out=0"),
        (
            "# Bread\n\n## Phases\n\n### Mix\n- [ ] a\n\n### Knead\n- [ ] b\n\n### Rest\n- [ ] c\n",
            "3 mix=1 knead=1 rest=1 out=0",
        ),
    ] {
        assert_eq!(proposed(text), expected, "{text}");
    }
}

#[test]
fn where_no_mapping_helps_the_hint_says_why_and_what_would() {
    for (text, part) in [
        ("- [ ] a\n- [ ] b\n", "no heading stands above its 2 boxes; put a heading above each group"),
        ("# Bread\n\n| done | what |\n|---|---|\n| [ ] | mix |\n| [x] | knead |\n", "2 line(s) have one elsewhere"),
        ("# Bread\n\n[ ] mix\n\n☐ knead\n", "2 line(s) have one elsewhere"),
        ("# Bread\n\nAll prose.\n", "there are no boxes in it"),
        ("## R1 - Mix\n- [ ] a\n", "it has 1 phases of its own"),
    ] {
        let hint = Grammar::propose(text).hint();
        assert!(hint.contains(part), "{text} gave {hint}");
    }
}

#[test]
fn the_finding_that_there_are_no_phases_gives_the_mapping_to_add() {
    let hint = |text: &str| document(text).findings.into_iter().find(|f| f.code == FindingCode::NoPhases).unwrap().hint;
    let found = hint("# Bread\n\n## Mix\n- [ ] a\n\n## Knead\n- [ ] b\n");
    assert!(found.contains("`grammar = { stage_heading = 2, id_from = \"slug\" }`"), "{found}");
    assert!(found.contains("`grammar: {stage_heading: 2, id_from: slug}`"), "{found}");
    assert!(hint("- [ ] a\n").contains("no heading stands above"));
    let mapped = "---\ngrammar: {stage_heading: 2, id_from: slug}\n---\n# Bread\n\n## Mix\n- [ ] a\n";
    assert_eq!((document(mapped).phases.len(), document(mapped).findings), (1, Vec::new()));
}

#[test]
fn what_a_plan_says_of_itself_goes_over_what_its_configuration_says() {
    let given = Grammar {
        stage_heading: Some(StageHeading::Level(3)),
        id_from: Some(IdFrom::Number),
        dod_labels: vec!["Checklist".into()],
        ..Grammar::default()
    };
    let text = "---\ngrammar:\n  stage_heading: 2\n---\n## Mix\n### Flour\n- [ ] a\n";
    let document = read_with(text.as_bytes(), &given).unwrap();
    assert_eq!(document.phases[0].id, "stage-1");
    assert_eq!(document.grammar, Grammar { stage_heading: Some(StageHeading::Level(2)), ..given });
}

#[test]
fn a_grammar_that_cannot_be_read_is_an_error_of_the_document() {
    for front in [
        "grammar: {stage_heading: 9}",
        "grammar: {stage_headings: 2}",
        "grammar: {id_from: colour}",
        "grammar: {status_words: {Doing: BUSY}}",
        "grammar: {stage_heading: 2",
        "grammar:",
    ] {
        let found = document(&format!("---\n{front}\n---\n## R1 - Mix\n- [ ] a\n"));
        assert_eq!(found.findings[0].code, FindingCode::GrammarUnreadable, "{front}");
        assert_eq!(found.errors("R1").len(), 1, "{front} keeps R1 from being acted on");
    }
    assert!(document("---\ntitle: bread\n---\n## R1 - Mix\n- [ ] a\n").findings.is_empty());
}

#[test]
fn a_plans_own_status_words_mean_what_its_grammar_says() {
    let text = "---\ngrammar: {status_words: {In the oven: ACTIVE, out: DONE}}\n---\n| id | Status |\n|---|---|\n| R1 | Out |\n| R2 | in the  oven |\n\n## R1 - Mix\nStatus: OUT (Monday)\n\n## R2 - Bake\nStatus: ACTIVE\n";
    let found = document(text);
    assert_eq!((found.status("R1"), found.status("R2")), (Status::Done, Status::Active));
    assert_eq!(found.findings, Vec::new());
    assert_eq!(found.active_roadmap(), ["R2"]);
    let without = text.replace("Out |", "Cold |");
    assert_eq!(document(&without).status("R1"), Status::Unreadable);
}

#[test]
fn a_plans_own_labels_announce_its_definition_of_done() {
    let text = "## R1 - Mix\nChecklist:\n- [ ] a\n\n### To buy\n- [ ] b\n";
    let classes = |grammar: &Grammar| {
        let document = read_with(text.as_bytes(), grammar).unwrap();
        document.boxes.iter().map(|found| found.class).collect::<Vec<_>>()
    };
    let labels = |labels: &[&str]| Grammar {
        dod_labels: labels.iter().map(|&label| label.to_owned()).collect(),
        ..Grammar::default()
    };
    assert_eq!(classes(&labels(&[])), [Class::Other, Class::Other]);
    assert_eq!(classes(&labels(&["checklist"])), [Class::Dod, Class::Other]);
    assert_eq!(classes(&labels(&["To Buy:"])), [Class::Other, Class::Dod], "the colon is no part of a label");
    assert_eq!(classes(&labels(&["To Buy", "Checklist"])), [Class::Dod, Class::Dod]);
}

#[test]
fn in_a_stage_without_a_definition_of_done_every_box_counts_but_those_for_the_bad_case() {
    let mapped = |body: &str| {
        let text = format!("---\ngrammar: {{stage_heading: 2}}\n---\n## Bake\n{body}");
        let document = document(&text);
        document.boxes.iter().map(|found| found.class.word()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(mapped("- [ ] a\n\n**Later**\n- [ ] b\n\n### Sweep\n- [ ] c\n"), "dod dod dod");
    assert_eq!(mapped("- [ ] a\n\n### Rollback\n- [ ] b\n"), "dod other");
    assert_eq!(mapped("- [ ] a\n\n**Rollback steps**\n- [ ] b\n\n**Sweep**\n- [ ] c\n"), "dod other dod");
    assert_eq!(mapped("- [ ] a\n\nRollback criteria:\n- [ ] smoke\n"), "dod trigger");
    assert_eq!(mapped("Entry gate:\n- [ ] oven is hot\n\nSteps:\n- [ ] a\n"), "other dod");
    assert_eq!(mapped("- [ ] a\n\nDoD:\n- [ ] b\n"), "other dod", "its own definition of done is the gate");
    assert_eq!(mapped("- [ ] a\n\nDoD:\n- golden crust\n"), "other");
    let rolled = document("---\ngrammar: {stage_heading: 2}\n---\n## Rollback\n- [ ] a\n");
    assert_eq!(rolled.progress("rollback"), (0, 1), "a stage of its own is done when its boxes are");
}

#[test]
fn without_a_mapping_nothing_of_a_plan_is_read_otherwise() {
    let mut plain = document(PLAN);
    let with = read_with(PLAN.as_bytes(), &Grammar { id_from: Some(IdFrom::Number), ..Grammar::default() }).unwrap();
    plain.grammar = with.grammar.clone();
    assert_eq!(plain, with);
}

#[test]
fn a_mapping_adds_phases_and_leaves_those_that_have_ids_of_their_own() {
    let text = "## R1 - Mix\n- [ ] a\n\n## R1 Notes\n- [ ] b\n\n## Bake\n- [ ] c\n\n## phase-1\n- [ ] d\n\n## Phase 1\n- [ ] e\n";
    let grammar = Grammar { stage_heading: Some(StageHeading::Level(2)), ..Grammar::default() };
    let document = read_with(text.as_bytes(), &grammar).unwrap();
    let ids: Vec<&str> = document.phases.iter().map(|phase| phase.id.as_str()).collect();
    assert_eq!(ids, ["R1", "bake", "phase-1-2", "phase-1"]);
    assert_eq!(document.boxes_of("R1").count(), 2, "an annex stays with its phase");
    assert!(document.phases.iter().filter(|phase| phase.family == Family::Mapped).count() == 2);
}

#[test]
fn a_box_of_a_mapped_phase_can_be_ticked() {
    let grammar = Grammar { stage_heading: Some(StageHeading::Bold), ..Grammar::default() };
    let text = "# Bread\n\n**Mix**\n- [ ] a\n**Bake**\n- [ ] b\n";
    let before = read_with(text.as_bytes(), &grammar).unwrap();
    let item = item(&before, "bake", 1);
    let edit = tick_edit(&before, &item, true).unwrap();
    let after = apply_edits(text.as_bytes(), std::slice::from_ref(&edit)).unwrap();
    let document = check_tick(&before, &after, edit.offset, true).unwrap();
    assert_eq!((document.progress("bake"), document.progress("mix")), ((1, 1), (0, 1)));
}

#[test]
fn a_mapping_is_spelled_as_its_two_places_read_it() {
    for grammar in [
        Grammar { stage_heading: Some(StageHeading::Bold), id_from: Some(IdFrom::Number), ..Grammar::default() },
        Grammar { stage_heading: Some(StageHeading::Level(3)), id_from: Some(IdFrom::Slug), ..Grammar::default() },
    ] {
        let front = format!("---\ngrammar: {}\n---\n", grammar.inline_front());
        assert_eq!(document(&front).grammar, grammar);
        let toml: Grammar = toml::from_str(&format!("g = {}", grammar.inline_toml()))
            .map(|table: BTreeMap<String, Grammar>| table["g"].clone())
            .unwrap();
        assert_eq!(toml, grammar);
    }
}

#[test]
fn a_plan_whose_own_mapping_misses_its_boxes_is_told_to_change_that_one() {
    let text = "---\ngrammar: {stage_heading: 2}\n---\n# Bake\n- [ ] knead\n";
    let Proposal::Impossible(why) = Grammar::propose(text) else { panic!("a mapping elsewhere would change nothing") };
    assert!(why.contains("set it to 1"), "{why}");
    let mended = text.replace("stage_heading: 2", "stage_heading: 1");
    assert_eq!(document(&mended).phases.len(), 1);
}
