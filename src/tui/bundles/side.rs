//! The provisioners and what switches them; what is blocked, left out or gone without; what is wrong with the files.

use super::{Row, files};
use crate::bundle::{Registry, Report, Switch};
use crate::tui::page::Ink;

pub(super) fn rows(report: Option<&Report>, registry: &Registry) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(report) = report {
        for switch in &report.provisioners {
            of_switch(switch, &mut rows);
        }
        of_blocked(report, &mut rows);
        list(&mut rows, "Outside of scope", &report.outside, "a provisioner would add it; the boundaries leave it out");
        let open = if report.is_resolved() { report.unresolved.as_slice() } else { &[] };
        list(&mut rows, "Gone without", open, "nobody resolves it, and this posture goes on without");
    }
    if !registry.findings.is_empty() {
        rows.push(Row::new(0, "Findings", "", Ink::Strong).tail(registry.findings.len().to_string(), Ink::Bad));
        for finding in &registry.findings {
            let full = format!("{}: {}", finding.path, finding.message);
            rows.push(Row::new(1, "", &finding.path, Ink::Bad).path().full(full));
        }
    }
    rows
}

fn of_switch(switch: &Switch, rows: &mut Vec<Row>) {
    let (word, ink) = if switch.on { ("on", Ink::Good) } else { ("off", Ink::Dim) };
    let name = switch.provisioner.word();
    let full =
        format!("{name}, {}: {word}, because {}; switched by {}", switch.layer.word(), switch.why, switch.toggle);
    let text_ink = if switch.on { Ink::Text } else { Ink::Dim };
    rows.push(Row::new(1, "", name, text_ink).tail(word, ink).full(&full));
    // Where the toggle itself says why, once is enough.
    if !switch.why.starts_with(&switch.toggle) {
        rows.push(Row::new(2, "by", &switch.toggle, Ink::Dim).full(&full));
    }
    rows.push(Row::new(2, "", &switch.why, Ink::Dim).full(full));
}

fn of_blocked(report: &Report, rows: &mut Vec<Row>) {
    if report.blocked.is_empty() {
        return;
    }
    rows.push(Row::new(0, "Blocked by the posture", "", Ink::Strong));
    for blocked in &report.blocked {
        let name = blocked.provisioner.word();
        let full = format!(
            "{name} would add {} for {}: {}",
            files(blocked.files.len()),
            blocked.wanted.join(", "),
            blocked.why
        );
        rows.push(Row::new(1, "", name, Ink::Amber).tail(files(blocked.files.len()), Ink::Amber).full(&full));
        rows.push(Row::new(2, "", &blocked.why, Ink::Dim).full(&full));
        rows.extend(
            blocked.files.iter().map(|path| Row::new(2, "", path, Ink::Dim).path().full(format!("{path}: {full}"))),
        );
    }
}

fn list(rows: &mut Vec<Row>, title: &str, names: &[String], why: &str) {
    if names.is_empty() {
        return;
    }
    rows.push(Row::new(0, title, "", Ink::Strong).tail(names.len().to_string(), Ink::Amber));
    rows.extend(names.iter().map(|name| Row::new(1, "", name, Ink::Amber).path().full(format!("{name}: {why}"))));
}
