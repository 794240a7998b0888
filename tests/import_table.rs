//! Who may import whom: the table of `CONTRIBUTING.md`, held against every `crate::` path of the source.

#![allow(clippy::unwrap_used, reason = "a test stops at the first thing it cannot read")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const DOMAINS: &[&str] = &["runbook", "posture", "incident", "provision", "bundle", "verify", "hold"];

/// Each room and the rooms it may name. `lib.rs` and `main.rs` may name all.
fn table() -> BTreeMap<&'static str, Vec<&'static str>> {
    let with = |more: &[&'static str]| -> Vec<&'static str> { DOMAINS.iter().chain(more).copied().collect() };
    BTreeMap::from([
        ("hold", vec![]),
        ("ledger", vec![]),
        ("runbook", vec!["hold"]),
        ("posture", vec!["hold"]),
        ("incident", vec!["hold"]),
        ("provision", vec!["hold"]),
        ("bundle", vec!["hold", "provision", "posture"]),
        ("verify", vec!["hold"]),
        ("console", with(&[])),
        ("effects", with(&["console"])),
        ("session", with(&["console", "effects", "ledger"])),
        // `wayhold` without a verb opens the console.
        ("cli", with(&["console", "session", "tui"])),
        ("tui", with(&["console", "session"])),
    ])
}

#[test]
fn no_room_imports_what_the_table_does_not_allow() {
    let table = table();
    let mut wrong = Vec::new();
    for (room, allowed) in &table {
        for file in rust_files(&source().join(room)) {
            for (line, named) in named_rooms(&fs::read_to_string(&file).unwrap()) {
                if named != *room && !allowed.contains(&named.as_str()) && table.contains_key(named.as_str()) {
                    wrong.push(format!("{}:{line}: {room} may not import {named}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_of_the_source_is_in_the_table() {
    let table = table();
    for entry in fs::read_dir(source()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(!path.is_dir() || table.contains_key(name.as_str()), "{name} is not in the table");
    }
}

#[test]
fn domains_know_no_terminal_no_runtime_no_file() {
    for room in ["hold", "runbook", "posture", "incident", "provision", "bundle", "verify", "console"] {
        for file in rust_files(&source().join(room)) {
            if is_test(&file) {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            for banned in ["std::fs", "std::io", "std::net", "std::process", "tokio::", "crossterm", "ratatui", "sqlx"]
            {
                assert!(!code(&text).contains(banned), "{} names {banned}", file.display());
            }
        }
    }
}

#[test]
fn no_file_is_over_six_hundred_lines() {
    for directory in ["src", "tests", "benches", "examples"] {
        for file in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory)) {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= 600, "{} has {lines} lines", file.display());
        }
    }
}

#[test]
fn every_module_says_first_what_lives_there() {
    for file in rust_files(&source()) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(is_test(&file) || text.starts_with("//!"), "{} does not begin with a //! comment", file.display());
    }
}

#[test]
fn a_grouped_import_names_each_of_its_rooms() {
    let text = "use crate::{hold::{A, B}, ledger};\n// crate::tui\nfn f() { crate::cli::run() }\n";
    let rooms: Vec<_> = named_rooms(text).into_iter().map(|(line, room)| format!("{line} {room}")).collect();
    assert_eq!(rooms, ["1 hold", "1 ledger", "3 cli"]);
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn is_test(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
}

fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The text with its comment lines emptied, so that lines keep their numbers.
fn code(text: &str) -> String {
    let blank = |line: &str| line.trim_start().starts_with("//");
    text.lines().map(|line| if blank(line) { "" } else { line }).collect::<Vec<_>>().join("\n")
}

/// The rooms that a file names by a `crate::` path, with the line each begins on. `use crate::{a, b::c}` names two.
fn named_rooms(text: &str) -> Vec<(usize, String)> {
    let text = code(text);
    let mut named = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let line = text[..at].matches('\n').count() + 1;
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => named.extend(first_word(&std::mem::take(&mut word)).map(|word| (line, word))),
                    _ if depth == 0 => word.push(character),
                    _ => {}
                }
            }
            named.extend(first_word(&word).map(|word| (line, word)));
        } else {
            named.extend(first_word(rest).map(|word| (line, word)));
        }
    }
    named
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}
