//! The facts of a file in the shape of `lint --json`; field names and meanings are stable.

use serde::Serialize;

use super::{Checkbox, Class, Document, Finding, Mark, Severity, Status, StatusMark};

/// What `lint --json` says of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileFacts {
    /// The file, as it was named.
    pub path: String,
    /// Line feeds, plus one for a last line without one.
    pub lines: usize,
    /// Headings outside lists and quotes.
    pub headings: usize,
    /// Rows of the roadmap.
    pub roadmap_rows: usize,
    /// Headings that open a phase whose id has no part.
    pub root_phases: usize,
    /// Headings that open any other phase.
    pub sub_phases: usize,
    /// Boxes.
    pub boxes: usize,
    /// Boxes that are ticked.
    pub checked: usize,
    /// Boxes of definitions of done.
    pub dod_boxes: usize,
    /// Those of them that are ticked.
    pub dod_checked: usize,
    /// Bullets of definitions of done that have no boxes.
    pub dod_plain_items: usize,
    /// The ids that the roadmap calls ACTIVE.
    pub active_roadmap: Vec<String>,
    /// The ids of root phases that their own sections call ACTIVE.
    pub active_sections: Vec<String>,
    /// Every phase, in order.
    pub phases: Vec<PhaseFacts>,
    /// What is wrong, by line.
    pub findings: Vec<Finding>,
}

/// What `lint --json` says of one phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhaseFacts {
    /// Its id.
    pub id: String,
    /// The id under which another document knows it.
    pub canonical_id: Option<String>,
    /// Its name.
    pub name: String,
    /// The level of its heading.
    pub level: u8,
    /// The line of its heading.
    pub line: usize,
    /// Its status in the roadmap, as one of the four words; the words themselves when they cannot be read.
    pub status_roadmap: Option<String>,
    /// Its status in its section, likewise.
    pub status_section: Option<String>,
    /// Both together.
    pub status: Status,
    /// Its boxes.
    pub boxes: usize,
    /// Those that are ticked.
    pub checked: usize,
    /// The boxes of its definition of done.
    pub dod_boxes: usize,
    /// Those of them that are ticked.
    pub dod_checked: usize,
}

impl FileFacts {
    /// Whether a finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Adds a finding that this file alone does not show, at its place.
    pub fn add(&mut self, finding: Finding) {
        let place = |finding: &Finding| (finding.line, finding.code, finding.column);
        let at = self.findings.partition_point(|one| place(one) <= place(&finding));
        self.findings.insert(at, finding);
    }
}

impl Document {
    /// The facts in the shape of `lint --json`.
    pub fn lint(&self, path: &str) -> FileFacts {
        let all = Count::of(self.boxes.iter());
        let root_phases = self.phases.iter().filter(|phase| phase.root).count();
        let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect();
        FileFacts {
            path: path.to_owned(),
            lines: self.lines,
            headings: self.headings.len(),
            roadmap_rows: self.roadmap.as_ref().map_or(0, |roadmap| roadmap.rows.len()),
            root_phases,
            sub_phases: self.phases.len() - root_phases,
            boxes: all.boxes,
            checked: all.checked,
            dod_boxes: all.dod_boxes,
            dod_checked: all.dod_checked,
            dod_plain_items: self.plain_items.len(),
            active_roadmap: owned(self.active_roadmap()),
            active_sections: owned(self.active_sections()),
            phases: self.phase_facts(),
            findings: self.findings.clone(),
        }
    }

    fn phase_facts(&self) -> Vec<PhaseFacts> {
        let said = |mark: &StatusMark| mark.word.map_or_else(|| mark.raw.clone(), |word| word.word().to_owned());
        let facts = |(at, phase): (usize, &super::Phase)| {
            let boxes = self.index.boxes.get(at).iter().filter_map(|&at| self.boxes.get(at));
            let count = Count::of(boxes);
            PhaseFacts {
                id: phase.id.clone(),
                canonical_id: phase.canonical_id.clone(),
                name: phase.name.clone(),
                level: phase.level,
                line: phase.line,
                status_roadmap: phase.status_roadmap.as_ref().map(said),
                status_section: phase.status_section.as_ref().map(said),
                status: self.status_of(phase),
                boxes: count.boxes,
                checked: count.checked,
                dod_boxes: count.dod_boxes,
                dod_checked: count.dod_checked,
            }
        };
        self.phases.iter().enumerate().map(facts).collect()
    }
}

#[derive(Default)]
struct Count {
    boxes: usize,
    checked: usize,
    dod_boxes: usize,
    dod_checked: usize,
}

impl Count {
    fn of<'a>(boxes: impl Iterator<Item = &'a Checkbox>) -> Self {
        let mut count = Self::default();
        for checkbox in boxes {
            let (checked, dod) = (checkbox.mark == Mark::Checked, checkbox.class == Class::Dod);
            count.boxes += 1;
            count.checked += usize::from(checked);
            count.dod_boxes += usize::from(dod);
            count.dod_checked += usize::from(checked && dod);
        }
        count
    }
}
