//! The thresholds that a phase has to have pinned before it starts (seed 002 §9.2): a section outside the phases whose
//! heading speaks of thresholds, with a table of dimensions or a list of lists.

use std::collections::BTreeMap;

use super::super::lines::Lines;
use super::super::{Document, HeadingRole, Span, heading};
use super::Source;

/// What one phase has to have pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThresholdRule {
    /// The phase's id.
    pub phase: String,
    /// The line of the heading that says so.
    pub line: usize,
    /// The dimensions, in order.
    pub dimensions: Vec<Dimension>,
}

/// One dimension, such as `burst`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// Its name as the plan writes it.
    pub name: String,
    /// What has to be pinned in it, in order.
    pub fields: Vec<String>,
}

impl Document {
    /// The thresholds that phases have to have pinned before they start.
    pub fn thresholds(&self) -> &[ThresholdRule] {
        self.index.later.thresholds(self)
    }

    /// What a phase has to have pinned; empty when the plan says nothing of thresholds for it.
    pub fn thresholds_of(&self, id: &str) -> &[Dimension] {
        self.thresholds().iter().find(|rule| rule.phase == id).map_or(&[], |rule| &rule.dimensions)
    }
}

/// Every section about thresholds that names a phase and at least one dimension.
pub(super) fn rules(source: &Source, document: &Document) -> Vec<ThresholdRule> {
    let headings = document.headings.iter().enumerate();
    let about = headings.filter(|(_, heading)| {
        heading.owner.is_none()
            && !matches!(heading.role, HeadingRole::Phase(_))
            && heading.text.to_ascii_lowercase().contains("threshold")
    });
    about
        .filter_map(|(at, found)| {
            let later = document.headings[at + 1..].iter().find(|later| later.level <= found.level);
            let body = found.span.start..later.map_or(source.text.len(), |later| later.span.start);
            let dimensions = dimensions(source, &body);
            let phase = named(&source.text[body], document)?;
            (!dimensions.is_empty()).then_some(ThresholdRule { phase, line: found.line, dimensions })
        })
        .collect()
}

/// The first phase of the plan that the section names.
fn named(text: &str, document: &Document) -> Option<String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'));
    let mut words = words.map(|word| word.trim_matches(['.', '-']));
    let known = |word: &str| document.phase(word).is_some() || document.row(word).is_some();
    words.find(|word| !word.is_empty() && known(word)).map(str::to_owned)
}

fn dimensions(source: &Source, body: &Span) -> Vec<Dimension> {
    let mut found: Vec<Dimension> = Vec::new();
    for table in source.blocks.tables.iter().filter(|table| body.contains(&table.span.start)) {
        for row in table.rows() {
            let [name, field, ..] = row else { continue };
            let (name, field) = (said(source, name), said(source, field));
            if name.is_empty() || field.is_empty() {
                continue;
            }
            match found.iter_mut().find(|known| known.name == name) {
                Some(known) => known.fields.push(field),
                None => found.push(Dimension { name, fields: vec![field] }),
            }
        }
    }
    // One walk: a plan may have a hundred thousand items.
    let mut lists: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (at, item) in source.blocks.items.iter().enumerate().filter(|(_, item)| body.contains(&item.start)) {
        if item.has_children {
            lists.entry(at).or_default();
        }
        if let Some(fields) = item.parent.and_then(|parent| lists.get_mut(&parent)) {
            fields.push(said(source, &item.words));
        }
    }
    for (at, fields) in lists {
        let name = said(source, &source.blocks.items[at].words).trim_end_matches(':').to_owned();
        if !name.is_empty() {
            found.push(Dimension { name, fields });
        }
    }
    found
}

fn said(source: &Source, span: &Span) -> String {
    let words = Lines::joined(source.text, &source.lines.own_words(span));
    heading::plain(&words).trim_end_matches([',', ';', '.']).to_owned()
}
