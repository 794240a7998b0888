//! Trying out: a requirement's policy, identifier and tags, or the tags of the nodes of an affordance. Every key counts
//! at once, so that the offers below move as it is typed.

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use crate::hold::Operation;
use crate::provision::world::{Policy, Requirement};
use crate::tui::field::Field;
use crate::tui::model::Model;
use crate::tui::widgets::{Pen, pane};
use crate::tui::worlds::{Row, Stage, Trial};

/// The operations in the order of their price.
const OPERATIONS: [Operation; 4] = [Operation::Existing, Operation::Update, Operation::Clone, Operation::Create];

/// A form.
#[derive(Debug, Clone)]
pub struct Try {
    /// What was tried out before.
    pub before: Trial,
    what: Subject,
    /// The line that has the keys.
    at: usize,
    /// Which operation the keys are on.
    word: usize,
    allowed: [bool; 4],
    fields: Vec<(String, Field)>,
    note: &'static str,
}

#[derive(Debug, Clone)]
enum Subject {
    /// A requirement, by its edge, as the file has it and as it is tried out.
    Requirement { edge: String, in_file: Box<Requirement>, asked: Box<Requirement> },
    /// Nodes, by their ids, with the tags that the file gives them.
    Nodes(Vec<(String, Vec<String>)>),
}

impl Stage {
    /// The form for what is selected; `None` when there is nothing to try out.
    pub fn editable(&self) -> Option<Try> {
        let sight = self.sight.as_ref()?;
        let before = self.trial();
        let line = |words: &[String]| Field::line(&words.join(" "));
        let (what, fields, allowed) = match self.row(self.selected)? {
            Row::Requirement(row) => {
                let (asked, in_file) = (sight.asked(&row.edge)?.clone(), sight.asked_in_file(&row.edge)?.clone());
                let name = Field::line(asked.identifier.as_deref().unwrap_or_default());
                let fields = vec![("identifier".to_owned(), name), ("tags".to_owned(), line(&asked.criteria.has_tags))];
                let allowed = OPERATIONS.map(|operation| asked.policy.allows(operation));
                (
                    Subject::Requirement { edge: row.edge.clone(), in_file: Box::new(in_file), asked: Box::new(asked) },
                    fields,
                    allowed,
                )
            }
            Row::Affordance(row) => {
                let nodes: Vec<String> = vec![row.source.clone(), row.destination.clone()];
                let tags = |node: &String| sight.tags(node).unwrap_or_default();
                let fields = nodes.iter().map(|node| (format!("tags {node}"), line(&tags(node)))).collect();
                let in_file = |node: &String| (node.clone(), sight.tags_in_file(node).unwrap_or_default());
                (Subject::Nodes(nodes.iter().map(in_file).collect()), fields, [true; 4])
            }
        };
        let at = usize::from(matches!(what, Subject::Nodes(_)));
        Some(Try { before, what, at, word: 0, allowed, fields, note: "" })
    }
}

impl Try {
    /// Whether keys go into a line as text.
    pub fn is_typed_into(&self) -> bool {
        self.at > 0
    }

    /// Takes a key; answers what is tried out then, if that is something else.
    pub fn key(&mut self, key: KeyEvent, name: &str) -> Option<Trial> {
        let first = usize::from(matches!(self.what, Subject::Nodes(_)));
        let count = self.fields.len() + 1 - first;
        self.note = "";
        match (name, self.at) {
            ("Tab" | "Down", _) => self.at = first + (self.at - first + 1) % count,
            ("Shift-Tab" | "Up", _) => self.at = first + (self.at - first + count - 1) % count,
            ("Left", 0) => self.word = (self.word + 3) % 4,
            ("Right", 0) => self.word = (self.word + 1) % 4,
            ("Space", 0) => {
                let mut allowed = self.allowed;
                allowed[self.word] = !allowed[self.word];
                if allowed.contains(&true) {
                    self.allowed = allowed;
                } else {
                    self.note = "a policy allows at least one operation";
                }
                return Some(self.trial());
            }
            (_, 0) => {}
            (_, at) => {
                self.fields[at - 1].1.key(key);
                return Some(self.trial());
            }
        }
        None
    }

    /// Takes pasted text; what comes of it counts with the next key.
    pub fn insert(&mut self, text: &str) {
        if let Some((_, field)) = self.at.checked_sub(1).and_then(|at| self.fields.get_mut(at)) {
            field.insert(text);
        }
    }

    /// What is tried out as the form stands.
    pub fn trial(&self) -> Trial {
        let mut trial = self.before.clone();
        let words = |at: usize| -> Vec<String> {
            let text = self.fields.get(at).map(|(_, field)| field.text()).unwrap_or_default();
            let mut words: Vec<String> = Vec::new();
            for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
                if words.iter().all(|known| known != word) {
                    words.push(word.to_owned());
                }
            }
            words
        };
        match &self.what {
            Subject::Requirement { edge, in_file, asked } => {
                let name = self.fields[0].1.text().trim().to_owned();
                let mut asked = Requirement::clone(asked);
                asked.identifier = (!name.is_empty()).then_some(name);
                asked.criteria.has_tags = words(1);
                asked.policy = self.policy();
                if asked == **in_file {
                    trial.asks.remove(edge);
                } else {
                    trial.asks.insert(edge.clone(), asked);
                }
            }
            Subject::Nodes(nodes) => {
                for (at, (node, in_file)) in nodes.iter().enumerate() {
                    let tags = words(at);
                    if tags == *in_file {
                        trial.tags.remove(node);
                    } else {
                        trial.tags.insert(node.clone(), tags);
                    }
                }
            }
        }
        trial
    }

    fn policy(&self) -> Policy {
        let words = OPERATIONS.iter().zip(self.allowed).filter(|(_, allowed)| *allowed).map(|(one, _)| one.word());
        Policy::parse(&words.collect::<Vec<_>>().join("|")).unwrap_or(Policy::ANY)
    }
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, form: &Try) -> Option<Position> {
    let theme = model.theme;
    let of_nodes = matches!(form.what, Subject::Nodes(_));
    let lines = form.fields.len() + usize::from(!of_nodes);
    let height = u16::try_from(lines + 4).unwrap_or(u16::MAX).min(area.height);
    let place = Rect { height, ..area };
    Clear.render(place, buffer);
    let title = match &form.what {
        Subject::Requirement { edge, .. } => format!("Try out: what {edge} asks for"),
        Subject::Nodes(_) => "Try out: tags of the nodes".to_owned(),
    };
    let mark = if theme.plain { "this session only" } else { "this session only, written nowhere" };
    let inner = pane(buffer, place, &title, Some(mark), true, theme);
    let mut row = 0;
    let mut cursor = None;
    if !of_nodes {
        let here = form.at == 0;
        let mut pen = Pen::new(buffer, inner, row);
        pen.text(theme.cursor_mark(here), theme.key()).text(" ", theme.text());
        pen.cell("policy", 14, if here { theme.strong() } else { theme.dim() });
        for (at, operation) in OPERATIONS.iter().enumerate() {
            let box_ = if form.allowed[at] { "[x] " } else { "[ ] " };
            let style = if here && form.word == at { theme.inverted() } else { theme.text() };
            if here && form.word == at {
                cursor = Some(Position { x: pen.x() + 1, y: inner.y + row });
            }
            pen.text(&format!("{box_}{}", operation.word()), style).text("  ", theme.text());
        }
        row += 1;
    }
    for (at, (name, field)) in form.fields.iter().enumerate() {
        let here = form.at == at + 1;
        let mut pen = Pen::new(buffer, inner, row);
        pen.text(theme.cursor_mark(here), theme.key()).text(" ", theme.text());
        pen.cell(name, 14, if here { theme.strong() } else { theme.dim() });
        let x = crate::tui::overlays::field(&mut pen, field, theme.text());
        if here {
            cursor = Some(Position { x, y: inner.y + row });
        }
        row += 1;
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    if !form.note.is_empty() {
        pen.text(form.note, theme.bad()).text("   ", theme.dim());
    }
    if form.at == 0 {
        let keys = if theme.plain { "Left Right" } else { "← →" };
        pen.text(keys, theme.key()).text(" operation   ", theme.dim());
        pen.text(if theme.plain { "Space" } else { "␣" }, theme.key()).text(" allows it or not   ", theme.dim());
    }
    pen.text("Tab", theme.key()).text(" next line   ", theme.dim());
    pen.text("Enter", theme.key()).text(" keeps it   ", theme.dim());
    pen.text("Esc", theme.key()).text(" as before", theme.dim());
    cursor
}
