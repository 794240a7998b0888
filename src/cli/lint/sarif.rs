//! Findings as a SARIF 2.1.0 log, which code scanners read.

use std::path::{Component, Path, PathBuf};

use serde_json::{Value, json};

use super::read::{Linted, Report};
use crate::runbook::{Finding, FindingCode, Severity};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run, with every code as a rule and every finding as a result.
pub(super) fn log(report: &Report, base: &Path) -> Value {
    let results = report.files.iter().flat_map(|file| {
        let uri = uri(&file.path, base);
        file.facts.findings.iter().map(move |finding| result(file, finding, &uri))
    });
    let unread: Vec<_> = report.unread.iter().map(|(path, why)| unread(path, why, base)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": FindingCode::ALL.iter().map(|&code| rule(code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": unread.is_empty(), "toolExecutionNotifications": unread}],
            "results": results.collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: FindingCode) -> Value {
    json!({
        "id": code.word(),
        "shortDescription": {"text": code.meaning().trim()},
        "defaultConfiguration": {"level": level(code.severity())},
    })
}

fn result(file: &Linted, finding: &Finding, uri: &str) -> Value {
    let index = FindingCode::ALL.iter().position(|code| *code == finding.code);
    let region = json!({
        "startLine": finding.line,
        "startColumn": finding.column,
        "endColumn": finding.end_column(&file.text),
    });
    json!({
        "ruleId": finding.code.word(),
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": {"text": format!("{}; {}", finding.message, finding.hint)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
        "properties": {"phase": finding.phase},
    })
}

fn unread(path: &str, why: &str, base: &Path) -> Value {
    let uri = uri(Path::new(path), base);
    json!({
        "level": "error",
        "message": {"text": format!("{path} cannot be read: {why}")},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}}}],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The path from `base` on, when it is below it, without steps that lead nowhere.
pub(super) fn relative(path: &Path, base: &Path) -> PathBuf {
    let path = path.strip_prefix(base).unwrap_or(path);
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// The path as a relative reference, or as a `file:` address when it is not below `base`.
fn uri(path: &Path, base: &Path) -> String {
    let path = relative(path, base);
    let mut uri = if path.is_absolute() { "file://".to_owned() } else { String::new() };
    for &byte in path.as_os_str().as_encoded_bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if plain {
            uri.push(char::from(byte));
        } else if cfg!(windows) && byte == b'\\' {
            uri.push('/');
        } else {
            uri.push('%');
            for digit in [byte >> 4, byte & 0xf] {
                uri.extend(char::from_digit(digit.into(), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn an_address_is_relative_where_it_can_be_and_has_only_plain_characters() {
        let base = Path::new("/home/ana");
        for (path, expected) in [
            ("plans/a.md", "plans/a.md"),
            ("./plans/./a.md", "plans/a.md"),
            ("../a b.md", "../a%20b.md"),
            ("/home/ana/plans/a.md", "plans/a.md"),
            ("/srv/ż:?#%.md", "file:///srv/%C5%BC%3A%3F%23%25.md"),
        ] {
            assert_eq!(uri(Path::new(path), base), expected, "{path}");
        }
    }
}
