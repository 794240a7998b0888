//! The stages of a plan that was not written for Wayhold: where a grammar's mapping makes phases, and which one would.
//!
//! Lives here: what `stage_heading` does to headings and boxes, and the mapping to propose for a plan without phases.
//! May not: read Markdown; it works on what the reader found.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::topic::{self, Topic};
use super::grammar::{Grammar, IdFrom, StageHeading};
use super::heading::{self, Title};
use super::label::{self, Label};
use super::lines::Lines;
use super::scan::{Blocks, RawHeading};
use super::{Class, Document, Family, FindingCode, Heading, Part, Proposal, Span, slug};

/// Makes headings of the bold lines, where the grammar says that those are the stages.
pub(super) fn promote(text: &str, lines: &Lines, grammar: &Grammar, blocks: &mut Blocks) {
    if grammar.stage_heading == Some(StageHeading::Bold) {
        let level = StageHeading::BOLD_LEVEL;
        blocks.headings.extend(bold_lines(text, lines).map(|(span, words)| RawHeading { level, span, words }));
        blocks.headings.sort_by_key(|heading| heading.span.start);
    }
}

/// The labels that are bold from end to end and announce nothing of their own, with their words.
fn bold_lines<'a>(text: &'a str, lines: &'a Lines) -> impl Iterator<Item = (Span, Span)> + 'a {
    lines.labels.iter().filter(|label| label.read.label == Label::Other).filter_map(|label| {
        let line = text[label.at..].split('\n').next()?.trim_end();
        let words = line.trim_end_matches(':').trim_end();
        let inner = ["**", "__"]
            .into_iter()
            .find_map(|mark| words.strip_prefix(mark)?.strip_suffix(mark).filter(|inner| !inner.contains(mark)))?;
        let inner = inner.trim_end_matches(':').trim();
        let from = label.at + words.find(inner)?;
        (!inner.is_empty()).then(|| (label.at..label.at + line.len(), from..from + inner.len()))
    })
}

/// The sections of the headings at `level`: which heading, and the bytes up to the next one of the same or a higher
/// level. `headings` are level and place, in order; so a walk over all of them costs each one once.
fn sections(headings: &[(u8, usize)], level: u8) -> impl Iterator<Item = (usize, Span)> + '_ {
    let at_level = headings.iter().enumerate().filter(move |(_, heading)| heading.0 == level);
    at_level.map(move |(at, &(_, start))| {
        let next = headings[at + 1..].iter().find(|&&(other, _)| other <= level);
        (at, start..next.map_or(usize::MAX, |&(_, start)| start))
    })
}

/// How many of the places `boxes`, which are in order, lie in `span`.
fn within(boxes: &[usize], span: &Span) -> usize {
    let before = |at: usize| boxes.partition_point(|&place| place < at);
    before(span.end) - before(span.start)
}

/// Turns the headings that the grammar calls stages into phases, where boxes are under them and they are none yet.
pub(super) fn mark(grammar: &Grammar, headings: &[Heading], blocks: &Blocks, titles: &mut [Title]) {
    let Some(stage) = grammar.stage_heading else { return };
    let boxes: Vec<usize> = blocks.items.iter().filter(|item| item.mark.is_some()).map(|item| item.start).collect();
    let places: Vec<(u8, usize)> = headings.iter().map(|heading| (heading.level, heading.span.start)).collect();
    let mut ids: BTreeSet<String> = titles
        .iter()
        .filter_map(|title| match title {
            Title::Phase { id, .. } => Some(id.clone()),
            Title::Annex(_) | Title::Container | Title::Text => None,
        })
        .collect();
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut number = 0;
    for (at, span) in sections(&places, stage.level()) {
        let free = match &titles[at] {
            Title::Phase { .. } => false,
            Title::Annex(id) => !ids.contains(id),
            Title::Container | Title::Text => true,
        };
        if !free || within(&boxes, &span) == 0 {
            continue;
        }
        number += 1;
        let words = &headings[at].text;
        let base = match grammar.id_from.unwrap_or_default() {
            IdFrom::Slug => slug::of(words).unwrap_or_else(|| format!("stage-{number}")),
            IdFrom::Number => format!("stage-{number}"),
        };
        let count = used.entry(base.clone()).or_insert(0);
        let id = loop {
            *count += 1;
            let id = if *count == 1 { base.clone() } else { format!("{base}-{count}") };
            if ids.insert(id.clone()) {
                break id;
            }
        };
        let name = heading::without_section_number(words).0.to_owned();
        titles[at] = Title::Phase { id, name, family: Family::Mapped, root: true };
    }
}

/// What a box is about that is work for the bad case.
const ROLLBACK: Topic = Topic::Part(Part::Rollback);

/// With stages in force, the boxes of a phase in which nothing announces a definition of done are its definition of
/// done: such a plan has no other, and its phases could never close. Boxes of a rollback or an entry gate stay what they are.
pub(super) fn count_boxes(document: &mut Document, lines: &Lines) {
    if document.grammar.stage_heading.is_none() {
        return;
    }
    let announced = document.boxes.iter().filter(|found| found.class == Class::Dod).filter_map(|found| found.phase);
    let announced: BTreeSet<usize> = announced.chain(document.plain_items.iter().map(|item| item.phase)).collect();
    let gates: BTreeSet<usize> = document.gates.iter().map(|gate| gate.line).collect();
    let headings = &document.headings;
    let (mut next_heading, mut next_label) = (0, 0);
    for found in &mut document.boxes {
        while headings.get(next_heading).is_some_and(|next| next.span.start <= found.span.start) {
            next_heading += 1;
        }
        while lines.labels.get(next_label).is_some_and(|next| next.at <= found.span.start) {
            next_label += 1;
        }
        let (Some(phase), Some(above)) = (found.phase, next_heading.checked_sub(1)) else { continue };
        let last = next_label.checked_sub(1).map(|last| &lines.labels[last]);
        let last = last.filter(|last| last.at > headings[above].span.start).map(|last| last.read);
        // The stage's own name is no label: a stage called Rollback is done when its boxes are.
        let own = document.phases[phase].heading == above;
        let heading = (!own).then(|| label::Read::of(&headings[above].text));
        let bad_case = last.into_iter().chain(heading).any(|read| topic::of_phase(read) == Some(ROLLBACK));
        let counts = found.class == Class::Other && !found.annexed && !bad_case && !gates.contains(&found.line);
        if counts && !announced.contains(&phase) {
            found.class = Class::Dod;
        }
    }
}

/// Puts the mapping that would make phases, or why none would, into the hint of the finding that there are none.
pub(super) fn advise(document: &mut Document, text: &str, lines: &Lines) {
    if let Some(at) = document.findings.iter().position(|finding| finding.code == FindingCode::NoPhases) {
        document.findings[at].hint = propose(document, text, lines).hint();
    }
}

/// The mapping to propose for what was read from `text`.
pub(super) fn propose(document: &Document, text: &str, lines: &Lines) -> Proposal {
    let phases = document.phases.len();
    let boxes: Vec<usize> = document.boxes.iter().map(|found| found.span.start).collect();
    let owned = document.boxes.iter().any(|found| found.phase.is_some());
    let stated = document.roadmap.is_some() || document.phases.iter().any(|phase| phase.status_section.is_some());
    if phases > 0 && (owned || stated || boxes.is_empty()) {
        return Proposal::NotNeeded { phases };
    }
    if boxes.is_empty() {
        let elsewhere = text.lines().filter(|line| has_box_mark(line)).count();
        return Proposal::Impossible(if elsewhere == 0 {
            "there are no boxes in it; write what has to be done as items that begin with `[ ]`".to_owned()
        } else {
            format!(
                "no list item begins with a box. {elsewhere} line(s) have one elsewhere, such as in a table, in code or \
                 in running text, and those are read as text; write each as an item: `- [ ] what has to be done`"
            )
        });
    }
    let headings: Vec<(u8, usize)> =
        document.headings.iter().filter(|heading| heading.level <= 6).map(|h| (h.level, h.span.start)).collect();
    let bold = bold_lines(text, lines).map(|(span, _)| (StageHeading::BOLD_LEVEL, span.start));
    let mut with_bold: Vec<(u8, usize)> = headings.iter().copied().chain(bold).collect();
    with_bold.sort_by_key(|&(_, start)| start);
    let mut tried: Vec<Tried> =
        (1..=6).map(|level| Tried::with(StageHeading::Level(level), &headings, &boxes)).collect();
    tried.push(Tried::with(StageHeading::Bold, &with_bold, &boxes));
    match choose(&tried) {
        // What a plan says of itself goes over its configuration, so that another mapping there would change nothing.
        Some(found) if document.grammar.stage_heading.is_some_and(|stage| stage != found.heading) => {
            Proposal::Impossible(format!(
                "its grammar has a `stage_heading` already, and no box stands under such a heading; set it to {}",
                found.heading
            ))
        }
        Some(found) => {
            let stages = sections(&with_bold, found.heading.level()).filter(|(_, span)| within(&boxes, span) > 0);
            let unnamed = stages.filter(|(_, span)| slug::of(first_line(text, span.start)).is_none()).count();
            let id_from = if unnamed * 2 > found.stages { IdFrom::Number } else { IdFrom::Slug };
            Proposal::Mapping {
                grammar: Grammar { stage_heading: Some(found.heading), id_from: Some(id_from), ..Grammar::default() },
                phases: found.stages,
                boxes: found.boxes,
                outside: boxes.len() - found.boxes,
            }
        }
        None => Proposal::Impossible(format!(
            "no heading stands above its {} boxes; put a heading above each group of them, such as `## Prepare`",
            boxes.len()
        )),
    }
}

fn first_line(text: &str, at: usize) -> &str {
    text[at..].split('\n').next().unwrap_or_default()
}

/// Whether a line has a box anywhere in it.
fn has_box_mark(line: &str) -> bool {
    ["[ ]", "[x]", "[X]", "☐", "☑", "☒"].into_iter().any(|mark| line.contains(mark))
}

/// What one choice of stage would give.
struct Tried {
    heading: StageHeading,
    stages: usize,
    boxes: usize,
    largest: usize,
}

impl Tried {
    fn with(heading: StageHeading, headings: &[(u8, usize)], boxes: &[usize]) -> Self {
        let mut tried = Self { heading, stages: 0, boxes: 0, largest: 0 };
        for held in sections(headings, heading.level()).map(|(_, span)| within(boxes, &span)).filter(|&held| held > 0) {
            tried.stages += 1;
            tried.boxes += held;
            tried.largest = tried.largest.max(held);
        }
        tried
    }
}

/// The highest level that parts the boxes into stages: it leaves out at most a third of what the best level reaches, has
/// two stages or more, and no one stage holds nearly everything, as a heading above all the stages would. Where no
/// level does, bold lines may; and where nothing parts them, the heading nearest to them is the one stage.
fn choose(tried: &[Tried]) -> Option<&Tried> {
    let best = tried.iter().map(|tried| tried.boxes).max().filter(|&boxes| boxes > 0)?;
    let reaches = |tried: &&Tried| tried.boxes * 3 >= best * 2;
    let by_level = || tried.iter().filter(|tried| tried.heading != StageHeading::Bold).filter(reaches);
    let parted = |tried: &&Tried| tried.stages > 1;
    let evenly = |tried: &&Tried| tried.stages > 1 && tried.largest * 8 <= tried.boxes * 7;
    by_level()
        .find(evenly)
        .or_else(|| by_level().find(parted))
        .or_else(|| tried.iter().filter(reaches).find(parted))
        .or_else(|| by_level().next_back())
        .or_else(|| tried.iter().find(reaches))
}
