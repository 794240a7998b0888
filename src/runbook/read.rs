//! From bytes to a [`Document`]: headings into phases, lines into statuses and labels, items into boxes.
//!
//! Every step walks its blocks once, in order, so that ten thousand phases cost ten thousand times one.

use super::facts::topic::{ItemLabel, Topic};
use super::facts::{self, Kept, Later, Part};
use super::grammar::Grammar;
use super::heading::{self, Title};
use super::index::{Lists, Places};
use super::label::{self, Label};
use super::lines::Lines;
use super::scan::{self, Blocks};
use super::status::{self, StatusMark};
use super::{
    Checkbox, Document, Family, GateClause, Heading, HeadingRole, MAX_BYTES, Phase, PlainItem, Roadmap, Unreadable,
    findings, front, roadmap, stages,
};

/// Reads a runbook. Every UTF-8 file of at most [`MAX_BYTES`] reads; what is wrong with it becomes findings.
pub fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    read_with(bytes, &Grammar::default())
}

/// Reads a runbook whose configuration gives it a grammar; what the file says of itself goes over that.
pub fn read_with(bytes: &[u8], given: &Grammar) -> Result<Document, Unreadable> {
    let (mut document, kept) = parse(bytes, given)?;
    document.index.later = Later::of(kept);
    Ok(document)
}

/// Reads a runbook, and gives what it was read from to those who look further.
pub(super) fn parse(bytes: &[u8], given: &Grammar) -> Result<(Document, Kept), Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8 { offset: error.valid_up_to() })?;
    let from = front::end(text);
    let (own, trouble) = match front::grammar(&text[..from]) {
        Ok(own) => (own, None),
        Err(why) => (Grammar::default(), Some(why)),
    };
    let (world, no_world) = match front::world(&text[..from]) {
        Ok(world) => (world, None),
        Err(why) => (None, Some(why)),
    };
    let grammar = own.over(given);
    let mut blocks = scan::scan(text, from);
    let lines = Lines::of(text, from, &blocks, &grammar);
    stages::promote(text, &lines, &grammar, &mut blocks);
    let mut reader = Reader {
        text,
        lines,
        document: Document { grammar, world, ..Document::default() },
        heading_labels: Vec::new(),
        heading_reads: Vec::new(),
        item_labels: Vec::new(),
        duplicate_statuses: Vec::new(),
    };
    reader.document.lines = reader.lines.count();
    reader.document.declares_statuses = reader.lines.declares_statuses;
    reader.headings(&blocks);
    let tables = roadmap::tables(text, &reader.lines, &blocks);
    let tabled: Vec<usize> = tables.iter().map(|table| table.line).collect();
    reader.document.roadmap = tables.into_iter().next();
    reader.roadmap();
    reader.items(&blocks);
    stages::count_boxes(&mut reader.document, &reader.lines);
    reader.index();
    let Reader { mut document, lines, duplicate_statuses, heading_reads, item_labels, .. } = reader;
    document.grammar.clone().reword(&mut document);
    let source =
        facts::Source { text, lines: &lines, blocks: &blocks, headings: &heading_reads, item_labels: &item_labels };
    let regions = facts::gather(&mut document, &source);
    findings::find(
        &mut document,
        &findings::Extra {
            text,
            from,
            lines: &lines,
            blocks: &blocks,
            tables: &tabled,
            duplicate_statuses: &duplicate_statuses,
            grammar: trouble,
            world: no_world,
        },
    );
    stages::advise(&mut document, text, &lines);
    let kept = Kept { text: text.to_owned(), lines, blocks, headings: heading_reads, item_labels, regions };
    Ok((document, kept))
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines,
    document: Document,
    /// Per heading, what it announces, or the nearest heading above it that announces boxes; and where that one is.
    heading_labels: Vec<(Label, usize)>,
    /// Per heading, what it announces itself.
    heading_reads: Vec<label::Read>,
    /// The items that are labels.
    item_labels: Vec<ItemLabel>,
    /// The phases that state their status twice, with the line of the second.
    duplicate_statuses: Vec<(usize, usize)>,
}

/// What governs an item: the nearest label, and the nearest one whose boxes count.
#[derive(Debug, Clone, Copy)]
struct Rule {
    /// Which label, by the offset where it stands; two groups of one name are two.
    group: usize,
    nearest: Label,
    lasting: Label,
    depth: usize,
    /// What the item itself announces to those under or after it.
    own: Option<Label>,
}

impl Rule {
    fn under(self, group: usize, label: Label) -> Self {
        Self { group, nearest: label, lasting: if label.lasts() { label } else { self.lasting }, depth: 0, own: None }
    }
}

impl Reader<'_> {
    fn headings(&mut self, blocks: &Blocks) {
        let mut titles: Vec<Title> = Vec::with_capacity(blocks.headings.len());
        let mut statuses: Vec<Option<StatusMark>> = Vec::with_capacity(blocks.headings.len());
        self.document.headings.reserve(blocks.headings.len());
        for raw in &blocks.headings {
            let line = self.lines.line(raw.span.start);
            let source = &self.text[raw.words.clone()];
            let text = heading::plain(source);
            let suffix = status::suffix(source, raw.words.start, line);
            let named = suffix.as_ref().map(|(open, _)| heading::plain(&source[..*open]));
            let stage = self.document.grammar.stage_heading.is_some_and(|stage| stage.level() == raw.level);
            let inside = stage || (2..=5).contains(&raw.level);
            titles.push(if inside { heading::classify(named.as_ref().unwrap_or(&text)) } else { Title::Text });
            statuses.push(suffix.map(|(_, mark)| mark));
            self.document.headings.push(Heading {
                level: raw.level,
                line,
                span: raw.span.start..raw.span.start + self.text[raw.span.clone()].trim_end().len(),
                text: text.into_owned(),
                role: HeadingRole::Text,
                owner: None,
                annexed: false,
            });
        }
        demote_weak_twins(&mut titles);
        stages::mark(&self.document.grammar, &self.document.headings, blocks, &mut titles);
        self.heading_reads = heading_reads(&self.document.headings, &titles, &self.document.grammar);
        self.heading_labels = heading_labels(&self.document.headings, &titles, &self.heading_reads);
        self.phases(titles, statuses);
        self.parents();
        self.annexes();
    }

    fn phases(&mut self, titles: Vec<Title>, mut statuses: Vec<Option<StatusMark>>) {
        // The headings whose sections are open: level, and the phase if it opens one.
        let mut open: Vec<(u8, Option<usize>)> = Vec::new();
        // The phase whose own extent is open: it ends at the next phase, wherever that is.
        let mut own: Option<usize> = None;
        for (at, title) in titles.into_iter().enumerate() {
            let (level, start, line) = {
                let heading = &self.document.headings[at];
                (heading.level, heading.span.start, heading.line)
            };
            while open.last().is_some_and(|&(above, _)| above >= level) {
                if let Some((_, Some(phase))) = open.pop() {
                    self.close(phase, start, &mut own);
                }
            }
            let enclosing = open.iter().rev().find_map(|&(_, phase)| phase);
            let repeats = |document: &Document, id: &str| {
                open.iter().filter_map(|&(_, phase)| phase).any(|phase| document.phases[phase].id == id)
            };
            let mut opened = None;
            let role = match title {
                Title::Phase { id, .. } | Title::Annex(id) if repeats(&self.document, &id) => HeadingRole::Facet(id),
                Title::Phase { id, name, family, root } => {
                    let phase = self.document.phases.len();
                    if let Some(before) = own.replace(phase) {
                        self.document.phases[before].own.end = start;
                    }
                    self.document.phases.push(Phase {
                        id,
                        canonical_id: None,
                        name,
                        level,
                        line,
                        heading: at,
                        own: start..self.text.len(),
                        section: start..self.text.len(),
                        status_section: statuses[at].take(),
                        status_roadmap: None,
                        family,
                        root,
                        parent: enclosing,
                    });
                    opened = Some(phase);
                    HeadingRole::Phase(phase)
                }
                Title::Annex(id) => HeadingRole::Annex(id),
                Title::Container => HeadingRole::Container,
                Title::Text => HeadingRole::Text,
            };
            self.document.headings[at].role = role;
            self.document.headings[at].owner = opened.or(enclosing);
            open.push((level, opened));
        }
        self.statuses();
    }

    fn close(&mut self, phase: usize, at: usize, own: &mut Option<usize>) {
        self.document.phases[phase].section.end = at;
        if *own == Some(phase) {
            self.document.phases[phase].own.end = at;
            *own = None;
        }
    }

    /// The first `Status:` in each phase's own extent; a heading's suffix counts when there is none.
    fn statuses(&mut self) {
        let mut phase = 0;
        for stated in std::mem::take(&mut self.lines.statuses) {
            while self.document.phases.get(phase).is_some_and(|phase| phase.own.end <= stated.at) {
                phase += 1;
            }
            let Some(owner) = self.document.phases.get_mut(phase).filter(|phase| phase.own.start <= stated.at) else {
                continue;
            };
            let mark = status::mark(&self.text[stated.value.clone()], stated.value.start, self.lines.line(stated.at));
            match &owner.status_section {
                // A suffix that says the same is no second opinion.
                Some(first) if first.line != owner.line || first.word != mark.word => {
                    self.duplicate_statuses.push((phase, mark.line));
                }
                Some(_) | None => owner.status_section = Some(mark),
            }
        }
    }

    /// A phase belongs to the longest id that its own begins with; one without such an id, to the phase it lies in.
    fn parents(&mut self) {
        let document = &mut self.document;
        document.index.phases = Places::of(document.phases.len(), |at| &document.phases[at].id);
        for at in 0..document.phases.len() {
            let phase = &document.phases[at];
            if !phase.root {
                let prefixes = phase.id.rmatch_indices(['.', '-']).map(|(cut, _)| &phase.id[..cut]);
                let found = prefixes.filter_map(|id| document.place(id)).find(|&parent| parent < at);
                document.phases[at].parent = found.or(phase.parent);
            }
        }
    }

    /// What lies in an annex belongs to the phase of its id, when no phase encloses it.
    fn annexes(&mut self) {
        let mut annex: Option<(u8, Option<usize>)> = None;
        let Document { headings, phases, index, .. } = &mut self.document;
        for heading in headings {
            if annex.is_some_and(|(level, _)| heading.level <= level) {
                annex = None;
            }
            if let HeadingRole::Annex(id) = &heading.role {
                annex = Some((heading.level, index.phases.get(id, |at| &phases[at].id)));
            }
            if let (None, Some((_, Some(phase)))) = (heading.owner, annex) {
                heading.owner = Some(phase);
                heading.annexed = true;
            }
        }
    }

    fn roadmap(&mut self) {
        let Some(Roadmap { rows, .. }) = &self.document.roadmap else { return };
        let id = |at: usize| rows[at].id.as_str();
        self.document.index.rows = Places::of(rows.len(), id);
        for phase in &mut self.document.phases {
            let Some(row) = self.document.index.rows.get(&phase.id, id).map(|at| &rows[at]) else { continue };
            phase.status_roadmap = Some(row.status.clone());
            phase.canonical_id.clone_from(&row.canonical_id);
            if let Some(name) = row.canonical_id.as_deref().and_then(|id| phase.name.strip_prefix(id))
                && name.starts_with(' ')
            {
                phase.name = name.trim_start().to_owned();
            }
        }
    }

    fn items(&mut self, blocks: &Blocks) {
        let mut rules: Vec<Rule> = Vec::with_capacity(blocks.items.len());
        // In the order of the boxes, which mostly is that of the groups.
        let mut groups_with_boxes: Vec<usize> = Vec::new();
        let mut plain: Vec<(usize, PlainItem)> = Vec::new();
        let (mut heading, mut label) = (0, 0);
        let labels = std::mem::take(&mut self.lines.labels);
        for (at, item) in blocks.items.iter().enumerate() {
            while self.document.headings.get(heading).is_some_and(|next| next.span.start <= item.start) {
                heading += 1;
            }
            while labels.get(label).is_some_and(|next| next.at <= item.start) {
                label += 1;
            }
            let above = heading.checked_sub(1);
            let owner = above.and_then(|above| self.document.headings[above].owner);
            let annexed = above.is_some_and(|above| self.document.headings[above].annexed);
            let last = label.checked_sub(1).map(|last| &labels[last]);
            // A label between two items of one list is one that Markdown took for more of the first.
            let parted =
                item.previous.is_none_or(|before| last.is_some_and(|last| last.at > blocks.items[before].start));
            let rule = match item.parent {
                Some(parent) => nested(blocks, &rules, at, parent),
                None if parted => self.outermost(above, last),
                None => sibling(blocks, &rules, at).unwrap_or_else(|| self.outermost(above, last)),
            };
            let words = self.lines.own_words(&item.words);
            let own = if item.mark.is_some() { None } else { label::Read::of_line(&self.text[words.clone()]) };
            let own = own.map(|read| self.document.grammar.relabel(&self.text[words.clone()], read));
            if let Some(read) = own {
                self.item_labels.push(ItemLabel { item: at, read });
            }
            let own = own.map(|read| read.label);
            rules.push(Rule { own, ..rule });
            let line = self.lines.line(item.start);
            if let Some((mark, span)) = &item.mark {
                if groups_with_boxes.last() != Some(&rule.group) {
                    groups_with_boxes.push(rule.group);
                }
                self.document.boxes.push(Checkbox {
                    mark: *mark,
                    capital: &self.text[span.clone()] == "X",
                    span: span.clone(),
                    line,
                    class: rule.lasting.class(),
                    text: Lines::joined(self.text, &words),
                    phase: owner,
                    annexed,
                    sub_phase: owner.and_then(|owner| self.sub_phase(owner, rule.lasting, &words)),
                });
            }
            let (Some(phase), 0) = (owner, rule.depth) else { continue };
            match rule.nearest {
                Label::Gate => self.document.gates.push(gate(line, Lines::joined(self.text, &words), phase)),
                Label::Boxes(super::Class::Dod) if item.mark.is_none() && (item.has_children || own.is_none()) => {
                    let span = words.start..words.start + self.text[words.clone()].trim_end().len();
                    let text = Lines::joined(self.text, &words);
                    plain.push((rule.group, PlainItem { line, span, text, phase }));
                }
                Label::Boxes(_) | Label::Other => {}
            }
        }
        groups_with_boxes.sort_unstable();
        plain.retain(|(group, _)| groups_with_boxes.binary_search(group).is_err());
        self.document.plain_items = plain.into_iter().map(|(_, item)| item).collect();
        self.lines.labels = labels;
        self.inline_gates();
    }

    /// The rule of an item at the left edge: the last label under the last heading, or the headings above.
    fn outermost(&self, heading: Option<usize>, label: Option<&super::lines::LabelLine>) -> Rule {
        let mut rule = Rule { group: 0, nearest: Label::Other, lasting: Label::Other, depth: 0, own: None };
        let Some(heading) = heading else {
            return label.map_or(rule, |label| rule.under(label.at, label.read.label));
        };
        let (announced, at) = self.heading_labels[heading];
        rule = rule.under(at, announced);
        match label {
            Some(label) if label.at > self.document.headings[heading].span.start => {
                rule.under(label.at, label.read.label)
            }
            Some(_) | None => rule,
        }
    }

    /// The sub-phase that a progress box begins with.
    fn sub_phase(&self, owner: usize, label: Label, words: &super::Span) -> Option<String> {
        let id = &self.document.phases[owner].id;
        let led = (label.class() == super::Class::Progress).then(|| heading::leading_id(&self.text[words.clone()]));
        led.flatten().filter(|led| led.strip_prefix(id.as_str()).is_some_and(|part| part.starts_with(['.', '-'])))
    }

    /// `Entry gate: R0 is DONE` on one line.
    fn inline_gates(&mut self) {
        let mut phase = 0;
        for inline in self.lines.inlines.iter().filter(|inline| inline.topic == Topic::Part(Part::Entry)) {
            let at = inline.at;
            while self.document.phases.get(phase).is_some_and(|phase| phase.own.end <= at) {
                phase += 1;
            }
            if self.document.phases.get(phase).is_some_and(|phase| phase.own.start <= at) {
                let clause = self.text[inline.clause.clone()].to_owned();
                self.document.gates.push(gate(self.lines.line(at), clause, phase));
            }
        }
        self.document.gates.sort_by_key(|gate| gate.line);
    }

    fn index(&mut self) {
        let Document { phases, boxes, plain_items, gates, index, .. } = &mut self.document;
        index.boxes = Lists::of(phases.len(), boxes.iter().map(|checkbox| checkbox.phase));
        index.boxes.sort_each(|at| boxes[at].class);
        index.plain = Lists::of(phases.len(), plain_items.iter().map(|item| Some(item.phase)));
        index.gates = Lists::of(phases.len(), gates.iter().map(|gate| Some(gate.phase)));
    }
}

/// The rule of an item inside another: the label that the other is, or else the other's own.
fn nested(blocks: &Blocks, rules: &[Rule], at: usize, parent: usize) -> Rule {
    let above = rules[parent];
    match above.own {
        Some(label) if label != Label::Other => above.under(blocks.items[parent].start, label),
        Some(_) | None => sibling(blocks, rules, at).unwrap_or(Rule { depth: above.depth + 1, ..above }),
    }
}

/// A label item without children speaks for the items after it in its list.
fn sibling(blocks: &Blocks, rules: &[Rule], at: usize) -> Option<Rule> {
    let previous = blocks.items[at].previous?;
    let before = rules[previous];
    Some(match before.own {
        Some(label) if label != Label::Other && !blocks.items[previous].has_children => {
            before.under(blocks.items[previous].start, label)
        }
        Some(_) | None => before,
    })
}

/// What each heading announces. A phase's name is no label: "Acceptance checklist for sites" may be what the phase is
/// about.
fn heading_reads(headings: &[Heading], titles: &[Title], grammar: &Grammar) -> Vec<label::Read> {
    let read = |(heading, title): (&Heading, &Title)| match title {
        Title::Phase { .. } => label::Read::NOTHING,
        Title::Annex(_) | Title::Container | Title::Text => {
            grammar.relabel(&heading.text, label::Read::of(&heading.text))
        }
    };
    headings.iter().zip(titles).map(read).collect()
}

/// A heading under one that announces boxes announces the same, unless it announces something itself.
fn heading_labels(headings: &[Heading], titles: &[Title], reads: &[label::Read]) -> Vec<(Label, usize)> {
    let mut open: Vec<(u8, Label, usize)> = Vec::new();
    let mut labels = Vec::with_capacity(headings.len());
    for ((heading, title), read) in headings.iter().zip(titles).zip(reads) {
        while open.last().is_some_and(|&(level, ..)| level >= heading.level) {
            open.pop();
        }
        let is_phase = matches!(title, Title::Phase { .. });
        let announced = read.label;
        let (label, at) = match open.last() {
            Some(&(_, above, at)) if announced == Label::Other && !is_phase && above.lasts() => (above, at),
            Some(_) | None => (announced, heading.span.start),
        };
        open.push((heading.level, label, at));
        labels.push((label, at));
    }
    labels
}

/// A weak heading whose id a strong one has is about that phase and does not open a second one.
fn demote_weak_twins(titles: &mut [Title]) {
    if !titles.iter().any(|title| matches!(title, Title::Phase { family: Family::Weak, .. })) {
        return;
    }
    let strong: std::collections::BTreeSet<String> = titles
        .iter()
        .filter_map(|title| match title {
            Title::Phase { id, family: Family::Strong, .. } => Some(id.clone()),
            _ => None,
        })
        .collect();
    for title in titles {
        if let Title::Phase { id, family: Family::Weak, .. } = title
            && strong.contains(id)
        {
            *title = Title::Annex(std::mem::take(id));
        }
    }
}

/// A clause of an entry gate. Only a bare "ID is DONE" is checked by machine; a disjunction is never half-evaluated.
fn gate(line: usize, text: String, phase: usize) -> GateClause {
    let done = || {
        let plain = heading::plain(&text);
        let bare = plain.strip_suffix('.').unwrap_or(&plain);
        Some(heading::whole_id(bare.strip_suffix(" is DONE")?)?.into_owned())
    };
    // Whatever marks stand around it, the last letter is that of the word.
    let last = text.bytes().rev().find(u8::is_ascii_alphanumeric);
    let needs_done = last.filter(|&last| last == b'E').and_then(|_| done());
    GateClause { line, text, phase, needs_done }
}
