//! Findings as workflow commands, which GitHub shows beside the lines of a change.

use std::path::Path;

use super::{read::Report, sarif::relative};
use crate::cli::out::Out;
use crate::hold::text::clean;
use crate::runbook::{Finding, Severity};

/// One command for each finding that weighs `least` or more; whether somebody was there to read them.
pub(super) fn show(out: Out, report: &Report, least: Severity, base: &Path) -> bool {
    report.files.iter().all(|file| {
        let path = relative(&file.path, base).to_string_lossy().into_owned();
        let findings = file.facts.findings.iter().filter(|finding| finding.severity <= least);
        let commands: Vec<_> = findings.map(|finding| command(&path, &file.text, finding)).collect();
        commands.is_empty() || out.page(&commands.join("\n"))
    })
}

fn command(path: &str, text: &str, finding: &Finding) -> String {
    let name = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let end = finding.end_column(text);
    format!(
        "::{name} file={},line={},col={},endColumn={end},title={}::{}",
        property(path),
        finding.line,
        finding.column,
        property(finding.code.word()),
        data(&format!("{}; {}", clean(&finding.message), finding.hint)),
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    // A name may hold what steers a terminal, and the log of a workflow is one.
    let escaped = data(text).replace(':', "%3A").replace(',', "%2C");
    clean(&escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        for (text, expected_property, expected_data) in [
            ("a,b:c.md", "a%2Cb%3Ac.md", "a,b:c.md"),
            ("50%\r\n::error::x", "50%25%0D%0A%3A%3Aerror%3A%3Ax", "50%25%0D%0A::error::x"),
        ] {
            assert_eq!(property(text), expected_property);
            assert_eq!(data(text), expected_data);
        }
    }
}
