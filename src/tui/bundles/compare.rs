//! The three profiles side by side: what one request would come to under each of them.

use super::{Verdict, files};
use crate::bundle::{Report, Source, Wanted};
use crate::tui::page::Ink;

/// A row with a cell for each profile. One without cells is a heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// What is compared.
    pub text: String,
    /// Strict, compat, `static_restore`: a word, how it is meant, and all that there is to say.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Its word.
    pub word: String,
    /// How it is meant.
    pub ink: Ink,
    /// All that there is to say.
    pub full: String,
}

fn cell(word: impl Into<String>, ink: Ink, full: impl Into<String>) -> Cell {
    Cell { word: word.into(), ink, full: full.into() }
}

/// The table of reports, one for each profile; empty where the request cannot be read.
pub(super) fn lines(reports: &[Option<Report>; 3]) -> Vec<Line> {
    let reports: Vec<&Report> = reports.iter().flatten().collect();
    if reports.is_empty() {
        return Vec::new();
    }
    let row = |text: &str, of: &dyn Fn(&Report) -> Cell| Line {
        text: text.to_owned(),
        cells: reports.iter().map(|report| of(report)).collect(),
    };
    let head = |text: &str| Line { text: text.to_owned(), cells: Vec::new() };
    let mut lines = vec![row("comes to", &verdict), head("Provisioners")];
    lines.extend(Source::ALL.into_iter().map(|source| row(source.word(), &|report| switch(report, source))));
    lines.push(head("Ids"));
    for (id, kind) in union(&reports, |report| {
        let named = report.wanted.iter().filter_map(|row| Some((row.id.clone(), row.kind?)));
        named.collect()
    }) {
        lines.push(row(&id, &|report| {
            let wanted = report.wanted.iter().find(|row| row.id == id && row.kind == Some(kind));
            wanted.map_or_else(|| cell("–", Ink::Dim, format!("{id} is not asked for")), |wanted| met(wanted, report))
        }));
    }
    lines.push(head("Files"));
    let every = |report: &Report| -> Vec<String> {
        let given = report.files.iter().map(|file| &file.path);
        let blocked = report.blocked.iter().flat_map(|row| &row.files);
        given.chain(blocked).chain(&report.outside).cloned().collect()
    };
    for path in union(&reports, every) {
        lines.push(row(&path, &|report| file(report, &path)));
    }
    lines
}

/// What any of the reports has, each once, in the order in which it comes up.
fn union<T: PartialEq>(reports: &[&Report], of: impl Fn(&Report) -> Vec<T>) -> Vec<T> {
    let mut all = Vec::new();
    for one in reports.iter().flat_map(|report| of(report)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

fn verdict(report: &Report) -> Cell {
    let verdict = Verdict::of_report(report);
    let full = match &report.refusal {
        Some(refusal) => format!("refused, {}: {}", refusal.code, refusal.ids.join(", ")),
        None if report.unresolved.is_empty() => format!("{}; every id is met", files(report.files.len())),
        None => format!("{}, and without {}", files(report.files.len()), report.unresolved.join(", ")),
    };
    cell(verdict.word(), verdict.ink(), full)
}

fn switch(report: &Report, source: Source) -> Cell {
    let Some(switch) = report.provisioners.iter().find(|row| row.provisioner == source) else { return Cell::default() };
    let (word, ink) = if switch.on { ("on", Ink::Good) } else { ("off", Ink::Dim) };
    cell(word, ink, format!("{word}: {} (switched by {})", switch.why, switch.toggle))
}

fn met(wanted: &Wanted, report: &Report) -> Cell {
    match (wanted.offers.first(), &wanted.why) {
        (Some(offer), _) => {
            let ink = if offer.provisioner == Source::Registry.word() { Ink::Good } else { Ink::Amber };
            cell(&offer.provisioner, ink, &offer.why)
        }
        (None, why) => {
            let (word, ink) = if report.is_resolved() { ("passed over", Ink::Amber) } else { ("UNRESOLVED", Ink::Bad) };
            cell(word, ink, why.clone().unwrap_or_default())
        }
    }
}

fn file(report: &Report, path: &String) -> Cell {
    if let Some(file) = report.files.iter().find(|file| file.path == *path) {
        let ink = if file.provisioner == Source::Registry { Ink::Good } else { Ink::Amber };
        let stamp = file.stamp.map_or_else(String::new, |stamp| format!(", under {stamp}"));
        return cell(
            file.provisioner.word(),
            ink,
            format!("given for {} by {}{stamp}", file.of, file.provisioner.word()),
        );
    }
    if let Some(row) = report.blocked.iter().find(|row| row.files.contains(path)) {
        let full = format!("{} would add it, and is off: {}", row.provisioner.word(), row.why);
        return cell("blocked", Ink::Dim, full);
    }
    if report.outside.contains(path) {
        return cell("out of scope", Ink::Dim, "the request's scope boundaries leave it out");
    }
    match report.code() {
        Some(code) => cell("–", Ink::Dim, format!("the request is refused, {code}, and gets nothing")),
        None => cell("–", Ink::Dim, "it is not given"),
    }
}
