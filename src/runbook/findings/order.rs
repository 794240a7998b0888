//! The order of phases: what comes directly before what, and who is ahead of the one before.

use std::collections::BTreeMap;

use super::Finder;
use crate::runbook::{Document, Family, FindingCode, Phase, Row, Status, Word};

impl Document {
    /// The phases in their orders, each list one order: the roadmap's rows, and the children of each phase. Without a
    /// roadmap root phases of one family of ids (`M1`, `M2`) are an order, by number and not by place, since plans move
    /// what is closed to their end.
    pub fn orders(&self) -> Vec<Vec<&str>> {
        let mut orders: Vec<Vec<&str>> = Vec::new();
        if let Some(roadmap) = &self.roadmap {
            // With an entry for each row, no id has two, and none has to be looked up.
            let once = self.index.rows.len() == roadmap.rows.len();
            let first = |row: &&Row| once || self.row(&row.id).is_some_and(|first| first.line == row.line);
            orders.push(roadmap.rows.iter().filter(first).map(|row| row.id.as_str()).collect());
        }
        let mut families: BTreeMap<_, Vec<(Vec<Part>, &str)>> = BTreeMap::new();
        for (at, phase) in self.phases.iter().enumerate() {
            let ordered = self.roadmap.is_some() && phase.root;
            if !ordered && self.place(&phase.id) == Some(at) {
                let key = (phase.parent, family(phase));
                // The ids of a mapped plan are words, so its stages come in the order in which they stand.
                let place = if phase.family == Family::Mapped { vec![Part::Number(at, "")] } else { parts(&phase.id) };
                families.entry(key).or_default().push((place, &phase.id));
            }
        }
        orders.extend(families.into_values().filter(|ids| ids.len() > 1).map(|mut ids| {
            ids.sort();
            ids.into_iter().map(|(_, id)| id).collect()
        }));
        orders
    }

    /// The phase directly before this one; `None` for the first of its order.
    pub fn phase_before(&self, id: &str) -> Option<&str> {
        self.neighbour(id, |at| at.checked_sub(1))
    }

    /// The phase directly after this one; `None` for the last of its order.
    pub fn phase_after(&self, id: &str) -> Option<&str> {
        self.neighbour(id, |at| at.checked_add(1))
    }

    fn neighbour(&self, id: &str, step: impl Fn(usize) -> Option<usize>) -> Option<&str> {
        self.orders().into_iter().find_map(|order| {
            let at = order.iter().position(|&one| one == id)?;
            order.get(step(at)?).copied()
        })
    }
}

/// A piece of an id, so that `M10` comes after `M9` and `AA` after `Z`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Number(usize, &'a str),
    Word(usize, &'a str),
}

fn parts(id: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = id;
    while let Some(first) = rest.chars().next() {
        let same =
            |c: char| c.is_ascii_digit() == first.is_ascii_digit() && c.is_alphanumeric() == first.is_alphanumeric();
        let (part, left) = rest.split_at(rest.find(|c: char| !same(c)).unwrap_or(rest.len()));
        // By length before content: shorter numbers are smaller once leading zeros are gone.
        parts.push(if first.is_ascii_digit() {
            let number = part.trim_start_matches('0');
            Part::Number(number.len(), number)
        } else {
            Part::Word(part.len(), part)
        });
        rest = left;
    }
    parts
}

/// What the ids of an order have in common: the letters of a root, all but the last part of any other.
fn family(phase: &Phase) -> &str {
    let id = phase.id.as_str();
    if phase.family == Family::Mapped {
        return "";
    }
    if phase.root {
        return &id[..id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len())];
    }
    id.rfind(['.', '-']).map_or(id, |cut| &id[..cut])
}

/// A phase that is ACTIVE or DONE while nothing says that the one before it is DONE. What contradicts itself or cannot
/// be read has its own error and is not judged a second time.
pub(super) fn find(finder: &mut Finder) {
    let document = finder.document;
    for order in document.orders() {
        for pair in order.windows(2) {
            let (before, id) = (pair[0], pair[1]);
            let status = document.status(id);
            if !matches!(status, Status::Active | Status::Done) {
                continue;
            }
            let Some(said) = not_done(document, before) else { continue };
            let section = document.phase(id).and_then(|phase| phase.status_section.as_ref());
            let Some(mark) = section.or_else(|| document.row(id).map(|row| &row.status)) else { continue };
            let message = format!("{id} is {}, and {before} before it is {}", status.word(), said.word());
            let hint = format!("close {before} first, or set {id} to what it is");
            finder.raise(FindingCode::Order, Some(id), finder.mark(mark), message, &hint);
        }
    }
}

/// What a phase is said to be, when it is said to be something and nowhere DONE.
fn not_done(document: &Document, id: &str) -> Option<Word> {
    let row = document.row(id).and_then(|row| row.status.word);
    let section = document.phase(id).and_then(|phase| phase.status_section.as_ref()?.word);
    let done = [row, section].contains(&Some(Word::Done));
    section.or(row).filter(|_| !done)
}

#[cfg(test)]
mod tests {

    fn before(text: &str, id: &str) -> Option<String> {
        let document = super::super::super::read(text.as_bytes()).unwrap();
        document.phase_before(id).map(str::to_owned)
    }

    #[test]
    fn the_roadmap_orders_the_root_phases_and_their_ids_order_the_rest() {
        let plan = "| Phase | Status |\n|---|---|\n| R2 | DONE |\n| R1 | DONE |\n\n## R1 - A\n### R1.B - B\n### R1.A - A\n## R2 - B\n";
        for (id, expected) in [("R2", None), ("R1", Some("R2")), ("R1.A", None), ("R1.B", Some("R1.A")), ("R9", None)] {
            assert_eq!(before(plan, id).as_deref(), expected, "{id}");
        }
    }

    #[test]
    fn without_a_roadmap_ids_are_ordered_by_number_within_their_letters() {
        let plan = "## R10 - C\n## R9 - B\n## Q1 - Other\n## Phase 2 - two\n## Phase 1 - one\n## R1.A - a\n## R1.B - b\n## R2.A - c\n";
        for (id, expected) in [
            ("R10", Some("R9")),
            ("R9", None),
            ("Q1", None),
            ("phase-2", Some("phase-1")),
            ("phase-1", None),
            ("R1.B", Some("R1.A")),
            ("R2.A", None),
        ] {
            assert_eq!(before(plan, id).as_deref(), expected, "{id}");
        }
    }
}
