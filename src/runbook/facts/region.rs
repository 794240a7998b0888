//! Regions: the bytes under each label and heading that is about something.

use super::super::label::Read;
use super::super::lines::LabelLine;
use super::super::{Document, Heading, HeadingRole, Span};
use super::Source;
use super::topic::{self, Topic};

/// What stands under one label or heading.
#[derive(Debug)]
pub(in super::super) struct Region {
    pub(super) topic: Topic,
    /// Where the label or heading stands.
    pub(super) at: usize,
    /// What stands under it, up to the next label about something and the next heading.
    pub(super) body: Span,
    /// The phase that it belongs to.
    pub(super) phase: Option<usize>,
    /// Where the nearest heading above stands, or the heading itself.
    pub(super) section: usize,
    /// Whether a heading opened it.
    pub(super) heading: bool,
}

/// Every region, in the order of their bodies. Those of label items may lie inside others.
pub(super) fn regions(source: &Source, document: &Document) -> Vec<Region> {
    let mut regions = left_edge(source, document);
    let edges = regions.len();
    let mut owners = Owners::new(document);
    for (nth, label) in source.item_labels.iter().enumerate() {
        let item = &source.blocks.items[label.item];
        let phase = owners.at(item.start);
        let topic = of(label.read, phase);
        let Some(topic) = topic.filter(|topic| phase.is_some() || matches!(topic, Topic::Blockers { .. })) else {
            continue;
        };
        let end = if item.has_children { item.end } else { following(source, nth) };
        let (words, end) = (source.clipped(item.words.clone()), source.clipped(item.start..end).end);
        regions.push(Region {
            topic,
            at: item.start,
            body: words.end.min(end)..end,
            phase,
            section: item.start,
            heading: false,
        });
    }
    if regions.len() > edges {
        regions.sort_by_key(|region| (region.body.start, region.at));
    }
    regions
}

/// Finds the phase at offsets that only grow.
pub(super) struct Owners<'a> {
    document: &'a Document,
    next: usize,
}

impl<'a> Owners<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, next: 0 }
    }

    /// The phase of the last heading at or before `at`.
    pub(super) fn at(&mut self, at: usize) -> Option<usize> {
        while self.document.headings.get(self.next).is_some_and(|next| next.span.start <= at) {
            self.next += 1;
        }
        self.next.checked_sub(1).and_then(|last| self.document.headings[last].owner)
    }
}

/// What stands at the left edge: a heading, a label, or a label with words after it.
enum Mark<'a> {
    Heading(usize),
    Label(&'a LabelLine),
    Inline(Topic, &'a Span),
}

fn left_edge(source: &Source, document: &Document) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    let mut open: Option<Region> = None;
    // The headings whose sections are open: level, and the topic with the place where it was announced.
    let mut above: Vec<(u8, Option<(Topic, usize)>)> = Vec::new();
    let (mut phase, mut section) = (None, 0);
    for (at, mark) in marks(source, document) {
        let heading = matches!(mark, Mark::Heading(_));
        let next = match mark {
            Mark::Heading(nth) => {
                let heading = &document.headings[nth];
                while above.last().is_some_and(|&(level, _)| level >= heading.level) {
                    above.pop();
                }
                (phase, section) = (heading.owner, at);
                let topic = of_heading(heading, source.headings[nth])
                    .map(|topic| (topic, at))
                    .or_else(|| inherited(heading, above.last()));
                above.push((heading.level, topic));
                close(&mut regions, open.take(), at);
                topic.map(|(topic, at)| (topic, at, heading.span.end))
            }
            Mark::Label(LabelLine { end, read, .. }) => {
                let topic = of(*read, phase);
                // A label about nothing in particular divides what stands under a heading, and does not end it.
                if topic.is_none() && open.as_ref().is_some_and(|open| open.heading) {
                    continue;
                }
                close(&mut regions, open.take(), at);
                topic.map(|topic| (topic, at, *end))
            }
            // Outside phases such words are running text, unless they are about what stands in the way of everything.
            Mark::Inline(topic, _) if phase.is_none() && !matches!(topic, Topic::Blockers { .. }) => continue,
            Mark::Inline(topic, clause) => {
                close(&mut regions, open.take(), at);
                Some((topic, at, clause.start))
            }
        };
        open = next.map(|(topic, at, from)| Region { topic, at, body: from..from, phase, section, heading });
    }
    close(&mut regions, open, source.text.len());
    regions
}

fn close(regions: &mut Vec<Region>, open: Option<Region>, at: usize) {
    if let Some(mut region) = open {
        region.body.end = at.max(region.body.start);
        regions.push(region);
    }
}

fn of_heading(heading: &Heading, read: Read) -> Option<Topic> {
    match heading.role {
        HeadingRole::Phase(_) | HeadingRole::Container => None,
        _ if heading.owner.is_some() => topic::of_phase(read),
        // The title of a document is about all of it.
        HeadingRole::Text if heading.level > 1 => topic::of_program(read.said),
        _ => None,
    }
}

fn of(read: Read, phase: Option<usize>) -> Option<Topic> {
    if phase.is_some() { topic::of_phase(read) } else { topic::of_program(read.said) }
}

fn inherited(heading: &Heading, above: Option<&(u8, Option<(Topic, usize)>)>) -> Option<(Topic, usize)> {
    let own = matches!(heading.role, HeadingRole::Phase(_) | HeadingRole::Container);
    above.filter(|_| !own).and_then(|&(_, topic)| topic)
}

/// Headings, labels and labels with words after them, in order.
fn marks<'a>(source: &Source<'a>, document: &Document) -> Vec<(usize, Mark<'a>)> {
    let lines = source.lines;
    let mut marks = Vec::with_capacity(document.headings.len() + lines.labels.len() + lines.inlines.len());
    marks.extend(document.headings.iter().enumerate().map(|(nth, heading)| (heading.span.start, Mark::Heading(nth))));
    marks.extend(lines.labels.iter().map(|label| (label.at, Mark::Label(label))));
    marks.extend(lines.inlines.iter().map(|inline| (inline.at, Mark::Inline(inline.topic, &inline.clause))));
    marks.sort_by_key(|(at, _)| *at);
    marks
}

/// The end of the items after a label item without children, up to the next label item of its list.
fn following(source: &Source, nth: usize) -> usize {
    let items = &source.blocks.items;
    let at = source.item_labels[nth].item;
    let mut labels = source.item_labels[nth + 1..].iter().map(|label| label.item).peekable();
    let mut last = at;
    for (next, item) in items.iter().enumerate().skip(at + 1) {
        while labels.peek().is_some_and(|&label| label < next) {
            labels.next();
        }
        if item.previous == Some(last) {
            if labels.peek() == Some(&next) {
                break;
            }
            last = next;
        } else if item.start >= items[last].end {
            break;
        }
    }
    items[last].end
}
