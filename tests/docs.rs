//! The pages in `docs/` say what the code says.

#![allow(clippy::unwrap_used, reason = "a test stops at the first thing it cannot read")]

use std::fs;
use std::path::Path;

use wayhold::hold::Code;

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
fn every_kind_in_the_source_is_in_events_md_and_the_other_way_round() {
    let page = page("docs/events.md");
    let listed: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let listed: Vec<&str> = listed.into_iter().filter(|word| word.contains('.')).collect();
    let mut known = vec!["operator.added".to_owned()];
    for file in
        ["console/event.rs", "runbook/event.rs", "posture/event.rs", "incident/event.rs", "provision/domain/types.rs"]
    {
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
