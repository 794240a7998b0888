//! The pages in `docs/` say what the code says.

#![allow(clippy::unwrap_used, reason = "a test stops at the first thing it cannot read")]

use std::fs;
use std::path::Path;

use wayhold::hold::Code;
use wayhold::runbook::FindingCode;

fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn holds_md_lists_every_code_with_its_meaning_in_order() {
    let page = page("docs/holds.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let listed: Vec<(String, String)> = rows
        .map(|row| {
            let cells: Vec<_> = row.split(" | ").collect();
            (cells[0].trim_matches(['|', ' ', '`']).to_owned(), cells[1].trim().to_owned())
        })
        .collect();
    let known: Vec<(String, String)> =
        Code::ALL.iter().map(|code| (code.word().to_owned(), code.meaning().trim().to_owned())).collect();
    assert_eq!(listed, known);
}

#[test]
fn findings_md_lists_every_code_with_its_weight_and_meaning_in_order() {
    let page = page("docs/findings.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let listed: Vec<[String; 3]> = rows
        .map(|row| {
            let cells: Vec<_> = row.trim_matches(['|', ' ']).split(" | ").collect();
            assert!(cells.len() == 4 && !cells[3].is_empty(), "what to do: {row}");
            [cells[0].trim_matches('`'), cells[1], cells[2]].map(|cell| cell.trim().to_owned())
        })
        .collect();
    let known: Vec<[String; 3]> = FindingCode::ALL
        .iter()
        .map(|code| [code.word(), code.severity().word(), code.meaning().trim()].map(str::to_owned))
        .collect();
    assert_eq!(listed, known);
}

#[test]
fn every_kind_in_the_source_is_in_events_md_and_the_other_way_round() {
    let page = page("docs/events.md");
    let listed: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let listed: Vec<&str> = listed.into_iter().filter(|word| word.contains('.')).collect();
    let mut known = vec!["operator.added".to_owned()];
    for file in [
        "console/event.rs",
        "runbook/event.rs",
        "posture/event.rs",
        "incident/event.rs",
        "provision/domain/types.rs",
        "bundle/event.rs",
        "verify/record/event.rs",
    ] {
        let text = self::page(&format!("src/{file}"));
        known.extend(text.lines().filter_map(|line| {
            let word = line.trim().strip_prefix("#[serde(rename = \"")?.split('"').next()?;
            word.contains('.').then(|| word.to_owned())
        }));
    }
    for kind in &known {
        assert!(listed.contains(&kind.as_str()), "{kind} is not in docs/events.md");
    }
    for kind in listed {
        assert!(known.iter().any(|known| known == kind), "{kind} is in docs/events.md and nowhere else");
    }
}

#[test]
fn every_kind_in_events_md_is_one_that_the_console_reads() {
    let page = page("docs/events.md");
    let listed = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    for kind in listed.filter(|word| word.contains('.')) {
        // Without its fields the body does not fit; what matters is that some domain knows the kind.
        let read = wayhold::console::Event::from_parts(kind, &serde_json::json!({"such": "a body"}));
        assert!(!matches!(read, Err(wayhold::console::UnknownEvent::Kind(_))), "{kind} would make a ledger read-only");
    }
}

#[test]
fn the_key_table_of_the_readme_is_that_of_the_command_registry() {
    let page = page("README.md");
    let table = page.split("is stale -->\n").nth(1).and_then(|rest| rest.split("<!-- /keys -->").next()).unwrap();
    assert_eq!(table.trim(), wayhold::tui::commands::markdown().trim(), "paste the right-hand side into README.md");
}

#[test]
fn the_configuration_of_the_readme_is_one_that_wayhold_reads() {
    let page = page("README.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let config = wayhold::session::Config::parse(example).unwrap();
    assert_eq!(config.environment, "demo");
    assert_eq!(config.limits(), wayhold::posture::Limits::default());
    assert_eq!(config.incident, wayhold::session::Config::parse("environment = \"x\"").unwrap().incident);
}

#[test]
fn the_grammars_of_grammar_md_are_ones_that_wayhold_reads() {
    let page = page("docs/grammar.md");
    let block =
        |kind: &str| page.split(&format!("```{kind}\n")).nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let config = wayhold::session::Config::parse(block("toml")).unwrap();
    let grammar = &config.runbook[0].grammar;
    assert_eq!((grammar.status_words.len(), grammar.dod_labels.len()), (2, 2));
    let document = wayhold::runbook::read(block("yaml").as_bytes()).unwrap();
    assert_eq!(document.grammar.stage_heading, grammar.stage_heading);
    assert_eq!(document.findings, Vec::new());
    let default = serde_json::to_value(grammar).unwrap();
    for key in default.as_object().unwrap().keys() {
        assert!(page.contains(&format!("| `{key}` |")), "{key} has no row in docs/grammar.md");
    }
}

#[test]
fn the_world_of_worlds_md_is_one_that_wayhold_reads_and_its_limits_are_those_of_the_code() {
    use wayhold::provision::world::{ANSWER_BYTES, ANSWER_OFFERS, QUESTIONS, limits};
    let page = page("docs/worlds.md");
    let blocks = |kind: &str| -> Vec<String> {
        let fence = format!("```{kind}\n");
        let starts = page.split(&fence).skip(1);
        starts.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
    };
    let world = wayhold::provision::world::parse(&blocks("json")[0]).unwrap();
    let graph = wayhold::provision::overlay(&world, None);
    let (asked, _) = wayhold::provision::questions(&graph);
    let keys = |text: &str| -> Vec<String> {
        serde_json::from_str::<serde_json::Value>(text).unwrap().as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(&asked[0].input), keys(&blocks("json")[1]), "what a program reads");
    let mut answers = wayhold::provision::world::Answers { basis: graph.basis(), ..Default::default() };
    answers.take(&asked[0], Ok(blocks("jsonl")[0].as_bytes().to_vec()));
    assert_eq!((answers.findings.len(), answers.of("store", "grip").unwrap().offers.len()), (0, 2));
    let thousands = |number: usize| {
        let digits = number.to_string();
        let groups: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
        groups.join(",")
    };
    for row in [
        format!("| the file | {} MiB |", limits::BYTES >> 20),
        format!("| nodes | {} |", thousands(limits::NODES)),
        format!("| edges | {} |", thousands(limits::EDGES)),
        format!("| provisioners | {} |", thousands(limits::PROVISIONERS)),
        format!("| different tags | {} |", thousands(limits::TAGS)),
        format!("together | {} |", thousands(limits::VALUES)),
        format!("arguments of a command | {} |", thousands(limits::WORDS)),
        format!("a name | {} bytes |", thousands(limits::TEXT)),
        format!("| a template | {} KiB |", limits::TEMPLATE >> 10),
        format!("the rest is counted | {} of a kind |", limits::LISTED),
        format!("| answer of a command | {} KiB, {} offers |", ANSWER_BYTES >> 10, thousands(ANSWER_OFFERS)),
        format!("asks | {QUESTIONS}, four at a time"),
        format!("A report lists {} offers", limits::WINDOW),
    ] {
        assert!(page.contains(&row), "docs/worlds.md does not say: {row}");
    }
}
