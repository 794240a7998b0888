//! `docs/verification.md` says what the room does.

use serde::Deserialize;

use super::*;

const PAGE: &str = include_str!("../../../docs/verification.md");

#[derive(Deserialize)]
struct File {
    verification: Vec<Gate>,
}

#[test]
fn the_configuration_of_the_page_is_one_that_is_read() {
    let example = PAGE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let gates = toml::from_str::<File>(example).unwrap().verification;
    assert_eq!(Gate::check_all(&gates), Ok(()));
    let jest = b"Test Suites: 9 passed, 9 total\nTests:       2 skipped, 118 passed, 120 total\n";
    assert_eq!(gates[2].judge(&Ended::Exit(0), jest).to_string(), "passed: 118/120 tests");
    assert_eq!(gates[1].judge(&Ended::Exit(22), b"").to_string(), "failed: the command ended with exit 22");
}

#[test]
fn the_page_has_a_row_for_each_format_and_says_which_count_files() {
    for format in Format::NAMED {
        let row = PAGE.lines().find(|line| line.starts_with(&format!("| `{format}` |"))).unwrap();
        assert_eq!(row.split(" | ").nth(2) != Some("not counted"), format.counts(What::Files), "{row}");
    }
}
